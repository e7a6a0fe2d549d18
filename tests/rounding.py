"""How far rounding may carry a number: a bound that is propagated through the eager graph."""

import math

from chalkgrad.engine import Value, grad, topological_order

SUMS = ("add", "sub", "neg", "total", "dot")
ULPS = 8  # what each operation may be off, in ulps of its result, or of its largest term in a sum
TINY = 2.0 ** -1022  # below the smallest normal double, digits may be lost


def bounds(*roots):
    """For each node below the roots how far another order of the same operations may be off."""
    off, size = {}, {}
    for node in topological_order(*roots):
        if node.op is None:
            off[node], size[node] = 0.0, abs(node.data)
            continue
        carried = sum(abs(p) * off[a] for a, p in zip(node.inputs, node.partials) if off[a])
        size[node] = _size(node, size)
        off[node] = carried + ULPS * 2.0 ** -53 * size[node] + 4 * TINY
    return off


def _size(node, size):
    """|value|, but for a sum the sum of its terms' sizes, however they are nested."""
    if node.op.name not in SUMS:
        return abs(node.data)
    sizes = [size[a] if isinstance(a, Value) else abs(a) for a in node.arguments]
    if node.op.name == "dot":
        n = len(sizes) // 2
        return math.fsum([a * b for a, b in zip(sizes[:n], sizes[n:2 * n])] + sizes[2 * n:])
    return math.fsum(sizes)


def eager(y, leaves, parameters, row):
    """y and its gradient at a row of numbers for the leaves, each as (number, bound)."""
    for leaf, number in zip(leaves, row):
        leaf.data = float(number)
    y.recompute()
    slopes = [g if isinstance(g, Value) else Value(g)
              for g in grad(y, parameters, create_graph=True)]
    off = bounds(y, *slopes)
    numbers = grad(y, parameters)
    return (y.data, off[y]), [(n, off[g]) for n, g in zip(numbers, slopes)]
