"""Optuna's study loop with its SQLite storage and an objective that costs nothing, as a rival in the benchmark `store`.

One hyperparameter is drawn by the random sampler in each trial. For each line on standard input it runs a new study in a
new file and prints a line of JSON; the first line it prints describes itself.

    python3 optuna_store.py --folder FOLDER [--trials 300]
"""

import argparse
import json
import os
import sys
import time

import optuna


def objective(trial):
    trial.suggest_float("x", 0.0, 1.0)
    return 0.5


def say(**fields):
    print(json.dumps(fields), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--trials", type=int, default=300)
    arguments = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    say(version=f"Optuna {optuna.__version__}, Python {sys.version.split()[0]}")
    for turn, _ in enumerate(sys.stdin):
        path = os.path.join(arguments.folder, f"optuna-{turn}.db")
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1), storage=f"sqlite:///{path}")
        start = time.perf_counter()
        study.optimize(objective, n_trials=arguments.trials)
        seconds = time.perf_counter() - start
        say(seconds=seconds, trials=len(study.trials))


if __name__ == "__main__":
    main()
