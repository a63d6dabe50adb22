using System.Reflection;
using Xunit.Sdk;

namespace HpoActors.Persistence.Tests.Servers;

/// <summary>A test on a real PostgreSQL server; without its programs it says that it was skipped.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

/// <summary>The same for a theory's row for PostgreSQL, beside the one for SQLite.</summary>
internal sealed class PostgresRowAttribute : DataAttribute
{
    public PostgresRowAttribute() => Skip = PostgresServer.Missing;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StoreKind.Postgres]];
}
