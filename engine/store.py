"""A graph as plain data, and back: for copies and files, without recursion and without code."""

from __future__ import annotations

from typing import Any

from .op import RULES, Operation
from .value import Value, _next_order, _node
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
    """The graph that to_records took apart; returns its last node."""
    nodes: list[Value] = []
    for data, grad, label, name, arguments, partials in records:
        given = tuple(nodes[a[1]] if isinstance(a, tuple) else a for a in arguments)
        nodes.append(_restored(data, grad, label, RULES.get(name), given, partials))
    return nodes[-1]


def copied(y: Value, memo: dict[int, Any]) -> Value:
    """A copy of y and everything below it, for copy.deepcopy."""
    for node in topological_order(y):
        if id(node) not in memo:
            given = tuple(memo[id(a)] if isinstance(a, Value) else a for a in node.arguments)
            memo[id(node)] = _restored(node.data, node.grad, node.label, node.op, given,
                                       node.partials)
    copy: Value = memo[id(y)]
    return copy


def _restored(data: Any, grad: Any, label: str, op: Operation | None, arguments: tuple[Any, ...],
              partials: tuple[Any, ...]) -> Value:
    if op is None:
        node = Value(data, label)
    else:
        inputs = tuple(a for a in arguments if isinstance(a, Value))
        node = _node(data, op, arguments, inputs, partials)
        node.label = label
    node.grad = grad
    node.order = _next_order()
    return node
