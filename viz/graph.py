"""The graph below a Value as data: nodes, edges, and the names they go by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from chalkgrad.engine import GraphError, Symbol, Value, grad, topological_order
from chalkgrad.engine.label import number, scripts
from chalkgrad.engine.notation import is_numeral, numeral
from chalkgrad.engine.number import Number
from chalkgrad.engine.steps import names_of
from chalkgrad.engine.value import places

from .errors import DiagramError

Kind = Literal["parameter", "input", "operation", "output"]
LIMIT = 2000  # nodes, with four edges each; beyond, no diagram can be read
_INPUTS = tuple("xytXYT")  # a leaf whose label begins so is data, any other a parameter
_FORMULA_LIKE = re.compile(r"[\s+−*/·=-]")
_LONG_NUMERAL = re.compile(r"(?<![\w.])\d+\.\d{4,}")
_RAISED_BASE = re.compile(r"([^\s()]*[⁰¹²³⁴⁵⁶⁷⁸⁹⁾ᵀ])\^")


@dataclass(frozen=True)
class Node:
    """One Value of the graph.

    `name` is the label in plain Unicode, or v₁, v₂, … where there is none; `formula` the operation
    on the inputs' names, empty for a leaf; `latex` and `formula_latex` are the same in LaTeX.
    `gradient` is None where it was not computed. `is_derivative` says whether the gradient is
    ∂output/∂node, which it isn't if backward began elsewhere, had another seed or ran twice.
    `folded` holds the keys of the nodes whose operations are written out in this one's formula.
    `count` is how many nodes of the same kind this one stands for, drawn as × 12.
    """

    key: str
    label: str
    name: str
    op: str
    formula: str
    value: Number
    gradient: Number | None
    is_derivative: bool
    kind: Kind
    latex: str = ""
    formula_latex: str = ""
    folded: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class Edge:
    """The way from an input (`tail`) to the node it makes (`head`).

    `place` counts the operation's arguments from 0; `partial` is the recorded local derivative
    and `formula` and `latex` are the same in the nodes' names.
    """

    key: str
    tail: str
    head: str
    place: int
    partial: Number
    formula: str
    latex: str = ""


@dataclass(frozen=True)
class Cluster:
    """Nodes that are drawn in one frame, such as a layer; `members` are their keys.

    `parent` is the key of the cluster around this one, or empty; a node is a member of the
    innermost of its clusters only.
    """

    key: str
    title: str
    members: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True)
class Graph:
    """Nodes with inputs before outputs, edges in the order of the operands, and clusters."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    clusters: tuple[Cluster, ...] = ()

    @property
    def output(self) -> Node:
        """The node that was drawn, which is the last."""
        return self.nodes[-1]


def diagram(y: Value, limit: int = LIMIT) -> Graph:
    """The graph below y as data.

    Raises GraphError if y is not a Value, and DiagramError for more than `limit` nodes,
    or four times as many edges.

    >>> a = Value(3.0, "a")
    >>> graph = diagram(a * a)
    >>> [node.formula for node in graph.nodes], [edge.partial for edge in graph.edges]
    (['', 'a a'], [3.0, 3.0])
    """
    values = _within(topological_order(_checked(y)), limit)
    names = names_of(values)
    slopes = dict(zip(values, grad(y, values)))
    keys = {value: f"n{i}" for i, value in enumerate(values, 1)}
    edges = [edge for value in values for edge in _edges(value, keys, names)]
    return Graph(tuple(_node(value, keys, names, slopes[value], y) for value in values),
                 tuple(edges))


def _checked(y: Any) -> Value:
    if isinstance(y, (list, tuple)) and any(isinstance(item, Value) for item in y):
        raise GraphError(f"a {type(y).__name__} of {len(y)} is not one node; draw one of them, "
                         "as in draw(ys[0]), or their sum: draw(total(ys))")
    if not isinstance(y, Value):
        raise GraphError(f"{y!r} ({type(y).__name__}) is no node of a graph, so there is nothing "
                         "to draw; give the Value that a computation with Values returned")
    return y


def _within(values: list[Value], limit: int) -> list[Value]:
    edges = sum(len(value.inputs) for value in values)
    needed = max(len(values), -(-edges // 4))
    if needed > limit:
        raise DiagramError(f"the graph has {len(values):,} nodes and {edges:,} edges, more than "
                           f"the limit of {limit:,} nodes (with four edges each): nobody could "
                           "read it; draw a node further down, a smaller model or one sample, "
                           f"or write draw(y, limit={needed})")
    return values


def _node(value: Value, keys: dict[Value, str], names: dict[Value, str], slope: Number,
          y: Value) -> Node:
    op, formula = "", ""
    if value.op is not None:
        op = value.op.name
        formula = _written(value.op.apply(_symbols(value, names)))
    return Node(keys[value], value.label, names[value], op, formula, value.data, value.grad,
                value.grad is not None and _close(value.grad, slope), _kind(value, y))


def _edges(value: Value, keys: dict[Value, str], names: dict[Value, str]) -> Iterator[Edge]:
    symbols = _symbols(value, names)
    for place, given, partial in zip(places(value.arguments), value.inputs, value.partials):
        assert value.op is not None
        formula = _written(value.op.derivative(place, _symbol(names[value]), symbols))
        yield Edge(f"{keys[value]}.{place}", keys[given], keys[value], place, partial, formula)


def _symbols(value: Value, names: dict[Value, str]) -> tuple[Any, ...]:
    return tuple([_symbol(names[given]) if isinstance(given, Value) else _constant(given)
                  for given in value.arguments])


def _symbol(name: str) -> Symbol:
    """A name in a formula, in parentheses if it looks like a formula itself."""
    return Symbol(f"({name})" if _FORMULA_LIKE.search(name) else name)


def _constant(given: Number) -> Any:
    """A constant as it stands in a formula: to four digits, and 1/3 or 1+2j in parentheses."""
    if isinstance(given, int):
        return given
    if isinstance(given, float):
        return float(f"{given:.4g}")
    if isinstance(given, Fraction) and given.denominator == 1:
        return given.numerator
    text = number(given).strip("()")
    return Symbol(text if is_numeral(text) else f"({text})")


def _written(formula: Any) -> str:
    """The formula in Unicode; a name that ends in a raised sign gets parentheses as a base."""
    if not isinstance(formula, Symbol):
        return number(formula)
    text = _LONG_NUMERAL.sub(lambda match: numeral(float(f"{float(match[0]):.4g}")), str(formula))
    return scripts(_RAISED_BASE.sub(r"(\1)^", text))


def _close(a: Number, b: Number) -> bool:
    """Whether two numbers agree but for rounding; nan agrees with nan."""
    if a == b or (a != a and b != b):
        return True
    return bool(abs(a - b) <= 1e-9 * (abs(a) + abs(b)))


def _kind(value: Value, y: Value) -> Kind:
    if value is y:
        return "output"
    if value.inputs:
        return "operation"
    return "input" if not value.label or value.label.startswith(_INPUTS) else "parameter"
