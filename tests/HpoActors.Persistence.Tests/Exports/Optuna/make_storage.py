"""Makes an empty storage and prints its tables' columns."""
import sqlite3
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
if sys.argv[2] == "make":
    optuna.create_study(storage="sqlite:///" + sys.argv[1])
base = sqlite3.connect(sys.argv[1])
print(base.execute("select version_num from alembic_version").fetchone()[0])
print(base.execute("select schema_version, library_version from version_info").fetchone())
for (table,) in base.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
    print(table, base.execute("pragma table_info(%s)" % table).fetchall(), sorted(base.execute("pragma foreign_key_list(%s)" % table).fetchall()))
    for index in sorted(base.execute("pragma index_list(%s)" % table).fetchall()):
        print(" ", index[1:], base.execute("pragma index_info(%s)" % index[1]).fetchall())
