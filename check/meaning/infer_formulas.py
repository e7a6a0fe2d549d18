"""Letters of which a formula of their own says all: f(x) = x², and the softmax by itself."""

from __future__ import annotations

from collections.abc import Mapping

from ..reader import tree as n
from .evidence import Evidence
from .forms import form_of, softmax_argument
from .heads import functions_defined
from .nodes import written_names
from .spelling import CALLED

CONSTANTS = {"e", "pi", "alpha", "beta", "lambda", "gamma"}  # beside the argument of a function


def formulas(seen: Evidence) -> dict[str, n.Node]:
    """The f of f(x) = x², which a formula in x alone defines, with that formula."""
    return {function: right for function, point, right in functions_defined(seen.statements)
            if {name.base for name in written_names(right)} - CONSTANTS - set(CALLED) == {point}}


def of_their_own(found: Mapping[str, n.Node]) -> set[str]:
    """All of them, but a single one that is a usual function, such as the logistic."""
    usual = {base for base, right in found.items() if form_of(right) is not None}
    return set(found) - (usual if len(found) == 1 else set())


def softmax_alone(seen: Evidence) -> set[str]:
    """The a of a_i = e^{z_i}/Σ_j e^{z_j} in a page on that function alone, of no network."""
    if seen.sums or "cost" in seen.roles.values():
        return set()
    return {head.base for statement in seen.statements for head in statement.members[:1]
            if isinstance(head, n.Name) and not head.sups
            and any(map(softmax_argument, statement.members[1:]))}
