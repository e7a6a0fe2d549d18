"""The Σ nodes of a whole layer at once: row `dot`, without a detour for each node."""

from __future__ import annotations

from collections.abc import Iterable

from .summation import exact_dot
from .sums import dot
from .value import Value, made_of_pairs


def weighted_sums(rows: Iterable[Iterable[Value]], xs: Iterable[Value],
                  biases: Iterable[Value]) -> list[Value]:
    """dot(column, xs, bias) for every column of the rows of weights and its bias.

    >>> w, x, b = Value(2.0), Value(3.0), Value(1.0)
    >>> weighted_sums([[w]], [x], [b])
    [Value(7, op=dot)]
    """
    xs = tuple(xs)
    x = [v.data for v in xs]
    one = 1.0 if all(n.__class__ is float for n in x) else 1
    partners = (*x, one)
    nodes = []
    for column in zip(*rows, biases):
        node = made_of_pairs(dot, column, xs)
        w = [v.data for v in column]
        node.left_partial, node.right_partial = partners, w
        node.data = exact_dot(w, partners)
        nodes.append(node)
    return nodes
