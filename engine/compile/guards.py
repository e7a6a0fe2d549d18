"""Branches that the building of a graph took, checked for every row of a batch."""

from __future__ import annotations

from collections.abc import Iterable
from threading import get_ident
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..compared import Comparison, Recipe, comparisons, forgotten
from ..errors import ChalkgradError, GraphError
from ..op import RULES
from ..value import Value
from ..watch import resolved
from .capture import Graph

SIGNS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
SHOWN = 10  # rows that a message lists


class Guard(NamedTuple):
    """A comparison that came out as `found` when the graph was built, at `place` in the source."""

    sign: str
    found: bool
    place: str


class BranchChanged(ChalkgradError, ValueError):
    """Rows of a batch for which a comparison comes out otherwise than when the graph was built.

    `rows` are their numbers, `places` the lines of the source that branch.
    """

    def __init__(self, changed: dict[Guard, NDArray[np.int64]]) -> None:
        self.rows = np.unique(np.concatenate(list(changed.values())))
        self.places = tuple(dict.fromkeys(guard.place for guard in changed))
        super().__init__(_message(changed, self.rows))


def _message(changed: dict[Guard, NDArray[np.int64]], rows: NDArray[np.int64]) -> str:
    lines = "; ".join(f"{guard.place} ({guard.sign} was {guard.found}) in rows {_listed(which)}"
                      for guard, which in list(changed.items())[:SHOWN])
    return (f"{len(rows)} rows take another branch than the graph was built with: {lines}; "
            "compile a graph for each branch, write the choice as relu, maximum or minimum, or "
            "compile with guards='ignore'")


def _listed(rows: NDArray[np.int64]) -> str:
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return ", ".join(map(str, rows[:SHOWN].tolist())) + more


class Found(NamedTuple):
    """A guard and the nodes that it compares."""

    guard: Guard
    left: int
    right: int


def found_guards(graph: Graph, roots: Iterable[Value]) -> list[Found]:
    """The comparisons that depend on inputs or parameters.

    Those made after the last root count too: they may have chosen it. Raises GraphError for one
    made while the graph was built that looked at a node which is gone.
    """
    last = max(root.order for root in roots)
    orders = {node.order: number for node, number in graph.place.items()
              if isinstance(node, Value)}
    start = min([node.order for node in graph.nodes if node is not None and node.op is not None]
                + [leaf.order for leaf in graph.nodes[:graph.inputs] if leaf is not None],
                default=last)
    if start < forgotten():
        raise GraphError("so many Values were compared while the graph was built that the first "
                         "comparisons are forgotten; build it with fewer, or compile with "
                         "guards='ignore' if no branch depends on the inputs")
    found: dict[Found, None] = {}
    for each in comparisons():
        pair = _rebuilt(graph, orders, each.left), _rebuilt(graph, orders, each.right)
        if None in pair:
            if start < each.order < last and each.thread == get_ident():
                raise _gone(each)
        elif graph.depends[pair[0]] | graph.depends[pair[1]]:  # type: ignore[index]
            guard = Guard(each.sign, each.found, str(resolved(each.code, each.instruction)))
            found[Found(guard, *pair)] = None  # type: ignore[arg-type]
    return list(found)


def _gone(each: Comparison) -> GraphError:
    return GraphError("while the graph was built, a comparison looked at a Value that is not part "
                      f"of it and is gone, at {resolved(each.code, each.instruction)}; compare "
                      "Values of the graph, or compile with guards='ignore' if the outcome doesn't "
                      "depend on the inputs")


def _rebuilt(graph: Graph, orders: dict[int, int], recipe: Recipe) -> int | None:
    """The number of the node that a recipe stands for, entered again if it is gone."""
    if not isinstance(recipe, tuple):
        return graph.constant(float(recipe))
    if recipe[0] in orders:
        return orders[recipe[0]]
    if len(recipe) == 2:
        return graph.constant(recipe[1])
    if len(recipe) == 1:
        return None
    operands = [_rebuilt(graph, orders, each) for each in recipe[2]]
    if None in operands:
        return None
    return graph.computed(RULES[recipe[1]], tuple(operands))  # type: ignore[arg-type]
