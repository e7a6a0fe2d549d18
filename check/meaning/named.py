"""A δ that stands for the derivative its own line says: δ_1 = ∂C/∂θ, δ = ∂s/∂z, δ^w = ∂C/∂b."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .spelling import is_transpose


def key_of(name: n.Name) -> str:
    """The w of δ^w or the 1 of δ_1, "" where it has neither.

    >>> key_of(n.Name("delta", (n.Number("1"),))), key_of(n.Name("delta", (n.Name("i"),)))
    ('1', '')
    """
    labels = [script.body.base for script in name.sups if is_letter_above(script)
              and isinstance(script.body, n.Name)]
    first = name.subs[0] if name.subs else None
    return labels[0] if labels else first.text if isinstance(first, n.Number) else ""


def is_letter_above(script: n.Script) -> bool:
    """Whether a letter stands above that is no transpose."""
    return isinstance(script.body, n.Name) and not script.body.subs and not is_transpose(script)


def indices_of(name: n.Name) -> tuple[n.Node, ...]:
    """The indices of a δ, without its number."""
    return name.subs[isinstance(name.subs[0], n.Number):] if name.subs else ()


def meant(name: n.Name, named: Mapping[str, n.Node]) -> n.Node | None:
    """The derivative that a δ stands for; its index is that of the letter in the bottom.

    >>> slope = n.Derivative(n.Name("s"), (n.Name("z"),), "partial")
    >>> meant(n.Name("delta", (n.Name("i"),)), {"": slope}).wrt[0].subs
    (Name(base='i', subs=(), sups=(), primes=0),)
    """
    label = getattr(name.subs[0], "base", "") if name.subs else ""
    named_so = bool(label) and label in named  # δ_o
    slope = named.get(label if named_so else key_of(name))
    indices = name.subs[1:] if named_so else indices_of(name)
    found: n.Node | None = None if slope is None else with_index(slope, indices)
    return found


def with_index(slope: Any, subs: tuple[n.Node, ...]) -> Any:
    """∂C/∂z_j for −∂C/∂z or ∂C/∂z with the index j, and with its sign."""
    if isinstance(slope, n.Add):
        ((sign, inner),) = slope.terms
        return replace(slope, terms=((sign, with_index(inner, subs)),))
    (by,) = slope.wrt
    return replace(slope, wrt=(replace(by, subs=by.subs + subs),))
