"""The arrays of one thread, and the blocks of rows that go through them."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays import Array
from .parts import CALL, INPUT, Ints
from .runner import Steps

if TYPE_CHECKING:
    from .program import Program

BLOCK_BYTES = 1 << 20  # the rows of a block and what is computed from them stay in the cache
FEWEST_ROWS = 32
_BY_CONTEXT = int(np.__version__.split(".")[0]) >= 2  # NumPy's error state is a context variable


class Memory:
    """The arrays of one thread."""

    def __init__(self, program: Program, rows: int) -> None:
        self.program, self.rows = program, rows
        self.flat = [np.zeros(b.numbers * (rows if b.batched and i != INPUT else 1))
                     if i != INPUT else np.zeros(0) for i, b in enumerate(program.buffers)]
        self.flat[CALL][program.size:program.size + len(program.constants)] = program.constants
        self.steps: dict[int, Steps] = {}
        self.has_default = False
        self.changed: dict[int, list[Ints]] = {}
        self.doubtful = False
        self._context = Context()
        if _BY_CONTEXT:
            self._context.run(self._listen)

    def watching(self, work: Callable[..., Any], *given: Any) -> Any:
        """Do the work, and note in `doubtful` whether a number became infinite or undefined."""
        self.changed.clear()
        self.doubtful = False
        if _BY_CONTEXT:  # many times faster than errstate
            return self._context.run(work, *given)
        with np.errstate():
            self._listen()
            return work(*given)

    def _listen(self) -> None:
        np.seterr(all="ignore")
        if not self.program.total:
            np.seterr(divide="call", invalid="call")
            np.seterrcall(self._doubt)

    def _doubt(self, kind: str, flag: int) -> None:
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
        with np.errstate(all="ignore"):
            for start, steps in self.blocks(len(rows)):
                steps.check_domains(rows[start:start + steps.rows], start)

    def blocks(self, count: int) -> list[tuple[int, Steps]]:
        """The first row of each block, and the steps for it; the same for so many rows whatever
        was computed before, or sums over them would be rounded otherwise."""
        rows = self.program.block_rows(count)
        return [(start, self.bound(min(rows, count - start))) for start in range(0, count, rows)]

    def bound(self, rows: int) -> Steps:
        """The steps for blocks of that many rows, which is at most what the memory was made for."""
        if rows not in self.steps:
            if len(self.steps) > 8:
                self.steps.clear()
            self.steps[rows] = Steps(self.program, self.flat, rows)
        return self.steps[rows]
