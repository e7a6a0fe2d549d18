"""Formulas as text and LaTeX: brackets where the board needs them, and nowhere else."""

import re
from fractions import Fraction

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mpf

from chalkgrad.engine import (
    RULES,
    Symbol,
    abs,
    dot,
    exp,
    log,
    log_sigmoid,
    log_softmax,
    logsumexp,
    maximum,
    relu,
    sigmoid,
    softmax,
    sqrt,
    total,
)

# A reader of printed formulas that shares nothing with the printer

FUNCTIONS = {
    "σ": lambda z: 1 / (1 + mpmath.exp(-z)), "√": mpmath.sqrt, "sin": mpmath.sin,
    "cos": mpmath.cos, "tanh": mpmath.tanh, "log": mpmath.log, "max": max, "min": min,
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)), "relu": lambda z: max(z, mpf(0)),
}
TOKEN = re.compile(r"log σ|\d+\.?\d*|[a-z]+|\S")


class Reader:
    """Evaluates text: + − loosest, then one quotient of products, then powers, then atoms."""

    def __init__(self, text, names):
        self.tokens, self.names = TOKEN.findall(text), names

    def next(self, *expected):
        """Take the next token, if it is one of the expected."""
        if self.tokens and (not expected or self.tokens[0] in expected):
            return self.tokens.pop(0)
        return ""

    def all(self):
        value = self.sum()
        assert not self.tokens, self.tokens
        return value

    def sum(self):
        value = -self.term() if self.next("−") else self.term()
        while sign := self.next("+", "−"):
            value += self.term() if sign == "+" else -self.term()
        return value

    def term(self):
        """log σ(…) alone, or factors, or factors over one power."""
        if self.next("log σ"):
            return mpmath.log(FUNCTIONS["σ"](*self.listed()))
        value = self.power()
        while self.tokens and self.tokens[0] not in "+−/^),":
            self.next("·")
            value *= self.power()
        return value / self.power() if self.next("/") else value

    def power(self):
        base = self.atom()
        if not self.next("^"):
            return base
        exponent = self.atom()
        assert abs(exponent) < 1e99, "a tower that no moderate formula holds"
        return base ** exponent

    def atom(self):
        token = self.next()
        if token == "(":
            self.tokens.insert(0, token)
            (value,) = self.listed()
            return value
        if token[0].isdigit():
            return mpf(token)
        if token in FUNCTIONS:
            return FUNCTIONS[token](*self.listed())
        return mpmath.e if token == "e" else self.names[token]

    def listed(self):
        assert self.next("(")
        values = [self.sum()]
        while self.next(","):
            values.append(self.sum())
        assert self.next(")")
        assert all(abs(value) < 1e99 for value in values), "a tower, as above"
        return values


NAMES = {"x": mpf("0.7"), "y": mpf("-1.3"), "z": mpf("2.1")}
numbers = st.sampled_from([0, 1, -1, 2, -3, 0.5, -2.5, 1e-05, -1e16, Fraction(2, 3),
                           Fraction(-1, 7)])
leaves = st.sampled_from([*NAMES] * 3) | numbers
UNARY = ["neg", "exp", "sigmoid", "sqrt", "sin", "tanh", "log_sigmoid", "softplus", "relu", "log"]
BINARY = ["add", "sub", "mul", "div", "pow", "maximum"] + ["add", "sub", "mul", "div"] * 2
trees = st.recursive(leaves, lambda t: st.tuples(st.sampled_from(UNARY), t)
                     | st.tuples(st.sampled_from(BINARY), t, t), max_leaves=12)


def symbolic(tree):
    """The formula of a tree."""
    if isinstance(tree, tuple):
        return RULES[tree[0]].apply(tuple(map(symbolic, tree[1:])))
    return Symbol(tree) if isinstance(tree, str) else tree


def numeric(tree):
    """Its value, computed directly."""
    if isinstance(tree, tuple):
        return RULES[tree[0]].forward(*map(numeric, tree[1:]))
    if isinstance(tree, Fraction):
        return mpf(tree.numerator) / tree.denominator
    return NAMES[tree] if isinstance(tree, str) else mpf(str(tree))


def moderate(tree):
    """The value of a tree, if it is a real number of common size, and those below it are too."""
    try:
        value = numeric(tree)
    except (ArithmeticError, ValueError, TypeError):
        assume(False)
    assume(isinstance(value, mpf) and mpmath.isfinite(value) and -1e40 < value < 1e40)
    return value


def holds(tree):
    """Whether every number in the tree is real and moderate, and none was computed as a float."""
    if not isinstance(tree, tuple):
        return True
    below = all(map(holds, tree[1:]))  # first, or mpmath would count e^(e^1000) out
    moderate(tree)
    return below and isinstance(symbolic(tree), Symbol)


@settings(max_examples=600)
@given(trees)
def test_the_text_means_what_the_formula_computes(tree):
    with mpmath.workdps(120):
        assume(holds(tree))
        formula = symbolic(tree)
        assume(isinstance(formula, Symbol))
        read = Reader(str(formula), NAMES).all()
        assert mpmath.almosteq(read, numeric(tree), mpf(10) ** -40, mpf(10) ** -40), str(formula)


@settings(max_examples=300)
@given(trees)
def test_latex_is_balanced(tree):
    try:
        formula = symbolic(tree)
    except (ArithmeticError, ValueError):
        assume(False)
    assume(isinstance(formula, Symbol))
    latex = formula.latex()
    assert latex.count(r"\left") == latex.count(r"\right")
    assert not set("−·√σ") & set(latex)
    depth = 0
    for brace in re.findall(r"[{}]", latex):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0


a, b, c = map(Symbol, "abc")
w = Symbol("w", "w_{1,2}^{(1)}")

WRITTEN = [  # formula, text, LaTeX
    (a * (1 - a), "a(1 − a)", r"a \left(1 - a\right)"),
    ((a + b) * (b + c), "(a + b)(b + c)", r"\left(a + b\right) \left(b + c\right)"),
    (2 * a * 3, "2a·3", r"2 a \cdot 3"),
    (2 * (1 / a), "2(1/a)", r"2 \cdot \frac{1}{a}"),
    (a - (b - c), "a − (b − c)", r"a - \left(b - c\right)"),
    (a - (b + c), "a − (b + c)", r"a - \left(b + c\right)"),
    (a + (-b), "a − b", "a - b"),
    (a + (-b + c), "a − b + c", "a - b + c"),
    (a - b / c, "a − b/c", r"a - \frac{b}{c}"),
    ((a / b) * c, "(a/b) c", r"\frac{a}{b} c"),
    (a * b / c, "a b/c", r"\frac{a b}{c}"),
    (a / (b * c), "a/(b c)", r"\frac{a}{b c}"),
    (-a / b, "−a/b", r"-\frac{a}{b}"),
    (-(a + b), "−(a + b)", r"-\left(a + b\right)"),
    (a * -3, "−a·3", r"-a \cdot 3"),
    ((-a) ** 2, "(−a)^2", r"\left(-a\right)^{2}"),
    (-a ** 2, "−a^2", "-a^{2}"),
    (a ** -2, "a^(−2)", "a^{-2}"),
    (a ** (b - 1), "a^(b − 1)", "a^{b - 1}"),
    ((a ** b) ** c, "(a^b)^c", r"\left(a^{b}\right)^{c}"),
    (a ** Fraction(1, 3), "a^(1/3)", r"a^{\frac{1}{3}}"),
    (Fraction(1, 3) * a, "(1/3) a", r"\left(\frac{1}{3}\right) a"),
    (w ** 2, "w^2", r"\left(w_{1,2}^{(1)}\right)^{2}"),
    (w * a, "w a", "w_{1,2}^{(1)} a"),
    (1e-20 * a, "1·10^(−20) a", r"1 \cdot 10^{-20} a"),
    (a / 2.5e16, "a/(2.5·10^16)", r"\frac{a}{2.5 \cdot 10^{16}}"),
    (a + 2.0, "a + 2", "a + 2"),
    (a * 2j, "a·2j", r"a \cdot 2j"),
    (exp(-a) ** 2, "(e^(−a))^2", r"\left(e^{-a}\right)^{2}"),
    (sqrt(a + b), "√(a + b)", r"\sqrt{a + b}"),
    (log(a) ** 2, "log(a)^2", r"\ln(a)^{2}"),
    (log_sigmoid(a) ** 2, "(log σ(a))^2", r"\left(\ln \sigma(a)\right)^{2}"),
    (1 - log_sigmoid(-a), "1 − log σ(−a)", r"1 - \ln \sigma(-a)"),
    (abs(a) * abs(b), "|a| |b|", r"\left|a\right| \left|b\right|"),
    (relu(a), "relu(a)", r"\operatorname{relu}(a)"),
    (maximum(a, 0.5), "max(a, 0.5)", r"\max(a, 0.5)"),
    (sigmoid(a) * b, "σ(a) b", r"\sigma(a) b"),
    (total([a, -b, 2 * c]), "a − b + 2c", "a - b + 2 c"),
    (dot([a, 2.0], [b, c], -1), "a b + 2c + (−1)", r"a b + 2 c + \left(-1\right)"),
    (dot([a + b], [c]), "(a + b) c", r"\left(a + b\right) c"),
    (logsumexp([a, b + c]), "logsumexp(a, b + c)", r"\operatorname{logsumexp}(a, b + c)"),
    (softmax([a] * 10)[9], f"softmax_10({', '.join('a' * 10)})",
     rf"\operatorname{{softmax}}_{{10}}({', '.join('a' * 10)})"),
    (log_softmax([a, b])[0] * c, "(log softmax_1(a, b)) c",
     r"\left(\ln \operatorname{softmax}_{1}(a, b)\right) c"),
]


@pytest.mark.parametrize("formula, text, latex", WRITTEN, ids=[row[1][:30] for row in WRITTEN])
def test_written(formula, text, latex):
    assert (str(formula), formula.latex()) == (text, latex)


@pytest.mark.parametrize("formula, tidied", [
    (0 + a, a), (a + 0, a), (a - 0, a), (0 - a, -a), (1 * a, a), (a * 1, a), (a / 1, a),
    (a ** 1, a), (-1 * (-a), a), (a - (-b), a + b), ((-a) * b, -(a * b)), ((-a) / b, -(a / b)),
    (0 * a, 0), (a * 0.0, 0), (a ** 0, 1), (+a, a),
])
def test_what_a_lecturer_would_not_write_down(formula, tidied):
    assert formula == tidied and str(formula) == str(tidied)


DERIVATIONS = {
    "add": "∂c/∂a = 1, ∂c/∂b = 1",
    "sub": "∂c/∂a = 1, ∂c/∂b = −1",
    "mul": "∂c/∂a = b, ∂c/∂b = a",
    "div": "∂c/∂a = 1/b, ∂c/∂b = −c/b",
    "neg": "∂c/∂a = −1",
    "pow": "∂c/∂x = y x^(y − 1), ∂c/∂y = c log(x)",
    "abs": "∂c/∂a = sign(a)",
    "sign": "∂c/∂a = 0",
    "greater": "∂c/∂a = 0, ∂c/∂b = 0, ∂c/∂tie = 0",
    "maximum": "∂c/∂a = [a > b], ∂c/∂b = [b > a]",
    "minimum": "∂c/∂a = [b > a], ∂c/∂b = [a > b]",
    "exp": "∂a/∂z = a",
    "log": "∂a/∂z = 1/z",
    "sqrt": "∂a/∂z = 1/(2a)",
    "sin": "∂a/∂z = cos(z)",
    "cos": "∂a/∂z = −sin(z)",
    "sigmoid": "∂a/∂z = a(1 − a)",
    "tanh": "∂a/∂z = 1 − a^2",
    "relu": "∂a/∂z = [z > 0]",
    "softplus": "∂a/∂z = σ(z)",
    "log_sigmoid": "∂a/∂z = σ(−z)",
    "total": "∂s/∂x_i = 1",
    "dot": "∂z/∂w_i = x_i, ∂z/∂x_i = w_i, ∂z/∂b = 1",
    "softmax": "∂a_k/∂z_k = a_k(1 − a_k), ∂a_k/∂z_j = −a_k softmax_2(z_k, z_j)",
    "logsumexp": "∂s/∂z_i = e^(z_i − s)",
    "log_softmax": "∂a_k/∂z_k = 1 − e^a_k, ∂a_k/∂z_j = −softmax_2(z_k, z_j)",
}


def test_every_derivation():
    assert {name: op.derivation() for name, op in RULES.items()} == DERIVATIONS


def test_equal_formulas_are_equal_and_hash_alike():
    assert a * (b + 1) == Symbol("a") * (Symbol("b") + 1) != a * (b + 2)
    assert len({a * b, Symbol("a") * b, b * a, a, "a"}) == 4


@pytest.mark.parametrize("deeper, start, end, depth", [
    (lambda y: y + a, "a + a + a", "a + a", 10 ** 5),
    (sigmoid, "σ(σ(σ(", ")))", 10 ** 4),
    (lambda y: a - y, "a − (a − (", "))", 10 ** 4),
])
def test_a_deep_formula(deeper, start, end, depth):
    y = twin = a
    for _ in range(depth):
        y, twin = deeper(y), deeper(twin)
    assert str(y).startswith(start) and str(y).endswith(end)
    assert y == twin and hash(y) == hash(twin) and y != deeper(y)
