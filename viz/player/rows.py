"""The formula of a step in pieces of LaTeX: symbols, then numbers, then the result."""

from __future__ import annotations

from typing import Any, NamedTuple

from chalkgrad.chalk.typeset import latex_digits
from chalkgrad.engine import Symbol
from chalkgrad.engine.label import number
from chalkgrad.engine.number import Number
from chalkgrad.engine.steps import factor

from ..labels import terms_of
from ..names import bare
from .film import Computed, Product, Seeded

MOST_TERMS = 8  # of one sum; a longer one keeps its ends


class Piece(NamedTuple):
    """A part of a formula that is set as a whole, and what it stands for.

    Roles: name, sign, symbol, value, adjoint, local, result.
    """

    role: str
    latex: str


Row = tuple[Piece, ...]
EQUALS, TIMES, PLUS = Piece("sign", "="), Piece("sign", r"\cdot"), Piece("sign", "+")
PLUS_EQUALS = Piece("sign", "{+}{=}")


def computed_rows(step: Computed) -> tuple[Row, ...]:
    r"""z = w x, = 0.5 · 2, = 1.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz.player.film import Film
    >>> for row in computed_rows(next(iter(Film(Value(3.0, "a") * Value(2.0, "b"))))):
    ...     print(*(piece.latex for piece in row))
    v_{1} = a b
    = 3 \cdot 2
    = 6
    """
    shown, result = _terms("value", step.numbers), Piece("value result", _figure(step.item.value))
    first = (Piece("name", bare(step.name)[1]), EQUALS, *_terms("symbol", step.formula))
    repeated = len(shown) == 1 and shown[0].latex == result.latex
    return (first, *(() if repeated else ((EQUALS, *shown),)), (EQUALS, result))


def seeded_rows(step: Seeded) -> tuple[Row, ...]:
    """∂C/∂C = 1."""
    return ((Piece("adjoint", slope(step.name, step.name)), EQUALS,
             Piece("adjoint result", _figure(step.total))),)


def product_rows(step: Product) -> tuple[Row, ...]:
    """∂C/∂z = ∂C/∂a · ∂a/∂z, = −0.4 · a(1 − a), = −0.4 · 0.2, = −0.1; += on several paths."""
    y, item, target = step.names
    adjoint, sign = Piece("adjoint", _figure(step.adjoint)), PLUS_EQUALS if step.of > 1 else EQUALS
    rows: list[Row] = [(Piece("adjoint", slope(y, target)), sign, Piece("adjoint", slope(y, item)),
                        TIMES, Piece("local", slope(item, target)))]
    if isinstance(step.formula, Symbol):
        rows.append((EQUALS, adjoint, TIMES, Piece("local", _bracketed(step.formula))))
    return (*rows, (EQUALS, adjoint, TIMES, Piece("local", _signed(step.partial))),
            (EQUALS, Piece("adjoint result", _figure(step.contribution))))


def so_far_row(step: Product) -> Row:
    """∂C/∂x = −0.2 + 0.5 = 0.3, what arrived before and what has arrived now."""
    whole = (Piece("adjoint", slope(step.names[0], step.names[2])), EQUALS)
    total = Piece("adjoint result", _figure(step.total))
    if step.before is None:
        return (*whole, total)
    return (*whole, Piece("adjoint", _figure(step.before)), PLUS,
            Piece("adjoint", _signed(step.contribution)), EQUALS, total)


def whole_gradient(y: Symbol, x: Symbol, gradient: Number) -> str:
    """∂C/∂x = 0.3 in LaTeX, as it stands in a box."""
    return f"{slope(y, x)} = {_figure(gradient)}"


def slope(y: Symbol, x: Symbol) -> str:
    """∂y/∂x in LaTeX."""
    return rf"\dfrac{{\partial {y.latex()}}}{{\partial {x.latex()}}}"


def _figure(given: Number) -> str:
    return latex_digits(number(given))


def _signed(given: Number) -> str:
    """A number as a further factor or term, in brackets if it has a sign."""
    return _in_brackets(_figure(given), number(given))


def _bracketed(formula: Symbol) -> str:
    return _in_brackets(formula.latex(), str(formula))


def _in_brackets(latex: str, text: str) -> str:
    return latex if factor(text) == text else rf"\left({latex}\right)"


def _terms(role: str, formula: Any) -> Row:
    """A formula in the terms of its sum, so that a long line can be broken between them."""
    terms = terms_of(formula.latex() if isinstance(formula, Symbol) else _figure(formula))
    if len(terms) > MOST_TERMS:
        terms = [*terms[:3], r"+ \cdots", *terms[-2:]]
    return tuple([piece for i, term in enumerate(terms) for piece in _signed_term(role, term, i)])


def _signed_term(role: str, term: str, place: int) -> Row:
    """A term after its sign, which is no part of the number; the first one keeps its own."""
    if not place:
        return (Piece(role, term),)
    return Piece("sign", term[0]), Piece(role, term[1:].strip())
