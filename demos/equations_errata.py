"""The equations of the notes (1) to (10) that do not hold as written, or need a reading."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from chalkgrad import Value, grad, nn

from .arrays import (
    Array,
    gradients,
    jacobian,
    network,
    normal,
    numbers,
    one_hot,
    parameters,
    sigmoid,
    sigmoid_prime,
    slopes,
)
from .report import Erratum


def errata() -> list[Erratum]:
    """All of them, in the order of the notes."""
    return [missing_mean(), slope_twice(), norm_bars(), one_letter_for_two(), every_layer(),
            every_class(), class_for_component()]


def missing_mean(samples: int = 4, seed: int = 0) -> Erratum:
    """(7) for more than one sample."""
    net, y = network((4, 5, 3), seed), one_hot(3, samples, seed).T
    outputs = [net(x) for x in normal((samples, 4), seed + 1).tolist()]
    nn.half_mse(outputs, y.tolist()).backward()
    error = np.array([numbers(output) for output in outputs]) - y
    return Erratum("(7) for n > 1 samples", "∇C_{a^L} = a_j^L − y_j",
                   "∇C_{a^L} = (a_j^L − y_j)/n, and Σ_x in (9) and (10)",
                   f"(5) has 1/(2n) Σ_x, here with n = {samples}; for n = 1 it holds as written",
                   error, error / samples, np.array([slopes(output) for output in outputs]))


def slope_twice(seed: int = 0) -> Erratum:
    """(8), whose right side is δ^l and not ∇C."""
    net, x, y = network((4, 5, 3), seed), normal(4, seed + 1), [0.0, 1.0, 0.0]
    found, trace = gradients(net, x, partial(nn.half_sse, y=y)), net.trace(x.tolist())
    a, z = numbers(trace.a[2]), numbers(trace.z[1])
    gradient = parameters(net).w[2] @ ((a - y) * a * (1 - a))
    return Erratum("(8)", "∇C_{a^l} = (w^{l+1})ᵀ δ^{l+1} ⊙ σ′(z^l)",
                   "∇C_{a^l} = (w^{l+1})ᵀ δ^{l+1}",
                   "(6) multiplies by σ′(z^l) again; the table above shows it",
                   gradient * sigmoid_prime(z), gradient, found.a[1])


def norm_bars(a: float = 0.3, y: float = 1.0) -> Erratum:
    """The cross-entropy with the bars of a norm, for one output a = σ(b)."""
    def slope(cost: Callable[[Value], Value]) -> float:
        b = Value(float(np.log(a / (1 - a))))
        return float(grad(cost(b.sigmoid()), [b])[0])

    literal = slope(lambda p: -abs(y * p.log() + (1 - y) * (1 - p).log()))
    return Erratum("Cross-entropy", "C = −‖y ln(a) + (1−y) ln(1−a)‖",
                   "C = −Σ_j (y_j ln(a_j) + (1−y_j) ln(1−a_j)),  C′(b) = a − y",
                   f"logarithms ≤ 0: the bars turn the sign, C′(b) = {literal:+.1f}, a − y = "
                   f"{a - y:+.1f}",
                   literal, a - y, slope(lambda p: nn.binary_cross_entropy([p], [y])))


def one_letter_for_two(w: float = 0.8, a: float = 0.6, bias: float = 0.3) -> Erratum:
    """E′(b) where a is the input in E(b) and the output in E′(b)."""
    b = Value(bias)
    output = sigmoid(np.array(w * a + bias))
    slope = output * (1 - output)
    return Erratum("E(b) = ln(σ(wa + b))", "E′(b) = (1/a) σ′",
                   "E′(b) = (1/σ(wa + b)) σ′ = 1 − σ(wa + b)",
                   "a is the input in E(b), but the output in E′(b) and G′(b)",
                   slope / a, 1 - output, grad((w * a + b).sigmoid().log(), [b])[0])


def every_layer(seed: int = 0) -> Erratum:
    """C′(w) for every l, in layers of equal width."""
    net, x, y = network((4, 4, 4), seed), normal(4, seed + 1), np.array([0.0, 1.0, 0.0, 0.0])
    found = gradients(net, x, partial(nn.binary_cross_entropy, y=y.tolist()))
    trace = net.trace(x.tolist())
    hidden, output = numbers(trace.a[1]), numbers(trace.a[2])
    delta = parameters(net).w[2] @ (output - y) * hidden * (1 - hidden)
    return Erratum("Cross-entropy by a weight", "C′(w_jk^l) = a_k^{l−1} (a_j^l − y)",
                   "C′(w_jk^L) = a_k^{L−1} (a_j^L − y_j);  below, a_k^{l−1} δ_j^l",
                   "it holds in the last layer alone; measured at l = L − 1",
                   np.outer(hidden - y, x), np.outer(delta, x), found.parameters.transposed.w[1])


def _softmax_layer(seed: int) -> tuple[nn.MLP, Array]:
    return network((4, 3), seed, "sigmoid", "softmax"), normal(4, seed + 1)


def every_class(y: int = 2, seed: int = 0) -> Erratum:
    """x_k by the bias of class y (counted from 1), for every k."""
    net, x = _softmax_layer(seed)
    exponentials = [z.exp() for z in net.trace(x.tolist()).z[1]]
    x_k = numbers(exponentials)
    return Erratum("x_k = e^{z_k^L}", "x_k′(b_y^L) = x_k", "x_k′(b_y^L) = x_k for k = y, else 0",
                   "z_k contains b_k alone",
                   x_k, np.where(np.arange(1, 4) == y, x_k, 0.0),
                   jacobian(exponentials, [net.layers[0].b[y - 1]])[:, 0])


def class_for_component(y: int = 2, seed: int = 0) -> Erratum:
    """C′(b_j) with y as the class, the meaning it has in C = −ln(a_y)."""
    net, x = _softmax_layer(seed)
    found = gradients(net, x, partial(nn.log_likelihood, k=y - 1))
    a = numbers(net(x.tolist()))
    return Erratum("Softmax with C = −ln(a_y^L)", "C′(b_j^L) = a_j^L − y(x)",
                   "C′(b_j^L) = a_j^L − y_j(x), y_j = 1 for the class, else 0",
                   "y is the class in a_y, here 2, and a component y_j in a_j − y(x)",
                   a - y, a - (np.arange(1, 4) == y), found.parameters.b[1])
