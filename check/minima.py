"""Lines that say where a minimum is: ∇C = 0, and the equations for the weights that follow from it.
They hold there only, and so can't be held against networks with any weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .meaning.binding import USUAL, Binding
from .meaning.heads import slope_of
from .meaning.infer_penalties import PARAMETERS
from .meaning.nodes import nodes, written_names
from .reader import tree as n
from .report import FALSE, READING, TRUE, UNSETTLED, Part
from .trial.judge import Judged, judged
from .trial.pairs import Pair, called_name
from .trial.readings import Context
from .untested import is_definition


def at_minimum(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """Hold such lines against the weights where the cost is smallest, if these can be worked out;
    leave the others open instead of calling them false, or ∂C/∂w = 0 true where C is unknown."""
    for at, (pair, one) in enumerate(zip(pairs, found)):
        if pair.relation not in ("=", "=>"):
            continue
        there = _there(at, pairs, found, binding) if one.part.verdict not in (
            TRUE, READING) or is_definition(one) else None
        if there is not None:
            _take(one, there)
        elif _is_stationary(pair, binding) or (one.part.verdict == FALSE and (
                _vanishes(pairs, at) or _solves(pair, binding))):
            one.part = Part(one.part.latex, UNSETTLED, reason="this can only be meant where the "
                            "cost has its minimum, not for any weights")


def _context(found: Sequence[Judged], at: int) -> Context | None:
    """What a line is judged under; for a definition, what the line before it is."""
    return next((one.context for one in reversed(found[:at + 1]) if one.context is not None), None)


def _there(at: int, pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding,
           ) -> Judged | None:
    """The verdict where a cost is smallest by the one vector that stands on one side of an
    equation; None where that can't be told, or the line says something else."""
    pair, context = pairs[at], _context(found, at)
    sides = [{name.base for name in written_names(side)} for side in (pair.left, pair.right)]
    vectors = [base for base in sorted(sides[0] ^ sides[1]) if base.islower() and (
        binding.role(base) in PARAMETERS or 1 in binding.arrays.get(base, ()))]
    if context is None or not vectors or any(
            isinstance(node, n.Derivative) for node in nodes((pair.left, pair.right))):
        return None
    tried = [judged(pair.left, pair.right, "=", pair.conditions, replace(context, least=least),
                    pair.latex) for least in _varied(pairs, found, vectors)
             if least[0] not in sides[0] | sides[1]]
    true = [one for one in tried if one.part.verdict in (TRUE, READING)]
    false = [one for one in tried if one.part.verdict == FALSE
             and pair.left == n.Name(vectors[0])]
    return next(iter([*true, *false]), None)


def _varied(pairs: Sequence[Pair], found: Sequence[Judged], vectors: Sequence[str],
            ) -> list[tuple[str, str]]:
    """Every J with its w of a true line ∇_w J = …, ∇J = … or ∂J/∂w = …"""
    true = [pair.left for pair, one in zip(pairs, found) if one.part.verdict in (TRUE, READING)]
    slopes = [slope for side in true for slope in [slope_of(side) or _bare(side, vectors[0])]
              if slope is not None]
    return list(dict.fromkeys((head.base, by.base) for slope in slopes for by in slope.wrt
                              for head in [called_name(slope.of)[0]] if head is not None
                              and isinstance(by, n.Name) and by.base in vectors))


def _bare(side: n.Node, vector: str) -> n.Derivative | None:
    """∇J, which nobody writes unless it is clear by what."""
    if not isinstance(side, n.Product) or side.factors[0] != n.Name("nabla"):
        return None
    return slope_of(replace(side, factors=(n.Name("nabla", (n.Name(vector),)), *side.factors[1:])))


def _take(one: Judged, there: Judged) -> None:
    """The verdict at the minimum as that of the line."""
    reading = "where the cost has its minimum"
    if there.part.verdict in (TRUE, READING):
        there.part = Part(there.part.latex, READING, "; ".join(filter(None, [
            reading, there.part.reading])))
    else:
        there.part.reason = f"the cost has its minimum elsewhere: {there.part.reason}".rstrip(": ")
    vars(one).update(vars(there))


def _is_stationary(pair: Pair, binding: Binding) -> bool:
    """∂C/∂w = 0, of the cost itself."""
    head = called_name(pair.left.of)[0] if isinstance(pair.left, n.Derivative) else None
    base = head.base if head is not None else ""
    return pair.right == n.Number("0") and (binding.role(base) == "cost" or base in USUAL["cost"])


def _vanishes(pairs: Sequence[Pair], at: int) -> bool:
    """∂C/∂w = … = 0."""
    start = at
    while start and pairs[start - 1].right is pairs[start].left:
        start -= 1
    chain = [pairs[start].left, *(pair.left for pair in pairs[start:at + 1])]
    return pairs[at].right == n.Number("0") and any(_is_slope(side) for side in chain)


def _is_slope(side: n.Node) -> bool:
    return isinstance(side, n.Derivative) or (isinstance(side, n.Product) and isinstance(
        side.factors[0], n.Name) and side.factors[0].base == "nabla")


def _solves(pair: Pair, binding: Binding) -> bool:
    """w = (XᵀX)⁻¹ Xᵀ y, or XᵀX w = Xᵀ y: what is given on one side, the targets on the other."""
    left, right = ({binding.role(name.base) for name in written_names(side)}
                   for side in (pair.left, pair.right))
    slopes = any(isinstance(node, n.Derivative) for node in nodes((pair.left, pair.right)))
    alone = isinstance(pair.left, n.Name) and not pair.left.subs and not pair.left.primes
    product = isinstance(pair.left, n.Product) and "input" in left
    return (not slopes and bool(left & {*PARAMETERS}) and left <= {*PARAMETERS, "input"}
            and not right & {*PARAMETERS} and "target" in right and (alone or product))
