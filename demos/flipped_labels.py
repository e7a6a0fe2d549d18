"""Flipped labels: backpropagation for y = p(t = 0 | x)

In these notes a is the pre-activation, z = σ(a), w_i0 the bias, and the output
y(x; ω) the probability of the label 0, so δ_out = σ(a_out) − (1 − t). The four
steps of back propagation in NumPy stand beside backward(), for both labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from chalkgrad import Value, nn

from .arrays import (
    Array,
    Gradients,
    Layers,
    gradients,
    jacobian,
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
    show_verdict,
    verdict,
)

SIZES = (3, 5, 4, 1)


def forward(x: Array, w: Layers, w0: Layers) -> tuple[Layers, Layers]:
    """a_i^(l) = Σ_j w_ij^(l) z_j^(l−1) + w_i0^(l) and z_i^(l) = σ(a_i^(l)), from z^(0) = x."""
    a: Layers = {}
    z = {0: x}
    for layer in w:
        a[layer] = w[layer] @ z[layer - 1] + w0[layer]
        z[layer] = sigmoid(a[layer])
    return a, z


def deltas(a: Layers, t: Array, w: Layers) -> Layers:
    """δ_out = σ(a_out) − (1 − t), then δ_i^(l−1) = Σ_j δ_j^(l) w_ji^(l) σ′(a_i^(l−1))."""
    delta = {len(w): sigmoid(a[len(w)]) - (1 - t)}
    for layer in range(len(w), 1, -1):
        delta[layer - 1] = delta[layer] @ w[layer] * sigmoid_prime(a[layer - 1])
    return delta


def graph(net: nn.MLP, x: Array, t: Array) -> Gradients:
    """The derivatives of L(ω) by the graph."""
    return gradients(net, x, partial(nn.bernoulli_nll, t=t.tolist(), positive=0))


def compare(sizes: Sequence[int], label: int, seed: int = 0) -> list[Comparison]:
    """δ^(l), ∂L/∂w^(l) and ∂L/∂w_0^(l) by hand and by the graph, the last layer first."""
    net, x, t = network(sizes, seed), normal(sizes[0], seed + 1), np.full(sizes[-1], float(label))
    w, w0 = parameters(net).transposed
    a, z = forward(x, w, w0)
    delta, found = deltas(a, t, w), graph(net, x, t)
    by_graph = found.parameters.transposed
    return [Comparison(f"{name}^({layer})", hand, numbers_by_graph) for layer in delta
            for name, hand, numbers_by_graph in (
                ("δ", delta[layer], found.z[layer]),
                ("∂L/∂w", np.outer(delta[layer], z[layer - 1]), by_graph.w[layer]),
                ("∂L/∂w_0", delta[layer], by_graph.b[layer]))]


def likelihood_erratum(seed: int = 0) -> Erratum:
    """The product over samples: the exponents of y and 1 − y."""
    net, t = network(SIZES, seed), np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    y = [net(x)[0] for x in normal((len(t), SIZES[0]), seed + 1).tolist()]
    p = numbers(y)
    return Erratum("The likelihood of the labels",
                   "p({t^(i)}|x) = ∏_i y(x^(i))^{t^(i)} (1 − y(x^(i)))^{1−t^(i)}",
                   "p({t^(i)}|x) = ∏_i y(x^(i))^{1−t^(i)} (1 − y(x^(i)))^{t^(i)}",
                   "p(t=0|x) = y; as written its −log has δ_out = σ(a_out) − t",
                   np.prod(p ** t * (1 - p) ** (1 - t)), np.prod(p ** (1 - t) * (1 - p) ** t),
                   np.exp(-nn.bernoulli_nll(y, t.tolist(), positive=0).data))


def missing_factor_erratum(seed: int = 0) -> Erratum:
    """δ^(L−2) as the bare sum of δ^(L), for three outputs."""
    net, x, t = network((3, 5, 4, 3), seed), normal(3, seed + 1), np.array([0.0, 1.0, 1.0])
    w, w0 = parameters(net).transposed
    a, _ = forward(x, w, w0)
    delta = deltas(a, t, w)[3]
    through = w[3] * sigmoid_prime(a[2]) @ w[2] * sigmoid_prime(a[1])
    return Erratum("The step to the layer before the last but one", "δ_i^(L−2) = Σ_j δ_j^(L)",
                   "δ_i^(L−2) = Σ_j δ_j^(L) ∂a_j^(L)/∂a_i^(L−2)",
                   "the factor stands alone on the next line; without it no i is left",
                   np.full(len(a[1]), delta.sum()), delta @ through, graph(net, x, t).z[1])


def skipped_layer_erratum(seed: int = 0) -> Erratum:
    """a^(L) written in terms of layer L−2; layers of equal width, so that it can be evaluated."""
    net, x = network((4, 4, 4, 4), seed), normal(4, seed + 1)
    w, w0 = parameters(net).transposed
    _, z = forward(x, w, w0)
    return Erratum("The pre-activation of the last layer",
                   "a_j^(L) = Σ_{i=1}^{N_{L−2}} w_ji^(L) σ(a_i^(L−2)) + w_j0^(L)",
                   "a_j^(L) = Σ_{i=1}^{N_{L−1}} w_ji^(L) σ(a_i^(L−1)) + w_j0^(L)",
                   "layer L takes its inputs from layer L−1; a layer is skipped",
                   w[3] @ z[1] + w0[3], w[3] @ z[2] + w0[3], numbers(net.trace(x.tolist()).z[3]))


def skipped_jacobian_erratum(seed: int = 0) -> Erratum:
    """The derivative of that by layer L−2."""
    net, x = network((4, 4, 4, 4), seed), normal(4, seed + 1)
    w, w0 = parameters(net).transposed
    a, _ = forward(x, w, w0)
    trace = net.trace(x.tolist())
    return Erratum("Its derivative", "∂a_j^(L)/∂a_i^(L−2) = w_ji^(L) σ′(a_i^(L−2))",
                   "∂a_j^(L)/∂a_i^(L−1) = w_ji^(L) σ′(a_i^(L−1))",
                   "as above; by layer L−2 there is a sum over the units of L−1",
                   w[3] * sigmoid_prime(a[1]), w[3] * sigmoid_prime(a[2]),
                   jacobian(trace.z[3], trace.z[2]))


def upper_limit_erratum(seed: int = 0) -> Erratum:
    """Step 3 with its sum to N_L, for a layer with more units than the last."""
    net, x, t = network((3, 5, 4, 2), seed), normal(3, seed + 1), np.array([0.0, 1.0])
    w, w0 = parameters(net).transposed
    a, _ = forward(x, w, w0)
    delta = deltas(a, t, w)
    return Erratum("Step 3 of back propagation",
                   "δ_i^(l−1) = Σ_{j=1}^{N_L} δ_j^(l) w_ji^(l) σ′(a_i^(l−1))",
                   "δ_i^(l−1) = Σ_{j=1}^{N_l} δ_j^(l) w_ji^(l) σ′(a_i^(l−1))",
                   "layer l has N_l units; here l = 2, N_l = 4 and N_L = 2",
                   delta[2][:2] @ w[2][:2] * sigmoid_prime(a[1]), delta[1], graph(net, x, t).z[1])


def errata() -> list[Erratum]:
    """Every equation of the notes that does not hold as written."""
    return [likelihood_erratum(), missing_factor_erratum(), skipped_layer_erratum(),
            skipped_jacobian_erratum(), upper_limit_erratum()]


def to_step_through() -> Value:
    """A cost to step through: the negative log-likelihood of one flipped label."""
    cost: Value = nn.bernoulli_nll(nn.MLP([2, 3, 1], seed=1)([0.5, -1.0]), [1], positive=0)
    cost.label = "L"
    return cost


def main() -> int:
    """Print the demo; returns 0 if everything is as it should be, 1 if it differs."""
    show_heading(__doc__)
    comparisons = []
    for label in (0, 1):
        found = compare(SIZES, label)
        show_comparisons(f"Label t = {label}, layers of {'-'.join(map(str, SIZES))} units", found)
        comparisons += found
    wrong = errata()
    show_errata(wrong)
    return show_verdict(*verdict(comparisons, wrong))


if __name__ == "__main__":
    raise SystemExit(main())
