"""y = X w + b beside (ŷ − y)²: a model without the hat that its output has elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .nodes import names_in, nodes, written_names
from .term import rebuilt


def unhatted(statements: Sequence[n.Statement]) -> frozenset[tuple[str, str]]:
    r"""The letter of targets that a model is written with, and that of its output.

    >>> from ..reader.parser import read
    >>> unhatted(read(r"y = X w + b, \quad J = (\hat y - y)^2").statements)
    frozenset({('y', 'hat y')})
    """
    heads = {getattr(statement.members[0], "base", "") for statement in statements
             if statement.members}
    present = {_letter(name) for name in names_in(statements)} & set(USUAL["prediction"]) - heads
    return frozenset((base, output) for output in present for statement in statements
                     if (base := _model(statement)) and _compares(statements, base, output))


def _model(statement: n.Statement) -> str:
    """The y of y = X w + b, "" for anything else."""
    head = statement.members[0] if len(statement.members) > 1 else None
    if not isinstance(head, n.Name) or head.base not in USUAL["target"] or (
            statement.relations[0] not in ("=", ":=")):
        return ""
    inside = {name.base for name in written_names(statement.members[1])}
    return head.base if inside & set(USUAL["input"]) and inside & {
        *USUAL["weight"], "beta", "m"} and head.base not in inside else ""


def _compares(statements: Sequence[n.Statement], one: str, two: str) -> bool:
    """Whether ŷ − y, or y − ŷ, stands somewhere."""
    return any(isinstance(node, n.Add) and len(node.terms) == 2 and {
        _letter(part) for _, part in node.terms} == {one, two}
        for node in nodes(statements))


def _letter(node: Any) -> str:
    """The letter of a name, and the y_pred of y_{pred}."""
    word = node.subs[0] if isinstance(node, n.Name) and len(node.subs) == 1 else None
    below = word.base if isinstance(word, n.Name) and word.base.startswith("pred") else ""
    return f"{node.base}_{below}" if below else getattr(node, "base", "")


def hatted(tree: Any, letters: frozenset[tuple[str, str]]) -> Any:
    r"""The statements with ŷ for the y of the model.

    >>> from ..reader.parser import read
    >>> model = read("y = X w + b").statements[0]
    >>> hatted(model, frozenset({("y", "hat y")})).members[0].base
    'hat y'
    """
    meant = dict(letters)
    if isinstance(tree, n.Statement):
        own, head = _model(tree), tree.members[0] if tree.members else None
        if own not in meant or not isinstance(head, n.Name):
            return tree
        return replace(tree, members=(replace(head, base=meant[own]), *tree.members[1:]))
    whole = isinstance(tree, (n.Display, tuple))
    return rebuilt(tree, lambda part: hatted(part, letters)) if whole else tree
