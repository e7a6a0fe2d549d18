"""loss_curve(history): the mean loss of each epoch of a training, or of several."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from chalkgrad.engine.label import clean
from chalkgrad.nn import History

from .errors import DiagramError
from .plot import Plot, accents, plotted
from .theme import Theme, ThemeName

Losses = History | Sequence[float]
_DASHES = ("solid", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
_MARKERS = "osD^"
_FEW = 40  # epochs; with more, markers would hide the line


def loss_curve(history: Losses | Mapping[str, Losses], *, log: bool = False,
               theme: ThemeName = "light") -> Plot:
    """The mean loss of each epoch: of one training, or of several by name, up to four.

    `history` is what nn.fit returned, or a list of losses, or a dict of either. With `log` the
    axis of the losses is logarithmic. Losses that are not finite leave a gap.
    Raises DiagramError if there is nothing to draw or too much to tell apart, and
    MissingPackageError without matplotlib (extra [demos]).

    >>> loss_curve({"SGD": [0.9, 0.5], "Adam": [0.8, 0.1]}).save("loss.svg")  # doctest: +SKIP
    """
    given = history if isinstance(history, Mapping) else {"": history}
    curves = {name: _losses(losses) for name, losses in given.items()}
    if not 1 <= len(curves) <= len(_MARKERS):
        raise DiagramError(f"{len(curves)} trainings can't be told apart in one plot; give from 1 "
                           f"to {len(_MARKERS)}")
    return plotted(partial(_paint, curves, log), theme, "the mean loss of each epoch")


def _losses(history: Losses) -> list[float]:
    given = history.loss if isinstance(history, History) else history
    losses = [float(loss) for loss in given]
    if not any(map(math.isfinite, losses)):
        raise DiagramError(f"there is no loss to draw in {history!r}; give what nn.fit returned "
                           "after at least one epoch, or a list of losses")
    return losses


def _paint(curves: dict[str, list[float]], log: bool, axes: Any, look: Theme) -> None:
    from matplotlib.ticker import MaxNLocator

    for (name, losses), colour, dash, marker in zip(curves.items(), accents(look), _DASHES,
                                                     _MARKERS):
        known = [loss if math.isfinite(loss) else math.nan for loss in losses]
        few = marker if len(losses) <= _FEW else None
        axes.plot(range(1, len(losses) + 1), known, color=colour, linestyle=dash, marker=few,
                  label=_plain(name))
    _write_last(axes)
    axes.set(xlabel="epoch", ylabel="mean loss", yscale="log" if log else "linear")
    if not log:
        axes.set_ylim(min(0.0, axes.get_ylim()[0]), None)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def _plain(name: str) -> str:
    """A name as text, in which a $ is a dollar; without one, nothing for the legend."""
    return clean(name).replace("$", r"\$").lstrip("_") or "_none"


def _write_last(axes: Any) -> None:
    """The last loss as a number at the end of each curve: the highest above, others below."""
    ends = []
    for curve in axes.lines:
        x, y = max((x, y) for x, y in zip(curve.get_xdata(), curve.get_ydata()) if y == y)
        ends.append((y, x, curve.get_color()))
    for place, (y, x, colour) in enumerate(sorted(ends, reverse=True)):
        axes.annotate(f"{y:.3g}".replace("-", "−"), (x, y), (6, 4 if not place else -10),
                      textcoords="offset points", color=colour, annotation_clip=False)
