"""Arguments that are left out: σ′ for σ′(z), (f g)′ for the derivative at x."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import ReadError
from ..reader import tree as n
from . import term as t

OF_ALL = ("theta", "Theta", "w", "W")  # parameters, whatever they are called in a body


def is_listing(group: n.Group) -> bool:
    """Whether these are arguments even beside a name that is defined without any: the (x, y) of
    f(x, y), where f = x y, and the (θ) of all that Ω is made of."""
    names = all(isinstance(one, n.Name) for one in group.items)
    return names and (len(group.items) > 1 or getattr(group.items[0], "base", "") in OF_ALL)


def must_be_placed(left: t.Term, right: t.Term) -> None:
    """σ′ = 1 or σ′(z) = 1 is said of one kind of unit, at some places. Raises ReadError for it."""
    if isinstance(left, t.Apply) and left.primes and isinstance(
            left.argument, (t.Implied, t.Tensor)) and isinstance(right, t.Constant):
        raise ReadError("nothing says of which function this holds, and where")


def filled(terms: Any, pre: t.Term) -> Any:
    """σ′ without an argument is taken where σ stands in the same statement, or else at z."""
    calls = [part for part in t.parts(terms) if isinstance(part, t.Apply)]
    if not any(isinstance(call.argument, t.Implied) for call in calls):
        return terms
    arguments = {call.argument for call in calls
                 if call.function == "σ" and not isinstance(call.argument, t.Implied)}
    argument = arguments.pop() if len(arguments) == 1 else pre

    def fill(term: Any) -> Any:
        if isinstance(term, t.Apply) and isinstance(term.argument, t.Implied):
            return replace(term, argument=argument)
        return t.rebuilt(term, fill)

    return fill(terms)
