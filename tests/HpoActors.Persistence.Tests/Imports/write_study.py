"""Writes two studies that use every distribution, one of them with trials in every state."""
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = "sqlite:///" + sys.argv[1]
study = optuna.create_study(storage=storage, study_name="my study", direction="minimize")
optuna.create_study(storage=storage, study_name="other", direction="maximize")


def objective(trial):
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    trial.suggest_float("momentum", 0, 0.9, step=0.1)
    layers = trial.suggest_int("layers", 1, 4)
    trial.suggest_categorical("activation", ["relu", "tanh", None])
    trial.suggest_categorical("bias", [False, True])
    if layers > 1:
        trial.suggest_float("dropout", 0, 0.5)
    trial.report(rate, 1)
    if trial.number == 3:
        raise optuna.TrialPruned()
    return {4: float("nan"), 5: float("inf")}.get(trial.number, rate / 3)


fixed = [
    {"rate": 0.1, "momentum": 0.3, "layers": 1, "activation": "relu", "bias": False},
    {"rate": 1e-05, "momentum": 0.7, "layers": 3, "activation": "tanh", "bias": True, "dropout": 0.1},
    {"rate": 0.25, "momentum": 0.0, "layers": 1, "activation": None, "bias": True},
]
for parameters in fixed + [fixed[0]] * 3:
    study.enqueue_trial(parameters)
study.optimize(objective, n_trials=6)
study.ask()
