"""Handwritten digits: a network of 64-32-10 units, trained by this engine

Every weight is one Value. The graph of −ln a_y, with a = softmax(z), is built
once and compiled; its program takes every step of the training. A fifth of the
8×8 pictures that come with scikit-learn is held out, to count how many the
network reads right.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chalkgrad import Value, nn

from .arrays import Array
from .report import output_folder, show_heading, show_table, show_verdict

SIZES = (64, 32, 10)
WANTED = 0.97
ALL = 1797
FEW = 64  # pictures gone through without compiling, to see how long that takes
Integers = NDArray[np.int64]


class Data(NamedTuple):
    """Pictures of 64 numbers from 0 to 1 and their digits, to train with and held out."""

    x: Array
    held_out_x: Array
    y: Integers
    held_out_y: Integers


def missing() -> list[str]:
    """The packages that this demo needs and that are not installed."""
    needed = (("sklearn", "scikit-learn"), ("matplotlib", "matplotlib"))
    return [package for module, package in needed if find_spec(module) is None]


def show_missing(packages: Sequence[str]) -> None:
    """Print which packages the digits need, and how to get them."""
    print("", f"The digits need {' and '.join(packages)}, not installed here.",
          f"skipped: first python -m pip install {' '.join(packages)}", sep="\n")


def load(samples: int = ALL) -> Data:
    """The first samples of scikit-learn's digits; a fifth of each digit's is held out."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    x, y = load_digits(return_X_y=True)
    return Data(*train_test_split(x[:samples] / 16, y[:samples], test_size=0.2, random_state=0,
                                  stratify=y[:samples]))


def train(data: Data, epochs: int, compiled: bool | None = None) -> tuple[nn.MLP, nn.History]:
    """A network that gives z, trained so that softmax(z) tells the digit."""
    net = nn.MLP(SIZES, "sigmoid", "linear", seed=0)
    history = nn.fit(net, data.x, data.y, nn.cross_entropy_with_logits, nn.Adam(lr=0.005), epochs,
                     progress=compiled is None and sys.stdout.isatty(), compiled=compiled)
    return net, history


def seconds_by_graphs(data: Data, epochs: int) -> float:
    """How long the training would take through the graphs, picture by picture: extrapolated from
    one epoch of a few."""
    few = Data(data.x[:FEW], data.held_out_x, data.y[:FEW], data.held_out_y)
    _, history = train(few, 1, compiled=False)
    return history.seconds / len(few.y) * len(data.y) * epochs


def duration(seconds: float) -> str:
    """Seconds in words.

    >>> duration(1.64), duration(236.0)
    ('1.6 s', '4 minutes')
    """
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def read(net: nn.MLP, pictures: Array) -> Integers:
    """The digit with the largest z for each picture."""
    return np.array([np.argmax([z.data for z in net(picture)]) for picture in pictures.tolist()])


def confusion(digits: Integers, answers: Integers) -> Integers:
    """How often each digit (row) was read as each digit (column).

    >>> confusion(np.array([0, 7, 7]), np.array([0, 7, 1]))[7, [1, 7]].tolist()
    [1, 1]
    """
    counts = np.zeros((10, 10), np.int64)
    np.add.at(counts, (digits, answers), 1)
    return counts


def accuracy(counts: Integers) -> float:
    """The share on the diagonal."""
    return float(np.trace(counts) / counts.sum())


def rows(counts: Integers) -> list[list[str]]:
    """For each digit how many were held out and read right, and what the others were read as."""
    return [[str(digit), str(row.sum()), str(row[digit]),
             ", ".join(f"{n} × {wrong}" for wrong, n in enumerate(row) if n and wrong != digit)
             or "–"] for digit, row in enumerate(counts)]


def demonstrate(samples: int, epochs: int, folder: Path) -> float:
    """Train, print what came of it, save the pictures; returns the accuracy."""
    from .digits_pictures import save_confusion, save_loss

    data = load(samples)
    net, history = train(data, epochs)
    counts = confusion(data.held_out_y, read(net, data.held_out_x))
    show_table(f"{len(data.y)} pictures to train with, {epochs} epochs in "
               f"{duration(history.seconds)}: "
               f"mean loss {history.loss[0]:.3f} … {history.loss[-1]:.3f}",
               ["digit", "held out", "read right", "read as"], rows(counts))
    print("", f"  Without compiling, these epochs would take about "
          f"{duration(seconds_by_graphs(data, epochs))}:", f"  {FEW} pictures were measured so, "
          "the rest is extrapolated.", sep="\n")
    loss = save_loss(history.loss, folder / "digits-loss.png")
    matrix = save_confusion(counts, folder / "digits-confusion.png")
    print("", f"  loss curve        {loss}", f"  confusion matrix  {matrix}", sep="\n")
    return accuracy(counts)


def summary(found: float) -> str:
    """The accuracy in words."""
    return f"{100 * found:.1f} % of the held-out digits read right"


def between(least: int, most: int) -> Callable[[str], int]:
    """A converter of an option's text to an integer in a range."""
    def integer(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is no integer from {least} to {most}")
        return int(text)
    return integer


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m chalkgrad.demos.digits",
                                     description="Train a network on handwritten digits.")
    parser.add_argument("--epochs", type=between(1, 1000), default=40, help="(default: 40)")
    parser.add_argument("--samples", type=between(100, ALL), default=ALL,
                        help="how many pictures, a fifth of them held out (default: all, 1797)")
    parser.add_argument("--out", type=output_folder, default="out",
                        help="folder for the pictures (default: out)")
    return parser.parse_args(arguments)


def to_step_through() -> Value:
    """A cost to step through: the cross-entropy of an untrained network on an empty picture."""
    cost: Value = nn.cross_entropy_with_logits(
        nn.MLP([64, 32, 10], output="linear", seed=0)([0.0] * 64), 3)
    cost.label = "C"
    return cost


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the demo; returns 0 if 97 % of the held-out digits are read right, else 1."""
    chosen = options(arguments)
    show_heading(__doc__)
    if missing():
        show_missing(missing())
        return 1
    found = demonstrate(chosen.samples, chosen.epochs, chosen.out)
    return show_verdict(found >= WANTED, f"{summary(found)} (wanted {100 * WANTED:.0f} %)")


if __name__ == "__main__":
    raise SystemExit(main())
