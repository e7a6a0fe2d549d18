"""Derivatives of numbers and matrices by one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine import Value
from ...engine import grad as gradients
from ..meaning import term as t
from ..meaning.definition import Definition
from ..meaning.penalties import without_fines
from .arrays import Array, ShapeClash
from .failures import OutOfLayers, Unconnected, Unreadable
from .standpoint import Standpoint


class Derivatives(Standpoint):
    """Evaluates ∂of/∂by."""

    def of_slope(self, term: t.Slope) -> Any:
        """The derivative by one variable after another."""
        if isinstance(term.of, t.Cost) and isinstance(self.cost_of, str):
            _must_not_be_defined(term.wrt)
        again, self._again = self._again, True
        value = self.value(term.of)
        self._again = again
        if isinstance(term.of, t.Cost):
            self._must_depend(value, term.wrt)
        for k, by in enumerate(term.wrt):
            value = self._slope_by(value, self._variable(by, term.of),
                                   again or k + 1 < len(term.wrt))
        return value

    def _must_depend(self, cost: Any, variables: tuple[t.Term, ...]) -> None:
        """A cost of scores that no line ties to the network says nothing of its weights; one of
        the last layer's weighted inputs leaves it no activations."""
        units = [z for layers in self.world.z for layer in layers for z in layer]
        known = self.world.slopes(cost) if isinstance(cost, Value) else {}
        if not any(z in known for z in units):
            told = ("target", "weight", "bias") if self._has_weights(known) else ("target",)
            for variable in variables:
                if isinstance(variable, t.Tensor) and variable.role not in told:
                    raise Unconnected(f"nothing says how the cost depends on {variable.name}")
        for variable in variables:
            if isinstance(variable, t.Tensor) and variable.role == "post":
                self._must_have_outputs(known, variable)

    def _must_have_outputs(self, known: Mapping[Value, Any], variable: t.Tensor) -> None:
        last = self.world.shape.last
        between = self.number(variable.layer) == last and not any(
            a in known for layers in self.world.a for a in layers[last])
        if between and any(z in known for layers in self.world.z for z in layers[last]):
            raise OutOfLayers("the cost is one of weighted inputs: the last layer has no others")

    def _has_weights(self, known: Mapping[Value, Any]) -> bool:
        """Whether the cost has the weights themselves in it, as ½‖Xw − y‖² does, not only in a
        penalty, and no letter that may depend on them."""
        bodies = tuple(without_fines(definition.body) or definition.body
                       for definition in (self.cost_of, *self.definitions.values())
                       if isinstance(definition, Definition))
        inside = list(t.parts(bodies))
        return (any(isinstance(part, t.Tensor) and part.role == "weight" for part in inside)
                and not any(isinstance(part, t.Free) for part in inside)
                and any(w in known for layer in self.world.w for row in layer for w in row))

    def _variable(self, by: t.Term, of: t.Term) -> Any:
        return self._only_variable(of) if isinstance(by, t.Implied) else self.value(by)

    def _only_variable(self, body: t.Term) -> Any:
        names = {part for part in t.parts(body) if isinstance(part, (t.Free, t.Tensor))}
        if len(names) != 1:
            raise Unreadable("a prime without saying which variable it differentiates by")
        return self.value(names.pop())

    def _slope_by(self, of: Any, by: Any, again: bool) -> Any:
        if isinstance(of, Array) and isinstance(by, Array):
            return self._jacobian(of, by, again)
        if isinstance(of, Array):
            return of.map(lambda entry: self._single(entry, by, again))
        if isinstance(by, Array):
            slopes = by.filled(self._all(of, by.entries, again))
            turned = self.manner.layout == "numerator" and by.is_vector
            return slopes.T if turned else slopes
        return self._single(of, by, again)

    def _jacobian(self, of: Array, by: Array, again: bool) -> Any:
        if self.manner.layout == "entries":
            return self._entry_by_entry(of, by, again)
        if not (of.is_vector and by.is_vector):
            raise ShapeClash("a vector differentiated by a matrix has three indices")
        rows = tuple(tuple(self._all(a, by.entries, again)) for a in of.entries)
        return Array(rows).T if self.manner.layout == "denominator" else Array(rows)

    def _entry_by_entry(self, of: Array, by: Array, again: bool) -> Array:
        if of.shape == by.shape:
            return of.zip(by, lambda a, b: self._single(a, b, again))
        if of.shape[0] == by.shape[0]:
            return Array(tuple(tuple(self._single(a, b, again) for b in row)
                               for a, row in zip(of.entries, by.rows)))
        if of.shape[0] == by.shape[1]:
            return self._entry_by_entry(of, by.T, again).T
        raise ShapeClash("a derivative entry by entry of vectors that differ in length")

    def _single(self, of: Any, by: Any, again: bool) -> Any:
        return self._all(of, [by], again)[0]

    def _all(self, of: Any, variables: list[Any], again: bool) -> list[Any]:
        """The derivatives of one number by several, in one walk."""
        if not all(isinstance(by, Value) for by in variables):
            raise Unreadable("a derivative by something that is no variable")
        if not isinstance(of, Value):
            return [0] * len(variables)
        if again:
            return gradients(of, variables, create_graph=True)
        known = self.world.slopes(of)
        return [known.get(by, 0) for by in variables]


def _must_not_be_defined(variables: tuple[t.Term, ...]) -> None:
    """A cost that isn't written out says nothing of the document's own letters."""
    for variable in variables:
        if isinstance(variable, t.Alias):
            raise Unreadable(f"nothing says how the cost depends on {variable.name}")
