"""network(net): the classic layered picture, with weights by width and sign."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from chalkgrad.nn import MLP

from .errors import DiagramError
from .layered import MOST, Layered, Shown, layered
from .saving import Saved
from .theme import ThemeName, theme

if TYPE_CHECKING:
    from .shapes import Picture


def network(net: MLP, show: Shown = "weights", *, inputs: Sequence[str] = (),
            outputs: Sequence[str] = (), most: int = MOST,
            theme: ThemeName = "light") -> NetworkDrawing:
    """The layered picture of a network: units in columns, its weights as lines between them.

    A line is as wide as the |weight|, or with show="gradients" as |∂C/∂w|, relative to the
    largest; a negative one is dashed. Biases are the weights of a unit that is always 1.
    `inputs` and `outputs` are labels to stand beside the first and the last column. Of a layer
    with more than `most` units the first ones and the last are drawn, of many layers likewise,
    and how many there are is written below.
    Raises DiagramError for labels that are not as many as the units, and for gradients that were
    not computed.

    >>> network(MLP([2, 3, 1], seed=0), inputs=["age", "height"])
    NetworkDrawing(2 → 3 → 1, weights)
    """
    picture = layered(net, show, most)
    _check("inputs", inputs, net.sizes[0])
    _check("outputs", outputs, net.sizes[-1])
    return NetworkDrawing(picture, tuple(inputs), tuple(outputs), theme)


def _check(name: str, labels: Sequence[str], size: int) -> None:
    if labels and len(labels) != size:
        raise DiagramError(f"{len(labels)} {name} don't label {size} units; give {size}")


class NetworkDrawing(Saved):
    """The picture of a network as data (`layered`), and as SVG, PNG, PDF and HTML."""

    endings = (".svg", ".png", ".pdf", ".html")

    def __init__(self, layered: Layered, inputs: tuple[str, ...], outputs: tuple[str, ...],
                 name: ThemeName) -> None:
        self.layered, self.inputs, self.outputs = layered, inputs, outputs
        self.colours = theme(name)

    @cached_property
    def picture(self) -> Picture:
        """The shapes of the picture."""
        from .layered_picture import picture_of

        return picture_of(self.layered, self.inputs, self.outputs, self.colours)

    def svg(self) -> str:
        """The picture as SVG text."""
        return self.picture.svg()

    def png(self) -> bytes:
        """The picture as PNG."""
        from .png import png_bytes

        return png_bytes(self.svg())

    def pdf(self) -> bytes:
        """The picture as PDF, in vectors."""
        return self.picture.pdf()

    def html(self) -> str:
        """The picture as a page of its own, in which a line says its number when pointed at."""
        from .page import page_text

        return page_text(self.svg(), self.colours)

    def __repr__(self) -> str:
        sizes = [str(column.count) for column in self.layered.columns]
        if self.layered.left_out:
            sizes.insert(-2, "…")
        return f"NetworkDrawing({' → '.join(sizes)}, {self.layered.shown})"
