"""Update rules: how a parameter v follows its gradient ∂C/∂v."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from ..engine import ShapeError, Value


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
                v.data = v.data - self.lr * self._direction(v)

    def _direction(self, v: Value) -> float:
        if not self.momentum:
            return float(v.grad)  # type: ignore[arg-type]
        self.velocity[v] = self.momentum * self.velocity.get(v, 0.0) + v.grad  # type: ignore[operator]
        return self.velocity[v]


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
        first, second = (1 - beta ** self.steps for beta in self.betas)
        for v in parameters:
            if v.grad is not None:
                mean, square = self._moments(v)
                v.data = v.data - self.lr * (mean / first) / (math.sqrt(square / second) + self.eps)

    def _moments(self, v: Value) -> tuple[float, float]:
        mean, square = self.moments.get(v, (0.0, 0.0))
        slow, slower = self.betas
        mean = slow * mean + (1 - slow) * v.grad  # type: ignore[operator]
        square = slower * square + (1 - slower) * v.grad ** 2  # type: ignore[operator]
        self.moments[v] = mean, square
        return mean, square


def _positive(name: str, given: float) -> float:
    if not 0 < given < math.inf:
        raise ShapeError(f"{name}={given!r} would not move towards a minimum; give a number > 0")
    return given


def _fraction(name: str, given: float) -> float:
    if not 0 <= given < 1:
        raise ShapeError(f"{name}={given!r} would not forget; give a number from 0 to below 1")
    return given
