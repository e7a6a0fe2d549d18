"""Random graphs: the program's values and gradients are the eager engine's, within rounding."""

import math

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rounding import eager

from chalkgrad import compile, dot, log_softmax, logsumexp, softmax, total
from chalkgrad.engine import Value, exp, log, log_sigmoid, sigmoid, sin, softplus, sqrt, tanh


def smooth(z):
    """A positive number, so that log, √ and powers are defined."""
    return 0.5 + z * z


STEPS = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: 2 - a,
    lambda a, b: -a,
    lambda a, b: 0.5 * b + a,
    lambda a, b: a / smooth(b),
    lambda a, b: smooth(a) ** tanh(b),
    lambda a, b: a ** 2 - 2 / smooth(b),
    lambda a, b: a ** 3,
    lambda a, b: smooth(a) ** -1.5,
    lambda a, b: sin(a),
    lambda a, b: a.cos() * 0.5,
    lambda a, b: exp(tanh(a)),
    lambda a, b: log(smooth(a)),
    lambda a, b: sqrt(smooth(a)),
    lambda a, b: sigmoid(a),
    lambda a, b: softplus(a) + log_sigmoid(b),
    lambda a, b: abs(a),
    lambda a, b: a.maximum(b),
    lambda a, b: a.minimum(0.1),
    lambda a, b: a.relu(),
    lambda a, b: total([a, b, a, 1.5]),
    lambda a, b: dot([a, b], [b, 2.0], a),
    lambda a, b: dot([a, b, 0.5, a, b, a], [b, 2.0, a, b, b, 0.25]),
    lambda a, b: logsumexp([a, b, 0.3]),
    lambda a, b: softmax([a, b, 0.3])[1],
    lambda a, b: log_softmax([b, a])[0],
]
place = st.integers(0, 99)
graphs = st.lists(st.tuples(st.integers(0, len(STEPS) - 1), place, place), min_size=1, max_size=12)
numbers = st.integers(-24, 24).map(lambda n: n / 8 + 1e-3)
batches = st.lists(st.lists(numbers, min_size=4, max_size=4), min_size=1, max_size=3)


def run(graph, leaves):
    """The last node of the graph, plus the others, so that much is shared and all leaves used."""
    nodes = list(leaves)
    for step, i, j in graph:
        nodes.append(STEPS[step](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]))
    return sum(nodes[:-1], nodes[-1])


def same(found, wanted, off):
    return abs(found - wanted) <= off or found == wanted


@settings(max_examples=2000, suppress_health_check=list(HealthCheck))
@given(graphs, batches)
def test_a_program_gives_what_the_graph_gives(graph, batch):
    leaves = [Value(number) for number in batch[0]]
    inputs, parameters = leaves[:2], leaves[2:]
    y = run(graph, leaves)
    assume(abs(y.data) < 1e6)
    program = compile(y, inputs, parameters)
    vars(program)["most_rows"] = 2  # so that three rows are two blocks
    theta = batch[0][2:]
    program([row[1::-1] for row in batch[::-1]], theta[::-1])  # nothing stays from an earlier call
    values, gradient = program([row[:2] for row in batch], theta)
    wanted = [eager(y, leaves, parameters, row[:2] + theta) for row in batch]
    assume(all(abs(value) < 1e6 for (value, _), _ in wanted))
    for found, ((value, off), _) in zip(values, wanted):
        assert same(found, value, off)
    for k, found in enumerate(gradient):
        slopes = [slopes[k] for _, slopes in wanted]
        size = sum(abs(slope) for slope, _ in slopes)
        off = sum(off for _, off in slopes) + 4 * 2.0 ** -53 * size
        assert same(found, math.fsum(slope for slope, _ in slopes), off)
    assert np.array_equal(program.value([row[:2] for row in batch], theta), values)
