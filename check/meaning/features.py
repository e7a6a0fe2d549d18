"""w^T φ(x_n): the features of a sample, which are its inputs in all that is said of the weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..reader import tree as n
from .binding import WEIGHT_VECTORS
from .nodes import names_in, neighbours, nodes
from .spelling import is_transpose
from .term import rebuilt

PHI = ("phi", "varphi")


def features(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The φ of w^T φ(x) and w^T φ_n, unless it is a function that has a derivative.

    >>> from ..reader.parser import read
    >>> features(read(r"y = w^T \phi(x)").statements)
    frozenset({'phi'})
    """
    beside = {two.base for node in nodes(statements) for one, two, _ in neighbours(node)
              if isinstance(one, n.Name) and isinstance(two, n.Name) and two.base in PHI
              and one.base in WEIGHT_VECTORS and any(map(is_transpose, one.sups))}
    return frozenset(beside - {name.base for name in names_in(statements) if name.primes})


def as_inputs(tree: Any, letters: frozenset[str]) -> Any:
    r"""The tree with x_n for φ(x_n) and φ_n, and with X for their matrix Φ.

    >>> from ..reader.parser import read
    >>> one, two, three = read(r"w^T \phi(x_n), \quad w^T \phi_n, \quad w^T x_n").statements
    >>> as_inputs(one, frozenset({"phi"})) == as_inputs(two, frozenset({"phi"})) == three
    True
    """
    tree = rebuilt(tree, lambda part: as_inputs(part, letters))
    if isinstance(tree, n.Name) and tree.base in letters:
        return n.Name("x", tree.subs, tree.sups, 0, tree.span)
    if isinstance(tree, n.Name) and tree.base == "Phi":
        return n.Name("X", tree.subs, tree.sups, 0, tree.span)
    return _called(tree) if isinstance(tree, n.Product) else tree


def _called(product: n.Product) -> n.Node:
    """The product with x_n for x(x_n), and x_{nj} for x_j(x_n)."""
    factors, signs = list(product.factors), list(product.signs)
    for at in reversed(range(len(signs))):
        found = _features_of(factors[at], factors[at + 1])
        if found is not None and not signs[at]:
            factors[at:at + 2] = [found]
            del signs[at]
    return n.Product(tuple(factors), tuple(signs), product.span) if signs else factors[0]


def _features_of(head: n.Node, after: n.Node) -> n.Name | None:
    """The features of the sample in brackets."""
    inside = after.items[0] if isinstance(after, n.Group) and len(after.items) == 1 else None
    if not isinstance(head, n.Name) or head.base != "x" or not isinstance(
            inside, n.Name) or inside.base != "x":
        return None
    return n.Name("x", (*inside.subs, *head.subs), (*inside.sups, *head.sups), 0,
                  (head.span[0], getattr(after, "span", head.span)[1]))
