"""A δ that stands for the derivative its own line says: δ_1 = ∂C/∂θ, δ = ∂s/∂z."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..reader import tree as n


def number_of(name: n.Name) -> str:
    """The 1 of δ_1, "" where it has none.

    >>> number_of(n.Name("delta", (n.Number("1"),))), number_of(n.Name("delta", (n.Name("i"),)))
    ('1', '')
    """
    first = name.subs[0] if name.subs else None
    return first.text if isinstance(first, n.Number) else ""


def meant(name: n.Name, named: Mapping[str, n.Node]) -> n.Node | None:
    """The derivative that a δ stands for; its index is that of the letter in the bottom.

    >>> slope = n.Derivative(n.Name("s"), (n.Name("z"),), "partial")
    >>> meant(n.Name("delta", (n.Name("i"),)), {"": slope}).wrt[0].subs
    (Name(base='i', subs=(), sups=(), primes=0),)
    """
    number = number_of(name)
    slope = named.get(number)
    return None if slope is None else _indexed(slope, name.subs[bool(number):])


def _indexed(slope: Any, subs: tuple[n.Node, ...]) -> Any:
    if isinstance(slope, n.Add):
        ((sign, inner),) = slope.terms
        return replace(slope, terms=((sign, _indexed(inner, subs)),))
    (by,) = slope.wrt
    return replace(slope, wrt=(replace(by, subs=by.subs + subs),))
