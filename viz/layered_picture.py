"""The layered picture of a network: which shapes stand where."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from chalkgrad.engine.label import clean, number, readable

from .formula import Glyphs, typeset
from .layered import Column, Layered, Link, Unit
from .names import mathematics, plain
from .shapes import Dot, Picture, Plate, Segment, Shape, Writing
from .theme import Look, Theme

RADIUS, SMALL = 19.0, 11.0  # of a unit and of the constant 1, in points
_MARGIN, _LINE, _SAMPLE = 14.0, 20.0, 34.0
_WIDEST, _FINEST = 5.0, 0.5  # of the lines


def picture_of(network: Layered, inputs: tuple[str, ...], outputs: tuple[str, ...],
               colours: Theme) -> Picture:
    """The picture with the labels of inputs and outputs beside it and a legend below."""
    board = _Board(network, colours)
    shapes = [*board.links(), *board.columns(), *board.beside(inputs, outputs), *board.legend()]
    left, top = board.left - _MARGIN, network.top - RADIUS - 3.4 * _LINE
    sizes = ", ".join(f"{column.count:,}" for column in network.columns)
    return Picture(shapes, (left, top), board.right + _MARGIN - left, board.bottom + _MARGIN - top,
                   colours.paper, f"a network with layers of {sizes} units: its {network.shown}",
                   colours.scale)


class _Board:
    """Puts things at their places and remembers how far they reach."""

    def __init__(self, network: Layered, colours: Theme) -> None:
        self.network, self.colours = network, colours
        self.left, self.right = -RADIUS, network.columns[-1].x + RADIUS
        self.bottom = network.bottom + RADIUS

    def text(self, latex: str, x: float, baseline: float, size: float, anchor: float = 0.5,
             colour: str = "") -> Writing:
        """A formula on a baseline, `anchor` of its width left of x."""
        glyphs = typeset(latex, size, colour or self.colours.ink)
        start = x - anchor * glyphs.width
        self.left, self.right = min(self.left, start), max(self.right, start + glyphs.width)
        return Writing(glyphs, (start, baseline - glyphs.baseline))

    def words(self, text: str, x: float, baseline: float, size: float) -> Writing:
        """Words in the middle of a column."""
        return self.text(plain(text), x, baseline, size, colour=self.colours.label)

    # Lines

    def links(self) -> Iterator[Shape]:
        """Every weight as a line, the widest on top."""
        for link in sorted(self.network.links, key=lambda link: abs(link.number)):
            yield replace(self.line(link.number), start=(link.tail.x, link.tail.y),
                          end=(link.head.x, link.head.y), kind="link", key=clean(link.key),
                          said=_said(link, self.network))

    def line(self, amount: float) -> Segment:
        """Width by size; colour and dashes by sign."""
        looks, nowhere = self.colours.looks, (0.0, 0.0)
        if not math.isfinite(amount):
            return Segment(nowhere, nowhere, self.colours.gradient, 2.0, "1 3")
        width = _FINEST + (_WIDEST - _FINEST) * abs(amount) / (self.network.largest or 1.0)
        if amount < 0:
            dash = f"{4 + width:.1f} {2.5 + 0.6 * width:.1f}"
            return Segment(nowhere, nowhere, looks["output"].border, width, dash)
        return Segment(nowhere, nowhere, looks["parameter"].border, width)

    # Columns

    def columns(self) -> Iterator[Shape]:
        """Units, what each layer is above them and how many they are below."""
        for column in self.network.columns:
            for unit in column.all:
                yield from self.unit(unit)
            if column.gap is not None:
                yield from self.dots(column.x, column.gap, 0.0, 8.0)
            yield from self.around(column)
        if self.network.dots is not None:
            yield from self.dots(self.network.dots, 0.0, 8.0, 0.0)
            yield self.words(f"{self.network.left_out} more layers", self.network.dots, _LINE, 12)
        cut = any(column.gap is not None for column in self.network.columns)
        self.bottom += 2.2 * _LINE if cut else 1.4 * _LINE

    def unit(self, unit: Unit) -> Iterator[Shape]:
        """A circle with a name; inputs are square, outputs double, the constant 1 small."""
        bias = unit.kind == "bias"
        yield Plate((unit.x, unit.y), SMALL if bias else RADIUS, self.look(unit), unit.kind,
                    unit.key)
        glyphs = typeset(unit.label, 13.0 if bias else 15.0, self.colours.ink)
        yield Writing(glyphs, (unit.x - glyphs.width / 2, unit.y - glyphs.height / 2))

    def look(self, unit: Unit) -> Look:
        """The look of its kind in diagrams, but as round as befits a unit."""
        looks = self.colours.looks
        if unit.kind == "input":
            return replace(looks["input"], radius=3.0)
        if unit.kind == "bias":
            return replace(looks["parameter"], radius=4.0, thickness=1.6)
        return replace(looks["output" if unit.kind == "output" else "operation"], radius=RADIUS)

    def dots(self, x: float, y: float, across: float, down: float) -> Iterator[Shape]:
        """Three dots for what is left out."""
        for step in (-1, 0, 1):
            yield Dot((x + step * across, y + step * down), 2.0, self.colours.ink)

    def around(self, column: Column) -> Iterator[Shape]:
        """The layer's name and formula above it, the number of its units below."""
        top, below = self.network.top - RADIUS, self.network.bottom + RADIUS
        yield self.words(column.title, column.x, top - 1.9 * _LINE, 13)
        yield self.text(column.formula, column.x, top - 0.8 * _LINE, 14)
        what = "input" if column.title == "input" else "unit"
        count = f"{column.count:,} {what}{'s' if column.count != 1 else ''}"
        yield self.words(count, column.x, below + _LINE, 12)
        if column.gap is not None:
            yield self.words(f"{len(column.units)} drawn", column.x, below + 1.8 * _LINE, 12)

    def beside(self, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> Iterator[Shape]:
        """Labels left of the inputs and right of the outputs."""
        first, last = self.network.columns[0], self.network.columns[-1]
        for labels, column, side, anchor in ((inputs, first, -1, 1.0), (outputs, last, 1, 0.0)):
            for unit in column.units if labels else ():
                label = labels[int(unit.key.split(".")[1]) - 1]
                yield self.text(mathematics(label), unit.x + side * (RADIUS + 9), unit.y + 5, 14,
                                anchor)

    # What the lines mean

    def legend(self) -> Iterator[Shape]:
        """Samples of the lines in as many rows as they need."""
        x, start, wide = self.left, self.left, max(self.right, self.left + 330)
        self.bottom += _LINE
        for amount, latex in self.samples():
            width = _SAMPLE + 8 + self.glyphs(latex).width
            if x > start and x + width > wide:
                x, self.bottom = start, self.bottom + 1.2 * _LINE
            y = self.bottom - 4
            yield replace(self.line(amount), start=(x, y), end=(x + _SAMPLE, y), kind="sample")
            yield self.text(latex, x + _SAMPLE + 8, self.bottom, 12.5, 0.0)
            x += width + 22

    def glyphs(self, latex: str) -> Glyphs:
        """A word of the legend."""
        return typeset(latex, 12.5, self.colours.ink)

    def samples(self) -> Iterator[tuple[float, str]]:
        """The kinds of lines, and what they say."""
        what = "w" if self.network.shown == "weights" else r"\partial C/\partial w"
        half = self.network.largest / 2 or 1.0
        yield half, f"{what} > 0"
        yield -half, f"{what} < 0"
        yield 2 * half, f"|{what}| = {number(self.network.largest)}"
        yield 0.0, f"{what} = 0"


def _said(link: Link, network: Layered) -> str:
    name = readable(link.key)
    shown = name if network.shown == "weights" else f"∂C/∂{name}"
    return f"{shown} = {number(link.number)}"
