"""Lines that say where a minimum is: ∇C = 0, and the equations for the weights that follow from it.
They hold there only, and so can't be held against networks with any weights."""

from __future__ import annotations

from collections.abc import Sequence

from .meaning.binding import USUAL, Binding
from .meaning.infer_penalties import PARAMETERS
from .meaning.nodes import nodes, written_names
from .reader import tree as n
from .report import FALSE, UNSETTLED, Part
from .trial.judge import Judged
from .trial.pairs import Pair, called_name


def at_minimum(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """Leave such lines open instead of calling them false, or ∂C/∂w = 0 true where C is unknown."""
    for at, (pair, one) in enumerate(zip(pairs, found)):
        if pair.relation not in ("=", "=>"):
            continue
        if _is_stationary(pair, binding) or (one.part.verdict == FALSE and (
                _vanishes(pairs, at) or _solves(pair, binding))):
            one.part = Part(one.part.latex, UNSETTLED, reason="this can only be meant where the "
                            "cost has its minimum, not for any weights")


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
