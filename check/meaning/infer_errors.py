"""Which letter is the error δ, which index the right class, and which label y stands for."""

from __future__ import annotations

from ..reader import tree as n
from .binding import MIXED, USUAL
from .evidence import Evidence
from .heads import head_of, slope_of
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
    """Δw = −η ∂C/∂w: Δ is the step that is taken, not the gradient; nor is it in Δw = −∂C/∂w."""
    for statement in seen.statements:
        for left, right in zip(statement.members[:1], statement.members[1:2]):
            if not isinstance(left, n.Product) or getattr(left.factors[0], "base", "") != "Delta":
                continue
            if any(getattr(name, "base", "") in USUAL["rate"] for name in nodes(right)):
                seen.step, seen.found["step="] = "update", "Δ is defined with a learning rate"
            elif seen.step == "gradient" and _descends(left.factors[1:], right):
                seen.step, seen.found["step="] = "descent", "Δ is defined with a minus"


def _descends(moved: tuple[n.Node, ...], right: n.Node) -> bool:
    """Whether it is the −∂C/∂w of w."""
    terms = right.terms if isinstance(right, n.Add) else ()
    return len(terms) == 1 and terms[0][0] == -1 and isinstance(
        terms[0][1], n.Derivative) and terms[0][1].wrt == moved


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
    """g_i = ∂C/∂z_i, or ∂C/∂z_i = … =: g_i: a letter that a line sets equal to the cost's
    derivative by a weighted input."""
    for statement in seen.statements:
        signed = [_signed(member) for member in statement.members]
        names = [(sign, member) for sign, member in signed if isinstance(member, n.Name)
                 and not member.primes and seen.roles.get(member.base) in (None, "delta")]
        slopes = [(sign, slope) for sign, member in signed if (slope := slope_of(member))]
        for (one, name), (other, slope) in zip(names, slopes):
            _error_of(seen, name, slope, one * other)
    if len(_differentiated_by(seen)) > 1 or _is_of_a_score(seen):
        seen.delta, seen.found["delta="] = MIXED, "definitions that differ"


def _is_of_a_score(seen: Evidence) -> bool:
    """δ = ∂s/∂h ∂h/∂z where no cost is differentiated anywhere: the error of something else."""
    if "cost" in seen.roles.values():
        return False
    return any(isinstance(left, n.Name) and left.base == "delta" and any(
        isinstance(node, n.Derivative) for node in nodes(right)) for statement in seen.statements
        for left, right in zip(statement.members, statement.members[1:2]))


def _differentiated_by(seen: Evidence) -> set[str]:
    """What δ_1 = ∂C/∂θ, δ_2 = ∂C/∂h differentiate by: weighted inputs, activations, or both."""
    found = set()
    for statement in seen.statements:
        for name, slope in zip(statement.members, statement.members[1:]):
            if (isinstance(name, n.Name) and name.base == "delta" and _is_numbered(name)
                    and isinstance(slope, n.Derivative) and isinstance(slope.of, n.Name)
                    and seen.roles.get(slope.of.base) == "cost"):
                found.add(seen.roles.get(getattr(slope.wrt[0], "base", ""), ""))
    return found & {"pre", "post"}


def _is_numbered(name: n.Name) -> bool:
    return bool(name.subs) and isinstance(name.subs[0], n.Number)


def _signed(member: n.Node) -> tuple[int, n.Node]:
    """−δ as −1 and δ."""
    alone = isinstance(member, n.Add) and len(member.terms) == 1
    return member.terms[0] if isinstance(member, n.Add) and alone else (1, member)


def _error_of(seen: Evidence, left: n.Name, slope: n.Derivative, sign: int) -> None:
    of, by = slope.of, slope.wrt[0]
    if not isinstance(of, n.Name) or not isinstance(by, n.Name):
        return
    role = seen.roles.get(by.base) or ("pre" if by.base in ("z", "Z", "net") else "")
    if of.base not in USUAL["cost"] and seen.roles.get(of.base) != "cost":
        return
    if role == "pre" or (role == "post" and left.base == "delta"):
        seen.take(of.base, "cost")
        seen.take(left.base, "delta",
                  f"{left.base} = {'−' if sign < 0 else ''}∂{of.base}/∂{by.base}")
        seen.delta = seen.delta or (  # a later line is a step of a derivation, which may be wrong
            ("-dC/dz" if sign < 0 else "dC/dz") if role == "pre" else "dC/da")
