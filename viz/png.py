"""A layout as a PNG picture, painted by Graphviz with everything already in its place."""

from __future__ import annotations

import graphviz

from .caption import FONTS, LINE, LOOKS, Line
from .layout import Arrow, Box, Layout, Point
from .render import Engine, run
from .svg import baselines

DOTS_PER_INCH = 192.0
LARGEST = 16000.0  # pixels along a side; beyond, painters give up


def png_bytes(layout: Layout, dot: str, engine: Engine = "auto") -> bytes:
    """The picture in PNG; a very large one with fewer dots per inch."""
    return run(placed_dot(layout), "png", engine, layout="neato", flags=("-n2",))


def placed_dot(layout: Layout) -> str:
    """DOT text in which every box, curve and line of text has its place."""
    inches = max(layout.width, layout.height) / 72
    picture = graphviz.Digraph(
        graph_attr={"dpi": f"{min(DOTS_PER_INCH, LARGEST / inches):.1f}", "pad": "0",
                    "outputorder": "edgesfirst", "bgcolor": "white"},
        node_attr={"label": "", "fixedsize": "true", "margin": "0"},
        edge_attr={"color": LINE, "penwidth": "1.3", "arrowsize": "0.75"})
    paper = _Paper(picture, layout.height)
    paper.corners(layout)
    for box in layout.boxes:
        paper.box(box)
    for arrow in layout.arrows:
        paper.arrow(arrow)
    return str(picture.source)


class _Paper:
    """Puts things at their places; Graphviz's y grows upwards."""

    def __init__(self, picture: graphviz.Digraph, height: float) -> None:
        self.picture, self.height = picture, height

    def at(self, point: Point) -> str:
        return f"{point[0]:.2f},{self.height - point[1]:.2f}"

    def corners(self, layout: Layout) -> None:
        """Two points that hold the margin open."""
        for name, corner in (("start", (0.0, 0.0)), ("end", (layout.width, layout.height))):
            self.picture.node(name, shape="point", style="invis", width="0", height="0",
                              pos=self.at(corner))

    def box(self, box: Box) -> None:
        look = LOOKS[box.node.kind]
        self.picture.node(box.node.key, shape="box", style="rounded,filled",
                          pos=self.at(box.middle), width=f"{box.width / 72:.4f}",
                          height=f"{box.height / 72:.4f}", fillcolor=look.fill,
                          color=look.border, penwidth=f"{look.thickness:g}")
        for i, (line, baseline) in enumerate(baselines(box)):
            self.text(f"{box.node.key} line {i}", line, (box.middle[0], baseline))

    def arrow(self, arrow: Arrow) -> None:
        curve = " ".join(map(self.at, arrow.curve))
        self.picture.edge(arrow.edge.tail, arrow.edge.head, pos=f"e,{self.at(arrow.tip)} {curve}")
        x, y = arrow.middle
        self.text(f"{arrow.edge.key} label", arrow.line, (x, y + 0.25 * arrow.line.size))

    def text(self, name: str, line: Line, place: Point) -> None:
        """A line of text as a node without a border, its baseline at the place."""
        self.picture.node(name.replace(".", " "), graphviz.escape(line.text), shape="plaintext",
                          width="0", height="0",
                          pos=self.at((place[0], place[1] - 0.3 * line.size)),
                          fontname=FONTS[line.italic], fontsize=f"{line.size:g}",
                          fontcolor=line.colour)
