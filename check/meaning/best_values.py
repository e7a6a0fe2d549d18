"""w^*, ŵ and w_{OLS}: the weights where the cost is smallest, of which an equation says what they
are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import WEIGHT_VECTORS
from .nodes import nodes, written_names
from .spelling import is_transpose, spelled
from .term import rebuilt

STAR = n.Words("·")
WORDS = ("OLS", "LS", "ML", "MLE", "MAP", "opt", "min", "ridge", "best")


def best_values(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The letters that are marked as best in an equation without derivatives that X^T is in.

    >>> from ..reader.parser import read
    >>> best_values(read(r"\hat w = (X^T X)^{-1} X^T y").statements)
    frozenset({'w'})
    """
    return frozenset(_plain(name).base for statement in statements if _is_solution(statement)
                     for name in written_names(statement.members[0])
                     if _plain(name) != name and _plain(name).base in WEIGHT_VECTORS)


def _is_solution(statement: n.Statement) -> bool:
    """Whether a product with X^T stands on the right, and no derivative anywhere."""
    return len(statement.members) > 1 and not any(
        isinstance(node, n.Derivative) or getattr(node, "base", "") == "nabla"
        for node in nodes(statement)) and any(
        isinstance(node, n.Name) and node.base.isupper() and any(map(is_transpose, node.sups))
        for node in nodes(statement.members[1]))


def _plain(name: n.Name) -> n.Name:
    """The w of w^*, ŵ and w_{OLS}."""
    return replace(name, base=name.base.removeprefix("hat "),
                   subs=() if spelled(name.subs) in WORDS else name.subs,
                   sups=tuple(script for script in name.sups if script.body != STAR))


def unmarked(tree: Any, letters: frozenset[str]) -> Any:
    """The tree with w for w^*, ŵ and w_{OLS}.

    >>> unmarked(n.Name("hat w"), frozenset({"w"})).base
    'w'
    """
    tree = rebuilt(tree, lambda part: unmarked(part, letters))
    if not isinstance(tree, n.Name) or tree.base.removeprefix("hat ") not in letters:
        return tree
    return _plain(tree)
