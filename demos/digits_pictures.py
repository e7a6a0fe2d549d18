"""Pictures of a training: the loss by epoch, and which digit was read as which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

INK, BLUE, RED = "#222222", "#1f5fa8", "#b3261e"


def save_loss(losses: Sequence[float], path: Path) -> Path:
    """A curve of the mean loss of each epoch."""
    figure, axes = _empty(6.0, 3.6)
    epochs = range(1, len(losses) + 1)
    axes.plot(epochs, losses, color=BLUE, marker="o", markersize=4)
    axes.set(xlabel="epoch", ylabel="mean of −ln $a_y$", title="Loss while training",
             ylim=(0, None))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.7)
    return _saved(figure, path)


def save_confusion(counts: NDArray[np.int64], path: Path) -> Path:
    """A square of numbers: digits down, readings across, mistakes in red."""
    figure, axes = _empty(5.2, 5.2)
    axes.imshow(np.diag(np.diag(counts)), cmap="Blues", vmin=0, vmax=3 * counts.max())
    for (digit, answer), count in np.ndenumerate(counts):
        if count:
            right = digit == answer
            axes.text(answer, digit, str(count), ha="center", va="center",
                      color=INK if right else RED, weight="normal" if right else "bold")
    axes.set(xticks=range(10), yticks=range(10), xlabel="read as", ylabel="digit",
             title="Held-out digits")
    return _saved(figure, path)


def _empty(width: float, height: float) -> tuple[Any, Any]:
    """A figure of its own, which needs no screen."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _saved(figure: Any, path: Path) -> Path:
    figure.savefig(path, dpi=150)
    return path
