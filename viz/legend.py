"""What the boxes and colours of a picture mean, in a row below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .formula import Glyphs, typeset
from .graph import Graph, Kind
from .names import plain
from .style import Style

_FROM = 3  # nodes; a smaller picture has no legend unless one is asked for
_KINDS: tuple[Kind, ...] = ("input", "parameter", "operation", "output")
_WIDE, _HIGH, _GAP, _BETWEEN, _ROW = 22.0, 13.0, 6.0, 20.0, 20.0
_NARROWEST = 200.0


@dataclass(frozen=True)
class Part:
    """A small box in the look of a kind, or a sample in the colour of a number, and a word.

    Both begin at `x`, the word `indent` later, all on one `baseline`.
    """

    kind: Kind | None
    sample: Glyphs | None
    word: Glyphs
    x: float
    baseline: float
    indent: float


@dataclass(frozen=True)
class Legend:
    """The parts, placed from the legend's upper left corner; boxes are `wide` and `high`.

    `note` is the graph's, as text.
    """

    parts: tuple[Part, ...]
    corner: tuple[float, float]
    width: float
    height: float
    wide: float
    high: float
    note: str = ""


def legend_of(graph: Graph, style: Style, widest: float) -> Legend | None:
    """A legend in rows that are no wider than the picture, or None where there is to be none."""
    wanted = len(graph.nodes) >= _FROM if style.legend is None else style.legend
    if not wanted and not graph.note:
        return None
    scale = style.colours.scale
    x, baseline = 0.0, 0.65 * _ROW * scale
    parts: list[Part] = []
    if graph.note:
        size = style.colours.label_size * scale
        said = typeset(plain(graph.note), size, style.colours.ink)
        parts.append(Part(None, None, said, x, baseline, 0.0))
        baseline += _ROW * scale if wanted else 0.0
    for kind, sample, word in _entries(graph, style) if wanted else ():
        indent = (sample.width if sample else _WIDE * scale) + _GAP * scale
        if x and x + indent + word.width > max(widest, _NARROWEST * scale):
            x, baseline = 0.0, baseline + _ROW * scale
        parts.append(Part(kind, sample, word, x, baseline, indent))
        x += indent + word.width + _BETWEEN * scale
    width = max(part.x + part.indent + part.word.width for part in parts)
    return Legend(tuple(parts), (0.0, 0.0), width, baseline + 0.35 * _ROW * scale,
                  _WIDE * scale, _HIGH * scale, graph.note)


def _entries(graph: Graph, style: Style) -> list[tuple[Kind | None, Glyphs | None, Glyphs]]:
    """The kinds of boxes that are there, then a sample of each colour of numbers."""
    colours = style.colours
    size = colours.label_size * 0.92 * colours.scale
    there = {node.kind for node in graph.nodes}
    kinds = [(kind, None, typeset(plain(kind), size, colours.ink))
             for kind in _KINDS if kind in there]
    samples = [(None, typeset(latex, size, colour), typeset(plain(word), size, colours.ink))
               for latex, colour, word in _samples(graph, style)]
    return [*kinds, *samples]


def _samples(graph: Graph, style: Style) -> Iterator[tuple[str, str, str]]:
    yield "0.3", style.colours.value, "value"
    if any(node.gradient is not None for node in graph.nodes):
        output = graph.output.latex if len(graph.output.name) <= 3 else ""
        yield rf"\partial {output}/\partial\,\cdot", style.colours.gradient, "gradient"
    if graph.edges and style.edges != "none":
        latex = r"\partial\,\cdot/\partial\,\cdot"
        yield latex, style.colours.label, "local derivative"
