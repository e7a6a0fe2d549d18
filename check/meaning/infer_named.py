"""Errors that are each the derivative their own line says: δ_1 = ∂C/∂θ, δ_2 = ∂C/∂h, or a
score's δ = ∂s/∂h ∂h/∂z."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import MIXED
from .evidence import Evidence
from .named import number_of
from .nodes import names_in
from .spelling import is_transpose

UNITS = ("pre", "post", "prediction")


def named_errors(seen: Evidence) -> None:
    """Find the derivative that each δ stands for, where δ isn't one error in every layer."""
    found: dict[str, n.Node] = {}
    for number, slope in _stated(seen):
        found.setdefault(number, slope)
    if _are_own(seen, found):
        seen.named, seen.delta, seen.found["delta="] = found, MIXED, "a definition for each"


def _stated(seen: Evidence) -> Iterator[tuple[str, n.Node]]:
    """What the lines that begin with a δ say it is, with the number of the δ."""
    for statement in seen.statements:
        for head, right in zip(statement.members[:1], statement.members[1:2]):
            slope = chained(right)
            if (isinstance(head, n.Name) and head.base == "delta" and slope is not None
                    and not head.sups and len(head.subs) == bool(number_of(head))):
                yield number_of(head), slope


def chained(node: n.Node) -> n.Node | None:
    r"""∂s/∂z for ∂s/∂z and for ∂s/∂h ∂h/∂z, with its sign; None for anything else.

    >>> from ..reader.parser import read
    >>> line = read(r"\delta = \frac{\partial s}{\partial h} \frac{\partial h}{\partial z}")
    >>> found = chained(line.statements[0].members[1])
    >>> found.of.base, found.wrt[0].base
    ('s', 'z')
    """
    if isinstance(node, n.Add) and len(node.terms) == 1:
        inner = chained(node.terms[0][1])
        return None if inner is None else replace(node, terms=((node.terms[0][0], inner),))
    factors = node.factors if isinstance(node, n.Product) and not any(node.signs) else (node,)
    slopes = [factor for factor in factors if isinstance(factor, n.Derivative)
              and len(factor.wrt) == 1 and isinstance(factor.wrt[0], n.Name)]
    if len(slopes) < len(factors) or any(
            one.wrt[0] != two.of for one, two in zip(slopes, slopes[1:])):
        return None
    return replace(slopes[0], wrt=slopes[-1].wrt)


def _are_own(seen: Evidence, found: dict[str, n.Node]) -> bool:
    """Whether the δ are derivatives by different letters, or of something that is no cost; and no
    δ is numbered by its layer above."""
    slopes: list[Any] = [each.terms[0][1] if isinstance(each, n.Add) else each
                         for each in found.values()]
    letters = {slope.wrt[0].base for slope in slopes}
    scores = {getattr(slope.of, "base", "") for slope in slopes}
    above = any(name.base == "delta" and not all(map(is_transpose, name.sups))
                for name in names_in(seen.statements))
    return not above and (len(letters) > 1 or any(
        seen.roles.get(score) in UNITS for score in scores))
