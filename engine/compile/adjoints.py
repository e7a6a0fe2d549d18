"""The backward instructions: every group's rule read on rows, from the last group to the first."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..op import RULES
from ..rules import _divisor_slope, _exponent_slope, _power_slope
from .capture import BATCHED, PARAMETER
from .lowering import Lowered, Lowering, Part, in_one, matrix, per_call, transposed
from .parts import (
    CALL,
    CALL_ADJOINT,
    ROWS,
    ROWS_ADJOINT,
    SEED,
    Gather,
    Instruction,
    Ints,
    View,
    reference,
)
from .tracing import Rows, Writer, whole

# Rules that look at their numbers are one instruction, which applies the rule where it has to.
_LOOKING = {_divisor_slope: "divisor_slope", _power_slope: "power_slope",
            _exponent_slope: "exponent_slope"}
ROUNDS = 6  # how often a node may stand in an operand to be given its shares one by one
MANY = 4  # stretches of adjoints that are cleared one by one
_ADJOINT = {CALL: CALL_ADJOINT, ROWS: ROWS_ADJOINT}


class Adjoints:
    """Gives every active node its adjoint: ∂root/∂node summed over all the ways to the root."""

    def __init__(self, lowering: Lowering) -> None:
        self.low, self.writer = lowering, lowering.writer
        self.active = (lowering.depends & PARAMETER) > 0
        self.whole: dict[Any, Lowered] = {}
        self.lent: dict[Any, Rows] = {}
        self.added = {space: np.zeros(count, bool)
                      for space, count in zip((CALL, ROWS), lowering.room)}
        self.takers = {space: np.zeros(count, np.int64)
                       for space, count in zip((CALL, ROWS), lowering.room)}

    def write(self, root: int) -> None:
        """The instructions for the adjoints of one root."""
        reached = self._count(root)
        self.whole = {lowered.out.ref: lowered for lowered in reached}
        first = len(self.writer.instructions)
        self.writer.phase = "backward"
        seed = Rows(self.writer, whole(SEED, (1,)), True)
        self._give(np.array([root]), seed)
        for lowered in reached:
            self._share_out(lowered)
        self._zero(first, reached)

    def _count(self, root: int) -> list[Lowered]:
        """The groups that shares reach, the last first; and how many shares each place gets."""
        self._take(np.array([root]))
        reached = []
        for lowered in reversed(self.low.done):
            ref = lowered.out.ref
            if lowered.group.depends & PARAMETER and self.takers[ref.buffer][ref.where()].any():
                reached.append(lowered)
                for nodes in taken(lowered):
                    self._take(nodes)
        return reached

    def _take(self, nodes: Ints) -> None:
        nodes = nodes[self.active[nodes]].reshape(-1)
        for space in (CALL, ROWS):
            here = nodes[((self.low.depends[nodes] & BATCHED) > 0) == (space == ROWS)]
            np.add.at(self.takers[space], self.low.place[here], 1)

    def _space(self, node: int) -> int:
        return ROWS if self.low.depends[node] & BATCHED else CALL

    def _zero(self, first: int, reached: list[Lowered]) -> None:
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
                view = View(_ADJOINT[space], start, (stop - start,), (1,))
                self.writer.instructions.insert(first, Instruction(phase, "zero", view, ()))

    def _share_out(self, lowered: Lowered) -> None:
        writer, out = self.writer, lowered.out
        writer.phase = "backward" if out.batched else "after"
        adjoint = self.lent.get(out.ref) or Rows(writer, _adjoint_of(out.ref), out.batched)
        group = lowered.group
        if group.op == "sum":
            for part in lowered.parts:
                self._through_part(lowered, part, adjoint)
        elif group.op in _OVER_LISTS:
            z = lowered.arguments[0]
            share = _OVER_LISTS[group.op](writer, out, z, adjoint)
            assert group.arguments is not None
            self._give(group.arguments, share)
        else:
            self._through_rule(lowered, adjoint)

    # An operation of the table

    def _through_rule(self, lowered: Lowered, adjoint: Rows) -> None:
        group = lowered.group
        assert group.arguments is not None
        op = RULES[group.op]
        for i, nodes in enumerate(group.arguments.T):
            if self.active[nodes].any():
                slope = self._slope(op, i, lowered)
                share = self.writer.apply("mul", adjoint, slope)
                self._give(nodes, share)

    def _slope(self, op: Any, i: int, lowered: Lowered) -> Any:
        """The local derivative: the row of the table, read on rows."""
        form = op.exact[i]
        whole_exponent = (form is _power_slope and not isinstance(lowered.arguments[1], Rows)
                          and lowered.arguments[1] % 1 == 0)
        if form in _LOOKING and not whole_exponent:
            return self.writer.write(_LOOKING[form], (lowered.out, *lowered.arguments))
        return op.partial(i, lowered.out, lowered.arguments)

    # Sums

    def _through_part(self, lowered: Lowered, part: Part, adjoint: Rows) -> None:
        if part.number % 2:
            adjoint = self.writer.apply("neg", adjoint)
        if not self._wanted(part):
            return
        if adjoint.batched and per_call(part) and part.left is not None:
            adjoint = self.writer.write("sum_rows", (adjoint,), adjoint.shape, False)
        if part.product is not None:
            self._through_product(lowered, part, adjoint)
        elif in_one(part, self.low):
            self._through_terms(part.left, part.right, part, _along(adjoint))
        else:
            for k in range(part.right.shape[1]):
                left = None if part.left is None else part.left[:, k]
                self._through_terms(left, part.right[:, k], part, adjoint)

    def _wanted(self, part: Part) -> bool:
        return bool(self.active[part.right].any()
                    or (part.left is not None and self.active[part.left].any()))

    def _through_terms(self, left: Ints | None, right: Ints, part: Part, adjoint: Rows) -> None:
        apply = self.writer.apply
        if left is None:
            if self.active[right].any():
                self._give(right, adjoint)
            return
        if self.active[left].any():
            self._give(left, apply("mul", adjoint, self.low.right(part, right)))
        if self.active[right].any():
            self._give(right, apply("mul", adjoint, self.low.operand(left)))

    def _through_product(self, lowered: Lowered, part: Part, adjoint: Rows) -> None:
        """With Z = A·B: ∂/∂A = ∂Z·Bᵀ, ∂/∂B = Aᵀ·∂Z."""
        product = part.product
        assert product is not None
        a, b = self.low.factors(part)
        dz = matrix(adjoint, (a, b))
        left, right = self.active[product.left].any(), self.active[product.right].any()
        if b.batched:
            if left:
                self._give_product(product.left, "contract", (dz, b), (a.shape))
            if right:
                nodes = product.right if len(b.shape) > 1 else product.right[0]
                self._give_product(nodes, "matmul", (transposed(a), dz), b.shape)
            return
        if left:
            self._give_product(product.left, "matmul", (transposed(dz), a), (b.shape[::-1]))
        if right:
            self._give_product(product.right, "matmul", (dz, transposed(b)), a.shape)

    def _give_product(self, nodes: Ints, op: str, factors: tuple[Rows, Rows],
                      shape: tuple[int, ...]) -> None:
        """A share that is a matrix product, written where it belongs if its place is a view."""
        batched = self._space(int(nodes.flat[0])) == ROWS
        target = self._target(nodes, batched)
        if self.active[nodes].all() and isinstance(target.ref, View) and _alone(target.ref):
            self._write(target, op, *factors)
        else:
            self._give(nodes, self.writer.write(op, factors, shape, batched))

    # Giving shares to nodes

    def _target(self, nodes: Ints, batched: bool) -> Rows:
        buffer = ROWS_ADJOINT if batched else CALL_ADJOINT
        return Rows(self.writer, reference(buffer, self.low.place[nodes]), batched)

    def _give(self, nodes: Ints, share: Any) -> None:
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
                self._give(nodes[wanted], Rows(self.writer, ref, share.batched))

    def _give_all(self, nodes: Ints, share: Rows, batched: bool) -> None:
        target = self._target(nodes, batched)
        places = target.ref.where().reshape(-1)
        repeated = len(np.unique(places)) < len(places)
        apart = repeated or isinstance(target.ref, Gather) or share.shape != nodes.shape
        if share.batched and not batched and apart:
            share = self.writer.write("sum_rows", (share,), share.shape, False)
        if repeated and self._in_rounds(nodes, places, share, batched):
            return
        if repeated:
            nodes, share = self._added_up(nodes, places, share)
            target = self._target(nodes, batched)
        elif isinstance(target.ref, Gather):
            target = Rows(self.writer, reference(target.ref.buffer, places), batched)
            share = _flattened(self._spread(share, nodes.shape), target.shape)
        self._write(target, "sum_rows" if share.batched and not batched else "copy", share)

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
        if share.shape == shape and _plain(share.ref):
            return share
        out = self.writer.room(shape, share.batched)
        self.writer.write_into(out, "copy", share)
        return out

    def _write(self, target: Rows, op: str, *arguments: Any) -> None:
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
        if lowered is None or not _plain(view) or _size(share.ref) != _size(view):
            return False
        if not _plain(share.ref) and share.shape != lowered.out.shape:
            return False
        if lowered.group.op == "sum" and not _plain(share.ref):
            return False
        ref = share.ref
        if ref.shape != lowered.out.shape:
            ref = whole(ref.buffer, lowered.out.shape, self.writer.view(share).start)
        self.lent[lowered.out.ref] = Rows(self.writer, ref, share.batched)
        return True


def _size(ref: Any) -> int:
    return prod(ref.shape)


def taken(lowered: Lowered) -> list[Ints]:
    """The nodes that get a share from a group, one array for each instruction that gives it."""
    if lowered.group.arguments is not None and lowered.group.op != "sum":
        return [lowered.group.arguments]
    found = []
    for part in lowered.parts:
        if part.product is not None:
            found += [part.product.left, part.product.right]
        else:
            found += [part.right] if part.left is None else [part.left, part.right]
    return found


def _adjoint_of(ref: Any) -> Any:
    if isinstance(ref, View):
        return ref._replace(buffer=_ADJOINT[ref.buffer])
    return Gather(_ADJOINT[ref.buffer], ref.index)


def _along(rows: Rows) -> Rows:
    """One number for each sum, to stand for each of its terms."""
    view = rows.writer.view(rows)
    return Rows(rows.writer, view._replace(shape=(*view.shape, 1), strides=(*view.strides, 0)),
                rows.batched)


def _flattened(rows: Rows, shape: tuple[int, ...]) -> Rows:
    return Rows(rows.writer, whole(rows.ref.buffer, shape, rows.writer.view(rows).start),
                rows.batched)


def _plain(ref: Any) -> bool:
    """Whether the numbers lie one after the other."""
    return isinstance(ref, View) and ref == whole(ref.buffer, ref.shape, ref.start)


def _alone(view: View) -> bool:
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


# Functions of a list, all their slopes at once

def _through_logsumexp(writer: Writer, out: Rows, z: Rows, adjoint: Rows) -> Rows:
    p = writer.write("softmax", (z,))
    return writer.apply("mul", p, _along(adjoint))  # type: ignore[no-any-return]


def _through_softmax(writer: Writer, p: Rows, z: Rows, adjoint: Rows) -> Any:
    """pᵢ(gᵢ Σⱼ≠ᵢ pⱼ − Σⱼ≠ᵢ gⱼ pⱼ): the rule's slopes, which keep their digits."""
    others = writer.write("others", (p,))
    weighted = writer.write("others", (writer.apply("mul", adjoint, p),))
    return p * (adjoint * others - weighted)


def _through_log_softmax(writer: Writer, out: Rows, z: Rows, adjoint: Rows) -> Any:
    p = writer.write("softmax", (z,))
    return adjoint * writer.write("others", (p,)) - p * writer.write("others", (adjoint,))


_OVER_LISTS = {"logsumexp": _through_logsumexp, "softmax": _through_softmax,
               "log_softmax": _through_log_softmax}
