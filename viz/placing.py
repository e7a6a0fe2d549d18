"""Edge labels close to their own edges, and on nothing else."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .layout import Arrow, Layout, Point

_GAP = 4.5  # between a label and its edge, in points
_CHOICES = ((_GAP, 9.0), (_GAP, 5.0), (_GAP, 2.5), (12.0, 2.5), (_GAP, None), (18.0, None))
# how far from its own edge a label is to stand, and how far at least from others: best first
_ROOM = 3.0  # between a label and other labels or boxes
_CELL = 60.0
_STEP = 16.0  # between the points that are looked at along a curve, at most
_WAY = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # along the edge, the best first


class Area(NamedTuple):
    """A rectangle by its left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def wider(self, by: float) -> Area:
        """The rectangle with room on all sides."""
        return Area(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: Area) -> bool:
        """Whether two rectangles overlap."""
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)

    def holds(self, point: Point) -> bool:
        """Whether a point lies within."""
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom


def around(middle: Point, width: float, height: float) -> Area:
    """The rectangle of that size around a point."""
    x, y = middle
    return Area(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def beside_their_edges(layout: Layout) -> tuple[Arrow, ...]:
    """The arrows, each label moved next to its curve where there is room for it.

    A label for which there is none stays where Graphviz made room for it.
    """
    board = _Board(layout)
    arrows = list(layout.arrows)
    for i, arrow in enumerate(arrows):
        if arrow.line is not None:
            arrows[i] = board.placed(i, arrow)
    return tuple(arrows)


class _Board:
    """What is where: boxes, points along the edges and labels, looked up by neighbourhood."""

    def __init__(self, layout: Layout) -> None:
        self.scale = layout.style.colours.scale
        self.paper = Area(2, 2, layout.width - 2, layout.height - 2)
        self.boxes = _Cells()
        for number, box in enumerate(layout.boxes):
            self.boxes.add(number, around(box.middle, box.width, box.height))
        for number, frame in enumerate(layout.frames):
            x, y = frame.corner
            title = Area(x, y, x + frame.line.glyphs.width + 24, y + frame.line.glyphs.height + 16)
            self.boxes.add(-1 - number, title)
        self.points = _Cells()
        self.curves = [list(_along(arrow)) for arrow in layout.arrows]
        for number, curve in enumerate(self.curves):
            for x, y in curve:
                self.points.add(number, Area(x, y, x, y))
        self.labels = _Cells()
        for number, arrow in enumerate(layout.arrows):
            if arrow.line:
                self.labels.add(number, _area(arrow, arrow.middle))

    def placed(self, number: int, arrow: Arrow) -> Arrow:
        """The arrow with its label in the best place that is free."""
        for gap, clear in _CHOICES:
            for place in self._places(number, arrow, gap * self.scale):
                area = _area(arrow, place)
                if self._is_free(number, area, clear):
                    self.labels.move(number, area)
                    return replace(arrow, middle=place, covers=clear is None)
        return replace(arrow, covers=True)

    def _places(self, number: int, arrow: Arrow, gap: float) -> Iterator[Point]:
        """Places on both sides of the curve, near its middle first, above before below."""
        assert arrow.line is not None
        width, height = arrow.line.glyphs.width, arrow.line.glyphs.height
        curve = self.curves[number]
        for part in _WAY:
            (x, y), (across, down) = _at(curve, part)
            away = abs(across) * width / 2 + abs(down) * height / 2 + gap
            for side in (1, -1):
                yield x + side * across * away, y + side * down * away

    def _is_free(self, number: int, area: Area, clear: float | None) -> bool:
        if not (self.paper.left < area.left and area.right < self.paper.right
                and self.paper.top < area.top and area.bottom < self.paper.bottom):
            return False
        roomy, own = area.wider(_ROOM), area.wider((_GAP - 2) * self.scale)
        near = self.points.found(area.wider((clear or _GAP) * self.scale))
        return not (any(True for _ in self.boxes.found(roomy))
                    or any(other != number for other, _ in self.labels.found(roomy))
                    or any(own.holds(point[:2]) if other == number else clear is not None
                           for other, point in near))


class _Cells:
    """Areas by number, in a grid."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[tuple[int, Area]]] = defaultdict(list)
        self.areas: dict[int, Area] = {}

    def add(self, number: int, area: Area) -> None:
        """Enter an area."""
        self.areas[number] = area
        for cell in _cells(area):
            self.cells[cell].append((number, area))

    def move(self, number: int, area: Area) -> None:
        """Enter an area in place of the one with its number."""
        before = self.areas[number]
        for cell in _cells(before):
            self.cells[cell].remove((number, before))
        self.add(number, area)

    def found(self, area: Area) -> Iterator[tuple[int, Area]]:
        """The numbers and areas that an area meets."""
        for cell in _cells(area):
            yield from ((number, other) for number, other in self.cells.get(cell, ())
                        if area.meets(other))


def _cells(area: Area) -> Iterable[tuple[int, int]]:
    columns = range(int(area.left // _CELL), int(area.right // _CELL) + 1)
    rows = range(int(area.top // _CELL), int(area.bottom // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def _area(arrow: Arrow, middle: Point) -> Area:
    assert arrow.line is not None
    return around(middle, arrow.line.glyphs.width, arrow.line.glyphs.height)


def _along(arrow: Arrow) -> Iterator[Point]:
    """Points along the curve, from end to end."""
    points = arrow.curve
    yield points[0]
    for start in range(0, len(points) - 3, 3):
        steps = int(math.dist(points[start], points[start + 3]) / _STEP) + 4
        for step in range(1, steps + 1):
            yield bezier(points[start:start + 4], step / steps)
    yield arrow.tip


def bezier(points: tuple[Point, ...], t: float) -> Point:
    """The point of a cubic Bézier curve at t, from 0 to 1.

    >>> bezier(((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)), 0.5)
    (0.5, 0.75)
    """
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3)
    x, y = (sum(weight * point[i] for weight, point in zip(weights, points)) for i in (0, 1))
    return x, y


def _at(curve: list[Point], part: float) -> tuple[Point, Point]:
    """The point after a part of the curve's length, and the direction across, upwards or left."""
    lengths = [math.dist(one, other) for one, other in zip(curve, curve[1:])]
    left = part * sum(lengths)
    for (x, y), (u, v), length in zip(curve, curve[1:], lengths):
        if left <= length and length:
            across, down = (v - y) / length, (x - u) / length
            sign = -1 if down > 0 or (down == 0 and across > 0) else 1
            return (x + (u - x) * left / length, y + (v - y) * left / length), (
                across * sign, down * sign)
        left -= length
    return curve[-1], (0.0, -1.0)
