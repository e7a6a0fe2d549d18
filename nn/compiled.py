"""Training by the compiled program: all weights in one array, and a step a few array operations."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..engine import DomainError
from .eager import Eager
from .optimizers import Memory, Optimizer
from .traced import Traced

if TYPE_CHECKING:
    from numpy.typing import NDArray

Sums = Callable[[list[int], Any], tuple[Any, Any]]  # (batch, θ) → values, gradient sum


class State(NamedTuple):
    """Where a training stands after a whole step; it is exchanged at once, never half."""

    theta: NDArray[Any]
    gradient: NDArray[Any] | None
    memory: Memory


class Compiled:
    """Training like `Eager`, with the gradients of a program; `settle` writes the weights,
    gradients and what the optimizer remembers back to where the eager training has them."""

    def __init__(self, eager: Eager, traced: Traced, sums: Sums | None = None) -> None:
        import numpy as np

        self.eager, self.parameters = eager, traced.parameters
        self.passed_by = set(eager.net.parameters()).difference(traced.parameters)
        self.program, self.rows = traced.program, traced.rows
        self.sums = sums or self._sums
        self.optimizer = cast(Any, eager.optimizer)
        self.arrays = takes_arrays(self.optimizer)
        self.state = State(np.array([p.data for p in self.parameters]), None,
                           self.optimizer.arrays(self.parameters) if self.arrays else {})

    def step(self, batch: list[int]) -> float:
        """Descend on the mean loss of the samples with these numbers, and return it."""
        mean, gradient = self._mean(batch)
        if self.arrays:
            theta, memory = self.optimizer.step_arrays(self.state.theta, gradient,
                                                       self.state.memory)
            self.state = State(theta, gradient, memory)
        else:
            self._step_values(gradient)
        return mean

    def _sums(self, batch: list[int], theta: NDArray[Any]) -> tuple[Any, Any]:
        return self.program(self.rows[batch], theta)

    def _mean(self, batch: list[int]) -> tuple[float, NDArray[Any]]:
        """The mean loss of a batch and its gradient."""
        import numpy as np

        try:
            values, gradient = self.sums(batch, self.state.theta)
        except DomainError:  # the eager pass says where, or knows better
            return self._carefully(batch)
        mean = float(values.sum()) / len(batch)
        if not (math.isfinite(mean) and np.isfinite(gradient).all()):
            return self._carefully(batch)
        return mean, gradient / len(batch)

    def _carefully(self, batch: list[int]) -> tuple[float, NDArray[Any]]:
        """The same through the graphs, where a number is not finite: with the errors that name
        sample and layer, and the limits that the losses know."""
        import numpy as np

        self._write(self.state)
        mean = self.eager.accumulate(batch)
        return mean, np.array([p.grad for p in self.parameters])

    def _step_values(self, gradient: NDArray[Any]) -> None:
        """A step of an optimizer that knows Values only."""
        import numpy as np

        self._write(State(self.state.theta, gradient, {}))
        try:
            self.optimizer.step(self.parameters)
        except BaseException:
            self._write(self.state)
            raise
        self.state = State(np.array([p.data for p in self.parameters]), gradient, {})

    def settle(self) -> None:
        """Write everything back into the Values and the optimizer."""
        self._write(self.state)
        if self.arrays:
            self.optimizer.restore(self.parameters, self.state.memory)

    def _write(self, state: State) -> None:
        gradient = repeat(None) if state.gradient is None else state.gradient.tolist()
        for parameter, data, slope in zip(self.parameters, state.theta.tolist(), gradient):
            parameter.data, parameter.grad = data, slope
        for parameter in self.passed_by:
            parameter.grad = None


def takes_arrays(optimizer: Optimizer) -> bool:
    """Whether the optimizer's way with arrays is its way with Values, not that of a class above
    which has another `step`."""
    for kind in type(optimizer).__mro__:
        if "step" in vars(kind):
            return "step_arrays" in vars(kind)
    return False
