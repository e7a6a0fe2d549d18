"""ℓ(θ) = ln L(θ), where L is the likelihood: the cost is the logarithm from there on; and C = MSE,
which is only another name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..meaning.binding import USUAL
from ..meaning.heads import behind_logarithms
from ..meaning.nodes import written_names
from ..reader import tree as n
from .losses import with_losses
from .pairs import Pair, called_name


def logarithm_of(side: n.Node, stated: Mapping[str, n.Node]) -> n.Node:
    """The side with what L is in ln L, where a line said it; any other as it stands.

    >>> from ..reader.parser import read
    >>> side = read(r"-\\ln L").statements[0].members[0]
    >>> logarithm_of(side, {"L": n.Name("p")}).terms[0][1].factors[1].items
    (Name(base='p', subs=(), sups=(), primes=0),)
    """
    letters = {name for name in behind_logarithms(side) if name in stated}
    return with_losses(side, {name: ((), stated[name]) for name in letters}) if letters else side


def goes_on(pair: Pair, before: Sequence[Pair], costs: Collection[str],
            stated: Collection[str]) -> n.Name | None:
    """The ℓ of ℓ(θ) = ln L(θ) = Σ …, and the C of C = MSE = Σ …, on the last pair, where no line
    says what either is."""
    if not before or pair.first or before[-1].right != pair.left or not before[-1].first:
        return None
    head, inner = called_name(before[-1].left)[0], behind_logarithms(pair.left)
    if isinstance(pair.left, n.Name) and pair.left.base in USUAL["cost"]:
        inner = {pair.left.base}
    own = {name.base for name in written_names(pair.right)}
    likely = head is not None and head.base in costs and len(inner) == 1 and not (
        inner & own or {head.base, *inner} & set(stated))
    return head if likely else None
