"""Sums of the graph taken apart into terms ± l·r and ± r, so that loops become dot products."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .capture import BATCHED, PARAMETER, Graph

Ints = NDArray[np.int64]
LEAF, SUM, MUL, OTHER = 0, 1, 2, 3
RARE, LONG = 50, 8  # like fewer than one in 50, and of fewer than 8 terms
_SUMS = {"add", "sub", "neg", "total", "dot"}


class Flat(NamedTuple):
    """Edges of the graph: edge e goes from node `given[e]` into node `taker[e]`."""

    kind: Ints
    depends: Ints
    given: Ints
    taker: Ints
    start: Ints  # the first edge into each node, and at last the number of edges


class Terms(NamedTuple):
    """Term t is ± left·right, or ± right where left is −1, and belongs to sum `owner`."""

    owner: Ints
    negative: NDArray[np.bool_]
    left: Ints
    right: Ints


def flat(graph: Graph) -> Flat:
    """The graph's lists as arrays."""
    kinds: dict[Any, int] = {None: LEAF}
    kind = [kinds[op] if op in kinds else kinds.setdefault(op, _kind(op)) for op in graph.ops]
    lengths = np.fromiter(map(len, graph.arguments), np.int64, len(kind))
    start = np.concatenate([[0], np.cumsum(lengths)])
    given = np.fromiter((a for each in graph.arguments for a in each), np.int64, start[-1])
    taker = np.repeat(np.arange(len(kind)), lengths)
    return Flat(np.array(kind, np.int64), np.array(graph.depends, np.int64), given, taker, start)


def _kind(op: Any) -> int:
    return SUM if op.name in _SUMS else MUL if op.name == "mul" else OTHER


def merged(graph: Graph, edges: Flat, kept: Ints) -> tuple[NDArray[np.bool_], Terms]:
    """Which nodes go up in the sum that alone uses them, and the terms of the sums that stay.

    A sum or product is merged if nothing else uses it, and both are computed per row or neither.
    """
    kind, depends, given, taker, _ = edges
    if not len(given):
        return np.zeros(len(kind), bool), Terms(given, given > 0, given, given)
    plain, negative, partner = _roles(graph, edges)
    uses = np.bincount(given, minlength=len(kind))
    uses[kept] += 1
    consumer, lone = np.full(len(kind), -1), np.zeros(len(kind), bool)
    consumer[given[plain]] = np.flatnonzero(plain)
    lone = (uses == 1) & (consumer >= 0)
    lone &= (depends & BATCHED) == (depends[taker[consumer]] & BATCHED)
    lone[:graph.inputs + graph.parameters] = False
    gone = lone & ((kind == SUM) | (kind == MUL))
    for rare in (True, False):
        owner, flipped = _owners(gone & (kind == SUM), taker[consumer], negative[consumer])
        terms = _terms(edges, plain, negative, partner, gone, owner, flipped, consumer)
        if rare:  # sums whose like is rare stay as they are written, or groups would be many
            into = np.where(kind == MUL, owner[taker[consumer]], owner)
            gone &= ~_rare(edges, terms)[into]
    return gone, terms


def _rare(edges: Flat, terms: Terms) -> NDArray[np.bool_]:
    """The short sums that few others are like, in a graph of many sums."""
    nodes = len(edges.kind)
    count = np.bincount(terms.owner, minlength=nodes)
    likeness = np.bincount(terms.owner, _likeness(edges, terms), nodes).astype(np.int64)
    sums = np.flatnonzero(count)
    _, like, members = np.unique(likeness[sums], return_inverse=True, return_counts=True)
    rare = np.zeros(nodes, bool)
    rare[sums] = (members[like.reshape(-1)] < len(sums) // RARE) & (count[sums] < LONG)
    return rare


def _likeness(edges: Flat, terms: Terms) -> NDArray[np.float64]:
    """A number for what a term is like; sums of equal numbers may be like each other."""
    per_row = edges.depends & BATCHED
    like = 1 + (terms.left >= 0) + 2 * terms.negative + 4 * (per_row[terms.right] > 0)
    like = like + 8 * ((terms.left >= 0) & (per_row[terms.left] > 0))
    return np.asarray(11.0 ** (like % 9) + like)


def _roles(graph: Graph, edges: Flat) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Ints]:
    """For each edge: whether it is a term by itself, whether negative, else its partner's edge."""
    kind, _, given, taker, start = edges
    plain, negative = kind[taker] == SUM, np.zeros(len(given), bool)
    partner = np.full(len(given), -1)
    names = np.array([op.name if op else "" for op in graph.ops])
    for i in np.flatnonzero((names == "sub") | (names == "neg")):
        negative[start[i + 1] - 1] = True
    dots = np.flatnonzero(names == "dot")
    for i in dots.tolist():
        first, n = start[i], (start[i + 1] - start[i]) // 2
        plain[first:first + 2 * n] = False
        partner[first:first + n] = np.arange(first + n, first + 2 * n)
    return plain, negative, partner


def _owners(gone: NDArray[np.bool_], consumer: Ints, negative: NDArray[np.bool_],
            ) -> tuple[Ints, NDArray[np.bool_]]:
    """The sum in which each merged sum ends up, and whether its sign is turned on the way."""
    owner = np.where(gone, consumer, np.arange(len(gone)))
    flipped = np.where(gone, negative, False)
    while gone[owner].any():  # each step doubles the way that is covered
        flipped, owner = flipped ^ flipped[owner], owner[owner]
    return owner, flipped


def _terms(edges: Flat, plain: NDArray[np.bool_], negative: NDArray[np.bool_], partner: Ints,
           gone: NDArray[np.bool_], owner: Ints, flipped: NDArray[np.bool_],
           consumer: Ints) -> Terms:
    kind, depends, given, taker, start = edges
    dots = np.flatnonzero(partner >= 0)
    singles = np.flatnonzero(plain & ~gone[given])
    products = np.flatnonzero(gone & (kind == MUL))
    into = taker[consumer[products]]
    left = np.concatenate([given[dots], np.full(len(singles), -1), given[start[products]]])
    right = np.concatenate([given[partner[dots]], given[singles], given[start[products] + 1]])
    sums = np.concatenate([taker[dots], taker[singles], into])
    signs = np.concatenate([flipped[taker[dots]], negative[singles] ^ flipped[taker[singles]],
                            negative[consumer[products]] ^ flipped[into]])
    left, right = _ordered(depends, kind, left, right)
    return Terms(owner[sums], signs, left, right)


def _ordered(depends: Ints, kind: Ints, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Weights to the left: of two factors the one that is not per row, and a leaf before others."""
    rank = 4 * (depends & BATCHED) + 2 * (kind != LEAF) + ((depends & PARAMETER) == 0)
    turn = (left >= 0) & (rank[left] > rank[right])
    return np.where(turn, right, left), np.where(turn, left, right)
