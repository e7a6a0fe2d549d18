"""What counts as one number, and which library computes with its kind."""

from __future__ import annotations

import cmath
import math
import numbers
from fractions import Fraction
from typing import Any

from .errors import NumberError

Number = Any  # float, complex, fractions.Fraction or mpmath.mpf: whatever has + − · /


def library(number: Number) -> Any:
    """The module that computes exp, log, sin, … for this kind of number.

    >>> library(0.5).__name__, library(0.5j).__name__
    ('math', 'cmath')
    """
    kind = number.__class__
    if kind is float or kind is int:
        return math
    if hasattr(number, "context"):  # mpmath's numbers carry their precision with them
        return number.context
    return cmath if isinstance(number, complex) else math


def log1p(number: Number) -> Number:
    """log(1 + number), also for complex numbers, whose library has no log1p."""
    functions = library(number)
    return functions.log1p(number) if hasattr(functions, "log1p") else functions.log(1 + number)


def as_number(given: object) -> Number:
    """One number of a kind that is computed with: int and NumPy scalars become float.

    mpmath.mpf, fractions.Fraction and complex stay what they are.
    Raises NumberError for anything else, with what to write instead.

    >>> as_number(3), as_number(Fraction(1, 3))
    (3.0, Fraction(1, 3))
    """
    kind = type(given)
    if kind is float or kind is complex or kind is Fraction:
        return given
    if hasattr(given, "_mpf_"):  # a constant such as mpmath.pi becomes a number by its plus sign
        return given if kind.__name__ == "mpf" else +given  # type: ignore[operator]
    if kind is int:
        return _float(given)
    return _converted(given)


class Index(int):
    """Which component is meant: an argument that counts, and is never computed with."""


def as_constant(given: object, beside: Number) -> Number:
    """A plain number that meets `beside` in an operation; ints take its kind, exactly.

    >>> as_constant(3, beside=0.5), as_constant(3, beside=Fraction(1, 2))
    (3.0, Fraction(3, 1))
    """
    if type(given) is int:
        return _float(given) if type(beside) is float else type(beside)(given)
    return given if isinstance(given, Index) else as_number(given)


def _float(given: Any) -> float:
    try:
        return float(given)
    except OverflowError:
        raise NumberError(f"{given} exceeds the largest float, 1.8e308; write "
                          "fractions.Fraction(…) to stay exact, or mpmath.mpf(…)") from None


def _converted(given: object) -> Number:
    if isinstance(given, bool) or type(given).__name__ in ("bool", "bool_"):
        raise NumberError(f"{given!r} is a truth value, not a number; write 1.0 or 0.0")
    if isinstance(given, str):
        raise NumberError(f"{given!r} is text, not a number; write float({given!r}), or pass the "
                          f"text as the label: Value(0.0, label={given!r})")
    if given is None:
        raise NumberError("None is not a number; write a number such as 0.0")
    if hasattr(given, "apply_operation"):
        raise NumberError(f"{given!r} is a {type(given).__name__}, not a plain number; for a "
                          "Value's number write its .data")
    if getattr(given, "ndim", 0):
        raise NumberError(
            f"an array of shape {given.shape} is not one number; "  # type: ignore[attr-defined]
            "make an object array of Values instead: np.vectorize(Value, otypes=[object])(array)")
    if isinstance(given, (list, tuple)):
        raise NumberError(f"a {type(given).__name__} of {len(given)} is not one number; "
                          "write [Value(x) for x in …]")
    if hasattr(given, "_mpc_") or isinstance(given, Index):
        return given
    return _from_protocol(given)


def _from_protocol(given: object) -> Number:
    if hasattr(given, "as_tuple"):  # decimal.Decimal: its context would round silently
        raise NumberError(f"{given!r} is a Decimal; write fractions.Fraction(…) to stay exact, "
                          "mpmath.mpf(…) for many digits, or float(…)")
    if isinstance(given, Fraction):
        return Fraction(given)
    if isinstance(given, numbers.Complex) and not isinstance(given, numbers.Real):
        return complex(given)
    if hasattr(given, "__float__") or hasattr(given, "__index__"):
        return _float(given)
    raise NumberError(f"{given!r} ({type(given).__name__}) is not a number; write a float, int, "
                      "complex, fractions.Fraction, mpmath.mpf or a NumPy scalar")
