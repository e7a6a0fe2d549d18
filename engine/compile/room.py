"""Intermediate results in shared room: those never needed at the same time lie in one place."""

from __future__ import annotations

from bisect import bisect
from typing import Any

from .kernels import IN_PLACE
from .parts import FIRST_FREE, Buffer, Gather, Instruction, View
from .tidy import buffers_of, results_of
from .tracing import whole


def sharing(instructions: list[Instruction], buffers: list[Buffer],
            ) -> tuple[list[Instruction], list[Buffer]]:
    """Intermediate results in two buffers, per call and per row.

    Results that another phase reads keep their place: the middle phases are repeated.
    """
    last, rooms = _last_uses(instructions), {False: _Room(), True: _Room()}
    place: dict[int, int] = {}
    for now, each in enumerate(instructions):
        dying = {b for b in buffers_of(each.arguments) if last.get(b) == now}
        overwritten = _overwritten(each, dying, buffers)
        if overwritten is not None:
            dying.remove(overwritten)
            place.setdefault(each.out.buffer, place[overwritten])
        for b in results_of(each):
            if b >= FIRST_FREE and b not in place:
                place[b] = rooms[buffers[b].batched].take(buffers[b].numbers)
            if last.get(b) == now:
                dying.add(b)
        for b in dying:
            rooms[buffers[b].batched].give(place[b], buffers[b].numbers)
    moved = [_moved(each, place, buffers) for each in instructions]
    shared = [Buffer(rooms[batched].size, batched, "scratch") for batched in (False, True)]
    return moved, [*buffers[:FIRST_FREE], *shared]


class _Room:
    """Places in a buffer, given back and taken again: the first gap that is large enough."""

    def __init__(self) -> None:
        self.gaps: list[tuple[int, int]] = []
        self.size = 0

    def take(self, numbers: int) -> int:
        for i, (start, stop) in enumerate(self.gaps):
            if stop - start >= numbers:
                self.gaps[i:i + 1] = [(start + numbers, stop)] if stop - start > numbers else []
                return start
        if self.gaps and self.gaps[-1][1] == self.size:
            start, _ = self.gaps.pop()
        else:
            start = self.size
        self.size = start + numbers
        return start

    def give(self, start: int, numbers: int) -> None:
        stop, i = start + numbers, bisect(self.gaps, (start, start))
        if i < len(self.gaps) and self.gaps[i][0] == stop:
            stop = self.gaps.pop(i)[1]
        if i and self.gaps[i - 1][1] == start:
            i -= 1
            start = self.gaps.pop(i)[0]
        self.gaps.insert(i, (start, stop))


def _last_uses(instructions: list[Instruction]) -> dict[int, int]:
    """When each result is used last, if its place may be used again after."""
    phases: dict[int, set[str]] = {}
    last: dict[int, int] = {}
    for now, each in enumerate(instructions):
        for buffer in buffers_of(each.arguments) + results_of(each):
            if buffer >= FIRST_FREE:
                phases.setdefault(buffer, set()).add(each.phase)
                last[buffer] = now
    return {b: now for b, now in last.items()
            if len(phases[b]) == 1 or phases[b] == {"forward", "backward"}}


def _overwritten(each: Instruction, dying: set[int], buffers: list[Buffer]) -> int | None:
    """The argument whose place the result can take: one that is used nowhere else, in full."""
    out = each.out
    if each.op not in IN_PLACE or each.adds or not isinstance(out, View) or \
            out.buffer < FIRST_FREE:
        return None
    used = buffers_of(each.arguments)
    for b in used:
        if b in dying and buffers[b] == buffers[out.buffer] and used.count(b) == 1:
            argument = next(a for a in each.arguments
                            if not isinstance(a, float) and a.buffer == b)
            if argument == whole(b, argument.shape) and out == whole(out.buffer, argument.shape):
                return b
    return None


def _moved(each: Instruction, place: dict[int, int], buffers: list[Buffer]) -> Instruction:
    def to(ref: Any) -> Any:
        if ref.__class__ is float or ref is None or ref.buffer < FIRST_FREE:
            return ref
        scratch, start = FIRST_FREE + buffers[ref.buffer].batched, place[ref.buffer]
        if ref.__class__ is View:
            return View(scratch, ref.start + start, ref.shape, ref.strides)
        return Gather(scratch, ref.index + start)
    return Instruction(each.phase, each.op, to(each.out), tuple(map(to, each.arguments)),
                       each.adds, to(each.also), each.starts)
