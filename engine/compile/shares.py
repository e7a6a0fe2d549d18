"""Shares given to nodes: written where a node gets one, added up where it gets several."""

from __future__ import annotations

from typing import Any

import numpy as np

from .capture import BATCHED, PARAMETER
from .lowered import Lowered
from .lowering import Lowering
from .parts import CALL, ROWS, Gather, Ints, View, reference
from .repeats import Repeats, added_up, repeats
from .reshaped import distinct, flattened, plain, size, spread
from .tally import ADJOINT, Tally
from .tracing import Rows, whole


class Shares:
    """Gives nodes shares of their adjoints, and knows where the adjoints lie."""

    def __init__(self, lowering: Lowering) -> None:
        self.low, self.writer = lowering, lowering.writer
        self.tally = Tally(lowering)
        self.whole: dict[Any, Lowered] = {}  # the groups that get shares, by their places
        self.lent: dict[Any, Rows] = {}

    def adjoint(self, out: Rows) -> Rows:
        """The adjoint of a group's numbers: in their places, or what stands for it."""
        ref = out.ref
        if ref in self.lent:
            return self.lent[ref]
        places: Any = (ref._replace(buffer=ADJOINT[ref.buffer]) if isinstance(ref, View) else
                       Gather(ADJOINT[ref.buffer], ref.index))
        return Rows(self.writer, places, out.batched)

    def target(self, nodes: Ints) -> Rows:
        """Where the adjoints of nodes lie that are all per call or all per row."""
        space = self.tally.space(nodes.item(0))
        return Rows(self.writer, reference(ADJOINT[space], self.low.place[nodes]), space == ROWS)

    def give(self, nodes: Ints, share: Any) -> None:
        """Add the share, which has the shape of `nodes`, to the nodes' adjoints."""
        if not isinstance(share, Rows):
            share = self._zeros(nodes)
        depends = self.low.depends[nodes]
        if nodes.size == 1:
            alike = bool(depends.item(0) & PARAMETER)
        else:
            alike = bool((depends & PARAMETER).all()) and not np.ptp(depends & BATCHED)
        (self._give_alike if alike else self._give_some)(nodes, share)

    def _zeros(self, nodes: Ints) -> Rows:
        out = self.writer.room(nodes.shape, self.writer.phase == "backward")
        self.writer.write_into(out, "zero")
        return out

    def _give_some(self, nodes: Ints, share: Rows) -> None:
        """To the nodes that have an adjoint; first those per row, then those per call."""
        share, active = spread(share, nodes.shape), self.tally.active[nodes]
        per_row = (self.low.depends[nodes] & BATCHED) > 0
        flat = share.ref.where().reshape(-1)
        for wanted in (per_row & active, ~per_row & active):
            if wanted.any():
                ref = reference(share.ref.buffer, flat[wanted.reshape(-1)])
                self._give_alike(nodes[wanted], Rows(self.writer, ref, share.batched))

    def _give_alike(self, nodes: Ints, share: Rows) -> None:
        """To nodes that are all per row or all per call, and all have an adjoint."""
        target = self.target(nodes)
        repeated = _repeated(target)
        apart = repeated is not None or isinstance(target.ref, Gather) or share.shape != nodes.shape
        if share.batched and not target.batched and apart:
            share = self.writer.write("sum_rows", (share,), share.shape, False)
        if repeated is not None:
            self._give_repeated(nodes, repeated, share)
            return
        if isinstance(target.ref, Gather):
            places = reference(target.ref.buffer, target.ref.index.reshape(-1))
            target = Rows(self.writer, places, target.batched)
            share = flattened(spread(share, nodes.shape), target.shape)
        self.write(target, "sum_rows" if share.batched and not target.batched else "copy", share)

    def _give_repeated(self, nodes: Ints, repeated: Repeats, share: Rows) -> None:
        turns = repeated.rounds()
        if not turns:
            nodes, share = added_up(nodes, repeated, share)
            self.write(self.target(nodes), "copy", share)
            return
        share = flattened(spread(share, nodes.shape), (nodes.size,))
        start = self.writer.view(share).start
        for these in turns:
            ref = reference(share.ref.buffer, start + these)
            self._give_alike(nodes.reshape(-1)[these], Rows(self.writer, ref, share.batched))

    def write(self, target: Rows, op: str, *arguments: Any) -> None:
        """Into the adjoint: written if it is the only share, else added."""
        space = ROWS if target.batched else CALL
        alone = self.tally.alone(space, target.ref)
        if not (op == "copy" and alone and self._lend(space, target.ref, arguments[0])):
            self.writer.write_into(target, op, *arguments, adds=not alone)

    def _lend(self, space: int, view: Any, share: Rows) -> bool:
        """Whether the share can stand for the adjoint of a whole group, without a copy."""
        if not plain(view) or share.batched != (space == ROWS):
            return False
        if space == CALL and self.writer.phase == "backward":  # later blocks add to it
            return False
        lowered = self.whole.get(whole(space, (size(view),), view.start))
        if lowered is None or size(share.ref) != size(view):
            return False
        shape = lowered.out.shape
        if not plain(share.ref) and (share.shape != shape or lowered.group.op == "sum"):
            return False
        self.lent[lowered.out.ref] = share if share.shape == shape else flattened(share, shape)
        return True


def _repeated(target: Rows) -> Repeats | None:
    """The places that stand more than once; None if none does."""
    if len(target.shape) == 1 and distinct(target.ref):
        return None
    return repeats(target.ref.where().reshape(-1))
