"""Prints what Optuna reads in a storage, one JSON document. Floats are their bits."""
import json
import struct
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def exact(value):
    return "f%d" % struct.unpack("<q", struct.pack("<d", value)) if isinstance(value, float) else value


study = optuna.load_study(study_name=sys.argv[2], storage="sqlite:///" + sys.argv[1])
json.dump(
    {
        "direction": study.direction.name,
        "best": study.best_trial.number,
        "attributes": study.user_attrs,
        "trials": [
            {
                "number": trial.number,
                "state": trial.state.name,
                "value": exact(trial.value),
                "params": {name: exact(value) for name, value in trial.params.items()},
                "distributions": {name: repr(distribution) for name, distribution in trial.distributions.items()},
                "intermediate": {str(step): exact(value) for step, value in trial.intermediate_values.items()},
                "attributes": trial.user_attrs,
                "system": trial.system_attrs,
                "start": str(trial.datetime_start),
                "complete": str(trial.datetime_complete),
            }
            for trial in study.trials
        ],
    },
    sys.stdout,
    sort_keys=True,
)
