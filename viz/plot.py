"""What all plots share: their look, which needs no settings of yours, and how they are saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from .saving import Saved
from .theme import Theme, ThemeName, theme

_INCHES = (6.0, 3.7)


class Plot(Saved):
    """A plot that shows itself in a notebook and saves itself; `figure` is matplotlib's own."""

    endings = (".svg", ".png", ".pdf")

    def __init__(self, figure: Any, theme: Theme, title: str) -> None:
        self.figure, self.theme, self.title = figure, theme, title

    def svg(self) -> str:
        """The plot as SVG text."""
        return self._made("svg").decode()

    def png(self) -> bytes:
        """The plot as PNG."""
        return self._made("png")

    def pdf(self) -> bytes:
        """The plot as PDF."""
        return self._made("pdf")

    def _made(self, form: str) -> bytes:
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[form]
        file = BytesIO()
        with styled(self.theme):
            self.figure.savefig(file, format=form, dpi=200,
                                metadata={**undated, "Title": self.title})
        return file.getvalue()

    def __repr__(self) -> str:
        return f"Plot({self.title!r})"


def plotted(paint: Callable[[Any, Theme], None], name: ThemeName, title: str) -> Plot:
    """A plot with one pair of axes, which `paint` fills, and a legend below.

    Raises DiagramError for an unknown theme, MissingPackageError without matplotlib.
    """
    look = theme(name)
    with styled(look):
        from matplotlib.figure import Figure

        figure = Figure(figsize=_INCHES, layout="constrained")
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        paint(axes, look)
        if axes.get_legend_handles_labels()[0]:
            figure.legend(loc="outside lower center", ncols=3 if enlarged(look) == 1 else 2)
    return Plot(figure, look, title)


@contextmanager
def styled(theme: Theme) -> Iterator[None]:
    """matplotlib with the theme's colours and its bundled fonts, whatever its settings are."""
    try:
        from matplotlib import rc_context, style
    except ImportError:
        from chalkgrad.engine.errors import MissingPackageError

        raise MissingPackageError("plots are painted by matplotlib, which is not installed; "
                                  "write pip install 'chalkgrad[demos]'") from None
    with style.context("default"), rc_context(_settings(theme)):
        yield


def accents(theme: Theme) -> tuple[str, ...]:
    """Colours of curves and classes, most different first; a dash or a shape goes with each."""
    return (theme.looks["parameter"].border, theme.looks["output"].border, theme.value,
            theme.gradient, theme.ink, theme.line)


def tint(colour: str, theme: Theme, share: float) -> str:
    """A colour thinned with that of the paper, of which hatches show in every kind of file.

    >>> from .theme import THEMES
    >>> tint("#000000", THEMES["light"], 0.2)
    '#cccccc'
    """
    pairs = [(int(colour[i:i + 2], 16), int(theme.paper[i:i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


def enlarged(theme: Theme) -> float:
    """How much larger letters and lines are in a plot of the same size."""
    return float(theme.scale ** 0.5)


def _settings(theme: Theme) -> Any:
    larger = enlarged(theme)
    size = 11.0 * larger
    ink = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    return {**dict.fromkeys(ink, theme.ink), "figure.facecolor": theme.paper,
            "axes.facecolor": theme.paper, "savefig.facecolor": theme.paper,
            "font.family": "STIXGeneral", "mathtext.fontset": "stix", "font.size": size,
            "axes.titlesize": size * 1.15, "axes.titlelocation": "left", "axes.titlepad": 10,
            "axes.linewidth": 0.9 * larger, "lines.linewidth": 2.0 * larger,
            "lines.markersize": 5.5 * larger, "legend.frameon": False,
            "legend.fontsize": size * 0.95, "axes.unicode_minus": True, "grid.color": theme.line,
            "grid.alpha": 0.35, "grid.linewidth": 0.6, "hatch.linewidth": 0.7,
            "hatch.color": tint(theme.ink, theme, 0.3), "svg.hashsalt": "chalkgrad",
            "svg.fonttype": "path"}
