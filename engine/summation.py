"""Sums and dot products within a few ulp of the truth, whatever cancels in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from math import fsum, inf, ulp
from operator import mul

from .number import Number

SPLIT = 134217729.0  # 2²⁷ + 1 cuts a float64 into two halves of 26 bits
LARGE, TINY = 2.0 ** 900, 2.0 ** -900  # between these nothing is lost to under- or overflow


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
    """Σ leftᵢ·rightᵢ within 4 ulp for floats; other kinds are added in order.

    >>> exact_dot([1e8, 1.0, 1e8], [1e8, 1.0, -1e8])
    1.0
    """
    products = list(map(mul, left, right))
    plain = sum(products)
    if plain.__class__ is not float:
        return plain if products else 0.0
    try:
        rounded = fsum(products)
    except (OverflowError, ValueError):  # past the largest double, or inf − inf
        rounded = plain
    # Rounding moves each product by ≤ ½ ulp, here all together by ≤ 3 ulp of the truth; then their
    # sum by ≤ ½ ulp of its own: 1 of the truth, if that lies just below a power of two.
    doubt = sum(map(ulp, products))
    if doubt <= 6.0 * ulp(0.999 * rounded) < inf:
        return rounded
    return _careful_dot(left, right, products, doubt, plain)


def _careful_dot(left: Sequence[float], right: Sequence[float], products: list[float],
                 doubt: float, plain: float) -> float:
    """The products and what their rounding lost, summed together (Ogita, Rump & Oishi 2005)."""
    if doubt < LARGE:
        total = fsum(products + _lost(left, right, products))
        if abs(total) > TINY:  # and not nan, as where a factor is too large to be split
            return total
    if not any(a and b for a, b in zip(left, right)):
        return plain
    if all(map(math.isfinite, left)) and all(map(math.isfinite, right)):
        return _rounded([Fraction(a) * Fraction(b) for a, b in zip(left, right)])
    return plain


def _lost(left: Sequence[float], right: Sequence[float], products: list[float]) -> list[float]:
    """What rounding took from each product, exactly (TwoProduct of Dekker 1971)."""
    lost = []
    for a, b, product in zip(left, right, products):
        if not product:
            continue
        t = SPLIT * a
        a_high = t - (t - a)
        a_low = a - a_high
        t = SPLIT * b
        b_high = t - (t - b)
        b_low = b - b_high
        lost.append(a_low * b_low - (((product - a_high * b_high) - a_low * b_high)
                                     - a_high * b_low))
    return lost


def _rounded(numbers: Sequence[Number]) -> float:
    """The exact sum rounded once; ±inf past the largest double."""
    total = sum(map(Fraction, numbers), Fraction(0))
    try:
        return float(total)
    except OverflowError:
        return math.inf if total > 0 else -math.inf
