"""Goes on with an exported study by two trials and prints the first one's number and learning rate, and the trials' states."""
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.load_study(study_name="sample", storage="sqlite:///" + sys.argv[1], sampler=optuna.samplers.TPESampler(seed=1, n_startup_trials=1))


def objective(trial):
    rate = trial.suggest_float("learning_rate", 1e-5, 1, log=True)
    trial.suggest_categorical("mixed", [1, 2.0, True, 'a, "b"'])
    trial.set_user_attr("rate", rate)
    return rate


study.optimize(objective, n_trials=2)
print(study.trials[6].user_attrs["rate"])
print(" ".join(trial.state.name for trial in study.trials))
