"""Optuna's in-memory study loop with an objective that costs nothing, as a rival in the benchmark `overhead`.

One hyperparameter is drawn by the random sampler in each trial. For each line on standard input it runs a new study and
prints a line of JSON; the first line it prints describes itself.

    python3 optuna_trials.py [--trials 5000]
"""

import argparse
import json
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
    parser.add_argument("--trials", type=int, default=5000)
    trials = parser.parse_args().trials
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    say(version=f"Optuna {optuna.__version__}, Python {sys.version.split()[0]}")
    for _ in sys.stdin:
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
        start = time.perf_counter()
        study.optimize(objective, n_trials=trials)
        say(seconds=time.perf_counter() - start, trials=len(study.trials))


if __name__ == "__main__":
    main()
