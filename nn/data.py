"""Samples and their targets: what fits a network, and the same as one array."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..engine import ChalkgradError, ShapeError
from .network import MLP

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = Any  # a list of lists, a list of numbers, or a NumPy array


class TrainingError(ChalkgradError, ArithmeticError):
    """Training can't go on: the message names the sample and the layer."""


def checked(net: MLP, X: Rows, Y: Rows) -> tuple[Sequence[Any], Sequence[Any]]:
    """Samples and targets, each a list or a matrix of numbers that `plain` makes one of.

    Raises ShapeError or TrainingError, naming the first sample that doesn't fit.
    """
    samples, targets = _rows(X), _rows(Y)
    if len(samples) != len(targets) or not len(samples):
        raise ShapeError(f"{len(samples)} samples and {len(targets)} targets don't pair up; give "
                         "one target for each sample, and at least one sample")
    if not _is_matrix(samples, net.sizes[0]):
        for s, x in enumerate(samples):
            _check_sample(net, s, plain(x))
    if not _is_matrix(targets, net.sizes[-1]):
        for s, y in enumerate(targets):
            _check_target(net, s, plain(y))
    return samples, targets


def plain(given: Any) -> Any:
    """A row of an array, or what stands in its place, as Python's own numbers."""
    if hasattr(given, "tolist"):
        return given.tolist()
    return list(given) if isinstance(given, (list, tuple)) else given


def as_matrix(rows: Sequence[Any]) -> NDArray[Any] | None:
    """Rows of numbers, or single numbers as rows of one; None if something else is among them."""
    import numpy as np

    if not hasattr(rows, "dtype"):
        lists = {isinstance(row, list) for row in rows}
        kinds = {kind for row in rows for kind in set(map(type, row if True in lists else [row]))}
        numbers = (int, float, np.integer, np.floating)
        if len(lists) > 1 or not all(issubclass(kind, numbers) for kind in kinds):
            return None
    return np.asarray(rows, np.float64).reshape(len(rows), -1)


def _rows(given: Rows) -> Sequence[Any]:
    """A matrix of numbers as it is, anything else as a list of rows."""
    kind = getattr(getattr(given, "dtype", None), "kind", "O")
    if kind in "biuf" and getattr(given, "ndim", 0) == 2:
        return given  # type: ignore[no-any-return]
    return [plain(row) for row in given]


def _is_matrix(rows: Any, columns: int) -> bool:
    """Whether these are finite numbers in a matrix of so many columns: nothing to complain of."""
    if not hasattr(rows, "dtype") or rows.shape[1] != columns:
        return False
    import numpy as np

    return bool(np.isfinite(rows).all())


def _check_sample(net: MLP, s: int, x: Any) -> None:
    if not isinstance(x, list) or len(x) != net.sizes[0]:
        raise ShapeError(f"sample {s} has {_size(x)}, but layer 1 takes {net.sizes[0]} inputs; "
                         "give each sample as a list of that many numbers")
    if not _finite(x):
        raise TrainingError(f"sample {s} is {x}, which are not all finite; leave it out or mend it")


def _check_target(net: MLP, s: int, y: Any) -> None:
    if isinstance(y, list) and len(y) != net.sizes[-1]:
        raise ShapeError(f"the target of sample {s} has {_size(y)}, but layer {len(net.layers)} "
                         f"has {net.sizes[-1]} outputs; give one number for each output")
    if not _finite(y):
        raise TrainingError(f"sample {s} has the target {y}, which are not all finite; leave it "
                            "out or mend it")


def _finite(numbers: Any) -> bool:
    given = numbers if isinstance(numbers, list) else [numbers]
    return all(not isinstance(n, float) or math.isfinite(n) for n in given)


def _size(given: Any) -> str:
    return f"{len(given)} numbers" if isinstance(given, list) else f"one number ({given!r})"
