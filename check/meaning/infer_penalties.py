"""Penalties on the weights: which terms of a cost they are, and the cost that they are added to."""

from __future__ import annotations

from collections.abc import Mapping

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .heads import head_of
from .nodes import nodes, written_names

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
    """The C_0 or J(w; X, y) that a term is."""
    head = head_of(term)
    if head is None or head.sups:
        return None
    usual = head.base in USUAL["cost"] and not seen.roles.get(head.base)
    return head if usual or seen.roles.get(head.base) == "cost" else None


def squares(seen: Evidence) -> set[int]:
    """The w² of a penalty, by their identities: what stands above is no layer."""
    wholes = [node for node in nodes(seen.statements)
              if isinstance(node, (n.Reduction, n.Product, n.Quotient))]
    return {id(name) for whole in wholes if is_penalty(whole, seen.roles)
            for name in written_names(whole) if any(
                script.body == n.Number("2") for script in name.sups)}
