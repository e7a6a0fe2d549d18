"""What a comparison with numbers by hand gave, as data and as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...engine.label import cut
from ...engine.number import Number
from ..report import FALSE, TRUE, Worst
from .case import Diagnosis, Entry

WIDTH, MOST_ROWS = 80, 24


@dataclass(frozen=True)
class HandCheck:
    """What comparing with the numbers by hand gave; true if all agree, prints as a table.

    `name` is that of y, `points` how many points were tried: the present one and those near.
    `diagnoses` say what is wrong, one for all or one per block.
    """

    name: str
    entries: tuple[Entry, ...]
    diagnoses: tuple[Diagnosis, ...]
    tolerance: float
    points: int = 1

    @property
    def passed(self) -> bool:
        """Whether every number by hand is right, at every point."""
        return all(entry.agrees for entry in self.entries)

    @property
    def verdict(self) -> str:
        """"true" or "false", as in a report."""
        return TRUE if self.passed else FALSE

    @property
    def reading(self) -> str:
        """Says so where numbers are right to the digits that were written down and no further."""
        rounded = sum(entry.rounded for entry in self.entries)
        if not rounded:
            return ""
        return ("" if rounded == len(self) else f"{rounded} ") + "to the digits given"

    @property
    def diagnosis(self) -> str:
        """What went wrong, in a sentence; nothing where all agree."""
        return "; ".join(f"{found.where}: {found.sentence}" for found in self.diagnoses)

    @property
    def evidence(self) -> str:
        """What the diagnosis rests on."""
        return "; ".join(found.evidence for found in self.diagnoses)

    @property
    def worst(self) -> Worst | None:
        """The wrong entry that differs most: its name, left by hand, right by backward."""
        wrong = [entry for entry in self.entries if not entry.agrees]
        if not wrong:
            return None
        entry = max(wrong, key=lambda each: each.gap)
        return Worst({"entry": entry.name, "point": entry.point}, float(entry.hand),
                     float(entry.backward))

    def __bool__(self) -> bool:
        return self.passed

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        head = f"{cut(f'∂{self.name} by', 20):<20} {'by hand':>18} {'by backward':>18} {'ulps':>8}"
        notes = [textwrap.fill(str(found), WIDTH, subsequent_indent="  ")
                 for found in self.diagnoses]
        return "\n".join([head, *_rows(self.entries), *notes, self._summary()])

    __repr__ = __str__

    def _summary(self) -> str:
        wrong = sum(not entry.agrees for entry in self.entries)
        at = f" at {self.points} points" if self.points > 1 else ""
        if not wrong:
            digits = f", {self.reading}" if self.reading else ""
            return f"✓ {len(self)} of {len(self)} agree{at}{digits}"
        return f"✗ {wrong} of {len(self)} differ{at}"


def _rows(entries: Sequence[Entry]) -> Iterator[str]:
    """The table: the present point and whatever is wrong; the wrong ones first if it is long."""
    shown = [entry for entry in entries if entry.point == 0 or not entry.agrees]
    if len(shown) > MOST_ROWS:
        shown = sorted(shown, key=lambda entry: entry.agrees)[:MOST_ROWS]
    yield from map(_row, shown)
    left = len(entries) - len(shown)
    wrong = sum(not e.agrees for e in entries) - sum(not e.agrees for e in shown)
    if left:
        yield f"… and {left} more" + (f", {wrong} of them wrong" if wrong else " that agree")


def _row(entry: Entry) -> str:
    name = entry.name if not entry.point else f"{entry.name} (point {entry.point})"
    return (f"{cut(name, 20):<20} {_digits(entry.hand):>18} {_digits(entry.backward):>18} "
            f"{_difference(entry):>8} {'✓' if entry.agrees else '✗'}")


def _difference(entry: Entry) -> str:
    """The difference in ulps, or to how many digits a rounded number is right."""
    if entry.rounded:
        return f"{entry.digits} digit{'s' * (entry.digits != 1)}"
    ulps = f"{entry.ulps:.2g}" if entry.ulps < 1e4 else f"{entry.ulps:.0e}"
    return ulps.replace("inf", "∞")


def _digits(given: Number) -> str:
    return format(float(given), ".10g").replace("-", "−")
