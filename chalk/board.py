"""A computation as the board shows it: the named nodes, and the slopes between them as formulas.

Unlabelled nodes are folded into the formula of the node above them, unless they are shared or
the formula would grow too long; then they get names of their own.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from ..engine.label import readable
from ..engine.rules import add, div, mul, neg, pow, sub
from ..engine.steps import operation
from ..engine.sums import dot, total
from ..engine.symbol import Expression, Symbol
from ..engine.value import Value, places
from ..engine.walk import topological_order
from .monomial import Slope, added, chained, exact, multiplied, size
from .typeset import latex_label

LONGEST_SLOPE = 12  # names, numbers and operations in one factor of the chain
LONGEST_FORMULA = 10  # in an unlabelled node that is written out where it is used
DEEPEST_FOLD = 8  # unlabelled nodes between two named ones
MOST_FOLDED = 1000  # nodes between x and y; in longer computations every node keeps its name
_ARITHMETIC = (add, sub, mul, div, neg, pow, total, dot)


class Board:
    """The named nodes from y down to x (`kept`) and the slopes between them.

    `symbols` holds a Symbol for every node; those of unlabelled nodes are still to be named.

    >>> a, y = Value(0.5, "a"), Value(1.0, "y")
    >>> C = 0.5 * (a - y) ** 2
    >>> Board(C, a).slope(C, a)
    Slope(formula=a − y, number=-0.5)
    """

    def __init__(self, y: Value, x: Value) -> None:
        self.y, self.x = y, x
        self.nodes = topological_order(y, x)
        self.between = _between(self.nodes, x)
        uses = Counter(given for node in self.nodes for given in node.inputs)
        self.long = len(self.between) > MOST_FOLDED
        self.kept = {x, y} | {node for node in self.between
                              if node.label or uses[node] > 1 or self.long}
        self.symbols = _symbols(self.nodes)
        self.shown: dict[Value, Expression] = dict(self.symbols)
        self.slopes: dict[Value, dict[Value, Slope]] = {x: {}}
        self.depth: Counter[Value] = Counter()
        self._lower: dict[Value, list[Value]] = {}
        for node in self.nodes:
            if node.op is not None:
                self._enter(node)

    def formula(self, node: Value) -> Expression:
        """The node as a formula of the nodes below it; a leaf as its number."""
        if node.op is None:
            return node.data
        formula = node.op.apply(tuple([self.shown[given] if isinstance(given, Value) else given
                                       for given in node.arguments]))
        return multiplied(formula) if node.op in (mul, div) else formula

    def slope(self, node: Value, given: Value) -> Slope:
        """∂node/∂given for a named node and one of those below it."""
        if node not in self.slopes:
            self.slopes[node] = self._slopes_of(node)
        return self.slopes[node][given]

    def below(self, node: Value) -> list[Value]:
        """The named nodes that enter a named node, those between x and y only."""
        if node not in self._lower:
            self._lower[node] = self._entering(node)
        return self._lower[node]

    def _entering(self, node: Value) -> list[Value]:
        if node is self.x or node not in self.between:
            return []
        return list(self.slopes[node] if node in self.slopes else
                    dict.fromkeys(given for given in node.inputs if given in self.between))

    def recognised(self, expression: Expression) -> Expression:
        """The formula with the names of the nodes that it works out again: a for σ(z)."""
        if not isinstance(expression, Symbol) or expression.op is None:
            return expression
        arguments = tuple(map(self.recognised, expression.arguments))
        if expression.op in _ARITHMETIC:
            return expression.op.apply(arguments)
        formula = expression.op.apply(arguments)
        return self._named_formulas.get(formula, formula)

    @cached_property
    def _named_formulas(self) -> dict[Expression, Symbol]:
        return {self.formula(node): self.symbols[node] for node in self.nodes
                if node.label and node.op is not None and node.op not in _ARITHMETIC}

    def _enter(self, node: Value) -> None:
        self._write_out(node)
        if node is self.x or node not in self.between or self.long:
            return
        folded = [given for given in node.inputs if given in self.slopes and given not in self.kept]
        self.depth[node] = 1 + max((self.depth[given] for given in folded), default=0)
        self.slopes[node] = self._slopes_of(node)
        if folded and self._too_long(node):
            for given in folded:
                self._keep(given)
            self.depth[node] = 1
            self._write_out(node)
            self.slopes[node] = self._slopes_of(node)

    def _write_out(self, node: Value) -> None:
        """Let an unlabelled node appear as its formula, if that is short."""
        if node.label or node in self.kept:
            return
        formula = self.formula(node)
        short = size(formula, LONGEST_FORMULA + 1) <= LONGEST_FORMULA
        self.shown[node] = formula if short else self.symbols[node]

    def _keep(self, node: Value) -> None:
        self.kept.add(node)
        self.shown[node] = self.symbols[node]
        self.slopes[node] = self._slopes_of(node)

    def _too_long(self, node: Value) -> bool:
        return self.depth[node] > DEEPEST_FOLD or any(
            size(slope.formula, LONGEST_SLOPE + 1) > LONGEST_SLOPE
            for slope in self.slopes[node].values())

    def _slopes_of(self, node: Value) -> dict[Value, Slope]:
        """The node's derivatives by the named nodes below it: chain rule through the folded."""
        found: dict[Value, list[Slope]] = {}
        for place, (given, partial) in enumerate(zip(node.inputs, node.partials)):
            if given in self.between:
                outer = Slope(self._local(node, place), partial)
                for target, inner in self._inner(given).items():
                    found.setdefault(target, []).append(chained(outer, inner))
        return {target: added(slopes) for target, slopes in found.items()}

    def _inner(self, given: Value) -> dict[Value, Slope]:
        return {given: Slope(1, 1)} if given in self.kept else self.slopes[given]

    def _local(self, node: Value, place: int) -> Expression:
        """The rule's derivative of one node by one of its inputs."""
        where = places(node.arguments)[place]
        arguments = [self.shown[g] if isinstance(g, Value) else _constant(node, where, g)
                     for g in node.arguments]
        return operation(node).derivative(where, self.shown[node], arguments)


def _constant(node: Value, where: int, given: Any) -> Expression:
    """A constant, exact where it is divided by; log 2 stays log 2."""
    if node.op is pow and where == 1:
        return Symbol(f"{exact(given)}")
    return exact(given) if node.op in (mul, div, pow) else given


def _between(nodes: list[Value], x: Value) -> set[Value]:
    """Those of the nodes that x enters, x among them."""
    found = {x}
    for node in nodes:
        if any(given in found for given in node.inputs):
            found.add(node)
    return found


def _symbols(nodes: list[Value]) -> dict[Value, Symbol]:
    """Labels as names; a label met again gets a prime, and nodes without one wait for a name."""
    met: Counter[str] = Counter()
    found = {}
    for node in nodes:
        name = readable(node.label)
        met[name] += 1
        found[node] = _primed(name, node.label, met[name] - 1) if name else unnamed(node)
    return found


def _primed(name: str, label: str, primes: int) -> Symbol:
    latex = latex_label(label)
    if primes > 3:
        return Symbol(f"{name}[{primes + 1}]", f"{{{latex}}}_{{[{primes + 1}]}}")
    return Symbol(name + "′" * primes, f"{{{latex}}}" + "'" * primes if primes else latex)


def unnamed(node: Value) -> Symbol:
    """A Symbol that stands for an unlabelled node until it is known whether it needs a name."""
    return Symbol(f"\0{node.order}")
