"""The diagram with its formulas as numbers of runs, which the page's script draws.

Without the script each of them stands there as plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from ..formula import Glyphs
from ..formula.font import UNITS
from ..labels import Line, Lines
from .glyphs import Sheet

if TYPE_CHECKING:
    from ..layout import Arrow, Box, Frame, Layout

_NEEDLESS = re.compile(r'<defs>.*?</defs>| (?:aria-label|fill|stroke|stroke-width|xmlns:xlink)'
                       r'="[^"]*"|\n', re.DOTALL)
_NARROW = 0.4  # of an em; with letters narrower than that a text is squeezed


@dataclass(frozen=True)
class Written(Glyphs):
    """A formula that draws itself by its number, with a text that stands there until then."""

    text: str = ""
    number: int = 0

    def placed(self, x: float, y: float) -> str:
        """The formula as a group of its own, with its upper left corner at x, y."""
        width = UNITS * self.width / self.size
        wide = len(self.text) * _NARROW * UNITS > width
        squeezed = f' textLength="{width:.0f}" lengthAdjust="spacingAndGlyphs"' if wide else ""
        text = f'<text x="{width / 2:.0f}"{squeezed}>{escape(self.text)}</text>' * bool(self.text)
        return (f'<g data-run="{self.number}" transform="translate({x:.2f} '
                f'{y + self.baseline:.2f})scale({self.size / UNITS:g})">{text}</g>')


def picture_svg(layout: Layout, sheet: Sheet) -> str:
    """The layout as SVG whose colours and spoken texts are the page's business."""
    from ..svg import svg_text

    drawn = svg_text(replace(
        layout, boxes=tuple([_box(box, sheet) for box in layout.boxes]),
        arrows=tuple([_arrow(arrow, sheet) for arrow in layout.arrows]),
        frames=tuple([_frame(frame, sheet) for frame in layout.frames]), legend=None))
    return _NEEDLESS.sub("", drawn)


def _box(box: Box, sheet: Sheet) -> Box:
    title, value, gradient = box.lines.title, box.lines.value, box.lines.gradient
    lines = Lines(tuple([_line(line, sheet) for line in title]), _line(value, sheet),
                  _line(gradient, sheet))
    badge = written(box.badge, f"×{box.node.count}", sheet) if box.badge else None
    return replace(box, lines=lines, badge=badge)


def _arrow(arrow: Arrow, sheet: Sheet) -> Arrow:
    return replace(arrow, line=_line(arrow.line, sheet)) if arrow.line else arrow


def _frame(frame: Frame, sheet: Sheet) -> Frame:
    return replace(frame, line=_line(frame.line, sheet))


def _line(line: Line, sheet: Sheet) -> Line:
    return Line(line.text, written(line.glyphs, line.text, sheet))


def written(glyphs: Glyphs, text: str, sheet: Sheet) -> Written:
    """The formula with its number on the sheet, and the text that stands in for it."""
    return Written(glyphs.latex, glyphs.size, glyphs.colour, glyphs.width, glyphs.height,
                   glyphs.baseline, glyphs.box, text, sheet.number(glyphs.latex))
