"""Functions of a number or of its entries: the engine's, and those the document defines."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from ...engine import Value, cos, exp, log, maximum, minimum, sin, softmax, sqrt
from ...engine import grad as gradients
from ..meaning import term as t
from ..meaning.definition import Definition
from .arithmetic import entrywise
from .arrays import Array, ShapeClash, shown
from .costs import Costs
from .derivatives import Derivatives
from .failures import OutOfRange, Unreadable
from .inverses import INVERSES
from .standpoint import SAMPLES
from .world import ACTIVATIONS

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    **ACTIVATIONS, "exp": exp, "ln": log, "log": log, "sqrt": sqrt, "cos": cos, "sin": sin,
    "abs": abs, "sinh": lambda x: (exp(x) - exp(-x)) / 2, "cosh": lambda x: (exp(x) + exp(-x)) / 2,
    "tan": lambda x: sin(x) / cos(x), "sgn": lambda x: abs(x) / x,
    "cot": lambda x: cos(x) / sin(x), "sec": lambda x: 1 / cos(x), "csc": lambda x: 1 / sin(x),
    "logit": lambda x: log(x / (1 - x)), **INVERSES,
    "another": lambda x: exp(0.4 * x) + cos(1.3 * x), "a third": lambda x: x * x + sin(0.7 * x),
}


def _softmax(vector: Array) -> Array:
    scores: Any = vector.entries
    column = Array.column(softmax(scores))
    return column.T if len(vector.rows) == 1 else column


def _of_each(samples: str, matrix: Array) -> Array:
    """The softmax of every sample: row by row or column by column."""
    if matrix.is_vector:
        return _softmax(matrix)
    if not samples:
        raise ShapeClash(f"softmax of {shown(matrix)}")
    if samples == "columns":
        return _of_each("rows", matrix.T).T
    return Array(tuple(tuple(softmax(row)) for row in matrix.rows))


def _diagonal(vector: Array) -> Array:
    entries = vector.entries
    return Array(tuple(tuple(entry if i == j else 0 for j in range(len(entries)))
                       for i, entry in enumerate(entries)))


OF_VECTORS = ("softmax", "diag")
EXTREMES: dict[str, Callable[[Any, Any], Any]] = {"max": maximum, "min": minimum}


class Functions(Costs, Derivatives):
    """Evaluates σ(z), E(b) and their kind."""

    def of_apply(self, term: t.Apply) -> Any:
        """A function at its argument, entry by entry; softmax and diag take whole vectors."""
        if term.argument is None or isinstance(term.argument, t.Implied):
            raise Unreadable(f"nothing says at which point {term.function} is taken")
        if term.function in EXTREMES:
            return self._extreme(EXTREMES[term.function], term.argument)
        argument = self.value(term.argument)
        if term.function in OF_VECTORS:
            return self._of_vector(term.function, argument)
        function = self._function(term.function)
        for _ in range(term.primes):
            function = _slope_of(function, term.primes > 1)
        return self._everywhere(function, argument)

    def _of_vector(self, name: str, argument: Any) -> Array:
        if not isinstance(argument, Array):
            raise ShapeClash(f"{name} of a single number")
        return _of_each(self.batch, argument) if name == "softmax" else _diagonal(argument)

    def _extreme(self, larger: Callable[[Any, Any], Any], argument: t.Term) -> Any:
        """The larger or smaller one of several, entry by entry where one is a vector; of a vector
        alone, of its entries."""
        if isinstance(argument, t.Listed) and len(argument.rows) == 1:
            several = [self.value(entry) for entry in argument.rows[0]]
        else:
            value = self.value(argument)
            several = value.entries if isinstance(value, Array) else [value]
        return reduce(lambda best, each: entrywise(larger, best, each), several)

    def _everywhere(self, function: Callable[[Any], Any], argument: Any) -> Any:
        """The function of a number or of every entry; a plain number becomes a node first."""
        if isinstance(argument, Array):
            return argument.map(lambda entry: self._everywhere(function, entry))
        return function(argument if isinstance(argument, Value)
                        else Value(self.world.number(argument)))

    def _function(self, name: str) -> Callable[[Any], Any]:
        if name not in FUNCTIONS and name != "σ":
            raise Unreadable(f"{name} can't be computed here")
        return self.world.function(self.world.shape.activation) if name == "σ" else FUNCTIONS[name]

    # definitions

    def of_alias(self, term: t.Alias) -> Any:
        """What the document defines, at these arguments and indices."""
        if term.name not in self.definitions:
            raise Unreadable(f"nothing says what {term.name} is")
        definition = self.definitions[term.name]
        arguments = [self.value(argument) for argument in term.arguments]
        places = [self.place(index) for index in term.indices]
        if term.primes:
            return self._alias_slope(definition, places, arguments, term)
        return self._defined(definition, places, arguments)

    def _alias_slope(self, definition: Definition, places: list[int], arguments: list[Any],
                     term: t.Alias) -> Any:
        (variable,) = arguments or [self._only_variable(definition.body)]
        value = self._defined(definition, places, arguments)
        for _ in range(term.primes):
            value = self._slope_by(value, variable, term.primes > 1)
        return value

    def _defined(self, definition: Definition, places: list[int], arguments: list[Any]) -> Any:
        key = (definition.name, tuple(places), tuple(map(id, arguments)),
               tuple(sorted(self.layers.items())))
        if key not in self._known:
            self._known[key] = self._fresh(definition, places, arguments), arguments
        return self._known[key][0]

    def _fresh(self, definition: Definition, places: list[int], arguments: list[Any]) -> Any:
        self._depth += 1
        if self._depth > 30:
            raise Unreadable(f"{definition.name} is defined in a circle")
        letters, types, given = self.letters, self.types, self._given
        sample, labelled = self._sample, self._labelled
        self.types = {**types, **definition.types}
        self.letters = dict(zip(definition.indices, places))
        for kind, place in zip(definition.kinds, places):
            if kind == SAMPLES:
                self._sample = self._labelled = place - 1
        self._given = {**given, **{_key(parameter): value for parameter, value
                                   in zip(definition.parameters, arguments)}}
        try:
            return self.stated(definition) if definition.cost else self.value(definition.body)
        except (ShapeClash, OutOfRange) as error:
            raise Unreadable(f"{definition.name} as defined has no value here: {error}") from error
        finally:
            self.letters, self.types, self._given = letters, types, given
            self._sample, self._labelled = sample, labelled
            self._depth -= 1


def _key(parameter: t.Term) -> tuple[str, str]:
    if isinstance(parameter, t.Free):
        return "free", parameter.name
    if not isinstance(parameter, t.Tensor):
        raise Unreadable("a function of something that is no letter")
    return "tensor", parameter.name


def _slope_of(function: Callable[[Any], Any], again: bool) -> Callable[[Any], Any]:
    def slope(z: Value) -> Any:
        point = z if again else Value(z.data)
        return gradients(function(point), [point], create_graph=True)[0]
    return slope
