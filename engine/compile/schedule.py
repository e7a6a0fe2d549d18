"""The order in which groups are computed, such that they are few.

Of the kinds of nodes that are ready, the one goes first of which a node has the longest way to the
root; the others wait until more of their kind are ready.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .terms import MUL, Flat, Ints, Terms


class Uses(NamedTuple):
    """Node i is used by the computed nodes users[start[i]:start[i + 1]], and uses needs[i]."""

    start: list[int]
    users: list[int]
    needs: list[int]


def uses(edges: Flat, gone: NDArray[np.bool_], terms: Terms, here: Ints) -> Uses:
    """Who uses whom among the nodes that are computed."""
    taken = np.flatnonzero((edges.kind[edges.taker] >= MUL) & ~gone[edges.taker])
    products = np.flatnonzero(terms.left >= 0)
    user = np.concatenate([edges.taker[taken], terms.owner, terms.owner[products]])
    given = np.concatenate([edges.given[taken], terms.right, terms.left[products]])
    computed = np.zeros(len(gone), bool)
    computed[here] = True
    user, given = user[computed[given]], given[computed[given]]
    order = np.argsort(given, kind="stable")
    start = np.searchsorted(given[order], np.arange(len(gone) + 1))
    return Uses(start.tolist(), user[order].tolist(),
                np.bincount(user, minlength=len(gone)).tolist())


def heights(here: list[int], known: Uses) -> list[int]:
    """How many nodes there are on the longest way to a root; nodes are numbered upwards."""
    start, users, _ = known
    height = [0] * (len(start) - 1)
    for node in reversed(here):
        for user in users[start[node]:start[node + 1]]:
            if height[user] >= height[node]:
                height[node] = height[user] + 1
    return height


def scheduled(here: Ints, kinds: Ints, known: Uses) -> list[Ints]:
    """The nodes `here`, whose kinds are given, as groups of one kind that can follow each other."""
    nodes = here.tolist()
    waiting = _Waiting(dict(zip(nodes, kinds.tolist())), heights(nodes, known))
    start, users, needs = known
    for node in nodes:
        if not needs[node]:
            waiting.enter(node)
    found = []
    while group := waiting.highest():
        for node in group:
            for user in users[start[node]:start[node + 1]]:
                needs[user] -= 1
                if not needs[user]:
                    waiting.enter(user)
        found.append(np.array(sorted(group)))
    return found


class _Waiting:
    """The nodes that are ready, by kind; the kinds by their highest node."""

    def __init__(self, kinds: dict[int, int], height: list[int]) -> None:
        self.kinds, self.height = kinds, height
        self.ready: dict[int, list[int]] = {}
        self.top: dict[int, int] = {}
        self.heap: list[tuple[int, int]] = []  # (−height, kind), some of them outdated

    def enter(self, node: int) -> None:
        kind, height = self.kinds[node], self.height[node]
        self.ready.setdefault(kind, []).append(node)
        if height > self.top.get(kind, -1):
            self.top[kind] = height
            heappush(self.heap, (-height, kind))

    def highest(self) -> list[int]:
        """All nodes of the kind with the highest node; none if no node is left."""
        while self.heap:
            height, kind = heappop(self.heap)
            if self.top.get(kind, -1) == -height:
                del self.top[kind]
                return self.ready.pop(kind)
        return []
