"""How formulas are put together on the board: precedence, juxtaposition, numerals."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

# How tightly each kind of formula binds. A quotient is no factor: (a/b) c, as a/b c is read in
# two ways; nor is log σ(z), whose argument would seem to go on.
SUM, NEGATIVE, QUOTIENT, PRODUCT, POWER, ATOM = 1, 2, 3, 4, 5, 9
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
    """The same for LaTeX, which sees to the spaces; 2·½ must not look like 2½."""
    dotted = b[:1].isdigit() or (is_numeral(a) and b.startswith(r"\frac"))
    return rf"{a} \cdot {b}" if dotted else f"{a} {b}"


def plus(*terms: str) -> str:
    """Terms joined by their signs: x − y for x and −y."""
    signed = [f" {t[0]} {t[1:]}" if t[0] in "−-" else f" + {t}" for t in terms[1:]]
    return "".join([*terms[:1], *signed]) or "0"


def pairs(product: Pattern) -> Pattern:
    """The formula of w₁x₁ + … + b from (w₁ … wₙ, x₁ … xₙ[, b])."""
    def formula(*wxb: str) -> str:
        n = len(wxb) // 2
        return plus(*map(product, wxb[:n], wxb[n:2 * n]), *wxb[2 * n:])
    return formula


def listed(name: str) -> Pattern:
    """The formula name(z₁, …, zₙ)."""
    return lambda *z: f"{name}({', '.join(z)})"


def component(subscripted: str) -> Pattern:
    """The formula softmax_k(z₁, …, zₙ) from (k, z₁, …, zₙ); components count from 1.

    >>> component("softmax_{}")("0", "a", "b")
    'softmax_1(a, b)'
    """
    return lambda k, *z: f"{subscripted.format(int(k) + 1)}({', '.join(z)})"


def is_numeral(text: str) -> bool:
    """Whether a formula is a bare number such as 2 or 0.5."""
    return text.replace(".", "", 1).isdigit()


def numeral(number: Any) -> str:
    """A constant in a formula: 2 for 2.0, every digit that counts.

    >>> numeral(2.0), numeral(0.1), numeral(-1), numeral(1e-20)
    ('2', '0.1', '−1', '1·10^(−20)')
    """
    text = repr(number) if type(number) is float else str(number)
    digits, e, exponent = text.partition("e")
    if e:
        power = str(int(exponent))
        digits += f"·10^({power})" if power[0] == "-" else f"·10^{power}"
    return digits.removesuffix(".0").replace("-", "−").replace("inf", "∞")


def latex_numeral(number: Any) -> str:
    r"""The same in LaTeX.

    >>> latex_numeral(1e-20), latex_numeral(-0.5)
    ('1 \\cdot 10^{-20}', '-0.5')
    """
    text = numeral(number).replace("−", "-").replace("∞", r"\infty")
    text = re.sub(r"·10\^\(?(-?\d+)\)?", r" \\cdot 10^{\1}", text)
    return re.sub(r"(\d+)/(\d+)", r"\\frac{\1}{\2}", text)


def binding(numeral: str) -> int:
    """How tightly a constant binds, by its signs.

    >>> binding("2") == ATOM, binding("−2") == NEGATIVE, binding("1/3") == QUOTIENT
    (True, True, True)
    """
    if numeral[0] in "−(":
        return NEGATIVE if numeral[0] == "−" else ATOM
    return QUOTIENT if "/" in numeral else PRODUCT if "·" in numeral else ATOM
