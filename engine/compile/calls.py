"""Calls of NumPy in order, some of which take views of the caller's array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .arrays import Array
from .parts import Reference, View

Step = tuple[Callable[..., Any], tuple[Any, ...]]


class Bound(NamedTuple):
    """An instruction as a call, and as another for later blocks; which arguments are inputs."""

    first: Step
    later: Step
    given: dict[int, Reference]
    turned: bool  # whether it takes inputs as rows × inputs


class Calls:
    """Calls in order; arguments into which the caller's array is filled are lists."""

    def __init__(self, bounds: list[Bound]) -> None:
        self.calls: list[tuple[Callable[..., Any], Any]] = [
            (bound.first[0], list(bound.first[1]) if bound.given else bound.first[1])
            for bound in bounds]
        self.given = [(arguments, place, viewer(ref, bound.turned))
                      for (_, arguments), bound in zip(self.calls, bounds)
                      for place, ref in bound.given.items()]

    def run(self, block: Array) -> None:
        """Make the calls for a block of rows of the caller's array."""
        self.fill(block)
        for call, arguments in self.calls:
            call(*arguments)
        for arguments, place, _ in self.given:
            arguments[place] = None  # the caller's array is not kept

    def fill(self, block: Array) -> None:
        """Views of the block as the arguments that are inputs."""
        for arguments, place, view in self.given:
            arguments[place] = view(block)


def viewer(ref: Reference, turned: bool) -> Callable[[Array], Array]:
    """What takes inputs out of the caller's rows × inputs, as inputs × rows, or turned over."""
    if not isinstance(ref, View):
        return _all_inputs
    if len(ref.shape) > 1 or ref.strides[0] < 1:
        return _Strided(ref, turned).view
    here = slice(ref.start, ref.start + ref.shape[0] * ref.strides[0], ref.strides[0])
    across = np.s_[:, here]
    return (lambda block: block[across]) if turned else (lambda block: block.T[here])


def _all_inputs(block: Array) -> Array:
    turned: Array = block.T
    return turned


class _Strided:
    """Inputs in any progression."""

    def __init__(self, ref: View, turned: bool) -> None:
        self.shape, self.turned = ref.shape, turned
        self.start, self.strides = 8 * ref.start, tuple(8 * s for s in ref.strides)

    def view(self, block: Array) -> Array:
        rows, down = len(block), block.strides[0]
        shape, strides = (*self.shape, rows), (*self.strides, down)
        if self.turned:
            shape, strides = (*shape[:-2], rows, shape[-2]), (*strides[:-2], down, strides[-2])
        found: Array = np.ndarray(shape, np.float64, block, self.start, strides)
        return found
