"""The right numbers in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .case import Case, Diagnosis, Entry
from .ratio import common_ratio, sizes
from .spoken import spoken_ratio


def transposed(case: Case) -> Diagnosis | None:
    """Square matrices whose transposes are right, up to a sign or another constant."""
    if not all(len(case.shapes[b]) == 2 and len(set(case.shapes[b])) == 1 for b in case.blocks):
        return None
    pairs = []
    for entries in case.wrong_blocks():
        turned = sorted(entries, key=lambda e: e.place[::-1])
        pairs += [(e.hand, other.backward) for e, other in zip(entries, turned)]
    ratio = 1.0 if all(case.close(*pair) for pair in pairs) else common_ratio(case, pairs)
    text = "" if ratio is None else spoken_ratio(ratio, sizes(case))
    extra = {"1": "", "−1": ", and the sign is wrong"}.get(text, f", and {text} times too large")
    sentence = "the matrix is transposed: write its .T (w[i][j] leads from i to j)"
    return case.found("transposed", sentence + extra,
                      f"so arranged, all {len(pairs)} entries agree") if text else None


def permuted(case: Case) -> Diagnosis | None:
    """The right numbers at the wrong places or under the wrong names, at every point."""
    moves = [move for point in case.points()
             for move in _moved(case, [e for e in case.wrong if e.point == point])]
    pairs = dict.fromkeys((move[0].name, move[1].name) for move in moves if move)
    if len(moves) < 2 or None in moves:
        return None
    told = [f"{name} has the number of {other}" for name, other in list(pairs)[:3]]
    return case.found("permuted", "the right numbers at wrong places",
                      ", ".join(told) + " …" * (len(pairs) > 3))


def _moved(case: Case, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry] | None]:
    """Each misplaced entry and the one whose gradient it has; None where there is no such."""
    right = sorted(entries, key=lambda e: float(e.backward))
    for entry, other in zip(sorted(entries, key=lambda e: float(e.hand)), right):
        yield (entry, other) if case.close(entry.hand, other.backward, entry.loss) else None
