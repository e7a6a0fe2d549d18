"""Errors that bear the name of their layer where nothing else has its layer below: δ_o, δ_h, and
δ_2, δ_1."""

from __future__ import annotations

from typing import Any

from ..reader import tree as n
from .binding import MIXED
from .evidence import Evidence
from .nodes import names_in, nodes, written_names
from .spelling import is_transpose

UNITS = ("post", "prediction")


def errors_by_name(seen: Evidence) -> None:
    """Take δ_o for ∂C/∂o and the δ_h of h = σ(z) for ∂C/∂z, or δ_1, δ_2 for the errors of the first
    and second weighted sum, where vectors are written without indices."""
    labels = _labels(seen)
    cost = next((base for base, role in seen.roles.items() if role == "cost"), "")
    sums = _sums(seen)
    if not labels or not cost or not sums or seen.named or _differs(seen):
        return
    ordered = {str(at): total for at, total in enumerate(sums.values(), 1)}
    totals = ordered if labels == set(ordered) else _named_totals(seen, sums)
    if labels <= set(totals):
        sign = -1 if _is_turned(seen) else 1
        slopes = {label: n.Derivative(n.Name(cost), (totals[label],), "partial")
                  for label in labels}
        seen.named = {label: n.Add(((-1, slope),)) if sign < 0 else slope
                      for label, slope in slopes.items()}
        seen.delta, seen.found["delta="] = MIXED, "the names below"


def _labels(seen: Evidence) -> set[str]:
    """What stands below δ, alone; none where a δ has something else below or above."""
    deltas = [name for name in names_in(seen.statements) if name.base == "delta"]
    indices = {sub for name in names_in(seen.statements) if name.base != "delta"
               for sub in name.subs}
    labels = [name.subs[0] for name in deltas if len(name.subs) == 1]
    plain = len(labels) == len(deltas) and all(
        is_transpose(script) for name in deltas for script in name.sups)
    if not plain or indices & {*labels}:
        return set()
    return {getattr(label, "text", "") or getattr(label, "base", "") for label in labels}


def _sums(seen: Evidence) -> dict[n.Name, n.Name]:
    """The weighted sums of a document in order, none if one has an index."""
    heads = [statement.members[0] for statement in seen.statements if statement.members]
    totals = [head for head in heads if isinstance(head, n.Name)
              and seen.roles.get(head.base) == "pre" and not head.primes]
    return {} if any(total.subs for total in totals) else {total: total for total in totals}


def _named_totals(seen: Evidence, sums: dict[n.Name, n.Name]) -> dict[str, n.Name]:
    """The sums by their own letter, and by that of the unit."""
    units = {unit.base: total for unit, total in seen.gates if not unit.subs and total in sums}
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            inner = [name for name in written_names(right) if name in sums]
            if isinstance(left, n.Name) and seen.roles.get(left.base) in UNITS and len(inner) == 1:
                units.setdefault(left.base, inner[0])
    return {**units, **{total.base: total for total in sums}}


def _differs(seen: Evidence) -> bool:
    """Whether a line says which derivative δ is: then it goes by that."""
    return "delta=" in seen.found or any(
        isinstance(left, n.Name) and left.base == "delta" and isinstance(right, n.Derivative)
        for statement in seen.statements
        for left, right in zip(statement.members, statement.members[1:]))


def _is_turned(seen: Evidence) -> bool:
    """Whether δ is minus the derivative: a line has it as t − y."""
    return any(_target_first(seen, node) for statement in seen.statements
               if getattr(statement.members[0], "base", "") == "delta"
               for node in nodes(list(statement.members[1:])))


def _target_first(seen: Evidence, node: Any) -> bool:
    roles = [(sign, seen.roles.get(getattr(part, "base", ""), "")) for sign, part in node.terms
             ] if isinstance(node, n.Add) and len(node.terms) == 2 else []
    return roles[:1] == [(1, "target")] and roles[1][0] < 0
