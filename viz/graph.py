"""The graph below a Value as data: nodes, edges, and the names they go by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from chalkgrad.chalk.typeset import latex_digits
from chalkgrad.engine import GraphError, Symbol, Value, topological_order
from chalkgrad.engine.collector import space_full_passes
from chalkgrad.engine.label import number, scripts
from chalkgrad.engine.notation import numeral
from chalkgrad.engine.number import Number

from .collapse import Collapse, Frames, collapsed, framed, note
from .errors import DiagramError
from .fold import Folded, Folder, folded_away
from .homes import Home, homes_of
from .items import Item, expanded, items_of
from .names import bare, symbols_of
from .references import with_references

Kind = Literal["parameter", "input", "operation", "output"]
Sums = Literal["folded", "expanded"]
LIMIT = 1000  # nodes, with four edges each; beyond, a diagram is collapsed
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
    `count` is how many nodes of the same kind this one stands for, drawn as × 12; `copy_of` is
    the key of the node that is drawn once more, near where it is used.
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
    copy_of: str = ""


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
    """Nodes with inputs before outputs, edges in the order of the operands, and clusters.

    `note` says what was done to a large graph to draw it, and is empty if nothing was.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    clusters: tuple[Cluster, ...] = ()
    note: str = ""

    @property
    def output(self) -> Node:
        """The node that was drawn, which is the last."""
        return self.nodes[-1]


def diagram(y: Value, limit: int = LIMIT, sums: Sums = "folded",
            collapse: Collapse | None = "auto", frames: Frames | None = "auto") -> Graph:
    """The graph below y as data.

    Unlabelled operations that are used once are written out in the formula of another where that
    is clearer, as in ½(a − y)². `sums` says whether the terms of a sum are, too: "folded" gives
    z = w₁x₁ + w₂x₂ + b, "expanded" p₁ = w₁x₁ and p₂ = w₂x₂ as nodes of their own.
    Nodes have the keys n1, n2, … in topological order, with gaps where nodes are folded away; the
    products that are pulled out of n7 are n7p1, n7p2, …

    A graph of more than `limit` nodes, or four times as many edges, is collapsed: nodes equal in
    structure are folded into one, whose numbers are spans, and `note` says so. `collapse` may
    also ask for "neuron", with every neuron as one node, or "layer", with equal neurons as one;
    None collapses nothing. `frames` asks for clusters around what the labels say belongs to a
    "layer", or also to a "neuron"; "auto" is around layers where nodes were folded.
    Raises GraphError if y is not a Value, and DiagramError for a graph over the limit that is
    not to be collapsed.

    >>> a = Value(3.0, "a")
    >>> graph = diagram(a * a)
    >>> [node.formula for node in graph.nodes], [edge.partial for edge in graph.edges]
    (['', 'a a'], [3.0, 3.0])
    """
    _choose("sums", sums, get_args(Sums))
    _choose("collapse", collapse, (*get_args(Collapse), None))
    _choose("frames", frames, (*get_args(Frames), None))
    values = topological_order(checked(y))
    space_full_passes(10 * len(values))  # of small objects for each, none of them in a cycle
    items = items_of(y, _within(values, limit if not collapse else None))
    if sums == "expanded":
        items = expanded(items)
    homes = homes_of(items)
    left = collapsed(items, homes, collapse, limit)
    shown, nodes, edges = _drawn(left, sums)
    said = note(items, shown, limit) if left is not items else ""
    return Graph(*with_references(nodes, edges), _clusters(shown, homes, frames), said)


def _drawn(items: list[Item], sums: Sums) -> tuple[list[Item], list[Node], list[Edge]]:
    """The items that get a box, the boxes and what is between them."""
    away = folded_away(items, sums == "folded")
    shown = [item for item in items if item not in away]
    folder = Folder(symbols_of(shown), away)
    boxes = {item: folder.folded(item) for item in shown if item.op is not None}
    nodes = [_node(item, folder.symbols[item], boxes.get(item), item is items[-1])
             for item in shown]
    return shown, nodes, [edge for item, box in boxes.items() for edge in _edges(item, box)]


def folder_of(y: Value, limit: int = LIMIT, sums: Sums = "folded") -> Folder:
    """What `diagram` draws of a graph that isn't collapsed, as a Folder whose `symbols` are the
    names of the items shown.

    Raises what `diagram` raises.
    """
    _choose("sums", sums, get_args(Sums))
    items = items_of(y, _within(topological_order(checked(y)), limit))
    if sums == "expanded":
        items = expanded(items)
    away = folded_away(items, sums == "folded")
    return Folder(symbols_of([item for item in items if item not in away]), away)


def _clusters(shown: list[Item], homes: dict[Item, Home],
              frames: Frames | None) -> tuple[Cluster, ...]:
    folded = any(item.count > 1 for item in shown)
    if not frames or (frames == "auto" and not folded):
        return ()
    return tuple([Cluster(key, title, tuple([item.key for item in members]), parent)
                  for key, title, members, parent in framed(shown, homes, frames == "neuron")])


def _choose(name: str, given: Any, choices: tuple[Any, ...]) -> None:
    if given not in choices:
        raise DiagramError(f"there is no {name}={given!r}; write {name}="
                           + " or ".join(map(repr, choices)))


def checked(y: Any) -> Value:
    """The Value to be drawn; raises GraphError for anything else."""
    if isinstance(y, (list, tuple)) and any(isinstance(item, Value) for item in y):
        raise GraphError(f"a {type(y).__name__} of {len(y)} is not one node; draw one of them, "
                         "as in draw(ys[0]), or their sum: draw(total(ys))")
    if not isinstance(y, Value):
        raise GraphError(f"{y!r} ({type(y).__name__}) is no node of a graph, so there is nothing "
                         "to draw; give the Value that a computation with Values returned")
    return y


def _within(values: list[Value], limit: int | None) -> list[Value]:
    edges = sum(len(value.inputs) for value in values) if limit else 0
    needed = max(len(values), -(-edges // 4))
    if limit and needed > limit:
        raise DiagramError(f"the graph has {len(values):,} nodes and {edges:,} edges, more than "
                           f"the limit of {limit:,} nodes (with four edges each): nobody could "
                           "read it; draw it collapsed, with collapse='auto', draw a node further "
                           f"down or one sample, or write draw(y, limit={needed})")
    return values


def _node(item: Item, symbol: Symbol, box: Folded | None, is_output: bool) -> Node:
    name, latex = bare(symbol)
    formula, formula_latex = _written(box.formula) if box else ("", "")
    return Node(item.key, item.label, name, item.op.name if item.op else "", formula, item.value,
                item.gradient, item.is_derivative,
                "output" if is_output else _kind(item), latex, formula_latex,
                tuple([inside.key for inside in box.inside]) if box else (), item.count)


def _edges(item: Item, box: Folded) -> Iterator[Edge]:
    for place, entry in zip(places_of(item, box), box.entries):
        tail = entry.item.before or entry.item
        yield Edge(f"{item.key}.{place}", tail.key, item.key, place, entry.slope.number,
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


def _kind(item: Item) -> Kind:
    if item.op is not None:
        return "operation"
    return "input" if item.is_input else "parameter"
