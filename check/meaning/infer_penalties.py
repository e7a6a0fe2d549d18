"""Penalties on the weights: which terms of a cost they are, and the cost that they are added to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .heads import head_of
from .nodes import nodes, written_names
from .term import rebuilt

PARAMETERS = ("weight", "bias", "parameter")


def penalties(seen: Evidence) -> None:
    """J = L + λ/2 ‖w‖²: what is a cost and a penalty on the weights is a cost, and no usual one."""
    for statement in seen.statements:
        for left, right in zip(statement.members[:1], statement.members[1:2]):
            head, terms = head_of(left), terms_of(right)
            if head is None or len(terms) < 2 or not any(
                    is_penalty(term, seen.roles) for term in terms):
                continue
            others = [name for term in terms if (name := _cost_in(term, seen)) is not None]
            if len(others) == 1 and seen.roles.get(head.base, "cost") == "cost":
                for name in (head, others[0]):
                    seen.take(name.base, "cost", f"the definition of {head.base}")
            if seen.roles.get(head.base) == "cost":
                seen.found.setdefault("cost=", "a cost with a penalty")


def terms_of(side: n.Node) -> list[n.Node]:
    """What is added up there; the whole, where nothing is."""
    return [term for _, term in side.terms] if isinstance(side, n.Add) else [side]


def is_penalty(term: n.Node, roles: Mapping[str, str]) -> bool:
    """Whether a term has weights in it, and nothing else of the network.

    >>> w, rate = n.Name("w"), n.Name("lambda")
    >>> is_penalty(n.Product((rate, n.Bars(w, True)), ("",)), {"w": "weight"})
    True
    """
    names = list(written_names(term))
    found = {roles.get(name.base, "") for name in names}
    return (bool(found & {*PARAMETERS}) and found <= {*PARAMETERS, "rate", ""}
            and not {name.base for name in names} & {"nabla", "Delta", "d"}
            and not any(isinstance(node, (n.Derivative, n.Differential)) for node in nodes(term)))


def _cost_in(term: n.Node, seen: Evidence) -> n.Name | None:
    """The C_0 or J(w; X, y) that a term is, or the mean of over the samples."""
    head = head_of(summed(term))
    if head is None or head.sups:
        return None
    usual = head.base in USUAL["cost"] and not seen.roles.get(head.base)
    return head if usual or seen.roles.get(head.base) == "cost" else None


def summed(term: n.Node) -> n.Node:
    """The L of 1/m Σ_i L, and of [1/m Σ_i L]; anything else as it is.

    >>> one = n.Product((n.Number("2"), n.Reduction("sum", None, None, None, None, n.Name("L"))),
    ...                 ("",))
    >>> getattr(summed(one), "base")
    'L'
    """
    if isinstance(term, n.Group) and len(term.items) == 1:
        return summed(term.items[0])
    if isinstance(term, n.Product) and isinstance(term.factors[-1], n.Reduction) and all(
            isinstance(factor, (n.Quotient, n.Number)) for factor in term.factors[:-1]):
        return summed(term.factors[-1])
    return summed(term.body) if isinstance(term, n.Reduction) and term.kind == "sum" else term


def squares(seen: Evidence) -> set[int]:
    """The w² of a penalty, by their identities: what stands above is no layer."""
    wholes = [node for node in nodes(seen.statements)
              if isinstance(node, (n.Reduction, n.Product, n.Quotient))]
    return {id(name) for whole in wholes if is_penalty(whole, seen.roles)
            for name in written_names(whole) if any(
                script.body == n.Number("2") for script in name.sups)}


def other_penalties(cost: n.Node, roles: Mapping[str, str]) -> Iterator[n.Node]:
    """The cost with what may be meant for its penalty: twice it, half of it, or its square."""
    if not isinstance(cost, n.Add) or not any(is_penalty(part, roles) for _, part in cost.terms):
        return
    for change in (_twice, _halved, lambda part: _squared(part, roles)):
        yield n.Add(tuple((sign, change(part) if is_penalty(part, roles) else part)
                          for sign, part in cost.terms), cost.span)


def _twice(part: n.Node) -> n.Node:
    return n.Product((n.Number("2", part.span), part), ("*",), part.span)


def _halved(part: n.Node) -> n.Node:
    return n.Quotient(part, n.Number("2", part.span), False, part.span)


def _squared(part: Any, roles: Mapping[str, str]) -> Any:
    """The same with w² for every w, and ‖w‖² for ‖w‖, that has nothing above it."""
    if isinstance(part, n.Bars) or (isinstance(part, n.Name) and not part.sups
                                    and roles.get(part.base) in PARAMETERS):
        return n.Scripted(part, (), (n.Script("", n.Number("2")),), 0, part.span)
    if isinstance(part, (n.Scripted, n.Name)):
        return part
    if isinstance(part, n.Reduction):
        return replace(part, body=_squared(part.body, roles))
    return rebuilt(part, lambda inner: _squared(inner, roles))
