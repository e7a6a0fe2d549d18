"""Instructions in the order of their phases, without those that nobody reads."""

from __future__ import annotations

from .guards import SIGNS
from .parts import FIRST_FREE, PHASES, Instruction, Operand


def in_phases(instructions: list[Instruction]) -> list[Instruction]:
    """The instructions in the order of their phases."""
    return [each for phase in PHASES for each in instructions if each.phase == phase]


def without_unread(instructions: list[Instruction]) -> list[Instruction]:
    """The instructions whose results are read, or lie in a buffer that stays."""
    read, needed = set(range(FIRST_FREE)), []
    for each in reversed(instructions):
        if each.op in SIGNS or not read.isdisjoint(results_of(each)):
            needed.append(each)
            read.update(buffers_of(each.arguments))
    return needed[::-1]


def buffers_of(operands: tuple[Operand, ...]) -> list[int]:
    """The buffers that operands lie in."""
    return [each.buffer for each in operands if not isinstance(each, float)]


def results_of(each: Instruction) -> list[int]:
    """The buffers that an instruction writes."""
    return [each.out.buffer] if each.also is None else [each.out.buffer, each.also.buffer]
