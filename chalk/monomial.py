"""Products and sums of slopes, tidied as on the board: 0.5·2(a − y) is a − y, x·x is x²."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce
from operator import add as plus
from operator import mul as times
from typing import Any, NamedTuple

from ..engine.number import Index, Number
from ..engine.rules import div, mul, neg, pow, sub
from ..engine.symbol import Expression, Symbol

Powers = dict[Any, Any]  # base → exponent, in the order written
LONGEST_DENOMINATOR = 12  # 1/(2a) and x/3, but 0.37 x


class Slope(NamedTuple):
    """The derivative of one named node by another that enters it: as a formula and a number."""

    formula: Expression
    number: Number


def exact(constant: Any) -> Any:
    """A constant as the fraction that its decimals say; what has no decimals stays as it is.

    >>> exact(0.1) * 3, exact(1j)
    (Fraction(3, 10), 1j)
    """
    if isinstance(constant, (Index, bool)) or not isinstance(constant, (int, float, Fraction)):
        return constant
    if isinstance(constant, float) and not math.isfinite(constant):
        return constant
    return Fraction(repr(constant)) if isinstance(constant, float) else Fraction(constant)


def multiplied(*expressions: Expression) -> Expression:
    """The product, its numbers gathered in front and its powers in one.

    >>> a, y = Symbol("a"), Symbol("y")
    >>> multiplied(0.5, 2 * (a - y)), multiplied(-1 / a, 1 / a), multiplied(a, 3)
    (a − y, −1/a^2, 3a)
    >>> multiplied(-1, a - y)
    y − a
    """
    return _put_together(*_taken_apart(expressions))


def summed(expressions: Iterable[Expression]) -> Expression:
    """The sum, equal terms counted together.

    >>> a = Symbol("a")
    >>> summed([a, a, 1]), summed([a, -a])
    (2a + 1, 0)
    """
    terms: dict[tuple[Any, ...], Any] = {}
    for expression in expressions:
        coefficient, powers = _taken_apart([expression])
        key = tuple(powers.items())
        terms[key] = terms[key] + coefficient if key in terms else coefficient
    return reduce(_plus, [_put_together(c, dict(key)) for key, c in terms.items()], 0)


def chained(outer: Slope, inner: Slope) -> Slope:
    """The chain rule: one slope times the next."""
    return Slope(multiplied(outer.formula, inner.formula), outer.number * inner.number)


def added(slopes: list[Slope]) -> Slope:
    """The slopes by all ways in which one node enters another, together."""
    return Slope(summed([slope.formula for slope in slopes]),
                 reduce(plus, [slope.number for slope in slopes]))


def size(expression: Expression, enough: int = 1000) -> int:
    """How many names, numbers and operations a formula has; counts no further than `enough`.

    >>> a = Symbol("a")
    >>> size(a * (1 - a))
    5
    """
    todo, found = [expression], 0
    while todo and found < enough:
        item = todo.pop()
        if isinstance(item, Symbol) and item.op is not None:
            todo.extend(item.arguments)
        found += 1
    return found


def _plus(a: Expression, b: Expression) -> Expression:
    return b if isinstance(a, int) and a == 0 else a + b


def _taken_apart(expressions: Iterable[Expression]) -> tuple[Any, Powers]:
    """The number in front, and the power of every other factor."""
    coefficient: Any = Fraction(1)
    powers: Powers = {}
    for expression in expressions:
        for base, exponent in _factors(expression, Fraction(1)):
            if isinstance(base, Fraction) and (base or exponent > 0):
                coefficient *= base ** exponent
            else:
                powers[base] = powers.get(base, 0) + exponent
    return coefficient, {base: exponent for base, exponent in powers.items() if exponent}


def _factors(expression: Expression, exponent: Fraction) -> Iterator[tuple[Expression, Fraction]]:
    """The factors of expression^exponent; a whole power only is shared out among them."""
    op = expression.op if isinstance(expression, Symbol) else None
    if op is pow and isinstance(power := exact(expression.arguments[1]), Fraction):
        exponent, expression = exponent * power, expression.arguments[0]
        op = expression.op if isinstance(expression, Symbol) else None
    if exponent.denominator != 1 or op not in (mul, div, neg, pow):
        yield exact(expression), exponent
    elif op is pow and not isinstance(exact(expression.arguments[1]), Fraction):
        yield expression, exponent
    else:
        yield from _shared_out(op, expression, exponent)


def _shared_out(op: Any, expression: Symbol, exponent: Fraction) -> Iterator[Any]:
    if op is neg:
        yield Fraction(-1), exponent
    if op is pow:
        yield from _factors(expression, exponent)
        return
    for place, argument in enumerate(expression.arguments):
        yield from _factors(argument, -exponent if op is div and place else exponent)


def _put_together(coefficient: Any, powers: Powers) -> Expression:
    above = [_power(base, e) for base, e in powers.items() if e > 0]
    below = [_power(base, -e) for base, e in powers.items() if e < 0]
    if coefficient == 0:
        return 0
    if coefficient == -1 and len(powers) == 1 and _is_difference(above):
        return above[0].arguments[1] - above[0].arguments[0]
    top, bottom = _quotient(coefficient, bool(below))
    over, under = _product(top, above), _product(bottom, below)
    return over if isinstance(under, int) and under == 1 else over / under


def _is_difference(above: list[Expression]) -> bool:
    return bool(above) and isinstance(above[0], Symbol) and above[0].op is sub


def _quotient(coefficient: Fraction, fraction_bar: bool) -> tuple[Any, Any]:
    """What of a coefficient stands above and below the fraction bar."""
    p, q = coefficient.numerator, coefficient.denominator
    if _terminates(q) and (not fraction_bar or q > LONGEST_DENOMINATOR):
        return (p if q == 1 else float(coefficient)), 1
    return p, q


def _terminates(denominator: int) -> bool:
    """Whether a fraction with this denominator is a decimal with finitely many digits."""
    return bool(10 ** denominator.bit_length() % denominator == 0)


def _power(base: Any, exponent: Fraction) -> Expression:
    return base if exponent == 1 else base ** _quotient(exponent, False)[0]


def _product(number: Any, factors: list[Expression]) -> Expression:
    return reduce(times, factors if number == 1 and factors else [number, *factors])
