"""Printed numbers: how precise they are, and how a wrong one differs from the right one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from ..reader import tree as n


@dataclass(frozen=True)
class Print:
    """A number as printed: its value, half a unit of its last digit, its mantissa's digits after
    the point and the power of ten it is multiplied with."""

    value: Fraction
    half: Fraction
    text: str
    power: int = 0

    @property
    def digits(self) -> int:
        return len(self.text.partition(".")[2])

    @property
    def significant(self) -> int:
        return len(self.text.replace(".", "").lstrip("-0"))


def printed(node: Any) -> Print | None:
    r"""The number that a side is, None for anything else.

    >>> from chalkgrad.check.reader.parser import read
    >>> found = printed(read(r"-4.38 \times 10^{-4}").statements[0].members[0])
    >>> float(found.value), float(found.half)
    (-0.000438, 5e-07)
    """
    if isinstance(node, n.Number) and node.text != "inf":
        return Print(Fraction(node.text), _half(node.text, 0), node.text)
    if isinstance(node, n.Group) and len(node.items) == 1 and node.opening == "(":
        return printed(node.items[0])
    if isinstance(node, n.Add) and len(node.terms) == 1:
        inner = printed(node.terms[0][1])
        return inner and (_turned(inner) if node.terms[0][0] < 0 else inner)
    return _scientific(node) if isinstance(node, n.Product) else None


def _turned(inner: Print) -> Print:
    return Print(-inner.value, inner.half, "-" + inner.text, inner.power)


def _scientific(node: n.Product) -> Print | None:
    """m × 10^k."""
    if len(node.factors) != 2 or not isinstance(node.factors[1], n.Scripted):
        return None
    mantissa, power = printed(node.factors[0]), node.factors[1]
    exponent = printed(power.sups[0].body) if len(power.sups) == 1 else None
    if mantissa is None or exponent is None or not _is_ten(power.body):
        return None
    if exponent.value.denominator != 1 or abs(exponent.value) > 99:
        return None
    k = int(exponent.value)
    return Print(mantissa.value * Fraction(10) ** k, mantissa.half * Fraction(10) ** k,
                 mantissa.text, k)


def _is_ten(node: n.Node) -> bool:
    return isinstance(node, n.Number) and node.text == "10"


def _half(text: str, power: int) -> Fraction:
    """Half a unit of the last digit; a whole number is exact."""
    if "." not in text:
        return Fraction(0)
    return Fraction(1, 2) * Fraction(10) ** (power - len(text.partition(".")[2]))


def rounded(value: float, like: Print) -> str:
    """A value with as many digits as that print.

    >>> rounded(0.7729284653, Print(Fraction("0.772982465"), Fraction(0), "0.772982465"))
    '0.772928465'
    """
    unit = Decimal(1).scaleb(-like.digits)
    return str(Decimal(value).scaleb(-like.power).quantize(unit, ROUND_HALF_UP))


def slip(right: str, wrong: str) -> str:
    """What went wrong between two prints of one number, "" if nothing single.

    >>> slip("0.772928465", "0.772982465"), slip("0.5", "-0.5"), slip("0.0123", "0.0128")
    ('two digits exchanged', 'the sign', 'one digit wrong')
    >>> slip("0.1234", "0.2345")
    ''
    """
    if right.lstrip("-") == wrong.lstrip("-"):
        return "the sign" if right != wrong else ""
    if len(right) != len(wrong):
        return _point(right, wrong)
    places = [k for k, (one, two) in enumerate(zip(right, wrong)) if one != two]
    if len(places) == 1:
        return "one digit wrong"
    if len(places) == 2 and [right[k] for k in places] == [wrong[k] for k in places][::-1]:
        return "two digits exchanged"
    return _point(right, wrong)


def _point(right: str, wrong: str) -> str:
    one, two = (text.replace(".", "").lstrip("-0").rstrip("0") for text in (right, wrong))
    short = min(len(one), len(two))
    return "the decimal point" if short > 2 and one[:short - 1] == two[:short - 1] and (
        abs(float(right)) > 5 * abs(float(wrong)) or 5 * abs(float(right)) < abs(float(wrong))
    ) else ""
