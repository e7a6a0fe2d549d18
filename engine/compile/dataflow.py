"""A program's forward half as results that are never overwritten, for systems that want it so.

Results are numbered: the parameters, the constants and the inputs, then those of the steps.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import GraphError
from .guards import SIGNS
from .parts import (
    CALL,
    CALL_ADJOINT,
    INPUT,
    ROWS_ADJOINT,
    Gather,
    Ints,
    Operand,
    Reference,
    reference,
)

if TYPE_CHECKING:
    from .program import Program

PARAMETERS, CONSTANTS, INPUTS, FIRST = 0, 1, 2, 3
ALONG_ROWS = ("matmul",)  # whose numbers per call get no axis for the rows
ADJOINTS = (CALL_ADJOINT, ROWS_ADJOINT)
Move = tuple[Any, ...]


class Read(NamedTuple):
    """Numbers of earlier results: these are joined along their first axis, then moved.

    The moves, on the first axes and leaving that of the batch alone: ("take", index) at places,
    ("stretch", start, stop, step), ("shape", shape), ("columns", count) the first so many of the
    second axis, ("turn",) exchanges the first two axes.
    """

    results: tuple[int, ...]
    moves: tuple[Move, ...]
    shape: tuple[int, ...]
    batched: bool


class Step(NamedTuple):
    """One operation; `shape` is its result's, which has a last axis for the batch if `batched`."""

    op: str
    arguments: tuple[Read | float, ...]
    shape: tuple[int, ...]
    batched: bool


class Dataflow(NamedTuple):
    """The steps in order, and what is read as the values of the roots."""

    steps: tuple[Step, ...]
    roots: tuple[Read, ...]


def dataflow(program: Program) -> Dataflow:
    """The forward half of a program.

    Raises GraphError for a program that checks branches, which these systems can't.
    """
    if program.guards:
        raise GraphError("the program checks a branch for every row, at "
                         f"{program.guards[0].place}, which can't be done there; write the choice "
                         "as relu, maximum or minimum, or compile with guards='ignore'")
    return _Flow(program).found()


class _Flow:
    """For each place of each buffer, which result lies there at last, and where in it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.sizes = [program.size, len(program.constants), program.inputs]
        self.result = [np.full(b.numbers, -1) for b in program.buffers]
        self.offset = [np.zeros(b.numbers, np.int64) for b in program.buffers]
        self.steps: list[Step] = []
        stop = program.size + len(program.constants)
        self._lies(CALL, np.arange(program.size), PARAMETERS)
        self._lies(CALL, np.arange(program.size, stop), CONSTANTS)
        self._lies(INPUT, np.arange(program.inputs), INPUTS)

    def found(self) -> Dataflow:
        """Every forward instruction as a step."""
        for each in self.program.instructions:
            forward = each.phase in ("before", "forward") and each.out.buffer not in ADJOINTS
            if forward and each.op not in SIGNS:
                self._enter(each.op, tuple(map(self._argument, each.arguments)), each.out)
        return _needed(self.steps, list(map(self._read, self.program.roots)))

    def _enter(self, op: str, arguments: tuple[Read | float, ...], out: Reference) -> None:
        op = "copy" if op == "take" else op  # every read may take
        self.steps.append(Step(op, arguments, out.shape, self.program.buffers[out.buffer].batched))
        self._lies(out.buffer, out.where().reshape(-1), len(self.sizes))
        self.sizes.append(prod(out.shape))

    def _lies(self, buffer: int, places: Ints, result: int) -> None:
        self.result[buffer][places] = result
        self.offset[buffer][places] = np.arange(len(places))

    def _argument(self, operand: Operand) -> Read | float:
        return operand if isinstance(operand, float) else self._read(operand)

    def _read(self, ref: Reference) -> Read:
        places = ref.where()
        which, offset = self.result[ref.buffer][places], self.offset[ref.buffer][places]
        assert which.min() >= 0, "something is read that no forward instruction wrote"
        results, position = np.unique(which, return_inverse=True)
        sizes = np.array([self.sizes[result] for result in results])
        index = offset + (np.cumsum(sizes) - sizes)[position.reshape(places.shape)]
        moves = tuple(_moves(reference(0, index), int(sizes.sum())))
        return Read(tuple(results.tolist()), moves, places.shape,
                    self.program.buffers[ref.buffer].batched)


def _needed(steps: list[Step], roots: list[Read]) -> Dataflow:
    """The steps that the roots are computed from; others serve the backward half only."""
    wanted = {result for root in roots for result in root.results}
    for number in reversed(range(len(steps))):
        if FIRST + number in wanted:
            wanted.update(result for read in steps[number].arguments if isinstance(read, Read)
                          for result in read.results)
    kept = [number for number in range(len(steps)) if FIRST + number in wanted]
    new = {number: number for number in range(FIRST)}
    new |= {FIRST + old: FIRST + number for number, old in enumerate(kept)}

    def renumbered(given: Any) -> Any:
        """A read of the same results by their new numbers."""
        if isinstance(given, float):
            return given
        return given._replace(results=tuple([new[result] for result in given.results]))

    return Dataflow(tuple(steps[number]._replace(
        arguments=tuple(map(renumbered, steps[number].arguments))) for number in kept),
        tuple(map(renumbered, roots)))


def _moves(ref: Reference, size: int) -> list[Move]:
    """How to get from `size` numbers in a row to those that are referred to."""
    if isinstance(ref, Gather) or min(ref.strides) < 1 or len(ref.shape) > 2:
        return [("take", ref.where())]
    if len(ref.shape) == 1:
        return _stretch(ref.start, ref.shape[0], ref.strides[0], size)
    (rows, columns), (down, along) = ref.shape, ref.strides
    if rows == 1 or columns == 1:
        step = along if rows == 1 else down
        return [*_stretch(ref.start, rows * columns, step, size), ("shape", ref.shape)]
    if down == 1:
        turned = _matrix(ref.start, columns, along, rows, size)
        return [*turned, ("turn",)] if turned else [("take", ref.where())]
    return (along == 1 and _matrix(ref.start, rows, down, columns, size)) or [("take", ref.where())]


def _stretch(start: int, count: int, step: int, size: int) -> list[Move]:
    whole = start == 0 and count == size
    return [] if whole else [("stretch", start, start + (count - 1) * step + 1, step)]


def _matrix(start: int, rows: int, down: int, columns: int, size: int) -> list[Move]:
    """Rows that lie `down` numbers apart; nothing if the last one's rest would lie outside."""
    if down < columns or start + rows * down > size:
        return []
    found = [*_stretch(start, rows * down, 1, size), ("shape", (rows, down))]
    return found if down == columns else [*found, ("columns", columns)]
