"""A graph as DOT text: boxes of a known size, so that every Graphviz lays it out alike."""

from __future__ import annotations

from collections import defaultdict
from html import escape

import graphviz

from .graph import Cluster, Edge, Graph, Node
from .labels import Line, Lines
from .style import Captions, Style

_SIDE, _TOP, _LEADING = 13.0, 9.0, 5.0  # room in a box beside, above and between its lines
_STEP, _ENDS = 14.0, 20.0  # from one arriving edge to the next; what is left above and below
_MANY = 300  # nodes; the columns of more are settled less patiently
_FACE = "Times"


def dot_text(graph: Graph, captions: Captions) -> str:
    """The graph as DOT text, operands of an operation in their order.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz import diagram
    >>> from chalkgrad.viz.style import Captions, Style
    >>> graph = diagram(Value(2.0, "x"))
    >>> print(dot_text(graph, Captions(graph, Style())).splitlines()[0])
    digraph {
    """
    style = captions.style
    colours, scale = style.colours, style.colours.scale
    room = scale * colours.room
    picture = graphviz.Digraph(
        graph_attr={"rankdir": style.direction, "ordering": "in", "bgcolor": colours.paper,
                    "nodesep": f"{0.26 * scale:.3f}", "ranksep": f"{0.75 * room:.3f}",
                    "pad": "0.1", "outputorder": "edgesfirst"},
        node_attr={"shape": "box", "style": "rounded,filled", "margin": "0", "fixedsize": "true"},
        edge_attr={"color": colours.line, "penwidth": f"{colours.stroke}",
                   "arrowsize": f"{0.75 * scale:g}"})
    if len(graph.nodes) > _MANY:
        picture.attr(nslimit="1", nslimit1="1", mclimit="0.5")
    arriving = _arriving(graph)
    for node in graph.nodes:
        _add_node(picture, node, captions.nodes[node.key], len(arriving[node.key]), style)
    for node in graph.nodes:
        for edge in arriving[node.key]:
            _add_edge(picture, edge, captions.edges[edge.key])
    _add_clusters(picture, graph, style)
    return str(picture.source)


def _arriving(graph: Graph) -> dict[str, list[Edge]]:
    """The edges to every node, in order; those of a sum of products in pairs, as w₁ x₁ w₂ x₂."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        found[edge.head].append(edge)
    for node in graph.nodes:
        if node.op == "dot" and not node.folded:
            found[node.key] = _in_pairs(found[node.key])
    return found


def _in_pairs(edges: list[Edge]) -> list[Edge]:
    """w₁ w₂ x₁ x₂ b as w₁ x₁ w₂ x₂ b; left alone if some of them are constants."""
    half = len(edges) // 2
    if [edge.place for edge in edges] != list(range(len(edges))):
        return edges
    pairs = [edge for pair in zip(edges[:half], edges[half:2 * half]) for edge in pair]
    return pairs + edges[2 * half:]


def size(lines: Lines, arriving: int, style: Style) -> tuple[float, float]:
    """The width and height in points of a box around lines, where edges arrive."""
    scale = style.colours.scale
    width = max(line.glyphs.width for line in lines.all) + 2 * _SIDE * scale
    height = sum(line_height(line) for line in lines.all) + (
        2 * _TOP + _LEADING * (len(lines.all) - 1)) * scale
    along = (arriving * _STEP + _ENDS) * scale
    if style.direction == "LR":
        return round(max(width, 62.0 * scale), 1), round(max(height, along), 1)
    return round(max(width, 62.0 * scale, along), 1), round(height, 1)


def line_height(line: Line) -> float:
    """What a line takes up in a box: never less than its letters have room for."""
    return max(line.glyphs.height, 0.86 * line.glyphs.size)


def leading(style: Style) -> float:
    """The room between two lines of a box."""
    return _LEADING * style.colours.scale


def _add_node(picture: graphviz.Digraph, node: Node, lines: Lines, arriving: int,
              style: Style) -> None:
    look, (width, height) = style.colours.looks[node.kind], size(lines, arriving, style)
    text = "<BR/>".join([_font(line) for line in lines.all if line.text])
    picture.node(node.key, f"<{text}>",
                 width=f"{width / 72:.5f}", height=f"{height / 72:.5f}",
                 fillcolor=look.fill, color=look.border, penwidth=f"{look.thickness:g}",
                 style=("" if look.radius == 0 else "rounded,") + "filled"
                 + (",dashed" if look.dash else ""))


def _add_edge(picture: graphviz.Digraph, edge: Edge, line: Line | None) -> None:
    """An edge whose label is given its room by a table of fixed size."""
    if line is None:
        picture.edge(edge.tail, edge.head, id=edge.key)
        return
    picture.edge(edge.tail, edge.head, _room(line, 16.0, 8.0), id=edge.key)


def _add_clusters(picture: graphviz.Digraph, graph: Graph, style: Style) -> None:
    inside: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in graph.clusters:
        inside[cluster.parent].append(cluster)
    for cluster in inside[""]:
        picture.subgraph(_cluster(cluster, inside, style))


def _cluster(cluster: Cluster, inside: dict[str, list[Cluster]],
             style: Style) -> graphviz.Digraph:
    """A cluster with those inside it; they nest as deep as the graph's author nests them."""
    colours = style.colours
    frame = graphviz.Digraph(f"cluster_{cluster.key}", graph_attr={
        "label": _cluster_title(style.title(cluster)), "style": "rounded,filled",
        "fillcolor": colours.frame, "color": colours.line, "margin": f"{14 * colours.scale:g}",
        "labeljust": "l"})
    for member in cluster.members:
        frame.node(member)
    for inner in inside[cluster.key]:
        frame.subgraph(_cluster(inner, inside, style))
    return frame


def _cluster_title(line: Line) -> str:
    return _room(line, 8.0, 8.0) if line.text else ""


def _room(line: Line, beside: float, above: float) -> str:
    """A table of fixed size, so that the text in it takes up what the set line will."""
    width, height = line.glyphs.width + beside, line.glyphs.height + above
    return (f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
            f'WIDTH="{width:.0f}" HEIGHT="{height:.0f}"><TR><TD>{_font(line)}</TD></TR></TABLE>>')


def _font(line: Line) -> str:
    """One line in its own colour; the only place where text enters DOT."""
    return (f'<FONT FACE="{_FACE}" POINT-SIZE="{line.glyphs.size:g}" '
            f'COLOR="{line.glyphs.colour}">{escape(line.text)}</FONT>')
