"""The layered picture of a network whose weights change: a line for each weight, drawn once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chalkgrad.engine.label import readable
from chalkgrad.nn.network import MLP, indexed

from ..formula import typeset
from .glyphs import Sheet
from .picture import written

MOST_UNITS = 8  # of a layer; a wider one is elided with ⋮
MOST_NUMBERED = 20  # weights that have room for their number
_ACROSS, _DOWN, _RADIUS, _MARGIN = 210.0, 74.0, 25.0, 40.0


@dataclass(frozen=True)
class Unit:
    """A unit that is drawn; layer 0 is the input, and units count from 1 (0: the dots)."""

    layer: int
    number: int
    x: float
    y: float


def units_of(net: MLP) -> list[Unit]:
    """Every unit that is drawn, with its place."""
    tallest = max(len(_numbers(size)) for size in net.sizes)
    return [Unit(layer, number, _MARGIN + layer * _ACROSS,
                 _MARGIN + (row + (tallest - len(_numbers(size))) / 2) * _DOWN)
            for layer, size in enumerate(net.sizes) for row, number in enumerate(_numbers(size))]


def keys_of(net: MLP) -> dict[str, int]:
    """For every weight and bias that is drawn, its place among `net.parameters()`.

    >>> keys_of(MLP([1, 2], seed=0))
    {'w1.1.1': 0, 'w1.1.2': 1, 'b1.1': 2, 'b1.2': 3}
    """
    keys: dict[str, int] = {}
    start = 0
    for layer, (before, after) in enumerate(zip(net.sizes, net.sizes[1:]), 1):
        for i in filter(None, _numbers(before)):
            for j in filter(None, _numbers(after)):
                keys[f"w{layer}.{i}.{j}"] = start + (i - 1) * after + j - 1
        for j in filter(None, _numbers(after)):
            keys[f"b{layer}.{j}"] = start + before * after + j - 1
        start += (before + 1) * after
    return keys


def network_svg(net: MLP, sheet: Sheet) -> str:
    """The picture as SVG; how thick each line is, the page's script says."""
    units = units_of(net)
    width = 2 * _MARGIN + (len(net.sizes) - 1) * _ACROSS
    height = max(unit.y for unit in units) + _MARGIN + 14
    body = "".join([*_weights(net, units), *(_unit(net, unit, sheet) for unit in units)])
    return (f'<svg class="network" viewBox="0 0 {width:g} {height:g}" role="group" '
            f'aria-label="The network">{body}</svg>')


def _numbers(size: int) -> list[int]:
    """The numbers of the units of a layer that are drawn, 0 for the dots."""
    if size <= MOST_UNITS:
        return list(range(1, size + 1))
    return [*range(1, MOST_UNITS - 2), 0, size - 1, size]


def _weights(net: MLP, units: list[Unit]) -> Iterator[str]:
    """The lines, and then their numbers, so that no line runs over a number."""
    drawn = [(f"w{other.layer}.{one.number}.{other.number}", one, other)
             for one in units for other in units
             if other.layer == one.layer + 1 and one.number and other.number]
    for key, one, other in drawn:
        yield (f'<g class="weight" data-key="{key}"><line x1="{one.x:g}" y1="{one.y:g}" '
               f'x2="{other.x:g}" y2="{other.y:g}"/></g>')
    for key, one, other in drawn if len(drawn) <= MOST_NUMBERED else ():
        at = (0.3, 0.52, 0.74)[one.number % 3]  # so that numbers of different units stand apart
        yield (f'<text class="number" data-of="{key}" x="{one.x + at * (other.x - one.x):.1f}" '
               f'y="{one.y + at * (other.y - one.y):.1f}" dy=".35em"></text>')


def _unit(net: MLP, unit: Unit, sheet: Sheet) -> str:
    if not unit.number:
        return f'<text class="dots" x="{unit.x:g}" y="{unit.y:g}" dy=".35em">⋮</text>'
    label = indexed("x" if unit.layer == 0 else "a", unit.number)
    label += f"^{{({unit.layer})}}" if unit.layer else ""
    name = written(typeset(label, 19), readable(label), sheet)
    kind = "input" if unit.layer == 0 else "output" if unit.layer == len(net.sizes) - 1 else "inner"
    bias = "" if not unit.layer else (
        f'<text class="number bias" data-key="b{unit.layer}.{unit.number}" x="{unit.x:g}" '
        f'y="{unit.y + _RADIUS + 15:g}"></text>')
    return (f'<g class="unit {kind}"><circle cx="{unit.x:g}" cy="{unit.y:g}" r="{_RADIUS:g}"/>'
            f'<g class="title" transform="translate({unit.x - name.width / 2:.1f} '
            f'{unit.y - name.height / 2:.1f})">{name.svg}</g>{bias}</g>')
