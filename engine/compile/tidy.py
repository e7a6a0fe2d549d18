"""Instructions without those that nobody reads, and with intermediate results sharing buffers."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from typing import Any

from .guards import SIGNS
from .kernels import IN_PLACE
from .parts import FIRST_FREE, PHASES, Buffer, Gather, Instruction, Operand, View
from .tracing import whole


def in_phases(instructions: list[Instruction]) -> list[Instruction]:
    """The instructions in the order of their phases."""
    return [each for phase in PHASES for each in instructions if each.phase == phase]


def without_unread(instructions: list[Instruction]) -> list[Instruction]:
    """The instructions whose results are read, or lie in a buffer that stays."""
    read: set[int] = set()
    needed = []
    for each in reversed(instructions):
        results = {ref.buffer for ref in (each.out, each.also) if ref is not None}
        if each.op in SIGNS or any(buffer < FIRST_FREE or buffer in read for buffer in results):
            needed.append(each)
            read.update(buffers_of(each.arguments))
    return needed[::-1]


def buffers_of(operands: tuple[Operand, ...]) -> Iterator[int]:
    """The buffers that operands lie in."""
    for each in operands:
        if isinstance(each, (View, Gather)):
            yield each.buffer


def sharing(instructions: list[Instruction], buffers: list[Buffer],
            ) -> tuple[list[Instruction], list[Buffer]]:
    """Intermediate results in two buffers, per call and per row, where those that are never
    needed at the same time lie in the same place.

    Results that another phase reads keep their place: the middle phases are repeated.
    """
    last = _last_uses(instructions)
    rooms = {False: _Room(), True: _Room()}
    place: dict[int, int] = {}
    for now, each in enumerate(instructions):
        dying = {b for b in buffers_of(each.arguments) if last.get(b) == now}
        overwritten = _overwritten(each, dying, buffers) if each.op in IN_PLACE else set()
        for b in overwritten:
            place.setdefault(each.out.buffer, place[b])
        for ref in (each.out, each.also):
            if ref is not None and ref.buffer >= FIRST_FREE:
                buffer = buffers[ref.buffer]
                if ref.buffer not in place:
                    place[ref.buffer] = rooms[buffer.batched].take(buffer.numbers)
                if last.get(ref.buffer) == now:
                    dying.add(ref.buffer)
        for b in dying - overwritten:
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
        results = tuple(ref for ref in (each.out, each.also) if ref is not None)
        for buffer in (*buffers_of(each.arguments), *buffers_of(results)):
            if buffer >= FIRST_FREE:
                phases.setdefault(buffer, set()).add(each.phase)
                last[buffer] = now
    return {b: now for b, now in last.items()
            if len(phases[b]) == 1 or phases[b] == {"forward", "backward"}}


def _overwritten(each: Instruction, dying: set[int], buffers: list[Buffer]) -> set[int]:
    """The argument whose place the result can take: one that is used nowhere else, in full."""
    if not isinstance(each.out, View) or each.out.buffer < FIRST_FREE or each.adds:
        return set()
    for argument in each.arguments:
        if (isinstance(argument, View) and argument.buffer in dying
                and each.out == whole(each.out.buffer, argument.shape)
                and argument == whole(argument.buffer, argument.shape)
                and buffers[argument.buffer] == buffers[each.out.buffer]
                and list(buffers_of(each.arguments)).count(argument.buffer) == 1):
            return {argument.buffer}
    return set()


def _moved(each: Instruction, place: dict[int, int], buffers: list[Buffer]) -> Instruction:
    def to(ref: Any) -> Any:
        if ref.__class__ is float or ref is None or ref.buffer < FIRST_FREE:
            return ref
        scratch, start = FIRST_FREE + buffers[ref.buffer].batched, place[ref.buffer]
        if isinstance(ref, View):
            return View(scratch, ref.start + start, ref.shape, ref.strides)
        return Gather(scratch, ref.index + start)
    return Instruction(each.phase, each.op, to(each.out), tuple(map(to, each.arguments)),
                       each.adds, to(each.also), each.starts)
