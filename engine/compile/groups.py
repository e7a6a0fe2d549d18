"""Nodes that can be computed together: of one kind and one shape, none of which needs another."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .capture import BATCHED, Graph
from .schedule import scheduled, uses
from .terms import LEAF, MUL, SUM, Flat, Ints, Terms

# A term is ± and one of: u, v, u·u, u·x, u·v, v·v; u per call, v per row, x an input


@dataclass
class Group:
    """Nodes computed by one operation; for a sum, its parts: left and right (nodes, terms)."""

    op: str
    members: Ints
    depends: int
    arguments: Ints | None = None  # (nodes, arguments) of an operation
    parts: dict[int, tuple[Ints | None, Ints]] = field(default_factory=dict)


def part_kinds(terms: Terms, depends: Ints, inputs: int) -> Ints:
    """For each term the part of the sum that it belongs to, 0 … 11; odd parts are subtracted."""
    left_v, right_v = depends[terms.left] & BATCHED > 0, depends[terms.right] & BATCHED > 0
    product, given = terms.left >= 0, terms.right < inputs
    kind = np.where(product, np.where(left_v, 5, np.where(right_v, np.where(given, 3, 4), 2)),
                    right_v)
    return 2 * kind + terms.negative


def grouped(graph: Graph, edges: Flat, gone: NDArray[np.bool_], terms: Terms) -> list[Group]:
    """The groups, in an order in which they can be computed."""
    here = np.flatnonzero((edges.kind != LEAF) & ~gone)
    if not len(here):
        return []
    part = part_kinds(terms, edges.depends, graph.inputs)
    by_owner = _Parts(terms, part, len(gone))
    kinds = _kinds(graph, edges, here, terms, part)
    return [_group(graph, edges, members, by_owner)
            for members in scheduled(here, kinds, uses(edges, gone, terms, here))]


def _kinds(graph: Graph, edges: Flat, here: Ints, terms: Terms, part: Ints) -> Ints:
    """A number for each node, equal where nodes can be computed together."""
    keys = _shape(graph, edges, here)
    for number in np.unique(part).tolist():
        counts = np.bincount(terms.owner[part == number], minlength=len(edges.kind))
        keys.append(counts[here])
    order = np.lexsort(keys[::-1])
    changes = np.zeros(len(here), np.int64)
    for key in keys:
        changes[1:] |= np.diff(key[order]) != 0
    kinds: Ints = np.empty(len(here), np.int64)
    kinds[order] = np.cumsum(changes)
    return kinds


def _shape(graph: Graph, edges: Flat, here: Ints) -> list[Ints]:
    """What nodes of a group share beside the level: operation, dependence and arguments' kinds."""
    names: dict[str, int] = {"sum": -1}
    ops = [graph.ops[i] for i in here.tolist()]
    op = np.array([names.setdefault(each.name, len(names)) if each else 0 for each in ops])
    other = edges.kind[here] >= MUL
    op[~other] = -1
    first, count = edges.start[here], np.diff(edges.start)[here]
    batched = (edges.depends & BATCHED)[edges.given] if len(edges.given) else np.zeros(1, int)
    short, pair = other & (count > 0), other & (count > 1)
    top = max(len(batched) - 1, 0)
    left = np.where(short, batched[np.minimum(first, top)], 0)
    right = np.where(pair, batched[np.minimum(first + 1, top)], 0)
    powers = pair & (op == names.get("pow", -2))
    exponent = edges.given[np.minimum(first + 1, max(len(edges.given) - 1, 0))] if top else first
    constant = np.where(powers & (edges.depends[exponent] == 0), exponent, 0)
    return [op, edges.depends[here], np.where(other, count, 0), left, right, constant]


class _Parts:
    """The terms of each sum, part by part."""

    def __init__(self, terms: Terms, part: Ints, nodes: int) -> None:
        self.terms = terms
        self.order = np.lexsort((part, terms.owner))
        self.part = part[self.order]
        self.start = np.searchsorted(terms.owner[self.order], np.arange(nodes + 1))

    def of(self, members: Ints) -> dict[int, tuple[Ints | None, Ints]]:
        """Left and right of the members' terms, which have the same number of each part."""
        count = int(self.start[members[0] + 1] - self.start[members[0]])
        places = self.start[members][:, None] + np.arange(count)
        parts = self.part[places[0]]
        found: dict[int, tuple[Ints | None, Ints]] = {}
        for part in np.unique(parts).tolist():
            which = self.order[places[:, parts == part]]
            left = None if part < 4 else self.terms.left[which]
            found[part] = left, self.terms.right[which]
        return found


def _group(graph: Graph, edges: Flat, members: Ints, parts: _Parts) -> Group:
    first = int(members[0])
    depends = int(edges.depends[first])
    if edges.kind[first] == SUM:
        return Group("sum", members, depends, None, parts.of(members))
    op = graph.ops[first]
    assert op is not None
    count = int(edges.start[first + 1] - edges.start[first])
    arguments = edges.given[edges.start[members][:, None] + np.arange(count)]
    return Group(op.name, members, depends, arguments)

