"""A deep network of sigmoids: an algorithm worked out by hand beside backward()

The notes on a deep sigmoid network work out Δb, Δw and Δa, the derivatives of
C = ½ Σ_t (a_t^(L) − y_t)², layer by layer from the last to the first. Here is
their algorithm in NumPy, beside the graph's backward(), at several depths L.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from chalkgrad import Value, nn

from .arrays import Array, Layers, Parameters, gradients, network, normal, parameters, sigmoid
from .report import Comparison, show_heading, show_table, show_verdict, small, verdict

NETWORKS = [(4, 3), (4, 5, 3), (3, 5, 4, 2), (2, 4, 6, 5, 3, 2)]
HEAD = ["layer", "largest Δw", "Δw", "Δb", "Δa", "ulps"]


class Deltas(NamedTuple):
    """[Δw^(l)], [Δb^(l)] and [Δa^(l)], the derivatives of C, by layer."""

    w: Layers
    b: Layers
    a: Layers


def forward(x: Array, w: Layers, b: Layers) -> Layers:
    """The activations a^(1) … a^(L); a^(0) is not among them, as in the notes."""
    a = {1: sigmoid(b[1] + x @ w[1])}
    for layer in range(2, len(w) + 1):
        a[layer] = sigmoid(b[layer] + a[layer - 1] @ w[layer])
    return a


def hand_derived(a: Layers, x: Array, y: Array, w: Layers) -> Deltas:
    """The backward algorithm of the notes, from the activations of `forward`."""
    delta, last = Deltas({}, {}, {}), len(w)
    output_layer(delta, a, y, w, last)
    for layer in range(last - 1, 1, -1):
        hidden_layer(delta, a, w, layer)
    if last > 1:
        first_layer(delta, a, x)
    return delta


def output_layer(delta: Deltas, a: Layers, y: Array, w: Layers, last: int) -> None:
    """[Δb_j] = (a_j − y_j) a_j (1 − a_j), [Δw_ij] = [Δb_j] a_i, [Δa_i] = Σ_j [Δb_j] w_ij."""
    delta.b[last] = (a[last] - y) * a[last] * (1 - a[last])
    delta.w[last] = np.outer(a[last - 1], delta.b[last])
    if last > 1:
        delta.a[last - 1] = w[last] @ delta.b[last]


def hidden_layer(delta: Deltas, a: Layers, w: Layers, layer: int) -> None:
    """[Δb_j] = [Δa_j] a_j (1 − a_j), [Δw_ij] = [Δb_j] a_i, [Δa_i] = Σ_j [Δb_j] w_ij."""
    delta.b[layer] = delta.a[layer] * a[layer] * (1 - a[layer])
    delta.w[layer] = np.outer(a[layer - 1], delta.b[layer])
    delta.a[layer - 1] = w[layer] @ delta.b[layer]


def first_layer(delta: Deltas, a: Layers, x: Array) -> None:
    """[Δb_j] = [Δa_j] a_j (1 − a_j), [Δw_ij] = [Δb_j] x_i."""
    delta.b[1] = delta.a[1] * a[1] * (1 - a[1])
    delta.w[1] = np.outer(x, delta.b[1])


def example(sizes: Sequence[int], seed: int = 0) -> tuple[Parameters, Array, Array]:
    """Weights and biases, an input and a target."""
    return parameters(network(sizes, seed)), normal(sizes[0], seed + 1), normal(sizes[-1], seed + 2)


def never_assigned(sizes: Sequence[int]) -> int | None:
    """The l of the a^(l) that the algorithm uses and never assigns, or None.

    >>> never_assigned([4, 5, 3]), never_assigned([4, 3])
    (None, 0)
    """
    (w, b), x, y = example(sizes)
    try:
        hand_derived(forward(x, w, b), x, y, w)
    except KeyError as missing:
        return int(missing.args[0])
    return None


def compare(sizes: Sequence[int], seed: int = 0) -> dict[int, list[Comparison]]:
    """[Δw^(l)], [Δb^(l)] and [Δa^(l)] by hand and by the graph, for l = L … 1; a^(0) is x."""
    (w, b), x, y = example(sizes, seed)
    by_hand = hand_derived({0: x, **forward(x, w, b)}, x, y, w)
    graph = gradients(network(sizes, seed), x, lambda a: nn.half_sse(a, y.tolist()))
    by_graph = Deltas(*graph.parameters, graph.a)
    return {layer: [Comparison(f"Δ{letter}^({layer}) at L = {len(w)}", hand[layer], found[layer])
                    for letter, hand, found in zip("wba", by_hand, by_graph) if layer in hand]
            for layer in sorted(w, reverse=True)}


def rows(compared: dict[int, list[Comparison]]) -> list[list[str]]:
    """For each layer the largest [Δw], the differences in Δw, Δb and Δa, and the most ulps."""
    return [[str(layer), f"{np.max(np.abs(items[0].by_graph)):.4f}",
             *(small(item.difference) for item in items), *["–"] * (3 - len(items)),
             f"{max(item.ulps for item in items):.1f}"] for layer, items in compared.items()]


def title(sizes: Sequence[int]) -> str:
    """What stands over a network's table."""
    text = f"L = {len(sizes) - 1}, layers of {'-'.join(map(str, sizes))} units"
    if never_assigned(sizes) is None:
        return text
    return (f"{text}\n  The algorithm is incomplete here: [Δw^(L)] uses a^(L−1) = a^(0), which no "
            "line\n  assigns. It holds with a^(0) = x:")


def to_step_through() -> Value:
    """A cost to step through: half of the squared error of a 3-4-2 network."""
    cost: Value = nn.half_sse(nn.MLP([3, 4, 2], seed=1)([0.5, -1.0, 0.25]), [0.0, 1.0])
    cost.label = "C"
    return cost


def main() -> int:
    """Print the demo; returns 0 if the algorithm holds, 1 if it differs."""
    show_heading(__doc__)
    print("\nΔw, Δb, Δa are max |by hand − backward()| over a layer; 1 ulp is one unit in the\n"
          "last place of the largest entry.")
    compared = {sizes: compare(sizes) for sizes in NETWORKS}
    for sizes, found in compared.items():
        show_table(title(sizes), HEAD, rows(found))
    return show_verdict(*verdict([item for found in compared.values() for items in found.values()
                         for item in items]))


if __name__ == "__main__":
    raise SystemExit(main())
