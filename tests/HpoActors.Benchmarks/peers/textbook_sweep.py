"""The textbook's training loop as an Optuna objective, as a rival in the benchmark `sweep`.

Written as textbooks and tutorials write it: torchvision's own FashionMNIST class with transforms.ToTensor() for each
image, a shuffling DataLoader for training and another for validation, nn.Flatten and nn.Linear, cross-entropy, SGD, the
accuracy counted batch by batch; Optuna proposes the learning rate and gets the last epoch's validation error. Trials run
one after the other; the process may use every core that --cores names.

The DataLoaders have no worker processes unless --workers says so, for here that is the fastest: on two cores (AMD EPYC,
PyTorch 1.13, batches of 16) an epoch with validation took 3.5 to 4.1 s without a worker, 11 to 13 s with one and 9 to
10 s with two. Sending each small batch from process to process costs more than the second core gives. A second thread
for torch (OMP_NUM_THREADS=2) changed nothing: the operations are too small.

Each line on standard input is a number of epochs: it runs one trial of that many and prints a line of JSON. The first
line it prints describes itself. A warm-up is the caller's affair.

    python3 textbook_sweep.py --data DIRECTORY --cores 0,1 [--batch-size 16] [--workers 0]

DIRECTORY holds FashionMNIST/raw with the four files as they are published, unpacked, which torchvision reads.
"""

import argparse
import json
import os
import sys
import time


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--cores", required=True)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--workers", type=int, default=0)
    return parser.parse_args()


def main():
    arguments = read_arguments()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core) for core in arguments.cores.split(",")})

    import optuna
    import torch
    from torch import nn
    from torch.utils.data import DataLoader
    import torchvision
    from torchvision import transforms

    to_tensor = transforms.ToTensor()
    training = torchvision.datasets.FashionMNIST(arguments.data, train=True, transform=to_tensor)
    validation = torchvision.datasets.FashionMNIST(arguments.data, train=False, transform=to_tensor)
    training_loader = DataLoader(training, batch_size=arguments.batch_size, shuffle=True, num_workers=arguments.workers)
    validation_loader = DataLoader(validation, batch_size=arguments.batch_size, num_workers=arguments.workers)

    def validation_error(model):
        correct = 0
        model.eval()
        with torch.no_grad():
            for images, labels in validation_loader:
                correct += (model(images).argmax(1) == labels).sum().item()
        return 1 - correct / len(validation)

    def train(trial, epochs):
        learning_rate = trial.suggest_float("learning_rate", 1e-4, 1.0, log=True)
        model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        loss_of = nn.CrossEntropyLoss()
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
        for _ in range(epochs):
            model.train()
            for images, labels in training_loader:
                loss = loss_of(model(images), labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            error = validation_error(model)
        return error

    def say(**fields):
        print(json.dumps(fields), flush=True)

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    say(
        version=f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, Optuna {optuna.__version__}",
        processes=1,
        workers=arguments.workers,
    )
    for line in sys.stdin:
        epochs = int(line)
        start = time.perf_counter()
        study.optimize(lambda trial: train(trial, epochs), n_trials=1)
        say(seconds=time.perf_counter() - start, trials=1, error=study.trials[-1].value)


if __name__ == "__main__":
    main()
