"""The number that a formula has at one random point of one network, for one choice of indices."""

from __future__ import annotations

from .arithmetic import Arithmetic
from .functions import Functions
from .reductions import Reductions


class Evaluator(Arithmetic, Functions, Reductions):
    """Terms in one world: one method `of_name` for every kind of node of a term."""
