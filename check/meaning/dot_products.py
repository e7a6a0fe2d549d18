"""⟨w, x⟩ for w^T x; and w · x, where w_j shows that w is a vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import WEIGHT_VECTORS
from .nodes import names_in, neighbours, nodes
from .spelling import is_transpose
from .term import rebuilt

TRANSPOSE = n.Script("", n.Name("T"))


def dotted_vectors(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The letters of vectors that stand before a dot and an input.

    >>> from ..reader.parser import read
    >>> line = read(r"y = w \cdot x, \quad \frac{\partial y}{\partial w_j} = x_j")
    >>> dotted_vectors(line.statements)
    frozenset({'w'})
    """
    dotted = {name.base for node in nodes(statements) for pair in _pairs(node) for name in pair}
    entries = {name.base for name in names_in(statements) if len(name.subs) == 1
               and isinstance(name.subs[0], n.Name) and not name.sups}
    varied = {sub.base for name in names_in(statements) if name.base == "nabla"
              for sub in name.subs if isinstance(sub, n.Name)}
    return frozenset(dotted & set(WEIGHT_VECTORS) & (entries | varied))


def _pairs(node: Any) -> list[tuple[n.Name, n.Name]]:
    """The w and x of w · x, and of x_i · w."""
    return [(one, two) for one, two, sign in neighbours(node)
            if sign == "*" and isinstance(one, n.Name) and isinstance(two, n.Name)
            and ((_is_vector(one) and _is_input(two)) or (_is_input(one) and _is_vector(two)))]


def _is_vector(name: n.Name) -> bool:
    """w, without an index."""
    return name == n.Name(name.base) and name.base in WEIGHT_VECTORS and name.base.islower()


def _is_input(name: n.Name) -> bool:
    """x, x_i and x^{(i)}."""
    return name.base == "x" and len(name.subs) < 2 and not any(map(is_transpose, name.sups))


def transposed(tree: Any, letters: frozenset[str]) -> Any:
    """The tree with w^T x for w · x.

    >>> w, x = n.Name("w"), n.Name("x")
    >>> transposed(n.Product((w, x), ("*",)), frozenset({"w"})).factors[0].sups
    (Script(style='', body=Name(base='T', subs=(), sups=(), primes=0)),)
    """
    tree = rebuilt(tree, lambda part: transposed(part, letters))
    turned = [one for one, two in _pairs(tree) if {one.base, two.base} & letters]
    if not turned:
        return tree
    return replace(tree, factors=tuple(
        _upright(factor) if factor in turned else factor for factor in tree.factors))


def _upright(name: n.Name) -> n.Name:
    return replace(name, sups=(*name.sups, TRANSPOSE))


def inner(tree: Any) -> Any:
    """The tree with w^T x for ⟨w, x⟩.

    >>> inner(n.Group("<", (n.Name("w"), n.Name("x")))).factors[0].sups[0].body.base
    'T'
    """
    tree = rebuilt(tree, inner)
    names = [item for item in tree.items if isinstance(item, n.Name)] if isinstance(
        tree, n.Group) and tree.opening == "<" and len(tree.items) == 2 else []
    return n.Product((_upright(names[0]), names[1]), ("",), tree.span) if len(names) == 2 else tree
