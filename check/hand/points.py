"""A graph at its present point and at points near it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from ...engine import GraphError, Value, recompute, topological_order
from ...engine.label import number
from ...engine.number import Number
from ...engine.steps import names_of
from ...engine.store import copied
from ...engine.watch import finite
from ..errors import CheckError


class Point:
    """A graph at a point: `y`, and the node there (`at`) of every node of the original."""

    def __init__(self, y: Value, twins: dict[Value, Value]) -> None:
        self.y, self.twins = y, twins

    def at(self, node: Value) -> Value:
        """The node at this point; of the original itself at the present one."""
        return self.twins.get(node, node)


def near(y: Value, leaves: Iterable[Value], scale: float, draw: random.Random) -> Point:
    """A copy of the graph with these leaves moved by up to scale; raises where y isn't defined."""
    memo: dict[int, Any] = {}
    copy = copied(y, memo)
    twins = {node: memo[id(node)] for node in topological_order(y)}
    for leaf in leaves:
        twins[leaf].data = _shifted(leaf.data, scale, draw)
    recompute(copy)
    if not all(finite(node.data) for node in twins.values()):
        raise CheckError(f"{named(y)[y]} is not finite near this point")
    return Point(copy, twins)


def _shifted(given: Number, scale: float, draw: random.Random) -> Number:
    kind = given.__class__
    share = kind(draw.choice((-1, 1)) * draw.randint(200, 1000)) * kind(scale) / kind(1000)
    return given + share * max(abs(given), kind(1))


def check_graph(y: Any) -> None:
    """Raise unless y is a Value whose graph is real, finite and as its leaves say."""
    if not isinstance(y, Value):
        raise GraphError(f"{y!r} ({type(y).__name__}) is no node of a graph; write the numbers by "
                         "hand first, then the Value: gradients({w: 0.5}, y)")
    names = named(y)
    for node in names:
        if isinstance(node.data, complex) or hasattr(node.data, "_mpc_"):
            raise GraphError(f"{names[node]} = {node.data} is complex; compare real and imaginary "
                             "parts of the gradient one by one, in a graph of real numbers")
        if not finite(node.data):
            raise GraphError(f"{names[node]} = {node.data} is not finite; write explain(y) to see "
                             "where that begins")
    again = near(y, [], 0.0, random.Random(0))
    for node in names:
        new = again.at(node).data
        if abs(new - node.data) > 1e-9 * max(abs(new), abs(node.data)) + 1e-12 * _scale(node):
            raise GraphError(f"{names[node]} is {number(node.data)}, but from its leaves as they "
                             f"are now it is {number(new)}; write y.recompute() after changing "
                             "them")


def _scale(node: Value) -> float:
    return max([abs(float(given.data)) for given in node.inputs], default=0.0)


def named(y: Value) -> dict[Value, str]:
    """The names of all nodes; a y without a label is called so, unless another node is."""
    names = names_of(topological_order(y))
    if not y.label and "y" not in names.values():
        names[y] = "y"
    return names
