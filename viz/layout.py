"""Where boxes, edges and their labels stand; y grows downwards, in points."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from .curve import Area
from .dot import size
from .formula import Glyphs
from .graph import Cluster, Edge, Graph, Node
from .labels import Line, Lines
from .legend import Legend, legend_of
from .render import Engine, run
from .style import Captions, Style

Point = tuple[float, float]
MARGIN = 12.0


@dataclass(frozen=True)
class Box:
    """A node, its middle, its lines of text, and how often it counts where that is not once."""

    node: Node
    middle: Point
    width: float
    height: float
    lines: Lines
    badge: Glyphs | None = None


@dataclass(frozen=True)
class Arrow:
    """An edge, the Bézier points of its curve, where its tip ends, and the middle of its label.

    `covers` says that the label lies on other edges, which it has to hide.
    """

    edge: Edge
    curve: tuple[Point, ...]
    tip: Point
    line: Line | None
    middle: Point
    covers: bool = False


@dataclass(frozen=True)
class Frame:
    """A cluster, its upper left corner, its size and its title."""

    cluster: Cluster
    corner: Point
    width: float
    height: float
    line: Line


@dataclass(frozen=True)
class Layout:
    """A picture without a format: how large it is, and what stands where."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    style: Style
    frames: tuple[Frame, ...] = ()
    legend: Legend | None = None

    def ground(self, point: Point) -> str:
        """The colour that lies under a point outside of all boxes."""
        inside = any(Area(*frame.corner, frame.corner[0] + frame.width,
                          frame.corner[1] + frame.height).holds(point) for frame in self.frames)
        return self.style.colours.frame if inside else self.style.colours.paper


def laid_out(graph: Graph, dot: str, captions: Captions, engine: Engine = "auto") -> Layout:
    """The graph with places for everything, from its own DOT text."""
    from .placing import beside_their_edges

    style = captions.style
    placed = json.loads(run(dot, "json", engine), strict=False)
    left, low, right, high = bounds(placed)
    at = _Places(left - MARGIN, high + MARGIN)
    objects = {item["name"]: item for item in placed.get("objects", [])}
    edges = {item["id"]: item for item in placed.get("edges", [])}
    arriving = Counter(edge.head for edge in graph.edges)
    boxes = [_box(node, captions.nodes[node.key], arriving[node.key], style,
                  at(objects[node.key]["pos"])) for node in graph.nodes]
    arrows = [_arrow(edge, captions.edges[edge.key], edges[edge.key], at) for edge in graph.edges]
    frames = [_frame(cluster, objects[f"cluster_{cluster.key}"], at, style)
              for cluster in graph.clusters]
    layout = Layout(right - left + 2 * MARGIN, high - low + 2 * MARGIN, tuple(boxes),
                    tuple(arrows), style, tuple(frames))
    return with_legend(replace(layout, arrows=beside_their_edges(layout)), graph)


def bounds(placed: dict[str, Any]) -> tuple[float, float, float, float]:
    """The picture's own bounds, and curves that swing out of them."""
    left, low, right, high = map(float, placed["bb"].split(","))
    points = [tuple(map(float, point.split(","))) for edge in placed.get("edges", [])
              for point in edge["pos"].removeprefix("e,").split()]
    across, up = [left, right, *(x for x, _ in points)], [low, high, *(y for _, y in points)]
    return min(across), min(up), max(across), max(up)


def with_legend(layout: Layout, graph: Graph) -> Layout:
    """The layout with a legend below it, where one was asked for."""
    legend = legend_of(graph, layout.style, layout.width - 2 * MARGIN)
    if legend is None:
        return layout
    return replace(layout, legend=replace(legend, corner=(MARGIN, layout.height)),
                   width=max(layout.width, legend.width + 2 * MARGIN),
                   height=layout.height + legend.height + MARGIN)


@dataclass(frozen=True)
class _Places:
    """Graphviz's text positions, moved to where the picture begins and turned upside down."""

    left: float
    high: float

    def __call__(self, text: str) -> Point:
        x, y = map(float, text.split(","))
        return x - self.left, self.high - y


def _box(node: Node, lines: Lines, arriving: int, style: Style, middle: Point) -> Box:
    return Box(node, middle, *size(lines, arriving, style), lines, style.badge(node))


def _arrow(edge: Edge, line: Line | None, placed: dict[str, Any], at: _Places) -> Arrow:
    tip, *curve = placed["pos"].removeprefix("e,").split()
    points = tuple(map(at, curve))
    middle = at(placed["lp"]) if line else points[len(points) // 2]
    return Arrow(edge, points, at(tip), line, middle)


def _frame(cluster: Cluster, placed: dict[str, Any], at: _Places, style: Style) -> Frame:
    left, low, right, high = placed["bb"].split(",")
    corner, other = at(f"{left},{high}"), at(f"{right},{low}")
    return Frame(cluster, corner, other[0] - corner[0], other[1] - corner[1],
                 style.title(cluster))
