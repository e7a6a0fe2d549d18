"""Instructions without those that nobody reads, and with intermediate results sharing buffers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .kernels import IN_PLACE
from .parts import FIRST_FREE, PHASES, Buffer, Gather, Instruction, Operand, Reference, View
from .tracing import whole


def in_phases(instructions: list[Instruction]) -> list[Instruction]:
    """The instructions in the order of their phases."""
    return [each for phase in PHASES for each in instructions if each.phase == phase]


def without_unread(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The instructions whose results are read, or lie in a buffer that stays."""
    read, needed = set(kept), []
    for each in reversed(instructions):
        results = {ref.buffer for ref in (each.out, each.also) if ref is not None}
        if any(buffer < FIRST_FREE or buffer in read for buffer in results):
            needed.append(each)
            read.update(buffers_of(each.arguments))
    return needed[::-1]


def buffers_of(operands: tuple[Operand, ...]) -> Iterator[int]:
    """The buffers that operands lie in."""
    for each in operands:
        if isinstance(each, (View, Gather)):
            yield each.buffer


def sharing(instructions: list[Instruction], buffers: list[Buffer], kept: set[int],
            ) -> tuple[list[Instruction], list[Buffer]]:
    """Let results that are never needed at the same time lie in the same buffer.

    Results that another phase reads keep a buffer of their own: the middle phases are repeated.
    """
    last, home = _lives(instructions, kept)
    shared, place = list(buffers[:FIRST_FREE]), {b: b for b in range(FIRST_FREE)}
    free: Free = {}
    for now, each in enumerate(instructions):
        dying = {b for b in buffers_of(each.arguments) if last.get(b) == now}
        if each.op in IN_PLACE:
            _let_go(_overwritten(each, dying, buffers), place, shared, free)
            dying -= _overwritten(each, dying, buffers)
        for ref in (each.out, each.also):
            if ref is not None and ref.buffer not in place:
                place[ref.buffer] = _room(buffers[ref.buffer], home[ref.buffer], shared, free)
        dying |= {ref.buffer for ref in (each.out, each.also)
                  if ref is not None and last.get(ref.buffer) == now}
        _let_go(dying, place, shared, free)
    return [_moved(each, place) for each in instructions], shared


Free = dict[tuple[int, bool], list[int]]


def _lives(instructions: list[Instruction], kept: set[int]) -> tuple[dict[int, int],
                                                                     dict[int, bool]]:
    """When each result is used last, if its buffer may be used again after; and whether it may."""
    phases: dict[int, set[str]] = {}
    last: dict[int, int] = {}
    for now, each in enumerate(instructions):
        results = tuple(ref for ref in (each.out, each.also) if ref is not None)
        for buffer in (*buffers_of(each.arguments), *buffers_of(results)):
            if buffer >= FIRST_FREE:
                phases.setdefault(buffer, set()).add(each.phase)
                last[buffer] = now
    stays = {b: (len(p) > 1 and p != {"forward", "backward"}) or b in kept
             for b, p in phases.items()}
    return {b: now for b, now in last.items() if not stays[b]}, stays


def _overwritten(each: Instruction, dying: set[int], buffers: list[Buffer]) -> set[int]:
    """The argument whose buffer the result can take: one that is used nowhere else, in full."""
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


def _room(buffer: Buffer, stays: bool, shared: list[Buffer], free: Free) -> int:
    found = free.get((buffer.numbers, buffer.batched))
    if found and not stays:
        return found.pop()
    shared.append(buffer)
    return len(shared) - 1


def _let_go(dying: set[int], place: dict[int, int], shared: list[Buffer], free: Free) -> None:
    for each in dying:
        buffer = shared[place[each]]
        free.setdefault((buffer.numbers, buffer.batched), []).append(place[each])


def _moved(each: Instruction, place: dict[int, int]) -> Instruction:
    def to(ref: Reference) -> Reference:
        if isinstance(ref, View):
            return ref._replace(buffer=place[ref.buffer])
        return Gather(place[ref.buffer], ref.index)
    return replace(each, out=to(each.out), also=None if each.also is None else to(each.also),
                   arguments=tuple(a if isinstance(a, float) else to(a) for a in each.arguments))
