"""The room between the parts of a formula, as TeX has it."""

from __future__ import annotations

from collections.abc import Sequence

from .boxes import MEDIUM, THICK, THIN, Box, beside

_LOOSE = {kind: gap for kinds, gap in (("bin", MEDIUM), ("rel", THICK)) for kind in kinds.split()}
_OPERANDS = ("ord", "op", "open", "inner", "fenced")
_THIN = {("ord", "op"), ("op", "op"), ("op", "ord"), ("close", "op"), ("ord", "inner"),
         ("close", "inner"), ("inner", "ord"), ("inner", "inner"), ("inner", "op"),
         ("inner", "open"), ("inner", "fenced"), ("fenced", "inner"), ("fenced", "op")}


def spaced(boxes: Sequence[Box], tight: bool = False) -> Box:
    """The boxes in a row with the room that their kinds ask for; hardly any in a script."""
    kinds = _settled([box.kind for box in boxes])
    if len(boxes) == 1:
        return boxes[0].as_kind(kinds[0])
    gaps = [0.0] + [_gap(one, other, tight) for one, other in zip(kinds, kinds[1:])]
    return beside(zip(gaps, boxes))


def _settled(kinds: list[str]) -> list[str]:
    """A sign that stands alone, as the minus of −1, is no operation between two."""
    settled = list(kinds)
    for i, kind in enumerate(kinds):
        before = settled[i - 1] if i else "open"
        after = kinds[i + 1] if i + 1 < len(kinds) else "close"
        if kind == "bin" and (before in ("bin", "op", "rel", "open", "punct")
                              or after in ("rel", "close", "punct")):
            settled[i] = "ord"
    return settled


def _gap(one: str, other: str, tight: bool) -> float:
    if tight:
        return 0.0 if {one, other} & {"open", "close"} or "rel" not in (one, other) else THIN / 2
    if one in _LOOSE and other in _OPERANDS:
        return _LOOSE[one]
    if other in _LOOSE and one not in ("open", "punct", *_LOOSE):
        return _LOOSE[other]
    return THIN if one == "punct" or (one, other) in _THIN else 0.0
