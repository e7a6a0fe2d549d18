"""Equations (1) to (10): three costs, their δ, and what counting σ′ twice does

These notes list δ, ∂C/∂b and ∂C/∂w for the mean squared error over n samples,
for cross-entropy, and for softmax with log-likelihood, with w_jk to j from k.
With (7) and (8) put right, (10) read as δ^l (a^{l−1})ᵀ, and the last two costs
summed over n samples, they stand beside backward().
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from chalkgrad import Value, nn, total

from .arrays import (
    Array,
    Layers,
    Parameters,
    backward,
    gradients,
    network,
    normal,
    one_hot,
    parameters,
    sigmoid,
    sigmoid_prime,
)
from .equations_errata import errata
from .report import (
    Comparison,
    show_comparisons,
    show_errata,
    show_heading,
    show_table,
    show_verdict,
    verdict,
)

SIZES = (4, 6, 5, 3)
SAMPLES = (1, 4)
Outputs = list[list[Value]]


def softmax(z: Array) -> Array:
    """a_j = e^{z_j} / Σ_k e^{z_k}, for every sample, a column of z."""
    x = np.exp(z)
    a: Array = x / np.sum(x, axis=0)
    return a


def mean_squared_error(outputs: Outputs, y: Array) -> Any:
    """(5) by the graph: C = 1/(2n) Σ_x ‖y(x) − a‖²."""
    return nn.half_mse(outputs, y.T.tolist())


def cross_entropy(outputs: Outputs, y: Array) -> Any:
    """−Σ_j (y_j ln a_j + (1 − y_j) ln(1 − a_j)) by the graph, summed over the samples."""
    return total([nn.binary_cross_entropy(*pair) for pair in zip(outputs, y.T.tolist())])


def log_likelihood(outputs: Outputs, y: Array) -> Any:
    """−ln a_y by the graph, summed over the samples; y is the class where the column is 1."""
    return total([nn.log_likelihood(*pair) for pair in zip(outputs, y.argmax(axis=0).tolist())])


COSTS: dict[str, tuple[str, Callable[[Outputs, Array], Any], Callable[..., Array]]] = {
    "Mean squared error 1/(2n) Σ_x ‖y − a‖²":
        ("sigmoid", mean_squared_error,
         lambda z, a, y: (a - y) / y.shape[1] * sigmoid_prime(z)),
    "Cross-entropy, C′(b_j) = a_j − y_j": ("sigmoid", cross_entropy, lambda z, a, y: a - y),
    "Softmax and −ln a_y, C′(b_j) = a_j − y_j": ("softmax", log_likelihood, lambda z, a, y: a - y),
}


def forward(x: Array, given: Parameters, output: str) -> tuple[Layers, Layers]:
    """(3): z^l = w^l a^{l−1} + b^l, a^l = σ(z^l), for every sample, a column of x."""
    z: Layers = {}
    a = {0: x}
    for layer, w in given.w.items():
        z[layer] = w @ a[layer - 1] + given.b[layer][:, None]
        last = layer == len(given.w)
        a[layer] = (softmax if last and output == "softmax" else sigmoid)(z[layer])
    return z, a


def deltas(last: Array, z: Layers, w: Layers) -> Layers:
    """(6) with (8) put right: δ^l = ∇C_{a^l} ⊙ σ′(z^l), ∇C_{a^l} = (w^{l+1})ᵀ δ^{l+1}."""
    delta = {len(w): last}
    for layer in range(len(w) - 1, 0, -1):
        delta[layer] = w[layer + 1].T @ delta[layer + 1] * sigmoid_prime(z[layer])
    return delta


def deltas_as_written(last: Array, z: Layers, w: Layers) -> Layers:
    """(6) with (8) as it stands: ∇C_{a^l} = (w^{l+1})ᵀ δ^{l+1} ⊙ σ′(z^l)."""
    delta = {len(w): last}
    for layer in range(len(w) - 1, 0, -1):
        gradient = w[layer + 1].T @ delta[layer + 1] * sigmoid_prime(z[layer])
        delta[layer] = gradient * sigmoid_prime(z[layer])
    return delta


def hand_derived(x: Array, y: Array, given: Parameters, cost: str) -> Parameters:
    """(9) ∂C/∂b^l = δ^l and (10) ∂C/∂w^l = δ^l (a^{l−1})ᵀ, both summed over the samples."""
    output, _, last = COSTS[cost]
    z, a = forward(x, given, output)
    delta = deltas(last(z[len(z)], a[len(z)], y), z, given.w)
    return Parameters({layer: delta[layer] @ a[layer - 1].T for layer in delta},
                      {layer: delta[layer].sum(axis=1) for layer in delta})


def compare(cost: str, samples: int, sizes: Sequence[int] = SIZES,
            seed: int = 0) -> list[Comparison]:
    """∂C/∂w^l and ∂C/∂b^l by hand and by the graph, the last layer first."""
    output, build, _ = COSTS[cost]
    net, y = network(sizes, seed, "sigmoid", output), one_hot(sizes[-1], samples, seed)
    x = normal((sizes[0], samples), seed + 1)
    by_hand = hand_derived(x, y, parameters(net).transposed, cost)
    by_graph = backward(net, build([net(sample) for sample in x.T.tolist()], y)).transposed
    return [Comparison(f"∂C/∂{letter}^{layer}", hand[layer], found[layer])
            for layer in by_hand.w for letter, hand, found in zip("wb", by_hand, by_graph)]


def twice(seed: int = 0) -> dict[int, tuple[Array, Array, Array]]:
    """For each hidden layer, the last first: δ^l by the graph, as written, and σ′(z^l)."""
    net, x, y = network(SIZES, seed), normal(SIZES[0], seed + 1), one_hot(SIZES[-1], 1, seed)
    w = parameters(net).transposed.w
    z, a = forward(x[:, None], parameters(net).transposed, "sigmoid")
    wrong = deltas_as_written((a[3] - y) * sigmoid_prime(z[3]), z, w)
    found = gradients(net, x, partial(nn.half_sse, y=y[:, 0].tolist())).z
    return {layer: (found[layer], wrong[layer][:, 0], sigmoid_prime(z[layer])[:, 0])
            for layer in (2, 1)}


def rows_of_twice() -> list[list[str]]:
    """For each hidden unit the two δ, their ratio, and σ′(z)."""
    return [[f"δ_{unit}^{layer}", f"{right:.3e}", f"{wrong:.3e}", f"{wrong / right:.6f}",
             f"{slope:.6f}"] for layer, found in twice().items()
            for unit, (right, wrong, slope) in enumerate(zip(*found), 1)]


def counted_twice() -> Comparison:
    """In layer L − 1 the two δ differ by the factor σ′(z)."""
    right, wrong, slope = twice()[2]
    return Comparison("δ^2 as written = δ^2 ⊙ σ′(z^2)", wrong, right * slope)


def to_step_through() -> Value:
    """A cost to step through: minus the log-likelihood after a softmax."""
    cost: Value = nn.log_likelihood(nn.MLP([2, 3, 3], output="softmax", seed=1)([0.5, -1.0]), 2)
    cost.label = "C"
    return cost


def main() -> int:
    """Print the demo; returns 0 if everything is as it should be, 1 if it differs."""
    show_heading(__doc__)
    comparisons = [counted_twice()]
    for cost, samples in product(COSTS, SAMPLES):
        found = compare(cost, samples)
        show_comparisons(f"{cost}, n = {samples}", found)
        comparisons += found
    show_table("(6) with (8) as written: in layer L − 1 = 2 every δ is too small by the factor\n"
               "σ′(z), and the errors compound in the layer below",
               ["", "backward()", "as written", "ratio", "σ′(z)"], rows_of_twice())
    wrong = errata()
    show_errata(wrong)
    return show_verdict(*verdict(comparisons, wrong))


if __name__ == "__main__":
    raise SystemExit(main())
