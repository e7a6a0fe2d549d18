"""The loss over the epochs as a curve, with the scale that shows most of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from chalkgrad.engine.label import number

WIDTH, HEIGHT = 460.0, 330.0
MOST_POINTS = 400
STEEP = 30.0  # largest over smallest loss, from where on the scale is logarithmic
_LEFT, _TOP, _RIGHT, _BOTTOM = 78.0, 34.0, 16.0, 48.0
Point = tuple[int, float, float]  # an epoch, x and y


def points(loss: Sequence[float]) -> list[Point]:
    """The epochs from 1 on with their places in the picture; of very many epochs, some.

    >>> [(epoch, x) for epoch, x, y in points([0.5, 0.25, 0.125])]
    [(1, 200.0), (2, 322.0), (3, 444.0)]
    """
    every = max(1, -(-len(loss) // MOST_POINTS))
    epochs = sorted({*range(1, len(loss) + 1, every), *([len(loss)] if loss else [])})
    low, high = _ends(loss)
    return [(epoch, round(_LEFT + (WIDTH - _LEFT - _RIGHT) * epoch / len(loss), 1),
             round(_y(loss[epoch - 1], low, high), 1)) for epoch in epochs]


def curve_svg(loss: Sequence[float]) -> str:
    """The picture as SVG, with the whole curve and a mark that the page's script moves."""
    low, high = _ends(loss)
    ticks = "".join(f'<text class="tick end" x="{_LEFT - 9:g}" y="{_y(tick, low, high):.1f}" '
                    f'dy=".35em">{number(tick)}</text>' for tick in dict.fromkeys((low, high)))
    line = " ".join(f"{x:g},{y:g}" for _, x, y in points(loss))
    scale = " (logarithmic)" if _is_steep(low, high) else ""
    floor = HEIGHT - _BOTTOM
    return (f'<svg class="loss" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" '
            f'aria-label="Loss over {len(loss)} epochs">'
            f'<path class="axes" d="M{_LEFT:g} {_TOP - 12:g}V{floor:g}H{WIDTH - _RIGHT:g}"/>{ticks}'
            f'<text class="tick" x="{_LEFT - 9:g}" y="14">loss{scale}</text>'
            f'<text class="tick" x="{_LEFT:g}" y="{floor + 20:g}">0</text>'
            f'<text class="tick end" x="{WIDTH - _RIGHT:g}" y="{floor + 20:g}">{len(loss)}</text>'
            f'<text class="tick middle" x="{(WIDTH + _LEFT - _RIGHT) / 2:g}" y="{floor + 36:g}">'
            f'epoch</text><polyline class="whole" points="{line}"/>'
            f'<polyline class="past" points="{line}"/><circle class="here" r="6"/></svg>')


def _ends(loss: Sequence[float]) -> tuple[float, float]:
    return (min(loss), max(loss)) if loss else (0.0, 1.0)


def _is_steep(low: float, high: float) -> bool:
    return low > 0 and high > STEEP * low


def _y(value: float, low: float, high: float) -> float:
    """The height of a loss in the picture; y grows downwards."""
    if _is_steep(low, high):
        value, low, high = math.log(value), math.log(low), math.log(high)
    share = (value - low) / (high - low) if high > low else 0.5
    return HEIGHT - _BOTTOM - 6 - share * (HEIGHT - _BOTTOM - _TOP - 6)
