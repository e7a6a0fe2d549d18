"""The residual r^{(i)} = ŷ^{(i)} − y^{(i)} of sample i by any letter; e^{(i)} is no power there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .nodes import names_in, written_names
from .spelling import sample_of
from .term import rebuilt

E = "e"
NET = {letter for role in ("post", "weight", "bias", "input", "target", "prediction", "delta",
                           "cost") for letter in USUAL[role]}


def residuals(statements: Sequence[n.Statement]) -> frozenset[tuple[str, str]]:
    r"""The letters that a line defines as a difference for every sample, each with what counts
    the samples.

    >>> from ..reader.parser import read
    >>> residuals(read(r"r^{(i)} = \hat y^{(i)} - y^{(i)}").statements)
    frozenset({('r', 'i')})
    """
    heads = {(head.base, sample_of(head)) for statement in statements
             for head in statement.members[:1] if isinstance(head, n.Name)
             and _is_residual(head, statement.members[1:])}
    others = {sample_of(name) for name in names_in(statements) if name.base != E}
    return frozenset(head for head in heads if head[1] in others)


def _is_residual(head: n.Name, rest: Sequence[n.Node]) -> bool:
    """e^{(i)} = …, and r^{(i)} = ŷ^{(i)} − y^{(i)}."""
    if not head.sups or not sample_of(head):
        return False
    return head.base == E or (head.base not in NET and bool(rest) and _is_difference(
        rest[0], sample_of(head)))


def _is_difference(node: n.Node, sample: str) -> bool:
    """y^{(i)} − …, or the other way round."""
    signs = [sign for sign, _ in node.terms] if isinstance(node, n.Add) else []
    return sorted(signs) in ([-1, 1], [-1, -1, 1]) and any(
        name.base in USUAL["target"] and sample_of(name) == sample for name in written_names(node))


def as_index(tree: Any, letters: frozenset[tuple[str, str]]) -> Any:
    """The tree with r_i for r^{(i)}, squared or not.

    >>> tree = n.Name("e", sups=(n.Script("()", n.Name("i")),))
    >>> as_index(tree, frozenset({("e", "i")})).subs[0].base
    'i'
    """
    tree = rebuilt(tree, lambda part: as_index(part, letters))
    if not isinstance(tree, n.Name) or tree.subs:
        return tree
    numbering = tuple(script for script in tree.sups if script.style and (
        tree.base, getattr(script.body, "base", "")) in letters)
    others = tuple(script for script in tree.sups if script not in numbering)
    return replace(tree, subs=tuple(script.body for script in numbering), sups=others)
