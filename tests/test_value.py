"""The node itself: how it is made, compared, printed, copied, and met by Python and NumPy."""

import math
import operator
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from chalkgrad.engine import DomainError, NumberError, Value, exp, grad, log, sin, total

mpf = mpmath.mpf


# Making one

@pytest.mark.parametrize("given, kind", [
    (3, float), (0.5, float), (np.float32(0.5), float), (np.int64(3), float), (1j, complex),
    (Fraction(1, 3), Fraction), (mpf("0.1"), mpf), (math.nan, float), (math.inf, float),
])
def test_a_leaf(given, kind):
    leaf = Value(given, "x")
    assert type(leaf.data) is kind and repr(leaf.data) == repr(kind(given))
    assert (leaf.label, leaf.grad, leaf.op) == ("x", None, None)
    assert leaf.inputs == leaf.partials == leaf.arguments == ()


@pytest.mark.parametrize("given", [True, "3", None, np.zeros(2), [1.0], object(), {}])
def test_what_is_no_number_makes_no_value(given):
    for attempt in (lambda: Value(given), lambda: total([Value(1.0), given])):
        with pytest.raises(NumberError, match=r"not (a|one) number"):
            attempt()


@pytest.mark.parametrize("given", [True, "3", None, [1.0], object(), {}])
@pytest.mark.parametrize("meet", [operator.add, operator.sub, operator.mul, operator.truediv,
                                  operator.pow, operator.lt, operator.ge])
def test_what_is_no_number_meets_no_value(meet, given):
    with pytest.raises(NumberError, match=r"not (a|one) number"):
        meet(Value(1.0), given)


def test_the_label_is_text():
    assert Value(1.0).label == ""
    with pytest.raises(NumberError, match=r"a label is text, but 2.0 was given; write Value\("):
        Value(1.0, 2.0)


def test_a_node_remembers():
    x = Value(2.0, "x")
    node = 3 - x
    assert (node.data, node.op.name, node.label, node.grad) == (1, "sub", "", None)
    assert node.inputs == (x,) and node.partials == (-1,) and node.arguments == (3, x)
    assert type(node.arguments[0]) is float


# Operators

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
KINDS = [(2.5, 0.3), (2.5, 3), (Fraction(5, 2), Fraction(3)), (mpf("2.5"), mpf("0.3")),
         (2.5 + 1j, 0.3 - 2j), (2.5, np.float64(0.3))]


@pytest.mark.parametrize("meet", ARITHMETIC)
@pytest.mark.parametrize("a, b", KINDS, ids=repr)
def test_values_meet_values_and_plain_numbers_on_both_sides(meet, a, b):
    want, x, y = meet(a, b), Value(a), Value(b)
    both, left, right = meet(x, y), meet(x, b), meet(a, y)
    assert both.data == left.data == right.data == pytest.approx(want, rel=1e-15)
    assert type(both) is type(left) is type(right) is Value
    assert (both.inputs, left.inputs, right.inputs) == ((x, y), (x,), (y,))
    assert both.partials == left.partials + right.partials


@pytest.mark.parametrize("exact, number", [
    (Fraction(1, 2), Fraction(1, 6)), (mpf(1) / 2, mpf(1) / 6)])
def test_ints_meet_exact_numbers_exactly(exact, number):
    assert (Value(exact) / 3).data == number


def test_signs():
    x = Value(-2.0)
    assert +x is x and (-x).data == abs(x).data == 2


def test_the_sum_of_a_list():
    a, b, c = map(Value, (1.0, 2.0, 3.0))
    y = sum([a, b, c])
    assert y.data == 6 and y.inputs[1] is c and y.inputs[0].inputs == (a, b)
    assert sum([a]) is a


def test_comparisons_look_at_the_data():
    x, y = Value(1.0), Value(2.0)
    assert x < y and y > x and x <= y and y >= x and not y < x and not y <= x
    assert x < 1.5 and x > 0 and x <= 1 and not x >= 1.5
    assert max(x, y) is y and sorted([y, x]) == [x, y]
    assert operator.lt(0, x) and operator.ge(1, x) and not operator.gt(0.5, x)
    assert Value(Fraction(1, 3)) < Fraction(1, 2) and Value(mpf(1)) >= 1
    assert all(type(answer) is bool for answer in (x < y, x <= 1, Value(mpf(1)) > 0))


def test_equality_and_hash_are_identity():
    x, y = Value(1.0), Value(1.0)
    assert x == x and x != y and x != 1.0 and len({x, y, x}) == 2
    x.data = 5.0
    assert x in {x}


def test_nan_data_passes_through():
    x = Value(math.nan)
    for y in (x + 1, x * x, x / x, x ** 2, x.log(), x.sqrt(), x.relu(), x.sin(), x.sigmoid(),
              abs(x), x.maximum(1), x.minimum(1), 1 / x):
        assert math.isnan(y.data)


# Printing

@pytest.mark.parametrize("node, text", [
    (lambda: Value(2.0), "Value(2)"),
    (lambda: Value(0.57444252, "a"), "Value(0.5744, label='a')"),
    (lambda: Value(1e-12), "Value(1e-12)"),
    (lambda: Value(Fraction(1, 3)), "Value(1/3)"),
    (lambda: Value(1 + 2j), "Value(1+2j)"),
    (lambda: Value(math.nan), "Value(nan)"),
    (lambda: Value(2.0) * 3, "Value(6, op=mul)"),
])
def test_repr(node, text):
    assert repr(node()) == str(node()) == f"{node()}" == text


def test_repr_after_a_backward_pass():
    a = Value(0.3).sigmoid()
    a.label = "a"
    a.backward(-0.42557)
    assert repr(a) == "Value(0.5744, grad=-0.4256, op=sigmoid, label='a')"


def test_format_looks_at_the_data():
    assert f"{Value(math.pi):.2f} {Value(2.0):>5} {Value(1e-9):e}" == "3.14   2.0 1.000000e-09"


# NumPy

def values(numbers):
    return np.vectorize(Value, otypes=[object])(np.array(numbers))


def data(array):
    return np.vectorize(lambda node: node.data, otypes=[float])(array)


@pytest.mark.parametrize("meet", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_object_arrays_work_elementwise(meet):
    numbers, others = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0])
    for left, right in ((values(numbers), values(others)), (values(numbers), others),
                        (numbers, values(others)), (values(numbers), 2.0), (3.0, values(numbers))):
        plain = [n if np.isscalar(n) or n.dtype == float else data(n) for n in (left, right)]
        assert (data(meet(left, right)) == meet(*plain)).all()


def test_matrices_sums_and_functions_of_object_arrays():
    weights, x = values([[1.0, 2.0], [3.0, 4.0]]), values([0.5, -0.5])
    z = weights @ x
    y = np.exp(z).sum() + np.sum(x) + np.sin(x)[0] + np.sqrt(weights).mean()
    assert type(y) is Value and (data(z) == [-0.5, -0.5]).all()
    want = math.exp(-0.5)
    assert grad(y, [*x]) == pytest.approx([4 * want + 1 + math.cos(0.5), 6 * want + 1])


@pytest.mark.parametrize("function, plain", [(np.exp, math.exp), (np.log, math.log),
                                             (np.tanh, math.tanh), (np.cos, math.cos)])
def test_functions_of_object_arrays(function, plain):
    assert data(function(values([0.5, 2.0]))) == pytest.approx([plain(0.5), plain(2.0)])


@pytest.mark.parametrize("number", [np.float64(2), np.float32(2), np.int64(2), np.array(2.0)],
                         ids=repr)
@pytest.mark.parametrize("meet", ARITHMETIC)
def test_numpy_scalars_on_both_sides(meet, number):
    x = Value(3.0)
    for node, want in ((meet(number, x), meet(2.0, 3.0)), (meet(x, number), meet(3.0, 2.0))):
        assert type(node) is Value and node.data == want and node.inputs == (x,)


@pytest.mark.parametrize("meet", ARITHMETIC)
def test_a_value_meets_every_element_of_an_array(meet):
    x, array = Value(3.0), np.array([[1.0, 2.0], [4.0, 5.0]])
    for got, want in ((meet(x, array), meet(3.0, array)), (meet(array, x), meet(array, 3.0))):
        assert got.shape == (2, 2) and (data(got) == want).all()


# Outside the domain

@pytest.mark.parametrize("compute, name, shown", [
    (log, "log", "Value(0, label='x')"), (lambda x: (x - 1).log(), "log", "Value(-1, op=sub)"),
    (lambda x: (x - 1).sqrt(), "sqrt", "Value(-1, op=sub)"),
    (lambda x: (x - 1) ** 0.5, "pow", "Value(-1, op=sub), 0.5"),
    (lambda x: x ** -1, "pow", "Value(0, label='x'), -1.0"),
    (lambda x: 1 / x, "div", "1.0, Value(0, label='x')"),
    (lambda x: x / 0, "div", "Value(0, label='x'), 0.0"),
    (lambda x: sin(exp(x + 1000)), "sin", "Value(inf, op=exp)"),
])
def test_a_domain_error_names_the_operation_and_the_node(compute, name, shown):
    with pytest.raises(DomainError) as caught:
        compute(Value(0.0, "x"))
    message = str(caught.value)
    assert message.startswith(f"{name}({shown}) is not defined: {name} needs ")
    assert isinstance(caught.value, ValueError)
