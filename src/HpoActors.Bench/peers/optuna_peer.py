"""Optuna's samplers behind a pipe, as peers in `hpo bench searchers`.

Every line on standard input is a JSON object, and so is every answer on standard output:

    {"sampler": "tpe", "conditional": false, "space": [{"name": "x", "type": "float", "low": 0, "high": 1, "log": false, "step": null}, ...]}
        the first line; the answer has the version
    {"study": 1, "askers": 1}                 a new study with this seed
    {"ask": [0, 1]}                           a new trial, with values for the hyperparameters at these places, and the time
    {"suggest": [2], "trial": 5}              more values for it: those that exist given the earlier ones
    {"tell": 5, "value": 0.25}                its result; without a value it was forbidden and counts as pruned
"""

import json
import signal
import sys
import time
import warnings

try:
    import optuna
except ImportError as error:
    sys.exit(f"{type(error).__name__}: {error}")


def sampler_of(name, seed, conditional, askers):
    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    if name == "cma-es":
        return optuna.samplers.CmaEsSampler(seed=seed, warn_independent_sampling=False)
    multivariate = name == "tpe-multivariate"
    return optuna.samplers.TPESampler(
        seed=seed,
        multivariate=multivariate,
        group=multivariate and conditional,
        constant_liar=askers > 1,
        warn_independent_sampling=False,
    )


def suggest(trial, hyperparameter):
    name, kind = hyperparameter["name"], hyperparameter["type"]
    if kind == "constant":
        return 0
    if kind == "category":
        return trial.suggest_categorical(name, list(range(hyperparameter["count"])))
    low, high, log, step = (hyperparameter[key] for key in ("low", "high", "log", "step"))
    if kind == "int":
        return trial.suggest_int(name, low, high, step=step, log=log)
    return trial.suggest_float(name, low, high, step=step, log=log)


def main():
    # Ctrl-C in a terminal reaches children too; this one ends when its input does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    setup = json.loads(sys.stdin.readline())
    space = setup["space"]
    study, trials = None, {}
    print(json.dumps({"version": optuna.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if "study" in request:
            sampler = sampler_of(setup["sampler"], request["study"], setup["conditional"], request["askers"])
            study, trials = optuna.create_study(sampler=sampler), {}
        elif "ask" in request:
            start = time.perf_counter()
            trial = study.ask()
            values = [suggest(trial, space[i]) for i in request["ask"]]
            answer = {"trial": trial.number, "values": values, "seconds": time.perf_counter() - start}
            trials[trial.number] = trial
        elif "suggest" in request:
            trial = trials[request["trial"]]
            answer = {"values": [suggest(trial, space[i]) for i in request["suggest"]]}
        else:
            trial = trials.pop(request["tell"])
            value = request.get("value")
            if value is None:
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            else:
                study.tell(trial, value)
        print(json.dumps(answer), flush=True)


main()
