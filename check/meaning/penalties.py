"""The penalty in a cost: weights without a layer are those of all layers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from . import term as t

UNKNOWN, EVERY = "?", "all layers"


def everywhere(cost: t.Term) -> t.Term:
    """A cost whose penalty is on the weights of all layers, where it names none; wᵀw is ‖w‖².

    >>> w = t.Tensor("weight", t.Layer("?bare"), (), None, "w")
    >>> everywhere(t.Sum(((1, t.Cost()), (1, t.Norm(w, True))))).terms[1][1].base
    'all layers'
    """
    if not isinstance(cost, t.Sum):
        return cost
    return replace(cost, terms=tuple((sign, _on_all(part)) for sign, part in cost.terms))


def _on_all(part: t.Term) -> t.Term:
    """The same, if it is a penalty and its weights have no layer."""
    if not is_fine(part):
        return part
    bases = {tensor.layer.base for tensor in t.parts(part) if isinstance(tensor, t.Tensor)}
    if not all(base.startswith(UNKNOWN) for base in bases):
        return part
    part = _squared(part)
    for base in bases:
        part = moved(part, base, EVERY)
    return t.AllLayers(EVERY, part)


def is_fine(part: t.Term) -> bool:
    """Whether a term of a cost has weights or biases in it, and nothing else of the network, nor
    anything that the document defines."""
    inside = list(t.parts(part))
    roles = {each.role for each in inside if isinstance(each, t.Tensor)}
    return bool(roles) and roles <= {"weight", "bias"} and not any(
        isinstance(each, (t.Cost, t.Slope, t.Alias)) for each in inside)


def without_fines(cost: t.Term) -> t.Term | None:
    """The cost without its penalties, None if it has none."""
    terms = cost.terms if isinstance(cost, t.Sum) else ()
    kept = tuple((sign, part) for sign, part in terms if not is_fine(part))
    return t.Sum(kept) if 0 < len(kept) < len(terms) else None


def moved(term: Any, base: str, to: str) -> Any:
    """The term with one layer letter for another."""
    if isinstance(term, t.Layer):
        return replace(term, base=to) if term.base == base else term
    return t.rebuilt(term, lambda part: moved(part, base, to))


def _squared(term: Any) -> Any:
    """wᵀw as ‖w‖², which it also is where w is a matrix."""
    term = t.rebuilt(term, _squared)
    if not isinstance(term, t.Times):
        return term
    factors, signs = list(term.factors), list(term.signs)
    for at in range(len(factors) - 2, -1, -1):
        one, two = factors[at:at + 2]
        if isinstance(one, t.Transposed) and one.body == two and isinstance(two, t.Tensor):
            factors[at:at + 2] = [t.Power(t.Norm(two, True), t.Constant(Fraction(2)))]
            del signs[at]
    return factors[0] if len(factors) == 1 else replace(term, factors=tuple(factors),
                                                        signs=tuple(signs))
