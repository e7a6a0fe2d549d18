"""Shares for nodes that stand more than once in an operand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .parts import Instruction, Ints, reference
from .reshaped import flattened, spread
from .tracing import Rows

ROUNDS = 6  # how often a node may stand in an operand to be given its shares one by one


class Repeats(NamedTuple):
    """An operand's places in `order`, so that equal ones are in a row; each row starts anew."""

    order: Ints
    starts: Ints

    def rounds(self) -> list[Ints]:
        """Where the first share of every node stands, where the second, …; nothing if a node gets
        too many."""
        places = np.arange(len(self.order))
        turn = places - np.repeat(self.starts, self.lengths())
        count = int(turn.max()) + 1
        if count > ROUNDS or len(places) < 8 * count:
            return []
        return [np.sort(self.order[turn == k]) for k in range(count)]

    def lengths(self) -> Ints:
        """How often each place stands there."""
        ends = np.append(self.starts[1:], len(self.order))
        found: Ints = ends - self.starts
        return found


def repeats(places: Ints) -> Repeats | None:
    """The repetitions among places; None if there are none."""
    order = places.argsort(kind="stable")
    ranked = places[order]
    new = np.ones(len(places), bool)
    np.not_equal(ranked[1:], ranked[:-1], new[1:])
    return None if new.all() else Repeats(order, np.flatnonzero(new))


def added_up(nodes: Ints, repeated: Repeats, share: Rows) -> tuple[Ints, Rows]:
    """Each node once, with all its shares added up."""
    writer, (order, starts) = share.writer, repeated
    share = flattened(spread(share, nodes.shape), order.shape)
    ref = reference(share.ref.buffer, share.ref.where()[order])
    source = writer.operand(Rows(writer, ref, share.batched))
    out = writer.room(starts.shape, share.batched)
    writer.instructions.append(
        Instruction(writer.phase, "sum_stretches", out.ref, (source,), starts=starts))
    return nodes.reshape(-1)[order][starts], out
