"""Graphs as plain data: records and copies, however deep, and pickles."""

import copy
import math
import pickle

import mpmath
import pytest

from chalkgrad.engine import GraphError, Value, abs, grad, softmax, topological_order, total
from chalkgrad.engine.store import from_records, to_records


def graph():
    x, w = Value(2.0, "x"), Value(-1.0, "w")
    s = (w * x).sigmoid()
    s.label = "s"
    y = total([s, s * s, 3 - x, abs(w), *softmax([x, w, 0.5])]) ** 2
    y.backward()
    return y


def described(y):
    """All that two equal graphs share."""
    place = {node: i for i, node in enumerate(topological_order(y))}
    return [(n.data, n.grad, n.label, n.op, n.partials, [place[i] for i in n.inputs],
             [place.get(a, a) if isinstance(a, Value) else a for a in n.arguments]) for n in place]


def chain(depth):
    x = y = Value(1.0, "x")
    for _ in range(depth):
        y = y + 1e-6
    return x, y


WAYS = {
    "records": lambda y: from_records(to_records(y)),
    "deepcopy": copy.deepcopy,
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@ways
def test_the_copy_is_equal_and_apart(way):
    y = graph()
    twin = way(y)
    assert described(twin) == described(y)
    assert not {*topological_order(twin)} & {*topological_order(y)}
    leaf = next(n for n in topological_order(twin) if n.label == "x")
    leaf.data = 5.0
    twin.recompute()
    assert twin.data != y.data and grad(twin, [leaf]) != [0.0]


@ways
def test_a_leaf_alone(way):
    leaf = way(Value(math.pi, "π"))
    assert (leaf.data, leaf.label, leaf.op, leaf.grad) == (math.pi, "π", None, None)


@ways
def test_a_deep_chain(way):
    _, y = chain(10 ** 5)
    twin = way(y)
    twin.backward()
    leaf = topological_order(twin)[0]
    assert (twin.data, leaf.label, leaf.grad) == (y.data, "x", 1.0)


@ways
def test_other_kinds_of_numbers(way):
    x = Value(mpmath.mpf("0.1"))
    assert way(x * 3 + x).data == x.data * 4


def test_a_new_node_comes_after_the_copied_ones():
    twin = copy.deepcopy(graph())
    z = twin * 2
    assert topological_order(z)[-1] is z
    z.backward()
    assert twin.grad == 2


def test_deepcopy_keeps_what_is_shared():
    x = Value(3.0)
    y = x * x
    xs, ys = copy.deepcopy(([x, x], {"y": y}))
    assert xs[0] is xs[1] is ys["y"].inputs[0] is ys["y"].inputs[1]


def test_records_hold_names_and_no_code():
    assert to_records(Value(2.0, "x") * 3) == [
        (2.0, None, "x", "", (), ()),
        (6.0, None, "", "mul", (("node", 0), 3.0), (3.0,)),
    ]


def test_an_unknown_operation_is_named():
    records = [(2.0, None, "", "", (), ()), (4.0, None, "", "square", (("node", 0),), (4.0,))]
    with pytest.raises(GraphError, match="'square', which is no row"):
        from_records(records)


def test_no_records_are_no_graph():
    with pytest.raises(GraphError, match="no records"):
        from_records([])


def test_pickles_and_copies_keep_what_is_shared():
    x = Value(2.0, "x")
    y = x * x
    twin, cube = pickle.loads(pickle.dumps((x, y)))
    cube.backward()
    assert twin.grad == 4.0
    copy.copy(y).backward()
    assert x.grad == 4.0 and copy.copy(y) is not y
    later = cube * twin
    assert grad(later, [twin]) == [12.0]
