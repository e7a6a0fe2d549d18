"""Spellings that say the same: a^{(n_l)} for a^{(L)}, w^{new} for w, ∇J(w) for ∇_w J(w)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .classes import as_outputs
from .dot_products import inner
from .dotted_sums import summed
from .term import rebuilt

COUNT = n.Name("n", (n.Name("l"),))
TIMES = ("new", "old", "neu", "alt")


def usual(tree: Any) -> Any:
    """The tree in the spellings that the rest of the room reads, p_k for p(y = k | x),
    Σ_j w_j x_j for w_1 x_1 + … + w_n x_n and w^T x for ⟨w, x⟩ too."""
    return tidied(as_outputs(summed(inner(tree))))


def tidied(tree: Any) -> Any:
    """The tree with a^{(L)} for a^{(n_l)}, where n_l is no layer's size, without w^{new}, and with
    ∇_w J(w) for ∇J(w).

    >>> tidied(n.Name("a", sups=(n.Script("()", COUNT),))).sups[0].body.base
    'L'
    >>> tidied(n.Name("w", sups=(n.Script("", n.Name("new")),)))
    Name(base='w', subs=(), sups=(), primes=0)
    """
    if isinstance(tree, n.Script):
        return replace(tree, body=_named(tree.body))
    tree = rebuilt(tree, tidied)
    if isinstance(tree, n.Product):
        tree = _twice_varied(tree)
        return replace(tree, factors=tuple(map(_varied, tree.factors, (
            tree.factors[at + 1:] for at in range(len(tree.factors))))))
    if not isinstance(tree, n.Name):
        return tree
    return replace(tree, subs=tuple(sub for sub in tree.subs if not _is_time(sub)),
                   sups=tuple(script for script in tree.sups if not _is_time(script.body)))


def _twice_varied(product: n.Product) -> n.Product:
    """∇² for ∇∇."""
    factors, nabla = product.factors, product.factors[0]
    if len(factors) < 3 or nabla != factors[1] or not isinstance(
            nabla, n.Name) or nabla.base != "nabla" or nabla.sups:
        return product
    squared = replace(nabla, sups=(n.Script("", n.Number("2")),))
    return replace(product, factors=(squared, *factors[2:]), signs=product.signs[1:])


def _varied(factor: n.Node, after: tuple[n.Node, ...]) -> n.Node:
    """The ∇_w of ∇J(w)."""
    if not isinstance(factor, n.Name) or replace(factor, sups=()) != n.Name("nabla") or (
            len(after) < 2):
        return factor
    head, group = after[:2]
    if not isinstance(head, n.Name) or not isinstance(group, n.Group) or group.opening != "(":
        return factor
    by = [item for item in group.items if isinstance(item, n.Name) and item == n.Name(item.base)]
    return replace(factor, subs=tuple(by)) if len(by) == len(group.items) == 1 else factor


def _named(body: Any) -> Any:
    return n.Name("L", span=body.span) if body == COUNT else rebuilt(body, _named)


def _is_time(node: Any) -> bool:
    return isinstance(node, n.Name) and node.base in TIMES
