"""What every demo prints: a heading, tables, equations put right, and a verdict."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

LIMIT = 16.0  # ulps that rounding alone may make between two ways through the same sums
MARGIN = 0.01  # a relative error beyond all rounding: the equation is wrong


def difference(got: ArrayLike, want: ArrayLike) -> float:
    """max |got − want| over all entries."""
    return float(np.max(np.abs(np.subtract(got, want))))


def ulps(got: ArrayLike, want: ArrayLike) -> float:
    """max |got − want| in units in the last place of the largest entry wanted.

    >>> ulps([0.5, 1.0], [0.5, 1.0 - 2 ** -53]), ulps([0.0], [0.0])
    (1.0, 0.0)
    """
    return difference(got, want) / float(np.spacing(np.max(np.abs(want))))


def relative_error(got: ArrayLike, want: ArrayLike) -> float:
    """max |got − want| as a share of the largest entry wanted.

    >>> relative_error([1.0, 3.0], [1.0, 2.0])
    0.5
    """
    return difference(got, want) / float(np.max(np.abs(want)))


@dataclass(frozen=True)
class Comparison:
    """One derivative by the formula of the notes and by backward(), both of the same shape."""

    name: str
    by_hand: ArrayLike
    by_graph: ArrayLike

    @property
    def difference(self) -> float:
        """max |by hand − backward()|."""
        return difference(self.by_hand, self.by_graph)

    @property
    def ulps(self) -> float:
        """The same in ulps of the largest entry."""
        return ulps(self.by_hand, self.by_graph)

    @property
    def holds(self) -> bool:
        """Whether rounding alone explains the difference."""
        return np.shape(self.by_hand) == np.shape(self.by_graph) and self.ulps <= LIMIT

    def row(self) -> list[str]:
        """Name, number of entries, largest entry, difference, ulps."""
        return [self.name, str(np.size(self.by_graph)), f"{np.max(np.abs(self.by_graph)):.4f}",
                small(self.difference), f"{self.ulps:.1f}"]


@dataclass(frozen=True)
class Erratum:
    """An equation that does not hold as it is written, what it should be, and both evaluated."""

    name: str
    written: str
    correct: str
    reason: str
    as_written: ArrayLike
    corrected: ArrayLike
    by_graph: ArrayLike

    @property
    def error(self) -> float:
        """How far the equation is off as written, relative to the largest entry."""
        return relative_error(self.as_written, self.by_graph)

    @property
    def ulps(self) -> float:
        """How far the corrected equation is from the graph."""
        return ulps(self.corrected, self.by_graph)

    @property
    def holds(self) -> bool:
        """Whether the written equation is wrong beyond rounding, and the corrected one right."""
        return self.error > MARGIN and self.ulps <= LIMIT

    def lines(self) -> list[str]:
        """The equation as written, as it should be, why, and by how much."""
        return [self.name, f"  written  {self.written}", f"  correct  {self.correct}",
                f"  because  {self.reason}",
                f"  measured as written, off by {100 * self.error:.0f} % of the largest entry;",
                f"           corrected, within {self.ulps:.1f} ulps of the graph"]


def small(number: float) -> str:
    """A tiny number in two digits.

    >>> small(1.24e-16), small(0.0)
    ('1.2e-16', '0')
    """
    return f"{number:.1e}" if number else "0"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text: the first flush left, the others flush right.

    >>> print(table(["z", "σ(z)"], [["0", "0.5"], ["12", "1"]]))
      z   σ(z)
      ────────
      0    0.5
      12     1
    """
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    rule = "  " + "─" * (sum(widths) + 2 * len(widths) - 2)
    lines = [_line(cells, widths) for cells in (head, *rows)]
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (f"{cell:<{width}}" if n == 0 else f"{cell:>{width}}"
                      for n, (cell, width) in enumerate(zip(cells, widths)))
    return "  " + "  ".join([first, *others]).rstrip()


def show_heading(text: str | None) -> None:
    """Print a demo's docstring: its first line as the title, then what it shows."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # the signs of the board, in any locale
    title, _, body = (text or "").strip().partition("\n\n")
    print(title, "═" * len(title), body, sep="\n")


def show_comparisons(title: str, comparisons: Sequence[Comparison]) -> None:
    """Print a table of derivatives by hand and by the graph."""
    show_table(title, ["", "entries", "largest", "difference", "ulps"],
               [comparison.row() for comparison in comparisons])


def show_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table under its title."""
    print("", title, "", table(head, rows), sep="\n")


def show_errata(errata: Sequence[Erratum]) -> None:
    """Print the equations that do not hold as written."""
    print("", "Equations of the notes that do not hold as written", sep="\n")
    for erratum in errata:
        print("", *(f"  {line}" for line in erratum.lines()), sep="\n")


def verdict(comparisons: Sequence[Comparison],
            errata: Sequence[Erratum] = ()) -> tuple[bool, str]:
    """Whether all of it holds, and that in words: what failed, or how well it agrees."""
    items: list[Comparison | Erratum] = [*comparisons, *errata]
    failed = [item.name for item in items if not item.holds]
    if failed:
        return False, ", ".join(failed)
    worst = max(item.ulps for item in items)
    text = f"{len(comparisons)} derivatives agree within {worst:.1f} ulps (limit {LIMIT:g})"
    return True, text + (f"; {len(errata)} equations put right" if errata else "")


def show_verdict(holds: bool, text: str) -> int:
    """Print the last line, `pass: …` or `differs: …`; returns the exit status, 0 or 1."""
    print("", f"{'pass' if holds else 'differs'}: {text}", sep="\n")
    return 0 if holds else 1


def output_folder(text: str) -> Path:
    """The folder that an option --out names, made if need be."""
    folder = Path(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text} can't be a folder: {error.strerror}") from error
    return folder
