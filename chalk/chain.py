"""The chain rule over a board as data: the paths from y to x, or the adjoints one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import mul
from typing import Any, NamedTuple

from ..engine.number import Number
from ..engine.symbol import Expression, Symbol
from ..engine.value import Value
from ..engine.walk import grad
from .board import Board

MOST_PATHS = 24
MOST_COUNTED = 10 ** 6  # paths beyond this are only "more"
READABLE_PATHS, READABLE_FACTORS = 3, 8


class Factor(NamedTuple):
    """∂of/∂by, one factor of the chain rule, as a formula and a number.

    `named` is False where ∂of/∂by would be read as the whole derivative, since `by` enters `of`
    in another way as well; then the formula is written in its place.
    """

    of: Symbol
    by: Symbol
    formula: Expression | None  # None: an adjoint, which stands for itself
    number: Number
    named: bool = True


Term = tuple[Factor, ...]


class Line(NamedTuple):
    """∂of/∂by as a sum of products; `more` says that some of its terms are left out."""

    of: Symbol
    by: Symbol
    terms: tuple[Term, ...]
    value: Number
    more: bool = False


class Chain:
    """The named nodes between y and x, y first (`nodes`), and the ways through them."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.nodes = _reached(board)
        self.above: dict[Value, list[Value]] = {node: [] for node in self.nodes}
        for node in self.nodes:
            for given in board.below(node):
                self.above[given].append(node)
        self.count, self.factors = self._measured()

    def ends(self, x: Value) -> tuple[Symbol, Symbol]:
        """The Symbols of y and x."""
        return self.board.symbols[self.board.y], self.board.symbols[x]

    def paths(self, most: int) -> Iterator[Term]:
        """The first few paths from y to x."""
        todo: list[tuple[Value, Any]] = [(self.board.y, None)] if self.factors else []
        while todo and most:
            node, way = todo.pop()
            if node is self.board.x:
                yield _unwound(way)
                most -= 1
            for given in reversed(self.board.below(node)):
                todo.append((given, (self.factor(node, given), way)))

    def factor(self, node: Value, given: Value) -> Factor:
        """∂node/∂given."""
        slope, symbols = self.board.slope(node, given), self.board.symbols
        return Factor(symbols[node], symbols[given], self.board.recognised(slope.formula),
                      slope.number, not self._enters_twice(node, given))

    def levels(self) -> list[Value]:
        """The nodes by their longest distance from y, and then in the order of computation."""
        level = dict.fromkeys(self.nodes, 0)
        for node in self.nodes:
            for given in self.board.below(node):
                level[given] = max(level[given], level[node] + 1)
        return sorted(self.nodes, key=lambda node: (level[node], node.order))

    def adjoint_lines(self, nodes: Sequence[Value]) -> tuple[Line, ...]:
        """For each of the nodes ∂y/∂node, from the adjoints of the nodes above it."""
        known = [*self.nodes, *nodes]
        adjoints = dict(zip(known, grad(self.board.y, known)))
        return tuple([Line(*self.ends(node), self._terms(node, adjoints), adjoints[node])
                      for node in nodes])

    def _terms(self, node: Value, adjoints: dict[Value, Number]) -> tuple[Term, ...]:
        above = reversed(self.above.get(node, []))
        return tuple([self._term(higher, node, adjoints) for higher in above])

    def _term(self, above: Value, node: Value, adjoints: dict[Value, Number]) -> Term:
        factor = self.factor(above, node)
        if above is self.board.y:
            return (factor,)
        return Factor(*self.ends(above), None, adjoints[above]), factor

    def _enters_twice(self, node: Value, given: Value) -> bool:
        """Whether given enters node through another named node too."""
        todo = [other for other in self.board.below(node) if other is not given]
        seen = set(todo)
        while todo:
            for lower in self.board.below(todo.pop()):
                if lower is given:
                    return True
                if lower.order > given.order and lower not in seen:
                    seen.add(lower)
                    todo.append(lower)
        return False

    def _measured(self) -> tuple[int, int]:
        """How many paths lead to x, and how many factors they have together."""
        paths = dict.fromkeys(self.nodes, 0)
        factors = dict.fromkeys(self.nodes, 0)
        paths[self.board.y] = 1
        for node in self.nodes:
            for given in self.board.below(node):
                paths[given] = min(MOST_COUNTED, paths[given] + paths[node])
                factors[given] = min(MOST_COUNTED, factors[given] + factors[node] + paths[node])
        return paths.get(self.board.x, 0), factors.get(self.board.x, 0)


def readable_as_paths(chain: Chain) -> bool:
    """Whether a sum over paths fits on the board."""
    return chain.count <= READABLE_PATHS and chain.factors <= READABLE_FACTORS


def product_of(term: Term) -> Number:
    """The number that one term comes to."""
    return reduce(mul, [factor.number for factor in term])


def _unwound(way: Any) -> Term:
    """A linked list of factors, the last first, as the term it stands for."""
    factors: list[Factor] = []
    while way is not None:
        factor, way = way
        factors.append(factor)
    return tuple(reversed(factors))


def _reached(board: Board) -> list[Value]:
    """The named nodes on the ways from y to x, y first."""
    found, todo = {board.y}, [board.y]
    while todo:
        for given in board.below(todo.pop()):
            if given not in found:
                found.add(given)
                todo.append(given)
    return sorted(found, key=lambda node: -node.order)
