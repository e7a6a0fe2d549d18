"""Products with an ellipsis: the factors that the dots stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import DotsError
from . import term as t
from .einstein import renamed


def chained(first: t.Term, second: t.Term, last: t.Term, scope: int, position: int) -> t.Chain:
    """`M_ip M_pm ⋯ M_qj` as a product over all layers between the first and the last factor.

    Raises DotsError where the factors written out don't have the same form.
    """
    one, two, three = (_letters(factor) for factor in (first, second, last))
    if not len(one) == len(two) == len(three) == 2 or one[1] != two[0]:
        raise DotsError("the factors around the dots don't follow one another", position)
    if two[1] in (one[0], *three) or three[0] in (one[0], three[1]):
        raise DotsError("an index around the dots stands for two things", position)
    top, next_one, bottom = (_highest(factor) for factor in (first, second, last))
    forms = (_form(first, one, top), _form(second, two, next_one), _form(last, three, bottom))
    if next_one != top + -1 or len(set(forms)) > 1:
        raise DotsError("the factors around the dots don't have the same form", position)
    left = t.Letter(three[0].name, scope)
    return t.Chain(renamed(last, three[0], left), one[0], left, three[1], top, bottom)


def along_layers(before: Sequence[t.Term], after: Sequence[t.Term], position: int,
                 ) -> tuple[t.Dots, int]:
    """What `… W^{l+1} Σ'(z^{l+1}) ⋯ W^L Σ'(z^L) …` has around its dots, and how many factors of
    either side belong to it.

    Raises DotsError where no pattern is to be seen, or one of its ends is not the last layer's.
    """
    for size in range(1, min(len(before), len(after)) + 1):
        one, two = tuple(before[-size:]), tuple(after[:size])
        first, last = _layer(one), _layer(two)
        if first is None or last is None or _lowered(one, first) != _lowered(two, last):
            continue
        if (first.base == "L") != (last.base == "L"):
            cell, here = (two, last) if first.base == "L" else (one, first)
            body = cell[0] if size == 1 else t.Times(cell, ("",) * (size - 1))
            return t.Dots(body, here, first, last, -1 if first.base == "L" else 1), size
    raise DotsError("the factors around the dots show no pattern from layer to layer", position)


def _layer(cell: tuple[t.Term, ...]) -> t.Layer | None:
    """The first layer that is written in the factors, None where they have layers of two kinds."""
    layers = [part for part in _in_order(cell) if isinstance(part, t.Layer)]
    return layers[0] if len({layer.base for layer in layers}) == 1 else None


def _letters(term: t.Term) -> list[t.Letter]:
    """The index letters in the order in which they are written."""
    return list(dict.fromkeys(part for part in _in_order(term) if isinstance(part, t.Letter)))


def _in_order(term: Any) -> list[Any]:
    if isinstance(term, tuple):
        return [part for entry in term for part in _in_order(entry)]
    names = t.entries(term.__class__)
    inside = [part for name in names for part in _in_order(getattr(term, name))]
    return [term, *inside] if names else []


def _highest(term: t.Term) -> t.Layer:
    layers = [part for part in _in_order(term) if isinstance(part, t.Layer)]
    if not layers or len({layer.base for layer in layers}) != 1:
        raise DotsError("the factors around the dots don't say their layers", 0)
    return max(layers, key=lambda layer: layer.offset)


def _form(term: Any, letters: Sequence[t.Letter], top: t.Layer) -> Any:
    """The factor with its letters and its layer made anonymous."""
    for k, letter in enumerate(letters):
        term = renamed(term, letter, t.Letter(f"#{k}"))
    return _lowered(term, top)


def _lowered(term: Any, top: t.Layer) -> Any:
    if isinstance(term, tuple):
        return tuple(_lowered(part, top) for part in term)
    if isinstance(term, t.Layer):
        return term.offset - top.offset
    names = t.entries(term.__class__)
    return (type(term).__name__, *(_lowered(getattr(term, name), top) for name in names)
            ) if names else term
