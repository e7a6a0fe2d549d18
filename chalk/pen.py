"""Equations of a derivation as lines of text or as an align* in LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine.label import chalk
from ..engine.number import Number
from ..engine.steps import factor as bracketed
from ..engine.steps import written
from ..engine.symbol import Symbol
from .typeset import latex_number

if TYPE_CHECKING:
    from .chain import Factor, Line, Term

WIDEST = 100  # characters of a line of text
ROW = 150  # characters of LaTeX
PLUS = "\0 + "  # between terms, where a line may be broken
MOST_TERMS, MOST_FACTORS = 6, 12  # written out in one line
Writer = Callable[["Factor", "Pen"], str]


class Pen(NamedTuple):
    """How a kind of output spells the parts of an equation."""

    slope: str
    times: str
    brackets: str
    dots: str
    number: Callable[[Number], str]
    formula: Callable[[Any], str]
    more: Callable[[int], str]
    where: Callable[[int], str]
    not_there: str

    def derivative(self, of: Symbol, by: Symbol) -> str:
        """∂of/∂by."""
        return self.slope.format(self.formula(of), self.formula(by))


def _latex_formula(formula: Any) -> str:
    return formula.latex() if isinstance(formula, Symbol) else latex_number(formula)


TEXT = Pen("∂{}/∂{}", " · ", "({})", "…", chalk, written,
           lambda count: f"⋮   ({count} more lines of this kind)",
           lambda i: "      " if i else "where ", "0, as {1} does not enter {0}")
LATEX = Pen(r"\frac{{\partial {}}}{{\partial {}}}", r" \cdot ", r"\left({}\right)", r"\dots",
            latex_number, _latex_formula,
            lambda count: rf"\vdots & \quad \text{{({count} more lines of this kind)}}",
            lambda i: "" if i else r"\text{where } ",
            r"0 \text{{, as }} {1} \text{{ does not enter }} {0}")


def equation(line: Line, pen: Pen) -> list[str]:
    """The sides of ∂y/∂x = ∂y/∂a · ∂a/∂x = formulas = numbers = value, none twice."""
    head = pen.derivative(line.of, line.by)
    if not line.terms:
        absent = pen.not_there.format(pen.formula(line.of), pen.formula(line.by))
        return [head, pen.number(line.value) if line.of is line.by else absent]
    spelled = [_sum(line, writer, pen) for writer in (_name, _formula, _number)]
    return list(dict.fromkeys([head, *spelled, pen.number(line.value)]))


def layout(equations: Iterable[list[str]], pen: Pen) -> str:
    """All equations, one below the other."""
    if pen is TEXT:
        return "\n".join(_text_lines(sides) for sides in equations)
    rows = " \\\\\n".join(_latex_rows(sides) for sides in equations)
    return f"\\begin{{align*}}\n{rows}\n\\end{{align*}}"


def _text_lines(sides: list[str]) -> str:
    """One line where it is not too wide, else one for each step."""
    line = " = ".join(sides).replace(PLUS, " + ")
    if len(line) <= WIDEST:
        return line
    margin = "\n" + " " * len(sides[0])
    return sides[0] + margin.join(" = " + _folded(side, margin) for side in sides[1:])


def _folded(side: str, margin: str) -> str:
    """A sum, with a line for each of its terms if it is too wide for one."""
    narrow = len(side) + len(margin) <= WIDEST
    return side.replace(PLUS, " + " if narrow else margin + " + ")


def _latex_rows(sides: list[str]) -> str:
    """A short chain of equations on one row, else a row for each side and each long term."""
    if len(sides) == 1:
        return sides[0]
    short = sum(map(len, sides)) <= ROW and len(sides) < 4
    rows = (" = " if short else " \\\\\n&= ").join(map(_latex_side, sides[1:]))
    return f"{sides[0]} &= {rows}"


def _latex_side(side: str) -> str:
    return side.replace(PLUS, " + " if len(side) <= 2 * ROW else " \\\\\n&\\quad + ")


# Sums of products

def _name(factor: Factor, pen: Pen) -> str:
    return pen.derivative(factor.of, factor.by) if factor.named else _formula(factor, pen)


def _formula(factor: Factor, pen: Pen) -> str:
    return _name(factor, pen) if factor.formula is None else pen.formula(factor.formula)


def _number(factor: Factor, pen: Pen) -> str:
    return pen.number(factor.number)


def _sum(line: Line, writer: Writer, pen: Pen) -> str:
    terms = [_product(term, writer, pen, not i) for i, term in abridged(line.terms, MOST_TERMS)]
    return PLUS.join(terms + [pen.dots] * line.more)


def _product(term: Term | None, writer: Writer, pen: Pen, leads: bool) -> str:
    if term is None:
        return pen.dots
    return pen.times.join(
        pen.dots if factor is None else
        _in_brackets(factor, writer, pen, leads and not i, len(term) == 1)
        for i, factor in abridged(term, MOST_FACTORS))


def _in_brackets(factor: Factor, writer: Writer, pen: Pen, leads: bool, alone: bool) -> str:
    """A factor as it stands in its product: in brackets if it is a sum, or has a sign inside."""
    text = writer(factor, TEXT)
    signed = text.startswith("−")
    rest = text[1:] if signed else text
    is_sum = bracketed(rest) != rest
    needed = (signed and not leads) or (is_sum and not alone)
    return pen.brackets.format(writer(factor, pen)) if needed else writer(factor, pen)


def abridged(items: Sequence[Any], most: int) -> list[tuple[int, Any]]:
    """The items by number; of too many the first, a None and the last.

    >>> abridged("abcdef", 4)
    [(0, 'a'), (1, 'b'), (2, None), (5, 'f')]
    """
    numbered = list(enumerate(items)) if len(items) <= most else []
    if numbered or not items:
        return numbered
    first = list(enumerate(items[:most - 2]))
    return [*first, (most - 2, None), (len(items) - 1, items[-1])]
