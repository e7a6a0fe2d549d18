"""Shares given to nodes: written where a node gets one, added up where it gets several."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from .capture import BATCHED, PARAMETER
from .lowered import Lowered
from .lowering import Lowering
from .parts import (
    CALL,
    CALL_ADJOINT,
    ROWS,
    ROWS_ADJOINT,
    Gather,
    Instruction,
    Ints,
    View,
    reference,
)
from .tracing import Rows, whole

ROUNDS = 6  # how often a node may stand in an operand to be given its shares one by one
MANY = 4  # stretches of adjoints that are cleared one by one
ADJOINT = {CALL: CALL_ADJOINT, ROWS: ROWS_ADJOINT}


class Shares:
    """Where the adjoints of nodes lie, and how many shares each place gets."""

    def __init__(self, lowering: Lowering) -> None:
        self.low, self.writer = lowering, lowering.writer
        self.active = (lowering.depends & PARAMETER) > 0
        self.whole: dict[Any, Lowered] = {}
        self.lent: dict[Any, Rows] = {}
        self.added = {space: np.zeros(count, bool)
                      for space, count in zip((CALL, ROWS), lowering.room)}
        self.takers = {space: np.zeros(count, np.int64)
                       for space, count in zip((CALL, ROWS), lowering.room)}

    def take(self, nodes: Ints) -> None:
        """Count the shares that nodes get."""
        nodes = nodes[self.active[nodes]].reshape(-1)
        for space in (CALL, ROWS):
            here = nodes[((self.low.depends[nodes] & BATCHED) > 0) == (space == ROWS)]
            np.add.at(self.takers[space], self.low.place[here], 1)

    def space(self, node: int) -> int:
        """Whether a node has a number per row or per call."""
        return ROWS if self.low.depends[node] & BATCHED else CALL

    def clear(self, first: int, reached: list[Lowered]) -> None:
        """Clear the adjoints that are added up, and those that nothing reaches, before all."""
        unwritten = self.added
        parameters = slice(0, self.low.graph.parameters)
        unwritten[CALL][parameters] |= self.takers[CALL][parameters] == 0
        for lowered in reached:
            ref = lowered.out.ref
            places = ref.where()
            unwritten[ref.buffer][places] |= self.takers[ref.buffer][places] == 0
        for space, phase in ((CALL, "before"), (ROWS, "backward")):
            for start, stop in _stretches(np.flatnonzero(unwritten[space])):
                view = View(ADJOINT[space], start, (stop - start,), (1,))
                self.writer.instructions.insert(first, Instruction(phase, "zero", view, ()))

    def adjoint(self, out: Rows) -> Rows:
        """The adjoint of a group's numbers: in their places, or what stands for it."""
        ref = out.ref
        if ref in self.lent:
            return self.lent[ref]
        places: Any = (ref._replace(buffer=ADJOINT[ref.buffer]) if isinstance(ref, View) else
                       Gather(ADJOINT[ref.buffer], ref.index))
        return Rows(self.writer, places, out.batched)

    def target(self, nodes: Ints, batched: bool) -> Rows:
        buffer = ROWS_ADJOINT if batched else CALL_ADJOINT
        return Rows(self.writer, reference(buffer, self.low.place[nodes]), batched)

    def give(self, nodes: Ints, share: Any) -> None:
        """Add the share, which has the shape of `nodes`, to the nodes' adjoints."""
        if not isinstance(share, Rows) and share == 0:
            share = self._constant(nodes, 0.0)
        per_row = (self.low.depends[nodes] & BATCHED) > 0
        if per_row.any() != per_row.all() or not self.active[nodes].all():
            self._give_some(nodes, share, per_row)
            return
        batched = bool(per_row.all())
        self._give_all(nodes, share, batched)

    def _constant(self, nodes: Ints, number: float) -> Rows:
        batched = self.writer.phase == "backward"
        out = self.writer.room(nodes.shape, batched)
        self.writer.write_into(out, "zero")
        return out

    def _give_some(self, nodes: Ints, share: Rows, per_row: Any) -> None:
        share = self._spread(share, nodes.shape)
        flat = share.ref.where().reshape(-1)
        for wanted in (per_row & self.active[nodes], ~per_row & self.active[nodes]):
            if wanted.any():
                ref = reference(share.ref.buffer, flat[wanted.reshape(-1)])
                self.give(nodes[wanted], Rows(self.writer, ref, share.batched))

    def _give_all(self, nodes: Ints, share: Rows, batched: bool) -> None:
        target = self.target(nodes, batched)
        places = target.ref.where().reshape(-1)
        repeated = len(np.unique(places)) < len(places)
        apart = repeated or isinstance(target.ref, Gather) or share.shape != nodes.shape
        if share.batched and not batched and apart:
            share = self.writer.write("sum_rows", (share,), share.shape, False)
        if repeated and self._in_rounds(nodes, places, share, batched):
            return
        if repeated:
            nodes, share = self._added_up(nodes, places, share)
            target = self.target(nodes, batched)
        elif isinstance(target.ref, Gather):
            target = Rows(self.writer, reference(target.ref.buffer, places), batched)
            share = _flattened(self._spread(share, nodes.shape), target.shape)
        self.write(target, "sum_rows" if share.batched and not batched else "copy", share)

    def _in_rounds(self, nodes: Ints, places: Ints, share: Rows, batched: bool) -> bool:
        """Give the first share of every node, then the second, if no node gets many."""
        order = np.argsort(places, kind="stable")
        starts = np.flatnonzero(np.diff(places[order], prepend=-1))
        turn = np.empty(len(places), np.int64)
        lengths = np.diff(starts, append=len(places))
        turn[order] = np.arange(len(places)) - np.repeat(starts, lengths)
        rounds = int(turn.max()) + 1
        if rounds > ROUNDS or len(places) < 8 * rounds:
            return False
        share = _flattened(self._spread(share, nodes.shape), places.shape)
        for k in range(rounds):
            these = np.flatnonzero(turn == k)
            ref = reference(share.ref.buffer, self.writer.view(share).start + these)
            self._give_all(nodes.reshape(-1)[these], Rows(self.writer, ref, share.batched), batched)
        return True

    def _added_up(self, nodes: Ints, places: Ints, share: Rows) -> tuple[Ints, Rows]:
        """The shares of each node that stands there more than once, added up."""
        share = _flattened(self._spread(share, nodes.shape), places.shape)
        order = np.argsort(places, kind="stable")
        starts = np.flatnonzero(np.diff(places[order], prepend=-1))
        source = Rows(self.writer, reference(share.ref.buffer, share.ref.where()[order]),
                      share.batched)
        out = self.writer.room(starts.shape, share.batched)
        self.writer.instructions.append(Instruction(
            self.writer.phase, "sum_stretches", out.ref, (self.writer.operand(source),),
            starts=starts))
        return nodes.reshape(-1)[order][starts], out

    def _spread(self, share: Rows, shape: tuple[int, ...]) -> Rows:
        """A share in full, where it stands for several terms."""
        if share.shape == shape and plain(share.ref):
            return share
        out = self.writer.room(shape, share.batched)
        self.writer.write_into(out, "copy", share)
        return out

    def write(self, target: Rows, op: str, *arguments: Any) -> None:
        """Into the adjoint: written if it is the only share, else added."""
        space = ROWS if target.batched else CALL
        places = target.ref.where()
        alone = bool((self.takers[space][places] == 1).all())
        self.added[space][places] |= not alone
        if not (op == "copy" and alone and self._lend(space, target, arguments[0])):
            self.writer.write_into(target, op, *arguments, adds=not alone)

    def _lend(self, space: int, target: Rows, share: Rows) -> bool:
        """Whether the share can stand for the adjoint of a whole group, without a copy."""
        view = target.ref
        if not isinstance(view, View) or share.batched != target.batched:
            return False
        if space == CALL and self.writer.phase == "backward":  # later blocks add to it
            return False
        lowered = self.whole.get(whole(space, (_size(view),), view.start))
        if lowered is None or not plain(view) or _size(share.ref) != _size(view):
            return False
        if not plain(share.ref) and share.shape != lowered.out.shape:
            return False
        if lowered.group.op == "sum" and not plain(share.ref):
            return False
        ref = share.ref
        if ref.shape != lowered.out.shape:
            ref = whole(ref.buffer, lowered.out.shape, self.writer.view(share).start)
        self.lent[lowered.out.ref] = Rows(self.writer, ref, share.batched)
        return True


def _size(ref: Any) -> int:
    return prod(ref.shape)


def _flattened(rows: Rows, shape: tuple[int, ...]) -> Rows:
    return Rows(rows.writer, whole(rows.ref.buffer, shape, rows.writer.view(rows).start),
                rows.batched)


def plain(ref: Any) -> bool:
    """Whether the numbers lie one after the other."""
    return isinstance(ref, View) and ref == whole(ref.buffer, ref.shape, ref.start)


def alone(view: View) -> bool:
    """Whether no number stands twice in a view."""
    return all(stride or count == 1 for stride, count in zip(view.strides, view.shape))


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
