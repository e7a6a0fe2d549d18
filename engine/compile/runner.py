"""A program bound to memory: the instructions as NumPy calls on arrays that are used again."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DomainError
from ..op import RULES
from .calls import (
    Array,
    Bound,
    Calls,
    Step,
    add_to,
    compare,
    contraction,
    is_matrix,
    made_and_added,
    row_times_matrix,
    scatter,
    scatter_add,
    take_rows,
)
from .guards import SIGNS
from .kernels import ALONG_ROWS, KERNELS, PARTIAL
from .parts import CALL_ADJOINT, INPUT, PHASES, SEED, Gather, Instruction, Operand, Reference, View

if TYPE_CHECKING:
    from .program import Program


class Steps:
    """The calls for blocks of so many rows.

    `first` and `later` compute values and gradient of the first block and of each one after it,
    `last` what is left to do after the last; `look` and `look_later` compute the values only.
    """

    def __init__(self, program: Program, flat: list[Array], rows: int) -> None:
        self.rows, self.buffers, self.program = rows, program.buffers, program
        self.arrays = [one[:b.numbers * rows] if b.batched else one
                       for one, b in zip(flat, program.buffers)]
        self.seed, self.ones = self.arrays[SEED], np.ones(rows)
        self.gradient = self.arrays[CALL_ADJOINT][:program.size]
        self.spare = np.empty(max(map(self._needed, program.instructions), default=0))
        self.guards, self.changed = program.guards, list[tuple[Any, Any]]()
        self.roots = [self.array(root).reshape(-1) for root in program.roots]
        made: dict[str, list[Bound]] = {phase: [] for phase in PHASES}
        for each in program.instructions:
            made[each.phase].append(self._bound(each))
        before, forward, backward, after = made.values()
        again = [bound._replace(first=bound.later) for bound in backward]
        self.first, self.later = Calls(before + forward + backward), Calls(forward + again)
        self.look, self.look_later = Calls(before + forward), Calls(forward)
        self.last = Calls(after)

    def _bound(self, each: Instruction) -> Bound:
        given = {i: a for i, a in enumerate(each.arguments)
                 if isinstance(a, (View, Gather)) and a.buffer == INPUT}
        collected = each.phase == "backward" and each.out.buffer == CALL_ADJOINT
        first = self._step(each, each.adds)
        later = self._step(each, True) if collected and not each.adds else first
        return Bound(first, later, given, each.op == "contract")

    def _step(self, each: Instruction, adds: bool) -> Step:
        if each.op == "take":
            return self._take(each)
        spread = self._is_batched(each.out) and each.op not in ALONG_ROWS
        arguments = tuple(self._operand(a, spread) for a in each.arguments)
        if each.op == "sum_stretches":
            return np.add.reduceat, (arguments[0], each.starts, 0, None, self.array(each.out))
        if each.op in SIGNS:
            return self._compare(each, arguments)
        kernel = KERNELS[each.op]
        if isinstance(each.out, Gather):
            return self._scattered(each, arguments, adds)
        out = self.array(each.out)
        if each.op == "contract":
            kernel, arguments = contraction(arguments)
        elif each.op == "matmul" and out.ndim == 2 and len(out) == 1 and out[0].data.contiguous:
            kernel, arguments, out = row_times_matrix, arguments, out[0]
        elif each.op == "sum_rows" and out.data.contiguous and is_matrix(arguments[0]):
            kernel, arguments = np.dot, (*arguments, self.ones)
        if adds:
            return self._added(each.op, kernel, arguments, out)
        if each.op == "sigmoid":
            also = self._spare(out.shape) if each.also is None else self.array(each.also)
            return kernel, (*arguments, out, also)
        return kernel, (*arguments, out)

    def _needed(self, each: Instruction) -> int:
        """How many numbers of room an instruction may need within its call."""
        collected = each.phase == "backward" and each.out.buffer == CALL_ADJOINT
        if each.adds or collected or isinstance(each.out, Gather) or each.op == "sigmoid":
            return prod(each.out.shape) * (self.rows if self._is_batched(each.out) else 1)
        return 0

    def _spare(self, shape: tuple[int, ...]) -> Array:
        """Room for what is needed within a call only."""
        return self.spare[:prod(shape)].reshape(shape)

    def _added(self, op: str, kernel: Any, arguments: tuple[Any, ...], out: Array) -> Step:
        if op == "copy":
            return add_to, (arguments[0], out)
        return made_and_added, (*arguments, self._spare(out.shape), out, kernel)

    def _compare(self, each: Instruction, arguments: tuple[Any, ...]) -> Step:
        assert each.starts is not None
        batched = any(self._is_batched(a) for a in each.arguments if not isinstance(a, float))
        pair = tuple(self._operand(a, batched) for a in each.arguments)
        wanted = np.array([self.guards[k].found for k in each.starts.tolist()])
        return compare, (*pair, SIGNS[each.op], wanted[:, None] if batched else wanted,
                          each.starts, self.changed)

    def check_domains(self, block: Array, start: int) -> None:
        """The first calls again, one by one, with a look at every number that is not finite."""
        instructions = [each for each in self.program.instructions
                        if each.phase in ("before", "forward")]
        for each, (call, arguments) in zip(instructions, self.look.bound(block)):
            call(*arguments)
            if each.op in PARTIAL:
                self._check_domain(each, start)
        self.changed.clear()

    def _check_domain(self, each: Instruction, start: int) -> None:
        out = self.array(each.out)
        for place in np.argwhere(~np.isfinite(out)):
            numbers = [float(np.broadcast_to(self._operand(a, self._is_batched(each.out)),
                                             out.shape)[tuple(place)]) for a in each.arguments]
            op, extra = PARTIAL[each.op]
            row = f" (row {place[-1] + start} of X)" if self._is_batched(each.out) else ""
            try:
                RULES[op].check((*numbers, *extra), (*numbers, *extra))
            except DomainError as error:
                raise DomainError(f"{error}{row}") from None

    def _take(self, each: Instruction) -> Step:
        (source,) = each.arguments
        assert isinstance(source, Gather)
        out = self.array(each.out)
        if source.buffer == INPUT:
            return take_rows, (None, source.index, out)
        return self._all(source.buffer).take, (source.index, 0, out, "clip")

    def _scattered(self, each: Instruction, arguments: tuple[Any, ...], adds: bool) -> Step:
        assert isinstance(each.out, Gather)
        target, index = self._all(each.out.buffer), each.out.index
        assert each.op == "copy"
        spare = self._spare((*index.shape, *target.shape[1:]))
        return scatter_add if adds else scatter, (target, index, *arguments, spare)

    def _all(self, buffer: int) -> Array:
        """A buffer as numbers × rows, or as numbers."""
        array = self.arrays[buffer]
        return array.reshape(-1, self.rows) if self.buffers[buffer].batched else array

    def _is_batched(self, ref: Reference) -> bool:
        return self.buffers[ref.buffer].batched

    def _operand(self, operand: Operand, spread: bool) -> Any:
        if isinstance(operand, float):
            return operand
        if operand.buffer == INPUT:
            return None  # filled in at each call
        array = self.array(operand)
        return array[..., None] if spread and not self._is_batched(operand) else array

    def array(self, ref: Reference) -> Array:
        """A view's numbers, with the rows of the batch as the last axis."""
        assert isinstance(ref, View)
        batched = self._is_batched(ref)
        rows = self.rows if batched else 1
        shape = (*ref.shape, rows) if batched else ref.shape
        strides = tuple(8 * rows * s for s in ref.strides) + ((8,) if batched else ())
        found: Array = np.ndarray(shape, np.float64, self.arrays[ref.buffer],
                                  8 * rows * ref.start, strides)
        return found
