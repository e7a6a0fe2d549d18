"""A program bound to memory: the instructions as NumPy calls on arrays that are used again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import DomainError
from ..op import RULES
from .guards import SIGNS
from .kernels import ALONG_ROWS, KERNELS, PARTIAL
from .parts import (
    CALL,
    CALL_ADJOINT,
    INPUT,
    PHASES,
    SEED,
    Gather,
    Instruction,
    Operand,
    Reference,
    View,
)

if TYPE_CHECKING:
    from .program import Program

Array = NDArray[np.float64]
Step = tuple[Callable[..., Any], tuple[Any, ...]]
BLOCK_BYTES = 1 << 20  # the rows of a block and what is computed from them stay in the cache
FEWEST_ROWS = 32


class Memory:
    """The arrays of one thread."""

    def __init__(self, program: Program, rows: int) -> None:
        self.program, self.rows = program, rows
        self.flat = [np.zeros(b.numbers * (rows if b.batched and i != INPUT else 1))
                     if i != INPUT else np.zeros(0) for i, b in enumerate(program.buffers)]
        self.flat[CALL][program.size:program.size + len(program.constants)] = program.constants
        self.steps: dict[int, Steps] = {}
        self.has_default = False

        self.changed: dict[int, list[NDArray[np.int64]]] = {}
        self.doubtful = False

    def doubt(self, kind: str, flag: int) -> None:
        """Called by NumPy where a number became infinite or undefined."""
        self.doubtful = True

    def collect(self, steps: Steps, start: int) -> None:
        """Note which rows of a block took another branch."""
        for numbers, wrong in steps.changed:
            for number, row in zip(numbers.tolist(), wrong):
                if row.any():
                    which = np.flatnonzero(np.broadcast_to(row, steps.rows)) + start
                    self.changed.setdefault(number, []).append(which)
        steps.changed.clear()

    def check_domains(self, rows: Array) -> None:
        """Raise DomainError for the first number outside the domain of its operation."""
        for start, steps in self.blocks(len(rows)):
            steps.check_domains(rows[start:start + steps.rows], start)

    def blocks(self, count: int) -> Iterator[tuple[int, Steps]]:
        """The first row of each block, and the steps for it."""
        for start in range(0, count, self.rows):
            yield start, self.bound(min(self.rows, count - start))

    def bound(self, rows: int) -> Steps:
        """The steps for blocks of that many rows, which is at most what the memory was made for."""
        if rows not in self.steps:
            if len(self.steps) > 8:
                self.steps.clear()
            self.steps[rows] = Steps(self.program, self.flat, rows)
        return self.steps[rows]


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
            kernel, arguments = _contraction(arguments)
        elif each.op == "matmul" and out.ndim == 2 and len(out) == 1 and out[0].data.contiguous:
            kernel, arguments, out = _row_times_matrix, arguments, out[0]
        elif each.op == "sum_rows" and out.data.contiguous and _is_matrix(arguments[0]):
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
            return _add_to, (arguments[0], out)
        return _made_and_added, (*arguments, self._spare(out.shape), out, kernel)

    def _compare(self, each: Instruction, arguments: tuple[Any, ...]) -> Step:
        assert each.starts is not None
        batched = any(self._is_batched(a) for a in each.arguments if not isinstance(a, float))
        pair = tuple(self._operand(a, batched) for a in each.arguments)
        wanted = np.array([self.guards[k].found for k in each.starts.tolist()])
        return _compare, (*pair, SIGNS[each.op], wanted[:, None] if batched else wanted,
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
            return _take_rows, (None, source.index, out)
        return self._all(source.buffer).take, (source.index, 0, out, "clip")

    def _scattered(self, each: Instruction, arguments: tuple[Any, ...], adds: bool) -> Step:
        assert isinstance(each.out, Gather)
        target, index = self._all(each.out.buffer), each.out.index
        assert each.op == "copy"
        spare = self._spare((*index.shape, *target.shape[1:]))
        return _scatter_add if adds else _scatter, (target, index, *arguments, spare)

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


class Bound(NamedTuple):
    """An instruction as a call, and as another for later blocks; which arguments are inputs."""

    first: Step
    later: Step
    given: dict[int, Reference]
    turned: bool  # whether it takes inputs as rows × inputs


class Calls:
    """Calls in order; some take views of the caller's array."""

    def __init__(self, bounds: list[Bound]) -> None:
        self.calls = [bound.first for bound in bounds]
        self.given = [(at, place, ref, bound.turned) for at, bound in enumerate(bounds)
                      for place, ref in bound.given.items()]

    def run(self, block: Array) -> None:
        """Make the calls for a block of rows of the caller's array."""
        for call, arguments in self.bound(block):
            call(*arguments)

    def bound(self, block: Array) -> list[Step]:
        """The calls with views of the block."""
        calls = self.calls
        for at, place, ref, turned in self.given:
            call, arguments = calls[at]
            array = given_view(block, ref) if isinstance(ref, View) else block.T
            calls[at] = call, (*arguments[:place], _turned(array) if turned else array,
                               *arguments[place + 1:])
        return calls


def given_view(block: Array, ref: View) -> Array:
    """Inputs of the caller's rows × inputs, as inputs × rows."""
    found: Array = np.ndarray((*ref.shape, len(block)), np.float64, block, 8 * ref.start,
                              (*(8 * s for s in ref.strides), block.strides[0]))
    return found


def _compare(left: Any, right: Any, sign: Any, wanted: Any, guards: Any, changed: Any) -> None:
    wrong = sign(left, right) != wanted
    if wrong.any():
        changed.append((guards, wrong))


def _row_times_matrix(row: Array, matrix: Array, out: Array) -> None:
    np.dot(row[0], matrix, out)


def _turned(array: Array) -> Array:
    turned: Array = array.swapaxes(-1, -2)
    return turned


def _is_matrix(array: Array | None) -> bool:
    return array is not None and array.ndim == 2 and array.flags.c_contiguous


def _contraction(factors: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """∂Z·Bᵀ; added up over the matrices if there are several."""
    dz, b = factors
    if dz.ndim == 2:
        return np.matmul, (dz, None if b is None else b.T)
    return _contract_all, (dz, None if b is None else b.transpose(0, 2, 1))


def _contract_all(dz: Array, turned: Array, out: Array) -> None:
    np.add.reduce(np.matmul(dz, turned), axis=0, out=out)


def _take_rows(given: Array, index: Any, out: Array) -> None:
    given.take(index, 0, out, "clip")


def _put(target: Array, index: Any, share: Array) -> None:
    """Rows of numbers to places of their own, each as one item."""
    item = np.dtype((np.void, share.itemsize * share.shape[-1] if share.ndim > 1 else 8))
    target.view(item).reshape(-1).put(index, share.view(item).reshape(-1), "clip")


def _scatter(target: Array, index: Any, share: Array, spare: Array) -> None:
    np.copyto(spare, share)
    _put(target, index, spare)


def _scatter_add(target: Array, index: Any, share: Array, spare: Array) -> None:
    target.take(index, 0, spare, "clip")
    np.add(spare, share, spare)
    _put(target, index, spare)


def _add_to(share: Array, out: Array) -> None:
    np.add(out, share, out)


def _made_and_added(*rest: Any) -> None:
    *given, out, kernel = rest
    kernel(*given)
    np.add(out, given[-1], out)
