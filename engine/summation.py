"""Sums and dot products within an ulp of the truth, whatever cancels in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from operator import mul

from .number import Number

SAFE_LOW, SAFE_HIGH = 2.0 ** -900, 2.0 ** 900  # products between these split without under/overflow
SPLIT = 134217729.0  # 2²⁷ + 1 cuts a float64 into two halves of 26 bits (Dekker 1971)


def exact_sum(numbers: Sequence[Number]) -> Number:
    """The sum, correctly rounded for floats; exact kinds and complex are added in order.

    >>> exact_sum([1e16, 1.0, -1e16])
    1.0
    """
    plain = sum(numbers, 0.0 if not numbers else 0)
    if plain.__class__ is not float:
        return plain
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):  # past the largest double, or inf − inf
        return _rounded(numbers) if all(map(math.isfinite, numbers)) else plain


def exact_dot(left: Sequence[Number], right: Sequence[Number]) -> Number:
    """Σ leftᵢ·rightᵢ within an ulp for floats; other kinds are added in order.

    >>> exact_dot([1e8, 1.0, 1e8], [1e8, 1.0, -1e8])
    1.0
    """
    products = list(map(mul, left, right))
    plain = sum(products, 0.0 if not products else 0)
    if plain.__class__ is not float:
        return plain
    size = sum(map(abs, products))
    if size < 3.0 * abs(plain) and size > SAFE_LOW:
        plain = _fsum(products, plain)
        if size < 3.0 * abs(plain):  # hardly any cancellation: the rounded products will do
            return plain
    return _careful_dot(left, right, products, size, plain)


def _fsum(numbers: Sequence[float], otherwise: float) -> float:
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        return otherwise


def _careful_dot(left: Sequence[float], right: Sequence[float], products: list[float],
                 size: float, plain: float) -> float:
    """The products and what their rounding lost, summed together (Ogita, Rump & Oishi 2005)."""
    if not math.isfinite(sum(map(abs, left)) + sum(map(abs, right))):
        if not (all(map(math.isfinite, left)) and all(map(math.isfinite, right))):
            return plain
    lost = []
    for a, b, product in zip(left, right, products):
        if not product and (not a or not b):
            continue
        if not (SAFE_LOW < abs(product) < SAFE_HIGH and abs(a) < SAFE_HIGH and abs(b) < SAFE_HIGH):
            return _rounded([Fraction(x) * Fraction(y) for x, y in zip(left, right)])
        t = SPLIT * a
        a_high = t - (t - a)
        a_low = a - a_high
        t = SPLIT * b
        b_high = t - (t - b)
        b_low = b - b_high
        lost.append(a_low * b_low - (((product - a_high * b_high) - a_low * b_high)
                                     - a_high * b_low))
    return math.fsum(products + lost)


def _rounded(numbers: Sequence[Number]) -> float:
    """The exact sum rounded once; ±inf past the largest double."""
    total = sum(map(Fraction, numbers), Fraction(0))
    try:
        return float(total)
    except OverflowError:
        return math.copysign(math.inf, total)
