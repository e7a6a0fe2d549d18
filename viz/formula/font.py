"""The signs of the formulas: outlines and measures from the one font that comes along."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import as_file, files
from typing import Any

UNITS = 1000  # of the font, in an em
Segment = tuple[str, tuple[float, ...]]  # M, L, Q or C and its points, y downwards


@dataclass(frozen=True)
class Sign:
    """A sign of the font: its number there and its measures in units.

    `up` and `down` count from the baseline, `lean` is how far an italic letter leans out of its
    width, and over `middle` stands an accent.
    """

    index: int
    advance: float
    left: float
    right: float
    up: float
    down: float
    lean: float
    middle: float


@cache
def sign(character: str) -> Sign | None:
    """The sign for a character, or None where the font has none.

    >>> sign("x").advance > 0, sign("損")
    (True, None)
    """
    index = _font().glyphindex(character)
    return measured(index) if index else None


@cache
def measured(index: int) -> Sign:
    """The sign with a given number."""
    box, mathematics = _glyph(index).bbox, _font().math
    middle = mathematics.topattachment(index)
    return Sign(index, _font().advance(index, None), box.xmin, box.xmax, box.ymax, -box.ymin,
                mathematics.italicsCorrection.getvalue(index) or 0,
                (box.xmin + box.xmax) / 2 if middle is None else middle)


@cache
def taller(character: str, height: float) -> Sign:
    """A bracket or root sign that is at least so high, as far as the font has one."""
    index = _font().glyphindex(character)
    sizes = _font().math.listvariants(index)
    fitting = [number for size, number in sizes.items() if size >= height]
    return measured(fitting[0] if fitting else list(sizes.values())[-1] if sizes else index)


@cache
def outline(index: int) -> tuple[Segment, ...]:
    """The outline of a sign, in units, with y downwards."""
    segments: list[Segment] = []
    for operator in _glyph(index).operators:
        points = [getattr(operator, name) for name in ("p", "p1", "p2", "p3")
                  if hasattr(operator, name)]
        flat = tuple([part for point in points for part in (point.x, -point.y)])
        segments.append((type(operator).__name__[0], flat))
    return tuple(segments)


def across(index: int) -> tuple[float, float, float]:
    """Left, top and bottom of the frame in which ziamath draws a sign, y upwards."""
    box, layout = _glyph(index).bbox, _font().info.layout
    return min(box.xmin, 0), max(box.ymax, layout.ymax), min(box.ymin, layout.ymin)


@cache
def constant(name: str) -> float:
    """A measure for the setting of formulas, such as axisHeight, in units."""
    return float(getattr(_font().math.consts, name))


def _glyph(index: int) -> Any:
    return _font().glyph_fromid(index)


@cache
def _font() -> Any:
    """STIX Two Math, read once."""
    mathfont = setter("mathfont")
    with as_file(files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf") as path:
        return mathfont.MathFont(str(path))


def setter(module: str) -> Any:
    """A module of ziamath, which warns of its own old ways while it is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return import_module(f"ziamath.{module}")
