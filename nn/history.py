"""What happened during a training: losses, and the weights on the way."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from .network import MLP

MOST_NUMBERS = 250_000  # kept of all weights together, at 8 bytes
MOST_EPOCHS = 200


@dataclass
class History:
    """The mean loss of each epoch, seconds in all, whether Ctrl-C stopped it, and whether it was
    compiled.

    `weights` holds for an epoch, 0 being before the first, the numbers of `net.parameters()` in
    their order; for a long training or a large network only every second epoch, every fourth, …
    and always the last one that was finished, so that 2 MB are enough.
    """

    loss: list[float] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False
    compiled: bool = False
    weights: dict[int, array[float]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._every = 1

    def record(self, net: MLP) -> None:
        """Keep the network's numbers as those after the last finished epoch."""
        numbers = array("d", [float(parameter.data) for parameter in net.parameters()])
        self._thin_out(max(2, min(MOST_EPOCHS, MOST_NUMBERS // max(1, len(numbers)))))
        self.weights[len(self.loss)] = numbers

    def _thin_out(self, most: int) -> None:
        """Drop what is not a multiple of `_every`, which doubles until few enough are left."""
        while len(kept := {epoch: numbers for epoch, numbers in self.weights.items()
                           if epoch % self._every == 0}) > most:
            self._every *= 2
        self.weights = kept
