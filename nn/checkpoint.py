"""Trainings in files: a checkpoint holds what it takes to go on as if there had been no stop."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..engine import ChalkgradError, ShapeError
from .files import check_alike, fill, network_arrays, read_arrays, write_arrays
from .history import History
from .network import MLP
from .optimizers import Memory, Optimizer

_RANDOM = 3  # the version of Python's generator state


@dataclass
class Course:
    """How far a training has come: the samples' order, what shuffles them, and what happened.

    `earlier` are the seconds that it took before it was resumed.
    """

    order: list[int]
    generator: random.Random
    history: History = field(default_factory=History)
    earlier: float = 0.0
    started: float = field(default_factory=time.perf_counter)

    def read_clock(self) -> None:
        """Note how long it has taken."""
        self.history.seconds = self.earlier + time.perf_counter() - self.started


def keep(path: str | os.PathLike[str], net: MLP, optimizer: Any, course: Course) -> None:
    """Write a checkpoint, whole or not at all; `nn.load` reads its network, too."""
    import numpy as np

    memory = optimizer.arrays(list(net.parameters()))
    write_arrays(path, {
        **network_arrays(net),
        **{f"optimizer.{name}": array for name, array in memory.items()},
        "optimizer": np.array(type(optimizer).__name__),
        "order": np.array(course.order),
        "random": np.array(course.generator.getstate()[1], np.uint64),
        "loss": np.array(course.history.loss, float),
        "seconds": np.array(course.history.seconds)})


def go_on(path: str | os.PathLike[str], net: MLP, optimizer: Any, course: Course) -> None:
    """Take the place that a checkpoint was written at.

    Raises ShapeError where network, optimizer or number of samples differ, ChalkgradError if the
    file is no checkpoint; nothing is changed then.
    """
    check_optimizer(optimizer)
    arrays, parameters = read_arrays(Path(path)), list(net.parameters())
    generator = random.Random()
    try:
        generator.setstate((_RANDOM, tuple(map(int, arrays["random"])), None))
        order, losses = arrays["order"].tolist(), arrays["loss"].tolist()
        seconds, kind = float(arrays["seconds"]), str(arrays["optimizer"])
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise ChalkgradError(f"{path} holds no training to go on with ({error!r}); give a file "
                             "that nn.fit(…, checkpoint=path) wrote") from error
    if kind != type(optimizer).__name__:
        raise ShapeError(f"{path} holds a training with {kind}, not {type(optimizer).__name__}; go "
                         "on with the same kind of optimizer")
    if sorted(order) != course.order:
        raise ShapeError(f"{path} holds a training on {len(order)} samples, but "
                         f"{len(course.order)} were given; go on with the same data")
    check_alike(net, arrays, path)
    memory = _memory(arrays, optimizer.arrays(parameters), path)
    fill(net, arrays)
    optimizer.restore(parameters, memory)
    course.order, course.generator = order, generator
    course.history, course.earlier = History(losses, seconds), seconds


def _memory(arrays: dict[str, Any], like: Memory, path: Any) -> Memory:
    """What the optimizer remembered, if it has the shapes of what it remembers now."""
    found = {name: arrays.get(f"optimizer.{name}") for name in like}
    for name, array in found.items():
        if array is None or array.dtype.kind not in "if" or array.shape != like[name].shape:
            raise ShapeError(f"{path} holds no {name} for {like[name].size} parameters; go on with "
                             "a network and an optimizer like those that were trained")
    return found


def check_optimizer(optimizer: Optimizer) -> None:
    """Raise ShapeError for an optimizer whose memory can't be written."""
    for name in ("arrays", "restore"):
        if not hasattr(optimizer, name):
            raise ShapeError(f"a checkpoint can't hold what {type(optimizer).__name__} remembers, "
                             f"which has no `{name}`; train with SGD or Adam, or give it the "
                             "methods `arrays` and `restore` that they have")

