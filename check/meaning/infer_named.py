"""Errors that are each the derivative their own line says: δ_1 = ∂C/∂θ, δ_2 = ∂C/∂h, or a
score's δ = ∂s/∂h ∂h/∂z, or δ_k^w = ∂C/∂b_k and δ_j^v = ∂C/∂a_j."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import MIXED
from .evidence import Evidence
from .named import indices_of, is_letter_above, key_of
from .nodes import names_in
from .spelling import is_transpose

UNITS = ("pre", "post", "prediction")


def named_errors(seen: Evidence) -> None:
    """Find the derivative that each δ stands for, where δ isn't one error in every layer."""
    found: dict[str, n.Node] = {}
    for key, slope in _stated(seen):
        found.setdefault(key, slope)
    if _are_own(seen, found):
        seen.named, seen.delta, seen.found["delta="] = found, MIXED, "a definition for each"
        for kind in (seen.layers, seen.last, seen.samples):
            kind -= set(found)


def _stated(seen: Evidence) -> Iterator[tuple[str, Any]]:
    """What the lines that begin with a δ say it is, with the number or letter of the δ."""
    for statement in seen.statements:
        for head, right in zip(statement.members[:1], statement.members[1:2]):
            slope = chained(right)
            if isinstance(head, n.Name) and head.base == "delta" and slope is not None:
                plain = _without_indices(slope, head)
                if plain is not None:
                    yield key_of(head), plain


def _without_indices(slope: Any, head: n.Name) -> n.Node | None:
    """∂C/∂b for δ_k^w = ∂C/∂b_k; None where other indices stand there."""
    if isinstance(slope, n.Add):
        ((sign, inner),) = slope.terms
        plain = _without_indices(inner, head)
        return None if plain is None else replace(slope, terms=((sign, plain),))
    (by,), indices = slope.wrt, indices_of(head)
    if indices and (by.subs != indices or not any(map(is_letter_above, head.sups))):
        return None
    bare: n.Node = replace(slope, wrt=(replace(by, subs=()),)) if indices else slope
    return bare


def chained(node: n.Node) -> Any:
    r"""∂s/∂z for ∂s/∂z and for ∂s/∂h ∂h/∂z, with its sign; None for anything else.

    >>> from ..reader.parser import read
    >>> line = read(r"\delta = \frac{\partial s}{\partial h} \frac{\partial h}{\partial z}")
    >>> found = chained(line.statements[0].members[1])
    >>> found.of.base, found.wrt[0].base
    ('s', 'z')
    """
    if isinstance(node, n.Add) and len(node.terms) == 1:
        ((sign, inner),) = node.terms
        slope = chained(inner)
        return None if slope is None else replace(node, terms=((sign, slope),))
    factors = node.factors if isinstance(node, n.Product) and not any(node.signs) else (node,)
    slopes = [factor for factor in factors if isinstance(factor, n.Derivative)
              and len(factor.wrt) == 1 and isinstance(factor.wrt[0], n.Name)]
    if len(slopes) < len(factors) or any(
            one.wrt[0] != two.of for one, two in zip(slopes, slopes[1:])):
        return None
    return replace(slopes[0], wrt=slopes[-1].wrt)


def _are_own(seen: Evidence, found: dict[str, n.Node]) -> bool:
    """Whether the δ are derivatives by different letters, or of something that is no cost; and no
    δ has anything above that says its layer."""
    slopes: list[Any] = [each.terms[0][1] if isinstance(each, n.Add) else each
                         for each in found.values()]
    letters = {slope.wrt[0].base for slope in slopes}
    scores = {getattr(slope.of, "base", "") for slope in slopes}
    return _are_labels(seen, found) and (len(letters) > 1 or any(
        seen.roles.get(score) in UNITS for score in scores))


def _are_labels(seen: Evidence, found: dict[str, n.Node]) -> bool:
    """Whether what stands above a δ is the letter of one of these, which stands nowhere else."""
    for name in names_in(seen.statements):
        for script in name.sups:
            letter = script.body.base if isinstance(script.body, n.Name) else ""
            if name.base == "delta" and not is_transpose(script) and letter not in found:
                return False
            if name.base != "delta" and is_letter_above(script) and letter in found:
                return False
    return True
