"""a^{(n_l)}: the last layer by the number of layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .term import rebuilt

COUNT = n.Name("n", (n.Name("l"),))


def with_last(tree: Any) -> Any:
    """The tree with a^{(L)} for a^{(n_l)}; where n_l stands on the line it is a layer's size.

    >>> with_last(n.Name("a", sups=(n.Script("()", COUNT),))).sups[0].body.base
    'L'
    """
    if isinstance(tree, n.Script):
        return replace(tree, body=_named(tree.body))
    return rebuilt(tree, with_last)


def _named(body: Any) -> Any:
    return n.Name("L", span=body.span) if body == COUNT else rebuilt(body, _named)
