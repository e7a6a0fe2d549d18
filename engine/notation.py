"""How formulas are put together on the board: precedence, juxtaposition, numerals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

SUM, NEGATIVE, PRODUCT, POWER, ATOM = 1, 2, 3, 5, 9  # how tightly each kind of formula binds
Pattern = Callable[..., str]


class Notation(NamedTuple):
    """A pattern for the operands, how tightly it binds, and what each operand must bind.

    The last entry of `operands` holds for all operands after it.
    """

    pattern: str | Pattern
    precedence: int = ATOM
    operands: tuple[int, ...] = (0,)

    def formula(self, *operands: str) -> str:
        """The pattern filled in."""
        if isinstance(self.pattern, str):
            return self.pattern.format(*operands)
        return self.pattern(*operands)


def product(a: str, b: str) -> str:
    """Juxtaposed where the board would: 2z, a(1 − a), w x; 2·3 keeps its dot."""
    if b[:1].isdigit():
        return f"{a}·{b}"
    return a + b if b[:1] == "(" or is_numeral(a) else f"{a} {b}"


def latex_product(a: str, b: str) -> str:
    """The same for LaTeX, which sees to the spaces."""
    return rf"{a} \cdot {b}" if b[:1].isdigit() else f"{a} {b}"


def plus(*terms: str) -> str:
    """Terms joined by their signs."""
    joined = " + ".join(terms) or "0"
    return joined.replace("+ −", "− ").replace("+ -", "- ")


def pairs(product: Pattern) -> Pattern:
    """The formula of w₁x₁ + … + b from (w₁ … wₙ, x₁ … xₙ[, b])."""
    def formula(*wxb: str) -> str:
        n = len(wxb) // 2
        return plus(*map(product, wxb[:n], wxb[n:2 * n]), *wxb[2 * n:])
    return formula


def listed(name: str) -> Pattern:
    """The formula name(z₁, …, zₙ)."""
    return lambda *z: f"{name}({', '.join(z)})"


def component(name: str) -> Pattern:
    """The formula name_k(z₁, …, zₙ) from (k, z₁, …, zₙ); components count from 1."""
    return lambda k, *z: f"{name}_{int(k) + 1}({', '.join(z)})"


def is_numeral(text: str) -> bool:
    """Whether a formula is a bare number such as 2 or 0.5."""
    return text.replace(".", "", 1).isdigit()


def numeral(number: Any) -> str:
    """A constant in a formula: 2 for 2.0, every digit that counts.

    >>> numeral(2.0), numeral(0.1), numeral(-1)
    ('2', '0.1', '−1')
    """
    text = repr(number) if type(number) is float else str(number)
    return text.removesuffix(".0").replace("-", "−")
