"""A layout as PDF: a page of paths, whose signs are stored once and used many times.

Labels enter it as outlines of signs only; text outside the picture's font is shown as a □.
"""

from __future__ import annotations

from collections.abc import Iterator

from .curve import Area
from .formula import Glyphs
from .formula.font import constant, sign
from .geometry import badge_area, corner, head, line_places
from .layout import Arrow, Box, Frame, Layout, Point
from .legend import Legend
from .pdf_file import pdf_file
from .theme import Look

_BEND = 0.5523  # of a quarter circle drawn as a Bézier curve
_MISSING = "□"


def pdf_bytes(layout: Layout) -> bytes:
    """The picture as a PDF of one page of its size, all of it vectors."""
    page = _Page(layout)
    return pdf_file(page.content(), sorted(page.used), layout.width, layout.height)


class Writer:
    """Formulas in PDF's operators, and which signs they need."""

    def __init__(self) -> None:
        self.used: set[int] = set()

    def glyphs(self, glyphs: Glyphs, place: Point) -> Iterator[str]:
        """A formula with its upper left corner at a place."""
        unit = glyphs.size / 1000
        yield (f"q {fill(glyphs.colour)} {unit:.6f} 0 0 {unit:.6f} {place[0]:.3f} "
               f"{place[1] + glyphs.baseline:.3f} cm")
        for mark in glyphs.marks:
            if mark.sign or mark.text:
                yield from self._signs(mark.sign, mark.text, mark.x, mark.y, mark.scale)
            else:
                yield (f"{mark.x:.0f} {mark.y:.0f} {mark.width * mark.scale:.0f} "
                       f"{constant('fractionRuleThickness') * mark.scale:.0f} re f")
        yield "Q"

    def _signs(self, index: int, text: str, x: float, y: float, scale: float) -> Iterator[str]:
        missing = sign(_MISSING)
        assert missing is not None
        for i, number in enumerate([index] if index else [missing.index] * len(text)):
            self.used.add(number)
            at = x + i * missing.advance * scale
            yield f"q {scale:.3f} 0 0 {scale:.3f} {at:.1f} {y:.1f} cm /g{number} Do Q"


class _Page(Writer):
    """What is painted, in PDF's operators."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout, self.colours = layout, layout.style.colours

    def content(self) -> str:
        """The page, turned so that y grows downwards."""
        layout = self.layout
        parts = [f"1 0 0 -1 0 {layout.height:.2f} cm", fill(self.colours.paper),
                 f"0 0 {layout.width:.2f} {layout.height:.2f} re f"]
        for frame in layout.frames:
            parts.extend(self._frame(frame))
        for arrow in sorted(layout.arrows, key=lambda arrow: arrow.covers):
            parts.extend(self._arrow(arrow))
        for box in layout.boxes:
            parts.extend(self._box(box, self.colours.looks[box.node.kind]))
        if layout.legend:
            parts.extend(self._legend(layout.legend))
        return "\n".join(parts)

    def _frame(self, frame: Frame) -> Iterator[str]:
        look = Look(self.colours.frame, self.colours.line, 1.0, 12.0)
        yield from outlined(frame.corner, frame.width, frame.height, look)
        yield from self.glyphs(frame.line.glyphs, (frame.corner[0] + 12, frame.corner[1] + 8))

    def _arrow(self, arrow: Arrow) -> Iterator[str]:
        colours = self.colours
        yield (f"[] 0 d {colours.stroke * colours.scale:.2f} w {stroke(colours.line)} "
               f"{_curve(arrow.curve)} S")
        corners = [f"{x:.2f} {y:.2f}" for x, y in head(arrow)]
        yield f"{fill(colours.line)} {corners[0]} m {corners[1]} l {corners[2]} l h f"
        if arrow.line:
            glyphs = arrow.line.glyphs
            area = Area.around(arrow.middle, glyphs.width, glyphs.height)
            if arrow.covers:
                yield (f"{fill(self.layout.ground(arrow.middle))} {area.left:.2f} {area.top:.2f} "
                       f"{glyphs.width:.2f} {glyphs.height:.2f} re f")
            yield from self.glyphs(glyphs, area[:2])

    def _box(self, box: Box, look: Look) -> Iterator[str]:
        yield from outlined(corner(box), box.width, box.height, look)
        for line, place in line_places(box, self.layout.style):
            yield from self.glyphs(line.glyphs, place)
        if box.badge:
            area = badge_area(box, box.badge)
            yield from outlined(area[:2], area.right - area.left, area.bottom - area.top,
                                 Look(look.fill, look.border, 1.0, (area.bottom - area.top) / 2))
            yield from self.glyphs(box.badge, (area.left + 6, area.top + 3))

    def _legend(self, legend: Legend) -> Iterator[str]:
        for part in legend.parts:
            x, baseline = legend.corner[0] + part.x, legend.corner[1] + part.baseline
            if part.kind:
                yield from outlined((x, baseline - 0.8 * legend.high), legend.wide, legend.high,
                                     self.colours.looks[part.kind].small)
            elif part.sample:
                yield from self.glyphs(part.sample, (x, baseline - part.sample.baseline))
            yield from self.glyphs(part.word, (x + part.indent, baseline - part.word.baseline))


def outlined(place: Point, width: float, height: float, look: Look) -> Iterator[str]:
    """A box with its border, and with a second one if the look is double."""
    dashes = f"[{look.dash}] 0 d" if look.dash else "[] 0 d"
    yield (f"{dashes} {look.thickness:.2f} w {fill(look.fill)} {stroke(look.border)} "
           f"{_rounded(place, width, height, look.radius)} B")
    if look.double:
        inner = (place[0] + look.inset, place[1] + look.inset)
        yield _rounded(inner, width - 2 * look.inset, height - 2 * look.inset,
                       max(0.0, look.radius - look.inset)) + " S"


def _rounded(place: Point, width: float, height: float, radius: float) -> str:
    (x, y), r = place, min(radius, width / 2, height / 2)
    if not r:
        return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
    u, v, k = x + width, y + height, r * (1 - _BEND)
    points = ((x + r, y), (u - r, y), (u - k, y), (u, y + k), (u, y + r), (u, v - r), (u, v - k),
              (u - k, v), (u - r, v), (x + r, v), (x + k, v), (x, v - k), (x, v - r), (x, y + r),
              (x, y + k), (x + k, y), (x + r, y))
    flat = [f"{a:.2f} {b:.2f}" for a, b in points]
    sides = [f"{flat[i]} l {' '.join(flat[i + 1:i + 4])} c" for i in range(1, 17, 4)]
    return f"{flat[0]} m {' '.join(sides)} h"


def _curve(curve: tuple[Point, ...]) -> str:
    points = [f"{x:.2f} {y:.2f}" for x, y in curve]
    bends = [" ".join(points[i:i + 3]) + " c" for i in range(1, len(points) - 2, 3)]
    return f"{points[0]} m {' '.join(bends)}"


def fill(colour: str) -> str:
    """The colour of what is filled from here on."""
    return f"{_rgb(colour)} rg"


def stroke(colour: str) -> str:
    """The colour of lines from here on."""
    return f"{_rgb(colour)} RG"


def _rgb(colour: str) -> str:
    return " ".join([f"{int(colour[i:i + 2], 16) / 255:.3f}" for i in (1, 3, 5)])
