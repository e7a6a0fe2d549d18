"""Hidden layers with one activation and the output layer with another: a = tanh z, ŷ = σ(o)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..reader import tree as n
from ..trial.world import ACTIVATIONS
from .binding import USUAL
from .evidence import Evidence
from .forms import form_of
from .heads import called
from .infer_numbers import Numbers
from .spelling import CALLED


class Split(NamedTuple):
    """The activations of both, and what the output's function is called in the document."""

    hidden: str
    output: str
    functions: Mapping[str, str]


def split(seen: Evidence, letters: Mapping[str, int], depth: int) -> Split | None:
    """What the definitions of the units say, None where all layers have the same activation.

    Where the hidden layers' function is only a letter, `hidden` is "".
    """
    kinds: dict[bool, set[str]] = {True: set(), False: set()}
    for head, function in [*seen.units, *(each[:2] for each in formed(seen))]:
        kinds[_is_output(seen, head, letters, depth)].add(function)
    if len(kinds[True]) != 1 or len(kinds[False]) != 1 or kinds[True] == kinds[False]:
        return None
    (hidden,), (output,) = kinds[False], kinds[True]
    one, two = _named(seen, hidden), _named(seen, output)
    if one == two or two not in ACTIVATIONS or (one and one not in ACTIVATIONS):
        return None
    return Split(one, two, {output: two})


def hidden(seen: Evidence, letters: Mapping[str, int], depth: int) -> str:
    """What h = max(0, s) says of the hidden layers, "" where no line or several say it."""
    kinds = {function for head, function, _ in formed(seen)
             if not _is_output(seen, head, letters, depth)}
    return kinds.pop() if len(kinds) == 1 else ""


def own_functions(seen: Evidence) -> dict[str, str]:
    """The σ of σ(z) = 1/(1 + e^{−z}) where the units have another function, by its name."""
    used = {function for _, function in seen.units}
    calls = [(called(left), form_of(right)) for statement in seen.statements
             for left, right in zip(statement.members, statement.members[1:])]
    return {call[0].base: form[0] for call, form in calls if call and form
            and isinstance(call[1], n.Name) and not call[0].primes and call[0].base not in used
            and used & set(CALLED) and form[0] != seen.activation}


def formed(seen: Evidence) -> list[tuple[n.Name, str, n.Name]]:
    """a_j = max(0, z_j), which says what the activation is without a name for it: the unit, its
    function and its weighted sum."""
    found = []
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            form = form_of(right)
            if (form is not None and isinstance(left, n.Name) and _can_be(seen, left, "post")
                    and _can_be(seen, form[1], "pre")):
                found.append((left, *form))
    return found


def _can_be(seen: Evidence, name: n.Name, role: str) -> bool:
    return not name.primes and (seen.roles.get(name.base) or (
        role if name.base in USUAL[role] else "")) == role


def _is_output(seen: Evidence, head: n.Name, letters: Mapping[str, int], depth: int) -> bool:
    """Whether a unit is one of the last layer: by its role, its layer, or its place in the cost."""
    layer = Numbers(seen).on(head)
    layer = letters.get(head.base) if layer is None else layer
    if layer is not None and depth:
        return layer == depth
    above = {getattr(script.body, "base", "") for script in head.sups}
    return (seen.roles.get(head.base) == "prediction" or bool(above & (seen.last | {"L"}))
            or (not above and head.base in seen.compared))


def _named(seen: Evidence, function: str) -> str:
    """The function that a name stands for: by custom, or as the document defines the letter."""
    if function in ACTIVATIONS or function in CALLED:
        return CALLED.get(function, function)
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            call = called(left)
            if call is not None and call[0].base == function and not call[0].primes:
                form = form_of(right)
                if form is not None:
                    return form[0]
    return "sigmoid" if function == "sigma" else ""
