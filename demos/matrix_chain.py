"""A chain of matrices: one weight's derivative as a product of Jacobians

These notes fix one weight w_AB^l, from unit B to unit A, and write ∂C/∂w_AB^l
for C = 1/n_L Σ_i (a_i^L − y_i)² as a row, times a matrix σ′(z)w for every layer
above, times a column, times a number: equations (1) and (2). Repeated small
letters are summed over; A and B are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from itertools import accumulate

import numpy as np

from chalkgrad import Value, grad, nn

from .arrays import (
    Array,
    Gradients,
    Layers,
    Parameters,
    gradients,
    network,
    normal,
    numbers,
    parameters,
    sigmoid,
    sigmoid_prime,
)
from .report import (
    Comparison,
    Erratum,
    show_comparisons,
    show_errata,
    show_heading,
    show_table,
    show_verdict,
    verdict,
)

SIZES = (3, 5, 4, 6, 2)
CHOSEN = (3, 2, 1)  # A, B and l of the weight that is shown factor by factor


def forward(x: Array, w: Layers, b: Layers) -> tuple[Layers, Layers]:
    """z_i = w_ij a_j + b_i and a_i = σ(z_i), from a^0 = x."""
    z: Layers = {}
    a = {0: x}
    for layer in w:
        z[layer] = w[layer] @ a[layer - 1] + b[layer]
        a[layer] = sigmoid(z[layer])
    return z, a


def cost_row(a: Layers, y: Array) -> Array:
    """∂C/∂a_i^L = 2/n_L (a_i^L − y_i)."""
    return 2 / len(y) * (a[len(a) - 1] - y)


def layer_matrix(z: Layers, w: Layers, layer: int) -> Array:
    """∂a_i^l/∂a_j^{l−1} = σ′(z_i^l) w_ij^l."""
    return sigmoid_prime(z[layer])[:, None] * w[layer]


def row_at(z: Layers, a: Layers, y: Array, w: Layers, layer: int) -> Array:
    """∂C/∂a^l: the row of the cost times (σ′(z)w)(σ′(z)w)… from layer L down to l + 1."""
    matrices = [layer_matrix(z, w, above) for above in range(len(w), layer, -1)]
    return reduce(np.matmul, matrices, cost_row(a, y))


def hand_derived(x: Array, y: Array, given: Parameters) -> tuple[Parameters, Layers]:
    """∂C/∂w_AB^l and ∂C/∂b_A^l for all A and B, and the rows ∂C/∂a^l they are made of."""
    w, b = given
    z, a = forward(x, w, b)
    rows = {layer: row_at(z, a, y, w, layer) for layer in w}
    by_bias = {layer: rows[layer] * sigmoid_prime(z[layer]) for layer in w}
    return Parameters({layer: np.outer(by_bias[layer], a[layer - 1]) for layer in w}, by_bias), rows


def example(sizes: Sequence[int], seed: int) -> tuple[nn.MLP, Array, Array]:
    """A network, an input and a target."""
    return network(sizes, seed), normal(sizes[0], seed + 1), normal(sizes[-1], seed + 2)


def graph(net: nn.MLP, x: Array, y: Array) -> Gradients:
    """The derivatives of C by the graph."""
    return gradients(net, x, partial(nn.mse, y=y.tolist()))


def compare(sizes: Sequence[int], seed: int = 0) -> list[Comparison]:
    """∂C/∂a^l, ∂C/∂w^l and ∂C/∂b^l by hand and by the graph, the last layer first."""
    net, x, y = example(sizes, seed)
    by_hand, rows = hand_derived(x, y, parameters(net).transposed)
    found = graph(net, x, y)
    by_graph = found.parameters.transposed
    return [Comparison(f"∂C/∂{letter}^{layer}", hand[layer], want[layer])
            for layer in sorted(rows, reverse=True)
            for letter, hand, want in (("a", rows, found.a), ("w", by_hand.w, by_graph.w),
                                       ("b", by_hand.b, by_graph.b))]


def factors(A: int, B: int, layer: int, seed: int = 0) -> list[tuple[str, Array]]:
    """The factors of one ∂C/∂w_AB^l, A and B counted from 1, with their names."""
    net, x, y = example(SIZES, seed)
    w, b = parameters(net).transposed
    z, a = forward(x, w, b)
    last = len(w)
    above = [(f"∂a^{m}/∂a^{m - 1} = σ′(z^{m}) w^{m}", layer_matrix(z, w, m))
             for m in range(last, layer + 1, -1)]
    into = layer_matrix(z, w, layer + 1)[:, [A - 1]]
    own = sigmoid_prime(z[layer])[A - 1] * a[layer - 1][B - 1]
    return [(f"∂C/∂a^{last}", cost_row(a, y)[None, :]), *above,
            (f"∂a^{layer + 1}/∂a_{A}^{layer}", into),
            (f"∂a_{A}^{layer}/∂w_{A}{B}^{layer}", np.array([[own]]))]


def one_weight(A: int, B: int, layer: int, seed: int = 0) -> Comparison:
    """The product of its factors, and the graph's derivative by that one weight."""
    net, x, y = example(SIZES, seed)
    cost = nn.mse(net(x.tolist()), y.tolist())
    return Comparison(f"∂C/∂w_{A}{B}^{layer}",
                      reduce(np.matmul, [matrix for _, matrix in factors(A, B, layer, seed)])[0],
                      grad(cost, [net.layers[layer - 1].w[B - 1][A - 1]]))


def factor_rows(A: int, B: int, layer: int) -> list[list[str]]:
    """Every factor's name and shape, and what the product so far is at most."""
    names, matrices = zip(*factors(A, B, layer))
    products = accumulate(matrices, np.matmul)
    return [[name, shape(matrix), shape(so_far), f"{np.max(np.abs(so_far)):.6f}"]
            for name, matrix, so_far in zip(names, matrices, products)]


def shape(matrix: Array) -> str:
    """Rows × columns."""
    return "×".join(map(str, matrix.shape))


def captured_index_erratum(seed: int = 0) -> Erratum:
    """∂C/∂a_i as a sum over i."""
    net, x, y = example(SIZES, seed)
    row = cost_row(forward(x, *parameters(net).transposed)[1], y)
    return Erratum("The cost by one output",
                   "∂C/∂a_i^L = 1/n_L Σ_i ∂/∂a_i^L (a_i^L − y_i)² = 2/n_L (a_i^L − y_i)",
                   "∂C/∂a_i^L = 1/n_L Σ_j ∂/∂a_i^L (a_j^L − y_j)² = 2/n_L (a_i^L − y_i)",
                   "the sum's i captures the i on the left: Σ_i leaves no free index",
                   np.full(len(row), row.sum()), row, graph(net, x, y).a[len(SIZES) - 1])


def range_erratum(seed: int = 0) -> Erratum:
    """The sum from i = 0, with a bias of its own beside it."""
    net, x, _ = example(SIZES, seed)
    w, b = parameters(net).transposed
    z, a = forward(x, w, b)
    return Erratum("The range of the sum", "a_A^l = σ(w_Ai a_i^{l−1} + b_A^l),  0 ≤ i ≤ n_{l−1}",
                   "a_A^l = σ(w_Ai a_i^{l−1} + b_A^l),  1 ≤ i ≤ n_{l−1}",
                   "one term too many; with a_0 = 1, w_A0 = b_A the bias counts twice",
                   sigmoid(z[1] + b[1]), a[1], numbers(net.trace(x.tolist()).a[1]))


def errata() -> list[Erratum]:
    """Every equation of the notes that does not hold as written."""
    return [captured_index_erratum(), range_erratum()]


def to_step_through() -> Value:
    """A cost to step through: the mean squared error of a 2-3-2 network."""
    cost: Value = nn.mse(nn.MLP([2, 3, 2], seed=1)([0.5, -1.0]), [0.0, 1.0])
    cost.label = "C"
    return cost


def main() -> int:
    """Print the demo; returns 0 if everything is as it should be, 1 if it differs."""
    show_heading(__doc__)
    comparisons, chosen, wrong = compare(SIZES), one_weight(*CHOSEN), errata()
    show_table("One weight, from unit {1} to unit {0} of layer {2}, factor by factor".format(
        *CHOSEN), ["factor", "shape", "product", "largest entry"], factor_rows(*CHOSEN))
    show_comparisons("The product beside backward()", [chosen])
    show_comparisons(f"All weights and biases, {'-'.join(map(str, SIZES))} units", comparisons)
    show_errata(wrong)
    return show_verdict(*verdict([chosen, *comparisons], wrong))


if __name__ == "__main__":
    raise SystemExit(main())
