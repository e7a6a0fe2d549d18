"""What is false in a worked example, but need not be a mistake of its own line: another case's
number, or one that was rounded, or wrong, before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..report import FALSE, UNSETTLED, Part
from ..trial.judge import Judged
from ..trial.pairs import Pair
from .model import Model
from .names import head_of, used
from .prints import printed

NEARLY = 0.005  # how far numbers may be off that were rounded before


def doubted(pairs: Sequence[Pair], found: Mapping[int, Judged], model: Model) -> None:
    """Leave such claims open."""
    cases = _of_several_cases(pairs)
    first = _first_lines(pairs)
    for at, judged in found.items():
        pair, part = pairs[at], judged.part
        names = sorted(cases & {head_of(pair.left), head_of(pair.right)})
        if part.verdict == FALSE and names:
            judged.part = Part(part.latex, UNSETTLED, reason=f"{names[0]} has several numbers "
                               "here, of cases that aren't told apart")
        elif part.verdict == FALSE and _is_given(at, pair, first, model):
            judged.part = Part(part.latex, UNSETTLED, reason=f"{head_of(pair.left)} has a number "
                               "before those that it would be worked out from")
        elif part.verdict == FALSE and _is_rounded(pair, part):
            judged.part = Part(part.latex, UNSETTLED, reason="the numbers in it are rounded, or "
                               "one of them is wrong", worst=part.worst)


def _of_several_cases(pairs: Sequence[Pair]) -> set[str]:
    """The names that are printed with numbers that no rounding makes equal: a_2 = 0 of one case,
    a_2 = 6 of the next."""
    found: dict[str, list[float]] = {}
    chain: list[str] = []  # the names that are said to be equal so far
    for pair in pairs:
        chain = ([] if pair.first else chain) + [head_of(pair.left)]
        end = printed(pair.right)
        if end is not None:
            for name in filter(None, chain):
                found.setdefault(name, []).append(float(end.value))
    return {name for name, values in found.items()
            if max(values) - min(values) > max(map(abs, values)) / 2}


def _first_lines(pairs: Sequence[Pair]) -> dict[str, int]:
    """Where each name is first given a number."""
    found: dict[str, int] = {}
    for at, pair in enumerate(pairs):
        if printed(pair.right) is not None:
            found.setdefault(head_of(pair.left), at)
    return found


def _is_given(at: int, pair: Pair, first: Mapping[str, int], model: Model) -> bool:
    """Whether ŷ = 0.9 stands before the z = 0 of the next example."""
    if not pair.first or printed(pair.right) is None or not head_of(pair.left):
        return False
    return any(first.get(name, at) > at for name in model.below(head_of(pair.left)))


def _is_rounded(pair: Pair, part: Part) -> bool:
    """0.6680 × 0.2181, which is a little off because these numbers are."""
    if part.worst is None or printed(pair.right) is not None or any(used(pair.right)):
        return False
    left, right = part.worst.left, part.worst.right
    return isinstance(left, float) and isinstance(right, float) and (
        abs(left - right) <= NEARLY * abs(left))
