"""How targets enter a traced loss: as leaves, or as a choice among the losses of each target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine import ChalkgradError, Value, dot
from .data import as_matrix, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHOICES = 32  # different targets that are traced one by one; or as many as there are outputs


class Untraceable(ChalkgradError, TypeError):
    """A loss that is no one graph for all samples; the message says why."""


class Target(Value):
    """A number that a loss may compute with, but not look at: it stands for every sample's."""

    __slots__ = ()

    def _looked_at(self, *_: Any) -> Any:
        raise Untraceable("the loss looks at a target's number to decide what to compute")

    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _looked_at
    __hash__ = Value.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, Value) else self._looked_at()


class Form(NamedTuple):
    """A way in: `columns` (samples, leaves) hold each sample's numbers for the leaves, and
    `costs(loss, outputs, leaves)` are the costs that the leaves weigh, or the only cost."""

    columns: NDArray[Any]
    costs: Callable[[Any, Any, Sequence[Value]], list[Any]]


def joined(costs: Sequence[Value], leaves: Sequence[Value]) -> Any:
    """The cost of a sample: of several the one that is chosen."""
    return costs[0] if len(costs) == 1 else dot(leaves, costs)


def forms(targets: Sequence[Any], outputs: int) -> Iterator[Form]:
    """The ways to try, the smallest graph first."""
    matrix = as_matrix(targets)
    if matrix is None:
        return
    single = not isinstance(plain(targets[0]), list)
    yield Form(matrix, lambda loss, a, y: [loss(a, y[0] if single else list(y))])
    chosen = _choice(targets, max(CHOICES, outputs))
    if chosen is not None:
        yield chosen


def _choice(targets: Sequence[Any], most: int) -> Form | None:
    """Each different target as a constant: a sample is 1 for its own and 0 for the others."""
    import numpy as np

    numbers: dict[Any, int] = {}
    which = []
    for target in map(plain, targets):
        key = tuple(target) if isinstance(target, list) else target
        which.append(numbers.setdefault(key, len(numbers)))
        if len(numbers) > most:
            return None
    constants = [list(key) if isinstance(key, tuple) else key for key in numbers]
    return Form(np.eye(len(constants))[which],
                lambda loss, a, _: [loss(a, constant) for constant in constants])
