"""The Σ nodes of a whole layer at once: row `dot`, without a detour for each node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .summation import exact_dot
from .sums import dot
from .value import Value, made


def weighted_sums(columns: Iterable[tuple[Value, ...]], xs: Sequence[Value],
                  biases: Iterable[Value]) -> list[Value]:
    """dot(column, xs, bias) for every column of weights and its bias.

    >>> w, x, b = Value(2.0), Value(3.0), Value(1.0)
    >>> weighted_sums([(w,)], [x], [b])
    [Value(7, op=dot)]
    """
    xs = tuple(xs)
    x = [v.data for v in xs]
    partners = (*x, 1.0 if all(n.__class__ is float for n in x) else 1)
    nodes = []
    for ws, bias in zip(columns, biases):
        w = [v.data for v in ws]
        arguments = (*ws, *xs, bias)
        node = made(dot, arguments, arguments)
        node.data = exact_dot((*w, bias.data), partners)
        node.left_partial = (*x, *w, partners[-1])
        nodes.append(node)
    return nodes
