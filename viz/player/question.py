"""Predict, then reveal: the number a student is asked for, and what counts as right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from chalkgrad.engine.number import Number

from .film import Computed, Product


@dataclass(frozen=True)
class Question:
    """The number of a step; what follows from the figures as shown is right within `slack`."""

    answer: float
    slack: float


def asked(step: Computed | Product) -> Question | None:
    """What to ask at a step; None where the number is no finite real one.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz.player.film import Film
    >>> a = Value(3.0, "a")
    >>> asked(next(iter(Film(a * a))))
    Question(answer=9.0, slack=0.0)
    """
    if isinstance(step, Computed):
        return _question(step.item.value, [(entry.item.value, entry.slope.number)
                                           for entry in step.entries])
    return _question(step.contribution, [(step.adjoint, step.partial),
                                         (step.partial, step.adjoint)])


def _question(answer: Number, shown: list[tuple[Number, Number]]) -> Question | None:
    """`shown` pairs each number that the answer is worked out from with the answer's slope."""
    if not _is_real(answer):
        return None
    return Question(float(answer), math.fsum(abs(float(slope)) * _lost(float(given))
                                             for given, slope in shown
                                             if _is_real(given) and _is_real(slope)))


def _is_real(given: Any) -> bool:
    """Whether a number is a finite real one that a float can hold."""
    try:
        return math.isfinite(float(given))
    except (TypeError, ValueError, OverflowError):
        return False


def _lost(given: float) -> float:
    """By how much its four figures as shown can be off; 0 where they are all of it."""
    if float(f"{given:.4g}") == given:
        return 0.0
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(given))) - 3)
