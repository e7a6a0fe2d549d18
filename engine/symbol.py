"""Formulas as text and LaTeX: a Symbol goes through the rules and comes out as an expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .notation import ATOM, POWER, Notation, binding, latex_numeral, numeral
from .number import Index, as_number
from .op import Operation
from .operators import Operators
from .rules import add, div, mul, neg, ordered, pow, sub

Expression = Any  # a Symbol, or a plain number that stands in one


class Symbol(Operators):
    """A name, or an operation on Symbols and numbers; prints as on the board.

    Equal formulas are equal and hash alike.

    >>> a = Symbol("a")
    >>> a * (1 - a), (a * (1 - a)).latex()
    (a(1 − a), 'a \\\\left(1 - a\\\\right)')
    """

    __slots__ = ("_latex", "arguments", "name", "op")

    def __init__(self, name: str, latex: str = "") -> None:
        self.name, self._latex = name, latex or name
        self.op: Operation | None = None
        self.arguments: tuple[Expression, ...] = ()

    @staticmethod
    def apply_operation(op: Operation, arguments: tuple[Expression, ...],
                        checked: bool = True) -> Expression:
        """The formula op(*arguments), tidied: 0 + a is a, 1·a is a, a + (−b) is a − b."""
        arguments = tuple(map(_operand, arguments))
        tidy = _TIDY.get(op)
        tidied = tidy(*arguments) if tidy else None
        return _formula(op, arguments) if tidied is None else tidied

    def latex(self) -> str:
        """The formula in LaTeX, for mathematics mode."""
        return _written(self, _LATEX)[0]

    def __str__(self) -> str:
        return _written(self, _TEXT)[0]

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Symbol) and list(_parts(self)) == list(_parts(other))

    def __hash__(self) -> int:
        return hash(tuple(_parts(self)))


def _operand(given: Any) -> Expression:
    """A Symbol or a plain number; raises NumberError for anything else."""
    if isinstance(given, Symbol) or type(given) is int or isinstance(given, Index):
        return given
    return as_number(given)


def _parts(expression: Expression) -> Iterator[Any]:
    """What a formula consists of, from the outside in: equal for equal formulas."""
    todo = [expression]
    while todo:
        item = todo.pop()
        if isinstance(item, Symbol):
            todo.extend(item.arguments)
            yield item.op, item.name, len(item.arguments)
        else:
            yield item


def _formula(op: Operation, arguments: tuple[Expression, ...]) -> Symbol:
    symbol = Symbol("")
    symbol.op, symbol.arguments = op, arguments
    return symbol


# Tidying: what a lecturer would not write down

def _is(expression: Expression, number: int) -> bool:
    return not isinstance(expression, Symbol) and bool(expression == number)


def _negated(expression: Expression) -> Expression | None:
    """b, if the expression is −b."""
    if isinstance(expression, Symbol):
        return expression.arguments[0] if expression.op is neg else None
    return -expression if ordered(expression) and expression < 0 else None


def _tidy_add(a: Expression, b: Expression) -> Expression | None:
    if _is(a, 0) or _is(b, 0):
        return b if _is(a, 0) else a
    opposite = _negated(b)
    return None if opposite is None else a - opposite


def _tidy_sub(a: Expression, b: Expression) -> Expression | None:
    if _is(a, 0) or _is(b, 0):
        return -b if _is(a, 0) else a
    opposite = _negated(b)
    return None if opposite is None else a + opposite


def _tidy_mul(a: Expression, b: Expression) -> Expression | None:
    if _is(a, 0) or _is(b, 0):
        return 0
    if _is(a, 1) or _is(b, 1):
        return b if _is(a, 1) else a
    for factor, other in ((a, b), (b, a)):
        opposite = _negated(factor)
        if opposite is not None:
            return -(opposite * other if factor is a else other * opposite)
    return None


def _tidy_div(a: Expression, b: Expression) -> Expression | None:
    if _is(b, 1):
        return a
    opposite = _negated(a)
    return None if opposite is None else -(opposite / b)


_TIDY: dict[Operation, Any] = {
    add: _tidy_add,
    sub: _tidy_sub,
    mul: _tidy_mul,
    div: _tidy_div,
    neg: lambda a: _negated(a) if isinstance(a, Symbol) else -a,
    pow: lambda x, y: x if _is(y, 1) else 1 if _is(y, 0) else None,
}


# Writing

_RAISED = frozenset("^⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ")
_TEXT = ("text", "name", "(", ")")
_LATEX = ("latex", "_latex", r"\left(", r"\right)")


def _written(expression: Expression, style: tuple[str, str, str, str]) -> tuple[str, int]:
    """The formula and how tightly it binds; iterative, so that a deep formula prints too."""
    done: list[tuple[str, int]] = []
    todo: list[tuple[Expression, bool]] = [(expression, False)]
    while todo:
        item, ready = todo.pop()
        if not isinstance(item, Symbol) or item.op is None:
            done.append(_atom(item, style))
        elif ready:
            count = len(item.arguments)
            operands = done[len(done) - count:]
            del done[len(done) - count:]
            done.append(_joined(getattr(item.op, style[0]), operands, style))
        else:
            todo.append((item, True))
            todo.extend((argument, False) for argument in reversed(item.arguments))
    return done[0]


def _atom(item: Expression, style: tuple[str, str, str, str]) -> tuple[str, int]:
    if isinstance(item, Symbol):
        name = getattr(item, style[1])
        raised = not _RAISED.isdisjoint(name)  # w^{(1)} and w⁽¹⁾ to a power need brackets
        return name, POWER if raised else ATOM
    text = numeral(item)
    return latex_numeral(item) if style is _LATEX else text, binding(text)


def _joined(notation: Notation, operands: list[tuple[str, int]],
            style: tuple[str, str, str, str]) -> tuple[str, int]:
    needs = notation.operands
    parts = [text if binds >= needs[min(i, len(needs) - 1)] else style[2] + text + style[3]
             for i, (text, binds) in enumerate(operands)]
    return notation.formula(*parts), notation.precedence


def derivation(op: Operation) -> str:
    """The derivatives of an operation over its chalk letters: '∂a/∂z = a(1 − a)'."""
    output, *letters = op.letters
    arguments = [int(letter) if letter.isdigit() else Symbol(letter) for letter in letters]
    slopes = [op.derivative(i, Symbol(output), arguments) for i in range(len(arguments))]
    return ", ".join(f"∂{output}/∂{argument} = {_written(slope, _TEXT)[0]}"
                     for argument, slope in zip(arguments, slopes) if isinstance(argument, Symbol))
