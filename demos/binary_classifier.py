"""A binary classifier: hidden layers, many examples at once, and saturation

The notes derive δ of the output and hidden layers with w_ij from i to j, and
∂L/∂w^l = a^{l−1} (δ^l)ᵀ, here with one of m examples in each column. In NumPy
it stands beside backward(), for hidden layers of sigmoids and of ReLUs; then a
step of descent, and σ′ where it saturates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from functools import partial
from itertools import product

import numpy as np

from chalkgrad import Value, grad, nn, total

from .arrays import (
    Array,
    Layers,
    Parameters,
    backward,
    gradients,
    network,
    normal,
    parameters,
    sigmoid,
    sigmoid_prime,
)
from .classifier_errata import errata
from .report import (
    Comparison,
    show_comparisons,
    show_errata,
    show_heading,
    show_table,
    show_verdict,
    verdict,
)

SIZES = (3, 5, 4, 1)
EXAMPLES = 6
SATURATED = (-700.0, -40.0, -12.0, 0.0, 12.0, 40.0, 700.0)
Function = Callable[[Array], Array]
HIDDEN: dict[str, tuple[Function, Function]] = {
    "sigmoid": (sigmoid, sigmoid_prime),
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
}
LOSSES = {"binary_cross_entropy(ŷ, y)": ("sigmoid", nn.binary_cross_entropy),
          "bce_with_logits(z, y)": ("linear", nn.bce_with_logits)}


def forward(x: Array, w: Layers, b: Layers, function: Function) -> tuple[Layers, Layers]:
    """z^l = (w^l)ᵀ a^(l−1) + b^l for all examples, the columns of x; the last layer is σ."""
    z: Layers = {}
    a = {0: x}
    for layer in w:
        z[layer] = w[layer].T @ a[layer - 1] + b[layer][:, None]
        a[layer] = (sigmoid if layer == len(w) else function)(z[layer])
    return z, a


def hand_derived(x: Array, y: Array, given: Parameters, hidden: str) -> Parameters:
    """δ^L = ŷ − y, δ_j^l = Σ_k δ_k^(l+1) w_jk σ′(z_j^l); ∂L/∂w = a^(l−1)(δ^l)ᵀ, ∂L/∂b = Σ δ."""
    w, b = given
    z, a = forward(x, w, b, HIDDEN[hidden][0])
    delta = {len(w): a[len(w)] - y}
    for layer in range(len(w) - 1, 0, -1):
        delta[layer] = w[layer + 1] @ delta[layer + 1] * HIDDEN[hidden][1](z[layer])
    return Parameters({layer: a[layer - 1] @ delta[layer].T for layer in delta},
                      {layer: delta[layer].sum(axis=1) for layer in delta})


def labels(examples: int, seed: int = 0) -> Array:
    """A row of 0s and 1s."""
    return np.random.default_rng(seed).integers(0, 2, (1, examples)).astype(float)


def compare(sizes: Sequence[int], hidden: str, loss: str, seed: int = 0) -> list[Comparison]:
    """∂L/∂w^l and ∂L/∂b^l over all examples, by hand and by the graph, the last layer first."""
    output, cost = LOSSES[loss]
    net = network(sizes, seed, hidden, output)
    x, y = normal((sizes[0], EXAMPLES), seed + 1), labels(EXAMPLES, seed)
    by_hand = hand_derived(x, y, parameters(net), hidden)
    by_graph = backward(net, total([cost(net(column), target)
                                    for column, target in zip(x.T.tolist(), y.T.tolist())]))
    return [Comparison(f"∂L/∂{letter}^{layer}", hand[layer], found[layer])
            for layer in by_hand.w for letter, hand, found in zip("wb", by_hand, by_graph)]


def update(eta: float = 0.5, seed: int = 0) -> Comparison:
    """One step b = b − η ∂L/∂b, by hand and by nn.SGD."""
    net, x = network(SIZES, seed), normal(SIZES[0], seed + 1)
    before = parameters(net).b
    slope = gradients(net, x, partial(nn.binary_cross_entropy, y=[1.0])).parameters.b
    nn.SGD(eta).step(net.parameters())
    by_hand = [before[layer] - eta * slope[layer] for layer in slope]
    return Comparison("b − η ∂L/∂b", np.concatenate(by_hand),
                      np.concatenate(list(parameters(net).b.values())))


def saturation(z: float) -> tuple[float, float, float]:
    """σ′(z) as a(1 − a) in floats, by the graph, and from 50 digits.

    >>> saturation(40.0)
    (0.0, 4.248354255291589e-18, 4.248354255291589e-18)
    """
    a, node = float(sigmoid(np.array(z))), Value(z)
    with localcontext() as context:
        context.prec = 50
        e = Decimal(-abs(z)).exp()
        exact = float(e / (1 + e) ** 2)
    return a * (1 - a), grad(node.sigmoid(), [node])[0], exact


def tails() -> list[Comparison]:
    """σ′ of the graph against the 50 digits."""
    return [Comparison(f"σ′({z:g})", exact, by_graph) for z in SATURATED
            for _, by_graph, exact in [saturation(z)]]


def show_saturation() -> None:
    """Print the three σ′(z) for every z."""
    show_table("σ′(z) where z is large or small: a float a = σ(z) is exactly 1 from z = 37 on,\n"
               "so the board's a(1 − a) is 0 there; backward() computes σ(z) σ(−z)",
               ["z", "a(1 − a)", "backward()", "50 digits"],
               [[f"{z:g}", *map("{:.6g}".format, saturation(z))] for z in SATURATED])


def to_step_through() -> Value:
    """A cost to step through: the cross-entropy of a 2-3-1 network."""
    cost: Value = nn.binary_cross_entropy(nn.MLP([2, 3, 1], seed=1)([0.5, -1.0]), [1])
    cost.label = "L"
    return cost


def main() -> int:
    """Print the demo; returns 0 if everything is as it should be, 1 if it differs."""
    show_heading(__doc__)
    comparisons, wrong = [update(), *tails()], errata()
    for hidden, loss in product(HIDDEN, LOSSES):
        found = compare(SIZES, hidden, loss)
        show_comparisons(f"{EXAMPLES} examples, {'-'.join(map(str, SIZES))} units, hidden layers "
                         f"of {hidden}, {loss}", found)
        comparisons += found
    show_comparisons("One step of descent, η = 0.5, by hand and by nn.SGD", comparisons[:1])
    show_saturation()
    show_errata(wrong)
    return show_verdict(*verdict(comparisons, wrong))


if __name__ == "__main__":
    raise SystemExit(main())
