"""The computation below a Value as records, in which a sum of products may stand in one or many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalkgrad.engine import Value
from chalkgrad.engine.number import Number
from chalkgrad.engine.op import Operation
from chalkgrad.engine.rules import add, mul, sub
from chalkgrad.engine.sums import dot, total
from chalkgrad.engine.walk import seed_of

from .span import ends

SUMS = (add, sub, total)
_INPUT = re.compile("[xytXYT](?![A-Za-z])")


@dataclass(eq=False, repr=False)
class Item:
    """One operation and its result; `arguments` are Items and constants, in the order written.

    `partials` belong to the Items among the arguments; `slope` is ∂y/∂item.
    """

    key: str
    label: str
    op: Operation | None
    arguments: tuple[Any, ...]
    partials: tuple[Number, ...]
    value: Number
    gradient: Number | None
    slope: Number
    is_product_of_sum: bool = False
    count: int = 1  # how many equal ones it stands for
    before: Item | None = None  # the item whose earlier value this one is, in a fold upon itself

    @property
    def inputs(self) -> tuple[Item, ...]:
        """The Items among the arguments."""
        return tuple([given for given in self.arguments if isinstance(given, Item)])

    @property
    def is_input(self) -> bool:
        """Whether it is a number that was given as data, by its label; another is a parameter."""
        return self.op is None and (not self.label or bool(_INPUT.match(self.label)))

    @property
    def is_derivative(self) -> bool:
        """Whether the gradient is ∂y/∂item but for rounding; nan agrees with nan."""
        return self.gradient is not None and all(map(_close, ends(self.gradient),
                                                     ends(self.slope)))

    @staticmethod
    def of_number(value: Number, label: str) -> Item:
        """A record of a number that nothing was done to."""
        return Item("", label, None, (), (), value, None, 0)

    def __repr__(self) -> str:
        return f"Item({self.label!r})"


def items_of(y: Value, values: list[Value]) -> list[Item]:
    """A record of every Value, inputs first, with keys n1, n2, …"""
    found: dict[Value, Item] = {}
    for i, value in enumerate(values, 1):
        arguments = tuple([found[given] if isinstance(given, Value) else given
                           for given in value.arguments])
        found[value] = Item(f"n{i}", value.label, value.op, arguments, value.partials, value.data,
                            value.grad, None)
    items = list(found.values())
    _fill_slopes(items, seed_of(y))
    return items


def _fill_slopes(items: list[Item], seed: Number) -> None:
    """∂y/∂item by reverse accumulation, as `grad` adds it up; all are above y, so all get one."""
    items[-1].slope = seed
    for item in reversed(items):
        for given, partial in zip(item.inputs, item.partials):
            share = item.slope * partial
            given.slope = share if given.slope is None else given.slope + share


def expanded(items: list[Item]) -> list[Item]:
    """The same with every product in a sum as an item of its own: p₁ + p₂ + b.

    The products of the Σ node n7 have the keys n7p1, n7p2, …
    """
    found: list[Item] = []
    for item in items:
        if item.op in SUMS:
            for given in item.inputs:
                given.is_product_of_sum = given.op is mul and not given.label
        if item.op is dot:
            found.extend(_pulled_apart(item))
        found.append(item)
    return found


def _pulled_apart(item: Item) -> Iterator[Item]:
    """The products of a Σ node, which becomes their sum."""
    n = len(item.arguments) // 2
    pairs = list(zip(item.arguments[:n], item.arguments[n:2 * n]))
    bias = item.arguments[2 * n:]
    products = [_product(item, i, pair) for i, pair in enumerate(pairs, 1)]
    item.op, item.arguments = total, (*products, *bias)
    item.partials = tuple([_like(item.value, 1)] * len(item.inputs))
    yield from products


def _product(item: Item, i: int, pair: tuple[Any, Any]) -> Item:
    w, x = pair
    numbers = [given.value if isinstance(given, Item) else given for given in pair]
    partials = [number for given, number in zip(pair, reversed(numbers))
                if isinstance(given, Item)]
    return Item(f"{item.key}p{i}", "", mul, (w, x), tuple(partials), numbers[0] * numbers[1],
                item.gradient, item.slope, is_product_of_sum=True)


def _like(number: Number, one: int) -> Number:
    return float(one) if isinstance(number, float) else one


def _close(a: Number, b: Number) -> bool:
    if a == b or (a != a and b != b):
        return True
    return bool(abs(a - b) <= 1e-9 * (abs(a) + abs(b)))
