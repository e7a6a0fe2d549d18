"""The right numbers in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...engine.number import Number
from .case import Case, Diagnosis, Entry
from .ratio import common_ratios, sizes
from .spoken import spoken_ratio


def transposed(case: Case) -> Iterator[Diagnosis]:
    """Square matrices whose transposes are right, up to a sign or another constant."""
    if not all(len(case.shapes[b]) == 2 and len(set(case.shapes[b])) == 1 for b in case.blocks):
        return
    pairs: list[tuple[Entry, Number]] = []
    for entries in case.wrong_blocks():
        turned = sorted(entries, key=lambda e: e.place[::-1])
        pairs += [(entry, other.backward) for entry, other in zip(entries, turned)]
    right = all(case.fits(*pair) for pair in pairs)
    sentence = "the matrix is transposed: write its .T (w[i][j] leads from i to j)"
    for ratio in [1.0] if right else common_ratios(case, pairs):
        text = spoken_ratio(ratio, sizes(case))
        extra = {"1": "", "−1": ", and the sign is wrong"}.get(
            text, f", and {text} times too large")
        expected = [ratio * float(other) for entry, other in pairs if not entry.agrees]
        if text:
            yield case.found("transposed", sentence + extra,
                             f"so arranged, all {len(pairs)} entries agree", expected)


def permuted(case: Case) -> Iterator[Diagnosis]:
    """The right numbers at the wrong places or under the wrong names, at every point."""
    moves = [move for point in case.points()
             for move in _moved(case, [e for e in case.wrong if e.point == point])]
    if len(moves) < 2 or None in moves or any(transposed(case)):
        return
    found = {id(move[0]): move for move in moves if move}
    ordered = [found[id(entry)] for entry in case.wrong]
    pairs = dict.fromkeys((entry.name, other.name) for entry, other in found.values())
    told = [f"{name} has the number of {other}" for name, other in list(pairs)[:3]]
    yield case.found("permuted", "the right numbers at wrong places",
                     ", ".join(told) + " …" * (len(pairs) > 3),
                     [other.backward for _, other in ordered])


def _moved(case: Case, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry] | None]:
    """Each misplaced entry and the one whose gradient it has; None where there is no such."""
    right = sorted(entries, key=lambda e: float(e.backward))
    for entry, other in zip(sorted(entries, key=lambda e: float(e.hand)), right):
        yield (entry, other) if case.fits(entry, other.backward, entry.loss) else None
