"""Arguments that are left out: σ′ for σ′(z), (f g)′ for the derivative at x."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import ReadError
from . import term as t


def must_be_placed(left: t.Term, right: t.Term) -> None:
    """σ′ = 1 or σ′(z) = 1 is said of one kind of unit, at some places. Raises ReadError for it."""
    if isinstance(left, t.Apply) and left.primes and isinstance(
            left.argument, (t.Implied, t.Tensor)) and isinstance(right, t.Constant):
        raise ReadError("nothing says of which function this holds, and where")


def filled(terms: Any, pre: t.Term) -> Any:
    """σ′ without an argument is taken where σ stands in the same statement, or else at z."""
    arguments = {part.argument for part in t.parts(terms) if isinstance(part, t.Apply)
                 and part.function == "σ" and not isinstance(part.argument, t.Implied)}
    argument = arguments.pop() if len(arguments) == 1 else pre

    def fill(term: Any) -> Any:
        if isinstance(term, t.Apply) and isinstance(term.argument, t.Implied):
            return replace(term, argument=argument)
        return t.rebuilt(term, fill)

    return fill(terms)
