"""Places in the source, and the stop at the first number that is not finite."""

import gc
import sys
import threading
import weakref
from fractions import Fraction

import mpmath
import pytest

from chalkgrad import nn
from chalkgrad.engine import (
    RULES,
    DomainError,
    Value,
    dot,
    exp,
    grad,
    layer,
    log,
    op,
    recompute,
    softmax,
    sqrt,
    total,
    value,
    walk,
)
from chalkgrad.engine.number import Index
from chalkgrad.engine.watch import (
    NonFiniteError,
    Place,
    finite,
    place_of,
    recording,
    strict,
)

POSITIONS = sys.version_info >= (3, 11)
SWITCHED = [(value, "_next_order"), (value, "record"), (layer, "exact_dot"),
            (walk, "_share_out"), (walk, "_adjoints"), (op, "DomainError")]


def line():
    return sys._getframe(1).f_lineno


def fraction_of(place):
    """What of its line a place means: the whole before Python 3.11."""
    return place.expression if POSITIONS else place.text


# Places

def test_every_node_knows_its_line_and_expression():
    with recording() as record:
        x, here = Value(2.0, "x"), line()
        y = x * x + exp(x) / 3
    assert record.place(x) == place_of(x)
    assert record.place(x).file == __file__ and record.place(x).line == here
    assert record.place(y).text == "y = x * x + exp(x) / 3"
    if POSITIONS:
        found = [record.place(node).expression for node in (y, *y.inputs, y.inputs[1].inputs[0])]
        assert found == ["x * x + exp(x) / 3", "x * x", "exp(x) / 3", "exp(x)"]


@pytest.mark.parametrize("name", RULES)
def test_every_operation_is_recorded(name):
    count = 2 if RULES[name].variadic else len(RULES[name].letters) - 1
    given = [Value(0.5 + i) for i in range(count)]
    if name in ("softmax", "log_softmax"):
        given = [Index(0), *given]
    with recording() as record:
        node = RULES[name].apply(tuple(given))
    assert fraction_of(record.place(node)).startswith(
        "RULES[name].apply(tuple(given))" if POSITIONS else "node = RULES")


@pytest.mark.parametrize("make", [
    lambda x: x + 1, lambda x: 1 + x, lambda x: x - x, lambda x: 1 - x, lambda x: 3 * x,
    lambda x: x * x, lambda x: x / 2, lambda x: 2 / x, lambda x: x ** 2, lambda x: 2 ** x,
    lambda x: -x, abs, Value.relu, Value.exp, lambda x: sum([x, x]), lambda x: dot([x], [2.0], x),
    lambda x: total([x, x, x]), lambda x: softmax([x, x])[0], lambda x: x.maximum(0)])
def test_every_operator_is_recorded(make):
    x = Value(2.0)
    with recording() as record:
        node = make(x)
    assert record.place(node).file == __file__ and record.place(x) is None


def test_nodes_of_a_network_are_made_where_it_is_called():
    with recording() as record:
        net = nn.MLP([2, 2, 1], "relu", seed=0)
        trace = net.trace([1.0, 2.0])
        cost = nn.mse(trace.a[-1], [0.0])
    for node in (*trace.a[1], *trace.z[1], *trace.a[0]):
        assert fraction_of(record.place(node)).endswith("net.trace([1.0, 2.0])")
    assert "nn.mse" in record.place(cost).text
    assert "nn.MLP" in record.place(net.layers[0].b[0]).text


def test_an_expression_over_several_lines():
    with recording() as record:
        x = Value(2.0)
        y = (x *
             x.exp())
    assert record.place(y).text == ("y = (x * x.exp())" if POSITIONS else "y = (x *")
    assert str(record.place(y)).startswith(f"test_watch.py:{record.place(y).line}: y = (x *")


def test_columns_count_bytes():
    with recording() as record:
        åé, z = Value(2.0, "ü"), Value(3.0)
        y = åé.exp() + z.log()
    if POSITIONS:
        assert [record.place(node).expression for node in y.inputs] == ["åé.exp()", "z.log()"]


def test_source_that_is_not_there():
    space = {"Value": Value}
    with recording() as record:
        exec(compile("x = Value(1.0)", "<stdin>", "exec"), space)
    assert record.place(space["x"]) == Place("<stdin>", 1, "")
    assert str(record.place(space["x"])) == "<stdin>:1"


def test_place_names_the_part_only_if_it_is_not_the_whole():
    assert str(Place("/a/b.py", 3, "y = x.log()", "x.log()")) == "b.py:3: y = x.log()"
    assert str(Place("/a/b.py", 3, "y = 2 * x.log()", "x.log()")) == (
        "b.py:3: y = 2 * x.log(), in x.log()")


# Off, nested, in threads, forgotten

def switches():
    return [getattr(module, name) for module, name in SWITCHED]


def test_what_is_switched_is_put_back_whatever_happens():
    before, attributes = switches(), dict(vars(Value))
    with recording(), strict(), pytest.raises(ZeroDivisionError), strict(), recording():
        assert all(now is not then for now, then in zip(switches(), before))
        raise ZeroDivisionError
    assert switches() == before and dict(vars(Value)) == attributes
    assert type(value._next_order).__name__ == "method-wrapper"
    x = Value(1.0)
    assert place_of(x) is None


def test_nothing_but_module_globals_is_switched():
    """A changed class would lose its cached attributes for good after a few hundred blocks."""
    with recording(), strict():
        assert Value.__dict__["__add__"].__code__.co_filename.endswith("value.py")
        inside = dict(vars(Value))
    assert inside == dict(vars(Value))


def test_nested_recordings_both_note():
    with recording() as outer:
        x = Value(1.0)
        with recording() as inner:
            y = x + 1
        z = y + 1
    assert [bool(outer.place(n)) for n in (x, y, z)] == [True] * 3
    assert [bool(inner.place(n)) for n in (x, y, z)] == [False, True, False]


def test_a_thread_records_for_itself():
    made = []
    with recording() as record, strict():
        thread = threading.Thread(target=lambda: made.append(Value(1e308) * 10))
        thread.start()
        thread.join()
    assert made[0].data == float("inf") and record.place(made[0]) is None


def test_threads_may_leave_in_any_order():
    inside, leave, made = threading.Event(), threading.Event(), []

    def other():
        with recording() as record:
            inside.set()
            leave.wait(10)
            made.append(record.place(Value(1.0)))

    before = switches()
    thread = threading.Thread(target=other)
    with recording():
        thread.start()
        inside.wait(10)
    assert switches() != before
    leave.set()
    thread.join()
    assert switches() == before and made[0] is not None


def test_the_latest_recording_is_known_and_keeps_no_graph():
    with recording() as record:
        x = Value(1.0)
        x.exp()
    known = weakref.ref(record)
    del record
    assert place_of(x) is not None
    assert not [held for held in gc.get_referrers(x) if isinstance(held, dict) and 1 in held]
    with recording():
        pass
    assert place_of(x) is None and known() is None


def test_no_node_is_kept_alive():
    gc.collect()
    before = sum(type(held) is Value for held in gc.get_objects())
    with recording():
        Value(1.0).exp().log()
        assert sum(type(held) is Value for held in gc.get_objects()) == before


def test_a_long_recording_forgets_its_oldest_nodes(monkeypatch):
    monkeypatch.setattr("chalkgrad.engine.watch.GENERATION", 10)
    with recording() as record:
        nodes = [Value(float(i)) for i in range(25)]
    assert [record.place(n) is not None for n in nodes] == [False] * 10 + [True] * 15


# Errors that name the place

def test_a_domain_error_names_the_place():
    with recording(), pytest.raises(DomainError) as caught:
        y = Value(-1.0, "x").log()
        del y
    assert str(caught.value).endswith('y = Value(-1.0, "x").log())')
    assert "is not defined: log needs a number > 0" in str(caught.value)
    assert f"(made at test_watch.py:{caught.value.__traceback__.tb_lineno}: y" in str(
        caught.value)


def test_without_recording_an_error_names_no_place():
    with pytest.raises(DomainError) as caught:
        Value(-1.0).log()
    with strict(), pytest.raises(DomainError) as also:
        Value(-1.0).log()
    assert "made at" not in str(caught.value) + str(also.value)


def test_a_recomputed_node_names_the_place_where_it_was_made():
    with recording():
        x = Value(1.0, "x")
        y = log(x)
        x.data = -1.0
        with pytest.raises(DomainError, match=r"y = log\(x\)\)$"):
            recompute(y)


# strict

@pytest.mark.parametrize("make, text", [
    (lambda: Value(float("nan"), "x"), "x = nan is not finite"),
    (lambda: Value(800.0, "x").exp(), "exp of x = 800 is ∞"),
    (lambda: Value(1e308) * 10, "mul of 1·10³⁰⁸, 10 is ∞"),
    (lambda: Value(1e308) + Value(1e308), "add of"),
    (lambda: Value(-1e308) - Value(1e308), "sub of .* is −∞"),
    (lambda: Value(1e308) / 0.1, "div of"),
    (lambda: Value(10.0) ** 400, "pow of"),
    (lambda: 10 ** Value(400.0), "pow of"),
    (lambda: total([Value(1e308)] * 9), "total of .* and 5 more is ∞"),
    (lambda: dot([Value(1e308, "w")], [10.0]), "dot of w"),
    (lambda: Value(complex(1e308, 0)) * 10, "mul of"),
    (lambda: Value(mpmath.inf), "a Value = "),
])
def test_strict_stops_at_the_first_value(make, text):
    make()
    with strict(), pytest.raises(NonFiniteError, match=text) as caught:
        make()
    assert caught.value.node is not None and caught.value.place is None
    assert not finite(caught.value.node.data)


def test_strict_stops_inside_a_network_and_names_the_sum():
    net = nn.MLP([1, 1, 1], "relu", "linear")
    net.layers[0].w[0][0].data = 1e308
    with recording(), strict(), pytest.raises(NonFiniteError) as caught:
        net([-10.0])
    assert caught.value.op is dot and len(caught.value.inputs) == 3
    assert fraction_of(caught.value.place).endswith("net([-10.0])")
    assert "w₁,₁⁽¹⁾ = 1·10³⁰⁸" in str(caught.value)


def test_strict_stops_a_recompute_and_changes_nothing():
    x = Value(1.0, "x")
    y = exp(x) + 1
    with recording() as record:
        again = exp(x)
    x.data = 1000.0
    before = y.data, y.inputs[0].data
    with strict(), pytest.raises(NonFiniteError, match="exp of x = 1000 is ∞"):
        recompute(y)
    assert (y.data, y.inputs[0].data) == before
    with strict(), pytest.raises(NonFiniteError, match=r"\(made at .*again = exp\(x\)\)"):
        recompute(again)
    assert record.place(again)


@pytest.mark.parametrize("differentiate", [
    lambda y, x: y.backward(), lambda y, x: grad(y, [x]),
    lambda y, x: grad(y, [x], create_graph=True)])
def test_strict_stops_at_a_gradient(differentiate):
    with recording():
        x = Value(0.0, "x")
        y = 3 * sqrt(x)
    with strict(), pytest.raises(NonFiniteError) as caught:
        differentiate(y, x)
    message = str(caught.value)
    assert "3 * sqrt(x)" in message or "div of" in message
    if "gradient" in message:
        assert caught.value.node is x
        assert message.startswith("the gradient of x = 0 is ∞: it came through sqrt as 3 times "
                                  "the local derivative ∞ (made at test_watch.py:")


def test_strict_names_the_gradient_nearest_to_the_output():
    x = Value(1e-200, "x")
    z = x * 1
    z.label = "z"
    y = z ** -1 * 1e-200
    for differentiate in (lambda: y.backward(), lambda: grad(y, [x])):
        with strict(), pytest.raises(NonFiniteError, match=r"gradient of z = .* −∞") as caught:
            differentiate()
        assert caught.value.node is z


def test_recording_alone_lets_infinity_pass():
    with recording():
        x = Value(0.0, "x")
        for node in (Value(1e308) / 0.1, Value(1e308) * 10, dot([Value(1e308)], [10.0])):
            assert node.data == float("inf")
        sqrt(x).backward()
        assert x.grad == grad(sqrt(x), [x])[0] == float("inf")


def test_strict_lets_finite_numbers_pass():
    with strict():
        net = nn.MLP([2, 3, 1], "tanh", seed=0)
        cost = nn.mse(net([0.5, -1.0]), [1.0])
        cost.backward()
        grad(grad(cost, [net.layers[0].b[0]], create_graph=True)[0], [net.layers[0].b[0]])
        assert Value(Fraction(1, 3)) / 3 and finite(cost.data)


def test_strict_may_be_nested_and_ends():
    with strict():
        with strict():
            pass
        with pytest.raises(NonFiniteError):
            Value(800.0).exp()
    assert Value(800.0).exp().data == float("inf")
