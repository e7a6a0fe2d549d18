"""Which operations are written out in the box of another: ½(a − y)² is one box, not three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from chalkgrad.chalk.monomial import Slope, chained
from chalkgrad.engine.label import number
from chalkgrad.engine.notation import is_numeral
from chalkgrad.engine.number import Number
from chalkgrad.engine.rules import add, div, mul, neg, pow, sub
from chalkgrad.engine.sums import dot, total
from chalkgrad.engine.symbol import Expression, Symbol

from .items import SUMS, Item

_ARITHMETIC = (add, sub, mul, div, neg, pow)
_TERMS = (mul, add, sub, total, neg)  # what a sum is made of
_MOST_IN_SUM, _MOST = 40, 7  # names and constants in one box
_FRACTIONS = {0.5: ("½", 2), 0.25: ("¼", 4), 0.125: ("⅛", 8), 1 / 3: ("⅓", 3), 1 / 6: ("⅙", 6)}


class Entry(NamedTuple):
    """An item that enters a box, and the box's derivative by it."""

    item: Item
    slope: Slope


class Folded(NamedTuple):
    """A box: its formula in names, what enters it, and the items written out in it."""

    formula: Expression
    entries: tuple[Entry, ...]
    inside: tuple[Item, ...]


def folded_away(items: Sequence[Item], sums: bool) -> set[Item]:
    """The unlabelled items, used once, that are written out where they are used.

    Those are operations on one item and constants, such as 2z or −z, what such an operation
    is done to, and with `sums` the terms of a sum.
    """
    uses = Counter(given for item in items for given in item.inputs)
    away: set[Item] = set()
    size = {item: len(item.arguments) or 1 for item in items}
    wide: set[Item] = set()
    for item in items:
        if item.op in SUMS and len(item.inputs) > 1:
            wide.add(item)
        for given in item.inputs:
            free = uses[given] == 1 and not given.label and given.op is not None
            larger = size[item] + size.get(given, 1) - 1
            most = _MOST_IN_SUM if wide & {item, given} else _MOST
            if free and larger <= most and _belongs(given, item, sums):
                away.add(given)
                size[item] = larger
                wide |= {item} if given in wide else set()
    return away


def _belongs(given: Item, item: Item, sums: bool) -> bool:
    if given.is_product_of_sum:
        return False
    if sums and item.op in SUMS and given.op in _TERMS:
        return True
    if _is_scaled(given):
        return len(item.inputs) == 1 or item.op in (*_ARITHMETIC, total, dot)
    return _is_scaled(item) and given.op in (*_ARITHMETIC, total)


def _is_scaled(item: Item) -> bool:
    """Whether an item is arithmetic on one other and constants."""
    return len(item.inputs) == 1 and item.op in _ARITHMETIC


class Folder:
    """Writes items out in their names, with the items that are folded away."""

    def __init__(self, symbols: dict[Item, Symbol], away: set[Item]) -> None:
        self.symbols, self.away = symbols, away

    def folded(self, item: Item) -> Folded:
        """The box of an item; folding is as deep as one formula."""
        shown = {given: self.folded(given) for given in item.inputs if given in self.away}
        arguments = [shown[given].formula if given in shown else self._argument(given)
                     for given in item.arguments]
        assert item.op is not None
        formula = item.op.apply(tuple(_written_small(item, arguments)))
        output = formula if item in self.away else self.symbols[item]
        entries = tuple(self._entries(item, shown, arguments, output))
        inside = tuple([deep for given, box in shown.items() for deep in (given, *box.inside)])
        return Folded(formula, entries, inside)

    def _entries(self, item: Item, shown: dict[Item, Folded], arguments: list[Any],
                 output: Expression) -> Iterator[Entry]:
        assert item.op is not None
        places = [place for place, given in enumerate(item.arguments) if isinstance(given, Item)]
        for place, given, partial in zip(places, item.inputs, item.partials):
            slope = Slope(item.op.derivative(place, output, arguments), partial)
            if given not in shown:
                yield Entry(given, slope)
                continue
            for entry in shown[given].entries:
                yield Entry(entry.item, _through(slope, entry.slope))

    def _argument(self, given: Any) -> Any:
        return self.symbols[given] if isinstance(given, Item) else constant(given)


def _through(outer: Slope, inner: Slope) -> Slope:
    """The chain rule; a factor of 1 leaves the other as it is."""
    for one, other in ((outer, inner), (inner, outer)):
        if not isinstance(one.formula, Symbol) and one.formula == 1:
            return Slope(other.formula, outer.number * inner.number)
    return chained(outer, inner)


def _written_small(item: Item, arguments: list[Any]) -> list[Any]:
    """A factor in front such as 0.5 as the sign ½."""
    if item.op is not mul or isinstance(item.arguments[0], Item):
        return arguments
    front = _FRACTIONS.get(arguments[0]) if isinstance(arguments[0], float) else None
    if front is None:
        return arguments
    return [Symbol(front[0], rf"\frac{{1}}{{{front[1]}}}"), *arguments[1:]]


def constant(given: Number) -> Any:
    """A constant as it stands in a formula: to four digits, and 1/3 or 1+2j in parentheses."""
    if isinstance(given, int):
        return given
    if isinstance(given, float):
        return given if given in _FRACTIONS else float(f"{given:.4g}")
    if isinstance(given, Fraction) and given.denominator == 1:
        return given.numerator
    text = number(given).strip("()")
    return Symbol(text if is_numeral(text) else f"({text})")
