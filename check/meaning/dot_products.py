"""w · x for w^T x, where w_j shows that w is a vector."""

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
    before = {one.base for node in nodes(statements) for one, _ in _pairs(node)}
    entries = {name.base for name in names_in(statements) if len(name.subs) == 1
               and isinstance(name.subs[0], n.Name) and not name.sups}
    varied = {sub.base for name in names_in(statements) if name.base == "nabla"
              for sub in name.subs if isinstance(sub, n.Name)}
    return frozenset(before & (entries | varied))


def _pairs(node: Any) -> list[tuple[n.Name, n.Name]]:
    """The w and x of w · x, without an index."""
    return [(one, two) for one, two, sign in neighbours(node)
            if sign == "*" and isinstance(one, n.Name) and isinstance(two, n.Name)
            and one == n.Name(one.base) and one.base in WEIGHT_VECTORS and one.base.islower()
            and two.base == "x" and not two.subs and not any(map(is_transpose, two.sups))]


def transposed(tree: Any, letters: frozenset[str]) -> Any:
    """The tree with w^T x for w · x.

    >>> w, x = n.Name("w"), n.Name("x")
    >>> transposed(n.Product((w, x), ("*",)), frozenset({"w"})).factors[0].sups
    (Script(style='', body=Name(base='T', subs=(), sups=(), primes=0)),)
    """
    tree = rebuilt(tree, lambda part: transposed(part, letters))
    turned = [one for one, _ in _pairs(tree) if one.base in letters]
    if not turned:
        return tree
    return replace(tree, factors=tuple(
        replace(factor, sups=(TRANSPOSE,)) if factor in turned else factor
        for factor in tree.factors))
