"""Rows of numbers that the rules are read on: arithmetic with them becomes instructions."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..op import Operation
from ..operators import Operators
from .parts import Buffer, Instruction, Operand, Reference, View
from .simpler import simpler


class Rows(Operators):
    """Numbers at a reference; a batched one has them for every row of the batch."""

    __slots__ = ("batched", "ref", "writer")

    def __init__(self, writer: Writer, ref: Reference, batched: bool) -> None:
        self.writer, self.ref, self.batched = writer, ref, batched

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape without the batch axis."""
        return self.ref.shape

    @staticmethod
    def apply_operation(op: Operation, arguments: tuple[Any, ...], checked: bool = True) -> Any:
        """The rows op(*arguments), as a new instruction unless they are there already."""
        writer = next(a.writer for a in arguments if isinstance(a, Rows))
        return writer.apply(op.name, *arguments)


class Writer:
    """Writes instructions down, one phase at a time; what is there already is not written again."""

    def __init__(self, buffers: list[Buffer]) -> None:
        self.buffers = buffers
        self.instructions: list[Instruction] = []
        self.phase = "before"
        self._known: dict[tuple[Any, ...], Rows] = {}
        self._sigmoids: dict[Any, Instruction] = {}
        self._negated: dict[Any, Rows] = {}
        self._scaled: dict[Any, tuple[float, Rows]] = {}

    def apply(self, op: str, *arguments: Any) -> Any:
        """op(*arguments) in the simplest form that rounds alike."""
        arguments = tuple([a if a.__class__ is Rows else float(a) for a in arguments])
        simple = simpler(self, op, arguments)
        return self.write(op, arguments) if simple is None else simple

    def write(self, op: str, arguments: tuple[Any, ...],
              shape: tuple[int, ...] | None = None, batched: bool | None = None) -> Rows:
        """The instruction itself, with a buffer of its own for the result."""
        operands = tuple(map(self.operand, arguments))
        key = (self.phase, op, shape, *map(_key, operands))
        known = self._known.get(key)
        if known is None:
            rows = [a for a in arguments if isinstance(a, Rows)]
            if shape is None:
                shape = _common_shape([a.shape for a in rows])
            if batched is None:
                batched = True in [a.batched for a in rows]
            known = self._known[key] = self.room(shape, batched)
            self._enter(op, known.ref, operands)
            self._remember(op, arguments)
        return known

    def write_into(self, out: Rows, op: str, *arguments: Any, adds: bool = False) -> None:
        """The same with a given place for the result."""
        self._enter(op, out.ref, tuple(map(self.operand, arguments)), adds)
        self._remember(op, arguments)

    def take_into(self, out: Rows, rows: Rows) -> None:
        """Copy scattered rows into a given place."""
        self.instructions.append(Instruction(self.phase, "take", out.ref, (rows.ref,)))

    def compare(self, sign: str, left: Any, right: Any, guards: Any) -> None:
        """A comparison for each of the guards, which has no result of its own."""
        operands = self.operand(left), self.operand(right)
        out = next(each for each in operands if not isinstance(each, float))
        self.instructions.append(Instruction(self.phase, sign, out, operands, starts=guards))

    def _enter(self, op: str, out: Reference, operands: tuple[Operand, ...],
               adds: bool = False) -> None:
        self.instructions.append(Instruction(self.phase, op, out, operands, adds))

    def _remember(self, op: str, arguments: tuple[Any, ...]) -> None:
        if op == "sigmoid" and isinstance(arguments[0], Rows):
            self._sigmoids[arguments[0].ref.key] = self.instructions[-1]

    def room(self, shape: tuple[int, ...], batched: bool) -> Rows:
        """A new buffer for a result."""
        self.buffers.append(Buffer(prod(shape), batched))
        return Rows(self, whole(len(self.buffers) - 1, shape), batched)

    def operand(self, given: Any) -> Operand:
        """Rows as a view, gathered first where they don't lie in progression; or a number."""
        if not isinstance(given, Rows):
            return float(given)
        return given.ref if isinstance(given.ref, View) else self.gathered(given).ref

    def view(self, rows: Rows) -> View:
        """Where the rows lie, in progression."""
        found = self.operand(rows)
        assert isinstance(found, View)
        return found

    def gathered(self, rows: Rows) -> Rows:
        """A copy of scattered rows next to one another."""
        key = (self.phase, "take", rows.ref.key)
        if key not in self._known:
            out = self._known[key] = self.room(rows.shape, rows.batched)
            self.instructions.append(Instruction(self.phase, "take", out.ref, (rows.ref,)))
        return self._known[key]

    def scaled(self, factor: float, rows: Rows) -> Rows:
        """factor·rows, remembered so that ½·2 is seen to be 1."""
        out = self.write("mul", (factor, rows))
        self._scaled[out.ref] = factor, rows
        return out

    def inner_factor(self, rows: Rows) -> tuple[float, Rows]:
        """The c and z of rows that are known as c·z."""
        known = self._scaled.get(rows.ref) if isinstance(rows.ref, View) else None
        return known or (1.0, rows)

    def complement(self, z: Rows) -> Rows | None:
        """σ(−z), which the instruction that computed σ(z) has as its other result."""
        made = self._sigmoids.get(z.ref.key)
        if made is None:
            return None
        if made.also is None:
            made.also = self.room(z.shape, z.batched).ref
        return Rows(self, made.also, z.batched)

    def forget(self) -> None:
        """Let go of what was written: rows and their writer know each other."""
        for known in (self._known, self._sigmoids, self._negated, self._scaled):
            known.clear()

    def opposite(self, rows: Rows) -> Rows | None:
        """z, where the rows are known as −z."""
        return self._negated.get(rows.ref) if isinstance(rows.ref, View) else None

    def negative(self, rows: Rows) -> Rows:
        """−rows, remembered so that −(−z) is z and σ(−z) is found."""
        out = self.write("neg", (rows,))
        self._negated[out.ref] = rows
        return out


def _common_shape(shapes: list[tuple[int, ...]]) -> tuple[int, ...]:
    alike = shapes.count(shapes[0]) == len(shapes)
    return shapes[0] if alike else np.broadcast_shapes(*shapes)


def _key(operand: Operand) -> Any:
    return operand if isinstance(operand, float) else operand.key


def whole(buffer: int, shape: tuple[int, ...], start: int = 0) -> View:
    """A stretch of a buffer in the order of its numbers."""
    strides = [1]
    for count in reversed(shape[1:]):
        strides.append(strides[-1] * count)
    return View(buffer, start, shape, tuple(reversed(strides)))
