"""Places within a layout that every renderer needs."""

from __future__ import annotations

from collections.abc import Iterator

from .curve import Area
from .dot import leading, line_height
from .formula import Glyphs
from .labels import Line
from .layout import Arrow, Box, Point
from .style import Style


def corner(box: Box) -> Point:
    """The upper left corner of a box."""
    return box.middle[0] - box.width / 2, box.middle[1] - box.height / 2


def line_places(box: Box, style: Style) -> Iterator[tuple[Line, Point]]:
    """The lines of a box, and the upper left corner of each."""
    gap = leading(style)
    heights = [line_height(line) for line in box.lines.all]
    top = box.middle[1] - (sum(heights) + gap * (len(heights) - 1)) / 2
    for line, height in zip(box.lines.all, heights):
        glyphs = line.glyphs
        yield line, (box.middle[0] - glyphs.width / 2, top + (height - glyphs.height) / 2)
        top += height + gap


def badge_area(box: Box, badge: Glyphs) -> Area:
    """Where a box says how many nodes it stands for: on its upper right corner."""
    width, height = badge.width + 12, badge.height + 6
    x, y = box.middle[0] + box.width / 2 - width - 4, box.middle[1] - (box.height + height) / 2
    return Area(x, y, x + width, y + height)


def head(arrow: Arrow) -> tuple[Point, Point, Point]:
    """The corners of an arrow's head: a triangle a bit more than half as wide as it is long."""
    base, tip = arrow.curve[-1], arrow.tip
    across = ((base[1] - tip[1]) * 0.36, (tip[0] - base[0]) * 0.36)
    return (tip, (base[0] + across[0], base[1] + across[1]),
            (base[0] - across[0], base[1] - across[1]))
