"""Update rules: how a parameter v follows its gradient ∂C/∂v, as Values or all in one array."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ..engine import ShapeError, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Memory = dict[str, Any]  # what an optimizer remembers about the parameters, as arrays by name
Pair = tuple[Any, Any]


class Optimizer(Protocol):
    """Whatever can move parameters along their gradients."""

    lr: float

    def step(self, parameters: Iterable[Value]) -> None:
        """Update the data of every parameter whose gradient is known."""


class SGD:
    """Gradient descent v′ = v − η ∂C/∂v; with momentum μ, v′ = v − η u′ for u′ = μu + ∂C/∂v.

    `lr` is the learning rate η > 0, 0 ≤ `momentum` < 1 (Polyak 1964; as in PyTorch).

    >>> v = Value(1.0)
    >>> v.grad = 0.5
    >>> SGD(lr=0.1).step([v])
    >>> v.data
    0.95
    """

    def __init__(self, lr: float, momentum: float = 0.0) -> None:
        self.lr, self.momentum = _positive("lr", lr), _fraction("momentum", momentum)
        self.velocity: dict[Value, float] = {}

    def step(self, parameters: Iterable[Value]) -> None:
        """v′ = v − η u′ for every parameter."""
        for v in parameters:
            if v.grad is not None:
                v.data = self._moved(v.data, self._direction(v))

    def _direction(self, v: Value) -> float:
        if not self.momentum:
            return float(v.grad)  # type: ignore[arg-type]
        self.velocity[v] = self._followed(self.velocity.get(v, 0.0), v.grad)
        return self.velocity[v]

    def step_arrays(self, v: NDArray[Any], gradient: NDArray[Any],
                    memory: Memory) -> tuple[NDArray[Any], Memory]:
        """The same for all parameters at once: v′ and the memory after it."""
        if not self.momentum:
            return self._moved(v, gradient), memory
        velocity = self._followed(memory["velocity"], gradient)
        return self._moved(v, velocity), {"velocity": velocity}

    def arrays(self, parameters: Sequence[Value]) -> Memory:
        """What is remembered about the parameters: their velocities, shape (parameters,)."""
        import numpy as np

        return {"velocity": np.array([self.velocity.get(v, 0.0) for v in parameters])}

    def restore(self, parameters: Sequence[Value], memory: Memory) -> None:
        """Remember what `arrays` or `step_arrays` gave."""
        if self.momentum:
            self.velocity.update(zip(parameters, memory["velocity"].tolist()))

    # The formulas, on numbers and arrays alike

    def _followed(self, u: Any, g: Any) -> Any:
        return self.momentum * u + g

    def _moved(self, v: Any, u: Any) -> Any:
        return v - self.lr * u


class Adam:
    """Adam (Kingma & Ba 2015): steps of size about η, scaled by running moments of the gradient.

    `betas` are the decay rates of the mean and of the mean square, both in [0, 1).

    >>> v = Value(1.0)
    >>> v.grad = 0.5
    >>> Adam(lr=0.1).step([v])
    >>> round(v.data, 6)
    0.9
    """

    def __init__(self, lr: float = 0.001, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8) -> None:
        self.lr, self.eps = _positive("lr", lr), _positive("eps", eps)
        self.betas = _fraction("betas[0]", betas[0]), _fraction("betas[1]", betas[1])
        self.moments: dict[Value, tuple[float, float]] = {}
        self.steps = 0

    def step(self, parameters: Iterable[Value]) -> None:
        """v′ = v − η m̂ / (√ŝ + ε), with the moments corrected for their start at 0."""
        self.steps += 1
        starts = self._starts(self.steps)
        for v in parameters:
            if v.grad is not None:
                moments = self._followed(self.moments.get(v, (0.0, 0.0)), v.grad)
                self.moments[v] = moments
                v.data = self._moved(v.data, moments, starts, math.sqrt)

    def step_arrays(self, v: NDArray[Any], gradient: NDArray[Any],
                    memory: Memory) -> tuple[NDArray[Any], Memory]:
        """The same for all parameters at once: v′ and the memory after it."""
        import numpy as np

        steps = int(memory["steps"]) + 1
        moments = self._followed((memory["mean"], memory["square"]), gradient)
        return (self._moved(v, moments, self._starts(steps), np.sqrt),
                {"mean": moments[0], "square": moments[1], "steps": np.array(steps)})

    def arrays(self, parameters: Sequence[Value]) -> Memory:
        """What is remembered about the parameters: their moments, and the number of steps."""
        import numpy as np

        moments = np.array([self.moments.get(v, (0.0, 0.0)) for v in parameters]).reshape(-1, 2)
        return {"mean": moments[:, 0].copy(), "square": moments[:, 1].copy(),
                "steps": np.array(self.steps)}

    def restore(self, parameters: Sequence[Value], memory: Memory) -> None:
        """Remember what `arrays` or `step_arrays` gave."""
        pairs = zip(memory["mean"].tolist(), memory["square"].tolist())
        self.moments.update(zip(parameters, pairs))
        self.steps = int(memory["steps"])

    # The formulas, on numbers and arrays alike

    def _followed(self, moments: Pair, g: Any) -> Pair:
        (mean, square), (slow, slower) = moments, self.betas
        return slow * mean + (1 - slow) * g, slower * square + (1 - slower) * (g * g)

    def _starts(self, steps: int) -> Pair:
        slow, slower = self.betas
        return 1 - slow ** steps, 1 - slower ** steps

    def _moved(self, v: Any, moments: Pair, starts: Pair, sqrt: Callable[[Any], Any]) -> Any:
        (mean, square), (first, second) = moments, starts
        return v - self.lr * (mean / first) / (sqrt(square / second) + self.eps)


def _positive(name: str, given: float) -> float:
    if not 0 < given < math.inf:
        raise ShapeError(f"{name}={given!r} would not move towards a minimum; give a number > 0")
    return given


def _fraction(name: str, given: float) -> float:
    if not 0 <= given < 1:
        raise ShapeError(f"{name}={given!r} would not forget; give a number from 0 to below 1")
    return given
