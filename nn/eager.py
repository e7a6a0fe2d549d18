"""Training sample by sample: every step builds the graphs anew and goes back through them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from ..engine import ShapeError, Value
from .data import TrainingError, plain
from .losses import half_mse
from .network import MLP
from .optimizers import Optimizer

Loss = Callable[[Any, Any], Any]


class UntracedWarning(UserWarning):
    """The loss can't be compiled, so that training goes through the graphs, which is slow."""


class Eager:
    """Training by `backward()`: `step` makes one update of the weights, or none at all.

    `reason` says why it isn't compiled; a warning with it comes after the first step.
    """

    def __init__(self, net: MLP, samples: Sequence[Any], targets: Sequence[Any], loss: Loss,
                 optimizer: Optimizer) -> None:
        self.net, self.samples, self.targets = net, samples, targets
        self.loss, self.optimizer = loss, optimizer
        self.reason = ""

    def step(self, batch: list[int]) -> float:
        """Descend on the mean loss of the samples with these numbers, and return it."""
        before = [parameter.data for parameter in self.net.parameters()]
        try:
            mean = self.accumulate(batch)
            self.optimizer.step(self.net.parameters())
        except BaseException:
            for parameter, data in zip(self.net.parameters(), before):
                parameter.data = data
            raise
        if self.reason:
            self._say_once()
        return mean

    def _say_once(self) -> None:
        reason, self.reason = self.reason, ""
        warnings.warn(f"nn.fit trains sample by sample, which is slow: {reason}. Write a loss of "
                      "arithmetic and chalkgrad's functions alone, such as maximum for a choice, "
                      "or say compiled=False if it is meant so", UntracedWarning, stacklevel=6)

    def settle(self) -> None:
        """The weights are in the Values already."""

    def accumulate(self, batch: list[int]) -> float:
        """The mean loss of a batch; its gradient is left in the parameters."""
        self.net.zero_grad()
        if self.loss is half_mse:  # the one loss that sums over the samples itself
            outputs = [self.net(plain(self.samples[s])) for s in batch]
            cost = half_mse(outputs, [plain(self.targets[s]) for s in batch])
            return self._descend(cost, 1.0, batch[0])
        costs = [self._descend(self._cost(s), 1 / len(batch), s) for s in batch]
        return math.fsum(costs) / len(batch)

    def _cost(self, sample: int) -> Any:
        try:
            return self.loss(self.net(plain(self.samples[sample])), plain(self.targets[sample]))
        except (ValueError, TypeError) as error:
            raise type(error)(f"sample {sample}: {error}") from error

    def _descend(self, cost: Value, share: float, sample: int) -> float:
        if not isinstance(cost, Value):
            raise ShapeError(f"the loss of sample {sample} is {cost!r}, not a Value; give a "
                             "function of outputs and target that returns one, such as nn.half_sse")
        if not math.isfinite(cost.data):
            culprit = _culprit(self.net, plain(self.samples[sample]))
            raise TrainingError(f"the loss of sample {sample} is {cost.data}{culprit}; use a "
                                "smaller learning rate, scale the inputs, or use a loss with "
                                "logits")
        cost.backward(share)
        return float(cost.data)


def _culprit(net: MLP, x: Sequence[float]) -> str:
    """Where in the network the first number that is not finite appears."""
    trace = net.trace(x)
    for number, (zs, activations) in enumerate(zip(trace.z, trace.a)):
        for node in (*zs, *activations):
            if not math.isfinite(node.data):
                place = f"layer {number}" if number else "the input"
                return f": {node.label} = {node.data} in {place}"
    return ": every layer is finite, the loss itself overflows"
