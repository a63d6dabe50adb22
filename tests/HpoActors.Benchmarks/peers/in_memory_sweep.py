"""A fast in-memory PyTorch loop as an Optuna objective, as a rival in the benchmark `sweep`.

The loop is that of pytorch_epoch.py, as fast as such a loop is without tricks: all images are float32 tensors in memory
before the clock starts, the order is one randperm an epoch, a mini-batch is one index_select, gradients are dropped
rather than zeroed, no loss is read back, and the 10 000 validation images are one matrix product.

One process for each core, pinned to it, with one torch thread: a sweep's trials need nothing of each other, and two
threads or two trials in one process share the interpreter. Each process has a study of its own in its memory and runs
its share of the trials, which no storage that processes share could make faster. The sampler is random, the cheapest.

Each line on standard input is a number of epochs: every process runs one trial of that many at the same time, and a
line of JSON says how long it took until all had ended. The first line it prints describes itself. A warm-up is the
caller's affair.

    python3 in_memory_sweep.py --data DIRECTORY --cores 0,1 [--batch-size 16]

DIRECTORY holds FashionMNIST/raw with the four files as they are published, unpacked.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--cores", required=True)
    parser.add_argument("--batch-size", type=int, default=16)
    return parser.parse_args()


def load(torch, directory, part):
    def read(name, header):
        with open(os.path.join(directory, "FashionMNIST", "raw", f"{part}-{name}-ubyte"), "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8, offset=header)

    return read("images-idx3", 16).view(-1, 784).to(torch.float32).div_(255), read("labels-idx1", 8).to(torch.int64)


def work(arguments, core, index, pipe):
    """One process: says its version when it is ready, then runs a trial for each number of epochs that it gets."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})

    # After pinning, so that every thread that torch or its BLAS starts stays on the core.
    import optuna
    import torch

    torch.set_num_threads(1)
    images, labels = load(torch, arguments.data, "train")
    validation_images, validation_labels = load(torch, arguments.data, "t10k")
    loss_of = torch.nn.functional.cross_entropy

    def train(trial, epochs):
        learning_rate = trial.suggest_float("learning_rate", 1e-4, 1.0, log=True)
        model = torch.nn.Linear(784, 10)
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
        for _ in range(epochs):
            for batch in torch.randperm(len(images)).split(arguments.batch_size):
                loss = loss_of(model(images.index_select(0, batch)), labels.index_select(0, batch))
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                wrong = model(validation_images).argmax(1).ne(validation_labels)
                error = wrong.to(torch.float32).mean().item()
        return error

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1 + index))
    pipe.send(f"PyTorch {torch.__version__}, Optuna {optuna.__version__}")
    while (epochs := pipe.recv()) is not None:
        study.optimize(lambda trial: train(trial, epochs), n_trials=1)
        pipe.send(study.trials[-1].value)


def main():
    import optuna  # noqa: F401  What is missing is said here, not by a process of ours.
    import torch  # noqa: F401

    arguments = read_arguments()
    cores = [int(core) for core in arguments.cores.split(",")]
    context = multiprocessing.get_context("spawn")
    pipes = []
    for index, core in enumerate(cores):
        here, there = context.Pipe()
        context.Process(target=work, args=(arguments, core, index, there), daemon=True).start()
        there.close()
        pipes.append(here)

    def say(**fields):
        print(json.dumps(fields), flush=True)

    say(version=[pipe.recv() for pipe in pipes][0], processes=len(pipes))
    for line in sys.stdin:
        start = time.perf_counter()
        for pipe in pipes:
            pipe.send(int(line))
        errors = [pipe.recv() for pipe in pipes]
        say(seconds=time.perf_counter() - start, trials=len(pipes), error=min(errors))
    for pipe in pipes:
        pipe.send(None)


if __name__ == "__main__":
    main()
