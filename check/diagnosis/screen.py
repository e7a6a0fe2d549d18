"""A quick sieve for repairs: does a formula hold at all, on one network?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ...engine import ChalkgradError
from ..meaning.question import Question, choices, layer_choices
from ..reader import tree as n
from ..report import READING, TRUE
from ..trial import judge
from ..trial.evaluate import Evaluator
from ..trial.judge import Judged
from ..trial.readings import Context, Reading, branches, readings
from ..trial.trial import FLOAT, Setting, difference, evaluator_of, plain, size, world_of

FAILURES = (ChalkgradError, ArithmeticError, ValueError, TypeError, IndexError, RecursionError,
            AttributeError, KeyError, AssertionError)
LITERAL = Reading()


class Screen:
    """Formulas tried in the context in which one of them was found false."""

    def __init__(self, relation: str, conditions: tuple[n.Condition, ...],
                 context: Context) -> None:
        self.relation, self.conditions, self.context = relation, conditions, context
        self._costs: dict[Any, Any] = {}
        self.steps = 0  # values computed so far

    def passes(self, left: n.Node, right: n.Node, reading: Reading = LITERAL) -> bool:
        """Whether the pair holds on one network, and may be read so at all."""
        try:
            for one, two, tests in branches(left, right):
                conditions = self.conditions + tests
                question, _ = judge._question(reading, one, two, self.relation, conditions,
                                              self.context)
                if not self._holds(question, judge._setting(question, reading, self.context)):
                    return False
            return reading == LITERAL or reading in readings(left, right, self.context)
        except FAILURES:
            return False

    def _holds(self, question: Question, setting: Setting) -> bool:
        compared = [self._equal(left, right) for left, right in self.values(question, setting)]
        return bool(compared) and all(compared)

    def _equal(self, left: Any, right: Any) -> bool:
        """Equal, or equal to the transpose: the verdict itself decides whether it may be."""
        if isinstance(left, tuple) and isinstance(right, tuple) and len(left) != len(right):
            right = tuple(zip(*right))
        return bool(difference(left, right) <= FLOAT * max(size(left), size(right), 1e-3))

    def values(self, question: Question, setting: Setting) -> Iterator[tuple[Any, Any]]:
        """Both sides at one choice of indices for each choice of layers."""
        world = world_of(setting, 1, float)
        evaluator = evaluator_of(question, setting, world)
        key = id(world), id(setting.cost)
        evaluator._cost = self._costs.get(key)
        try:
            for layers in layer_choices(question, world.shape.last):
                evaluator.layers = layers
                found = self._at(question, evaluator)
                if found is not None:
                    yield found
        finally:
            self.steps += evaluator.steps
        if not isinstance(setting.cost, str) or evaluator._cost is not None:
            self._costs[key] = evaluator._cost

    def _at(self, question: Question, evaluator: Evaluator) -> tuple[Any, Any] | None:
        from ..trial.failures import OutOfLayers

        try:
            for letters in choices(question, evaluator, 2):
                evaluator.stand(letters)
                if all(evaluator.holds(test) for test in question.tests):
                    return plain(evaluator.value(question.left)), plain(
                        evaluator.value(question.right))
        except OutOfLayers:
            return None
        return None

    def judged(self, left: n.Node, right: n.Node, quick: bool = False) -> Judged:
        """The verdict as the document would have it."""
        return judge.judged(left, right, self.relation, self.conditions,
                            replace(self.context, quick=quick))

    def confirmed(self, left: n.Node, right: n.Node) -> Judged | None:
        """The verdict on fresh networks and at 50 digits, if it is true and says something."""
        try:
            if self.judged(left, right, True).part.verdict not in (TRUE, READING):
                return None
            found = self.judged(left, right)
        except FAILURES:
            return None
        if found.part.verdict not in (TRUE, READING) or _empty(found):
            return None
        return found


def _empty(found: Judged) -> bool:
    """0 = 0 everywhere."""
    samples = found.outcome.samples if found.outcome else []
    return all(size(left) < 1e-30 and size(right) < 1e-30 for _, left, right in samples)
