"""The way of an edge as points that are easy to measure along."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .layout import Arrow, Point


class Area(NamedTuple):
    """A rectangle by its left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @staticmethod
    def around(middle: Point, width: float, height: float) -> Area:
        """The rectangle of that size around a point."""
        x, y = middle
        return Area(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

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

    def cells(self, side: float) -> Iterator[tuple[int, int]]:
        """The squares of a grid that the rectangle touches."""
        left, top, right, bottom = [int(edge // side) for edge in self]
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield column, row


class Curve:
    """Points along an edge, hardly farther apart than `step`."""

    def __init__(self, arrow: Arrow, step: float = 8.0) -> None:
        self.points = list(_along(arrow.curve, step))
        self.points.append(arrow.tip)

    @cached_property
    def lengths(self) -> list[float]:
        """How far it is to every point."""
        steps = [math.dist(one, other) for one, other in zip(self.points, self.points[1:])]
        return list(accumulate(steps, initial=0.0))

    def at(self, part: float) -> tuple[Point, Point]:
        """The point after a part of the length, and the direction across: upwards, or left."""
        after = min(max(bisect_left(self.lengths, part * self.lengths[-1]), 1),
                    len(self.points) - 1)
        (x, y), (u, v) = self.points[after - 1:after + 1]
        length = math.dist((x, y), (u, v)) or 1.0
        across, down = (v - y) / length, (x - u) / length
        sign = -1 if down > 0 or (down == 0 and across > 0) else 1
        share = (part * self.lengths[-1] - self.lengths[after - 1]) / length
        return (x + (u - x) * share, y + (v - y) * share), (across * sign, down * sign)


def _along(curve: tuple[Point, ...], step: float) -> Iterator[Point]:
    """Points of the Bézier curves that follow each other."""
    yield curve[0]
    for start in range(0, len(curve) - 3, 3):
        a, b, c, d = curve[start:start + 4]
        count = int(math.dist(a, d) / step) + (3 if step < 20 else 1)
        for p, q, r, s in weights(count):
            yield (p * a[0] + q * b[0] + r * c[0] + s * d[0],
                   p * a[1] + q * b[1] + r * c[1] + s * d[1])


_WEIGHTS: dict[int, list[tuple[float, float, float, float]]] = {}


def weights(count: int) -> list[tuple[float, float, float, float]]:
    """Of the four points of a cubic Bézier curve, at `count` steps up to its end.

    >>> weights(2)
    [(0.125, 0.375, 0.375, 0.125), (0.0, 0.0, 0.0, 1.0)]
    """
    if count not in _WEIGHTS:
        steps = [i / count for i in range(1, count + 1)]
        _WEIGHTS[count] = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3)
                           for t in steps]
    return _WEIGHTS[count]


class Dots:
    """Points of numbered curves, looked up by neighbourhood."""

    SIDE = 24.0

    def __init__(self, curves: list[Curve]) -> None:
        self.cells: dict[tuple[int, int], list[tuple[int, Point]]] = defaultdict(list)
        for number, curve in enumerate(curves):
            for point in curve.points:
                cell = (int(point[0] // self.SIDE), int(point[1] // self.SIDE))
                self.cells[cell].append((number, point))

    def within(self, area: Area) -> Iterator[tuple[int, Point]]:
        """The points in an area, with the numbers of their curves."""
        for cell in area.cells(self.SIDE):
            for number, point in self.cells.get(cell, ()):
                if area.holds(point):
                    yield number, point


class Areas:
    """Numbered rectangles, looked up by neighbourhood."""

    SIDE = 60.0

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[tuple[int, Area]]] = defaultdict(list)
        self.areas: dict[int, Area] = {}

    def add(self, number: int, area: Area) -> None:
        """Enter a rectangle, in place of the one with its number."""
        before = self.areas.get(number)
        for cell in before.cells(self.SIDE) if before else ():
            self.cells[cell].remove((number, before))  # type: ignore[arg-type]
        self.areas[number] = area
        for cell in area.cells(self.SIDE):
            self.cells[cell].append((number, area))

    def meeting(self, area: Area) -> Iterator[int]:
        """The numbers of the rectangles that overlap one."""
        for cell in area.cells(self.SIDE):
            for number, other in self.cells.get(cell, ()):
                if area.meets(other):
                    yield number
