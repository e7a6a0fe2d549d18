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


def stops_short(tree: Any) -> bool:
    """Whether something stands behind d/dx (…), which may be differentiated, too.

    >>> from ..reader.parser import read
    >>> stops_short(read(r"\\frac{d}{dz} (1 - y) z").statements)
    True
    """
    return any(isinstance(node, n.Product) and _behind(node) for node in nodes(tree))


def widened(tree: Any) -> Any:
    """The tree with every such derivative taken of all that stands behind it."""
    tree = rebuilt(tree, widened)
    at = _behind(tree) if isinstance(tree, n.Product) else 0
    if not at:
        return tree
    inner = tree.factors[at - 1]
    of = n.Product((inner.of, *tree.factors[at:]), tree.signs[at - 1:],
                   (inner.of.span[0], tree.span[1]))
    whole = replace(inner, of=of, span=(inner.span[0], tree.span[1]))
    return n.Product((*tree.factors[:at - 1], whole), tree.signs[:at - 1], tree.span) \
        if at > 1 else whole


def _behind(node: n.Product) -> int:
    """Where the first factor stands behind a d/dx (…) with brackets, 0 if there is none."""
    return next((at + 1 for at, factor in enumerate(node.factors[:-1])
                 if isinstance(factor, n.Derivative) and isinstance(factor.of, n.Group)
                 and factor.of.span[0] > factor.wrt[-1].span[1] and not any(
                     isinstance(other, n.Derivative) for other in node.factors[at + 1:])), 0)


def _cut(node: n.Derivative) -> int:
    """Where the next derivative stands in what is differentiated, 0 if it is none or a fraction's
    top."""
    whole, written = node.of, max(by.span[1] for by in node.wrt)
    if not isinstance(whole, n.Product) or whole.span[0] < written:
        return 0
    return next((at for at, factor in enumerate(whole.factors)
                 if at and isinstance(factor, n.Derivative)), 0)
