"""Letters that are applied to one thing after another, such as the R of R(δ_k) = …, though no line
says what they do: they are no factors, and what is true of a factor says nothing of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from .meaning.binding import Binding
from .meaning.nodes import names_in, nodes
from .meaning.spelling import CALLED
from .reader import tree as n
from .report import DEFINITION, READING, TRUE, UNSETTLED, Part
from .trial.judge import Judged
from .trial.pairs import Pair, called_name

SEVERAL = 3  # things that a letter must be applied to
FUNCTIONS = ("cost", "prediction", "activation")  # what may well depend on this and that
KNOWN = {*CALLED, "P"}  # P is a probability


def without_operators(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """Leave open what is true only as a product with such a letter."""
    letters = operators(pairs, found, binding)
    for pair, one in zip(pairs, found):
        inside = letters & pair.names
        if inside and one.part.verdict in (TRUE, READING):
            one.part = Part(one.part.latex, UNSETTLED, reason=f"{min(inside)} is applied to "
                            "several things, and nothing says what it does")


def operators(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> set[str]:
    """The capitals that are nowhere without brackets behind them and that no line defines, but
    those that custom knows as functions."""
    sides = [(pair.left, pair.right) for pair in pairs]
    applied: dict[str, set[Any]] = defaultdict(set)
    called = [call for node in nodes(sides) for call in _calls(node)]
    for name, argument in called:
        applied[name.base].add(argument)
    often = {base for base, arguments in applied.items() if len(arguments) >= SEVERAL}
    alone = {name.base for name in names_in(sides)
             if id(name) not in {id(head) for head, _ in called}}
    defined = {head.base for pair, one in zip(pairs, found)
               if one.part.reason.startswith(DEFINITION)
               for head in [called_name(pair.left)[0]] if head is not None}
    return {base for base in often - alone - defined - KNOWN
            if base.isupper() and binding.role(base) not in FUNCTIONS}


def _calls(node: Any) -> list[tuple[n.Name, n.Group]]:
    """The R and (δ_k) of R(δ_k) z_j."""
    factors = node.factors if isinstance(node, n.Product) else ()
    signs = node.signs if factors else ()
    return [(one, two) for one, two, sign in zip(factors, factors[1:], signs)
            if isinstance(one, n.Name) and one == n.Name(one.base) and isinstance(two, n.Group)
            and two.opening == "(" and not sign]
