"""Where a derivation first goes wrong: what follows a wrong step is held against those before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .report import FALSE, READING, UNSETTLED, Part
from .trial.judge import Judged, judged
from .trial.pairs import Pair, has_derivative
from .trial.verdict import CONDITION

RESUMED = "if it goes on from {}: the step before is wrong"
OPEN = "the step before is wrong, and from {} this can't be told: {}"


def resumed(pairs: Sequence[Pair], found: Sequence[Judged]) -> list[Judged]:
    """The verdicts, where a step right after a wrong one isn't false for that alone.

    In A = B = C with a wrong B, C is right if it equals A. A step that follows rightly from the
    wrong one is true as it is.
    """
    given = list(found)
    for at, pair in enumerate(pairs):
        before = _before(pairs, at)
        if given[at].part.verdict == FALSE and before and (
                given[before[0]].part.verdict == FALSE):
            given[at] = next(filter(None, (_from(pairs[k], pair, given[at]) for k in before)),
                             given[at])
    return given


def no_conditions(pairs: Sequence[Pair], found: Sequence[Judged]) -> None:
    """A step of a derivative that doesn't hold is false: no equation for its letters."""
    for at, one in enumerate(found):
        if one.part.reason == CONDITION and one.outcome is not None and any(
                has_derivative(pairs[k]) for k in _before(pairs, at)):
            one.part = Part(one.part.latex, FALSE, reason=one.outcome.reason,
                            worst=one.outcome.worst)


def count_steps(pairs: Sequence[Pair], found: Sequence[Judged]) -> None:
    """Tell every part which of how many steps of its derivation it is."""
    start = 0
    for end in range(1, len(pairs) + 1):
        if end == len(pairs) or not _before(pairs, end):
            for step, one in enumerate(found[start:end], 1):
                one.part.step = step, end - start
            start = end


def _before(pairs: Sequence[Pair], at: int) -> list[int]:
    """The pairs of the same derivation that come before, the nearest first."""
    found = []
    while at and pairs[at - 1].right is pairs[at].left:
        at -= 1
        found.append(at)
    return found


def _from(earlier: Pair, pair: Pair, found: Judged) -> Judged | None:
    """The step with an earlier member of the chain on the left, unless that is false too."""
    if found.context is None:
        return None
    again = judged(earlier.left, pair.right, pair.relation, pair.conditions, found.context,
                   pair.latex)
    left = earlier.latex[:earlier.left.span[1] - earlier.left.span[0]]
    if again.part.verdict == UNSETTLED:
        return replace(again, part=replace(again.part, reason=OPEN.format(left, again.part.reason)))
    if again.part.verdict == FALSE:
        return None
    words = [again.part.reading, RESUMED.format(left)]
    return replace(again, part=replace(again.part, verdict=READING,
                                       reading="; ".join(filter(None, words))))
