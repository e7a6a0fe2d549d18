"""A network as a layered picture: units in columns and the weights between them, as data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from chalkgrad.engine import RULES, Symbol, Value
from chalkgrad.nn import MLP, Layer
from chalkgrad.nn.network import indexed

from .errors import DiagramError

Shown = Literal["weights", "gradients"]
UnitKind = Literal["input", "hidden", "output", "bias"]
MOST = 10  # units of a column that are drawn, unless more are asked for
LAYERS = 8  # columns that are drawn
DOWN, ACROSS = 58.0, 175.0  # from unit to unit and from column to column, in points
_STEEPEST = 0.42  # of a picture's height: how near columns may stand


@dataclass(frozen=True)
class Unit:
    """A circle of the picture: its name in LaTeX and where its middle is."""

    key: str
    label: str
    kind: UnitKind
    x: float
    y: float


@dataclass(frozen=True)
class Link:
    """A line of the picture: a weight or bias by name, and the number that its width shows."""

    key: str
    tail: Unit
    head: Unit
    number: float

    @property
    def negative(self) -> bool:
        """Whether it is drawn dashed."""
        return self.number < 0


@dataclass(frozen=True)
class Column:
    """A layer: what stands above it, how many units it has and where the ⋮ is, if not all show."""

    x: float
    title: str
    formula: str
    activation: str
    count: int
    units: tuple[Unit, ...]
    bias: Unit | None
    gap: float | None

    @property
    def all(self) -> tuple[Unit, ...]:
        """The units, and the constant 1 that the biases weigh."""
        return self.units if self.bias is None else (*self.units, self.bias)


@dataclass(frozen=True)
class Layered:
    """The whole picture; `left_out` counts layers between the columns around `dots`."""

    shown: Shown
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    top: float
    bottom: float
    left_out: int
    dots: float | None

    @property
    def largest(self) -> float:
        """The largest finite |number| of the links, which is drawn widest."""
        return max((abs(link.number) for link in self.links if math.isfinite(link.number)),
                   default=0.0)


def layered(net: MLP, shown: Shown = "weights", most: int = MOST) -> Layered:
    """The picture of a network as data, at most `most` units of a column and 8 columns.

    Raises DiagramError if gradients are asked for that were not computed, or `most` is below 3.

    >>> picture = layered(MLP([2, 3, 1], seed=0))
    >>> [len(column.units) for column in picture.columns], len(picture.links)
    ([2, 3, 1], 13)
    """
    _check(net, shown, most)
    numbers = _drawn(len(net.sizes), LAYERS, ending=2)
    slots = [len(_drawn(net.sizes[n], most)) for n in numbers if n is not None]
    across = max(ACROSS, _STEEPEST * DOWN * max(slots))
    places = {n: i * across for i, n in enumerate(numbers)}
    columns = tuple([_column(net, n, places[n], most) for n in numbers if n is not None])
    links = tuple([link for n, m in pairwise(numbers) if n is not None and m is not None
                   for link in _links(net.layers[m - 1], _at(columns, places[n]),
                                      _at(columns, places[m]), shown, most)])
    heights = [unit.y for column in columns for unit in column.all]
    return Layered(shown, columns, links, min(heights), max(heights),
                   len(net.sizes) - len(columns), places.get(None))


def _check(net: Any, shown: str, most: int) -> None:
    if not isinstance(net, MLP):
        raise DiagramError(f"{net!r} ({type(net).__name__}) is no network; give an nn.MLP, or draw "
                           "the graph of a Value with draw(y)")
    if shown not in ("weights", "gradients"):
        raise DiagramError(f"show={shown!r} is nothing that a line can show; write 'weights' or "
                           "'gradients'")
    if most < 3:
        raise DiagramError(f"most={most!r} leaves no room for ⋮; give 3 or more units")


def _drawn(count: int, most: int, ending: int = 1) -> list[int | None]:
    """Which of many are drawn, the first and the last, with None for the rest between.

    >>> _drawn(100, 6)
    [0, 1, 2, 3, None, 99]
    """
    if count <= most:
        return list(range(count))
    return [*range(most - 1 - ending), None, *range(count - ending, count)]


def _column(net: MLP, number: int, x: float, most: int) -> Column:
    drawn, last = _drawn(net.sizes[number], most), number == len(net.layers)
    y = {unit: DOWN * (slot - (len(drawn) - 1) / 2) for slot, unit in enumerate(drawn)}
    kind: UnitKind = "output" if last else "hidden" if number else "input"
    units = tuple([Unit(f"{number}.{unit + 1}", _label(number, unit), kind, x, y[unit])
                   for unit in drawn if unit is not None])
    bias = None if last else Unit(f"{number}.0", "1", "bias", x, max(y.values()) + DOWN)
    title = "output" if last else f"layer {number}" if number else "input"
    name = net.layers[number - 1].activation if number else ""
    return Column(x, title, _formula(name, number), name, net.sizes[number], units, bias,
                  y.get(None))


def _label(layer: int, unit: int) -> str:
    return f"{indexed('a', unit + 1)}^{{({layer})}}" if layer else indexed("x", unit + 1)


def _formula(activation: str, layer: int) -> str:
    r"""What a layer computes from its z.

    >>> _formula("sigmoid", 1)
    'a^{(1)} = \\sigma(z^{(1)})'
    """
    if not layer:
        return "x"
    z = Symbol(f"z^{{({layer})}}")
    op = RULES.get(activation)
    made = z if op is None else op.apply((z,)) if not op.variadic else None
    computed = rf"\operatorname{{{activation}}}({z})" if made is None else made.latex()
    return f"a^{{({layer})}} = {computed}"


def _at(columns: Sequence[Column], x: float) -> Column:
    return next(column for column in columns if column.x == x)


def _links(layer: Layer, before: Column, after: Column, shown: Shown,
           most: int) -> Iterator[Link]:
    """The weights between the units of two columns that are drawn, and the biases."""
    tails = [i for i in _drawn(len(layer.w), most) if i is not None]
    heads = [j for j in _drawn(len(layer.b), most) if j is not None]
    for j, head in zip(heads, after.units):
        for i, tail in zip(tails, before.units):
            yield Link(layer.w[i][j].label, tail, head, _number(layer.w[i][j], shown))
        assert before.bias is not None
        yield Link(layer.b[j].label, before.bias, head, _number(layer.b[j], shown))


def _number(parameter: Value, shown: Shown) -> float:
    if shown == "weights":
        return float(parameter.data)
    if parameter.grad is None:
        raise DiagramError(f"the gradient of {parameter.label} is not computed, so no line can "
                           "show it; write loss.backward() first, or show='weights'")
    return float(parameter.grad)
