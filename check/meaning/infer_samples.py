"""Which letters count samples, as they show in patterns of indices and in sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..reader import tree as n
from .evidence import Evidence
from .nodes import names_in, nodes
from .spelling import indexed, is_label, is_transpose, sample_of

UNITS = ("pre", "post", "input", "target", "prediction", "delta")
SIZES = {"m", "N", "M"}


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
        both = set.intersection(*pairs) - elsewhere
        seen.samples |= both - set(_inside(seen, both))


def _inside(seen: Evidence, letters: set[str]) -> Iterator[str]:
    """The k of Σ_i Σ_k y_{ik} log p_{ik}: it is over the samples that a sum goes first."""
    for node in nodes(seen.statements):
        if isinstance(node, n.Reduction) and node.index is not None and node.index.base in letters:
            yield from (inner.index.base for inner in nodes(node.body)
                        if isinstance(inner, n.Reduction) and inner.index is not None
                        and inner.index.base in letters - {node.index.base})


def sample_places(seen: Evidence) -> dict[str, int]:
    """Whether the sample stands first or second on a letter with two indices: on the data as in
    the matrix that holds them, but for the x_{ij} of columns x_i; else where most of its uses say
    so, or most of all letters'."""
    uses: dict[str, Counter[int]] = {}
    for name in names_in(seen.statements):
        counting = [k for k, sub in enumerate(name.subs) if isinstance(sub, n.Name)
                    and sub == n.Name(sub.base) and sub.base in seen.samples]
        if len(name.subs) == 2 and len(counting) == 1 and seen.roles.get(name.base) in UNITS:
            uses.setdefault(name.base, Counter())[counting[0]] += 1
    usual = _most(sum(uses.values(), Counter()))
    found = {base: _most(counts, usual) for base, counts in uses.items()}
    if seen.batch:
        found |= {base: int(seen.batch == "columns") for base in uses
                  if seen.roles.get(base) == "input" and (seen.batch == "rows" or base.isupper())}
    return {base: place for base, place in found.items() if place is not None}


def _most(counts: Counter[int], usual: int | None = None) -> int | None:
    """The place that is counted more often; the usual one where both are counted alike."""
    return usual if counts[0] == counts[1] else int(counts[1] > counts[0])


def labelled(seen: Evidence) -> None:
    """f_{y_i}, 1(y_i = k): what numbers the labels numbers the samples."""
    units = _units(seen)
    for node in nodes(seen.statements):
        inside = node.subs if isinstance(node, n.Name) else ()
        if isinstance(node, n.Condition) and node.relations in (("=",), ("!=",)) and any(
                member == n.Name(getattr(member, "base", "")) for member in node.members):
            inside = node.members  # y_i = k, with a letter; not y_i = 1
        labels = [label for label in inside if isinstance(label, n.Name) and is_label(label)]
        seen.sampled |= {sample_of(label) for label in labels if label.subs} - units
        seen.samples |= {sample_of(label) for label in labels} - units


def vectors(seen: Evidence) -> None:
    """z_i = w^T x_i + b: the index that a weight without one leaves as it is."""
    units = _units(seen)
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            names = list(names_in(right))
            weights = [name for name in names if seen.roles.get(name.base) == "weight"]
            if isinstance(left, n.Name) and len(left.subs) == 1 and weights and not any(
                    name.subs for name in weights) and any(
                    seen.roles.get(name.base) == "input" and name.subs == left.subs
                    for name in names):
                letters = {getattr(left.subs[0], "base", "")} - units - {""}
                seen.samples |= letters
                seen.sampled |= letters
                seen.single |= {name.base for name in weights if any(map(is_transpose, name.sups))}


def singles(seen: Evidence) -> None:
    """w^T x_n, and the x_n t_n of an update of w: the index of an input is a sample's where the
    weights beside it are a vector, which has its own."""
    beside = list(_beside_vectors(seen))
    letters = {sub.base for source in (*(source for _, source in beside), *_in_updates(seen))
               for sub in source.subs if isinstance(sub, n.Name) and source.subs == (
                   n.Name(sub.base),)} - _units(seen)
    seen.samples |= letters
    seen.sampled |= letters
    seen.single |= {weight.base for weight, source in beside if seen.samples & {
        getattr(letter, "base", "") for letter in indexed(source).subs}}


def _beside_vectors(seen: Evidence) -> Iterator[tuple[n.Name, n.Name]]:
    """The w and x_n of w^T x_n."""
    for node in nodes(seen.statements):
        factors = node.factors if isinstance(node, n.Product) else ()
        for weight, source in zip(factors, factors[1:]):
            if (isinstance(weight, n.Name) and isinstance(source, n.Name) and not weight.subs
                    and any(map(is_transpose, weight.sups)) and weight.base.islower()
                    and seen.roles.get(weight.base) == "weight"
                    and seen.roles.get(source.base) == "input"):
                yield weight, source


def _in_updates(seen: Evidence) -> Iterator[n.Name]:
    """The x_n of w ← w − η (y_n − t_n) x_n."""
    for statement in seen.statements:
        for left, right in zip(statement.members[:1], statement.members[1:2]):
            if isinstance(left, n.Name) and left.base in seen.single and left == n.Name(
                    left.base):
                names = list(names_in(right))
                targets = {name.subs for name in names if seen.roles.get(name.base) == "target"}
                yield from (name for name in names if name.subs in targets
                            and seen.roles.get(name.base) == "input")


def _units(seen: Evidence) -> set[str]:
    """The letters that number units: the indices of weights and biases."""
    return {sub.base for name in names_in(seen.statements) for sub in name.subs
            if isinstance(sub, n.Name) and seen.roles.get(name.base) in ("weight", "bias")}


def sums(seen: Evidence) -> None:
    """Σ_x over the inputs is a sum over samples."""
    for node in nodes(seen.statements):
        if isinstance(node, n.Reduction) and node.index is not None and seen.roles.get(
                node.index.base) == "input":
            seen.samples.add(node.index.base)
        if isinstance(node, n.Reduction) and node.index is not None and isinstance(
                node.upper, n.Name) and node.index.base in seen.samples and not node.upper.subs:
            seen.counts.add(node.upper.base)


def averaged(seen: Evidence, roles: tuple[str, ...] = ("weight", "bias")) -> bool:
    """Whether a line dW = 1/m … or db = 1/m … says that these are of the mean over the samples."""
    return any(differential_of(seen, statement.members[0]) in roles and any(
        isinstance(node, n.Quotient) and getattr(node.bottom, "base", "") in seen.counts | SIZES
        for node in nodes(statement.members[1:])) for statement in seen.statements
        if statement.members)


def divided(seen: Evidence) -> bool:
    """Whether a line dZ = 1/m … says that all derivatives are of the mean."""
    return averaged(seen, ("pre", "post", "prediction"))


def differential_of(seen: Evidence, node: n.Node) -> str:
    """The role of W in dW, "" for anything else."""
    two = node.factors if isinstance(node, n.Product) and len(node.factors) == 2 else ()
    if not two or getattr(two[0], "base", "") != "d":
        return ""
    return seen.roles.get(getattr(two[1], "base", ""), "")
