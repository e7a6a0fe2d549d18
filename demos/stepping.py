"""One sigmoid neuron, walked through: the chain rule, one product at a time

The cost C = ½(a − y)² of a neuron a = σ(wx + b): first the forward phase, then
the backward phase, one product at a time; and the derivation of ∂C/∂w as on
the board. The sums of the walk's products are backward()'s gradients, bit for
bit. Step through it yourself: python -m chalkgrad step stepping
"""

from __future__ import annotations

import sys

from chalkgrad import Value, derive, sigmoid, walk
from chalkgrad.engine import topological_order

from .report import show_heading, show_verdict


def to_step_through() -> Value:
    """The cost of one neuron on one sample."""
    x, w, b, y = (Value(number, label) for number, label in
                  ((2.0, "x"), (0.5, "w"), (-0.7, "b"), (1.0, "y")))
    z = w * x + b
    a = sigmoid(z)
    cost: Value = 0.5 * (a - y) ** 2
    z.label, a.label, cost.label = "z", "a", "C"
    return cost


def differing(cost: Value) -> list[str]:
    """The nodes whose gradient by the walk is not backward()'s to the last bit."""
    adjoints = walk(cost).run().adjoints
    cost.backward()
    return [node.label for node in topological_order(cost) if node.grad != adjoints[node]]


def main() -> int:
    """Print the walk and a derivation; 0 if the walk's sums are backward()'s gradients."""
    cost = to_step_through()
    show_heading(__doc__)
    print()
    for step in walk(cost):
        print(f"  {step}")
    weight = next(node for node in topological_order(cost) if node.label == "w")
    print(f"\nOn the board\n\n  {derive(cost, weight)}")
    wrong = differing(cost)
    return show_verdict(not wrong, ", ".join(wrong) or (
        f"{len(topological_order(cost))} gradients of the walk are backward()'s, bit for bit"))


if __name__ == "__main__":
    sys.exit(main())
