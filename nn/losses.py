"""The costs of the board; each takes lists of Values or numbers and returns one Value.

Targets may be numbers (constants) or Values (nodes of the graph).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine import ShapeError, Value, log, log_sigmoid, log_softmax, total
from ..engine.number import Index

Numbers = Sequence[Any]


def half_sse(a: Numbers, y: Numbers) -> Any:
    """½ Σₜ (aₜ − yₜ)², half the sum of squared errors of one sample; ∂C/∂aⱼ = aⱼ − yⱼ.

    >>> half_sse([Value(0.5), Value(1.0)], [0.0, 0.0])
    Value(0.625, op=mul)
    """
    return 0.5 * _squared_error(a, y)


def mse(a: Numbers, y: Numbers) -> Any:
    """1/n Σᵢ (aᵢ − yᵢ)², the mean squared error over the n outputs; ∂C/∂aᵢ = 2(aᵢ − yᵢ)/n.

    >>> mse([Value(0.5), Value(1.0)], [0.0, 0.0])
    Value(0.625, op=div)
    """
    return _squared_error(a, y) / len(a)


def half_mse(As: Sequence[Numbers], Ys: Sequence[Numbers]) -> Any:
    """1/(2n) Σₓ ‖y(x) − a(x)‖² over n samples, each a list of outputs.

    >>> half_mse([[Value(1.0)], [Value(3.0)]], [[0.0], [0.0]])
    Value(2.5, op=div)
    """
    if len(As) != len(Ys) or not len(As):
        raise ShapeError(f"{len(As)} outputs and {len(Ys)} targets don't pair up; give one target "
                         "list for each sample, and at least one sample")
    return _sum([_squared_error(a, y) for a, y in zip(As, Ys)]) / (2 * len(As))


def binary_cross_entropy(a: Numbers, y: Numbers) -> Any:
    """−Σⱼ (yⱼ ln aⱼ + (1 − yⱼ) ln(1 − aⱼ)), for activations 0 < aⱼ < 1.

    A term with the factor 0 is 0, so a = y = 1 costs nothing. Raises DomainError where a target
    meets an activation of exactly 0 or 1. For a near 1 it is only as good as 1 − a; there
    `bce_with_logits` keeps its digits.

    >>> binary_cross_entropy([Value(0.5)], [1])
    Value(0.6931, op=neg)
    """
    return -_sum([term for p, t in _paired(a, y) for term in _log_terms(p, t)])


def bernoulli_nll(y: Numbers, t: Numbers, positive: int = 1) -> Any:
    """The negative log-likelihood of labels t, where y = p(t = positive | x).

    positive=1: −Σ (t ln y + (1 − t) ln(1 − y)). positive=0 flips the label:
    −Σ ((1 − t) ln y + t ln(1 − y)).

    >>> bernoulli_nll([Value(0.25)], [0], positive=0)
    Value(1.386, op=neg)
    """
    if positive not in (0, 1):
        raise ShapeError(f"positive={positive!r} is no label; write 1 if y = p(t = 1 | x), or 0 if "
                         "y = p(t = 0 | x)")
    return binary_cross_entropy(y, t if positive else [1 - label for label in t])


def log_likelihood(a: Numbers, k: int) -> Any:
    """−ln a_k, the cost of class k (counted from 0) after a softmax layer.

    >>> log_likelihood([Value(0.5), Value(0.5)], 1)
    Value(0.6931, op=neg)
    """
    return -log(a[_checked_class(k, len(a))])


def bce_with_logits(z: Numbers, y: Numbers) -> Any:
    """binary_cross_entropy(σ(z), y) from the pre-activations; ∂C/∂zⱼ = aⱼ − yⱼ to the last digit.

    >>> z = Value(800.0)
    >>> bce_with_logits([z], [0])
    Value(800, op=neg)
    """
    return -_sum([term for logit, t in _paired(z, y) for term in _log_sigmoid_terms(logit, t)])


def cross_entropy_with_logits(z: Numbers, k: int) -> Any:
    """log_likelihood(softmax(z), k) from the pre-activations; ∂C/∂zⱼ = aⱼ − [j = k].

    >>> cross_entropy_with_logits([Value(0.0), Value(-800.0)], 1)
    Value(800, op=neg)
    """
    return -log_softmax.apply((Index(_checked_class(k, len(z))), *z))


def _squared_error(a: Numbers, y: Numbers) -> Any:
    return _sum([(output - target) ** 2 for output, target in _paired(a, y)])


def _sum(terms: list[Any]) -> Any:
    """One Σ node, or the only term itself."""
    return terms[0] if len(terms) == 1 else total(terms)


def _log_terms(p: Any, t: Any) -> list[Any]:
    """t ln p and (1 − t) ln(1 − p), without the term whose factor is the constant 0."""
    return _weighted(t, lambda: log(p), lambda: log(1 - p))


def _log_sigmoid_terms(z: Any, t: Any) -> list[Any]:
    return _weighted(t, lambda: log_sigmoid(z), lambda: log_sigmoid(-z))


def _weighted(t: Any, hit: Any, miss: Any) -> list[Any]:
    if isinstance(t, Value):
        return [t * hit(), (1 - t) * miss()]
    if t == 1 or t == 0:
        return [hit() if t else miss()]
    if not 0 <= t <= 1:
        raise ShapeError(f"a target of {t!r} is no label; give 0, 1 or a probability between")
    return [t * hit(), (1 - t) * miss()]


def _paired(a: Numbers, y: Numbers) -> Any:
    if isinstance(a, Value) or isinstance(y, Value) or not hasattr(y, "__len__"):
        raise ShapeError("a loss takes two lists, one number per output; write [a] and [y] for a "
                         "single output")
    if len(a) != len(y):
        raise ShapeError(f"{len(a)} outputs and {len(y)} targets don't pair up; give one target "
                         "for each output")
    return zip(a, y)


def _checked_class(k: Any, classes: int) -> int:
    if isinstance(k, bool) or not hasattr(k, "__index__") or not 0 <= k < classes:
        raise ShapeError(f"class {k!r} is none of the {classes} outputs; give an integer from 0 to "
                         f"{classes - 1}, or y.index(1) for a one-hot list y")
    return int(k)
