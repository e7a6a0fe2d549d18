"""Why numbers derived by hand differ from the gradient: an ordered list of typical mistakes.

Every test compares the numbers with what the graph gives when one thing in it is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ...engine.label import number
from .case import Case, Diagnosis, Entry, alike
from .local import local_and_ratio, local_derivative
from .order import permuted, transposed
from .paths import lost_paths, other_variable
from .ratio import odd_ratio, ratio_of_all, ratio_of_some

MOST_BLOCKS, MOST_TOLD = 12, 4


def diagnose(case: Case) -> list[Diagnosis]:
    """The first cause that fits all wrong entries, else the first for each block of them."""
    common = _cause(case)
    if common is not None:
        return [common]
    parts = [Case([e for e in case.wrong if e.block == block], case.every, case.slopes,
                  case.shapes, case.tolerance) for block in case.blocks[:MOST_BLOCKS]]
    return [_cause(part) or _unknown(part) for part in parts]


def _cause(case: Case) -> Diagnosis | None:
    """The first cause that fits, or of numbers with few digits every one that does."""
    if not case.coarse:
        return next((found for tests in TESTS for test in tests for found in test(case)), None)
    for tests in TESTS:
        found = _different(found for test in tests for found in test(case))
        if found:
            return _hedged(case, found[0]) if len(found) == 1 else _several(case, found)
    return None


def _hedged(case: Case, found: Diagnosis) -> Diagnosis:
    """The only cause that fits, with a warning where hardly a digit speaks for it."""
    if found.cause == "sign" or sum(e.digits for e in case.wrong if e.hand) > 2:
        return found
    return replace(found, evidence=f"{found.evidence}; so few digits fit a lot, give more to be "
                                   "sure")


def _different(found: Iterator[Diagnosis]) -> list[Diagnosis]:
    """The first of all that lead to the same numbers."""
    kept: list[Diagnosis] = []
    for each in found:
        if not any(alike(each.expected, other.expected) for other in kept):
            kept.append(each)
    return kept


def _several(case: Case, found: Sequence[Diagnosis]) -> Diagnosis:
    """What may be wrong, where the digits written down don't decide it."""
    told = "; or ".join(each.sentence for each in found[:MOST_TOLD])
    place = case.wrong.index(case.worst)
    numbers = ", ".join(number(each.expected[place]) for each in found[:MOST_TOLD])
    return case.found("several", f"{len(found)} mistakes fit the digits given: {told}"
                      + " …" * (len(found) > MOST_TOLD),
                      f"they lead to {numbers} at {case.worst.name}; give more digits")


def _lost_digits(case: Case) -> Iterator[Diagnosis]:
    """Floats have rounded away what a formula like this would need."""
    if all(abs(e.hand - e.backward) <= e.loss for e in case.wrong):
        yield case.found("digits lost", "nothing is wrong but rounding: a formula such as "
                         "a(1 − a), or a difference, loses its digits here",
                         "a rounding of the numbers in the graph moves it as much; compute with "
                         "mpmath.mpf, or at a point that is not saturated")


def _rounded(case: Case) -> Iterator[Diagnosis]:
    """Right but for the digits that were not written down, or for the last that was."""
    if all(e.gap <= 1e-6 for e in case.wrong):
        yield case.found("rounded", "right, but rounded (a constant typed with few digits, or "
                         "float32)", _accepted(case))
    elif all(_off_by_one(e) for e in case.wrong):
        yield case.found("rounded", "right but for the last digit given: it was cut off, or "
                         "numbers in between were rounded", _accepted(case))


def _off_by_one(entry: Entry) -> bool:
    """Whether the last digit alone is wrong, of three or more by up to two."""
    return entry.gap <= 0.02 and entry.rounds_to(entry.backward, 1 + (entry.digits > 2))


def _accepted(case: Case) -> str:
    gap = case.worst.gap
    return (f"the largest relative difference is {number(gap)}; write tolerance={1.1 * gap:.1e} "
            "to accept it")


def _unknown(case: Case) -> Diagnosis:
    worst = case.worst
    near = f"; it is within {number(100 * worst.gap)} %: were numbers in between rounded, or " \
           f"constants? {_accepted(case)}" if worst.gap <= 0.01 else ""
    return case.found("unknown", "no single mistake that is known explains it",
                      f"the worst is {worst.name}: {number(worst.hand)} by hand, "
                      f"{number(worst.backward)} by backward" + near)


Test = Callable[[Case], Iterator[Diagnosis]]

# A later row is asked only where none of the earlier ones has a cause.
TESTS: tuple[tuple[Test, ...], ...] = (
    (_lost_digits,), (_rounded,),
    (ratio_of_all, transposed, permuted, local_derivative, lost_paths, other_variable,
     ratio_of_some),
    (local_and_ratio,), (odd_ratio,))
