"""Statements that are no plain equations: update rules, limits, inequalities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import mpmath

from ...engine import Value
from ..reader import tree as n
from ..report import FALSE, READING, UNSETTLED, Part
from ..trial.evaluate import Evaluator
from ..trial.trial import Setting, plain, world_of
from . import term as t
from .penalties import is_fine

FAR = 60
TIMES = ("new", "old", "next", "prev", "upd", "neu", "alt", "nuev", "ant", "nouv", "anc", "nov",
         "vel", "nuov", "vecch", "before", "after", "curr", "act", "init", "final")


def update_of(left: n.Node, right: n.Node, relation: str) -> tuple[n.Name, n.Add] | None:
    """w ← w − η ∂C/∂w, whatever sign stands for the arrow: the quantity and the step."""
    if not isinstance(left, n.Name) or not isinstance(right, n.Add) or relation == "=>":
        return None
    decayed = [term for sign, part in right.terms if sign > 0
               and (term := _decayed(part, left)) is not None]
    if len(decayed) == 1:
        return decayed[0], n.Add((*right.terms, (-1, decayed[0])), right.span)
    sign, first = right.terms[0]
    if sign < 0 or not isinstance(first, n.Name) or first.base != left.base:
        return None
    places = [(*name.subs, *(script.body for script in name.sups)) for name in (left, first)]
    counted = any(map(_is_counted, (*places[0], *places[1])))
    if relation == "=" and left.primes == first.primes and left.sups != first.sups and not counted:
        return None
    if places[0] != places[1] and not counted:
        return None  # b_i ← b_j − …, or another layer's
    rest = right.terms[1:]
    return (first, n.Add(rest, (rest[0][1].span[0], right.span[1]))) if rest else None


def _is_counted(sub: n.Node) -> bool:
    """The t + 1, or the new, of the value after a step; no layer l + 1."""
    if isinstance(sub, n.Add) and len(sub.terms) == 2:
        return getattr(sub.terms[0][1], "base", "l") not in ("l", "ell", "L")
    if isinstance(sub, n.Name) and len(sub.base) > 1:
        return sub.base.casefold().startswith(TIMES)  # not the total of E_total = E_one + E_two
    return not isinstance(sub, (n.Name, n.Number))


def _decayed(part: n.Node, left: n.Name) -> n.Name | None:
    """The w of (1 − ηλ) w, in either order, if it is the one on the left, but for a prime."""
    factors = part.factors if isinstance(part, n.Product) else ()
    factors = factors[::-1] if factors and isinstance(factors[0], n.Name) else factors
    if len(factors) != 2 or not isinstance(factors[0], n.Group) or len(factors[0].items) != 1:
        return None
    share, name = factors[0].items[0], factors[1]
    one = isinstance(share, n.Add) and (1, n.Number("1")) in share.terms
    same = isinstance(name, n.Name) and replace(name, primes=0) == replace(left, primes=0)
    return name if one and same and isinstance(name, n.Name) else None


def stepped(quantity: t.Term, cost: t.Term, rate: str, sign: int) -> t.Sum:
    """−η ∂C/∂q, the step that goes downhill; with the other sign the one that goes uphill."""
    return t.Sum(((sign, t.Times((t.Free(rate), t.Slope(cost, (quantity,))), ("",))),))


def is_likelihood(cost: t.Term) -> bool:
    """Whether what is called the cost is a sum of logarithms without a minus: to be made large.

    >>> y, entropy = t.Free("y"), t.Apply("ln", t.Free("a"))
    >>> is_likelihood(t.Times((y, entropy), ("",))), is_likelihood(t.Sum(((-1, entropy),)))
    (True, False)
    """
    if isinstance(cost, t.Sum):
        terms = [(sign, part) for sign, part in cost.terms if not is_fine(part)]
        return bool(terms) and all(sign > 0 and is_likelihood(part) for sign, part in terms)
    if isinstance(cost, t.Reduced):
        return cost.kind == "sum" and is_likelihood(cost.body)
    if isinstance(cost, t.Times):
        return any(map(is_likelihood, cost.factors)) and not any(map(_is_negative, cost.factors))
    return isinstance(cost, t.Apply) and cost.function == "ln"


def _is_negative(factor: t.Term) -> bool:
    """−1, or something in brackets with a minus before it."""
    return isinstance(factor, t.Sum) and all(sign < 0 for sign, _ in factor.terms)


def limit(left: t.Term, right: t.Term, setting: Setting, latex: str, far: frozenset[str]) -> Part:
    """σ′(z) → 0: the left side far out, on either side; on both of them for |z| large."""
    variables = {part for part in t.parts(left) if isinstance(part, (t.Free, t.Tensor))}
    if len(variables) != 1:
        return Part(latex, UNSETTLED, reason="a limit of something with several variables")
    variable = variables.pop()
    ends = [_reached(left, right, variable, sign * FAR, setting) for sign in (1, -1)]
    if not any(ends):
        return Part(latex, FALSE, reason="neither far out to the right nor to the left")
    if far and variable.name not in far:
        return Part(latex, UNSETTLED, reason=f"nothing says where {variable.name} goes")
    if far and not all(ends):
        return Part(latex, FALSE, reason=f"only far out to the {'right' if ends[0] else 'left'}")
    where = "|z| large" if all(ends) else "z → ∞" if ends[0] else "z → −∞"
    return Part(latex, READING, reading=f"as a limit, for {where.replace('z', variable.name)}")


def _reached(left: t.Term, right: t.Term, variable: Any, far: int, setting: Setting) -> bool:
    with mpmath.workdps(50):
        world = world_of(setting, 1, mpmath.mpf)
        evaluator = Evaluator(world, {}, setting.binding.order, setting.cost, setting.definitions)
        kind = "free" if isinstance(variable, t.Free) else "tensor"
        evaluator.give(kind, variable.name, Value(mpmath.mpf(far)))
        gap = abs(plain(evaluator.value(left)) - plain(evaluator.value(right)))
        return bool(gap < 1e-12)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "!=": lambda a, b: a != b,
}


def ordered(samples: Sequence[tuple[Any, Any, Any]], relation: str, latex: str) -> Part:
    """An inequality at every point that was tried."""
    if not samples:
        return Part(latex, UNSETTLED, reason="no layer of a network fits all its indices")
    if relation == "!=":
        apart = any(left != right for _, left, right in samples)
        return Part(latex, READING, reading="at some point") if apart else Part(
            latex, FALSE, reason="both sides are equal at all the points that were tried")
    for _, left, right in samples:
        if isinstance(left, tuple) or isinstance(right, tuple):
            return Part(latex, UNSETTLED, reason="an inequality between vectors")
        if not COMPARE[relation](left, right):
            return Part(latex, FALSE, reason=f"{float(left):.4g} {relation} {float(right):.4g} "
                                             "is not so")
    return Part(latex, READING, reading="at all the points that were tried")
