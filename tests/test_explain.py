"""Findings about a graph: each kind, its numbers, its order, and the report as it reads."""

import math

import mpmath
import pytest

from chalkgrad import nn
from chalkgrad.chalk.explain import KINDS, RATIO, explain
from chalkgrad.engine import GraphError, Value, exp, log_softmax, relu, topological_order
from chalkgrad.engine.watch import recording


def named(label, node):
    node.label = label
    return node


def diamond():
    x, w = Value(2.0, "x"), Value(-3.0, "w")
    s = named("s", w * x)
    return x, w, s, named("y", s * s + x)


def test_the_largest_contribution_to_each_gradient():
    x, w, _s, y = diamond()
    first, second = explain(y).of("contribution")
    assert (first.node, first.name, first.numbers) == (x, "x", (36.0, 37.0))
    assert str(first) == ("∂y/∂x = 37: the largest of 2 contributions is 36, through s (mul)")
    assert (second.node, second.numbers) == (w, (-24.0, -24.0))
    assert str(second) == "∂y/∂w = −24: all of it through s (mul)"


def test_nothing_of_the_graph_is_touched():
    *_, y = diamond()
    before = [(n.data, n.grad, n.label, n.partials) for n in topological_order(y)]
    explain(y)
    assert [(n.data, n.grad, n.label, n.partials) for n in topological_order(y)] == before


def test_nothing_found_says_so():
    *_, y = diamond()
    assert str(explain(y)) == """\
y = 38: nothing is wrong. Every number is finite, no unit is saturated or dead,
and no layer's gradient explodes or vanishes.
The largest contribution to each gradient
  ∂y/∂x = 37: the largest of 2 contributions is 36, through s (mul)
  ∂y/∂w = −24: all of it through s (mul)"""
    alone = explain(Value(2.0, "c"))
    assert len(alone) == 0 and str(alone) == (
        "c = 2 depends on nothing that was computed with, so there is nothing to find.")


@pytest.mark.parametrize("z, unit, found", [
    (9.1, "sigmoid", False), (9.3, "sigmoid", True), (-9.3, "sigmoid", True),
    (5.2, "tanh", False), (5.4, "tanh", True), (-5.4, "tanh", True), (800.0, "sigmoid", True)])
def test_saturated_units(z, unit, found):
    a = getattr(Value(z, "z"), unit)()
    assert [f.numbers for f in explain(a).of("saturated")] == [a.partials] * found


def test_dead_units_and_their_order():
    units = [relu(Value(z, f"z_{i}")) for i, z in enumerate((-1.0, 2.0, 0.0))]
    y = sum(units)
    assert [f.numbers for f in explain(y).of("dead")] == [(-1.0,), (0.0,)]
    assert explain(y).of("dead")[0].sentence.endswith(
        "= relu(−1): the slope is 0, so no gradient passes")


def chain(factors, label="z_1^{{({})}}"):
    """A unit per layer; each layer's z is the one before times a factor."""
    z = named(label.format(1), Value(1.0) * 1)
    for number, factor in enumerate(factors, 2):
        z = named(label.format(number), z * factor)
    return z


def test_vanishing_layers_the_worst_first():
    found = explain(chain([0.05, 0.5, 0.01])).of("vanishing")
    assert [f.numbers[2] for f in found] == pytest.approx([100.0, 20.0])
    assert found[0].sentence == ("from layer 4 down to 3 the mean |∂z₁⁽⁴⁾/∂z| falls from 1 to "
                                 "0.01, by a factor of 100")


def test_exploding_layers():
    (found,) = explain(chain([2.0, 50.0])).of("exploding")
    assert found.numbers == (50.0, 1.0, 50.0) and "grows from 1 to 50" in found.sentence


def test_a_layer_that_gets_nothing():
    (found,) = explain(chain([0.0])).of("vanishing")
    assert found.numbers == (0.0, 1.0, math.inf) and found.sentence.endswith("to nothing")


@pytest.mark.parametrize("label", ["z^{{({})}}", "z_{{1,2}}^{{({})}}", "z_j^({})"])
def test_labels_of_layers(label):
    assert len(explain(chain([RATIO * 2], label)).of("exploding")) == 1
    assert not explain(chain([RATIO / 2], label)).of("exploding")


def test_a_network_with_steep_inputs_vanishes():
    net = nn.MLP([2, 8, 8, 8, 1], seed=0)
    report = explain(named("C", nn.half_sse(net([100.0, -300.0]), [0.0])))
    assert "from layer 2 down to 1" in report.of("vanishing")[0].sentence
    slopes = [f.numbers[0] for f in report.of("saturated")]
    assert len(slopes) == 7 and slopes == sorted(slopes)
    assert "… and 2 more" in str(report) and "nothing is wrong" not in str(report)


def test_where_numbers_stop_being_finite():
    x = Value(0.0, "x")
    e = named("e", exp(named("s", x + 1000)))
    y = named("y", 3 * x.sqrt() + e)
    e_found, s_found, x_found = explain(y).of("non-finite")
    assert str(e_found) == "e = ∞: exp of s = 1000" and e_found.node is e
    assert str(s_found) == "∂y/∂s = ∞: 1 times an infinite or undefined slope of e (exp)"
    assert x_found.node is x and "3 times" in x_found.sentence and "(sqrt)" in x_found.sentence
    assert explain(Value(math.nan, "n") * 2).findings[0].sentence == "n = nan: it was given so"


def test_what_follows_from_an_infinite_gradient_is_no_finding():
    x = Value(1e-200, "x")
    z = named("z", x * 2)
    assert [f.name for f in explain(z ** -1).of("non-finite")] == ["z"]


def test_shares_that_overflow_together():
    x = Value(0.0, "x")
    (found,) = explain(named("y", x * 1e308 + x * 1e308))
    assert str(found) == "∂y/∂x = ∞: its shares are finite, but not their sum"


def test_the_gravest_comes_first():
    x = Value(0.0, "x")
    report = explain(x.sqrt() + (x + 20).sigmoid() + relu(x - 1) + 3 * Value(2.0))
    kinds = [finding.kind for finding in report]
    assert kinds == sorted(kinds, key=list(KINDS).index) and len(set(kinds)) == 4
    assert report.findings[0].kind == "non-finite" and len(report) == len(kinds)


def test_places_are_told_if_they_were_recorded():
    with recording():
        a = named("a", Value(-1.0, "z").relu())
        b = named("b", Value(-2.0, "z").relu())
    report = explain(a + b)
    assert report.of("dead")[0].place.line + 1 == report.of("dead")[1].place.line
    assert 'no gradient passes (test_explain.py:' in str(report.of("dead")[0])
    assert "  made at test_explain.py:" in str(report)
    assert report.of("contribution")[0].place is not None
    assert "made at" not in str(explain(Value(-1.0).relu()))


def test_a_report_is_80_columns_wide():
    net = nn.MLP([2, 4, 4, 1], "relu", seed=3)
    with recording():
        a_long_name_for_the_cost_of_a_network = named(
            "the cost of a network", nn.half_sse(net([1000000.0, -30000.0]), [0.123456]))
    report = str(explain(a_long_name_for_the_cost_of_a_network))
    assert max(map(len, report.splitlines())) <= 80 and "test_explain.py" in report


def test_other_kinds_of_numbers():
    z = Value(mpmath.mpf(20), "z")
    assert len(explain(z.sigmoid()).of("saturated")) == 1
    assert explain(Value(1 + 2j, "z") ** 2).of("contribution")[0].numbers[1] == 2 + 4j
    assert explain(-log_softmax([Value(1.0), Value(2.0)])[0]).of("contribution")


def test_what_is_no_node_is_refused():
    with pytest.raises(GraphError, match=r"2\.0 \(float\) is no node"):
        explain(2.0)
