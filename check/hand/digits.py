"""To how many digits a number by hand was written down, and so how far rounding may have moved it.

-0.104 stands for all that rounds to it: half a unit of its last place on both sides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ...engine.number import Number

FEWEST = 2  # significant digits from which a float, whose last zeros are lost, counts as rounded
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?\s*", re.IGNORECASE | re.ASCII)


def number_in(text: str) -> Decimal | None:
    """The number that a text is, such as "−0.1040"; None for any other text.

    >>> number_in("−0.1040"), number_in("1/3")
    (Decimal('-0.1040'), None)
    """
    text = text.replace("−", "-")
    return Decimal(text.strip()) if _NUMBER.fullmatch(text) else None


def halves(given: Sequence[Any]) -> list[float]:
    """Half a unit of the last place of numbers that were given together; 0 where one is exact.

    A text with a point has all the digits that it shows. A float that is whole or has a single
    digit may have lost zeros: beside others it has as many digits or decimals as they; alone it
    is exact.

    >>> halves(["0.1040"]), halves([0.104]), halves([0.5]), halves([0.5, 0.254])
    ([5e-05], [0.0005], [0.0], [0.0005, 0.0005])
    """
    found = [_half(each) for each in given]
    floats = [(each, half) for each, half in zip(given, found) if half and isinstance(each, float)]
    if floats:
        decimals = min(half for _, half in floats)
        digits = max(significant(each, half) for each, half in floats)
        found = [_beside(each, decimals, digits) if not half and isinstance(each, float) else half
                 for each, half in zip(given, found)]
    return found


def _beside(number: float, decimals: float, digits: int) -> float:
    """Half a unit of a number with as many decimals or significant digits as others have."""
    if not number or not math.isfinite(number):
        return decimals
    return max(decimals, 0.5 * 10.0 ** (math.floor(math.log10(abs(number))) + 1 - digits))


def _half(given: Any) -> float:
    if isinstance(given, str):
        found = number_in(given)
        return 0.0 if found is None or "." not in given else _half_unit(found)
    if not isinstance(given, float) or not math.isfinite(given) or given == int(given):
        return 0.0
    found = Decimal(float.__repr__(given))
    return _half_unit(found) if len(found.as_tuple().digits) >= FEWEST else 0.0


def _half_unit(number: Decimal) -> float:
    return float(f"5e{int(number.as_tuple().exponent) - 1}")


def significant(number: Number, half: float) -> int:
    """How many significant digits a number has whose last place is two halves.

    >>> significant(-0.104, 0.0005), significant(0.0, 0.005)
    (3, 1)
    """
    size = abs(float(number))
    if not size or not half:
        return 1
    return max(1, math.floor(math.log10(size)) - round(math.log10(2 * half)) + 1)
