"""Shares for nodes that stand more than once in an operand."""

from __future__ import annotations

import numpy as np

from .parts import Instruction, Ints, reference
from .reshaped import flattened, spread
from .tracing import Rows

ROUNDS = 6  # how often a node may stand in an operand to be given its shares one by one


def rounds(places: Ints) -> list[Ints]:
    """Where the first share of every node stands, where the second, …; nothing if a node gets many.
    """
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    turn = np.empty(len(places), np.int64)
    lengths = np.diff(starts, append=len(places))
    turn[order] = np.arange(len(places)) - np.repeat(starts, lengths)
    count = int(turn.max()) + 1
    if count > ROUNDS or len(places) < 8 * count:
        return []
    return [np.flatnonzero(turn == k) for k in range(count)]


def added_up(nodes: Ints, places: Ints, share: Rows) -> tuple[Ints, Rows]:
    """Each node once, with all its shares added up."""
    writer, share = share.writer, flattened(spread(share, nodes.shape), places.shape)
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    ref = reference(share.ref.buffer, share.ref.where()[order])
    source = writer.operand(Rows(writer, ref, share.batched))
    out = writer.room(starts.shape, share.batched)
    writer.instructions.append(
        Instruction(writer.phase, "sum_stretches", out.ref, (source,), starts=starts))
    return nodes.reshape(-1)[order][starts], out
