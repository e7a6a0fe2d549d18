"""What the boxes and colours of a picture mean, in a row below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .formula import Glyphs, typeset
from .graph import Graph, Kind
from .names import plain
from .style import Style

Sample = Literal["value", "gradient", "derivative"]
_FROM = 3  # nodes; a smaller picture has no legend unless one is asked for
_KINDS: tuple[Kind, ...] = ("input", "parameter", "operation", "output")
_SWATCH, _GAP, _BETWEEN = 22.0, 6.0, 20.0


@dataclass(frozen=True)
class Part:
    """A small box in the look of a kind, or a sample in the colour of a number, and a word."""

    kind: Kind | None
    sample: Glyphs | None
    word: Glyphs
    x: float
    y: float
    indent: float


@dataclass(frozen=True)
class Legend:
    """The parts, placed from the legend's upper left corner."""

    parts: tuple[Part, ...]
    corner: tuple[float, float]
    width: float
    height: float


def legend_of(graph: Graph, style: Style, widest: float) -> Legend | None:
    """A legend in rows that are no wider than the picture, or None where there is to be none."""
    wanted = len(graph.nodes) >= _FROM if style.legend is None else style.legend
    if not wanted:
        return None
    scale = style.colours.scale
    x = y = 0.0
    parts: list[Part] = []
    row = 20.0 * scale
    for kind, sample, word in _entries(graph, style):
        indent = ((sample.width if sample else _SWATCH * scale) + _GAP * scale)
        if x and x + indent + word.width > max(widest, 200 * scale):
            x, y = 0.0, y + row
        parts.append(Part(kind, sample, word, x, y, indent))
        x += indent + word.width + _BETWEEN * scale
    width = max(part.x + part.indent + part.word.width for part in parts)
    return Legend(tuple(parts), (0.0, 0.0), width, y + row)


def _entries(graph: Graph, style: Style) -> list[tuple[Kind | None, Glyphs | None, Glyphs]]:
    colours = style.colours
    size = colours.label_size * 0.92 * colours.scale

    def word(text: str) -> Glyphs:
        return typeset(plain(text), size, colours.ink)

    there = {node.kind for node in graph.nodes}
    kinds = [(kind, None, word(kind)) for kind in _KINDS if kind in there]
    samples = [(None, typeset(plain("0.3"), size, colours.value), word("value"))]
    if any(node.gradient is not None for node in graph.nodes):
        output = graph.output.latex
        latex = rf"\partial {output}" if len(graph.output.name) <= 3 else r"\partial"
        samples.append((None, typeset(rf"{latex}/\partial\,\cdot", size, colours.gradient),
                        word("gradient")))
    if graph.edges and style.edges != "none":
        samples.append((None, typeset(r"\partial\,\cdot/\partial\,\cdot", size, colours.label),
                        word("local derivative")))
    return [*kinds, *samples]
