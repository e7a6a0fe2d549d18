"""Two neighbours in a chain of equations, and what such a pair may define."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from ..meaning.nodes import names_in, nodes
from ..reader import tree as n


@dataclass(frozen=True)
class Pair:
    """`left = right` as it stands in display `line`, statement `number`; `first` says whether it
    begins its chain.

    A line that starts with = goes on from `left`, or from another of the `alternatives`, the
    members of the chain before it; less surely from the `others`, the ends of earlier chains.
    `said` are the words for a left side taken from custom, `words` those of the sentence before
    the line, `topic` those since the display before; `case` is whether those behind it say for
    which label it holds.
    """

    left: n.Node
    right: n.Node
    relation: str
    conditions: tuple[n.Condition, ...]
    line: int
    number: int
    latex: str
    first: bool
    alternatives: tuple[n.Node, ...] = ()
    prose: tuple[n.Condition, ...] = ()
    others: tuple[n.Node, ...] = ()
    said: str = ""
    words: str = ""
    topic: str = ""
    case: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """Every letter and word of both sides, indices too."""
        return frozenset(name.base for name in names_in((self.left, self.right)))

    @cached_property
    def widened(self) -> Pair | None:
        """The pair with every ∂/∂z X + b at its ends as ∂/∂z (X + b), None if there is none."""
        left, right = _widened(self.left), _widened(self.right)
        own = left is not self.left or right is not self.right
        return replace(self, left=left, right=right, alternatives=(), others=()) if own else None


def _widened(side: n.Node) -> n.Node:
    """∂/∂z (X + b) for ∂/∂z X + b."""
    terms = side.terms if isinstance(side, n.Add) else ()
    if len(terms) < 2 or terms[0][0] < 0 or not isinstance(terms[0][1], n.Derivative):
        return side
    slope = terms[0][1]
    stands_before = slope.of.span[0] > slope.wrt[0].span[0]  # as an operator
    return replace(slope, of=n.Add(((1, slope.of), *terms[1:]), slope.of.span)) if (
        stands_before) else side


def has_derivative(pair: Pair) -> bool:
    """Whether something is differentiated in a pair."""
    return any(isinstance(node, n.Derivative) for node in nodes((pair.left, pair.right)))


def called_name(node: n.Node) -> tuple[n.Name | None, tuple[n.Node, ...]]:
    """The name and the arguments of E(b), or a name alone."""
    if isinstance(node, n.Name):
        return node, ()
    if (isinstance(node, n.Product) and len(node.factors) == 2 and not node.signs[0]
            and isinstance(node.factors[0], n.Name) and isinstance(node.factors[1], n.Group)
            and all(isinstance(item, n.Name) for item in node.factors[1].items)):
        return node.factors[0], node.factors[1].items
    return None, ()


def defined_head(pair: Pair) -> tuple[n.Name | None, tuple[n.Node, ...]]:
    """The name that a pair may define, with its arguments: `E(b)`, `x_k`, `s`."""
    if not pair.first or pair.relation not in ("=", ":="):
        return None, ()
    return called_name(pair.left)


LONGEST, DEEPEST = 1500, 6  # parts of one side, and sums inside one another


def too_long(side: n.Node) -> bool:
    """Whether a side is longer, or sums deeper, than any in notes."""
    sums = 0
    for count, node in enumerate(nodes(side)):
        sums += isinstance(node, n.Reduction)
        if count > LONGEST or sums > 4 * DEEPEST:
            return True
    return sums > DEEPEST and _depth(side) > DEEPEST


def _depth(side: n.Node) -> int:
    """How many sums stand inside one another."""
    depths = [0]
    for node in nodes(side):
        if isinstance(node, n.Reduction):
            depths.append(1 + sum(isinstance(inner, n.Reduction) for inner in nodes(node.body)))
    return max(depths)
