"""Walks through the trees of formulas as they were written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..reader import tree as n
from .term import entries, held, remembered


def nodes(tree: Any) -> Iterable[Any]:
    """Every node of a tree, of a statement or of several.

    >>> [node.base for node in nodes(n.Name("w", (n.Name("i"), n.Name("j"))))]
    ['w', 'i', 'j']
    """
    if isinstance(tree, (tuple, list)):
        return chain.from_iterable(map(nodes, tree))
    return _nodes(tree)


@remembered
def _nodes(tree: Any) -> tuple[Any, ...]:
    found, stack = [], [tree]
    while stack:
        top = stack.pop()
        if top.__class__ is tuple:
            stack.extend(reversed(top))
        elif (read := held(top.__class__)) is not None:
            found.append(top)
            stack.extend(reversed(read(top)))
    return tuple(found)


def neighbours(node: Any) -> Iterator[tuple[Any, Any, str]]:
    """The factors of a product that stand side by side, with the sign between; none of anything
    else.

    >>> [(one.base, two.base) for one, two, _ in neighbours(
    ...     n.Product((n.Name("a"), n.Name("b"), n.Name("c")), ("", "")))]
    [('a', 'b'), ('b', 'c')]
    """
    if isinstance(node, n.Product):
        yield from zip(node.factors, node.factors[1:], node.signs)


def has_hadamard(tree: Any) -> bool:
    """Whether a ⊙ stands anywhere in a tree.

    >>> has_hadamard(n.Product((n.Name("a"), n.Name("b")), ("odot",)))
    True
    """
    return any(isinstance(node, n.Product) and "odot" in node.signs for node in nodes(tree))


def written_names(tree: Any) -> Iterator[n.Name]:
    """The names that stand on the line: no indices, and no superscripts but those of e.

    >>> [name.base for name in written_names(n.Name("w", (n.Name("i"), n.Name("j"))))]
    ['w']
    """
    stack = [tree]
    while stack:
        top = stack.pop()
        if isinstance(top, (tuple, list)):
            stack.extend(reversed(top))
        elif isinstance(top, n.Name):
            yield top
            stack.extend(top.sups if top.base == "e" else ())
        else:
            stack.extend(getattr(top, name) for name in reversed(entries(top.__class__))
                         if name not in ("subs", "index", "lower", "upper"))


def names_in(tree: Any) -> Iterator[n.Name]:
    """Every name of a tree, indices and superscripts too."""
    return (node for node in nodes(tree) if isinstance(node, n.Name))
