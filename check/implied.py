"""Letters without a layer: the one that they have in the other lines of the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .meaning import term as t
from .meaning.kinds import written
from .meaning.quantities import HERE
from .report import READING, TRUE, UNSETTLED, Part
from .trial.judge import Judged
from .trial.pairs import Pair

Implied = dict[tuple[str, tuple[t.Index, ...]], t.Layer]


def at_odds(pairs: Sequence[Pair], found: Sequence[Judged]) -> None:
    """A line that is true only if z_j is of another layer than in two lines more, say, is none to
    call true: the layers that it writes may be wrong."""
    implied = [_implied(one) for one in found]
    lines: dict[int, Implied] = {}
    for pair, layers in zip(pairs, implied):
        lines.setdefault(pair.line, {}).update(layers)
    for pair, one, layers in zip(pairs, found, implied):
        for name, layer in layers.items():
            votes = Counter(other[name] for line, other in lines.items()
                            if line != pair.line and name in other)
            if layer not in votes and votes and max(votes.values()) > 1:
                usual = votes.most_common(1)[0][0]
                one.part = Part(one.part.latex, UNSETTLED, reason=(
                    f"{name[0]} has no layer here: in other lines it is of layer {written(usual)}, "
                    f"here it would have to be of layer {written(layer)}"))


def _implied(one: Judged) -> Implied:
    """The layers that a true line takes its letters without a layer to be of, as in l − 1."""
    if one.part.verdict not in (TRUE, READING) or one.question is None:
        return {}
    sides = (one.question.left, one.question.right)
    return {(part.name, part.indices): part.layer for part in t.parts(sides)
            if isinstance(part, t.Tensor) and not part.explicit and part.indices
            and part.layer.base not in ("", "L", HERE) and not part.layer.base.startswith("?")}
