"""Which letters count samples, as they show in patterns of indices and in sums."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .nodes import names_in, nodes


def patterns(seen: Evidence) -> None:
    """o_{pj}: a letter that stands beside the unit's on every quantity counts the samples."""
    names = list(names_in(seen.statements))
    pairs = [{sub.base for sub in name.subs if isinstance(sub, n.Name)}
             for name in names if len(name.subs) == 2
             and seen.roles.get(name.base) in ("post", "pre", "target", "prediction")]
    elsewhere = {sub.base for name in names for sub in name.subs if isinstance(sub, n.Name)
                 and (len(name.subs) == 1 or seen.roles.get(name.base) == "weight")
                 and seen.roles.get(name.base)}
    if pairs:
        seen.samples |= set.intersection(*pairs) - elsewhere


def sums(seen: Evidence) -> None:
    """Σ_x over the inputs is a sum over samples."""
    for node in nodes(seen.statements):
        if isinstance(node, n.Reduction) and node.index is not None and seen.roles.get(
                node.index.base) == "input":
            seen.samples.add(node.index.base)
        if isinstance(node, n.Reduction) and node.index is not None and isinstance(
                node.upper, n.Name) and node.index.base in seen.samples and not node.upper.subs:
            seen.counts.add(node.upper.base)


def averaged(seen: Evidence) -> bool:
    """Whether a line dW = 1/m … or db = 1/m … says that these are of the mean over the samples."""
    return any(_is_differential(seen, statement.members[0]) and any(
        isinstance(node, n.Quotient) and getattr(node.bottom, "base", "") in seen.counts | {"m"}
        for node in nodes(statement.members[1:])) for statement in seen.statements
        if statement.members)


def _is_differential(seen: Evidence, left: n.Node) -> bool:
    """dW and db."""
    return (isinstance(left, n.Product) and len(left.factors) == 2
            and getattr(left.factors[0], "base", "") == "d"
            and seen.roles.get(getattr(left.factors[1], "base", "")) in ("weight", "bias"))
