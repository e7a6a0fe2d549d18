"""Σ, Π, cases, δ_ij, and products over layers: what runs through many choices of indices."""

from __future__ import annotations

import operator
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

from ..meaning import term as t
from .arithmetic import entrywise, product_of, sum_of
from .arrays import Array
from .failures import OutOfLayers, Unreadable
from .standpoint import RELATIONS, SAMPLES, Standpoint


class Reductions(Standpoint):
    """Evaluates sums and products over an index."""

    def of_reduced(self, term: t.Reduced) -> Any:
        """The sum or product over all places at which the conditions hold."""
        values = []
        for place in self._bounds(term):
            with self.at(term.letter, place, self.types.get(term.letter) == SAMPLES):
                if all(self.holds(test) for test in term.conditions):
                    values.append(self.value(term.body))
        if not values:
            return self.world.exact(Fraction(term.kind == "product"))
        return sum_of(values) if term.kind == "sum" else product_of(values)

    def _bounds(self, term: t.Reduced) -> range:
        everything = self.domain(term.letter)
        lower = self._whole(term.lower, 1)
        return range(lower, self._whole(term.upper, everything.stop - 1) + 1)

    def _whole(self, term: t.Term | None, default: int) -> int:
        if term is None or isinstance(term, t.Free):
            return default
        bound = self.value(term)
        if not isinstance(bound, (int, float, Fraction)) or bound != int(bound):
            raise Unreadable("a sum whose bound is no whole number")
        return int(bound)

    def of_allweights(self, term: t.AllWeights) -> Any:
        """The sum over all weights of the network."""
        before, values = self._given, []
        try:
            for weight in [w for layer in self.world.w for row in layer for w in row]:
                self.give("tensor", term.name, weight)
                values.append(self.value(term.body))
        finally:
            self._given = before
        return sum_of(values)

    def of_alllayers(self, term: t.AllLayers) -> Any:
        """The sum over all layers in which what is added up has a value."""
        values = []
        for layer in range(-1, self.world.shape.last + 2):
            with self._moved(term.base, layer), suppress(OutOfLayers):
                values.append(self.value(term.body))
        return sum_of(values)

    def of_where(self, term: t.Where) -> Any:
        """The first row whose tests hold."""
        for value, tests in term.rows:
            if all(self.holds(test) for test in tests):
                return self.value(value)
        raise Unreadable("no case applies")

    def of_iverson(self, term: t.Iverson) -> Any:
        """1 or 0, or an array of them."""
        value: Any = 1
        for test in term.tests:
            left, right = self._plain(test.left), self._plain(test.right)
            value = entrywise(operator.mul, value, entrywise(_relation(test), left, right))
        return value

    def _plain(self, side: Any) -> Any:
        """A side of a relation: an index, a layer, or numbers without their graph."""
        value = self._side(side)
        return value.map(lambda entry: getattr(entry, "data", entry)) if isinstance(
            value, Array) else value

    def of_kronecker(self, term: t.Kronecker) -> int:
        """1 or 0."""
        return int(self.place(term.left) == self.place(term.right))

    def of_chain(self, term: t.Chain) -> Any:
        """Row by matrix, layer by layer, from the top down to the last factor's."""
        top, bottom = self.number(term.top), self.number(term.bottom)
        if top < bottom:
            raise OutOfLayers("a product of no factors")
        row = {self.place(term.start): 1}
        for layer in range(top, bottom - 1, -1):
            with self._moved(term.bottom.base, layer - bottom):
                row = self._next_row(term, row)
        return row[self.place(term.right)]

    def _next_row(self, term: t.Chain, row: dict[int, Any]) -> dict[int, Any]:
        """The row times the matrix of one layer."""
        found = {}
        for right in self.domain(term.right):
            entries = []
            for left, weight in row.items():
                with self.at(term.left, left), self.at(term.right, right):
                    entries.append(weight * self.value(term.factor))
            found[right] = sum_of(entries)
        return found


def _relation(test: t.Test) -> Callable[[Any, Any], int]:
    """The relation as 1 or 0."""
    return lambda left, right: int(RELATIONS[test.relation](left, right))
