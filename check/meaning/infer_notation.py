"""Whether a document writes matrices and vectors as such: with transposes and ⊙."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .infer_batches import is_turned
from .infer_layers import counted_letter
from .infer_numbers import numbered_entries
from .nodes import has_hadamard, names_in, nodes
from .spelling import is_transpose


def matrices(seen: Evidence) -> frozenset[str]:
    """The weights that are matrices without an index: capitals, and those that are transposed."""
    weights = [name for name in names_in(seen.statements)
               if seen.roles.get(name.base) == "weight" and name.base not in seen.single]
    return frozenset(name.base for name in weights
                     if name.base.isupper() or any(map(is_transpose, name.sups)))


def lone_entries(seen: Evidence) -> frozenset[str]:
    """The weights of a single neuron by their one index, w_i; not w_k where it is a vector."""
    weights = [name for name in names_in(seen.statements)
               if seen.roles.get(name.base) == "weight"]
    lone = {name.base for name in weights if _has_letter(seen, name)} | numbered_entries(seen)
    return frozenset(lone - {name.base for name in weights if len(name.subs) > 1 or (
        name.base.isupper() and not name.subs) or (
        _has_letter(seen, name) and any(map(is_transpose, name.sups)))})


def augmented(seen: Evidence) -> frozenset[str]:
    """The weights v_i that hold the bias v_{i0} themselves: nowhere do both stand in one sum."""
    names = [name for name in names_in(seen.statements)
             if seen.roles.get(name.base) == "weight" and name.subs]
    zeroth = {name.base for name in names if _has_zero(name)}
    beside = {term.base for node in nodes(seen.statements) if isinstance(node, n.Add)
              for _, term in node.terms if isinstance(term, n.Name) and _has_zero(term)
              and term.base in map(_vector, names_in(node))}
    return frozenset({_vector(name) for name in names} & zeroth - beside)


def _has_zero(name: n.Name) -> bool:
    return any(isinstance(sub, n.Number) and sub.text == "0" for sub in name.subs)


def _vector(name: n.Name) -> str:
    """The v of v_i^T, "" for anything else."""
    vector = len(name.subs) == 1 and isinstance(name.subs[0], n.Name) and any(
        map(is_transpose, name.sups))
    return name.base if vector else ""


def fed(seen: Evidence) -> frozenset[str]:
    """The x of net_j = Σ_i w_{ji} x_{ji}: what unit j is given by unit i, with both indices."""
    return frozenset(source.base for _, weight, source, _ in seen.sums
                     if len(source.subs) == 2 and source.subs == weight.subs)


def _has_letter(seen: Evidence, name: n.Name) -> bool:
    letters = {"l", "ell", "L"} | seen.layers | seen.last
    return len(name.subs) == 1 and isinstance(name.subs[0], n.Name) and (
        name.subs[0].base not in letters)


def matrix_notation(seen: Evidence) -> bool:
    """Whether transposes and ⊙ are written out: then a product without them is a matrix product."""
    transposed = sum(any(map(is_turned, nodes(statement))) for statement in seen.statements)
    return transposed > 1 and has_hadamard(seen.statements)


def one_unit_each(seen: Evidence) -> bool:
    """Whether every layer is one unit: C = (a^L − y)², which is a number only then, and nowhere a
    transpose or ⊙."""
    costs = [right for statement in seen.statements
             for left, right in zip(statement.members[:1], statement.members[1:2])
             if isinstance(left, n.Name) and seen.roles.get(left.base) == "cost"]
    if any(map(is_turned, nodes(seen.statements))) or has_hadamard(seen.statements):
        return False
    return not any(map(_is_summed, costs)) and any(_is_square(cost, seen) for cost in costs)


def _is_square(cost: n.Node, seen: Evidence) -> bool:
    """½ (a^L − y)^2, the a with its layer and neither with an index."""
    cost = cost.top if isinstance(cost, n.Quotient) else cost
    inner = cost.factors[-1] if isinstance(cost, n.Product) else cost
    if not isinstance(inner, n.Scripted) or not isinstance(inner.body, n.Group) or not inner.sups:
        return False
    names = list(names_in(inner.body))
    layers = {counted_letter(script.body)[0] for name in names for script in name.sups}
    return (inner.sups[0].body == n.Number("2") and not any(name.subs for name in names)
            and bool(layers & (seen.layers | seen.last)))


def _is_summed(cost: n.Node) -> bool:
    return any(isinstance(node, (n.Reduction, n.Bars)) for node in nodes(cost))
