"""Training: minibatches, a progress bar, and a stop that names what went wrong."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from typing import Any, Protocol

from ..engine import ShapeError
from .checkpoint import Course, check_optimizer, go_on, keep
from .cluster import spread
from .compiled import Compiled
from .data import Rows, checked
from .eager import Eager, Loss
from .history import History
from .network import MLP
from .optimizers import Optimizer
from .progress import Bar
from .targets import Untraceable
from .traced import Traced, traced

WORTHWHILE = 10_000  # weights times samples gone through, from which on compiling saves time


class Training(Protocol):
    """A way to train: compiled or through the graphs."""

    def step(self, batch: list[int]) -> float:
        """Descend on the mean loss of a batch, and return it."""

    def settle(self) -> None:
        """Write the weights into the Values, if they are elsewhere."""


def fit(net: MLP, X: Rows, Y: Rows, loss: Loss, optimizer: Optimizer,
        epochs: int = 1, batch_size: int = 32, progress: bool = True,
        seed: int | None = 0, *, compiled: bool | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        resume: str | os.PathLike[str] | None = None, cluster: Any = None) -> History:
    """Train a network by minibatch descent on the mean of the samples' losses.

    X holds samples (lists or arrays of net.sizes[0] numbers), Y a target for each: a list of
    outputs, or a class index, as the loss takes it. Samples are shuffled each epoch, the same way
    for the same seed. The history keeps the losses, and weights on the way. Ctrl-C ends it early
    and keeps the weights of the last finished step.

    The loss is traced on one sample and compiled to array operations, which are replayed for each
    batch; the weights are written back into the Values after each epoch and at the end. A loss that
    is no one graph for all samples is gone through sample by sample, with one UntracedWarning that
    says why; compiled=False does so from the start, compiled=True raises Untraceable instead. A
    training so short that compiling would take longer goes through the graphs as well.

    `checkpoint` names an .npz file that is replaced after each epoch; the same call with
    resume=file, on a network and optimizer like those, goes on after its last whole epoch, to the
    same weights bit for bit as if there had been no stop. `cluster`, a dask.distributed Client,
    computes the parts of each batch on its workers; one that is lost is replaced by the others.

    Raises ShapeError for data that don't fit and TrainingError for a loss that is not finite,
    both naming the sample; the weights are then those before that step.

    >>> net = MLP([1, 1], seed=0)
    >>> from chalkgrad.nn import SGD, half_sse
    >>> history = fit(net, [[0.0], [1.0]], [[0.0], [1.0]], half_sse, SGD(1.0), 50, progress=False)
    >>> history.loss[0] > history.loss[-1]
    True
    """
    _check_means(loss, optimizer)
    samples, targets = checked(net, X, Y)
    _check_counts(epochs, batch_size)
    course = Course(list(range(len(samples))), random.Random(seed))
    if checkpoint is not None:
        check_optimizer(optimizer)
    if resume is not None:
        go_on(resume, net, optimizer, course)
    course.history.record(net)
    eager = Eager(net, samples, targets, loss, optimizer)
    if compiled is None and cluster is None:
        short = epochs * len(samples) * sum(1 for _ in net.parameters()) < WORTHWHILE
        compiled = False if short else None
    try:
        found = _traced(eager, compiled, cluster)
        course.history.compiled = found is not None
        with nullcontext() if cluster is None or found is None else spread(found, cluster) as sums:
            training = eager if found is None else Compiled(eager, found, sums)
            _run(training, net, course, epochs, batch_size, progress,
                 partial(keep, checkpoint, net, optimizer, course) if checkpoint else None)
    except KeyboardInterrupt:
        course.history.interrupted = True
    course.read_clock()
    return course.history


def _run(training: Training, net: MLP, course: Course, epochs: int, batch_size: int, progress: bool,
         keep_epoch: Callable[[], None] | None) -> None:
    """Train epoch by epoch; whatever stops it, the Values hold the last finished step's weights."""
    losses, samples = course.history.loss, len(course.order)
    with Bar(epochs * samples, shown=progress) as bar:
        bar.advance(len(losses) * samples, "starting")
        try:
            for epoch in range(len(losses), epochs):
                course.generator.shuffle(course.order)
                batches = _batches(course.order, batch_size)
                losses.append(_epoch(training, batches, bar, f"epoch {epoch + 1}/{epochs}"))
                training.settle()
                course.history.record(net)
                course.read_clock()
                if keep_epoch:
                    keep_epoch()
        finally:
            training.settle()


def _epoch(training: Training, batches: Iterator[list[int]], bar: Bar, name: str) -> float:
    """One pass over the batches; the mean loss per sample."""
    lost = count = 0.0
    for batch in batches:
        lost += len(batch) * training.step(batch)
        count += len(batch)
        bar.advance(len(batch), f"{name}  loss {lost / count:.4f}")
    return lost / count


def _traced(eager: Eager, compiled: bool | None, cluster: Any) -> Traced | None:
    """The loss as a program; None where training goes through the graphs."""
    if cluster is not None and compiled is False:
        raise ShapeError("compiled=False trains through the graphs of this process, but a cluster "
                         "was given, which replays a program; leave one of the two out")
    if compiled is False:
        return None
    try:
        return traced(eager.net, eager.loss, eager.samples, eager.targets)
    except Untraceable as reason:
        if compiled or cluster is not None:
            raise
        eager.reason = str(reason)
        return None


def _batches(order: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(order), size):
        yield order[start:start + size]


def _check_counts(epochs: Any, batch_size: Any) -> None:
    for name, count, least in (("epochs", epochs, 0), ("batch_size", batch_size, 1)):
        if not isinstance(count, int) or count < least:
            raise ShapeError(f"{name}={count!r} can't be; give a whole number from {least} on")


def _check_means(loss: Any, optimizer: Any) -> None:
    if not callable(loss):
        raise ShapeError(f"loss={loss!r} is no function of outputs and target; give one, such as "
                         "nn.half_sse")
    if isinstance(optimizer, type) or not hasattr(optimizer, "step"):
        raise ShapeError(f"optimizer={optimizer!r} is none that can step; give one, such as "
                         "nn.SGD(0.5)")
