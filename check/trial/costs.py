"""The cost of the network's outputs, and the likelihood of its labels."""

from __future__ import annotations

from typing import Any

from ..meaning import term as t
from ..meaning.definition import Definition
from .arithmetic import product_of, sum_of
from .arrays import Array, ShapeClash
from .failures import OutOfRange, Unreadable
from .standpoint import Manner
from .tensors import Tensors
from .world import COSTS


class Costs(Tensors):
    """Evaluates C and p(t | x)."""

    def of_cost(self, term: t.Cost) -> Any:
        """The cost, computed once for a world."""
        if self._cost is None:
            self._cost = (self._usual(self.cost_of) if isinstance(self.cost_of, str)
                          else self._stated(self.cost_of))
        return self._cost

    def _usual(self, name: str) -> Any:
        """A cost of the table, of what the network puts out."""
        outputs = [layers[-1] for layers in self.world.a]
        return COSTS[name][1](outputs, self.world.y)

    def _stated(self, definition: Definition) -> Any:
        """The cost as the document states it."""
        before, self.letters = self.letters, {}
        try:
            return self.stated(definition)
        finally:
            self.letters = before

    def stated(self, definition: Definition) -> Any:
        """A cost, or a share of it; for one output, its sum over all outputs."""
        before = self.types, self.manner
        self.types, self.manner = {**self.types, **definition.types}, Manner("entries", True)
        body = definition.body
        terms = body.terms if isinstance(body, t.Sum) else ((1, body),)
        try:
            values = [(sign, self.value(part)) for sign, part in terms]
        except (ShapeClash, OutOfRange) as error:
            raise Unreadable(f"the cost as stated has no value here: {error}") from error
        finally:
            self.types, self.manner = before
        return sum_of([_whole(value) if sign > 0 else -_whole(value) for sign, value in values])

    def of_likelihood(self, term: t.Likelihood) -> Any:
        """The probability of one label, or of all that were seen."""
        y, label = self._vector("post", self.world.shape.last, 0)[0], term.label
        if label is not None:
            return y if (label == 1) != self.flipped else 1 - y
        if term.sample is not None:
            return self._likely(self._sample_of(term.sample))
        factors = [self._likely(s) for s in range(self.world.shape.samples)]
        return product_of(factors)

    def _likely(self, sample: int) -> Any:
        """yᵗ(1 − y)¹⁻ᵗ for one sample, t and 1 − t exchanged for flipped labels."""
        y, target = self._vector("post", self.world.shape.last, sample)[0], self.world.y[sample][0]
        t_of = 1 - target if self.flipped else target
        return y ** t_of * (1 - y) ** (1 - t_of)


def _whole(value: Any) -> Any:
    """What several outputs add to the cost; a penalty beside it is added once."""
    return sum_of(value.entries) if isinstance(value, Array) else value
