"""The quantities of a worked example: numbers that are given, and formulas on top of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...engine import ChalkgradError, Value
from ..errors import CheckError
from ..meaning import term as t
from ..meaning.binding import USUAL, Binding
from ..meaning.definition import Definition
from ..meaning.resolve import Resolver
from ..meaning.spelling import CALLED
from ..reader import tree as n
from ..trial.evaluate import Evaluator
from ..trial.trial import plain
from ..trial.world import Shape, World
from .names import mapped, updated, used
from .prints import Print

_COMPUTED = {*USUAL["post"], *USUAL["pre"], *USUAL["prediction"], *USUAL["cost"]} - {"A", "Z", "h"}
ROUNDED = 4  # decimals with as many digits after the point are taken for rounded ones


@dataclass(frozen=True)
class Model:
    """What is known: `given` numbers, `formulas`, the `prints` of all that have any, and what is
    printed as the `results` of something without a name, such as ∂E/∂w."""

    given: Mapping[str, Fraction]
    formulas: Mapping[str, n.Node]
    prints: Mapping[str, Print] = field(default_factory=dict)
    activation: str = "sigmoid"
    results: tuple[Print, ...] = ()

    def is_closed(self, name: str) -> bool:
        """Whether a name has a number only, though it is one that others have a formula for, or
        is worked out without any name."""
        if name in self.formulas:
            return not any(used(self.formulas[name]))
        base = name.partition("_")[0]
        return base in _COMPUTED or any(each.partition("_")[0] == base and not updated(each)
                                        for each in self.formulas)

    @property
    def known(self) -> set[str]:
        return {*self.given, *self.formulas}

    @cached_property
    def binding(self) -> Binding:
        letters = set(USUAL["activation"]) - set(CALLED) - self.known
        return Binding(dict.fromkeys(letters, "activation"), activation=self.activation)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Every formula as a definition, plus its own rounding error, which is zero."""
        empty = {name: _definition(name, t.Constant(Fraction(0))) for name in self.formulas}
        resolver = Resolver(self.binding, empty)
        return {name: _definition(name, t.Sum(((1, resolver.term(body)), (1, _error(name)))))
                for name, body in self.formulas.items()}

    @cached_property
    def halves(self) -> dict[str, Fraction]:
        """How far off the number may be that the author went on with, for every formula with a
        print: half a unit of the last digit, or less where the print is nearer than that."""
        evaluator, found = self.at(), {}
        for name in filter(self.prints.__contains__, self.formulas):
            each = self.prints[name]
            try:
                off = abs(Fraction(number(evaluator.value(self.term(n.Name(name))))) - each.value)
            except (ChalkgradError, ArithmeticError, ValueError):
                off = each.half
            found[name] = min(each.half, 3 * off)
        return found

    def term(self, node: n.Node) -> t.Term:
        return Resolver(self.binding, self.definitions).term(node)

    def below(self, name: str) -> set[str]:
        """Everything that a quantity is computed from, itself too."""
        seen, stack = set[str](), [name]
        while stack:
            top = stack.pop()
            if top not in seen:
                seen.add(top)
                stack.extend(used(self.formulas[top]) if top in self.formulas else ())
        return seen

    def at(self, seed: int = 0, drawn: bool = False) -> Evaluator:
        """An evaluator with the given numbers, or with others drawn in their place."""
        world = Floats(Shape(sizes=(1, 1), activation=self.activation), seed)
        evaluator = Evaluator(world, {}, "to-from", "any", self.definitions)
        for name in self.formulas:
            evaluator.give("free", _error(name).name, Value(0.0))
        for name in () if drawn else self.given:
            evaluator.give("free", name, Value(float(self.given[name])))
        return evaluator

    def but(self, **changes: Any) -> Model:
        return replace(self, **changes)


class Floats(World):
    """A world whose whole numbers are floats too, so that no tower of powers is worked out."""

    def exact(self, value: Fraction) -> float:
        return float(value)


def _definition(name: str, body: t.Term) -> Definition:
    return Definition(name, (), (), body, (), {})


def _error(name: str) -> t.Free:
    return t.Free(f"error of {name}")


def number(value: Any) -> float:
    """A side's value. Raises CheckError where it is no single number."""
    found = plain(value)
    if isinstance(found, tuple):
        raise CheckError("a vector where the example has single numbers")
    return float(found)


def slack(model: Model, left: t.Term, right: t.Term, lone: Mapping[int, Fraction]) -> float:
    """What the rounding of the printed decimals can make the two sides differ by, at first order:
    Σ |∂(left − right)/∂c| · half a unit of c's last digit."""
    evaluator = model.at()
    halves = {_error(name).name: half for name, half in model.halves.items()}
    sides = tuple(_loosened(side, model, halves, evaluator, lone.get(k))
                  for k, side in enumerate((left, right)))
    difference = t.Sum(((1, sides[0]), (-1, sides[1])))
    return sum(abs(number(evaluator.value(t.Slope(difference, (t.Free(name),))))) * float(half)
               for name, half in halves.items() if half)


def _loosened(side: t.Term, model: Model, halves: dict[str, Fraction], evaluator: Evaluator,
              half: Fraction | None) -> t.Term:
    """The side with its rounded decimals made variables; a lone print is one whatever it is."""
    if half is not None:
        return _variable(halves, evaluator, side, half)
    exact = set(model.given.values())
    results = {each.value: each.half for each in model.results}
    for name, half in model.halves.items():
        value = model.prints[name].value
        results[value] = max(half, results.get(value, half))

    def change(term: t.Term) -> t.Term:
        if not isinstance(term, t.Constant) or term.digits is None or term.value in exact:
            return term
        if term.digits < ROUNDED and term.value not in results:
            return term
        half = results.get(term.value, Fraction(1, 2 * 10 ** term.digits))
        return _variable(halves, evaluator, term, half)

    return mapped(side, change)  # type: ignore[no-any-return]


def _variable(halves: dict[str, Fraction], evaluator: Evaluator, term: t.Term,
              half: Fraction) -> t.Term:
    name = f"print {len(halves)}"
    halves[name] = half
    evaluator.give("free", name, Value(number(evaluator.value(term))))
    return t.Free(name)
