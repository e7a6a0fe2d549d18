"""A graph as DOT text: boxes of a known size, so that every Graphviz lays it out alike."""

from __future__ import annotations

from collections import Counter
from html import escape

import graphviz

from .caption import FONTS, LINE, LOOKS, Line, edge_line, node_lines
from .graph import Edge, Graph, Node

_SIDE, _LEADING = 10.0, 1.35  # room left and right in a box; the height of a line per point
_STEP, _ENDS = 12.0, 20.0  # from one arriving edge to the next; what is left above and below


def dot_text(graph: Graph) -> str:
    """The graph as DOT text, operands of an operation from top to bottom.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz import diagram
    >>> print(dot_text(diagram(Value(2.0, "x"))).splitlines()[0])
    digraph {
    """
    picture = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "ordering": "in", "nodesep": "0.24", "ranksep": "0.35",
                    "pad": "0.1", "bgcolor": "white", "outputorder": "edgesfirst"},
        node_attr={"shape": "box", "style": "rounded,filled", "margin": "0", "fixedsize": "true"},
        edge_attr={"color": LINE, "penwidth": "1.3", "arrowsize": "0.75"})
    nodes = {node.key: node for node in graph.nodes}
    arriving = Counter(edge.head for edge in graph.edges)
    for node in graph.nodes:
        _add_node(picture, node, node_lines(node, graph), arriving[node.key])
    for edge in graph.edges:
        _add_edge(picture, edge, edge_line(edge, nodes[edge.tail], nodes[edge.head]))
    return str(picture.source)


def size(lines: tuple[Line, ...], arriving: int) -> tuple[int, int]:
    """The width and height in points of a box around lines of text, where edges arrive."""
    width = max(line.width for line in lines) + 2 * _SIDE
    height = sum(line.size * _LEADING for line in lines) + 12.0
    return round(max(width, 60.0)), round(max(height, arriving * _STEP + _ENDS))


def _add_node(picture: graphviz.Digraph, node: Node, lines: tuple[Line, ...],
              arriving: int) -> None:
    look, (width, height) = LOOKS[node.kind], size(lines, arriving)
    picture.node(node.key, f"<{'<BR/>'.join(map(_font, lines))}>",
                 width=f"{width / 72:.5f}", height=f"{height / 72:.5f}",
                 fillcolor=look.fill, color=look.border, penwidth=f"{look.thickness:g}")


def _add_edge(picture: graphviz.Digraph, edge: Edge, line: Line) -> None:
    """An edge whose label is given its room by a table of fixed size."""
    room = (f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
            f'WIDTH="{line.width + 14:.0f}" HEIGHT="{line.size * 1.7:.0f}"><TR><TD>'
            f"{_font(line)}</TD></TR></TABLE>>")
    picture.edge(edge.tail, edge.head, room, id=edge.key)


def _font(line: Line) -> str:
    """One line in its own colour; the only place where text enters DOT."""
    return (f'<FONT FACE="{FONTS[line.italic]}" POINT-SIZE="{line.size:g}" COLOR="{line.colour}">'
            f"{escape(line.text)}</FONT>")
