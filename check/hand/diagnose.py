"""Why numbers derived by hand differ from the gradient: an ordered list of typical mistakes.

Every test compares the numbers with what the graph gives when one thing in it is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ...engine.label import number
from .case import Case, Diagnosis, Entry
from .local import local_and_ratio, local_derivative
from .order import permuted, transposed
from .paths import lost_paths, other_variable
from .ratio import odd_ratio, ratio_of_all, ratio_of_some

MOST_BLOCKS = 12


def diagnose(case: Case) -> list[Diagnosis]:
    """The first cause that fits all wrong entries, else the first for each block of them."""
    common = _first(case)
    if common is not None:
        return [common]
    parts = [Case([e for e in case.wrong if e.block == block], case.every, case.slopes,
                  case.shapes, case.tolerance) for block in case.blocks[:MOST_BLOCKS]]
    return [_first(part) or _unknown(part) for part in parts]


def _first(case: Case) -> Diagnosis | None:
    return next((found for test in TESTS if (found := test(case)) is not None), None)


def _lost_digits(case: Case) -> Diagnosis | None:
    """Floats have rounded away what a formula like this would need."""
    if not all(abs(e.hand - e.backward) <= e.loss for e in case.wrong):
        return None
    return case.found("digits lost", "nothing is wrong but rounding: a formula such as a(1 − a), "
                      "or a difference, loses its digits here",
                      "a rounding of the numbers in the graph moves it as much; compute with "
                      "mpmath.mpf, or at a point that is not saturated")


def _rounded(case: Case) -> Diagnosis | None:
    """Right but for the digits that were not written down."""
    if not all(e.gap <= 1e-6 or (e.gap <= 0.02 and _is_rounding(e)) for e in case.wrong):
        return None
    gap = case.worst.gap
    return case.found("rounded", "right, but rounded (few digits written down, a constant typed "
                      "with few digits, or float32)",
                      f"the largest relative difference is {number(gap)}; write "
                      f"tolerance={1.1 * gap:.1e} to accept it")


def _is_rounding(entry: Entry) -> bool:
    """Whether the number by hand is the other, rounded to the decimals that it is written with."""
    hand, right = float(entry.hand), float(entry.backward)
    exponent = int(Decimal(f"{hand:.12g}").as_tuple().exponent)
    return exponent < 0 and abs(hand - right) <= 0.5000001 * 10.0 ** exponent


def _unknown(case: Case) -> Diagnosis:
    worst = case.worst
    return case.found("unknown", "no single mistake that is known explains it",
                      f"the worst is {worst.name}: {number(worst.hand)} by hand, "
                      f"{number(worst.backward)} by backward")


Test = Callable[[Case], "Diagnosis | None"]

TESTS: list[Test] = [
    _lost_digits, _rounded, ratio_of_all, transposed, permuted, local_derivative, lost_paths,
    other_variable, ratio_of_some, local_and_ratio, odd_ratio]
