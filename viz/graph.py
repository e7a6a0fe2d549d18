"""The graph below a Value as data: nodes, edges, and the names they go by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from chalkgrad.chalk.typeset import latex_digits
from chalkgrad.engine import GraphError, Symbol, Value, topological_order
from chalkgrad.engine.label import number, scripts
from chalkgrad.engine.notation import numeral
from chalkgrad.engine.number import Number

from .errors import DiagramError
from .fold import Folded, Folder, folded_away
from .items import Item, expanded, items_of
from .names import bare, symbols_of

Kind = Literal["parameter", "input", "operation", "output"]
Sums = Literal["folded", "expanded"]
LIMIT = 2000  # nodes, with four edges each; beyond, no diagram can be read
_INPUT = re.compile("[xytXYT](?![A-Za-z])")  # a leaf so labelled is data, another a parameter
_LONG_NUMERAL = re.compile(r"(?<![\w.])\d+\.\d{4,}")
_RAISED_BASE = re.compile(r"([^\s()]*[⁰¹²³⁴⁵⁶⁷⁸⁹⁾ᵀ])\^")
_TWICE, _TWICE_LATEX = re.compile(r"\(\(([^()]*)\)\)"), re.compile(
    r"\(\\left\(([^()]*)\\right\)\)")  # brackets around a name that has some already


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


def diagram(y: Value, limit: int = LIMIT, sums: Sums = "folded") -> Graph:
    """The graph below y as data.

    Unlabelled operations that are used once are written out in the formula of another where that
    is clearer, as in ½(a − y)². `sums` says whether the terms of a sum are, too: "folded" gives
    z = w₁x₁ + w₂x₂ + b, "expanded" p₁ = w₁x₁ and p₂ = w₂x₂ as nodes of their own.
    Nodes have the keys n1, n2, … in topological order, with gaps where nodes are folded away; the
    products that are pulled out of n7 are n7p1, n7p2, …
    Raises GraphError if y is not a Value, and DiagramError for more than `limit` nodes,
    or four times as many edges.

    >>> a = Value(3.0, "a")
    >>> graph = diagram(a * a)
    >>> [node.formula for node in graph.nodes], [edge.partial for edge in graph.edges]
    (['', 'a a'], [3.0, 3.0])
    """
    folder = folder_of(y, limit, sums)
    boxes = {item: folder.folded(item) for item in folder.symbols if item.op is not None}
    output = list(folder.symbols)[-1]
    nodes = [_node(item, symbol, boxes.get(item), item is output)
             for item, symbol in folder.symbols.items()]
    edges = [edge for item, box in boxes.items() for edge in _edges(item, box)]
    return Graph(tuple(nodes), tuple(edges))


def folder_of(y: Value, limit: int = LIMIT, sums: Sums = "folded") -> Folder:
    """What `diagram` draws, as a Folder whose `symbols` are the names of the items shown.

    Raises what `diagram` raises.
    """
    if sums not in ("folded", "expanded"):
        raise DiagramError(f"there is no sums={sums!r}; write sums='folded' or 'expanded'")
    items = items_of(y, _within(topological_order(_checked(y)), limit))
    if sums == "expanded":
        items = expanded(items)
    away = folded_away(items, sums == "folded")
    return Folder(symbols_of([item for item in items if item not in away]), away)


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


def _node(item: Item, symbol: Symbol, box: Folded | None, is_output: bool) -> Node:
    name, latex = bare(symbol)
    formula, formula_latex = _written(box.formula) if box else ("", "")
    return Node(item.key, item.label, name, item.op.name if item.op else "", formula, item.value,
                item.gradient, item.gradient is not None and _close(item.gradient, item.slope),
                "output" if is_output else _kind(item), latex, formula_latex,
                tuple([inside.key for inside in box.inside]) if box else ())


def _edges(item: Item, box: Folded) -> Iterator[Edge]:
    for place, entry in zip(places_of(item, box), box.entries):
        yield Edge(f"{item.key}.{place}", entry.item.key, item.key, place, entry.slope.number,
                   *_written(entry.slope.formula))


def places_of(item: Item, box: Folded) -> Iterable[int]:
    """The places that the entries of a box have in the keys of its edges."""
    if box.inside:
        return range(len(box.entries))
    return [i for i, given in enumerate(item.arguments) if isinstance(given, Item)]


def _written(formula: Any) -> tuple[str, str]:
    """The formula in Unicode, where a name that ends in a raised sign gets parentheses as a base,
    and in LaTeX."""
    if not isinstance(formula, Symbol):
        text = number(formula)
        return text, latex_digits(text)
    text, latex = (_LONG_NUMERAL.sub(lambda match: numeral(float(f"{float(match[0]):.4g}")), form)
                   for form in (str(formula), formula.latex()))
    text, latex = _TWICE.sub(r"(\1)", text), _TWICE_LATEX.sub(r"(\1)", latex)
    return scripts(_RAISED_BASE.sub(r"(\1)^", text)), latex


def _close(a: Number, b: Number) -> bool:
    """Whether two numbers agree but for rounding; nan agrees with nan."""
    if a == b or (a != a and b != b):
        return True
    return bool(abs(a - b) <= 1e-9 * (abs(a) + abs(b)))


def _kind(item: Item) -> Kind:
    if item.op is not None:
        return "operation"
    return "input" if not item.label or _INPUT.match(item.label) else "parameter"
