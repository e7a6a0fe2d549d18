"""Every rule over its whole domain against 50 digits: value, partials, chalk form, second order."""

import itertools
import math
import random
from fractions import Fraction

import mpmath
import pytest
from mpmath import mpf
from truth import LISTS, TRUTH, ulps

from chalkgrad.engine import RULES, DomainError, Value, grad
from chalkgrad.engine.layer import weighted_sums
from chalkgrad.engine.number import Index

ULPS = 4
SPECIAL = [0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 3.0, 20.0, 36.7, 40.0, 700.0, -700.0, 709.9, 745.0,
           -745.0, -745.2, 800.0, -800.0, 1e16, -1e16, 2.0 ** 53 + 2, 5e-324, -5e-324, 2.3e-308,
           1e-160, 1e-200, 1.7e308, -1.7e308,
           *(math.nextafter(kink, side) for kink in (0.0, 1.0, -1.0)
             for side in (-math.inf, math.inf))]

scalar_rules = pytest.mark.parametrize("name", sorted(TRUTH))
list_rules = pytest.mark.parametrize("name", sorted(LISTS))


def test_no_rule_is_without_truth():
    assert {*TRUTH, *LISTS} == {*RULES}


def one_number(chance):
    """A moderate number, or one of any magnitude and sign, subnormal to the largest."""
    if chance.random() < 0.4:
        return chance.uniform(-40, 40)
    return chance.choice([-1, 1]) * 10 ** chance.uniform(-320, 308)


def samples(name, count=1500):
    """Arguments in the rule's domain: special points in all pairs, and random numbers."""
    op, chance = RULES[name], random.Random(name)
    arity = 2 if name == "greater" else len(TRUTH[name]) - 1
    points = list(itertools.product(SPECIAL, repeat=arity))
    points += [[one_number(chance) for _ in range(arity)] for _ in range(count)]
    if name == "pow":
        points += powers(chance, count)
    points = [(*point, 0.5) if name == "greater" else tuple(point) for point in points]
    return [point for point in points if op.domain.contains(*point)]


def powers(chance, count):
    """Powers that are finite: x of any magnitude, an exponent that keeps xʸ in the doubles."""
    for _ in range(count):
        x = chance.choice([10 ** chance.uniform(-320, 308), 1 + 10 ** chance.uniform(-15, 0)])
        y = chance.uniform(-760, 760) / (abs(math.log(x)) or 1)
        yield chance.choice([(x, y), (-x, float(round(y))), (x, float(round(y)))])


def worst(cases):
    """The (ulps, got, wanted, arguments) farthest from the truth."""
    return max(((ulps(got, truth), got, truth, given) for given, got, truth in cases),
               key=lambda case: case[0])


@scalar_rules
def test_value(name):
    op, value = RULES[name], TRUTH[name][0]
    off = worst((x, op(*x), value(*map(mpf, x))) for x in samples(name))
    assert off[0] <= ULPS, off


@scalar_rules
def test_partials(name):
    op, slopes = RULES[name], TRUTH[name][1:]
    for i, slope in enumerate(slopes):
        off = worst((x, op.partial(i, op(*x), x), slope(*map(mpf, x))) for x in samples(name))
        assert off[0] <= ULPS, (i, off)


# Rows over lists

def lists(count=200):
    """Lists of one to eight numbers: moderate, cancelling, of any magnitude, spread, next to 0."""
    chance = random.Random("lists")
    for _ in range(count):
        n = chance.randint(1, 8)
        z = [chance.uniform(-40, 40) for _ in range(n)]
        yield z
        yield [one_number(chance) for _ in range(n)]
        yield [1000 * v / 40 for v in z]
        yield [chance.choice([-1000.0, 1000.0]) + v * 1e-3 for v in z]
        yield [*(chance.uniform(-745, 0) * 10 ** chance.uniform(-3, 0) for _ in range(n)), 0.1]
        yield next_to_zero(chance, n)


def next_to_zero(chance, n):
    """A list whose Σ e^(zᵢ) is nearly 1, so that its log almost cancels."""
    z = [chance.uniform(-200, -1) * 10 ** chance.uniform(-2, 0) - 1 for _ in range(n)]
    rest = mpmath.fsum(map(mpmath.exp, z))
    return [*z, float(mpmath.log1p(-rest))] if rest < 1 else z


def rows(name):
    """(arguments, value, partials, the places of these) of a row over lists, and their truth."""
    value, slopes = LISTS[name]
    number = Fraction if name in ("total", "dot") else mpf
    for z in cancelling(name) if number is Fraction else lists():
        exact = list(map(number, z))
        if "softmax" in name:
            k = Index(len(z) // 2)
            yield (k, *z), value(k, exact), slopes(k, exact), range(1, len(z) + 1)
        else:
            yield tuple(z), value(exact), slopes(exact), range(len(z))


def cancelling(name):
    """Lists for total and dot, among them sums whose truth is 10⁻³⁰ of their terms."""
    chance = random.Random(name)
    for z in lists():
        yield z
        twice = [*z, *(-v * (1 + chance.choice([0, 1e-16, 1e-9])) for v in z), chance.random()]
        chance.shuffle(twice)
        yield twice


def applied(name, arguments):
    """The row on its flat arguments, as its nodes have them."""
    return RULES[name].apply(arguments)


@list_rules
def test_value_over_lists(name):
    off = worst((x, applied(name, x), truth) for x, truth, _, _ in rows(name))
    assert off[0] <= ULPS, off


@list_rules
def test_partials_over_lists(name):
    op, cases = RULES[name], []
    for x, _, slopes, places in rows(name):
        output = applied(name, x)
        together = op.partials(output, x, list(places))
        alone = [op.partial(i, output, x) for i in places]
        for got in (together, alone):
            cases += [(x, *pair) for pair in zip(got, slopes)]
    off = worst(cases)
    assert off[0] <= ULPS, off


# The same rows in other algebras

def moderate(name, count=40, bound=5.0):
    """Arguments inside the domain and away from kinks, where second derivatives exist."""
    op, chance = RULES[name], random.Random(name)
    arity = len(TRUTH[name]) - 1
    points = [[chance.uniform(-bound, bound) for _ in range(arity)] for _ in range(4 * count)]
    points = [(*p[:2], 0.5) if name == "greater" else tuple(p) for p in points]
    return [p for p in points if op.domain.contains(*p)][:count]


def moderate_list(name, n=3):
    """The flat arguments of a row over lists."""
    z = [0.3, -1.7, 2.9, 0.8, -0.4, 1.1][:n]
    return (Index(1), *z) if "softmax" in name else (*z, *z[::-1], 0.7) if name == "dot" else (*z,)


def numbers_of(name):
    """Moderate arguments of any row."""
    return moderate(name) if name in TRUTH else [moderate_list(name, n) for n in (1, 2, 3, 6)][1:]


def places_of(arguments):
    return [i for i, given in enumerate(arguments) if not isinstance(given, Index)]


@pytest.mark.parametrize("name", sorted(RULES))
def test_chalk_form_equals_exact_form(name):
    op = RULES[name]
    with mpmath.workdps(120):
        for x in numbers_of(name):
            x = [given if isinstance(given, Index) else mpf(given) for given in x]
            if name == "pow" and x[0] < 0:
                continue  # log x, which the chalk form needs
            output = op.forward(*x)
            for i in places_of(x):
                chalk, exact = op.derivative(i, output, x), op.partial(i, output, x)
                assert abs(chalk - exact) <= abs(exact) * mpf(10) ** -50, (i, x)


def truth_of(name):
    """The row's value on a flat list of mpf."""
    if name in TRUTH:
        return TRUTH[name][0]
    value = LISTS[name][0]
    if "softmax" in name:
        return lambda *z: value(1, z)
    return lambda *z: value(z)


@pytest.mark.parametrize("name", sorted({*RULES} - {"greater"}))
def test_second_derivatives(name):
    for numbers in numbers_of(name)[:12]:
        given = [n if isinstance(n, Index) else Value(n) for n in numbers]
        xs = [x for x in given if isinstance(x, Value)]
        at, truth = [mpf(x.data) for x in xs], truth_of(name)
        slopes = grad(RULES[name].apply(tuple(given)), xs, create_graph=True)
        for i, j in itertools.product(range(len(xs)), repeat=2):
            if name == "pow" and at[0] < 0 and (i or j):
                continue  # xʸ has no derivative by y there
            order = tuple((i == k) + (j == k) for k in range(len(xs)))
            (got,), want = grad(slopes[i], [xs[j]]), mpmath.diff(truth, tuple(at), order)
            assert abs(got - want) <= 1e-10 * abs(want) + 1e-20, (i, j, numbers)


@pytest.mark.parametrize("z", [-40.0, 20.0, 40.0, 300.0])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "log_sigmoid"])
def test_second_derivatives_in_the_tails(name, z):
    x = Value(z)
    (slope,) = grad(RULES[name](x), [x], create_graph=True)
    with mpmath.workdps(600):
        want = mpmath.diff(TRUTH[name][0], mpf(z), 2)
    assert ulps(*grad(slope, [x]), want) <= 16


@scalar_rules
def test_fifty_digits(name):
    op, (value, *slopes) = RULES[name], TRUTH[name]
    for numbers in moderate(name):
        xs = [Value(mpf(n) + mpf(n) / 3 ** 80) for n in numbers]
        at = [x.data for x in xs]
        if not op.domain.contains(*at):
            continue
        y = op(*xs)
        pairs = [(y.data, value(*at)), *zip(grad(y, xs), (slope(*at) for slope in slopes))]
        for got, want in pairs:
            if mpmath.isnan(want):
                continue
            assert abs(got - want) <= mpf(10) ** -45 * abs(want), (numbers, got, want)


thirds = [Fraction(1, 3), Fraction(-2, 7)]


@pytest.mark.parametrize("compute, want, slopes", [
    (lambda a, b: a + b, Fraction(1, 21), [1, 1]),
    (lambda a, b: a - b, Fraction(13, 21), [1, -1]),
    (lambda a, b: a * b, Fraction(-2, 21), [Fraction(-2, 7), Fraction(1, 3)]),
    (lambda a, b: a / b, Fraction(-7, 6), [Fraction(-7, 2), Fraction(-49, 12)]),
    (lambda a, b: -a * 3, -1, [-3, 0]),
    (lambda a, b: 1 / a - 2, 1, [-9, 0]),
    (lambda a, b: a ** 3, Fraction(1, 27), [Fraction(1, 3), 0]),
    (lambda a, b: b ** -2, Fraction(49, 4), [0, Fraction(343, 4)]),
    (lambda a, b: abs(b), Fraction(2, 7), [0, -1]),
    (lambda a, b: a.maximum(b), Fraction(1, 3), [1, 0]),
    (lambda a, b: a.minimum(b), Fraction(-2, 7), [0, 1]),
    (lambda a, b: (a * 3).maximum(1), 1, [Fraction(3, 2), 0]),
    (lambda a, b: a.relu() + b.relu(), Fraction(1, 3), [1, 0]),
    (lambda a, b: RULES["total"]([a, b, a, 1]), Fraction(29, 21), [2, 1]),
    (lambda a, b: RULES["dot"]([a, b], [b, b], a),
     Fraction(47, 147), [Fraction(5, 7), Fraction(-5, 21)]),
])
def test_fractions_stay_exact(compute, want, slopes):
    a, b = map(Value, thirds)
    y = compute(a, b)
    y.backward()
    assert type(y.data) is Fraction and y.data == want
    for x, slope in zip((a, b), slopes):
        assert x.grad is None or not isinstance(x.grad, float)
        assert (x.grad or 0) == slope


HOLOMORPHIC = ["add", "sub", "mul", "div", "neg", "pow", "exp", "log", "sqrt", "sin", "cos",
               "sigmoid", "tanh", "softplus", "log_sigmoid"]


def complex_function(name):
    """The same functions of a complex number, in mpmath."""
    def sigmoid(z):
        return 1 / (1 + mpmath.exp(-z))
    return {"pow": mpmath.power, "exp": mpmath.exp, "tanh": mpmath.tanh, "sigmoid": sigmoid,
            "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
            "log_sigmoid": lambda z: mpmath.log(sigmoid(z))}.get(name, TRUTH[name][0])


@pytest.mark.parametrize("name", HOLOMORPHIC)
def test_complex_derivatives(name):
    op, value, chance = RULES[name], complex_function(name), random.Random(name)
    for _ in range(20):
        at = [complex(chance.uniform(-3, 3), chance.uniform(-3, 3)) for _ in op.letters[1:]]
        xs = [Value(z) for z in at]
        y, exact = op(*xs), [mpmath.mpc(z) for z in at]
        assert abs(y.data - value(*exact)) <= 1e-14 * abs(y.data)
        for i, got in enumerate(grad(y, xs)):
            order = tuple(int(i == k) for k in range(len(xs)))
            want = mpmath.diff(value, exact[0] if len(xs) == 1 else tuple(exact),
                               1 if len(xs) == 1 else order)
            assert abs(got - want) <= 1e-13 * abs(want), (at, i)


@pytest.mark.parametrize("name", sorted({*RULES} - {*HOLOMORPHIC, "total", "dot", "logsumexp",
                                                   "softmax", "log_softmax"}))
def test_rules_of_the_real_line_refuse_complex_numbers(name):
    op = RULES[name]
    with pytest.raises(DomainError, match="take the real part"):
        op(*[Value(1 + 2j)] * (len(op.letters) - 1))


# The hot paths hold no formula of their own

NUMBERS = [0.0, -0.0, 1.0, -2.5, 1e308, 5e-324, math.inf, math.nan, Fraction(1, 3), mpf("0.1"), 1j]
HOT = [
    ("add", lambda a, b: a + b), ("sub", lambda a, b: a - b), ("mul", lambda a, b: a * b),
    ("div", lambda a, b: a / b), ("pow", lambda a, b: a ** b),
    ("neg", lambda a: -a), ("abs", abs), ("relu", lambda a: a.relu()),
    *((name, lambda a, name=name: getattr(a, name)()) for name in sorted(TRUTH)
      if len(TRUTH[name]) == 2 and name not in ("neg", "abs", "sign", "relu")),
    *((name, lambda a, b, name=name: getattr(a, name)(b)) for name in ("maximum", "minimum")),
]


def outcome(compute, *given):
    """All that a node records, or the error it ends in."""
    try:
        node = compute(*given)
    except (DomainError, TypeError) as error:
        return str(error)
    inputs = tuple(map(id, node.inputs))
    arguments = tuple(id(a) if isinstance(a, Value) else repr(a) for a in node.arguments)
    return (repr(node.data), type(node.data), tuple(map(plain, node.partials)), node.op.name,
            inputs, arguments, node.label, node.grad)


def plain(number):
    """A float as it is, bit for bit; an int in its place is the same number."""
    return repr(float(number)) if isinstance(number, (int, float)) else repr(number)


@pytest.mark.parametrize("name, compute", HOT, ids=[name for name, _ in HOT])
def test_operators_and_methods_equal_their_row(name, compute):
    arity = len(TRUTH[name]) - 1
    for numbers in itertools.product(NUMBERS, repeat=arity):
        for given in constants_on_either_side(numbers):
            if name in ("maximum", "minimum") and not isinstance(given[0], Value):
                continue  # a method needs its Value
            want = outcome(lambda *given: RULES[name].apply(given), *given)
            assert outcome(compute, *given) == want, given


def constants_on_either_side(numbers):
    values = tuple(map(Value, numbers))
    yield values
    if len(values) == 2:
        yield values[0], values[0]
        yield values[0], numbers[1]
        yield values[0], 3
        yield 3, values[1]
        yield 2.5, values[1]


KINDS = list(itertools.product([float, Fraction, mpf, complex], repeat=2))


@pytest.mark.parametrize("kinds", KINDS)
def test_a_layer_of_dot_products_equals_its_row(kinds):
    if {*kinds} == {Fraction, mpf}:
        return  # which do not multiply
    chance = random.Random(0)
    columns = [tuple(Value(kinds[0](chance.uniform(-2, 2))) for _ in range(4)) for _ in range(5)]
    xs = [Value(kinds[1](x)) for x in (1e8, -1e8, 0.3, 1e-9)]
    biases = [Value(kinds[0](chance.uniform(-2, 2))) for _ in range(5)]
    nodes = weighted_sums(zip(*columns), xs, biases)
    for node, ws, bias in zip(nodes, columns, biases):
        given = (*ws, *xs, bias)
        got = outcome(lambda *_, node=node: node, *given)
        assert got == outcome(lambda *given: RULES["dot"].apply(given), *given)
