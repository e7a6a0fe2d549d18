"""text(y): the graph below y as a tree for a terminal, with values and gradients."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap
from typing import NamedTuple

from chalkgrad.engine import Value
from chalkgrad.engine.label import cut, number
from chalkgrad.engine.steps import Plan, written

from .errors import DiagramError
from .graph import checked

LINES = 200  # of a tree; beyond, what is nearest the output is shown
_DEEPEST = 0.25  # of the width for branches; deeper ones go on at the left
_AFTER = {"├─ ": "│  ", "└─ ": "   ", "": ""}
_ABOVE, _BELOW, _MORE = " ↑", " ↓", " …"
_HERE = ("", _MORE)
_NARROWEST = 40  # columns; less leaves no room for a formula beside its numbers


class Text(str):
    """Lines for a terminal, which a REPL shows as they are."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def text(y: Value, *, width: int | None = None, limit: int = LINES) -> Text:
    """The graph below y as a tree: names and formulas, values, gradients, local derivatives.

    A node that several others use is shown once, then referred to with ↑; one that stands too
    deep goes on further down, where ↓ says so. `width` is that of the terminal unless given, at
    least 40 columns. Of a graph with more than `limit` lines those nearest y are shown, and
    the rest is counted. Raises GraphError if y is not a Value, DiagramError for a limit below 1.

    >>> w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-0.7, "b")
    >>> a = (w * x + b).sigmoid()
    >>> a.label = "a"
    >>> a.backward()
    >>> print(text(a, width=60))
                    value    grad  local derivative
    a = σ(v₂)       0.5744       1
    └─ v₂ = v₁ + b     0.3  0.2445  ∂a/∂v₂ = 0.2445
       ├─ v₁ = w x       1  0.2445  ∂v₂/∂v₁ = 1
       │  ├─ w         0.5  0.4889  ∂v₁/∂w = 2
       │  └─ x           2  0.1222  ∂v₁/∂x = 0.5
       └─ b           −0.7  0.2445  ∂v₂/∂b = 1
    """
    if limit < 1:
        raise DiagramError(f"limit={limit!r} leaves no line to show; give a number from 1 on")
    columns = max(_NARROWEST, shutil.get_terminal_size().columns if width is None else width)
    tree = _Tree(Plan(checked(y)), columns, limit)
    lines = [*_aligned([_HEAD, *tree.lines()], columns)]
    return Text("\n".join([*lines, *[part for remark in tree.remarks()
                                     for part in wrap(remark, columns)]]))


class _Line(NamedTuple):
    """What stands in the four columns."""

    tree: str
    value: str = ""
    gradient: str = ""
    local: str = ""


_HEAD = _Line("", "value", "grad", "local derivative")


class _Branch(NamedTuple):
    """A node to be shown, the lines that lead there, and the input of which node it is."""

    node: Value
    above: str = ""
    turn: str = ""
    parent: Value | None = None
    place: int = 0


@dataclass
class _Tree:
    """The lines of a tree, made one after another without recursion."""

    plan: Plan
    width: int
    limit: int
    seen: set[Value] = field(default_factory=set)
    later: dict[Value, None] = field(default_factory=dict)  # in the order found

    def __post_init__(self) -> None:
        self.shown = _shown(self.plan.y, self.limit)

    def lines(self) -> Iterator[_Line]:
        """The tree of y, then those that were too deep, each as a tree of its own."""
        yield from self._below(self.plan.y)
        while self.later:
            root = next(iter(self.later))
            del self.later[root]
            yield from (_Line(""), *self._below(root))

    def _below(self, root: Value) -> Iterator[_Line]:
        stack: list[_Branch | _Line] = [_Branch(root)]
        while stack:
            branch = stack.pop()
            if isinstance(branch, _Line):
                yield branch
                continue
            mark = self._mark(branch)
            yield self._line(branch, mark)
            if mark in _HERE:
                self.seen.add(branch.node)
            if not mark:
                stack.extend(reversed([*self._inputs(branch)]))

    def _mark(self, branch: _Branch) -> str:
        """Where to look for what is below, if it isn't shown here."""
        node = branch.node
        if node in self.later or node in self.seen:
            return _BELOW if node in self.later else _ABOVE
        if node.inputs and not self.shown.get(node):
            return _MORE
        if node.inputs and len(branch.above) > _DEEPEST * self.width:
            self.later[node] = None
            return _BELOW
        return ""

    def _inputs(self, branch: _Branch) -> Iterator[_Branch | _Line]:
        """What comes below a node, and how many inputs are left out."""
        node, above = branch.node, branch.above + _AFTER[branch.turn]
        count, last = self.shown.get(node, 0), len(node.inputs) - 1
        for place, given in enumerate(node.inputs[:count]):
            yield _Branch(given, above, "└─ " if place == last else "├─ ", node, place)
        if count <= last:
            yield _Line(f"{above}⋮  {last + 1 - count:,} more")

    def _line(self, branch: _Branch, mark: str) -> _Line:
        node, names = branch.node, self.plan.names
        title = names[node]
        if node.op is not None and mark in _HERE:
            title += f" = {cut(written(self.plan.formula(node)))}"
        gradient = "–" if node.grad is None else number(node.grad)
        local = "" if branch.parent is None else _local(branch.parent, branch.place, names, node)
        return _Line(branch.above + branch.turn + title + mark, number(node.data), gradient, local)

    def remarks(self) -> Iterator[str]:
        """What the tree leaves out, and why a column may be empty."""
        if len(self.plan.nodes) > len(self.seen):
            yield (f"{len(self.seen):,} of {len(self.plan.nodes):,} nodes shown, those nearest "
                   f"{self.plan.names[self.plan.y]}; text(y, limit=…) shows more")
        if any(node.grad is None for node in self.seen):
            yield "– means not computed: y.backward() computes the gradients"


def _shown(y: Value, limit: int) -> dict[Value, int]:
    """How many inputs of each node fit into so many lines, nodes nearest y first."""
    shown: dict[Value, int] = {}
    nodes, left = deque([y]), limit - 1
    while nodes and left > 0:
        node = nodes.popleft()
        if node not in shown:
            shown[node] = min(left, len(node.inputs))
            left -= shown[node]
            nodes.extend(node.inputs[:shown[node]])
    return shown


def _local(parent: Value, place: int, names: dict[Value, str], node: Value) -> str:
    return f"∂{names[parent]}/∂{names[node]} = {number(parent.partials[place])}"


def _aligned(lines: list[_Line], width: int) -> Iterator[str]:
    """The lines in columns; where they are too wide, the last column goes and the first is cut."""
    from rich.cells import cell_len

    wide = [max(map(cell_len, column)) for column in zip(*lines)]
    if min(wide[0], 24) + sum(wide[1:]) + 6 > width:
        lines, wide[3] = [line._replace(local="") for line in lines], 0
    wide[0] = min(wide[0], width - sum(wide[1:]) - 6)
    for tree, value, gradient, local in lines:
        yield (f"{_padded(tree, wide[0])}  {_padded(value, wide[1], right=True)}  "
               f"{_padded(gradient, wide[2], right=True)}  {local}").rstrip()


def _padded(text: str, width: int, right: bool = False) -> str:
    """The text in so many columns of the terminal, cut with … if it is wider."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    room = " " * (width - cell_len(text))
    return room + text if right else text + room
