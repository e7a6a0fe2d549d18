"""Weights that are one column: the w_2 of ŷ = σ(w_2^T h + b_2), which lead to a single output."""

from __future__ import annotations

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .nodes import names_in


def is_column(seen: Evidence, weight: n.Name, source: n.Name) -> bool:
    """Whether a small letter that is transposed before hidden units is a column: it has the number
    of one layer only, and its capital, W_1, those of the layers below."""
    names = list(names_in(seen.statements))
    own, matrices = ({_number(name) for name in names if name.base == base}
                     for base in (weight.base, weight.base.capitalize()))
    layer = _number(weight)
    return (weight.base.islower() and source.base not in USUAL["input"] and own == {layer}
            and bool(matrices) and all(0 < number < layer for number in matrices))


def _number(name: n.Name) -> int:
    """The layer that stands alone on a name, as in w_2 and w^{(2)}; 0 without one."""
    places = [*name.subs, *(script.body for script in name.sups if script.style)]
    text = getattr(places[0], "text", "") if len(places) == 1 else ""
    return int(text) if text.isdigit() else 0
