"""Edges that would run past too much of a picture begin at a copy of their node instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .graph import Edge, Node

PASSED = 400  # columns that all edges together may run past; more make layout slow


def with_references(nodes: Sequence[Node], edges: Sequence[Edge],
                    most: int = PASSED,
                    ) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """The same nodes and edges, or with copies of nodes where the longest edges begin.

    A copy has a key of its own and names the node in `copy_of`. What is copied is what runs
    farthest, until no more than `most` columns are run past.
    """
    passed = _passed(nodes, edges)
    shortest = _shortest_cut(sorted(passed.values(), reverse=True), most)
    if shortest is None:
        return tuple(nodes), tuple(edges)
    of = {node.key: node for node in nodes}
    shown, ways = {node.key: node for node in nodes}, []
    for edge in edges:
        if passed[edge.key] >= shortest:
            copy = _copy(of[edge.tail], edge.head)
            shown[copy.key] = copy
            edge = replace(edge, tail=copy.key)
        ways.append(edge)
    copies = [node for node in shown.values() if node.copy_of]
    return (*copies, *nodes), tuple(ways)


def _passed(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, int]:
    """How many columns each edge runs past, with every node right after all that it needs, and
    what needs nothing right before its first use."""
    place = {node.key: i for i, node in enumerate(nodes)}
    forward = [edge for edge in edges if place[edge.tail] < place[edge.head]]
    forward.sort(key=lambda edge: place[edge.head])
    column = {node.key: 0 for node in nodes}
    for edge in forward:
        column[edge.head] = max(column[edge.head], column[edge.tail] + 1)
    needy = {edge.head for edge in forward}
    first: dict[str, int] = {}
    for edge in forward:
        if edge.tail not in needy:
            first[edge.tail] = min(first.get(edge.tail, column[edge.head]), column[edge.head])
    column.update({key: before - 1 for key, before in first.items()})
    return {edge.key: max(0, column[edge.head] - column[edge.tail] - 1) for edge in edges}


def _shortest_cut(lengths: list[int], most: int) -> int | None:
    """From which length on edges are cut, or None if they are short enough together."""
    left = sum(lengths)
    for i, length in enumerate(lengths):
        if left <= most:
            return lengths[i - 1] if i else None
        left -= length
    return None if not lengths else max(1, lengths[-1])


def _copy(node: Node, head: str) -> Node:
    kind = "operation" if node.kind == "output" else node.kind
    return replace(node, key=f"{node.key}-{head}", formula="", formula_latex="", folded=(),
                   kind=kind, copy_of=node.key)
