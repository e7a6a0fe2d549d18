"""The leaves that a program's caller gives: inputs and parameters, each below the roots, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import GraphError
from ..label import readable
from ..value import Value
from ..walk import topological_order
from .capture import Graph, real

if TYPE_CHECKING:
    from .guards import Found


def checked_leaves(roots: Sequence[Value], inputs: Any, parameters: Any,
                   ) -> tuple[list[Value], list[Value]]:
    """Inputs and parameters as lists of different leaves; without parameters all other leaves.

    Raises GraphError, naming the one that can't be.
    """
    xs = _leaves(inputs, "inputs")
    others = other_leaves(roots, xs) if parameters is None else _leaves(parameters, "parameters")
    seen: set[Value] = set()
    for leaf in xs + others:
        if leaf in seen:
            raise GraphError(f"{named(leaf)} is given twice among inputs and parameters; each is "
                             "one or the other, once")
        seen.add(leaf)
        real(leaf.data, leaf)
    return xs, others


def _leaves(given: Any, role: str) -> list[Value]:
    if isinstance(given, Value) or not hasattr(given, "__iter__"):
        raise GraphError(f"{role} come in a list; write {role}=[x]")
    leaves = list(given)
    for leaf in leaves:
        if not isinstance(leaf, Value):
            raise GraphError(f"{leaf!r} ({type(leaf).__name__}) among the {role} is no Value; "
                             "give the Values that the graph was built from")
        if leaf.op is not None:
            raise GraphError(f"{named(leaf)} among the {role} is computed by {leaf.op}; only "
                             "leaves can be given")
    return leaves


def named(node: Value) -> str:
    """A node for an error message: its label, or what it shows."""
    return readable(node.label) or repr(node)


def other_leaves(roots: Sequence[Value], inputs: Sequence[Value]) -> list[Value]:
    """The leaves below the roots that are no inputs, in the order made."""
    given = set(inputs)
    return [node for node in topological_order(*roots) if node.op is None and node not in given]


def check_used(graph: Graph, roots: Sequence[Value], guards: list[Found],
               inputs: Sequence[Value], parameters: Sequence[Value]) -> None:
    """Raise GraphError for a leaf that neither the roots nor their branches depend on."""
    used = {graph.place[root] for root in roots}
    used.update(a for each in guards for a in (each.left, each.right))
    for arguments in graph.arguments:
        used.update(arguments)
    for number, leaf in enumerate([*inputs, *parameters]):
        if number not in used:
            role = "inputs" if number < len(inputs) else "parameters"
            raise GraphError(f"{named(leaf)} among the {role} is not below the root, so the graph "
                             "doesn't depend on it; leave it out, or build the graph again if the "
                             "leaf was exchanged since")
