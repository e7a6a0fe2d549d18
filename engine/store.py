"""A graph as plain data, and back: for copies and files, without recursion and without code."""

from __future__ import annotations

from typing import Any

from .errors import GraphError
from .op import RULES, Operation
from .value import Value, made, record
from .walk import topological_order

Record = tuple[Any, ...]


def to_records(y: Value) -> list[Record]:
    """One record per node, inputs before outputs: (data, grad, label, op's name, arguments,
    partials); an argument that is a Value is given as ('node', place), a constant as itself."""
    nodes = topological_order(y)
    place = {node: i for i, node in enumerate(nodes)}
    return [(node.data, node.grad, node.label, node.op.name if node.op else "",
             tuple(("node", place[a]) if isinstance(a, Value) else a for a in node.arguments),
             node.partials) for node in nodes]


def from_records(records: list[Record]) -> Value:
    """The graph that to_records took apart; returns its last node.

    Raises GraphError for an operation that is no row of the table, and for no records at all.
    """
    if not records:
        raise GraphError("no records are no graph; give the list that to_records returned")
    nodes: list[Value] = []
    for data, grad, label, name, arguments, partials in records:
        given = tuple(nodes[a[1]] if isinstance(a, tuple) else a for a in arguments)
        nodes.append(restored(data, grad, label, _operation(name), given, partials))
    return nodes[-1]


def _operation(name: str) -> Operation | None:
    """The row of that name, or None for a leaf's empty name."""
    if name and name not in RULES:
        raise GraphError(f"the records hold an operation {name!r}, which is no row of the table; "
                         f"there are {', '.join(RULES)}; enter the missing one with @rule first")
    return RULES[name] if name else None


def copied(y: Value, memo: dict[int, Any]) -> Value:
    """A copy of y and everything below it, for copy.deepcopy."""
    for node in topological_order(y):
        if id(node) not in memo:
            given = tuple(memo[id(a)] if isinstance(a, Value) else a for a in node.arguments)
            memo[id(node)] = restored(node.data, node.grad, node.label, node.op, given,
                                      node.partials)
    copy: Value = memo[id(y)]
    return copy


def restored(data: Any, grad: Any, label: str, op: Operation | None, arguments: tuple[Any, ...],
             partials: tuple[Any, ...]) -> Value:
    """A node as it was, over the same arguments."""
    if op is None:
        node = Value(data)
    else:
        node = made(op, arguments, tuple(a for a in arguments if isinstance(a, Value)))
        record(node, data, partials)
    node.grad, node.label = grad, label
    return node
