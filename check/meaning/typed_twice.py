"""δ^{(l)} beside s^{(ℓ)}: one letter for layers, typed in two ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .nodes import names_in, nodes
from .term import rebuilt

CURLY, PLAIN = "ell", "l"


def typed_twice(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The ℓ, where both stand above quantities.

    >>> from ..reader.parser import read
    >>> typed_twice(read(r"\delta^{(l)} = W^{(\ell)} x").statements)
    frozenset({'ell'})
    """
    above = {name.base for node in nodes(statements) if isinstance(node, n.Name)
             for script in node.sups for name in names_in(script.body)}
    return frozenset({CURLY} if {CURLY, PLAIN} <= above else ())


def as_one(tree: Any, letters: frozenset[str]) -> Any:
    """The tree with l for every ℓ above a quantity.

    >>> script = n.Script("()", n.Name("ell"))
    >>> as_one(n.Name("a", sups=(script,)), frozenset({"ell"})).sups[0].body.base
    'l'
    """
    if isinstance(tree, n.Script):
        return replace(tree, body=_renamed(tree.body))
    return rebuilt(tree, lambda part: as_one(part, letters))


def _renamed(body: Any) -> Any:
    body = rebuilt(body, _renamed)
    curly = isinstance(body, n.Name) and body.base == CURLY
    return replace(body, base=PLAIN) if curly else body
