"""How many shares the adjoint at each place gets: one is written, several are added up."""

from __future__ import annotations

import numpy as np

from .capture import BATCHED, PARAMETER
from .lowered import Lowered
from .lowering import Lowering
from .parts import CALL, CALL_ADJOINT, ROWS, ROWS_ADJOINT, Instruction, Ints, Reference, View

MANY = 4  # stretches of adjoints that are cleared one by one
ADJOINT = {CALL: CALL_ADJOINT, ROWS: ROWS_ADJOINT}


class Tally:
    """For each place of CALL and ROWS, how many shares it gets and whether they are added up."""

    def __init__(self, lowering: Lowering) -> None:
        self.low = lowering
        self.active = (lowering.depends & PARAMETER) > 0
        rooms = list(zip((CALL, ROWS), lowering.room))
        self.takers = {space: np.zeros(count, np.int64) for space, count in rooms}
        self.added = {space: np.zeros(count, bool) for space, count in rooms}

    def space(self, node: int) -> int:
        """Whether a node has a number per row or per call."""
        return ROWS if self.low.graph.depends[node] & BATCHED else CALL

    def take(self, nodes: Ints) -> None:
        """Count a share for each of the nodes that has an adjoint."""
        if nodes.size == 1:
            node = nodes.item(0)
            self.takers[self.space(node)][self.low.place[node]] += self.active[node]
            return
        nodes = nodes[self.active[nodes]]
        per_row = (self.low.depends[nodes] & BATCHED) > 0
        for space, here in ((CALL, nodes[~per_row]), (ROWS, nodes[per_row])):
            np.add.at(self.takers[space], self.low.place[here], 1)

    def reached(self, ref: Reference) -> bool:
        """Whether any of the places gets a share."""
        return bool(self.takers[ref.buffer][_index(ref)].any())

    def alone(self, space: int, ref: Reference) -> bool:
        """Whether each of the places gets one share only; else they are noted as added up."""
        index = _index(ref)
        alone = bool((self.takers[space][index] == 1).all())
        if not alone:
            self.added[space][index] = True
        return alone

    def clearing(self, reached: list[Lowered]) -> list[Instruction]:
        """What clears the adjoints that are added up, and those that nothing reaches."""
        parameters = slice(0, self.low.graph.parameters)
        self.added[CALL][parameters] |= self.takers[CALL][parameters] == 0
        for lowered in reached:
            space, index = lowered.out.ref.buffer, _index(lowered.out.ref)
            self.added[space][index] |= self.takers[space][index] == 0
        return [Instruction(phase, "zero", View(ADJOINT[space], start, (stop - start,), (1,)), ())
                for space, phase in ((CALL, "before"), (ROWS, "backward"))
                for start, stop in _stretches(np.flatnonzero(self.added[space]))]


def _index(ref: Reference) -> slice | Ints:
    """What takes the places out of an array: a slice where it can be one."""
    if isinstance(ref, View) and len(ref.shape) == 1 and ref.strides[0] > 0:
        return slice(ref.start, ref.start + ref.shape[0] * ref.strides[0], ref.strides[0])
    return ref.where()


def _stretches(places: Ints) -> list[tuple[int, int]]:
    """Numbers in a row as (first, last + 1); one stretch over all where they would be many."""
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts = places[np.concatenate([[0], breaks + 1])]
    stops = places[np.concatenate([breaks, [len(places) - 1]])] + 1
    if len(starts) > MANY:
        return [(int(starts[0]), int(stops[-1]))]
    return list(zip(starts.tolist(), stops.tolist()))
