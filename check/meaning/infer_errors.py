"""Which letter is the error δ, which index the right class, and which label y stands for."""

from __future__ import annotations

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .heads import head_of
from .nodes import names_in, nodes


def classes(seen: Evidence) -> None:
    """C = −ln a_c: an index on the right alone is the right class."""
    for statement in seen.statements:
        head = head_of(statement.members[0])
        if head is None or seen.roles.get(head.base) != "cost" or not statement.relations:
            continue
        bound = {node.index.base for node in nodes(list(statement.members[1:]))
                 if isinstance(node, n.Reduction) and node.index is not None}
        for name in names_in(list(statement.members[1:2])):
            if seen.roles.get(name.base) in ("post", "prediction", None) and len(name.subs) == 1:
                letter = getattr(name.subs[0], "base", "")
                if len(letter) == 1 and letter not in bound | seen.samples and not head.subs:
                    seen.take(letter, "class", f"the index of {name.base} in {head.base}")


def steps(seen: Evidence) -> None:
    """Δw = −η ∂C/∂w: Δ is the step that is taken, not the gradient."""
    for statement in seen.statements:
        for left, right in zip(statement.members[:1], statement.members[1:2]):
            if (isinstance(left, n.Product) and getattr(left.factors[0], "base", "") == "Delta"
                    and any(isinstance(name, n.Name) and name.base in USUAL["rate"]
                            for name in nodes(right))):
                seen.step, seen.found["step="] = "update", "Δ is defined with a learning rate"


def labels(seen: Evidence) -> None:
    """p(t = 0 | x) = y: the network's output is the probability of the label 0."""
    for statement in seen.statements:
        for left, right in zip(statement.members[:1], statement.members[1:2]):
            label = _label(left)
            if label is None:
                continue
            plain = not (isinstance(right, n.Add) and isinstance(right.terms[0][1], n.Number))
            if "flipped=" not in seen.found:
                seen.flipped = plain == (label == "0")
                seen.found["flipped="] = f"p(t = {label} | x) = {'y' if plain else '1 − y'}"


def _label(left: n.Node) -> str | None:
    """The k of p(t = k | x)."""
    if not isinstance(left, n.Product) or len(left.factors) != 2 or any(left.signs):
        return None
    head, group = left.factors
    if getattr(head, "base", "") not in ("p", "P", "Pr") or not isinstance(group, n.Group):
        return None
    labels = [item.members[-1] for item in group.items if isinstance(item, n.Condition)]
    return labels[0].text if labels and isinstance(labels[0], n.Number) else None


def errors(seen: Evidence) -> None:
    """g_i = ∂C/∂z_i: a letter that is defined as the cost's derivative by a weighted input."""
    for statement in seen.statements:
        for left, right in zip(statement.members[:1], statement.members[1:2]):
            if isinstance(left, n.Name) and not left.primes:
                _error_of(seen, left, right)


def _error_of(seen: Evidence, left: n.Name, right: n.Node) -> None:
    single = isinstance(right, n.Add) and len(right.terms) == 1
    sign, inner = right.terms[0] if isinstance(right, n.Add) and single else (1, right)
    if not isinstance(inner, n.Derivative) or not isinstance(inner.of, n.Name) or not isinstance(
            inner.wrt[0], n.Name):
        return
    by = seen.roles.get(inner.wrt[0].base) or ("pre" if inner.wrt[0].base in "zZ" else "")
    if inner.of.base not in USUAL["cost"] and seen.roles.get(inner.of.base) != "cost":
        return
    if by == "pre" or (by == "post" and left.base == "delta"):
        seen.take(inner.of.base, "cost")
        seen.take(left.base, "delta", f"{left.base} = {'−' if sign < 0 else ''}∂{inner.of.base}/∂"
                                      f"{inner.wrt[0].base}")
        seen.delta = ("-dC/dz" if sign < 0 else "dC/dz") if by == "pre" else "dC/da"
