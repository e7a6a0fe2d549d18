"""The cause, the evidence and the repair of every false line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .diagnosis.diagnosis import diagnosed
from .meaning.nodes import nodes
from .reader import tree as n
from .report import FALSE, READING, TRUE, UNSETTLED, Part
from .trial.arrays import ShapeClash
from .trial.judge import Judged
from .trial.study import Pair


def explained(pairs: Sequence[Pair], found: Sequence[Judged],
              macros: Mapping[str, tuple[int, str]]) -> None:
    """Give every false pair its cause, its evidence and its repair."""
    for pair, one in zip(pairs, found):
        if one.part.verdict != FALSE or one.part.diagnosis or one.context is None:
            continue
        cause = diagnosed(pair, one, macros=macros)
        one.part.diagnosis, one.part.evidence = cause.words, cause.evidence
        one.part.repair = cause.repair
        if cause.cause == "factor too many":
            one.part.evidence = "; ".join(filter(None, [cause.evidence,
                                                        counted_twice(pair, pairs, found)]))
        inside = isinstance(one.error, ShapeClash) and " side" not in one.part.reason
        if not cause.repair and inside:
            one.part = Part(one.part.latex, UNSETTLED, reason=f"{one.part.reason}, and no single "
                            "change makes it right: it may be meant otherwise")


def counted_twice(pair: Pair, pairs: Sequence[Pair], found: Sequence[Judged]) -> str:
    """Where another line multiplies the same gradient by σ′ once more: δ = ∇C ⊙ σ′."""
    if not (_has_nabla(pair.left) and _has_slope_of_activation(pair.right)):
        return ""
    for other, one in zip(pairs, found):
        if (one.part.verdict in (TRUE, READING) and isinstance(other.left, n.Name)
                and _has_nabla(other.right) and _has_slope_of_activation(other.right)):
            return (f"{other.latex.strip()} multiplies by the same derivative: with both lines it "
                    "is counted twice in every hidden layer")
    return ""


def _has_nabla(side: n.Node) -> bool:
    return any(isinstance(node, n.Name) and node.base == "nabla" for node in nodes(side))


def _has_slope_of_activation(side: n.Node) -> bool:
    return any(isinstance(node, n.Name) and node.primes and not node.subs for node in nodes(side))
