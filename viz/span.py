"""The numbers of equal nodes that are drawn as one: from the smallest to the largest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chalkgrad.engine.label import number
from chalkgrad.engine.number import Number


@dataclass(frozen=True)
class Span:
    """From `low` to `high`; it is formatted like a number, and may be scaled by one.

    >>> from chalkgrad.engine.label import number
    >>> number(Span(-0.25, 1.0) * -2.0)
    '−2 … 0.5'
    """

    low: Any
    high: Any

    def __format__(self, spec: str) -> str:
        return " … ".join(dict.fromkeys((number(self.low), number(self.high))))

    def __mul__(self, factor: Number) -> Number:
        return span([self.low * factor, self.high * factor])

    __rmul__ = __mul__


def span(numbers: Iterable[Number]) -> Number:
    """The span of numbers, or the number that all of them are; complex ones have no order.

    >>> span([2.0, 1.0, 3.0]), span([2.0, 2.0])
    (Span(low=1.0, high=3.0), 2.0)
    """
    numbers = list(numbers)
    if isinstance(numbers[0], complex):
        return numbers[0]
    low, high = min(numbers), max(numbers)
    return low if low == high or low != low else Span(low, high)


def ends(number: Number) -> tuple[Number, Number]:
    """The low and the high end of a number that may be a span."""
    return (number.low, number.high) if isinstance(number, Span) else (number, number)
