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
    x = tuple([v.data for v in xs])
    one = 1.0 if all(n.__class__ is float for n in x) else 1
    partners = (*x, one)
    nodes = []
    for ws, bias in zip(columns, biases):
        arguments = (*ws, *xs, bias)
        node = made(dot, arguments, arguments)
        w = [v.data for v in ws]
        node.left_partial = (*x, *w, one)
        w.append(bias.data)
        node.data = exact_dot(w, partners)
        nodes.append(node)
    return nodes
