"""A formula in its size and colour: how large it is, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import escape

from .boxes import Box, Mark
from .font import UNITS, constant, outline

_ROOM = "textLength=\"{:g}\" lengthAdjust=\"spacingAndGlyphs\""


@dataclass(frozen=True)
class Glyphs:
    """A formula that is set: its size in points, and where in its height the baseline is.

    `latex` is what was set, and `box` its parts in thousandths of `size`.
    """

    latex: str
    size: float
    colour: str
    width: float
    height: float
    baseline: float
    box: Box = field(repr=False)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Its signs and bars in thousandths of `size`, from the left end of the baseline and with
        y downwards."""
        return tuple(self.box.marks())

    @cached_property
    def svg(self) -> str:
        """The formula as an SVG group whose upper left corner is at 0, 0.

        It draws signs that `definitions` defines, once for a whole document.
        """
        scale = f"{self.size / UNITS:.5f}".rstrip("0")
        drawn = "".join(map(_drawn, self.marks))
        return (f'<g fill="{escape(self.colour)}" '
                f'transform="translate(0 {self.baseline:.2f})scale({scale})">{drawn}</g>')


def glyphs(latex: str, box: Box, size: float, colour: str) -> Glyphs:
    """A box of signs in a size and a colour."""
    unit = size / UNITS
    return Glyphs(latex, size, colour, (box.width + box.lean) * unit, (box.up + box.down) * unit,
                  box.up * unit, box)


def definitions(formulas: Iterable[Glyphs]) -> str:
    """The `<defs>` with every sign that the formulas draw, each once."""
    used = {mark.sign for formula in formulas for mark in formula.marks if mark.sign}
    return "<defs>" + "".join(_defined(index) for index in sorted(used)) + "</defs>"


@cache
def _defined(index: int) -> str:
    return f'<path id="g{index}" d="{_path(index)}"/>'


def _path(index: int) -> str:
    """The outline with every point counted from the one before, which is shorter."""
    x = y = 0.0
    text = ""
    for letter, points in outline(index):
        if letter == "M" and text:
            text += "z"
        flat = [f"{part - (x, y)[i % 2]:g}" for i, part in enumerate(points)]
        if letter == "M":
            flat = [f"{part:g}" for part in points]
        if letter != "L" or points != (x, y):
            text += (letter if letter == "M" else letter.lower()) + " ".join(flat)
        x, y = points[-2:]
    return text + "z" if text else ""


def _drawn(mark: Mark) -> str:
    place = f'x="{mark.x:.0f}" y="{mark.y:.0f}"'
    if mark.sign and mark.scale == 1:
        return f'<use xlink:href="#g{mark.sign}" {place}/>'
    if mark.sign:
        return (f'<use xlink:href="#g{mark.sign}" '
                f'transform="translate({mark.x:.0f} {mark.y:.0f})scale({mark.scale:.3g})"/>')
    width = mark.width * mark.scale
    if mark.text:
        return (f'<text {place} font-family="serif" font-size="{UNITS * mark.scale:.0f}" '
                f"{_ROOM.format(width)}>{escape(mark.text)}</text>")
    return (f'<rect {place} width="{width:.0f}" '
            f'height="{constant("fractionRuleThickness") * mark.scale:.0f}"/>')
