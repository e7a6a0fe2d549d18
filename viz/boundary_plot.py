"""decision_boundary(net, X, y): where a network of two inputs changes its mind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from chalkgrad.engine import Value

from .errors import DiagramError
from .plot import Plot, accents, enlarged, plotted, tint
from .theme import Theme, ThemeName

Network = Callable[[list[float]], Sequence[Any]]
RESOLUTION = 80  # points along each side of the grid
MOST = 6  # classes that shapes and colours can tell apart
_MARGIN = 0.12  # of the range of X, left free around it
_MARKERS = "os^Dv*"
_HATCHES = ("", "//", "..", "\\\\", "xx", "++")


@dataclass(frozen=True)
class Field:
    """Over a grid of x₁ and x₂: by how much each class leads, above 0 where it is decided for."""

    x: list[float]
    y: list[float]
    leads: list[list[list[float]]]


def decision_boundary(net: Network, X: Any, y: Any, *, threshold: float | None = None,
                      resolution: int = RESOLUTION, theme: ThemeName = "light") -> Plot:
    """The regions that a network of two inputs tells apart, and the samples it was given.

    `net` takes two numbers; X holds samples (x₁, x₂) and y a target for each: a class 0, 1, …, a
    list of one number, or a one-hot list. A network with several outputs decides for the largest;
    one with a single output for 1 where that is above the `threshold`, which is 0 for a linear
    output and else half way between the lowest and the highest target. Samples on the wrong side
    are ringed. Raises DiagramError for data that don't fit, MissingPackageError without
    matplotlib (extra [demos]).

    >>> from chalkgrad import nn
    >>> net = nn.MLP([2, 1], seed=0)
    >>> decision_boundary(net, [[0, 0], [1, 1]], [0, 1]).save("regions.svg")  # doctest: +SKIP
    """
    samples, targets = _checked(X, y)
    at = _threshold(net, targets) if threshold is None else threshold
    said = [_leads(at, net(sample)) for sample in samples]
    single = len(_numbers(net(samples[0]))) == 1
    classes = [_class(target, single, at) for target in targets]
    if max(len(said[0]), *classes) > MOST:
        raise DiagramError(f"{max(len(said[0]), *classes)} classes can't be told apart in one "
                           f"plot; give at most {MOST}")
    wrong = [leads.index(max(leads)) != c for leads, c in zip(said, classes)]
    grid = _grid(net, at, samples, resolution)
    return plotted(partial(_paint, grid, samples, classes, wrong, at if single else None), theme,
                   f"decision boundary, {sum(wrong)} of {len(wrong)} samples on the wrong side")


def _checked(X: Any, y: Any) -> tuple[list[list[float]], list[Any]]:
    samples, targets = [list(map(float, _plain(x))) for x in X], [_plain(target) for target in y]
    if len(samples) != len(targets) or not samples:
        raise DiagramError(f"{len(samples)} samples and {len(targets)} targets don't pair up; give "
                           "one target for each sample, and at least one sample")
    for s, sample in enumerate(samples):
        if len(sample) != 2:
            raise DiagramError(f"sample {s} has {len(sample)} numbers, but a plane has 2; give "
                               "samples (x₁, x₂) and a network of two inputs")
    return samples, targets


def _plain(given: Any) -> Any:
    return given.tolist() if hasattr(given, "tolist") else given


def _numbers(outputs: Any) -> list[float]:
    listed = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [float(o.data if isinstance(o, Value) else o) for o in listed]


def _leads(threshold: float, outputs: Any) -> list[float]:
    """By how much each class leads the others."""
    numbers = _numbers(outputs)
    if len(numbers) == 1:
        return [threshold - numbers[0], numbers[0] - threshold]
    return [n - max(numbers[:i] + numbers[i + 1:]) for i, n in enumerate(numbers)]


def _class(target: Any, single: bool, threshold: float) -> int:
    """The class that a target means: its place in a one-hot list, or the side of the threshold."""
    if isinstance(target, (list, tuple)):
        leads = _leads(threshold, [float(n) for n in target])
        return leads.index(max(leads))
    if single:
        return int(target > threshold)
    if target < 0 or target != int(target):
        raise DiagramError(f"a target of {target!r} is no class; give 0, 1, … or a one-hot list")
    return int(target)


def _threshold(net: Any, targets: list[Any]) -> float:
    if getattr(net, "output", "") == "linear":
        return 0.0
    numbers = [float(t[0] if isinstance(t, (list, tuple)) else t) for t in targets]
    return (min(numbers) + max(numbers)) / 2 if min(numbers) < max(numbers) else 0.5


def _grid(net: Network, threshold: float, samples: list[list[float]], resolution: int) -> Field:
    x, y = (_spread([sample[i] for sample in samples], resolution) for i in (0, 1))
    leads = [[_leads(threshold, net([p, q])) for p in x] for q in y]
    classes = range(len(leads[0][0]))
    return Field(x, y, [[[point[c] for point in row] for row in leads] for c in classes])


def _spread(numbers: list[float], count: int) -> list[float]:
    """Evenly spread points over a range with a margin."""
    room = _MARGIN * (max(numbers) - min(numbers)) or 1.0
    low, high = min(numbers) - room, max(numbers) + room
    return [low + (high - low) * i / (count - 1) for i in range(count)]


def _paint(grid: Field, samples: list[list[float]], classes: list[int], wrong: list[bool],
           threshold: float | None, axes: Any, look: Theme) -> None:
    colours = accents(look)
    _regions(grid, colours, threshold, axes, look)
    for number in sorted(set(classes)):
        held = [sample for sample, c in zip(samples, classes) if c == number]
        axes.plot(*zip(*held), _MARKERS[number], color=colours[number], markeredgecolor=look.paper,
                  markeredgewidth=0.7, linestyle="", label=f"class {number}")
    if any(wrong):
        held = [sample for sample, off in zip(samples, wrong) if off]
        axes.plot(*zip(*held), "o", color="none", markeredgecolor=look.ink, linestyle="",
                  markersize=11 * enlarged(look), label=f"wrong side: {len(held)} of {len(wrong)}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")


def _regions(grid: Field, colours: Sequence[str], threshold: float | None, axes: Any,
             look: Theme) -> None:
    """A tint and a hatch for each class, and the lines between them."""
    for leads, colour, hatch in zip(grid.leads, colours, _HATCHES):
        if max(map(max, leads)) > 0:
            axes.contourf(grid.x, grid.y, leads, [0.0, 1e300], colors=[tint(colour, look, 0.2)],
                          hatches=[hatch])
    for leads in grid.leads[1:]:
        if min(map(min, leads)) < 0 < max(map(max, leads)):
            lines = axes.contour(grid.x, grid.y, leads, [0.0], colors=look.ink)
            if threshold is not None:
                axes.clabel(lines, fmt=lambda _: f"$a = {threshold:.2g}$")
