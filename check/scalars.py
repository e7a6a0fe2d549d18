"""Documents in which every letter is a number, such as ŷ_i = w x_i + b: not of a network.

Where they prove more of their derivatives so than as a network, they are taken so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from .choosing import MANY
from .meaning.binding import USUAL, Binding
from .meaning.infer_plain import OF_VECTORS
from .meaning.kinds import Clash
from .meaning.nodes import names_in, nodes, written_names
from .meaning.spelling import CALLED
from .meaning.term import rebuilt
from .reader import tree as n
from .reader.conditions import INDICES
from .report import FALSE, UNSETTLED
from .trial.judge import Judged
from .trial.pairs import Pair, called_name
from .trial.study import studied
from .trial.updates import is_step
from .untested import holds, is_definition

Seen = dict[Any, Judged]
MATRIX = ("odot", "bullet")


def in_numbers(pairs: Sequence[Pair], binding: Binding, seen: Seen,
               ) -> tuple[list[Pair], Binding] | None:
    """The pairs with every letter a number, or a family of numbers, and their conventions; None
    where the document is of vectors, matrices or layers, or proves as much as a network."""
    if len(pairs) > MANY:
        return None
    calls = _costs_with_arguments(pairs)
    flat = [replace(pair, **{side: _flat(_called_plainly(getattr(pair, side), calls)) for side in (
        "left", "right", "alternatives", "others")}) for pair in pairs]
    flat = _numbered(flat)
    if not all(map(_is_scalar, flat)) or any(len(found) > 1 for found in _counts(flat).values()):
        return None
    functions = dict.fromkeys(binding.letters("activation"), "activation")
    numbered = {name.base for pair in pairs for name in names_in((pair.left, pair.right))
                if name.subs and all(isinstance(sub, n.Number) for sub in name.subs)}
    plain = Binding(functions, plain=True, activation=binding.activation,
                    apart=frozenset(numbered))
    ours, theirs = studied(flat, plain, True), studied(pairs, binding, True, seen=seen)
    lost = any(_is_proof(pair, one) and other.part.verdict == FALSE
               for pair, one, other in zip(pairs, theirs, ours))
    simple = max(map(max, _counts(flat).values()), default=0) < 2  # no w_{ij}
    more = _worth(flat, ours, simple) > _worth(pairs, theirs, simple)
    return (flat, plain) if more and not lost else None


def _worth(pairs: Sequence[Pair], found: Sequence[Judged], simple: bool,
           ) -> tuple[int, int, int]:
    """How many lines are proven; where no letter has two indices, fewer that clash are better, and
    more that can be settled."""
    proven = sum(map(_is_proof, pairs, found))
    clashes = sum(isinstance(one.error, Clash) for one in found) if simple else 0
    settled = sum(one.part.verdict != UNSETTLED for one in found) if simple and proven else 0
    return proven, -clashes, settled


def _is_proof(pair: Pair, one: Judged) -> bool:
    """Whether a line about derivatives is true, and no definition."""
    slopes = any(isinstance(node, n.Derivative) for node in nodes((pair.left, pair.right)))
    return holds(one) and not is_definition(one) and (slopes or is_step(
        pair.left, pair.right, pair.relation, Binding()))


def _costs_with_arguments(pairs: Sequence[Pair]) -> dict[n.Node, n.Name]:
    """L(y, ŷ) and its L, where ŷ is no variable: it is made of others."""
    made = {head for pair in pairs if pair.first and (head := called_name(pair.left)[0])}
    calls = ((pair.left, *called_name(pair.left)) for pair in pairs if pair.first)
    return {left: name for left, name, arguments in calls
            if name is not None and name.base in USUAL["cost"] and made & set(arguments)}


def _called_plainly(tree: Any, calls: dict[n.Node, n.Name]) -> Any:
    """L for L(y, ŷ)."""
    tree = rebuilt(tree, lambda part: _called_plainly(part, calls)) if calls else tree
    return calls.get(tree, tree) if isinstance(tree, n.Product) else tree


def _flat(tree: Any) -> Any:
    """x^{(i)} as x_i, and w_1, E_{total} and h_θ as letters of their own."""
    tree = rebuilt(tree, _flat)
    if not isinstance(tree, n.Name):
        return tree
    above = tuple(script.body for script in tree.sups if script.style)
    subs = (*tree.subs, *above)
    sups = tuple(script for script in tree.sups if not script.style)
    if subs and not any(map(_is_index, subs)) and tree.base not in CALLED:
        return replace(tree, base="_".join((tree.base, *map(_word, subs))), subs=(), sups=sups)
    return replace(tree, subs=subs, sups=sups)


def _is_index(sub: n.Node) -> bool:
    return isinstance(sub, n.Name) and sub.base in INDICES and not (sub.subs or sub.sups)


def _word(sub: n.Node) -> str:
    return getattr(sub, "text", "") or getattr(sub, "base", "?")


def _is_scalar(pair: Pair) -> bool:
    """Whether a pair has no vector, matrix or layer in it."""
    inside = list(nodes((pair.left, pair.right)))
    return all(map(_is_number, names_in(inside))) and not any(
        (isinstance(node, n.Bars) and node.double)
        or (isinstance(node, n.Product) and set(MATRIX) & set(node.signs))
        or (isinstance(node, n.Scripted) and any(_is_layer(script) for script in node.sups))
        for node in inside)


def _is_number(name: n.Name) -> bool:
    """w_1, x_i, J or σ′, and no W, x^T or a^l; an index is a letter or a number."""
    if name.base in OF_VECTORS or any(map(_is_layer, name.sups)):
        return False
    matrix = len(name.base.partition("_")[0]) == 1 and name.base[0] in "ABDHUVWXYZ"
    return not matrix and all(map(_is_index, name.subs))


def _is_layer(script: n.Script) -> bool:
    """What stands above and is no power."""
    return not isinstance(script.body, n.Number) and not any(
        isinstance(node, (n.Add, n.Product, n.Quotient)) for node in nodes(script.body))


def _counts(pairs: Sequence[Pair]) -> dict[str, set[int]]:
    """How many indices each letter bears; without the x of f(x) = …."""
    counts: dict[str, set[int]] = {}
    for pair in pairs:
        for name in _own(pair):
            counts.setdefault(name.base, set()).add(len(name.subs))
    return counts


def _own(pair: Pair) -> Iterator[n.Name]:
    """The names on the line that stand for numbers of the document's own."""
    arguments = called_name(pair.left)[1]
    return (name for name in written_names((pair.left, pair.right))
            if name not in arguments and name.base not in CALLED)


def _numbered(pairs: Sequence[Pair]) -> list[Pair]:
    """ŷ = w x + b as ŷ_i = w x_i + b, where the other lines number these letters."""
    both = {base for base, found in _counts(pairs).items() if found == {0, 1}}
    letters = {name.subs[0] for pair in pairs for name in _own(pair)
               if name.base in both and name.subs}
    if len(letters) != 1:
        return list(pairs)
    index = letters.pop()

    def with_index(tree: Any) -> Any:
        tree = rebuilt(tree, with_index)
        bare = isinstance(tree, n.Name) and tree.base in both and not tree.subs
        return replace(tree, subs=(index,)) if bare else tree
    return [pair if any(isinstance(node, n.Reduction) for node in nodes((pair.left, pair.right)))
            or called_name(pair.left)[1] else replace(
                pair, left=with_index(pair.left), right=with_index(pair.right)) for pair in pairs]
