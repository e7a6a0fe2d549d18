"""The ways through a graph: backward, grad, hessian, recompute, and their order."""

import gc
import math
from fractions import Fraction

import mpmath
import pytest

from chalkgrad.engine import (
    DomainError,
    GraphError,
    Value,
    backward,
    exp,
    grad,
    hessian,
    inner_nodes,
    recompute,
    sin,
    softmax,
    topological_order,
    total,
    zero_grad,
)


def diamond():
    """x and w, s = w x, and y = s s + x."""
    x, w = Value(2.0, "x"), Value(-3.0, "w")
    s = w * x
    return x, w, s, s * s + x


# Order

@pytest.mark.parametrize("point", [1e-17, 1e-12, 1e-8, -1e-3, 0.5, 0.99, 1.01, 3.0])
@pytest.mark.parametrize("name, order", [("tanh", 2), ("sigmoid", 2), ("tanh", 4), ("sigmoid", 4),
                                         ("softplus", 3), ("log_sigmoid", 3)])
def test_higher_derivatives_keep_their_digits_near_zero(name, order, point):
    truth = {"tanh": mpmath.tanh, "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
             "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
             "log_sigmoid": lambda z: -mpmath.log(1 + mpmath.exp(-z))}[name]
    x = Value(point)
    slope = getattr(x, name)()
    for _ in range(order):
        (slope,) = grad(slope, [x], create_graph=True)
    with mpmath.workdps(120):
        expected = mpmath.diff(truth, mpmath.mpf(point), order)
    assert slope.data == pytest.approx(float(expected), rel=1e-12, abs=0)


def test_the_order_puts_inputs_before_outputs_and_each_node_once():
    x, w, s, y = diamond()
    order = topological_order(y)
    assert order[:3] == [x, w, s] and order[-1] is y and len(order) == len({*order}) == 5
    assert inner_nodes(y) == order[2:]
    for node in order:
        assert all(order.index(given) < order.index(node) for given in node.inputs)


def test_the_order_of_several_roots():
    x, _, _, y = diamond()
    z = x.sin()
    assert topological_order(y, z) == [*topological_order(y), z]
    assert topological_order(x) == [x] and inner_nodes(x) == []


# Backward

def test_leaves_accumulate_and_inner_nodes_hold_the_last_pass():
    x, w, s, y = diamond()
    assert x.grad is None
    y.backward()
    assert (y.grad, s.grad, w.grad, x.grad) == (1, -12, -24, 37)
    backward(y, 2.0)
    assert (y.grad, s.grad, w.grad, x.grad) == (2, -24, -72, 111)


def test_zero_grad_means_not_computed():
    x, _, _, y = diamond()
    other = x * 2
    y.backward()
    other.backward()
    zero_grad(y)
    assert [n.grad for n in topological_order(y)] == [None] * 5 and other.grad == 1


@pytest.mark.parametrize("seed", [0.0, -2.5, 3, Fraction(1, 2), mpmath.mpf("0.1")], ids=repr)
def test_seeds(seed):
    x = Value(3.0)
    (x * x).backward(seed)
    assert x.grad == 6 * seed


def test_backward_from_a_leaf():
    x = Value(3.0)
    x.backward()
    x.backward(2.0)
    assert x.grad == 3


def test_nodes_outside_stay_untouched():
    x, _, s, y = diamond()
    s.backward()
    assert y.grad is None and x.grad == -3


def test_new_data_in_a_leaf_does_not_corrupt_a_gradient():
    x, w, s, y = diamond()
    x.data = w.data = s.data = math.nan
    y.backward()
    assert (w.grad, x.grad) == (-24, 37)


# Recompute

def test_recompute_equals_rebuilding():
    def build(x, w):
        p = softmax([x, w, 0.5])
        return total([p[0] * w, p[1].log(), x ** w, 3 - x, exp(sin(x))])
    x, w = Value(2.0), Value(-3.0)
    y = build(x, w)
    x.data, w.data = 0.7, 1.9
    recompute(y)
    again = build(Value(0.7), Value(1.9))
    pairs = list(zip(inner_nodes(y), inner_nodes(again)))
    assert len(pairs) == 9
    for old, new in pairs:
        assert (old.data, old.partials, old.op) == (new.data, new.partials, new.op)


def test_a_failed_recompute_changes_nothing():
    x, other = Value(1.0), Value(3.0)
    y = (x * other).exp() + (x + 1).log() * 2
    before = [(n.data, n.partials) for n in inner_nodes(y)]
    x.data = -1.0
    with pytest.raises(DomainError, match="log"):
        recompute(y)
    assert [(n.data, n.partials) for n in inner_nodes(y)] == before


# Grad

def test_grad_of_a_list_in_its_order():
    x, w, s, y = diamond()
    assert grad(y, [w, x]) == [-24, 37]
    assert grad(y, (x, s, y, x)) == [37, -12, 1, 37]
    assert grad(y, []) == []
    assert all(n.grad is None for n in topological_order(y))


def test_grad_by_an_inner_node_alone():
    _, _, s, y = diamond()
    assert grad(y, [s]) == [-12]


@pytest.mark.parametrize("kind", [float, Fraction, mpmath.mpf, complex])
def test_what_y_does_not_depend_on(kind):
    x, other = Value(kind(2)), Value(kind(3))
    assert grad(x * x, [other]) == [0]
    assert grad(x, [x, other]) == [1, 0]
    assert grad(x, [x, other], create_graph=True)[1].data == 0


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_gradient_through_y_itself(create_graph):
    x = Value(2.0)
    y = x * x
    assert [float(getattr(g, "data", g)) for g in grad(y, [y, x], create_graph)] == [1, 4]


@pytest.mark.parametrize("order", [1, 2, 3])
def test_derivatives_of_higher_order(order):
    x = Value(1.3)
    y = (x + (x * x).sin()).tanh() / x ** 2.5 - (0.1 * x).sigmoid()
    for _ in range(order):
        (y,) = grad(y, [x], create_graph=True)
    want = mpmath.diff(lambda x: mpmath.tanh(x + mpmath.sin(x * x)) / x ** mpmath.mpf(2.5)
                       - 1 / (1 + mpmath.exp(-mpmath.mpf(0.1) * x)), mpmath.mpf(1.3), order)
    assert y.data == pytest.approx(float(want), rel=1e-11)
    assert x.grad is None


def test_a_graph_of_constant_slopes_can_be_differentiated():
    x = Value(2.0)
    (slope,) = grad(3 * x, [x], create_graph=True)
    assert slope.data == 3 and grad(slope, [x]) == [0]


def test_hessian():
    def function(a, b, c, library):
        return library.exp(a * b) * library.sin(c) + a ** b / c + (a - c) * (b + a * a)
    at = [1.2, 0.7, -2.1]
    xs = [Value(n) for n in at]

    class Rows:
        exp, sin = exp, sin
    got = hessian(function(*xs, Rows), xs)
    for i in range(3):
        for j in range(3):
            order = tuple((i == k) + (j == k) for k in range(3))
            want = mpmath.diff(lambda *z: function(*z, mpmath), tuple(map(mpmath.mpf, at)), order)
            assert got[i][j] == pytest.approx(float(want), rel=1e-12)
            assert got[i][j] == pytest.approx(got[j][i], rel=1e-14)


def test_the_mixed_second_derivative_at_exponent_zero():
    x, y = Value(2.0), Value(0.0)
    assert hessian(x ** y, [x, y]) == [[0, 0.5], [0.5, pytest.approx(math.log(2) ** 2)]]


# What is no node

@pytest.mark.parametrize("attempt, message", [
    (lambda x: grad(3.0, [x]), r"3.0 \(float\) is no node of a graph"),
    (lambda x: grad(x, [1.0]), r"1.0 \(float\) is no node of a graph"),
    (lambda x: grad(x, [x, "x"]), r"'x' \(str\) is no node"),
    (lambda x: grad(x, x), r"come in a list; write grad\(y, \[x\]\)"),
    (lambda x: hessian(x, x), r"come in a list"),
    (lambda x: hessian(None, [x]), r"None \(NoneType\) is no node"),
])
def test_what_is_no_node(attempt, message):
    with pytest.raises(GraphError, match=message):
        attempt(Value(2.0))


def differentiated(depth):
    x = y = Value(1.0)
    for _ in range(depth):
        y = y + 0.0
    y.backward()
    return x.grad


def test_full_passes_of_the_collector_wait_by_the_size_of_the_graph():
    usual = gc.get_threshold()
    differentiated(300_000)
    young, middle, full = gc.get_threshold()
    assert (young, middle) == usual[:2] and full == 300_000 // (young * middle) > usual[2]
    differentiated(10)
    assert gc.get_threshold() == usual


def test_a_threshold_that_somebody_has_set_stays():
    usual = gc.get_threshold()
    try:
        gc.set_threshold(123, 4, 5)
        differentiated(300_000)
        assert gc.get_threshold() == (123, 4, 5)
    finally:
        gc.set_threshold(*usual)
