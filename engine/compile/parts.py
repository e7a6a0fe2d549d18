"""What a program consists of, as plain data: buffers, references into them, instructions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# The first buffers, by number. Every other one holds intermediate results.
CALL = 0  # numbers that are the same for all rows: parameters, constants, what follows from them
ROWS = 1  # numbers that each row of the batch has its own of
INPUT = 2  # the inputs of the rows, as given
CALL_ADJOINT, ROWS_ADJOINT = 3, 4  # their adjoints, in the same places
SEED = 5  # the weight of each row
FIRST_FREE = 6

PHASES = ("before", "forward", "backward", "after")  # the middle two run for each block of rows


@dataclass(frozen=True)
class Buffer:
    """`numbers` float64, and as many for each row if it is batched."""

    numbers: int
    batched: bool
    name: str = ""


class View(NamedTuple):
    """Numbers of a buffer in arithmetic progression: start + i·strides[0] + j·strides[1]."""

    buffer: int
    start: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def key(self) -> Any:
        """Equal for views of the same numbers."""
        return self

    def where(self) -> Ints:
        """The places of the numbers in the buffer, of the view's shape."""
        if len(self.shape) == 1:
            return self.start + self.strides[0] * np.arange(self.shape[0])
        places = np.array(self.start)
        for count, stride in zip(self.shape, self.strides):
            places = places[..., None] + np.arange(count) * stride
        return places


class Gather:
    """Numbers of a buffer at any places; `index` has the shape of the result."""

    __slots__ = ("buffer", "index")

    def __init__(self, buffer: int, index: Ints) -> None:
        self.buffer, self.index = buffer, index

    @property
    def key(self) -> Any:
        """Equal for gathers of the same numbers."""
        return self.buffer, self.index.shape, self.index.tobytes()

    @property
    def shape(self) -> tuple[int, ...]:
        return self.index.shape

    def where(self) -> Ints:
        """The places of the numbers in the buffer."""
        return self.index


Reference = View | Gather
Operand = View | Gather | float


@dataclass
class Instruction:
    """One array operation: `op` of the arguments into `out`, added to it if `adds`.

    `also` is a second result, where the operation has one. `starts` are the first places of the
    stretches that sum_stretches adds up, or the guards that a comparison (<, <=, >, >=) decides:
    it has no result, and `out` is one of its arguments.
    """

    phase: str
    op: str
    out: Reference
    arguments: tuple[Operand, ...]
    adds: bool = False
    also: Reference | None = None
    starts: Ints | None = None


def reference(buffer: int, places: Ints) -> Reference:
    """A view if the places lie in arithmetic progression, else a gather.

    >>> reference(0, np.array([4, 6, 8]))
    View(buffer=0, start=4, shape=(3,), strides=(2,))
    """
    if places.size == 1:
        return View(buffer, places.item(0), places.shape, (1,) * places.ndim)
    if places.ndim == 1 and _turns(places):
        return Gather(buffer, np.ascontiguousarray(places))
    start, strides, turned = int(places.item(0)), [], places
    for count in places.shape:  # the axes in turn come first
        step = int(turned[1].item(0)) - start if count > 1 else 1
        if count > 2 or (count > 1 and places.ndim > 1):
            steps = turned[1:] - turned[:-1]
            if not (steps == step).all():
                return Gather(buffer, np.ascontiguousarray(places))
        strides.append(step)
        turned = turned.T
    return View(buffer, start, places.shape, tuple(strides))


def _turns(places: Ints) -> bool:
    """Whether the last place shows that they lie in no progression."""
    first, second, last = places.item(0), places.item(1), places.item(-1)
    return bool(last - first != (second - first) * (len(places) - 1))
