"""How far d/dx goes: in d/dx f(x) ∂E/∂y it may end before the next derivative."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .nodes import nodes
from .term import rebuilt


def goes_far(tree: Any) -> bool:
    """Whether a derivative is taken of a product that another derivative stands in.

    >>> from ..reader.parser import read
    >>> goes_far(read(r"\\frac{d}{dx} f(x) \\frac{dE}{dy}").statements)
    True
    """
    return any(isinstance(node, n.Derivative) and _cut(node) for node in nodes(tree))


def narrowed(tree: Any) -> Any:
    """The tree with every such derivative ended before the next one."""
    tree = rebuilt(tree, narrowed)
    at = _cut(tree) if isinstance(tree, n.Derivative) else 0
    if not at:
        return tree
    whole = tree.of
    inner, *others = whole.factors[:at]
    of = n.Product((inner, *others), whole.signs[:at - 1], (
        inner.span[0], whole.factors[at - 1].span[1])) if others else inner
    return n.Product((replace(tree, of=of), *whole.factors[at:]), whole.signs[at - 1:], tree.span)


def _cut(node: n.Derivative) -> int:
    """Where the next derivative stands in what is differentiated, 0 if it is none or a fraction's
    top."""
    whole, written = node.of, max(by.span[1] for by in node.wrt)
    if not isinstance(whole, n.Product) or whole.span[0] < written:
        return 0
    return next((at for at, factor in enumerate(whole.factors)
                 if at and isinstance(factor, n.Derivative)), 0)
