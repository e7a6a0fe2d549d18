"""Two sides of a worked example held against each other, to the digits that are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...engine import ChalkgradError
from ..meaning import term as t
from ..meaning.nodes import nodes
from ..reader import tree as n
from ..report import FALSE, READING, TRUE
from .model import Model, number, slack
from .names import used
from .prints import Print, printed

FAILURES = (ChalkgradError, ArithmeticError, ValueError, RecursionError)
CLOSE = 1e-9


@dataclass(frozen=True)
class Held:
    """The values of two sides, and whether they agree; `words` says to what."""

    left: float
    right: float
    verdict: str
    words: str = ""


def holds(model: Model, left: n.Node, right: n.Node, relation: str) -> bool:
    """Whether the sides agree; no where they have no values."""
    try:
        return held(model, left, right, relation).verdict == TRUE
    except FAILURES:
        return False


def held(model: Model, left: n.Node, right: n.Node, relation: str) -> Held:
    """At other numbers where no number is printed; then at the example's own."""
    one, two = model.term(left), model.term(right)
    prints = [printed(side) for side in (left, right)]
    evaluator = model.at()
    values = number(evaluator.value(one)), number(evaluator.value(two))
    if prints == [None, None] and _agree_elsewhere(model, one, two):
        return Held(*values, TRUE)
    found = _compared(model, (one, two), values, prints, relation == "~")
    if found.verdict == TRUE and all(_is_open(model, side) for side in (left, right)):
        return Held(*values, READING, "with the numbers of this example, not with others")
    return found


def _is_open(model: Model, side: n.Node) -> bool:
    """Whether a side holds no decimal, and nothing whose formula isn't known."""
    names = {below for name in used(side) for below in model.below(name)}
    return bool(names) and not any(map(model.is_closed, names)) and not any(
        isinstance(each, n.Number) and "." in each.text for each in nodes(side))


def _agree_elsewhere(model: Model, one: t.Term, two: t.Term) -> bool:
    try:
        for seed in (1, 2):
            evaluator = model.at(seed, drawn=True)
            left, right = number(evaluator.value(one)), number(evaluator.value(two))
            if not abs(left - right) <= CLOSE * max(abs(left), abs(right), 1e-3):
                return False
    except FAILURES:
        return False
    return True


def _compared(model: Model, terms: tuple[t.Term, t.Term], values: tuple[float, float],
              prints: Sequence[Print | None], about: bool) -> Held:
    """Within half a unit of the last digit, plus what the rounding of other decimals can do."""
    left, right = values
    gap = abs(left - right)
    lone = {k: each.half for k, each in enumerate(prints) if each is not None}
    own = float(max(lone.values(), default=Fraction(0))) * (2 if about else 1)
    if about and not own and lone:
        own = 0.5
    if gap <= own * (1 + 1e-6) + CLOSE * 1e-3 * max(abs(left), abs(right)):
        return Held(left, right, TRUE)
    extra = slack(model, *terms, lone)
    if gap <= extra * (1 + 1e-6) + CLOSE * max(abs(left), abs(right)):
        return Held(left, right, TRUE, "to the rounding of the numbers that it is computed from")
    if lone and gap <= (extra + own) * (1 + 1e-6) and abs(right) <= abs(left) and prints[1]:
        return Held(left, right, READING, "the digits are cut off, not rounded")
    return Held(left, right, FALSE)
