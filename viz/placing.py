"""Edge labels close to their own edges, and on nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from .curve import Area, Areas, Curve, Dots

if TYPE_CHECKING:
    from .layout import Arrow, Frame, Layout, Point

Choices = tuple[tuple[float, float | None], ...]
_GAP = 4.5  # between a label and its edge, in points
# How far from its own edge a label is to stand, and how far at least from others: best first.
_CHOICES: Choices = ((_GAP, 9.0), (_GAP, 5.0), (_GAP, 2.5), (12.0, 2.5), (20.0, 2.5),
                     (32.0, 2.5), (_GAP, None), (18.0, None))
_ROOM = 4.0  # between a label and other labels or boxes
_WAY = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # along the edge, the best first
_MANY = 400  # labels; of more, each takes the first place that will do


def beside_their_edges(layout: Layout) -> tuple[Arrow, ...]:
    """The arrows, each label moved next to its curve where there is room for it.

    A label for which there is none stays where Graphviz made room for it.
    """
    board = _Board(layout)
    return tuple([board.placed(number, arrow) if arrow.line else arrow
                  for number, arrow in enumerate(layout.arrows)])


def label_area(arrow: Arrow, middle: Point) -> Area:
    """What an edge's label covers with its middle there."""
    assert arrow.line is not None
    return Area.around(middle, arrow.line.glyphs.width, arrow.line.glyphs.height)


def _rim(frame: Frame) -> tuple[Area, ...]:
    """What of a frame no label may cover: its title and its four sides."""
    (x, y), title = frame.corner, frame.line.glyphs
    right, bottom = x + frame.width, y + frame.height
    return (Area(x, y, x + title.width + 24, y + title.height + 16), Area(x, y, right, y + 1),
            Area(x, bottom - 1, right, bottom), Area(x, y, x + 1, bottom),
            Area(right - 1, y, right, bottom))


def _step(arrow: Arrow) -> float:
    """How far apart the points of one of many edges may be: some 80 for a long one."""
    return max(40.0, math.dist(arrow.curve[0], arrow.tip) / 80)


class _Board:
    """What is where: boxes, titles of frames, points along the edges, and labels."""

    def __init__(self, layout: Layout) -> None:
        many = len(layout.arrows) > _MANY
        self.choices: Choices = (_CHOICES[2], _CHOICES[-2]) if many else _CHOICES
        self.way = _WAY[:5] if many else _WAY
        self.scale = layout.style.colours.scale
        self.paper = Area(0, 0, layout.width, layout.height).wider(-2)
        self.curves = [Curve(arrow, _step(arrow) if many else 8.0) for arrow in layout.arrows]
        self.points, self.fixed, self.labels = Dots(self.curves), Areas(), Areas()
        for number, box in enumerate(layout.boxes):
            self.fixed.add(number, Area.around(box.middle, box.width, box.height))
        for number, area in enumerate(area for frame in layout.frames for area in _rim(frame)):
            self.fixed.add(-1 - number, area)
        for number, arrow in enumerate(layout.arrows):
            if arrow.line:
                self.labels.add(number, label_area(arrow, arrow.middle))

    def placed(self, number: int, arrow: Arrow) -> Arrow:
        """The arrow with its label in the best place that is free."""
        for gap, clear in self.choices:
            for place in self._places(number, arrow, gap * self.scale):
                area = label_area(arrow, place)
                if self._is_free(number, area, clear):
                    self.labels.add(number, area)
                    return replace(arrow, middle=place, covers=clear is None)
        return replace(arrow, covers=True)

    def _places(self, number: int, arrow: Arrow, gap: float) -> Iterator[Point]:
        """Places on both sides of the curve, near its middle first, above before below."""
        assert arrow.line is not None
        width, height = arrow.line.glyphs.width, arrow.line.glyphs.height
        for part in self.way:
            (x, y), (across, down) = self.curves[number].at(part)
            away = abs(across) * width / 2 + abs(down) * height / 2 + gap
            yield x + across * away, y + down * away
            yield x - across * away, y - down * away

    def _is_free(self, number: int, area: Area, clear: float | None) -> bool:
        roomy, own = area.wider(_ROOM * self.scale), area.wider((_GAP - 2) * self.scale)
        near = area.wider((clear or _GAP) * self.scale)
        if not (self.paper.holds(area[:2]) and self.paper.holds(area[2:])):
            return False
        return not (any(True for _ in self.fixed.meeting(roomy))
                    or any(other != number for other in self.labels.meeting(roomy))
                    or any(own.holds(point) if other == number else clear is not None
                           for other, point in self.points.within(near)))
