"""Momentum: Δw(t) = −η ∂E/∂w + α Δw(t − 1), the step before as a part of the next one."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ..meaning.binding import Binding
from ..reader import tree as n


class Momentum(NamedTuple):
    """What changes, the step without what is kept of the one before, and that by itself: its sign
    and how much of it."""

    quantity: n.Name
    step: n.Add
    sign: int
    share: n.Name


def momentum_of(left: n.Node, right: n.Node, binding: Binding) -> Momentum | None:
    r"""Δw = … + α Δw, at whatever times; None for anything else.

    >>> change = n.Product((n.Name("Delta"), n.Name("w")), ("",))
    >>> kept = n.Product((n.Name("alpha"), *change.factors), ("", ""))
    >>> found = momentum_of(change, n.Add(((-1, n.Name("g")), (1, kept))),
    ...                     Binding({"w": "weight"}))
    >>> found.share.base, found.step.terms[0][1].base
    ('alpha', 'g')
    """
    quantity = changed(left, binding)
    if quantity is None or not isinstance(right, n.Add) or len(right.terms) < 2:
        return None
    kept = [(sign, share) for sign, part in right.terms
            if (share := _share(part, quantity, binding)) is not None]
    rest = tuple((sign, part) for sign, part in right.terms
                 if _share(part, quantity, binding) is None)
    if len(kept) != 1 or not rest:
        return None
    return Momentum(quantity, replace(right, terms=_untimed(rest, left)), *kept[0])


def _untimed(terms: tuple[tuple[int, n.Node], ...], left: n.Node) -> tuple[tuple[int, n.Node], ...]:
    """The terms without the (t) of ∂E/∂w(t), where the left side is Δw(t)."""
    time = left.factors[2:] if isinstance(left, n.Product) else ()
    return tuple((sign, n.Product(part.factors[:-1], part.signs[:-1], part.span) if isinstance(
        part, n.Product) and time == part.factors[-1:] and len(part.factors) > 2 else part)
        for sign, part in terms)


def changed(node: n.Node, binding: Binding) -> n.Name | None:
    """The w of Δw and Δw(t)."""
    factors = node.factors if isinstance(node, n.Product) and not any(node.signs) else ()
    if len(factors) not in (2, 3) or factors[0] != n.Name("Delta"):
        return None
    timed = len(factors) == 2 or (isinstance(factors[2], n.Group) and len(factors[2].items) == 1)
    name = factors[1]
    known = isinstance(name, n.Name) and binding.role(name.base) in ("weight", "bias")
    return name if timed and known and isinstance(name, n.Name) else None


def _share(part: n.Node, quantity: n.Name, binding: Binding) -> n.Name | None:
    """The α of α Δw(t − 1)."""
    if not isinstance(part, n.Product) or len(part.factors) < 3:
        return None
    share, rest = part.factors[0], n.Product(part.factors[1:], part.signs[1:])
    if not isinstance(share, n.Name) or share.subs or binding.role(share.base) not in ("", "rate"):
        return None
    return share if changed(rest, binding) == quantity else None
