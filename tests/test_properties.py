"""What holds for every graph: linearity, accumulation, replay, independence of order, no leak."""

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad.engine import Value, dot, grad, inner_nodes, logsumexp, sigmoid, softmax, total

STEPS = [
    lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: 2 - a,
    lambda a, b: a / (1 + b * b), lambda a, b: (0.5 + a * a) ** b.tanh(), lambda a, b: sigmoid(a),
    lambda a, b: a.maximum(b).relu(), lambda a, b: -abs(a), lambda a, b: total([a, b, 1.0]),
    lambda a, b: dot([a, 0.5], [b, a], b), lambda a, b: logsumexp([a, b]),
    lambda a, b: softmax([b, a])[0],
]
place = st.integers(0, 99)
graphs = st.lists(st.tuples(st.integers(0, len(STEPS) - 1), place, place), min_size=1, max_size=25)
numbers = st.integers(-16, 16).map(lambda n: n / 8)
points = st.lists(numbers, min_size=2, max_size=4)
same = pytest.approx


def run(graph, xs):
    """The nodes of a graph over the xs; two of them depend on everything late."""
    nodes = list(xs)
    for step, i, j in graph:
        nodes.append(STEPS[step](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]).tanh())
    return nodes


@given(graphs, points, numbers, numbers)
def test_the_gradient_is_linear(graph, point, s, t):
    xs = list(map(Value, point))
    *_, u, v = run(graph, xs)
    want = [s * a + t * b for a, b in zip(grad(u, xs), grad(v, xs))]
    assert grad(s * u + t * v, xs) == same(want, rel=1e-12, abs=1e-12)


@given(graphs, points)
def test_leaves_accumulate_over_two_outputs(graph, point):
    xs = list(map(Value, point))
    *_, u, v = run(graph, xs)
    u.backward()
    v.backward(2.0)
    want = [a + 2 * b for a, b in zip(grad(u, xs), grad(v, xs))]
    assert [x.grad or 0.0 for x in xs] == same(want, rel=1e-12, abs=1e-15)


@given(graphs, points, points)
def test_replay_equals_rebuilding(graph, point, other):
    other = (other + point)[:len(point)]
    xs, fresh = list(map(Value, point)), list(map(Value, other))
    y, want = run(graph, xs)[-1], run(graph, fresh)[-1]
    for x, number in zip(xs, other):
        x.data = number
    y.recompute()
    pairs = list(zip(inner_nodes(y), inner_nodes(want)))
    assert all((a.data, a.partials) == (b.data, b.partials) for a, b in pairs)
    y.backward()
    want.backward()
    assert [x.grad for x in xs] == [x.grad for x in fresh]


@given(graphs, points, st.randoms())
def test_the_order_in_which_leaves_were_made_does_not_matter(graph, point, chance):
    places = list(range(len(point)))
    chance.shuffle(places)
    made = {i: Value(point[i]) for i in places}
    shuffled, xs = [made[i] for i in range(len(point))], list(map(Value, point))
    assert grad(run(graph, shuffled)[-1], shuffled) == grad(run(graph, xs)[-1], xs)


@given(graphs, points)
def test_backward_equals_grad_at_every_node(graph, point):
    nodes = run(graph, map(Value, point))
    y = nodes[-1]
    y.backward()
    assert [node.grad or 0.0 for node in nodes] == same(grad(y, nodes), rel=1e-12, abs=1e-15)


@given(graphs, points)
def test_gradients_as_values_are_the_same_numbers(graph, point):
    xs = list(map(Value, point))
    y = run(graph, xs)[-1]
    assert [g.data for g in grad(y, xs, create_graph=True)] == same(grad(y, xs), rel=1e-12,
                                                                     abs=1e-15)


@settings(max_examples=10)
@given(graphs, points)
def test_a_deep_chain_needs_no_recursion(graph, point):
    x = Value(point[0])
    y = x
    for _ in range(1500):
        y = STEPS[graph[0][0]](y, x).tanh()
    y.backward()
    y.recompute()
    (slope,) = grad(y, [x], create_graph=True)
    slope.zero_grad()


@settings(max_examples=20)
@given(graphs, points)
def test_nothing_leaks_without_the_garbage_collector(graph, point):
    gc.disable()
    try:
        before = alive()
        y = run(graph, map(Value, point))[-1]
        y.backward()
        y.recompute()
        grad(y, inner_nodes(y)[:3], create_graph=True)
        del y
        assert alive() == before
    finally:
        gc.enable()


def alive():
    return sum(type(thing) is Value for thing in gc.get_objects())
