"""Gradients and Hessians of random graphs against another autodiff, HIPS autograd."""

import warnings

import autograd
import autograd.numpy as anp
import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalkgrad.engine import (
    Value,
    dot,
    exp,
    grad,
    hessian,
    log,
    log_sigmoid,
    logsumexp,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    tanh,
    total,
)


def smooth(z):
    """A positive number, so that log, √ and powers are defined."""
    return 0.5 + z * z


STEPS = [  # one step of a graph: ours, theirs; each of two earlier nodes
    (lambda a, b: a + b, lambda a, b: a + b),
    (lambda a, b: a - b, lambda a, b: a - b),
    (lambda a, b: a * b, lambda a, b: a * b),
    (lambda a, b: a / smooth(b), lambda a, b: a / smooth(b)),
    (lambda a, b: smooth(a) ** tanh(b), lambda a, b: smooth(a) ** anp.tanh(b)),
    (lambda a, b: a ** 3 - 2 / smooth(b), lambda a, b: a ** 3 - 2 / smooth(b)),
    (lambda a, b: -sin(a), lambda a, b: -anp.sin(a)),
    (lambda a, b: a.cos() * 0.5, lambda a, b: anp.cos(a) * 0.5),
    (lambda a, b: exp(tanh(a)), lambda a, b: anp.exp(anp.tanh(a))),
    (lambda a, b: log(smooth(a)), lambda a, b: anp.log(smooth(a))),
    (lambda a, b: sqrt(smooth(a)), lambda a, b: anp.sqrt(smooth(a))),
    (lambda a, b: sigmoid(a), lambda a, b: 1 / (1 + anp.exp(-a))),
    (lambda a, b: softplus(a) + log_sigmoid(b), lambda a, b: anp.log(1 + anp.exp(a))
     - anp.log(1 + anp.exp(-b))),
    (lambda a, b: abs(a).maximum(b), lambda a, b: anp.maximum(anp.abs(a), b)),
    (lambda a, b: a.relu() - b.minimum(0.1), lambda a, b: anp.where(a > 0, a, 0.0)
     - anp.minimum(b, 0.1)),
    (lambda a, b: total([a, b, a]), lambda a, b: a + b + a),
    (lambda a, b: dot([a, b], [b, 2.0], a), lambda a, b: a * b + 2.0 * b + a),
    (lambda a, b: logsumexp([a, b, 0.3]),
     lambda a, b: anp.log(anp.exp(a) + anp.exp(b) + anp.exp(0.3))),
    (lambda a, b: softmax([a, b, 0.3])[1],
     lambda a, b: anp.exp(b) / (anp.exp(a) + anp.exp(b) + anp.exp(0.3))),
]

place = st.integers(0, 99)
graphs = st.lists(st.tuples(st.integers(0, len(STEPS) - 1), place, place), min_size=1, max_size=12)
points = st.lists(st.floats(-2, 2).map(lambda x: round(x, 3) + 1e-4), min_size=1, max_size=4)


def run(graph, xs, side):
    """The last node of the graph, plus the others, so that much is shared."""
    nodes = list(xs)
    for step, i, j in graph:
        nodes.append(STEPS[step][side](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]))
    return sum(nodes[1:-1], nodes[-1]) if len(nodes) > 1 else nodes[0]


def close(ours, theirs):
    return np.allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@settings(max_examples=300)
@given(graphs, points)
def test_gradient_and_hessian(graph, point):
    def theirs(x):
        return run(graph, [x[i] for i in range(len(point))], 1)
    at = np.array(point)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "Output seems independent of input", and overflow
        value, slopes, curves = theirs(at), autograd.grad(theirs)(at), autograd.hessian(theirs)(at)
    assume(np.abs([value, *slopes, *curves.ravel()]).max() < 1e4)
    xs = [Value(x) for x in point]
    y = run(graph, xs, 0)
    assert close(y.data, value)
    assert close(grad(y, xs), slopes)
    assert close(hessian(y, xs), curves)
    y.backward()
    assert close([x.grad or 0.0 for x in xs], slopes)
