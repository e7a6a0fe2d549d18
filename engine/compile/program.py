"""A compiled program: plain data, and the calls that run it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ShapeError
from .explaining import Explanation, Line
from .guards import BranchChanged, Guard
from .kernels import PARTIAL
from .memory import BLOCK_BYTES, FEWEST_ROWS, Memory
from .naming import Name
from .parts import CALL, Buffer, Instruction, View

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Program:
    """A graph as array instructions; made by `compile`.

    Immutable plain data: `inputs` counts the columns of X, `parameters` are the numbers that stand
    for the parameters unless others are given, `instructions` are listed in the order in which
    they run, over numbered `buffers`.
    """

    inputs: int
    parameters: Array
    constants: Array
    roots: tuple[View, ...]
    buffers: tuple[Buffer, ...]
    instructions: tuple[Instruction, ...]
    guards: tuple[Guard, ...] = ()
    names: tuple[Name, ...] = ()
    lines: tuple[Line, ...] = ()
    unexplained: int = 0
    _local: Any = field(default_factory=threading.local, repr=False)

    def __post_init__(self) -> None:
        self.parameters.flags.writeable = self.constants.flags.writeable = False

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return len(self.parameters)

    def __call__(self, X: ArrayLike | None = None, parameters: ArrayLike | None = None,
                 weights: ArrayLike | None = None) -> tuple[Array, Array]:
        """The first root's value for each row of X, shape (batch,), and its gradient by the
        parameters, shape (parameters,), summed over the rows with their weights."""
        rows = self._rows(X)
        memory = self._memory(len(rows), parameters)
        seed = None if weights is None else self._weights(weights, len(rows))
        values = np.empty(len(rows))
        gradient: Array = memory.watching(_differentiate, memory, rows, seed, values)
        self._check(memory, rows)
        return values, gradient

    def explain(self) -> Explanation:
        """The program as mathematics, the index form beside the matrix form; has .latex()."""
        return Explanation(self.lines, self.unexplained)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the program to an .npz file, whole or not at all; `Program.load` reads it."""
        from .files import save

        return save(self, path)

    @staticmethod
    def load(path: str | PathLike[str]) -> Program:
        """The program that `save` wrote; raises ChalkgradError for any other file."""
        from .files import load

        return load(path)

    def to_python(self, name: str = "program") -> str:
        """The program as the source of a plain NumPy function of that name."""
        from .source import source

        return source(self, name)

    def to_jax(self) -> Callable[..., Any]:
        """The values as a pure JAX function of X and the parameters, for jit, grad, vmap and
        shard_map: (batch,), of several roots (batch, roots).

        Its gradient is JAX's own, as is its precision. Raises GraphError for a program that checks
        branches, MissingPackageError without JAX (the extra [jax]).
        """
        from .jax import to_jax

        return to_jax(self)

    def to_onnx(self, path: str | PathLike[str]) -> Path:
        """Write an ONNX model, in float64: inputs X (batch, inputs) and parameters, which needn't
        be given; output values, (batch,) or of several roots (batch, roots).

        Raises GraphError for a program that checks branches, MissingPackageError without onnx (the
        extra [onnx]).
        """
        from .onnx import to_onnx

        return to_onnx(self, path)

    def __reduce__(self) -> Any:  # as plain data, without the memory
        from .files import from_bytes, to_bytes

        return from_bytes, (to_bytes(self),)

    def value(self, X: ArrayLike | None = None, parameters: ArrayLike | None = None) -> Array:
        """The first root's value for each row of X, shape (batch,), without the gradient."""
        values: Array = self.outputs(X, parameters)[:, 0].copy()
        return values

    def outputs(self, X: ArrayLike | None = None, parameters: ArrayLike | None = None) -> Array:
        """Every root's value for each row of X, shape (batch, roots)."""
        rows = self._rows(X)
        memory = self._memory(len(rows), parameters)
        values = np.empty((len(rows), len(self.roots)))
        memory.watching(_evaluate, memory, rows, values)
        self._check(memory, rows)
        return values

    def _check(self, memory: Memory, rows: Array) -> None:
        """Raise BranchChanged or DomainError for rows that the eager engine would not take so."""
        if memory.doubtful:
            memory.check_domains(rows)
        if memory.changed:
            found = {}
            for number, which in sorted(memory.changed.items()):
                found[self.guards[number]] = np.concatenate(which)
            raise BranchChanged(found)

    def _memory(self, count: int, parameters: ArrayLike | None) -> Memory:
        """This thread's memory, with the parameters in it."""
        rows = self.block_rows(count)
        memory: Memory | None = getattr(self._local, "memory", None)
        if memory is None or memory.rows < rows or memory.rows > 4 * rows:
            memory = self._local.memory = Memory(self, rows)
        if parameters is not None:
            memory.flat[CALL][:self.size] = self._checked(parameters)
            memory.has_default = False
        elif not memory.has_default:
            memory.flat[CALL][:self.size] = self.parameters
            memory.has_default = True
        return memory

    @cached_property
    def total(self) -> bool:
        """Whether every operation is defined for all numbers."""
        return not any(each.op in PARTIAL for each in self.instructions
                       if each.phase in ("before", "forward"))

    @cached_property
    def most_rows(self) -> int:
        """How many rows are computed at a time: so many that a block stays in the cache."""
        each = 8 * sum(buffer.numbers for buffer in self.buffers if buffer.batched)
        return max(FEWEST_ROWS, BLOCK_BYTES // max(each, 1))

    def block_rows(self, count: int) -> int:
        """The rows of a block, where blocks are about alike."""
        blocks = -(-count // self.most_rows)
        return -(-count // blocks) if blocks else 1

    def _rows(self, X: ArrayLike | None) -> Array:
        """X as rows × inputs; raises ShapeError if it has another shape."""
        rows = np.empty((1, 0)) if X is None else np.ascontiguousarray(X, np.float64)
        if rows.ndim != 2 or rows.shape[1] != self.inputs:
            given = "nothing" if X is None else f"an array of shape {np.shape(X)}"
            raise ShapeError(f"the program takes rows of {self.inputs} inputs, but {given} was "
                             f"given; give an array of shape (batch, {self.inputs})")
        return rows

    def _checked(self, parameters: ArrayLike) -> Array:
        theta = np.asarray(parameters, np.float64)
        if theta.shape != (self.size,):
            raise ShapeError(f"the program has {self.size} parameters, but an array of shape "
                             f"{theta.shape} was given; give one number for each")
        return theta

    def _weights(self, weights: ArrayLike, count: int) -> Array:
        given = np.asarray(weights, np.float64)
        if given.shape != (count,):
            raise ShapeError(f"X has {count} rows, but the weights have shape {given.shape}; give "
                             "one number for each row")
        return given


def _differentiate(memory: Memory, rows: Array, seed: Array | None, values: Array) -> Array:
    """The gradient, block by block; the rows' values are filled in."""
    if not len(rows):
        return np.zeros(memory.program.size)
    for start, steps in memory.blocks(len(rows)):
        stop = start + steps.rows
        if seed is None:
            steps.seed.fill(1.0)
        else:
            steps.seed[:] = seed[start:stop]
        (steps.later if start else steps.first).run(rows[start:stop])
        values[start:stop] = steps.roots[0]
        memory.collect(steps, start)
    steps.last.run(rows)
    gradient: Array = steps.gradient.copy()
    return gradient


def _evaluate(memory: Memory, rows: Array, values: Array) -> None:
    """The roots' values for the rows, block by block."""
    for start, steps in memory.blocks(len(rows)):
        stop = start + steps.rows
        (steps.look_later if start else steps.look).run(rows[start:stop])
        for k, root in enumerate(steps.roots):
            values[start:stop, k] = root
        memory.collect(steps, start)
