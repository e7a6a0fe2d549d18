"""Training: minibatches, a progress bar, and a stop that names what went wrong."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..engine import ChalkgradError, ShapeError, Value
from .history import History
from .losses import half_mse
from .network import MLP
from .optimizers import Optimizer
from .progress import Bar

Loss = Callable[[Any, Any], Any]
Rows = Any  # a list of lists, a list of numbers, or a NumPy array


class TrainingError(ChalkgradError, ArithmeticError):
    """Training can't go on: the message names the sample and the layer."""


def fit(net: MLP, X: Rows, Y: Rows, loss: Loss, optimizer: Optimizer,
        epochs: int = 1, batch_size: int = 32, progress: bool = True,
        seed: int | None = 0) -> History:
    """Train a network by minibatch descent on the mean of the samples' losses.

    X holds samples (lists or arrays of net.sizes[0] numbers), Y a target for each: a list of
    outputs, or a class index, as the loss takes it. Samples are shuffled each epoch, the same way
    for the same seed. The history keeps the losses, and weights on the way. Ctrl-C ends it early
    and keeps the weights of the last finished step.
    Raises ShapeError for data that don't fit and TrainingError for a loss that is not finite,
    both naming the sample; the weights are then those before that step.

    >>> net = MLP([1, 1], seed=0)
    >>> from chalkgrad.nn import SGD, half_sse
    >>> history = fit(net, [[0.0], [1.0]], [[0.0], [1.0]], half_sse, SGD(1.0), 50, progress=False)
    >>> history.loss[0] > history.loss[-1]
    True
    """
    samples, targets = _checked(net, X, Y)
    _check_counts(epochs, batch_size)
    history, started = History(), time.perf_counter()
    history.record(net)
    order = list(range(len(samples)))
    generator = random.Random(seed)
    with Bar(epochs * len(samples), shown=progress) as bar:
        try:
            for epoch in range(epochs):
                generator.shuffle(order)
                history.loss.append(_epoch(net, samples, targets, loss, optimizer,
                                           _batches(order, batch_size), bar, epoch, epochs))
                history.record(net)
        except KeyboardInterrupt:
            history.interrupted = True
    history.seconds = time.perf_counter() - started
    return history


def _epoch(net: MLP, samples: list[Any], targets: list[Any], loss: Loss, optimizer: Optimizer,
           batches: Iterator[list[int]], bar: Bar, epoch: int, epochs: int) -> float:
    """One pass over the batches; the mean loss per sample."""
    lost = count = 0.0
    for batch in batches:
        lost += len(batch) * _step(net, samples, targets, loss, optimizer, batch)
        count += len(batch)
        bar.advance(len(batch), f"epoch {epoch + 1}/{epochs}  loss {lost / count:.4f}")
    return lost / count


def _step(net: MLP, samples: list[Any], targets: list[Any], loss: Loss, optimizer: Optimizer,
          batch: list[int]) -> float:
    """One update of the weights, or none at all."""
    before = [parameter.data for parameter in net.parameters()]
    try:
        net.zero_grad()
        mean = _accumulate(net, samples, targets, loss, batch)
        optimizer.step(net.parameters())
        return mean
    except BaseException:
        for parameter, data in zip(net.parameters(), before):
            parameter.data = data
        raise


def _accumulate(net: MLP, samples: list[Any], targets: list[Any], loss: Loss,
                batch: list[int]) -> float:
    """The mean loss of a batch; its gradient is left in the parameters."""
    if loss is half_mse:  # the one loss that sums over the samples itself
        cost = half_mse([net(samples[s]) for s in batch], [targets[s] for s in batch])
        return _descend(net, cost, 1.0, samples[batch[0]], batch[0])
    costs = []
    for s in batch:
        try:
            cost = loss(net(samples[s]), targets[s])
        except (ValueError, TypeError) as error:
            raise type(error)(f"sample {s}: {error}") from error
        costs.append(_descend(net, cost, 1 / len(batch), samples[s], s))
    return math.fsum(costs) / len(batch)


def _descend(net: MLP, cost: Value, share: float, x: Sequence[float], sample: int) -> float:
    if not isinstance(cost, Value):
        raise ShapeError(f"the loss of sample {sample} is {cost!r}, not a Value; give a function "
                         "of outputs and target that returns one, such as nn.half_sse")
    if not math.isfinite(cost.data):
        raise TrainingError(f"the loss of sample {sample} is {cost.data}"
                            f"{_culprit(net, x)}; use a smaller learning rate, scale the inputs, "
                            "or use a loss with logits")
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


def _batches(order: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(order), size):
        yield order[start:start + size]


def _checked(net: MLP, X: Rows, Y: Rows) -> tuple[list[Any], list[Any]]:
    """Samples and targets as lists of Python numbers."""
    samples, targets = [_plain(x) for x in X], [_plain(y) for y in Y]
    if len(samples) != len(targets) or not samples:
        raise ShapeError(f"{len(samples)} samples and {len(targets)} targets don't pair up; give "
                         "one target for each sample, and at least one sample")
    for s, (x, y) in enumerate(zip(samples, targets)):
        if not isinstance(x, list) or len(x) != net.sizes[0]:
            raise ShapeError(f"sample {s} has {_size(x)}, but layer 1 takes {net.sizes[0]} inputs; "
                             "give each sample as a list of that many numbers")
        if isinstance(y, list) and len(y) != net.sizes[-1]:
            raise ShapeError(f"the target of sample {s} has {_size(y)}, but layer "
                             f"{len(net.layers)} has {net.sizes[-1]} outputs; give one number for "
                             "each output")
        if not (_finite(x) and _finite(y)):
            raise TrainingError(f"sample {s} is {x} with the target {y}, which are not all finite; "
                                "leave it out or mend it")
    return samples, targets


def _check_counts(epochs: Any, batch_size: Any) -> None:
    for name, count, least in (("epochs", epochs, 0), ("batch_size", batch_size, 1)):
        if not isinstance(count, int) or count < least:
            raise ShapeError(f"{name}={count!r} can't be; give a whole number from {least} on")


def _finite(numbers: Any) -> bool:
    given = numbers if isinstance(numbers, list) else [numbers]
    return all(not isinstance(n, float) or math.isfinite(n) for n in given)


def _plain(given: Any) -> Any:
    if hasattr(given, "tolist"):
        return given.tolist()
    return list(given) if isinstance(given, (list, tuple)) else given


def _size(given: Any) -> str:
    return f"{len(given)} numbers" if isinstance(given, list) else f"one number ({given!r})"
