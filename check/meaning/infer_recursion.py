"""Errors by any other name: the letter that a line passes back through the weights."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .nodes import names_in, nodes


def recursion(seen: Evidence) -> None:
    """Δ_j = g′(in_j) Σ_k w_jk Δ_k: whatever the letter, it is the error of a unit."""
    for statement in seen.statements:
        for left, right in zip(statement.members[:1], statement.members[1:2]):
            if isinstance(left, n.Name) and not left.primes and _goes_back(seen, left, right):
                _take(seen, left.base)
    if any(_is_doubled(seen, statement) for statement in seen.statements):
        seen.found["doubled="] = "∂C/∂w is twice the error times an activation"


def _take(seen: Evidence, base: str) -> None:
    """The letter as the error; one that isn't called δ is what the document says it is."""
    if base not in seen.roles and base != "delta":
        seen.found["named error="] = base
    seen.take(base, "delta", f"{base} is passed back through the weights")


def _goes_back(seen: Evidence, head: n.Name, right: n.Node) -> bool:
    """Whether the letter stands on the right again, beside weights and a slope g′ or a (1 − a)."""
    names = list(names_in(right))
    sloped = any(name.primes and seen.roles.get(name.base) == "activation" for name in names)
    return (any(name.base == head.base and (name.subs, name.sups) != (head.subs, head.sups)
                for name in names)
            and any(seen.roles.get(name.base) == "weight" for name in names)
            and (sloped or any(_is_complement(seen, node) for node in nodes(right))))


def _is_complement(seen: Evidence, node: object) -> bool:
    """1 − a."""
    return (isinstance(node, n.Add) and getattr(node.terms[0][1], "text", "") == "1" and any(
        seen.roles.get(getattr(part, "base", "")) == "post" for _, part in node.terms[1:]))


def _is_doubled(seen: Evidence, statement: n.Statement) -> bool:
    """∂C/∂w = … = −2 a Δ, in a chain with the derivative of a cost."""
    slopes = [member for member in statement.members if isinstance(member, n.Derivative)]
    return any(seen.roles.get(getattr(slope.of, "base", "")) == "cost" for slope in slopes) and any(
        _is_twice_an_error(seen, node) for node in nodes(statement.members))


def _is_twice_an_error(seen: Evidence, node: object) -> bool:
    return isinstance(node, n.Product) and any(
        getattr(factor, "text", "") == "2" for factor in node.factors) and any(
        seen.roles.get(getattr(factor, "base", "")) == "delta" for factor in node.factors)
