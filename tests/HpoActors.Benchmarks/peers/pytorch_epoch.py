"""A plain PyTorch training loop: one softmax epoch on one core, as a rival in the benchmark `epoch`.

Written to be as fast as such a loop is without tricks: all images are float32 tensors in memory before the clock
starts, the order is one randperm an epoch, a mini-batch is one index_select, gradients are dropped rather than zeroed,
and no loss is read back. The process is pinned to one core (where the system can) and torch has one thread.

For each line on standard input it trains one epoch, measures the validation error and prints a line of JSON. The first
line it prints describes itself. A warm-up epoch is the caller's affair: it does not count the first lines.

    python3 pytorch_epoch.py --data DIRECTORY --core 0 [--batch-size 16] [--learning-rate 0.01]

DIRECTORY holds FashionMNIST/raw with the four files as they are published, unpacked.
"""

import argparse
import json
import os
import sys
import time


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--core", type=int, required=True)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=0.01)
    return parser.parse_args()


def load(torch, directory, part):
    def read(name, header):
        with open(os.path.join(directory, "FashionMNIST", "raw", f"{part}-{name}-ubyte"), "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8, offset=header)

    return read("images-idx3", 16).view(-1, 784).to(torch.float32).div_(255), read("labels-idx1", 8).to(torch.int64)


def blas_in_use():
    """The BLAS library that the process has loaded: PyTorch's own message only says how it was built."""
    if not os.path.exists("/proc/self/maps"):
        return "unknown"
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {os.path.realpath(line.split()[-1]) for line in maps if "/" in line}
    names = sorted({os.path.basename(path) for path in paths if any(b in path for b in ("blas", "blis", "mkl"))})
    return ", ".join(names) if names else "inside libtorch"


def main():
    arguments = read_arguments()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {arguments.core})

    # After pinning, so that every thread that torch or its BLAS starts stays on the core.
    import torch

    torch.set_num_threads(1)
    images, labels = load(torch, arguments.data, "train")
    validation_images, validation_labels = load(torch, arguments.data, "t10k")
    model = torch.nn.Linear(784, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=arguments.learning_rate)
    loss_of = torch.nn.functional.cross_entropy

    def train():
        for batch in torch.randperm(len(images)).split(arguments.batch_size):
            loss = loss_of(model(images.index_select(0, batch)), labels.index_select(0, batch))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    def validation_error():
        with torch.no_grad():
            wrong = model(validation_images).argmax(1).ne(validation_labels)
            return wrong.to(torch.float32).mean().item()

    def say(**fields):
        print(json.dumps(fields), flush=True)

    say(version=f"PyTorch {torch.__version__}", blas=blas_in_use(), threads=torch.get_num_threads())
    for _ in sys.stdin:
        start = time.perf_counter()
        train()
        trained = time.perf_counter()
        error = validation_error()
        say(training_seconds=trained - start, epoch_seconds=time.perf_counter() - start, validation_error=error)


if __name__ == "__main__":
    main()
