"""The t of Σ_t (r^t − y^t)²: it numbers the samples, and is no transpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .nodes import nodes
from .term import rebuilt

T = n.Name("t")


def numbers_samples(statements: Sequence[n.Statement]) -> bool:
    """Whether something is summed over t.

    >>> from ..reader.parser import read
    >>> numbers_samples(read(r"E = \\sum_t (r^t - y^t)^2").statements)
    True
    """
    return any(isinstance(node, n.Reduction) and node.index == T for node in nodes(statements))


def in_brackets(tree: Any) -> Any:
    """The tree with r^{(t)} for every r^t.

    >>> in_brackets(n.Name("r", sups=(n.Script("", T),))).sups[0].style
    '()'
    """
    if isinstance(tree, n.Script) and tree.body == T and not tree.style:
        return replace(tree, style="()")
    return rebuilt(tree, in_brackets)
