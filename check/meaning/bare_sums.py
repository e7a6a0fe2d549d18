"""The index that a bare Σ leaves out: what its body counts by, and the left side doesn't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from ..reader.conditions import INDICES
from .nodes import nodes
from .term import rebuilt

BELOW = {*INDICES, "o", "h", "s", "u", "v", "d"} - {"l", "ell"}  # not the layers'
ABOVE = {"i", "p", "mu", "s"}  # which number samples, where they stand above without brackets


def with_indices(statement: n.Statement, head: n.Node) -> n.Statement:
    r"""The statement with \sum_i for a \sum without an index, where one can be meant; its chain
    begins with `head`.

    >>> from ..reader.parser import read
    >>> statement, = read(r"z_j = \sum w_{ij} x_i").statements
    >>> with_indices(statement, statement.members[0]).members[1].index
    Name(base='i', subs=(), sups=(), primes=0)
    """
    free = index_letters(head)
    return replace(statement, members=tuple(filled(each, free) for each in statement.members))


def filled(tree: Any, free: frozenset[str]) -> Any:
    """The tree with an index for every Σ that has none, other than those that are `free`."""
    if isinstance(tree, n.Quotient) and _is_bare(tree.bottom):
        return replace(tree, top=filled(tree.top, free), bottom=filled(tree.bottom, frozenset()))
    if not _is_bare(tree):
        return rebuilt(tree, lambda part: filled(part, free))
    missing = sorted(_counted(tree.body) - free) or sorted(_numbered(tree.body) - free)
    body = filled(tree.body, free | set(missing))
    for letter in reversed(missing):
        body = replace(tree, index=n.Name(letter), body=body)
    return body if missing else tree


def index_letters(tree: Any) -> frozenset[str]:
    """What a side counts by."""
    return frozenset(_counted(tree) | _numbered(tree))


def _is_bare(tree: Any) -> bool:
    return isinstance(tree, n.Reduction) and tree.index is None


def _counted(tree: Any) -> set[str]:
    """The letters below, but those of a Σ that has its own."""
    bound = {node.index.base for node in nodes(tree)
             if isinstance(node, n.Reduction) and node.index is not None}
    return {name.base for node in nodes(_outside(tree)) if isinstance(node, n.Name)
            for sub in node.subs for name in _names(sub)} & BELOW - bound


def _numbered(tree: Any) -> set[str]:
    """The letters above: of samples."""
    return {name.base for node in nodes(_outside(tree)) if isinstance(node, (n.Name, n.Scripted))
            for script in node.sups for name in _names(script.body)
            if name.base in (BELOW if script.style == "()" else ABOVE)}


def _outside(tree: Any) -> list[Any]:
    """A side without what stands in bare Σ below, which looks for its index itself."""
    if _is_bare(tree):
        return []
    if not isinstance(tree, (n.Add, n.Product, n.Group)):
        return [tree]
    parts = ([term for _, term in tree.terms] if isinstance(tree, n.Add)
             else tree.factors if isinstance(tree, n.Product) else tree.items)
    return [inner for part in parts for inner in _outside(part)]


def _names(node: n.Node) -> Iterator[n.Name]:
    """i of i and of i + 1."""
    return (name for name in nodes(node) if isinstance(name, n.Name))
