"""Where Graphviz puts boxes, edges and their labels; y grows downwards, in points."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from .caption import Line, edge_line, node_lines
from .dot import size
from .graph import Edge, Graph, Node
from .render import Engine, run

Point = tuple[float, float]
MARGIN = 8.0


@dataclass(frozen=True)
class Box:
    """A node, its middle, and its lines of text."""

    node: Node
    middle: Point
    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Arrow:
    """An edge, the Bézier points of its curve, where its tip ends, and its label."""

    edge: Edge
    curve: tuple[Point, ...]
    tip: Point
    line: Line
    middle: Point


@dataclass(frozen=True)
class Layout:
    """A picture without a format: how large it is, and what stands where."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def laid_out(graph: Graph, dot: str, engine: Engine = "auto") -> Layout:
    """The graph with places for everything, from its own DOT text."""
    placed = json.loads(run(dot, "json", engine), strict=False)
    left, low, right, high = map(float, placed["bb"].split(","))
    at = _Places(left - MARGIN, high + MARGIN)
    objects = {item["name"]: item for item in placed.get("objects", [])}
    edges = {item["id"]: item for item in placed.get("edges", [])}
    nodes = {node.key: node for node in graph.nodes}
    arriving = Counter(edge.head for edge in graph.edges)
    return Layout(right - left + 2 * MARGIN, high - low + 2 * MARGIN,
                  tuple(_box(node, node_lines(node, graph), arriving[node.key],
                             at(objects[node.key]["pos"])) for node in graph.nodes),
                  tuple(_arrow(edge, nodes, edges[edge.key], at) for edge in graph.edges))


@dataclass(frozen=True)
class _Places:
    """Graphviz's text positions, moved to where the picture begins and turned upside down."""

    left: float
    high: float

    def __call__(self, text: str) -> Point:
        x, y = map(float, text.split(","))
        return x - self.left, self.high - y


def _box(node: Node, lines: tuple[Line, ...], arriving: int, middle: Point) -> Box:
    return Box(node, middle, *size(lines, arriving), lines)


def _arrow(edge: Edge, nodes: dict[str, Node], placed: dict[str, Any], at: _Places) -> Arrow:
    tip, *curve = placed["pos"].removeprefix("e,").split()
    line = edge_line(edge, nodes[edge.tail], nodes[edge.head])
    return Arrow(edge, tuple(map(at, curve)), at(tip), line, at(placed["lp"]))
