"""player(y, path): the computation of y, forward and back, as a page to step through."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalkgrad.engine import Value
from chalkgrad.engine.files import write_whole
from chalkgrad.engine.label import number
from chalkgrad.engine.steps import Plan

from ..drawing import Drawing
from ..errors import DiagramError
from ..graph import Graph, Sums, diagram
from ..names import bare
from ..saving import as_html
from ..style import Style
from .film import Film
from .frames import Frame, frames_of
from .glyphs import Sheet
from .page import page
from .picture import picture_svg
from .rows import EQUALS, Row
from .spoken import spoken_number

LIMIT = 400  # steps; beyond, nobody would step through them
MOST_FOLDED = 50  # steps of the engine that can become one
MOST = 10 ** 9  # nodes of a diagram, which the limit on steps keeps small


def player(y: Value, path: str | os.PathLike[str], *, title: str = "", sums: Sums = "folded",
           hide_values: bool = True, limit: int = LIMIT) -> Path:
    """Write one HTML file that steps through the forward and the backward phase of y.

    It has the boxes of `draw(y, sums=…)`, and a step for each of them forward and for each of
    their edges back. Gradients are hidden until they are reached, and so are values unless
    `hide_values` is False. The file needs no network, and step k has the address `#k`. The
    graph's `.grad` stays as it is. Returns the path. Raises GraphError if y is not a Value, and
    DiagramError for more than `limit` steps, and for a path that does not end in .html.

    >>> from tempfile import mkdtemp
    >>> a = Value(3.0, "a")
    >>> player(a * a, Path(mkdtemp()) / "square.html").name
    'square.html'
    """
    target = as_html(path)
    return write_whole(target, _html(y, title, sums, hide_values, limit).encode())


def _html(y: Value, title: str, sums: Sums, hide_values: bool, limit: int) -> str:
    film = _film(y, sums, limit)
    frames, sheet, graph = frames_of(film), Sheet(), diagram(y, MOST, sums)
    data = {"frames": [_frame(frame, sheet) for frame in frames], "hides": hide_values,
            "nodes": _nodes(graph), "equals": _packed((EQUALS,), sheet)}
    layout = Drawing(_with_gradients(graph, frames), style=Style(legend=False)).layout
    return page(title or f"{graph.output.name}: forward and back", "End", frames[-1].caption,
                picture_svg(layout, sheet), sheet, data, "graph")


def _film(y: Value, sums: Sums, limit: int) -> Film:
    """The film of y if it is short enough; of a very long one not even the boxes are made."""
    if isinstance(y, Value) and len(plan := Plan(y)) > MOST_FOLDED * limit:
        raise _too_long(plan.names[y], len(plan), limit)
    film = Film(y, MOST, sums)
    if len(film) > limit:
        raise _too_long(bare(film.symbols[film.output])[0], len(film), limit)
    return film


def _too_long(name: str, steps: int, limit: int) -> DiagramError:
    return DiagramError(f"the computation of {name} has {steps:,} steps, more than the limit of "
                        f"{limit:,}: nobody would step through them; play a node further down, a "
                        f"smaller model or one sample, or write player(y, path, limit={steps})")


def _with_gradients(graph: Graph, frames: Sequence[Frame]) -> Graph:
    """The graph with every gradient that the walk arrives at."""
    last = {frame.target: frame.gradient for frame in frames if frame.gradient is not None}
    return replace(graph, nodes=tuple([
        replace(node, gradient=last[node.key], is_derivative=True) for node in graph.nodes]))


def _nodes(graph: Graph) -> dict[str, Any]:
    """What a screen reader says of each node, and where its edges come from."""
    edges: dict[str, list[tuple[str, str]]] = {node.key: [] for node in graph.nodes}
    for edge in graph.edges:
        edges[edge.head].append((edge.key, edge.tail))
    return {node.key: {"name": node.name, "value": number(node.value), "edges": edges[node.key]}
            for node in graph.nodes}


def _frame(frame: Frame, sheet: Sheet) -> dict[str, Any]:
    """A frame as plain data: formulas by the numbers of their runs."""
    made: dict[str, Any] = {"phase": frame.phase, "caption": frame.caption,
                            "spoken": frame.spoken, "node": frame.node, "target": frame.target,
                            "edge": frame.edge, "rows": [_packed(row, sheet) for row in frame.rows]}
    if frame.gradient is not None:
        made["gradient"] = spoken_number(frame.gradient)
    if frame.so_far:
        made["boxed"] = sheet.number(frame.boxed)
        made |= {"count": frame.count, "so_far": _packed(frame.so_far, sheet)}
    if frame.question:
        made["ask"] = {"answer": frame.question.answer,
                       "slack": float(f"{frame.question.slack:.2g}")}
    return made


def _packed(row: Row, sheet: Sheet) -> list[list[Any]]:
    return [[piece.role, sheet.number(piece.latex)] for piece in row]
