"""The numbers to get right, one by one: where naive formulas overflow, cancel or divide by zero."""

import copy
import gc
import math
import random
from fractions import Fraction

import mpmath
import pytest
from truth import TRUTH, ulps

from chalkgrad.engine import (
    DomainError,
    Value,
    abs,
    div,
    dot,
    exp,
    grad,
    log,
    log_sigmoid,
    log_softmax,
    logsumexp,
    maximum,
    minimum,
    pow,
    relu,
    sigmoid,
    softmax,
    softplus,
    sqrt,
    tanh,
    total,
)
from chalkgrad.engine.store import from_records, to_records

inf, nan = math.inf, math.nan


def at(function, *numbers):
    """The value of a function of Values there, and its gradient."""
    xs = [Value(n) for n in numbers]
    y = function(*xs)
    return y.data, grad(y, xs)


def same(got, want):
    return [repr(float(n)) for n in got] == [repr(float(n)) for n in want]


EXACT = [  # name, function, where, value, gradient: all to the last bit
    ("σ(800)", sigmoid, [800], 1, [0]),
    ("σ(−800)", sigmoid, [-800], 0, [0]),
    ("log σ(−800)", log_sigmoid, [-800], -800, [1]),
    ("log(1 − σ(40))", lambda z: log_sigmoid(-z), [40], -40 - 4.248354255291589e-18, [-1]),
    ("softplus(800)", softplus, [800], 800, [1]),
    ("tanh(1e308)", tanh, [1e308], 1, [0]),
    ("exp(1000)", exp, [1000], inf, [inf]),
    ("LSE(1000, 1000)", lambda *z: logsumexp(z), [1000, 1000], 1000 + math.log(2), [0.5, 0.5]),
    ("LSE(−1000, −1000)", lambda *z: logsumexp(z), [-1000, -1000], math.log(2) - 1000, [0.5, 0.5]),
    ("LSE of one", lambda *z: logsumexp(z), [-1e308], -1e308, [1]),
    ("softmax at 1000", lambda *z: softmax(z)[0], [1000, 1000], 0.5, [0.25, -0.25]),
    ("softmax, spread", lambda *z: softmax(z)[1], [0, 800], 1, [0, 0]),
    ("log softmax, spread", lambda *z: log_softmax(z)[1], [0, -800], -800, [-1, 1]),
    ("x⁰ at 0", lambda x: x ** 0, [0], 1, [0]),
    ("x¹ at 0", lambda x: x ** 1, [0], 0, [1]),
    ("x² at 0", lambda x: x ** 2, [0], 0, [0]),
    ("x^½ at 0", lambda x: x ** 0.5, [0], 0, [inf]),
    ("√0", sqrt, [0], 0, [inf]),
    ("xʸ at (0, 0)", pow, [0, 0], 1, [0, 0]),
    ("xʸ at (0, ½)", pow, [0, 0.5], 0, [inf, 0]),
    ("xʸ at (0, 1)", pow, [0, 1], 0, [1, 0]),
    ("xʸ at (0, 2)", pow, [0, 2], 0, [0, 0]),
    ("xʸ at (−2, 3)", pow, [-2, 3], -8, [12, nan]),
    ("xʸ at (−2, 0)", pow, [-2, 0], 1, [0, nan]),
    ("(−2)³, a constant exponent", lambda x: x ** 3, [-2], -8, [12]),
    ("2ˣ, a constant base", lambda x: 2 ** x, [3], 8, [8 * math.log(2)]),
    ("0ˣ, a constant base", lambda x: 0 ** x, [2], 0, [0]),
    ("relu′(0)", relu, [0], 0, [0]),
    ("abs′(0)", abs, [0], 0, [0]),
    ("max tie", maximum, [1, 1], 1, [0.5, 0.5]),
    ("min tie", minimum, [1, 1], 1, [0.5, 0.5]),
    ("max(x, x)", lambda x: maximum(x, x), [1], 1, [1]),
    ("49/49", div, [49, 49], 1, [1 / 49, -1 / 49]),
    ("x/x at 1e−200", lambda x: x / x, [1e-200], 1, [0]),
    ("Σ without cancellation", lambda *x: total(x), [1e16, 1, -1e16], 1, [1, 1, 1]),
    ("Σwx without cancellation", lambda *x: dot(x, [1e8, 1, -1e8]), [1e8, 1, 1e8], 1,
     [1e8, 1, -1e8]),
]


@pytest.mark.parametrize("function, where, value, gradient",
                         [row[1:] for row in EXACT], ids=[row[0] for row in EXACT])
def test_exact(function, where, value, gradient):
    got, slopes = at(function, *where)
    assert got == value
    assert same([n + 0.0 for n in slopes], [n + 0.0 for n in gradient])  # −0 + 0 is 0


@pytest.mark.parametrize("name, z, slope", [
    ("sigmoid", 40, 4.248354255291589e-18), ("tanh", 20, 1.699341702116635e-17),
    ("sigmoid", -744, 9.9e-324), ("tanh", 372, 4 * 5e-324), ("tanh", 400, 0.0),
    ("sigmoid", 0, 0.25), ("softplus", -745, 5e-324), ("log_sigmoid", 745, 5e-324),
])
def test_slopes_in_the_tails(name, z, slope):
    (got,) = at(getattr(Value, name), z)[1]
    assert ulps(got, slope) <= 4 and ulps(got, TRUTH[name][1](mpmath.mpf(z))) <= 4


def test_sigmoid_over_all_doubles():
    chance = random.Random(0)
    for _ in range(3000):
        z = chance.choice([-1, 1]) * 10 ** chance.uniform(-320, 3)
        value, (slope,) = at(sigmoid, z)
        for got, truth in zip((value, slope), TRUTH["sigmoid"]):
            assert ulps(got, truth(mpmath.mpf(z))) <= 4, z


@pytest.mark.parametrize("y", [0.3, 0.999999999, 1.0000001, 1.5, 2.0, 3.5])
def test_powers_are_continuous_at_zero(y):
    _, (by_base, by_exponent) = at(pow, 0, y)
    assert by_exponent == 0
    assert by_base == (inf if y < 1 else 0)


@pytest.mark.parametrize("label, compute, message", [
    ("(−1)^½", lambda x: x ** 0.5, r"pow\(.*x.*, 0.5\) is not defined.*complex numbers"),
    ("√−1", sqrt, r"sqrt\(Value\(-1, label='x'\)\)"),
    ("log −1", log, r"log\(Value\(-1, label='x'\)\) is not defined: log needs a number > 0"),
    ("log 0", lambda x: log(x + 1), r"log\(Value\(0, op=add\)\)"),
    ("1/0", lambda x: 1 / (x + 1), r"div\(1.0, Value\(0, op=add\)\).*other than 0"),
    ("0⁻¹", lambda x: (x + 1) ** -1, r"pow\(Value\(0, op=add\), -1.0\)"),
])
def test_outside_the_domain(label, compute, message):
    with pytest.raises(DomainError, match=message):
        compute(Value(-1, "x"))


def test_complex_only_where_it_was_given():
    assert (Value(-1 + 0j) ** 0.5).data == pytest.approx(1j)
    assert Value(-1 + 0j).sqrt().data == 1j


def test_division_is_rounded_once():
    chance = random.Random(0)
    for _ in range(20000):
        a, b = chance.uniform(-9, 9), chance.uniform(-9, 9)
        node = Value(a) / Value(b)
        assert node.data == float(Fraction(a) / Fraction(b))


@pytest.mark.parametrize("compute", [
    lambda a, b: a - b, lambda a, b: a / b, lambda a, b: sum([a, b]), lambda a, b: total([a, b]),
    lambda a, b: 1 / a, lambda a, b: 1 - a, lambda a, b: a ** 2, lambda a, b: 2 ** a,
    lambda a, b: dot([a], [b]), lambda a, b: dot([a], [b], a), lambda a, b: -a,
])
def test_one_node_each(compute):
    a, b = Value(2.0), Value(3.0)
    node = compute(a, b)
    assert node.op is not None and {*node.inputs} <= {a, b}


# Graphs

def chain(depth):
    x = y = Value(1.0, "x")
    for _ in range(depth):
        y = y + 1e-6
    return x, y


def test_a_chain_of_a_million():
    """Forward, backward, copy, save, restore and deletion, all without recursion."""
    x, y = chain(10 ** 6)
    y.backward()
    assert x.grad == 1
    twin = copy.deepcopy(y)
    assert (twin.data, twin.grad) == (y.data, 1)
    del twin
    records = to_records(y)
    del x, y
    restored = from_records(records)
    del records
    restored.zero_grad()
    restored.backward()
    assert restored.grad == 1


def test_a_second_backward_pass():
    x = Value(3.0)
    square = x * x
    cube = square * x
    seen = []
    for _ in range(2):
        cube.backward()
        seen.append((x.grad, square.grad, cube.grad))
    assert seen == [(27, 3, 1), (54, 3, 1)]


def test_a_plus_a_has_two_edges():
    a = Value(3.0)
    node = a + a
    node.backward()
    assert node.inputs == (a, a) and node.partials == (1, 1) and a.grad == 2


def values_alive():
    return sum(isinstance(o, Value) for o in gc.get_objects())


def test_a_graph_is_freed_by_reference_counting_alone():
    gc.collect()
    gc.disable()
    try:
        before = values_alive()
        x = Value(1.0)
        y = x
        for _ in range(300):
            y = (y * x).sigmoid() + total([x, y, 2.0])
        y.backward()
        y.recompute()
        grad(y, [x], create_graph=True)
        assert values_alive() > before + 900
        del x, y
        assert values_alive() == before
    finally:
        gc.enable()
