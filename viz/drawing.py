"""draw(y): a diagram that shows itself in a notebook and saves itself to a file."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalkgrad.engine import Value

from .collapse import Collapse, Frames
from .graph import LIMIT, Graph, Sums, diagram
from .labels import Edges
from .render import Engine
from .saving import Saved
from .style import Direction, Style
from .theme import ThemeName

if TYPE_CHECKING:
    from .layout import Layout
    from .style import Captions


def draw(y: Value, *, edges: Edges = "both", theme: ThemeName = "light",
         direction: Direction = "LR", sums: Sums = "folded",
         collapse: Collapse | None = "auto", frames: Frames | None = "auto",
         legend: bool | None = None, engine: Engine = "auto", limit: int = LIMIT) -> Drawing:
    """A picture of the graph below y: values, gradients, and local derivatives along the edges.

    `edges` says what stands along them: "both" the formula and the number of the local derivative,
    one of them, or "none". `theme` is "light", "dark", "print" (which does without colours) or
    "projector" (large); `direction` "LR", from left to right, or "TB", from top to bottom.
    `sums` draws z = w₁x₁ + w₂x₂ + b "folded" as one node, or "expanded" with its products as
    nodes. A legend stands below unless the picture is small; `legend` says yes or no to it.
    `collapse` folds what is large, and the picture says so: with "auto" a graph of more than
    `limit` nodes (with four edges each), in which equal nodes become one, × 12; "neuron" draws
    every neuron as one node, "layer" every layer, as the labels of `nn` tell them apart; None
    draws it all. `frames` puts each "layer" into a frame, or each "neuron" too; "auto" does so
    with layers where nodes were folded.
    `engine` lays it out: "embedded" is the program that comes with chalkgrad, "system" the `dot`
    on your PATH, "auto" the first of the two that is there. The picture holds what the graph
    held when it was drawn.
    Raises GraphError if y is not a Value, and DiagramError for more than `limit` nodes that are
    not to be collapsed, or a choice that there isn't.

    >>> a = Value(3.0, "a")
    >>> draw(a * a)
    Drawing(2 nodes, 2 edges, output 'v₁ = a a')
    """
    return Drawing(diagram(y, limit, sums, collapse, frames), engine,
                   Style(edges, theme, direction, legend))


class Drawing(Saved):
    """A diagram as data (`graph`), as DOT text (`dot`), and as a picture: `svg()`, `png()`, …"""

    endings = (".svg", ".png", ".pdf", ".dot", ".tex", ".html", ".gif")

    def __init__(self, graph: Graph, engine: Engine = "auto", style: Style | None = None) -> None:
        self.graph, self.engine, self.style = graph, engine, style or Style()

    @cached_property
    def captions(self) -> Captions:
        """What is written in the boxes and along the edges."""
        from .style import Captions

        return Captions(self.graph, self.style)

    @cached_property
    def dot(self) -> str:
        """The diagram as DOT text, for any Graphviz."""
        from .dot import dot_text

        return dot_text(self.graph, self.captions)

    @cached_property
    def layout(self) -> Layout:
        """The diagram with a place for everything; raises RenderError without a Graphviz."""
        from .layout import laid_out

        return laid_out(self.graph, self.dot, self.captions, self.engine)

    def svg(self) -> str:
        """The picture as SVG text."""
        from .svg import svg_text

        return svg_text(self.layout)

    def png(self) -> bytes:
        """The picture as PNG."""
        from .png import png_bytes

        return png_bytes(self.svg())

    def pdf(self) -> bytes:
        """The picture as PDF, in vectors."""
        from .pdf import pdf_bytes

        return pdf_bytes(self.layout)

    def tex(self) -> str:
        """The picture as a LaTeX document with a TikZ picture, its labels typeset by LaTeX."""
        from .tikz import tikz_text

        return tikz_text(self.layout)

    def html(self) -> str:
        """The picture as a page of its own."""
        from .page import page_text

        return page_text(self.svg(), self.style.colours)

    def gif(self) -> bytes:
        """The picture as an animation: node by node forward, then gradient by gradient back.

        Raises RenderError without the package Pillow.
        """
        from .gif import gif_bytes

        return gif_bytes(self.layout)

    def __repr__(self) -> str:
        output = self.graph.output
        shown = f"{output.name} = {output.formula}" if output.formula else output.name
        return (f"Drawing({len(self.graph.nodes)} nodes, {len(self.graph.edges)} edges, "
                f"output {shown!r})")
