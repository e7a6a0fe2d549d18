"""How far a Σ without brackets reaches: over the terms after it that still carry its index."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from ..errors import ReadError
from ..reader import tree as n
from .nodes import nodes
from .term import rebuilt

Signed = tuple[tuple[int, n.Node], ...]


def reaching(side: n.Node, elsewhere: Any = ()) -> n.Node:
    """−1/m Σ_i y_i ln a_i + (1 − y_i) ln(1 − a_i) with the brackets that the index asks for; as it
    is where no term after a Σ carries its index, or where that is free elsewhere too.

    Raises ReadError where the signs leave open what the brackets would hold.
    """
    free, bound = _free(side), _free(elsewhere).keys()

    def widened(node: Any) -> Any:
        node = rebuilt(node, widened)
        return _widened(node, free, frozenset(bound)) if isinstance(node, n.Add) else node

    changed: n.Node = widened(side)
    return changed


def is_open(left: n.Node, right: n.Node) -> bool:
    """Whether a Σ of either side leaves out brackets, as its index tells."""
    try:
        return (reaching(left, right), reaching(right, left)) != (left, right)
    except ReadError:
        return True


def _widened(node: n.Add, free: Counter[str], bound: frozenset[str]) -> n.Node:
    for at, (sign, term) in enumerate(node.terms):
        sums, rest = _sums(term), node.terms[at + 1:]
        own = [each for each in sums if _free(rest)[_letter(each)] == free[_letter(each)] > 0
               and _letter(each) not in bound]
        if not own:
            continue
        end = max(k for k, (_, each) in enumerate(rest, 1) if _free(each)[_letter(own[-1])])
        if sign * _sign(term) < 0 and any(turn < 0 for turn, _ in rest[:end]):
            raise ReadError(f"nothing says how far the Σ over {_letter(own[-1])} reaches; write "
                            "brackets", own[-1].span[0])
        whole = _over(term, own[-1], rest[:end])
        return replace(node, terms=(*node.terms[:at], (sign, whole), *rest[end:]))
    return node


def _over(term: n.Node, own: n.Reduction, more: Signed) -> n.Node:
    """The term with more in the body of one of the sums at its end."""
    if term is own:
        return replace(own, body=n.Add(((1, own.body), *more), own.span))
    if isinstance(term, n.Reduction):
        return replace(term, body=_over(term.body, own, more))
    assert isinstance(term, n.Product)
    return replace(term, factors=(*term.factors[:-1], _over(term.factors[-1], own, more)))


def _sums(term: n.Node) -> list[n.Reduction]:
    """The sums that a term ends with, each inside the one before it."""
    last = term.factors[-1] if isinstance(term, n.Product) else term
    if not isinstance(last, n.Reduction) or last.kind != "sum" or last.index is None:
        return []
    return [last, *_sums(last.body)]


def _letter(reduction: n.Reduction) -> str:
    return reduction.index.base if reduction.index is not None else ""


def _sign(term: n.Node) -> int:
    """−1 for a number with a minus before the sums, as in \\frac{-1}{m} Σ."""
    factors = term.factors[:-1] if isinstance(term, n.Product) else ()
    tops = [factor.top if isinstance(factor, n.Quotient) else factor for factor in factors]
    signs = [top.terms[0][0] for top in tops if isinstance(top, n.Add) and len(top.terms) == 1]
    return -1 if signs.count(-1) % 2 else 1


def _free(tree: Any) -> Counter[str]:
    """How often each letter stands as an index, outside a Σ over it."""
    scripted = [node for node in nodes(tree) if isinstance(node, (n.Name, n.Scripted))]
    places = [*(sub for node in scripted for sub in node.subs),
              *(script.body for node in scripted for script in node.sups)]
    found = Counter(place.base for place in places if place == n.Name(getattr(place, "base", "")))
    for node in nodes(tree):
        if isinstance(node, n.Reduction) and node.index is not None:
            found -= Counter({_letter(node): _free((node.body, node.condition))[_letter(node)]})
    return found
