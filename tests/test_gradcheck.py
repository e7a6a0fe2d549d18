"""Gradients held against differences: what is right passes, what is wrong is named."""

import math
import sys
from fractions import Fraction

import mpmath
import pytest

from chalkgrad import nn
from chalkgrad.chalk.gradcheck import check_gradients
from chalkgrad.engine import (
    RULES,
    ChalkgradError,
    GraphError,
    Value,
    exp,
    log_softmax,
    logsumexp,
    sigmoid,
    softmax,
    topological_order,
    total,
)
from chalkgrad.engine.errors import MissingPackageError

SMOOTH = [name for name in RULES if name not in ("softmax", "log_softmax", "sign", "greater")]


def some(name):
    """A graph around a rule, away from kinks, and its leaves."""
    rule = RULES[name]
    leaves = [Value(0.5 + 0.75 * i, f"x_{i + 1}")
              for i in range(4 if rule.variadic else len(rule.letters) - 1)]
    return rule.apply(tuple(leaves)) * leaves[0], leaves


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("order", [1, 2])
def test_every_rule_passes(name, order):
    y, leaves = some(name)
    check = check_gradients(y, leaves, order)
    assert check.passed and all(entry.believe == "reverse" for entry in check)
    assert all(entry.ulps < 50 for entry in check if entry.value)
    assert all(entry.difference == pytest.approx(float(entry.truth), rel=1e-4, abs=1e-4)
               for entry in check)


@pytest.mark.parametrize("build", [
    lambda xs: softmax(xs)[1], lambda xs: log_softmax(xs)[2], logsumexp, total,
    lambda xs: total(softmax(xs)[:2]) / xs[0]])
def test_rules_over_lists_with_an_index(build):
    xs = [Value(0.3, "a"), Value(-1.0, "b"), Value(2.0, "c")]
    assert check_gradients(build(xs), xs).passed
    assert check_gradients(build(xs), xs, order=2).passed


def test_the_truth_has_50_digits():
    x = Value(0.5, "x")
    (entry,) = check_gradients(x.exp() * x, [x])
    (second,) = check_gradients(x.exp() * x, [x], order=2)
    with mpmath.workdps(60):
        slope, curvature = mpmath.exp(0.5) * 1.5, mpmath.exp(0.5) * 2.5
        assert abs(entry.truth - slope) < mpmath.mpf(10) ** -48
        assert abs(second.truth - curvature) < mpmath.mpf(10) ** -48
        assert entry.ulps == pytest.approx(float(abs(entry.value - slope)) / 2 ** -51, rel=1e-6)


@pytest.mark.parametrize("x", [1e-300, 1e-10, 1.0, 1e10, 1e300])
def test_small_and_large_numbers(x):
    node = Value(x, "x")
    for y in (node.log(), node * 3 + 1, node.sqrt() / 2 + 1e5):
        (entry,) = check_gradients(y, [node])
        assert entry.passed and entry.ulps < 4
    assert check_gradients(node.log(), [node]).entries[0].difference == pytest.approx(1 / x, 1e-6)


@pytest.mark.parametrize("build", [
    lambda x: x ** 2, lambda x: x ** 3, lambda x: x ** 5 + 1, lambda x: x.cos(), lambda x: x * 0])
def test_slopes_that_are_0(build):
    x = Value(0.0, "x")
    (entry,) = check_gradients(build(x), [x])
    assert (entry.believe, entry.ulps, entry.truth) == ("reverse", 0, 0)


def test_slopes_that_are_tiny():
    z = Value(300.0, "z")
    for order in (1, 2):
        (entry,) = check_gradients(z.sigmoid(), [z], order)
        assert entry.passed and entry.ulps < 4 and 0 < abs(entry.truth) < 1e-130


# What is wrong

@pytest.fixture
def wrong_sine(monkeypatch):
    """The sine with a derivative of the wrong sign."""
    wrong = (lambda a, z: -RULES["cos"].unchecked(z),)
    monkeypatch.setattr(RULES["sin"], "derivatives", wrong)
    monkeypatch.setattr(RULES["sin"], "exact", wrong)


@pytest.mark.usefixtures("wrong_sine")
def test_a_wrong_rule_is_named():
    x = Value(0.5, "x")
    y = exp(RULES["sin"](x) * 2)
    check = check_gradients(y, [x])
    (entry,) = check
    assert not check.passed and entry.believe == "truth"
    assert entry.difference == pytest.approx(float(entry.truth)) == pytest.approx(-entry.value)
    assert entry.sentence.startswith("the rule of sin is wrong: its derivative by argument 1 is "
                                     "−0.8776 at v₁, but sin itself rises by 0.8776")
    assert "FAILED: 0 of 1 right" in str(check)


def test_a_wrong_second_derivative_is_named(monkeypatch):
    monkeypatch.setattr(RULES["cos"], "exact", (lambda a, z: RULES["sin"].unchecked(z),))
    x = Value(0.5, "x")
    y = RULES["sin"](x)
    assert check_gradients(y, [x]).passed
    (entry,) = check_gradients(y, [x], order=2)
    assert not entry.passed and "the rule of cos is wrong" in entry.sentence


def test_lost_digits_are_told_from_a_wrong_rule():
    z = Value(32.0, "z")
    (entry,) = check_gradients((1 - sigmoid(z)).log(), [z])
    assert not entry.passed and entry.believe == "truth" and entry.ulps > 1e10
    assert entry.sentence.startswith("its rules are right, but floats have lost the digits")
    assert float(entry.truth) == pytest.approx(-1, rel=1e-12)
    assert check_gradients((-z).log_sigmoid(), [z]).passed


def test_contributions_that_cancel_pass_with_a_remark():
    x = Value(0.1, "x")
    (entry,) = check_gradients(exp(x) * 3 - (3 + 3e-12) * exp(x), [x])
    assert entry.passed and entry.ulps > 100 and "contributions cancel" in entry.sentence


def test_a_difference_that_sees_nothing():
    x = Value(0.5, "x")
    (entry,) = check_gradients(x * 1e-9 + 1e12, [x])
    assert entry.passed and "the central difference has lost its digits" in entry.sentence


def test_the_step_is_not_so_small_that_rounding_hides_the_slope():
    x = Value(0.5, "x")
    (entry,) = check_gradients(x * 1e-3 + 1e8, [x])
    assert entry.difference == pytest.approx(1e-3, rel=1e-3) and not entry.sentence


# Kinks and edges

@pytest.mark.parametrize("build, passed", [
    (lambda x: x.relu() * 3, True), (abs, True), (lambda x: x.maximum(0), True),
    (lambda x: x.minimum(-x), True)])
def test_a_kink_passes_with_any_slope_between(build, passed):
    x = Value(0.0, "x")
    (entry,) = check_gradients(build(x), [x])
    assert entry.believe == "kink" and entry.passed is passed and math.isnan(entry.ulps)
    assert "on the left" in entry.sentence


def test_a_kink_with_a_slope_outside_fails(monkeypatch):
    monkeypatch.setattr(RULES["abs"], "exact", (lambda c, a: 7.0,))
    x = Value(0.0, "x")
    (entry,) = check_gradients(abs(x), [x])
    assert entry.believe == "kink" and not entry.passed and "does not lie between" in entry.sentence


def test_beside_a_kink_all_is_smooth():
    x = Value(1e-12, "x")
    assert check_gradients(x.relu() * 3, [x]).entries[0].believe == "reverse"


def test_the_edge_of_the_domain():
    x = Value(0.0, "x")
    (entry,) = check_gradients(x.sqrt() + 1, [x])
    assert entry.believe == "nobody" and not entry.passed
    assert "not defined on both sides of x = 0" in entry.sentence


# The graph

def test_the_graph_is_left_as_it_was():
    net = nn.MLP([2, 3, 3], "tanh", "softmax", seed=0)
    cost = nn.log_likelihood(net([0.3, -0.4]), 1)
    cost.backward()
    before = [(n.data, n.grad, n.label, n.partials) for n in topological_order(cost)]
    check = check_gradients(cost, list(net.parameters()))
    assert check.passed and len(check) == 21
    check_gradients(cost, list(net.layers[0].b), order=2)
    assert [(n.data, n.grad, n.label, n.partials) for n in topological_order(cost)] == before


def test_inner_nodes_and_strangers():
    x, stranger = Value(2.0, "x"), Value(1.0, "stranger")
    s = x * x
    y = s * x + s
    inner, itself, other = check_gradients(y, [s, y, stranger])
    assert (inner.value, itself.value, other.value) == (3.0, 1.0, 0.0)
    assert all(entry.passed and entry.ulps == 0 for entry in (inner, itself, other))
    assert other.name == "stranger"


def test_the_hessian_has_each_pair_once():
    a, b, c = Value(2.0, "a"), Value(3.0, "b"), Value(4.0, "c")
    check = check_gradients(a * a * b, [a, b, c], order=2)
    assert [entry.name for entry in check] == ["a, a", "a, b", "a, c", "b, b", "b, c", "c, c"]
    assert [entry.value for entry in check] == [6, 4, 0, 0, 0, 0] and check.passed


def test_other_kinds_of_real_numbers():
    x = Value(Fraction(1, 3), "x")
    assert check_gradients(x * x / 7, [x]).entries[0].ulps == 0
    with mpmath.workdps(50):
        z = Value(mpmath.mpf(1) / 3, "z")
        (entry,) = check_gradients(z.exp(), [z])
        assert entry.passed and entry.ulps < 1e-30


# Printing and refusing

def test_the_table():
    x, w = Value(2.0, "x"), Value(-3.0, "w_{1,2}^{(1)}")
    y = (w * x).sigmoid() * x
    y.label = "a very long name"
    text = str(check_gradients(y, [x, w]))
    assert text.split()[:10] == ["∂a", "very", "…", "reverse", "mode", "difference", "50",
                                 "digits", "ulps", "believe"]
    assert text.splitlines()[2].startswith("w₁,₂⁽¹⁾ ") and text.endswith("passed: 2 of 2 right")
    assert max(map(len, text.splitlines())) <= 80


def test_the_widest_numbers_stay_in_80_columns():
    z = Value(-1.2345678901234e-250, "a label beyond all measure")
    text = str(check_gradients((z * 3.21e-30).exp() * -1.2345678901234e-250, [z]))
    assert max(map(len, text.splitlines())) <= 80


def test_what_cannot_be_checked_is_refused():
    x = Value(2.0, "x")
    y = x * x
    with pytest.raises(ChalkgradError, match="order=3 can't be checked; write order=1"):
        check_gradients(y, [x], order=3)
    with pytest.raises(GraphError, match="write grad"):
        check_gradients(y, x)
    with pytest.raises(GraphError, match="is no node"):
        check_gradients(3.0, [x])
    with pytest.raises(GraphError, match="complex"):
        check_gradients(Value(1j) * x, [x])
    with pytest.raises(GraphError, match=r"write explain\(y\)"):
        check_gradients((x * 1000).exp(), [x])
    x.data = 5.0
    with pytest.raises(GraphError, match=r"y.recompute\(\)"):
        check_gradients(y, [x])
    y.recompute()
    assert check_gradients(y, [x]).passed


def test_without_mpmath(monkeypatch):
    monkeypatch.setitem(sys.modules, "mpmath", None)
    x = Value(2.0)
    with pytest.raises(MissingPackageError, match="write pip install mpmath"):
        check_gradients(x * x, [x])
