"""The buffers of a program as NumPy arrays, and what references name in them."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .parts import CALL_ADJOINT, INPUT, Buffer, Gather, Instruction, Operand, Reference, View

Array = NDArray[np.float64]


class Arrays:
    """The buffers for a block of so many rows: the first numbers of `flat`, which has room."""

    def __init__(self, buffers: tuple[Buffer, ...], flat: list[Array], rows: int) -> None:
        self.buffers, self.rows = buffers, rows
        self.flat = [one[:b.numbers * rows] if b.batched else one
                     for one, b in zip(flat, buffers)]
        self.ones = np.ones(rows)
        self._spare = np.empty(0)

    def make_room(self, instructions: tuple[Instruction, ...]) -> None:
        """Room for what the instructions need within a call only."""
        self._spare = np.empty(max(map(self._needed, instructions), default=0))

    def _needed(self, each: Instruction) -> int:
        collected = each.phase == "backward" and each.out.buffer == CALL_ADJOINT
        if (each.adds or collected or isinstance(each.out, Gather)
                or each.op in ("sigmoid", "contract")):
            return prod(each.out.shape) * (self.rows if self.is_batched(each.out) else 1)
        return 0

    def spare(self, shape: tuple[int, ...]) -> Array:
        """Room for numbers that are needed within a call only."""
        return self._spare[:prod(shape)].reshape(shape)

    def is_batched(self, ref: Reference) -> bool:
        return self.buffers[ref.buffer].batched

    def all(self, buffer: int) -> Array:
        """A buffer as numbers × rows, or as numbers."""
        array = self.flat[buffer]
        return array.reshape(-1, self.rows) if self.buffers[buffer].batched else array

    def of(self, ref: Reference) -> Array:
        """A view's numbers, with the rows of the batch as the last axis."""
        assert isinstance(ref, View)
        batched = self.is_batched(ref)
        rows = self.rows if batched else 1
        shape = (*ref.shape, rows) if batched else ref.shape
        strides = tuple(8 * rows * s for s in ref.strides) + ((8,) if batched else ())
        found: Array = np.ndarray(shape, np.float64, self.flat[ref.buffer],
                                  8 * rows * ref.start, strides)
        return found

    def operand(self, operand: Operand, spread: bool) -> Any:
        """An argument's numbers, with an axis of one row if they are `spread` over the rows; None
        for the caller's, which are filled in at each call."""
        if isinstance(operand, float):
            return operand
        if operand.buffer == INPUT:
            return None
        array = self.of(operand)
        return array[..., None] if spread and not self.is_batched(operand) else array
