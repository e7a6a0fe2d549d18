"""w^T x_i, x_i^T w and Σ_j x_{ij} w_j: the weights times one row of the data, which is a sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..reader import tree as n
from .binding import USUAL, WEIGHT_VECTORS
from .nodes import neighbours, nodes
from .spelling import is_transpose
from .term import rebuilt


class Row(NamedTuple):
    """The letters of the weights, the data and the sample; `place` is where the sample stands on
    the data, None where that isn't said."""

    weights: str
    data: str
    sample: str
    place: int | None


def rows_of(statements: Sequence[n.Statement]) -> list[Row]:
    r"""The rows of the data in a document; none where w x_i shows that x_i is a number, too.

    >>> from ..reader.parser import read
    >>> rows_of(read(r"p_i = \sum_j x_{ij} w_j").statements)
    [Row(weights='w', data='x', sample='i', place=0)]
    """
    found = [row for node in nodes(statements) for row in _rows(node)]
    vectors = {row.weights for row in found}
    numbers = any(sign != "*" and _is_vector(one) and not one.sups and one.base not in vectors
                  and _is_row(two) for node in nodes(statements)
                  for one, two, sign in neighbours(node))
    return [] if numbers else found


def _rows(node: Any) -> Iterator[Row]:
    """The rows that a product takes, or a Σ."""
    for one, two, _ in neighbours(node):
        for weights, data in ((one, two), (two, one)):
            if _is_vector(weights) and _is_row(data) and any(map(is_transpose, one.sups)):
                yield Row(weights.base, data.base, data.subs[0].base, None)
    if isinstance(node, n.Reduction) and node.kind == "sum" and node.index is not None:
        yield from _of_sum(node)


def _of_sum(total: n.Reduction) -> Iterator[Row]:
    """That of Σ_j w_j x_{ij}."""
    both = total.body.factors if isinstance(total.body, n.Product) else ()
    for weights, data in (both[:2], both[1::-1]) if len(both) > 1 else ():
        if isinstance(weights, n.Name) and isinstance(data, n.Name) and _is_entry(
                weights, total.index) and _is_data(data) and len(data.subs) == 2:
            place = data.subs.index(total.index) if total.index in data.subs else None
            if place is not None and (sample := _letter(data.subs[1 - place])):
                yield Row(weights.base, data.base, sample, 1 - place)


def vectors_of_weights(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The letters of the weights that stand beside a row of the data, or behind an input.

    >>> from ..reader.parser import read
    >>> sorted(vectors_of_weights(read(r"p_i = x_i^T \beta").statements))
    ['beta']
    """
    behind = {two.base for node in nodes(statements) for one, two, _ in neighbours(node)
              if _is_vector(two) and not two.sups and _is_input(_last_script(one)[1])}
    return frozenset({row.weights for row in rows_of(statements)} | behind)


def weights_first(tree: Any, weights: frozenset[str]) -> Any:
    r"""The tree with w^T x_i for x_i^T w, and Σ_j w_j x_{ij} for Σ_j x_{ij} w_j.

    >>> from ..reader.parser import read
    >>> one, two = read(r"x_i^T w, \quad w^T x_i").statements
    >>> weights_first(one, frozenset({"w"})) == two
    True
    """
    tree = rebuilt(tree, lambda part: weights_first(part, weights))
    if isinstance(tree, n.Reduction) and isinstance(tree.body, n.Product) and any(
            row.weights in weights for row in _of_sum(tree)):
        one, two, *rest = tree.body.factors
        ahead = (two, one) if _is_data(one) else (one, two)
        return replace(tree, body=replace(tree.body, factors=(*ahead, *rest)))
    return _turned(tree, weights) if isinstance(tree, n.Product) else tree


def _turned(product: n.Product, weights: frozenset[str]) -> n.Product:
    """The product with w^T x_i for every x_i^T w."""
    factors: list[Any] = list(product.factors)
    for at, (one, two) in enumerate(zip(factors, factors[1:])):
        last, data = _last_script(one)
        if _is_vector(two) and two.base in weights and not two.sups and last and _is_input(data):
            factors[at:at + 2] = [replace(two, sups=(last,)), data]
    return replace(product, factors=tuple(factors))


def _last_script(node: Any) -> tuple[n.Script | None, Any]:
    """The T of x_i^T, x^{(i)T} and (x^{(i)})^T, and what is left without it."""
    if isinstance(node, n.Scripted) and isinstance(node.body, n.Group) and len(
            node.body.items) == len(node.sups) == 1 and is_transpose(node.sups[0]):
        return node.sups[0], node.body.items[0]
    if not isinstance(node, n.Name) or not node.sups or not is_transpose(node.sups[-1]):
        return None, node
    return node.sups[-1], replace(node, sups=node.sups[:-1])


def _is_vector(node: Any) -> bool:
    """w and w^T, without an index."""
    return (isinstance(node, n.Name) and node.base in WEIGHT_VECTORS and node.base.islower()
            and not node.subs and all(map(is_transpose, node.sups)))


def _is_entry(node: Any, index: n.Name | None) -> bool:
    """w_j."""
    return isinstance(node, n.Name) and node.base in WEIGHT_VECTORS and (
        node.subs == (index,) and not node.sups)


def _is_row(node: Any) -> bool:
    """x_i and x_i^T."""
    return (_is_data(node) and len(node.subs) == 1 and bool(_letter(node.subs[0]))
            and all(map(is_transpose, node.sups)))


def _is_input(node: Any) -> bool:
    """x, x_i and x^{(i)}, not transposed."""
    return (_is_data(node) and node.base.islower() and len(node.subs) < 2
            and not any(map(is_transpose, node.sups)))


def _is_data(node: Any) -> bool:
    return isinstance(node, n.Name) and node.base in USUAL["input"]


def _letter(node: n.Node) -> str:
    """The letter of an index, "" for any other."""
    return node.base if isinstance(node, n.Name) and node == n.Name(node.base) else ""
