"""An activation function of the document's own, such as 1/(1 + e^{−az}), as the network's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...engine import ChalkgradError, Value
from ..meaning import term as t
from ..meaning.definition import Definition
from .evaluate import Evaluator
from .functions import FUNCTIONS
from .world import Shape, World

ARGUMENT = t.Free("the argument")
PLAIN = (t.Constant, t.Free, t.Sum, t.Times, t.Over, t.Power, t.Where, t.Test, t.Apply, t.Norm)


def own_form(definition: Definition) -> t.Term | None:
    """What the definition does to its ARGUMENT; None where more takes part than numbers.

    >>> z, a = t.Free("z"), t.Free("a")
    >>> own_form(Definition("f", (), (z,), t.Times((a, z), ("",)), (), {}))
    Times(factors=(Free(name='a', indices=()), Free(name='the argument', indices=())), signs=('',))
    """
    if len(definition.parameters) != 1:
        return None
    body = _put(definition.body, definition.parameters[0])
    return body if ARGUMENT in t.parts(body) and all(map(_is_plain, t.parts(body))) else None


def _put(term: Any, parameter: t.Term) -> Any:
    return ARGUMENT if term == parameter else t.rebuilt(term, lambda part: _put(part, parameter))


def _is_plain(part: Any) -> bool:
    if isinstance(part, t.Apply):
        return part.function in FUNCTIONS and not part.primes
    return isinstance(part, PLAIN) and not (isinstance(part, t.Free) and part.indices)


def activation_of(form: t.Term) -> Callable[[World, Value], Value]:
    """The function of a weighted input that such a form says, in any world."""
    def own(world: World, z: Value) -> Value:
        evaluator = Evaluator(world, {}, "to-from", "any", {})
        evaluator.give("free", ARGUMENT.name, z)
        found: Value = evaluator.value(form)
        return found
    return own


def has_pole(form: t.Term) -> bool:
    """Whether the function grows without bounds at 0, as 1/(1 − e^{−z}) does.

    >>> from fractions import Fraction
    >>> has_pole(t.Over(t.Constant(Fraction(1)), ARGUMENT)), has_pole(ARGUMENT)
    (True, False)
    """
    own, world = activation_of(form), World(Shape(), 1)
    try:
        found = [own(world, Value(near)) for near in (-1e-9, 1e-9)]
    except ChalkgradError:
        return False
    return any(isinstance(one, Value) and abs(one.data) > 1e6 for one in found)
