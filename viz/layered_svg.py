"""The layered picture of a network as SVG text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from chalkgrad.chalk.typeset import latex_label
from chalkgrad.engine.label import clean, number, readable

from .formula import Glyphs, definitions, typeset
from .layered import Column, Layered, Link, Unit, UnitKind
from .theme import Theme

RADIUS, SMALL = 19.0, 11.0  # of a unit and of the constant 1, in points
_MARGIN, _LINE, _SAMPLE = 14.0, 20.0, 34.0
_WIDEST, _FINEST = 5.0, 0.5  # of the lines
_KINDS = {"input": "input", "hidden": "operation", "output": "output", "bias": "parameter"}


def svg_text(picture: Layered, inputs: tuple[str, ...], outputs: tuple[str, ...],
             look: Theme) -> str:
    """The picture as a document of its own; every label is escaped."""
    paper = _Paper(picture, look)
    drawn = [*paper.links(), *paper.columns(), *paper.outside(inputs, outputs)]
    return paper.document([*drawn, *paper.legend()])


class _Paper:
    """Puts things at their places and remembers how far they reach."""

    def __init__(self, picture: Layered, look: Theme) -> None:
        self.picture, self.look = picture, look
        self.formulas: list[Glyphs] = []
        self.left, self.right = -RADIUS, picture.columns[-1].x + RADIUS
        self.bottom = picture.bottom + RADIUS

    def document(self, parts: list[str]) -> str:
        """The whole, with every sign of its formulas defined once."""
        left, top = self.left - _MARGIN, self.picture.top - RADIUS - 3.4 * _LINE
        width, height = self.right + _MARGIN - left, self.bottom + _MARGIN - top
        scale, paper = self.look.scale, self.look.paper
        sizes = ", ".join(str(column.count) for column in self.picture.columns)
        return "\n".join([
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'role="img" width="{width * scale:.1f}pt" height="{height * scale:.1f}pt" '
            f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}">',
            f"<title>a network with layers of {sizes} units, its {self.picture.shown}</title>",
            definitions(self.formulas),
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{paper}"/>', *parts, "</svg>\n"])

    def text(self, latex: str, x: float, baseline: float, size: float, anchor: float = 0.5,
             colour: str = "") -> str:
        """A formula on a baseline, `anchor` of its width left of x; the paper reaches around it."""
        formula = typeset(latex, size, colour or self.look.ink)
        self.formulas.append(formula)
        start = x - anchor * formula.width
        self.left, self.right = min(self.left, start), max(self.right, start + formula.width)
        return (f'<g transform="translate({start:.2f} {baseline - formula.baseline:.2f})">'
                f"{formula.svg}</g>")

    def middle(self, latex: str, x: float, y: float, size: float) -> str:
        """A formula with its middle at a point."""
        formula = typeset(latex, size, self.look.ink)
        return self.text(latex, x, y + formula.baseline - formula.height / 2, size)

    # Lines

    def links(self) -> Iterator[str]:
        """Every weight as a line, the widest on top."""
        yield '<g fill="none">'
        for link in sorted(self.picture.links, key=lambda link: abs(link.number)):
            yield (f'<path class="link" data-key="{escape(clean(link.key))}" '
                   f'd="M{link.tail.x:g},{link.tail.y:g}L{link.head.x:g},{link.head.y:g}" '
                   f'{self.stroke(link.number)}><title>{escape(_said(link, self.picture))}</title>'
                   "</path>")
        yield "</g>"

    def stroke(self, amount: float) -> str:
        """Width by size; colour and dashes by sign."""
        looks, largest = self.look.looks, self.picture.largest or 1.0
        if not math.isfinite(amount):
            return f'stroke="{self.look.gradient}" stroke-width="2" stroke-dasharray="1 3"'
        width = _FINEST + (_WIDEST - _FINEST) * abs(amount) / largest
        if amount < 0:
            return (f'stroke="{looks["output"].border}" stroke-width="{width:.2f}" '
                    f'stroke-dasharray="{4 + width:.1f} {2.5 + 0.6 * width:.1f}"')
        return f'stroke="{looks["parameter"].border}" stroke-width="{width:.2f}"'

    # Columns

    def columns(self) -> Iterator[str]:
        """Units, what each layer is above them and how many they are below."""
        for column in self.picture.columns:
            for unit in column.all:
                yield from self.unit(unit)
            if column.gap is not None:
                yield from self.dots(column.x, column.gap, 0.0, 8.0)
            yield from self.around(column)
        if self.picture.dots is not None:
            yield from self.dots(self.picture.dots, 0.0, 8.0, 0.0)
            yield self.text(rf"\text{{{self.picture.left_out} more layers}}", self.picture.dots,
                            _LINE, 12, colour=self.look.label)
        self.bottom += 2.2 * _LINE if self._cut else 1.4 * _LINE

    @property
    def _cut(self) -> bool:
        return any(column.gap is not None for column in self.picture.columns)

    def unit(self, unit: Unit) -> Iterator[str]:
        """A circle with a name; inputs are square, outputs double, the constant 1 small."""
        look = self.look.looks[_KINDS[unit.kind]]  # type: ignore[index]
        yield f'<g class="unit {unit.kind}" data-key="{unit.key}">'
        for radius in _outlines(unit.kind):
            corner = {"input": 3.0, "bias": 4.0}.get(unit.kind, radius)
            yield (f'<rect x="{unit.x - radius:g}" y="{unit.y - radius:g}" width="{2 * radius:g}" '
                   f'height="{2 * radius:g}" rx="{corner:g}" fill="{look.fill}" '
                   f'stroke="{look.border}" stroke-width="{1.4:g}"/>')
        yield self.middle(unit.label, unit.x, unit.y, 15 if unit.kind != "bias" else 13)
        yield "</g>"

    def dots(self, x: float, y: float, across: float, down: float) -> Iterator[str]:
        """Three dots for what is left out."""
        for step in (-1, 0, 1):
            yield (f'<circle class="left-out" cx="{x + step * across:g}" cy="{y + step * down:g}" '
                   f'r="2" fill="{self.look.ink}"/>')

    def around(self, column: Column) -> Iterator[str]:
        """The layer's name and formula above it, the number of its units below."""
        top, below = self.picture.top - RADIUS, self.picture.bottom + RADIUS
        yield self.text(rf"\text{{{column.title}}}", column.x, top - 1.9 * _LINE, 13,
                        colour=self.look.label)
        yield self.text(column.formula, column.x, top - 0.8 * _LINE, 14)
        what = "input" if column.title == "input" else "unit"
        count = f"{column.count:,} {what}{'s' if column.count != 1 else ''}"
        yield self.text(rf"\text{{{count}}}", column.x, below + _LINE, 12, colour=self.look.label)
        if column.gap is not None:
            yield self.text(rf"\text{{{len(column.units)} drawn}}", column.x, below + 1.8 * _LINE,
                            12, colour=self.look.label)

    def outside(self, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> Iterator[str]:
        """Labels left of the inputs and right of the outputs."""
        first, last = self.picture.columns[0], self.picture.columns[-1]
        for labels, column, side, anchor in ((inputs, first, -1, 1.0), (outputs, last, 1, 0.0)):
            for unit in column.units if labels else ():
                label = labels[int(unit.key.split(".")[1]) - 1]
                yield self.text(latex_label(label), unit.x + side * (RADIUS + 9), unit.y + 5, 14,
                                anchor)

    # What the lines mean

    def legend(self) -> Iterator[str]:
        """Samples of the lines in as many rows as they need."""
        x, start, wide = self.left, self.left, max(self.right, self.left + 330)
        self.bottom += _LINE
        for sample, latex in self.samples():
            width = _SAMPLE + 8 + typeset(latex, 12.5, self.look.ink).width
            if x > start and x + width > wide:
                x, self.bottom = start, self.bottom + 1.2 * _LINE
            y = self.bottom - 4
            yield f'<path class="sample" d="M{x:g},{y:g}h{_SAMPLE:g}" fill="none" {sample}/>'
            yield self.text(latex, x + _SAMPLE + 8, self.bottom, 12.5, 0.0)
            x += width + 22

    def samples(self) -> Iterator[tuple[str, str]]:
        """How each kind of line is drawn, and what it says."""
        what = "w" if self.picture.shown == "weights" else r"\partial C/\partial w"
        half = self.picture.largest / 2 or 1.0
        yield self.stroke(half), f"{what} > 0"
        yield self.stroke(-half), f"{what} < 0"
        yield self.stroke(2 * half), f"|{what}| = {number(self.picture.largest)}"
        yield self.stroke(0.0), f"{what} = 0"


def _outlines(kind: UnitKind) -> tuple[float, ...]:
    return {"bias": (SMALL,), "output": (RADIUS, RADIUS - 3.5)}.get(kind, (RADIUS,))


def _said(link: Link, picture: Layered) -> str:
    name = readable(link.key)
    shown = name if picture.shown == "weights" else f"∂C/∂{name}"
    return f"{shown} = {number(link.number)}"
