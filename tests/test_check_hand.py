"""Numbers and functions by hand: right ones agree, typical mistakes are named, nothing changes."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalkgrad import Value, dot, grad, nn, tanh, total
from chalkgrad.check.errors import CheckError
from chalkgrad.check.hand.api import against, gradients
from chalkgrad.check.hand.spoken import spoken_ratio
from chalkgrad.engine import (
    ChalkgradError,
    GraphError,
    NumberError,
    ShapeError,
    topological_order,
)
from chalkgrad.nn.losses import half_sse

TARGET = np.array([0.8, 0.1])


def sig(z):
    return 1 / (1 + (mpmath.exp(-z) if hasattr(z, "context") else np.exp(-z)))


class Board:
    """A network 2-3-3-2 and everything that a student writes down for it."""

    def __init__(self, seed=1):
        self.net = nn.MLP([2, 3, 3, 2], seed=seed)
        self.trace = self.net.trace([0.7, -1.3])
        self.cost = half_sse(self.trace.a[-1], list(TARGET))
        self.cost.label = "C"
        self.layers = [None, *self.net.layers]
        self.w = [None] + [np.array([[v.data for v in row] for row in layer.w])
                           for layer in self.net.layers]
        self.a = [np.array([v.data for v in row]) for row in self.trace.a]
        self.z = [np.array([v.data for v in row]) for row in self.trace.z]
        self.slope = [a * (1 - a) for a in self.a]
        self.delta = self.deltas()

    def deltas(self, skip=(), power=1, slopes=None):
        """δ by layers, with the σ′ of some layers left out or to another power."""
        slopes = [s if layer not in skip else s ** (power - 1)
                  for layer, s in enumerate(slopes or self.slope)]
        delta = [None, None, None, (self.a[3] - TARGET) * slopes[3]]
        for layer in (2, 1):
            delta[layer] = (self.w[layer + 1] @ delta[layer + 1]) * slopes[layer]
        return delta

    def dw(self, layer, delta=None, a=None):
        return np.outer((a or self.a)[layer - 1], (delta or self.delta)[layer])

    def check(self, *numbers, **options):
        pairs = [(getattr(self.layers[int(name[1])], name[0]), given) for name, given in numbers]
        return gradients(pairs, self.cost, **options)


board = Board()
ALL = [(f"w{k}", board.dw(k)) for k in (1, 2, 3)] + [(f"b{k}", board.delta[k]) for k in (1, 2, 3)]
back = board.w[3] @ board.delta[3]  # ∂C/∂a of layer 2


def test_the_right_gradients_agree():
    check = board.check(*ALL)
    assert check and check.verdict == "true" and check.diagnosis == "" and check.worst is None
    assert len(check) == 29 and all(entry.ulps < 100 for entry in check)
    assert "✓ 29 of 29 agree" in str(check)


NETWORK = {
    "sign": ([(n, -g) for n, g in ALL], "sign", "the sign is wrong"),
    "factor 2": ([(n, 2 * g) for n, g in ALL], "ratio", "2 times the gradient"),
    "½": ([("w1", board.dw(1) / 2), ("b1", board.delta[1] / 2)], "ratio", "a factor 2 is missing"),
    "1/10": ([(n, g / 10) for n, g in ALL], "ratio", "1/10 times the gradient"),
    "any factor": ([(n, g * 1.37) for n, g in ALL], "ratio", "1.37 times"),
    "sign in one layer": ([("w1", board.dw(1)), ("w2", -board.dw(2))], "sign", "w"),
    "transposed": ([("w2", board.dw(2).T)], "transposed", "transposed"),
    "transposed, sign": ([("w2", -board.dw(2).T)], "transposed", "the sign is wrong"),
    "rows exchanged": ([("w2", board.dw(2)[[1, 0, 2]])], "permuted", "wrong places"),
    "shifted": ([("b2", np.roll(board.delta[2], 1))], "permuted", "wrong places"),
    "σ′ of the output missing": ([("w3", board.dw(3, board.deltas([3])))], "missing", "σ′(z"),
    "σ′ of the output missing all through": (
        [(f"w{k}", board.dw(k, board.deltas([3]))) for k in (1, 2, 3)], "missing", "σ′(z"),
    "σ′ of layer 2 missing": ([("w1", board.dw(1, board.deltas([2]))), ("b3", board.delta[3])],
                              "missing", "⁽²⁾) is missing, the same in its whole layer"),
    "σ′ of layer 1 missing": ([("w1", board.dw(1, board.deltas([1]))), ("w2", board.dw(2))],
                              "missing", "⁽¹⁾) is missing"),
    "every σ′ missing": ([(f"w{k}", board.dw(k, board.deltas([1, 2, 3]))) for k in (1, 2, 3)],
                         "missing", "at every sigmoid"),
    "σ′ twice": ([("w3", board.dw(3, [None] * 3 + [board.delta[3] * board.slope[3]]))],
                 "twice", "counted twice"),
    "a missing": ([("w2", np.tile(board.delta[2], (3, 1)))], "missing", "the factor a"),
    "a twice": ([("w2", np.outer(board.a[1] ** 2, board.delta[2]))], "twice", "the factor a"),
    "z for a": ([("w2", np.outer(board.z[1], board.delta[2]))], "before the function", "z for a"),
    "w missing": ([("w2", np.outer(board.a[1], board.delta[3].sum() * board.slope[2]))],
                  "missing", "the factor w"),
    "σ′(a)": ([("b2", back * sig(board.a[2]) * (1 - sig(board.a[2])))],
              "argument", "is taken at the output"),
    "a for σ′": ([("b2", back * board.a[2])], "output", "itself stands for σ′"),
    "1 − a for σ′": ([("b2", back * (1 - board.a[2]))], "output", "1 − a"),
    "tanh′ for σ′": ([("b2", back * (1 - np.tanh(board.z[2]) ** 2))], "other function", "tanh"),
    "Σ dropped": ([("b2", board.w[3][:, 0] * board.delta[3][0] * board.slope[2])],
                  "path", "one path is missing"),
    "σ′ missing and the sign": ([("w3", -board.dw(3, board.deltas([3])))], "missing", "factor −1"),
    "cut off": ([("b2", np.trunc(board.delta[2] * 1e6) / 1e6)], "rounded", "last digit"),
    "float32": ([("w2", board.dw(2).astype(np.float32))], "rounded", "float32"),
    "nonsense": ([("w2", np.arange(9.0).reshape(3, 3))], "unknown", "no single mistake"),
    "one entry": ([("b2", board.delta[2] * [1, 1.3, 1])], "unknown", "b₂"),
}


@pytest.mark.parametrize("mistake", NETWORK)
def test_mistakes_on_a_network(mistake):
    numbers, cause, words = NETWORK[mistake]
    check = board.check(*numbers)
    assert not check and check.verdict == "false" and check.worst is not None
    assert [found.cause for found in check.diagnoses] == [cause], check
    assert words in check.diagnosis and check.evidence


def to_digits(given, digits):
    """Numbers rounded to significant digits, as they are written on paper."""
    rounded = np.vectorize(lambda v: float(f"{v:.{digits - 1}e}"))(np.asarray(given, float))
    return rounded if rounded.ndim else float(rounded)


@pytest.mark.parametrize("digits", [2, 3, 4])
@pytest.mark.parametrize("mistake", [name for name in NETWORK if name not in (
    "cut off", "float32")])
def test_mistakes_on_a_network_in_numbers_of_few_digits(mistake, digits):
    numbers, cause, words = NETWORK[mistake]
    check = board.check(*[(name, to_digits(given, digits)) for name, given in numbers])
    assert not check and [found.cause for found in check.diagnoses] == [cause], check
    assert words in check.diagnosis


def test_the_right_gradients_of_few_digits_agree():
    for digits in range(2, 9):
        check = board.check(*[(name, to_digits(given, digits)) for name, given in ALL])
        assert check and check.reading.endswith("to the digits given") and "digits ✓" in str(check)
        assert check.verdict == "true"
    for decimals in (3, 4, 5):
        assert board.check(*[(name, np.round(given, decimals)) for name, given in ALL])


def test_two_mistakes_are_told_apart():
    check = board.check(("w2", -board.dw(2)), ("b1", board.delta[1] / board.slope[1]))
    assert [found.cause for found in check.diagnoses] == ["sign", "missing"]
    assert "b₁⁽¹⁾" in check.diagnoses[1].where


def test_a_layer_with_relu():
    net = nn.MLP([2, 4, 1], activation="relu", output="linear", seed=3)
    trace = net.trace([0.5, -1.0])
    delta = np.array([w[0].data for w in net.layers[1].w])
    alive = np.array([z.data > 0 for z in trace.z[1]])
    assert 0 < alive.sum() < 4
    assert gradients([(net.layers[0].b, delta * alive)], trace.a[2][0])
    check = gradients([(net.layers[0].b, delta)], trace.a[2][0])
    assert check.diagnoses[0].cause == "missing" and "relu′(z" in check.diagnosis


def scalar():
    w, x, b, t = Value(0.5, "w"), Value(2.0, "x"), Value(-0.3, "b"), Value(1.0, "t")
    z = w * x + b
    a = z.sigmoid()
    cost = (a - t) ** 2
    z.label, a.label, cost.label = "z", "a", "C"
    return w, x, b, a, cost


a = 1 / (1 + math.exp(-0.7))
RIGHT = 2 * (a - 1) * a * (1 - a)  # ∂C/∂z
SCALAR = {
    "½": ({"w": RIGHT, "b": RIGHT / 2}, "ratio", "a factor 2 is missing"),
    "x missing": ({"w": RIGHT, "b": RIGHT}, "missing", "the factor x is missing"),
    "σ′ missing": ({"w": 4 * (a - 1), "b": 2 * (a - 1)}, "missing", "σ′(z) is missing"),
    "σ′ twice": ({"b": RIGHT * a * (1 - a)}, "twice", "σ′(z) is counted twice"),
    "(a − t) missing": ({"w": 4 * a * (1 - a), "b": 2 * a * (1 - a)}, "missing", "factor a − t"),
    "sign": ({"w": -2 * RIGHT}, "sign", "the sign is wrong"),
    "exchanged": ({"w": RIGHT, "b": 2 * RIGHT}, "permuted", "wrong places"),
    "one number fits two": ({"w": RIGHT}, "ratio", "a factor 2 is missing"),
}


@pytest.mark.parametrize("mistake", SCALAR)
def test_mistakes_on_scalars(mistake):
    numbers, cause, words = SCALAR[mistake]
    check = gradients(numbers, scalar()[-1])
    assert not check and [found.cause for found in check.diagnoses] == [cause], check
    assert words in check.diagnosis


@pytest.mark.parametrize("digits", [2, 3, 4])
@pytest.mark.parametrize("mistake", SCALAR)
def test_mistakes_on_scalars_of_few_digits(mistake, digits):
    numbers, cause, words = SCALAR[mistake]
    for form in (float, str):
        hand = {key: form(to_digits(given, digits)) for key, given in numbers.items()}
        check = gradients(hand, scalar()[-1])
        assert not check and [found.cause for found in check.diagnoses] == [cause], check
        assert words in check.diagnosis


def test_all_mistakes_that_few_digits_fit_are_told():
    z = Value(0.05, "z")  # where σ′ is 0.2498
    check = gradients({z: 1.0, "v": "1.00"}, z.sigmoid() + Value(1.0, "v"))
    assert check.diagnoses[0].cause == "missing" and "σ′(z) is missing" in check.diagnosis
    check = gradients({z: "1.00"}, z.sigmoid() * 1)
    assert [found.cause for found in check.diagnoses] == ["several"]
    assert "4 times the gradient" in check.diagnosis and "σ′(z) is missing" in check.diagnosis
    assert "0.9994, 1, 0.9975 at z" in check.evidence
    assert gradients({z: "1.00000"}, z.sigmoid() * 1).diagnoses[0].cause == "missing"


@pytest.mark.parametrize("number, agrees", [
    (0.25, True), (0.2, False), ("0.2", True), (0.3, False), ("0.25", True), ("0.250", True),
    ("0.2500", False), ("0.2498", True), (0.2498, True), (0.2497, False), ("−0.25", False),
    (" .25 ", True), ("2.5e-1", True), ("+0.25", True), (0.24984, True), (0.24983, False),
    (0, False), (1, False), ("0", False), ("0.0", False), (Fraction(1, 4), False),
    (np.float64(0.25), True),
])
def test_a_rounded_number_is_right_to_its_digits(number, agrees):
    assert bool(gradients({"z": number}, Value(0.05, "z").sigmoid())) is agrees  # 0.24984380...


@pytest.mark.parametrize("text", ["", "x", "1/4", "0.25 or", "1e99999", "nan", "٣", "0x1", "1_0"])
def test_other_text_is_no_number(text):
    error(NumberError, "is text, not a number", lambda: gradients(
        {"z": text}, Value(0.05, "z").sigmoid()))


def test_text_is_a_number_of_the_graph_s_own_kind():
    assert gradients({"x": "0.67"}, Value(Fraction(1, 3), "x") ** 2)
    assert not gradients({"x": "0.66"}, Value(Fraction(1, 3), "x") ** 2)
    with mpmath.workdps(50):
        x = Value(mpmath.mpf(1) / 3, "x")
        assert gradients({x: "0." + 20 * "6" + "7"}, x * x)
        assert not gradients({x: "0." + 20 * "6" + "8"}, x * x)


def test_a_tolerance_replaces_the_digits_and_functions_are_not_rounded():
    z = Value(0.05, "z")
    assert not gradients({z: 0.25}, z.sigmoid(), tolerance=1e-9)
    assert against(z.sigmoid(), 0.25, wrt=z)
    assert not against(z.sigmoid(), lambda z: round(sig(z) * (1 - sig(z)), 2), wrt=z)


@given(st.floats(-1e3, 1e3).filter(lambda v: abs(v) > 1e-3), st.integers(2, 6),
       st.sampled_from([0.4, 0.49, 0.51, 0.6, 1.0]))
def test_a_number_is_right_within_half_a_unit_of_its_last_digit(right, digits, units):
    text = f"{right:.{digits - 1}e}"
    unit = float(f"1e{int(text.split('e')[1]) - digits + 1}")
    x = Value(1.0, "x")
    y = x * (float(text) + units * unit)
    assert bool(gradients({x: text}, y)) is (units < 0.5)


def test_y_without_a_label_is_not_called_like_another_node():
    x, y = Value(2.0, "x"), Value(1.0, "y")
    assert str(gradients({x: 4.0}, x * x)).startswith("∂y by ")
    check = gradients({x: 1.0, y: 2.0}, x * y)
    assert check.name == "v₁" and str(check).startswith("∂v₁ by ")
    error(CheckError, "not below v₁", lambda: gradients({Value(1.0, "q"): 1.0}, x * y))


def test_what_else_a_single_number_fits_is_told():
    assert "or else the factor x is missing" in gradients({"w": RIGHT}, scalar()[-1]).evidence


def test_paths():
    u = Value(0.7, "u")
    y = u.sin() * u + (3 * u).exp()
    one, two, three = 0.7 * math.cos(0.7), math.sin(0.7), 3 * math.exp(2.1)
    assert gradients({u: one + two + three}, y)
    for number in (one + two, one + three, two + three, three):
        check = gradients({u: number}, y)
        assert [found.cause for found in check.diagnoses] == ["path"], check


def test_another_variable():
    p, q = Value(0.3, "p"), Value(1.7, "q")
    y = p.exp() * q.sin() + q
    assert gradients({p: grad(y, [q])[0]}, y).diagnosis == "p: this is the gradient by q"


def test_grad_that_has_added_up():
    x = Value(1.5, "x")
    y = x.exp()
    y.backward()
    y.backward()
    assert "y.zero_grad()" in gradients({x: x.grad}, y).evidence


def test_saturation_passes_or_is_explained():
    for z in (10.0, 20.0, 25.0):
        s = sig(z)
        assert gradients({"z": s * (1 - s)}, Value(z, "z").sigmoid())
    check = gradients({"z": 0.0}, Value(40.0, "z").sigmoid())
    assert not check and check.diagnoses[0].cause == "digits lost"
    x = Value(3.0, "x")
    assert gradients({x: 0.0}, 0.1 * x + 0.2 * x - 0.3 * x)  # whose terms leave a last digit


def test_tolerance():
    x = Value(2.0, "x")
    y = x.exp()
    near = math.exp(2) * (1 + 1e-5)
    assert not gradients({x: near}, y) and gradients({x: near}, y, tolerance=1e-4)
    assert gradients({x: near}, y).tolerance == 1e-9
    for wrong in (-1, 2, "x", math.nan):
        with pytest.raises(CheckError, match="tolerance"):
            gradients({x: near}, y, tolerance=wrong)


def test_fractions_are_compared_exactly():
    x = Value(Fraction(1, 3), "x")
    y = x * x * 3
    assert gradients({x: Fraction(2)}, y) and gradients({x: 2}, y)
    assert gradients({x: 2.0}, y) and gradients({x: mpmath.mpf(2)}, y)
    assert not gradients({x: Fraction(2) + Fraction(1, 10 ** 30)}, y)


def test_fifty_digits():
    with mpmath.workdps(50):
        x = Value(mpmath.mpf(1) / 3, "x")
        y = (x * 3.0).exp() * mpmath.pi
        right = 3 * mpmath.exp(1) * mpmath.pi
        assert gradients({x: right}, y)
        check = gradients({x: 3 * mpmath.exp(1) * math.pi}, y)
        assert not check and check.diagnoses[0].cause == "rounded"
        assert gradients({x: float(right)}, y)  # a float is held to a float's digits


# Functions

def test_a_function_at_several_points():
    w, _x, b, node, cost = scalar()
    check = against(node, lambda w, x, b: sig(w * x + b) * (1 - sig(w * x + b)) * x, wrt=[w])
    assert check and check.points == 4 and len(check) == 4
    assert against(cost, lambda a, t: 2 * (a - t), wrt=node)
    assert against(cost, lambda *leaves: 2 * (sig(leaves[0] * leaves[1] + leaves[2]) - leaves[3]),
                   wrt="a")
    assert against(cost, lambda a, t, x: [2 * (a - t) * a * (1 - a) * s for s in (x, 1)],
                   wrt=[w, b])
    assert against(cost, 2 * RIGHT, wrt=w) and against(cost, [2 * RIGHT], wrt=[w])


def test_a_coincidence_at_the_present_point_is_found_out():
    w, _x, _b, node, _ = scalar()
    check = against(node, lambda a: a * (1 - a) * 2, wrt=w)  # x is 2 here
    assert not check and check.entries[0].agrees and "factor x is missing" in check.diagnosis


FUNCTIONS = {
    "σ′ missing": (lambda a, t, x: 2 * (a - t) * x, "missing", "σ′(z) is missing"),
    "x missing": (lambda a, t: 2 * (a - t) * a * (1 - a), "missing", "the factor x is missing"),
    "2 missing": (lambda a, t, x: (a - t) * a * (1 - a) * x, "ratio", "a factor 2 is missing"),
    "sign": (lambda a, t, x: 2 * (t - a) * a * (1 - a) * x, "sign", "sign"),
    "w for x": (lambda a, t, w: 2 * (a - t) * a * (1 - a) * w, "other variable", "by x"),
    "nonsense": (lambda a, x: a + x, "unknown", "no single mistake"),
}


@pytest.mark.parametrize("mistake", FUNCTIONS)
def test_mistakes_in_functions(mistake):
    function, cause, words = FUNCTIONS[mistake]
    check = against(scalar()[-1], function, wrt=["w"])
    assert not check and [found.cause for found in check.diagnoses] == [cause], check
    assert words in check.diagnosis


def test_right_only_while_a_label_is_1():
    p, t = Value(0.3, "p"), Value(1.0, "t")
    y = -(t * p.log() + (1 - t) * (1 - p).log())
    check = against(y, lambda p, t: -1 / p if t == 1 else 1 / (1 - p), wrt=p)
    assert not check and check.diagnoses[0].cause == "special point" and "t = 1" in check.diagnosis
    assert against(y, lambda p, t: -1 / p if t == 1 else 1 / (1 - p), wrt=p, hold=["t"])


def test_a_function_of_a_layer():
    inputs = [board.trace.a[2], board.trace.a[3]]
    where = board.layers[3].w
    assert against(board.cost, lambda a2, a3: np.outer(a2, (a3 - TARGET) * a3 * (1 - a3)),
                   wrt=where, inputs=inputs)
    check = against(board.cost, lambda a2, a3: np.outer(a2, a3 - TARGET), wrt=where, inputs=inputs)
    assert check.diagnoses[0].cause == "missing" and "σ′" in check.diagnosis


def test_points_stay_where_y_is_defined():
    x = Value(1e-6, "x")
    assert against(x.log(), lambda x: 1 / x, wrt=x)
    assert against(x.sqrt(), lambda x: 0.5 / math.sqrt(x), wrt=x)


def test_functions_at_fifty_digits():
    with mpmath.workdps(50):
        w, x = Value(mpmath.mpf("0.3"), "w"), Value(mpmath.mpf("0.7"), "x")
        check = against((w * x).sigmoid(), lambda w, x: sig(w * x) * sig(-w * x) * x, wrt=w)
        assert check and check.tolerance < 1e-29 and all(e.ulps < 20 for e in check)


def test_functions_of_fractions():
    x = Value(Fraction(1, 3), "x")
    assert against(x ** 3, lambda x: 3 * x * x, wrt=x).tolerance == 0


# Nothing changes

def state(y):
    return [(id(n), n.data, n.grad, n.label, n.partials, n.inputs) for n in topological_order(y)]


def test_the_graph_stays_as_it_is():
    w, x, _b, node, cost = scalar()
    cost.backward()
    before = state(cost)
    gradients({w: 1.0, x: 2.0}, cost)
    against(cost, lambda w, x, b, t: w, wrt=[w])
    against(node, lambda a: a, wrt=[w])
    assert state(cost) == before


# Bad input

def error(kind, words, run):
    with pytest.raises(kind, match=words) as caught:
        run()
    assert isinstance(caught.value, ChalkgradError)


def test_bad_numbers_and_keys():
    w, _x, _b, _, cost = scalar()
    error(CheckError, "not below C", lambda: gradients({Value(1.0, "v"): 1.0}, cost))
    error(CheckError, "no node below C has the label 'v'", lambda: gradients({"v": 1.0}, cost))
    error(GraphError, "no node of a graph", lambda: gradients({0.5: 1.0}, cost))
    error(GraphError, "numbers by hand first", lambda: gradients({w: 1.0}, 3.0))
    error(NumberError, "∂C/∂w by hand: 'x' is text", lambda: gradients({w: "x"}, cost))
    error(NumberError, "None is not a number", lambda: gradients({w: None}, cost))
    error(CheckError, "is nan", lambda: gradients({w: math.nan}, cost))
    error(CheckError, "is inf", lambda: gradients({w: np.inf}, cost))
    error(CheckError, "give real numbers", lambda: gradients({w: 1j}, cost))
    error(CheckError, "nothing to compare", lambda: gradients({}, cost))
    for pairs in ([w, 1.0], (w, 1.0), 3, "w", None):
        error(CheckError, r"write \{w: 0.5", lambda pairs=pairs: gradients(pairs, cost))


def test_bad_shapes():
    where = board.layers[1]
    error(ShapeError, "2×3 numbers, but by hand there are 3×3", lambda: gradients(
        [(where.w, np.zeros((3, 3)))], board.cost))
    error(ShapeError, "3×2 numbers; the matrix is transposed", lambda: gradients(
        [(where.w, board.dw(1).T)], board.cost))
    error(ShapeError, "rows of different lengths", lambda: gradients(
        [(where.w, [[1, 2], [3]])], board.cost))
    error(ShapeError, "3 numbers, but by hand there is one number", lambda: gradients(
        [(where.b, 1.0)], board.cost))
    error(ShapeError, "one array for each list", lambda: gradients(
        [([where.w, where.b], [1.0])], board.cost))
    deep = []
    deep.append(deep)
    error(ShapeError, "deep", lambda: gradients([(where.b, deep)], board.cost))


def test_shapes_that_differ_in_ones_fit():
    where = board.layers[1].b
    db = board.delta[1]
    for hand in (db.reshape(1, 3), db.reshape(3, 1), iter(db)):
        assert gradients([(where, hand)], board.cost)
    both = [board.layers[1].w, where]
    assert gradients([(both, (board.dw(1), board.delta[1]))], board.cost)
    assert gradients([(np.array(board.layers[1].w), board.dw(1).tolist())], board.cost)


def test_bad_functions():
    w, _x, _b, _, cost = scalar()
    error(CheckError, "4 leaves: w, x, b, t", lambda: against(cost, lambda w, q: w, wrt=w))
    error(CheckError, "fails at w = 0.5: ZeroDivisionError", lambda: against(
        cost, lambda w: w / 0, wrt=w))
    error(CheckError, "wrt=", lambda: against(cost, lambda w: w))
    error(NumberError, "None is not a number", lambda: against(cost, lambda w: None, wrt=w))
    error(ShapeError, "one number, but by hand there are 2", lambda: against(
        cost, lambda w: [w, w], wrt=w))


def test_bad_graphs():
    x = Value(2.0, "x")
    y = x * x
    x.data = 3.0
    error(GraphError, r"y.recompute\(\)", lambda: gradients({x: 6.0}, y))
    y.recompute()
    assert gradients({x: 6.0}, y)
    error(GraphError, "complex", lambda: gradients({"x": 1.0}, Value(1j, "x") * 2))
    error(GraphError, "not finite", lambda: gradients({"x": 1.0}, Value(math.inf, "x") * 2))
    two = Value(1.0, "v") * Value(2.0, "v")
    error(CheckError, "2 nodes have the label", lambda: gradients({"v": 1.0}, two))


# Properties

numbers = st.floats(-2, 2).filter(lambda v: abs(v) > 0.05)


def chain(ws, xs, bias):
    nodes = [Value(v, f"w_{i}") for i, v in enumerate(ws)]
    z = dot(nodes, [Value(v, f"x_{i}") for i, v in enumerate(xs)], Value(bias, "b"))
    out = tanh(z) + z.sigmoid() * 2
    slope = 1 - math.tanh(z.data) ** 2 + 2 * sig(z.data) * (1 - sig(z.data))
    return nodes, total([out, out * out]), slope * (1 + 2 * out.data)


lists = st.integers(3, 5).flatmap(lambda n: st.tuples(
    st.lists(numbers, min_size=n, max_size=n), st.lists(numbers, min_size=n, max_size=n), numbers))


@given(lists)
def test_right_gradients_always_agree(drawn):
    nodes, y, slope = chain(*drawn)
    assert gradients([(nodes, [slope * x for x in drawn[1]])], y)


@given(lists, st.sampled_from([-1.0, 2.0, 0.5, 3.0, -0.25, 0.1, 1.2345, -7.7]))
def test_a_scaled_gradient_is_diagnosed_with_its_factor(drawn, factor):
    nodes, y, slope = chain(*drawn)
    if abs(slope) < 1e-3:
        return
    check = gradients([(nodes, [factor * slope * x for x in drawn[1]])], y)
    (found,) = check.diagnoses
    text = spoken_ratio(factor) or f"{factor:.6g}"
    assert found.cause == ("sign" if factor == -1 else "ratio"), check
    assert f"= {text} at all" in found.evidence


@given(st.integers(0, 10 ** 6), st.floats(1e-7, 1e-2))
def test_one_number_that_is_off_never_passes(seed, off):
    net = nn.MLP([2, 2, 1], seed=seed)
    y = net([0.3, -0.8])[0]
    parameters = list(net.parameters())
    right = grad(y, parameters)
    assert gradients([(parameters, right)], y)
    place = seed % len(right)
    right[place] *= 1 + off
    assert [e.agrees for e in gradients([(parameters, right)], y)].index(False) == place
