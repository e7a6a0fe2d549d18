"""network(net): the classic layered picture, with weights by width and sign."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from chalkgrad.nn import MLP

from .errors import DiagramError
from .layered import MOST, Layered, Shown, layered
from .theme import ThemeName, theme


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


class NetworkDrawing:
    """The picture of a network as data (`layered`) and as SVG, PNG, PDF and HTML."""

    def __init__(self, layered: Layered, inputs: tuple[str, ...], outputs: tuple[str, ...],
                 theme: ThemeName) -> None:
        self.layered, self.inputs, self.outputs, self.theme = layered, inputs, outputs, theme

    @cached_property
    def _svg(self) -> str:
        from .layered_svg import svg_text

        return svg_text(self.layered, self.inputs, self.outputs, theme(self.theme))

    def svg(self) -> str:
        """The picture as SVG text."""
        return self._svg

    def __repr__(self) -> str:
        sizes = [str(column.count) for column in self.layered.columns]
        if self.layered.left_out:
            sizes.insert(-1, "…")
        return f"NetworkDrawing({' → '.join(sizes)}, {self.layered.shown})"
