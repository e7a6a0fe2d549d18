"""Backpropagation as data: a step per node forward, then a step per local product backward.

The products come in the order in which `backward` adds them up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

from .label import LONGEST, chalk, cut, lowered, readable, scripts
from .number import Number
from .op import Operation
from .symbol import Symbol
from .value import Value, places
from .walk import seed_of, topological_order


@dataclass(frozen=True, repr=False)
class ForwardStep:
    """A node is computed: `formula` in names, `numbers` the same with numbers filled in."""

    node: Value
    name: str
    formula: str
    numbers: str
    result: Number

    def __str__(self) -> str:
        parts = dict.fromkeys((self.name, self.formula, self.numbers, chalk(self.result)))
        return " = ".join(parts)

    __repr__ = __str__


@dataclass(frozen=True, repr=False)
class SeedStep:
    """Where the backward phase begins: ∂C/∂C = 1."""

    target: Value
    name: str
    total: Number
    number: int = 0

    def __str__(self) -> str:
        return f"∂{self.name}/∂{self.name} = {chalk(self.total)}"

    __repr__ = __str__


@dataclass(frozen=True, repr=False)
class BackwardStep:
    """One local product: the adjoint of `node` times ∂node/∂target, added to the target's own.

    `place` counts the node's inputs from 0; `formula` and `partial` are the local derivative;
    `contribution` is adjoint · partial, contribution `number` of `of`, and `total` the target's
    adjoint with it.
    """

    node: Value
    target: Value
    place: int
    names: tuple[str, str, str]  # of the output, the node and the target
    formula: str
    partial: Number
    adjoint: Number
    contribution: Number
    total: Number
    number: int
    of: int

    @property
    def to_come(self) -> int:
        """How many contributions the target still waits for."""
        return self.of - self.number

    def __str__(self) -> str:
        y, node, target = self.names
        adjoint, partial = chalk(self.adjoint), chalk(self.partial)
        terms = [f"∂{y}/∂{node} · ∂{node}/∂{target}", f"{adjoint} · {factor(self.formula)}",
                 f"{adjoint} · {factor(partial)}", chalk(self.contribution)]
        so_far = f", so far {chalk(self.total)}" if self.number > 1 else ""
        return (f"∂{y}/∂{target} += {' = '.join(dict.fromkeys(terms))}"
                f"   ({self.number} of {self.of}{so_far})")

    __repr__ = __str__


Step = ForwardStep | SeedStep | BackwardStep


class Plan:
    """The whole computation of y laid out: its nodes, their names, and which step comes when."""

    def __init__(self, y: Value) -> None:
        self.y = y
        self.nodes = topological_order(y)
        self.inner = [node for node in self.nodes if node.op is not None]
        self.names = names_of(self.nodes)
        self.count = sum([len(node.inputs) for node in self.inner])

    @cached_property
    def products(self) -> list[tuple[Value, int]]:
        """Every local product of the backward phase: a node, and the place of its input."""
        return [(node, place) for node in reversed(self.inner)
                for place in range(len(node.inputs))]

    @cached_property
    def uses(self) -> Counter[Value]:
        """How many contributions each node's adjoint gets."""
        return Counter(given for node in self.inner for given in node.inputs)

    @cached_property
    def order(self) -> dict[Value, int]:
        """When each inner node is computed."""
        return {node: position for position, node in enumerate(self.inner)}

    @cached_property
    def places(self) -> dict[Value, int]:
        """Where each node stands among all."""
        return {node: place for place, node in enumerate(self.nodes)}

    def __len__(self) -> int:
        return len(self.inner) + 1 + self.count

    def step(self, position: int, adjoints: dict[Value, Number],
             arrived: dict[Value, int]) -> Step | None:
        """The step that comes after `position` steps, given the adjoints that they left."""
        if position < len(self.inner):
            return self._forward(self.inner[position])
        if position == len(self.inner):
            return SeedStep(self.y, self.names[self.y], seed_of(self.y))
        if position < len(self):
            return self._backward(*self.products[position - len(self.inner) - 1], adjoints, arrived)
        return None

    def met(self) -> Iterator[tuple[Value, str]]:
        """For every step, the node it fills in and the operation it goes through."""
        for node in self.inner:
            yield node, operation(node).name
        yield self.y, ""
        for node, place in self.products:
            yield node.inputs[place], operation(node).name

    def formula(self, node: Value) -> Any:
        """The operation on the names of its arguments."""
        return operation(node).apply(self.symbols(node))

    def slope(self, node: Value, place: int, symbol: Callable[[Value], Any] | None = None) -> Any:
        """∂node/∂input for the input at that place, in the nodes' names or other symbols."""
        named = symbol or self.symbol
        where = places(node.arguments)[place]
        return operation(node).derivative(where, named(node), self.symbols(node, named))

    def symbols(self, node: Value, symbol: Callable[[Value], Any] | None = None) -> tuple[Any, ...]:
        """The node's arguments by name or as other symbols, constants as they are."""
        named = symbol or self.symbol
        return tuple([named(given) if isinstance(given, Value) else given
                      for given in node.arguments])

    def symbol(self, node: Value) -> Symbol:
        """The node's name as a formula."""
        return Symbol(self.names[node])

    def _forward(self, node: Value) -> ForwardStep:
        filled = operation(node).apply(tuple(map(_filled, node.arguments)))
        return ForwardStep(node, self.names[node], cut(written(self.formula(node)), LONGEST),
                           cut(written(filled), LONGEST), node.data)

    def _backward(self, node: Value, place: int, adjoints: dict[Value, Number],
                  arrived: dict[Value, int]) -> BackwardStep:
        target, partial, adjoint = node.inputs[place], node.partials[place], adjoints[node]
        share = adjoint * partial
        total = adjoints[target] + share if target in adjoints else share
        return BackwardStep(node, target, place,
                            (self.names[self.y], self.names[node], self.names[target]),
                            written(self.slope(node, place)), partial, adjoint, share, total,
                            arrived.get(target, 0) + 1, self.uses[target])


def names_of(nodes: Sequence[Value]) -> dict[Value, str]:
    """Every node's name: its label in Unicode, or v₁, v₂, … where there is none.

    >>> x = Value(2.0, "x_1")
    >>> list(names_of([x, x * x]).values())
    ['x₁', 'v₁']
    """
    given = {node: readable(node.label) if node.label else "" for node in nodes}
    taken = set(given.values())
    fresh = (name for name in (f"v{lowered(i)}" for i in count(1)) if name not in taken)
    return {node: name or next(fresh) for node, name in given.items()}


def operation(node: Value) -> Operation:
    """The operation of an inner node."""
    assert node.op is not None
    return node.op


def written(formula: Any) -> str:
    """A formula in Unicode."""
    return scripts(str(formula)) if isinstance(formula, Symbol) else chalk(formula)


def factor(text: str) -> str:
    """A factor of a product, in brackets if it is a sum or has a sign."""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 and ((sign == "−" and i == 0) or (sign in "+−" and text[i - 1:i] == " ")):
            return f"({text})"
    return text


def _filled(argument: Any) -> Any:
    """An argument's number, to stand in its place in the formula."""
    if not isinstance(argument, Value):
        return argument
    text = chalk(argument.data)
    return -Symbol(text[1:]) if text.startswith("−") else Symbol(text)
