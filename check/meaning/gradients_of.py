"""∇J, where J(w) says what it is differentiated by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .heads import called
from .term import rebuilt


def arguments_of_costs(statements: Sequence[n.Statement]) -> frozenset[tuple[str, str]]:
    """Every J of J(w) = … with its w; none that is a function of several, or of different ones.

    >>> from ..reader.parser import read
    >>> arguments_of_costs(read("J(w) = (w - y)^2").statements)
    frozenset({('J', 'w')})
    """
    calls = [called(statement.members[0]) for statement in statements if statement.members]
    named = {(call[0].base, call[1].base) for call in calls if call is not None
             and call[0].base in USUAL["cost"] and isinstance(call[1], n.Name)
             and call[1] == n.Name(call[1].base)}
    costs = [cost for cost, _ in named]
    return frozenset(each for each in named if costs.count(each[0]) == 1)


def varied(tree: Any, arguments: frozenset[tuple[str, str]]) -> Any:
    """The tree with ∇_w J for ∇J.

    >>> cost = n.Product((n.Name("nabla"), n.Name("J")), ("",))
    >>> varied(cost, frozenset({("J", "w")})).factors[0].subs[0].base
    'w'
    """
    tree = rebuilt(tree, lambda part: varied(part, arguments))
    if not isinstance(tree, n.Product):
        return tree
    by = dict(arguments)
    factors = (_varied(one, by.get(getattr(two, "base", ""), ""), two)
               for one, two in pairwise(tree.factors))
    return replace(tree, factors=(*factors, tree.factors[-1]))


def _varied(nabla: n.Node, by: str, cost: n.Node) -> n.Node:
    """∇_w for the ∇ or ∇² of ∇J."""
    bare = isinstance(nabla, n.Name) and nabla.base == "nabla" and not nabla.subs
    return replace(nabla, subs=(n.Name(by),)) if bare and by and isinstance(
        nabla, n.Name) and isinstance(cost, n.Name) and cost == n.Name(cost.base) else nabla
