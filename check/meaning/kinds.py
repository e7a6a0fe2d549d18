"""What an index letter counts: the units of a layer, samples, or entries of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import CheckError
from .term import Layer, Letter

SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a letter counts when it is no unit of a layer: samples, or a dimension of its own."""

    name: str


Type = Layer | Kind


class Clash(CheckError):
    """One index letter in two places that have different layers."""

    def __init__(self, message: str, letter: str, first: Type, second: Type) -> None:
        super().__init__(message)
        self.letter, self.first, self.second = letter, first, second


def clash(letter: Any, first: Type, second: Type) -> Clash:
    """The error that says what the letter counts in either place.

    >>> str(clash(Letter("j"), Layer("l"), Layer("l", -1)))
    'the index j counts the units of layer l in one place and the units of layer l − 1 in another'
    """
    name = letter.name if isinstance(letter, Letter) else str(letter)
    return Clash(f"the index {name} counts {counted(first)} in one place and {counted(second)} in "
                 "another", name, first, second)


def counted(kind: Type) -> str:
    """What a type counts, in words.

    >>> counted(Layer("l", -1))
    'the units of layer l − 1'
    """
    if isinstance(kind, Kind):
        return "samples" if kind.name == SAMPLE else "entries of its own"
    return f"the units of layer {written(kind)}"


def written(layer: Layer) -> str:
    """A layer as on the board.

    >>> written(Layer("L")), written(Layer("", 2)), written(Layer("l", 1))
    ('L', '2', 'l + 1')
    """
    base = "l" if layer.base.startswith("?") else layer.base
    if not base:
        return str(layer.offset)
    if not layer.offset:
        return base
    return f"{base} {'+' if layer.offset > 0 else '−'} {abs(layer.offset)}"
