"""Calls of NumPy in order, and those that take more than one of its functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .parts import Reference, View

Array = NDArray[np.float64]
Step = tuple[Callable[..., Any], tuple[Any, ...]]


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
        self.given = [(at, place, _Given(ref, bound.turned)) for at, bound in enumerate(bounds)
                      for place, ref in bound.given.items()]

    def run(self, block: Array) -> None:
        """Make the calls for a block of rows of the caller's array."""
        for call, arguments in self.bound(block):
            call(*arguments)

    def bound(self, block: Array) -> list[Step]:
        """The calls with views of the block."""
        calls = self.calls
        for at, place, given in self.given:
            call, arguments = calls[at]
            calls[at] = call, (*arguments[:place], given.view(block), *arguments[place + 1:])
        return calls


class _Given:
    """Inputs of the caller's rows × inputs, as inputs × rows, or turned over."""

    def __init__(self, ref: Reference, turned: bool) -> None:
        self.shape, self.turned = ref.shape, turned
        self.view = self._view if isinstance(ref, View) else _all_inputs
        if isinstance(ref, View):
            self.start, self.strides = 8 * ref.start, tuple(8 * s for s in ref.strides)

    def _view(self, block: Array) -> Array:
        rows, down = len(block), block.strides[0]
        shape, strides = (*self.shape, rows), (*self.strides, down)
        if self.turned:
            shape, strides = (*shape[:-2], rows, shape[-2]), (*strides[:-2], down, strides[-2])
        found: Array = np.ndarray(shape, np.float64, block, self.start, strides)
        return found


def _all_inputs(block: Array) -> Array:
    turned: Array = block.T
    return turned


def compare(left: Any, right: Any, sign: Any, wanted: Any, guards: Any, changed: Any) -> None:
    wrong = sign(left, right) != wanted
    if wrong.any():
        changed.append((guards, wrong))


def row_times_matrix(row: Array, matrix: Array, out: Array) -> None:
    np.dot(row[0], matrix, out)


def is_matrix(array: Array | None) -> bool:
    return array is not None and array.ndim == 2 and array.flags.c_contiguous


def contraction(factors: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """∂Z·Bᵀ; added up over the matrices if there are several."""
    dz, b = factors
    if dz.ndim == 2:
        return np.matmul, (dz, None if b is None else b.T)
    return contract_all, (dz, None if b is None else b.transpose(0, 2, 1))


def contract_all(dz: Array, turned: Array, out: Array) -> None:
    np.add.reduce(np.matmul(dz, turned), axis=0, out=out)


def take_rows(given: Array, index: Any, out: Array) -> None:
    given.take(index, 0, out, "clip")


def put(target: Array, index: Any, share: Array) -> None:
    """Rows of numbers to places of their own, each as one item."""
    item = np.dtype((np.void, share.itemsize * share.shape[-1] if share.ndim > 1 else 8))
    target.view(item).reshape(-1).put(index, share.view(item).reshape(-1), "clip")


def scatter(target: Array, index: Any, share: Array, spare: Array) -> None:
    np.copyto(spare, share)
    put(target, index, spare)


def scatter_add(target: Array, index: Any, share: Array, spare: Array) -> None:
    target.take(index, 0, spare, "clip")
    np.add(spare, share, spare)
    put(target, index, spare)


def add_to(share: Array, out: Array) -> None:
    np.add(out, share, out)


def made_and_added(*rest: Any) -> None:
    *given, out, kernel = rest
    kernel(*given)
    np.add(out, given[-1], out)
