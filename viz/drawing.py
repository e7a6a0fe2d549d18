"""draw(y): a diagram that shows itself in a notebook and saves itself to a file."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalkgrad.engine import Value
from chalkgrad.engine.files import write_whole

from .errors import DiagramError
from .graph import LIMIT, Graph, diagram
from .render import Engine

if TYPE_CHECKING:
    from .layout import Layout

ENDINGS = (".svg", ".png", ".dot")


def draw(y: Value, *, engine: Engine = "auto", limit: int = LIMIT) -> Drawing:
    """A picture of the graph below y: values, gradients, and local derivatives along the edges.

    `engine` lays it out: "embedded" is the program that comes with chalkgrad, "system" the `dot`
    on your PATH, "auto" the first of the two that is there. The picture holds what the graph
    held when it was drawn.
    Raises GraphError if y is not a Value, and DiagramError for more than `limit` nodes.

    >>> a = Value(3.0, "a")
    >>> draw(a * a)
    Drawing(2 nodes, 2 edges, output 'v₁ = a a')
    """
    return Drawing(diagram(y, limit), engine)


class Drawing:
    """A diagram as data (`graph`), as DOT text (`dot`), and as a picture (`svg()`, `png()`)."""

    def __init__(self, graph: Graph, engine: Engine = "auto") -> None:
        self.graph, self.engine = graph, engine

    @cached_property
    def dot(self) -> str:
        """The diagram as DOT text, for any Graphviz."""
        from .dot import dot_text

        return dot_text(self.graph)

    @cached_property
    def layout(self) -> Layout:
        """The diagram with a place for everything; raises RenderError without a Graphviz."""
        from .layout import laid_out

        return laid_out(self.graph, self.dot, self.engine)

    def svg(self) -> str:
        """The picture as SVG text."""
        from .svg import svg_text

        return svg_text(self.layout)

    def png(self) -> bytes:
        """The picture as PNG."""
        from .png import png_bytes

        return png_bytes(self.layout, self.dot, self.engine)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the file that the path's ending asks for, .svg, .png or .dot; returns its path.

        The file is either written whole or left as it was. Raises DiagramError (a ValueError)
        for any other ending.
        """
        target = Path(path)
        makers: dict[str, Any] = dict(zip(ENDINGS, (self.svg, self.png, lambda: self.dot)))
        make = makers.get(target.suffix.lower())
        if make is None:
            raise DiagramError(f"{str(target)!r} does not end in {', '.join(ENDINGS)}, so the "
                               "kind of picture is unknown; write for instance "
                               f"save('{target.stem or 'picture'}.svg')")
        made = make()
        return write_whole(target, made if isinstance(made, bytes) else made.encode())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows."""
        return {"image/svg+xml": self.svg(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        output = self.graph.output
        shown = f"{output.name} = {output.formula}" if output.formula else output.name
        return (f"Drawing({len(self.graph.nodes)} nodes, {len(self.graph.edges)} edges, "
                f"output {shown!r})")
