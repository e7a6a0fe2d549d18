"""The rows of the table over lists: total, dot, logsumexp, softmax, log_softmax.

Their formula also takes the index i of the argument; softmax's first argument is the
index k of the component it gives.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from typing import Any

from .errors import ShapeError
from .notation import (
    PRODUCT,
    QUOTIENT,
    SUM,
    Notation,
    component,
    latex_product,
    listed,
    pairs,
    plus,
    product,
)
from .number import Index, Number, library, log1p
from .op import Operation, rule
from .rules import anywhere, exp
from .summation import exact_dot, exact_sum


def _on_list(operation: Operation, given: Sequence[Any]) -> Any:
    return operation.apply(tuple(given))


def _on_nonempty_list(operation: Operation, given: Sequence[Any]) -> Any:
    arguments = tuple(given)
    if not arguments:
        raise ShapeError(f"{operation.name} of an empty list is not defined; give one number or "
                         "more")
    return operation.apply(arguments)


def _componentwise(operation: Operation, given: Sequence[Any]) -> list[Any]:
    arguments = tuple(given)
    return [operation.apply((Index(k), *arguments)) for k in range(len(arguments))]


def _on_pairs(operation: Operation, ws: Sequence[Any], xs: Sequence[Any], bias: Any = None) -> Any:
    ws, xs = tuple(ws), tuple(xs)
    if len(ws) != len(xs):
        raise ShapeError(f"dot pairs {len(ws)} weights with {len(xs)} inputs; give two lists of "
                         "the same length")
    return operation.apply((*ws, *xs) if bias is None else (*ws, *xs, bias))


@rule(lambda s, i, *x: 1, domain=anywhere, letters="s x_i", call=_on_list,
      together=lambda s, x: (1,) * len(x),
      text=Notation(plus, SUM, (SUM,)), latex=Notation(plus, SUM, (SUM,)))
def total(*x: Number) -> Number:
    """x₁ + … + xₙ of a list as one node, rounded once.

    >>> total([0.1, 0.2, 0.3]), total.derivation()
    (0.6, '∂s/∂x_i = 1')
    """
    return exact_sum(x)


def _dot_slope(z: Any, i: int, *wxb: Any) -> Any:
    """The partner of argument i: x for w, w for x, 1 for the bias."""
    n = len(wxb) // 2
    return 1 if i == 2 * n else wxb[(i + n) % (2 * n)]


def _dot_slopes(z: Number, wxb: Sequence[Number]) -> Sequence[Number]:
    n = len(wxb) // 2
    return *wxb[n:2 * n], *wxb[:n], *(1,) * (len(wxb) % 2)


@rule(_dot_slope, domain=anywhere, letters="z w_i x_i b", call=_on_pairs, together=_dot_slopes,
      text=Notation(pairs(product), SUM, (PRODUCT,)),
      latex=Notation(pairs(latex_product), SUM, (PRODUCT,)))
def dot(*wxb: Number) -> Number:
    """w₁x₁ + … + wₙxₙ + b of two lists and an optional bias as one node, within 4 ulp.

    >>> dot([1.0, 2.0], [3.0, 4.0], 0.5), dot.derivation()
    (11.5, '∂z/∂w_i = x_i, ∂z/∂x_i = w_i, ∂z/∂b = 1')
    """
    n = len(wxb) // 2
    if len(wxb) % 2:
        return exact_dot((*wxb[:n], wxb[-1]), (*wxb[n:-1], 1))
    return exact_dot(wxb[:n], wxb[n:])


def _exponentials(z: Sequence[Number], top: Number) -> tuple[list[Number], list[Number]]:
    """e^(zᵢ − top), and what each lacks, relative to it, where floats round zᵢ − top."""
    if not all(v.__class__ is float for v in z):
        return [library(v).exp(v - top) for v in z], [0] * len(z)
    differences = [v - top for v in z]
    return list(map(math.exp, differences)), [_lost(v, top, d) for v, d in zip(z, differences)]


def _lost(v: float, top: float, difference: float) -> float:
    """v − top − difference exactly (TwoSum, Knuth 1969); 0 where e^difference is 0 anyway."""
    if difference < -746.0:
        return 0.0
    back = v - difference
    return (v - (difference + back)) + (back - top)


def _largest(z: Sequence[Number]) -> Number:
    return max(z, key=lambda v: v.real)


def _shares(z: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """e^(zᵢ) / Σⱼ e^(zⱼ), and what each lacks, relative to it, of softmax_i."""
    exponentials, lacks = _exponentials(z, _largest(z))
    terms = exponentials + list(map(mul, exponentials, lacks))
    whole = exact_sum(terms)
    surplus = exact_sum([-whole, *terms]) / whole
    return [e / whole for e in exponentials], [lack - surplus for lack in lacks]


def _probabilities(z: Sequence[Number]) -> list[Number]:
    return list(map(_complete, *_shares(z)))


def _complete(share: Number, lack: Number) -> Number:
    return share + share * lack


def _softmax_slope(a: Any, i: int, k: Any, *z: Any) -> Any:
    """a_k(1 − a_k) on the diagonal, −a_k aⱼ off it."""
    return a * (1 - a) if i == k + 1 else -a * softmax.apply((Index(i - 1), *z))


def _others(k: int, z: Sequence[Any]) -> Any:
    """1 − softmax_k(z) as the sum of the other components, which keeps its digits."""
    return total([softmax.apply((Index(j), *z)) for j in range(len(z)) if j != k])


def _softmax_exact(a: Any, i: int, k: Any, *z: Any) -> Any:
    return a * _others(k, z) if i == k + 1 else -a * softmax.apply((Index(i - 1), *z))


def _softmax_slopes(a: Number, kz: Sequence[Number]) -> Sequence[Number]:
    k, (shares, lacks) = kz[0], _shares(kz[1:])
    slopes = [-_complete(shares[k] * share, lacks[k] + lack) for share, lack in zip(shares, lacks)]
    p = list(map(_complete, shares, lacks))
    slopes[k] = a * exact_sum(p[:k] + p[k + 1:])
    return (None, *slopes)


@rule(_softmax_slope, exact=_softmax_exact, domain=anywhere, letters="a_k 0 z_k z_j",
      call=_componentwise, together=_softmax_slopes,
      text=Notation(component("softmax_{}")),
      latex=Notation(component(r"\operatorname{{softmax}}_{{{}}}")))
def softmax(k: int, *z: Number) -> Number:
    """The list of e^(z_k) / Σⱼ e^(zⱼ), one node each.

    >>> softmax([1000.0, 1000.0])
    [0.5, 0.5]
    """
    return _probabilities(z)[k]


@rule(lambda s, i, *z: exp(z[i] - s), exact=lambda s, i, *z: softmax.apply((Index(i), *z)),
      domain=anywhere, letters="s z_i", call=_on_nonempty_list,
      together=lambda s, z: _probabilities(z),
      text=Notation(listed("logsumexp")), latex=Notation(listed(r"\operatorname{logsumexp}")))
def logsumexp(*z: Number) -> Number:
    """log(e^(z₁) + … + e^(zₙ)) of a list as one node, without overflow.

    >>> logsumexp([1000.0, 1000.0]), logsumexp.derivation()
    (1000.6931471805599, '∂s/∂z_i = e^(z_i − s)')
    """
    top = _largest(z)
    if top in (math.inf, -math.inf):
        return top
    s = top + _log_of_rest(z, top)
    if s.__class__ is float and abs(s) < 0.5 * abs(top):
        return _careful_logsumexp(z)
    return s


def _careful_logsumexp(z: Sequence[float]) -> float:
    """With 60 digits after those that cancel where a number is next to 0 and its eᶻ next to 1."""
    from decimal import Decimal, localcontext

    with localcontext() as context:
        context.prec = 60 - Decimal(max(z)).adjusted()
        return float(sum((Decimal(v).exp() for v in z), Decimal(0)).ln())


def _log_of_rest(z: Sequence[Number], top: Number) -> Number:
    """log Σ e^(zᵢ − top), where one term is e⁰ = 1."""
    rest = list(z)
    rest.remove(top)
    exponentials, lacks = _exponentials(rest, top)
    return log1p(exact_sum(exponentials + list(map(mul, exponentials, lacks))))


def _log_softmax_slope(a: Any, i: int, k: Any, *z: Any) -> Any:
    return 1 - exp(a) if i == k + 1 else -softmax.apply((Index(i - 1), *z))


def _log_softmax_exact(a: Any, i: int, k: Any, *z: Any) -> Any:
    return _others(k, z) if i == k + 1 else -softmax.apply((Index(i - 1), *z))


def _log_softmax_slopes(a: Number, kz: Sequence[Number]) -> Sequence[Number]:
    k, p = kz[0], _probabilities(kz[1:])
    slopes = [-q for q in p]
    slopes[k] = exact_sum(p[:k] + p[k + 1:])
    return (None, *slopes)


@rule(_log_softmax_slope, exact=_log_softmax_exact, domain=anywhere, letters="a_k 0 z_k z_j",
      call=_componentwise, together=_log_softmax_slopes,
      text=Notation(component("log softmax_{}"), QUOTIENT),
      latex=Notation(component(r"\ln \operatorname{{softmax}}_{{{}}}"), QUOTIENT))
def log_softmax(k: int, *z: Number) -> Number:
    """The list of log softmax_k(z) = z_k − logsumexp(z), one node each, without cancellation.

    >>> log_softmax([0.0, -800.0])
    [0.0, -800.0]
    """
    top = _largest(z)
    return (z[k] - top) - _log_of_rest(z, top)
