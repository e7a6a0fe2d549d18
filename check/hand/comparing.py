"""The numbers by hand beside those of backward: which agree, and why the others don't."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ...engine import Value, grad
from ...engine.number import Number
from ...engine.watch import finite
from ..errors import CheckError
from .case import Case, Entry, Slopes
from .diagnose import diagnose
from .digits import halves
from .pairing import Block
from .points import Point, named
from .printing import HandCheck
from .rounding import losses

TOLERANCE = 1e-9  # relative to the larger of the two numbers, where floats are among them


def held(y: Value, points: Sequence[Point], blocks: Sequence[Sequence[Block]],
         tolerance: float | None) -> HandCheck:
    """Compare every block at every point, and say what is wrong."""
    names = named(y)
    compared = [list(_entries(point, i, blocks[i], names)) for i, point in enumerate(points)]
    if tolerance is None:
        allowed = _allowed([e for at in compared for e in at])
        compared = [_with_digits(at, blocks[i]) for i, at in enumerate(compared)]
    else:
        allowed = _checked(tolerance)
    entries = [entry for point, at in zip(points, compared)
               for entry in _judged(point, at, allowed)]
    wrong = [entry for entry in entries if not entry.agrees]
    found = diagnose(Case(wrong, entries, [Slopes(point.y) for point in points],
                          [block.shape for block in blocks[0]], allowed)) if wrong else []
    return HandCheck(names[y], tuple(entries), tuple(found), allowed, len(points))


def _entries(point: Point, at: int, blocks: Sequence[Block],
             names: dict[Value, str]) -> Iterator[Entry]:
    right = iter(grad(point.y, [point.at(node) for block in blocks for node in block.nodes]))
    for i, block in enumerate(blocks):
        for node, place, hand in zip(block.nodes, block.places(), block.hand):
            backward = next(right)
            if not finite(backward):
                name = next(reversed(names.values()))  # y comes last
                raise CheckError(f"by backward, ∂{name}/∂{names[node]} is {backward}; write "
                                 "explain(y) to see where that begins")
            yield Entry(node, names[node], i, place, at, *_alike(hand, backward))


def _with_digits(entries: Sequence[Entry], blocks: Sequence[Block]) -> list[Entry]:
    """The entries with what is known of the digits that were written down."""
    written = halves([each for block in blocks for each in block.written])
    return [replace(entry, half=half) for entry, half in zip(entries, written)]


def _alike(hand: Number, other: Number) -> tuple[Number, Number]:
    """Both numbers in kinds that can meet: a Fraction beside an mpf becomes one."""
    for one, two in ((hand, other), (other, hand)):
        if isinstance(one, Fraction) and hasattr(two, "context"):
            exact = two.context.mpf(one.numerator) / one.denominator
            return (exact, two) if one is hand else (two, exact)
    return hand, other


def _allowed(entries: Sequence[Entry]) -> float:
    """The tolerance for the kinds of number that were compared."""
    numbers = [given for entry in entries for given in (entry.hand, entry.backward)]
    if all(isinstance(given, Fraction) for given in numbers):
        return 0.0
    if all(hasattr(given, "context") for given in numbers):
        return float(10.0 ** (-0.6 * numbers[0].context.dps))
    return TOLERANCE


def _checked(tolerance: float) -> float:
    if not (isinstance(tolerance, (int, float)) and 0 <= tolerance < 1):
        raise CheckError(f"tolerance={tolerance!r} is no relative difference; write a number from "
                         "0 to 1 such as 1e-6")
    return float(tolerance)


def _judged(point: Point, entries: Sequence[Entry], allowed: float) -> Iterator[Entry]:
    """The entries with their verdicts; how far rounding goes is asked only where they differ."""
    equal = [abs(e.hand - e.backward) <= allowed * max(abs(e.hand), abs(e.backward))
             for e in entries]
    rounded = [not same and e.rounds_to(e.backward) for same, e in zip(equal, entries)]
    nodes = [point.at(e.node) for e in entries]
    settled = all(same or digits for same, digits in zip(equal, rounded))
    allowances = [(0.0, 0.0)] * len(nodes) if settled else losses(point.y, nodes)
    for entry, same, digits, (loss, most) in zip(entries, equal, rounded, allowances):
        agrees = same or digits or abs(entry.hand - entry.backward) <= min(loss, most)
        yield replace(entry, ulps=_ulps(entry), loss=loss, agrees=bool(agrees), rounded=digits)


def _ulps(entry: Entry) -> float:
    """The difference in units of the last place of the coarser of the two kinds."""
    gap, right = abs(entry.hand - entry.backward), entry.backward
    if not gap or not right:
        return math.inf if gap else 0.0
    exact = all(hasattr(given, "context") for given in (entry.hand, right))
    return float(gap / (abs(right) * right.context.eps if exact else math.ulp(float(right))))
