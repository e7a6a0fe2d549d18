"""θ^T x beside θ_0 + θ_1 x_1 + … + θ_n x_n: with x_0 = 1 the product has the bias inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import WEIGHT_VECTORS
from .nodes import neighbours, nodes
from .spelling import is_transpose
from .term import rebuilt

ZERO = (n.Number("0"),)


def with_bias_inside(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The letters of weights whose θ_0 is added to a sum in one line and left out in another.

    >>> from ..reader.parser import read
    >>> line = read(r"h = \theta_0 + \sum_{j=1}^n \theta_j x_j = \theta^T x")
    >>> with_bias_inside(line.statements)
    frozenset({'theta'})
    """
    sums = {base for node in nodes(statements) for base in _spelled_out(node)}
    added = [base for node in nodes(statements) for base in _beside_bias(node)]
    every = [one.base for node in nodes(statements) for one, _ in _products(node)]
    return frozenset(base for base in sums & set(every)
                     if every.count(base) > added.count(base))


def _spelled_out(node: Any) -> list[str]:
    """The θ of θ_0 + Σ_j θ_j x_j."""
    terms = [part for _, part in node.terms] if isinstance(node, n.Add) else []
    zeroth = {part.base for part in terms if isinstance(part, n.Name) and part.subs == ZERO
              and part.base in WEIGHT_VECTORS}
    return [name.base for part in terms if isinstance(part, n.Reduction)
            for name in nodes(part.body) if isinstance(name, n.Name)
            and name.base in zeroth and name.subs == (part.index,)]


def _beside_bias(node: Any) -> list[str]:
    """The w of w^T x + b, whose bias stands outside."""
    if not isinstance(node, n.Add) or len(node.terms) < 2:
        return []
    return [one.base for _, part in node.terms for one, _ in _products(part)]


def _products(node: Any) -> list[tuple[n.Name, n.Name]]:
    """The θ^T and x of θ^T x."""
    return [(one, two) for one, two, _ in neighbours(node)
            if isinstance(one, n.Name) and isinstance(two, n.Name) and one.base in WEIGHT_VECTORS
            and not (one.subs or two.subs) and any(map(is_transpose, one.sups))
            and two.base == "x"]


def with_bias(tree: Any, letters: frozenset[str]) -> Any:
    """The tree with θ^T x + θ_0 for θ^T x.

    >>> turned = n.Name("w", sups=(n.Script("", n.Name("T")),))
    >>> product = n.Product((turned, n.Name("x")), ("",))
    >>> with_bias(product, frozenset({"w"})).terms[1][1].base
    'w'
    """
    tree = rebuilt(tree, lambda part: with_bias(part, letters))
    found = [(one, two) for one, two in _products(tree) if one.base in letters]
    for one, two in found[:1]:
        at = next(k for k, factor in enumerate(tree.factors) if factor is one)
        product = n.Product((one, two), ("",), (one.span[0], two.span[1]))
        bias = n.Name(one.base, ZERO, span=one.span)
        whole = n.Add(((1, product), (1, bias)), product.span)
        if len(tree.factors) == 2:
            return whole
        group = n.Group("(", (whole,), product.span)
        return replace(tree, factors=(*tree.factors[:at], group, *tree.factors[at + 2:]),
                       signs=(*tree.signs[:at], *tree.signs[at + 1:]))
    return tree
