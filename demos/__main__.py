"""A gradient by hand, by the graph and as a picture; a network that reads

A small network of 2-3-1 sigmoids: every derivative of C = ½ (a − y)² worked out
by hand stands beside what backward() found by walking back through the graph.
The same graph is saved as a picture; then the engine learns to read digits.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from chalkgrad import Value, nn, viz

from . import digits
from .arrays import parameters
from .deep_network import forward, hand_derived
from .report import (
    Comparison,
    output_folder,
    show_heading,
    show_table,
    show_verdict,
    small,
    verdict,
)

X, Y = [0.5, -1.0], [1.0]
SAMPLES, EPOCHS, WANTED = 700, 40, 0.9


def small_network() -> tuple[nn.MLP, Value]:
    """A network of 2-3-1 sigmoids, and its cost for one sample with every gradient filled in."""
    net = nn.MLP([2, 3, 1], seed=0)
    cost: Value = nn.half_sse(net(X), Y)
    cost.label = "C"
    cost.backward()
    return net, cost


def by_hand(net: nn.MLP) -> list[float]:
    """∂C/∂w and ∂C/∂b by the formulas of `deep_network`, in the order of net.parameters()."""
    w, b = parameters(net)
    x = np.array(X)
    delta = hand_derived(forward(x, w, b), x, np.array(Y), w)
    in_order = [slopes.ravel() for layer in w for slopes in (delta.w[layer], delta.b[layer])]
    return [float(slope) for slope in np.concatenate(in_order)]


def compare(net: nn.MLP) -> list[Comparison]:
    """Every parameter's derivative, by hand and by the graph."""
    return [Comparison(f"∂C/∂{parameter.label}", [hand], [float(parameter.grad or 0)])
            for hand, parameter in zip(by_hand(net), net.parameters())]


def rows(net: nn.MLP) -> list[list[str]]:
    """For every parameter its value and its derivative, both ways."""
    return [[parameter.label, f"{parameter.data:.4f}", f"{hand:.10f}", f"{parameter.grad:.10f}",
             small(item.difference), f"{item.ulps:.0f}"]
            for parameter, hand, item in zip(net.parameters(), by_hand(net), compare(net))]


def save_diagram(cost: Value, folder: Path) -> None:
    """Save the graph below the cost as SVG and PNG, and say where."""
    picture = viz.draw(cost)
    print("", *(f"  diagram of the graph  {picture.save(folder / f'network{ending}')}"
                for ending in (".svg", ".png")), sep="\n")


def train_on_digits(folder: Path) -> tuple[bool, str]:
    """A short training on some of the digits, or a line that says what it needs."""
    if digits.missing():
        digits.show_missing(digits.missing())
        return True, "digits skipped"
    print("", "A short training on some of the digits; demos.digits takes them all", sep="\n")
    found = digits.demonstrate(SAMPLES, EPOCHS, folder)
    return found >= WANTED, f"digits {100 * found:.1f} % right"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the story; returns 0 if everything is as it should be, 1 if it differs."""
    parser = argparse.ArgumentParser(prog="python -m chalkgrad.demos")
    parser.add_argument("--out", type=output_folder, default="out",
                        help="folder for the pictures (default: out)")
    folder = parser.parse_args(arguments).out
    show_heading(__doc__)
    net, cost = small_network()
    show_table(f"x = {X}, y = {Y[0]:g}, C = {cost.data:.6f}",
               ["parameter", "value", "∂C by hand", "by backward()", "difference", "ulps"],
               rows(net))
    save_diagram(cost, folder)
    (agree, gradients), (learnt, reading) = verdict(compare(net)), train_on_digits(folder)
    return show_verdict(agree and learnt, f"{gradients}; {reading}")


if __name__ == "__main__":
    raise SystemExit(main())
