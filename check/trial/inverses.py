"""arctan and its kind as graphs of the functions that they are the inverses of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath

from ...engine import DomainError, Value, cos, sin

Function = Callable[[Value], Value]


def inverse(name: str, of: Function, slope: Function) -> Function:
    """The inverse of a function, with its derivatives up to the third.

    The number is the library's; from there each of Newton's steps, which change nothing, doubles
    the number of derivatives that are right. Raises DomainError outside −1 … 1 for an arcsin.

    >>> round(inverse("asin", sin, cos)(Value(0.5)).data, 12)
    0.523598775598
    """
    def at(x: Value) -> Value:
        library: Any = math if isinstance(x.data, float) else mpmath
        if name != "atan" and not -1 <= x.data <= 1:
            raise DomainError(f"{name}({x.data}) is not defined: it needs a number from −1 to 1")
        y = Value(getattr(library, name)(x.data))
        for _ in range(2):
            y = y - (of(y) - x) / slope(y)
        return y
    return at


INVERSES: dict[str, Function] = {
    "arctan": inverse("atan", lambda y: sin(y) / cos(y), lambda y: 1 / (cos(y) * cos(y))),
    "arcsin": inverse("asin", sin, cos),
    "arccos": inverse("acos", cos, lambda y: -sin(y)),
}
