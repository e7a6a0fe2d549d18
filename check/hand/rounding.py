"""How far rounding alone may move a gradient that is written as on the board."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from ...engine import Value, grad, topological_order
from ...engine.number import Number
from ...engine.steps import operation
from ...engine.value import places
from .case import Slopes

_EPSILON = 2.0 ** -52


def losses(y: Value, nodes: Sequence[Value]) -> list[tuple[float, float]]:
    """How far rounding may move each number, and how far it may without making it worthless."""
    graph, unit = Slopes(y), _unit(y.data)
    every = graph.sizes()
    sizes = [every[graph.index[node]] for node in nodes]
    spread = _spread(y, nodes, unit) if unit else [0.0] * len(nodes)
    return [(8 * max(unit * size, moved), 1e-3 * size) for size, moved in zip(sizes, spread)]


def _unit(given: Number) -> float:
    """The relative rounding of a kind of number."""
    if isinstance(given, Fraction):
        return 0.0
    return float(given.context.eps) if hasattr(given, "context") else _EPSILON


def _spread(y: Value, nodes: Sequence[Value], unit: float) -> list[float]:
    """How far the numbers move if every node of the graph is rounded otherwise, three times."""
    most, right = [0.0] * len(nodes), grad(y, nodes)
    for seed in range(3):
        try:
            adjoints = _shaken(y, unit, random.Random(seed))
        except (ArithmeticError, ValueError, TypeError):
            continue
        gaps = [float(abs(adjoints.get(node, 0.0) - given)) for node, given in zip(nodes, right)]
        most = [max(a, b) if b == b else a for a, b in zip(most, gaps)]
    return most


def _shaken(y: Value, unit: float, draw: random.Random) -> dict[Value, Number]:
    """The adjoints, by the formulas of the board, with every number rounded anew."""
    values: dict[Value, Number] = {}
    nodes = topological_order(y)
    for node in nodes:
        values[node] = node.data if node.op is None else (
            node.op.forward(*_given(node, values)) * (1 + unit * draw.choice((-1, 1))))
    adjoints: dict[Value, Number] = {y: 1.0}
    for node in reversed(nodes):
        if node.op is not None and node in adjoints:
            for given, partial in zip(node.inputs, _board_partials(node, values)):
                adjoints[given] = adjoints.get(given, 0.0) + adjoints[node] * partial
    return adjoints


def _board_partials(node: Value, values: dict[Value, Number]) -> Sequence[Number]:
    """The local derivatives as written on the board, which may lose digits."""
    op, where, given = operation(node), places(node.arguments), _given(node, values)
    if op.variadic:
        return op.partials(values[node], given, where)
    return [op.derivative(i, values[node], given) for i in where]


def _given(node: Value, values: dict[Value, Number]) -> list[Number]:
    return [values[each] if isinstance(each, Value) else each for each in node.arguments]
