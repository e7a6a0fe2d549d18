"""The derivation as on the board: its text, its LaTeX, and that its numbers are the gradient."""

import math
import re
import shutil
import subprocess
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad import nn
from chalkgrad.chalk.chain import product_of
from chalkgrad.chalk.derive import StyleError, derive
from chalkgrad.chalk.monomial import multiplied, summed
from chalkgrad.chalk.typeset import latex_label
from chalkgrad.engine import (
    RULES,
    GraphError,
    Symbol,
    Value,
    dot,
    exp,
    grad,
    log_softmax,
    logsumexp,
    sigmoid,
    sin,
    softmax,
    total,
)
from chalkgrad.nn.general import DerivationError, general


def named(node, label):
    node.label = label
    return node


def neuron():
    x, w, b, y = Value(2.0, "x"), Value(0.5, "w"), Value(-0.7, "b"), Value(1.0, "y")
    a = named(named(w * x + b, "z").sigmoid(), "a")
    return named(0.5 * (a - y) ** 2, "C"), x, w, b, y, a


def network(sizes=(3, 4, 2), cost=nn.half_sse, **options):
    net = nn.MLP(sizes, seed=1, **options)
    return net, named(cost(net([0.1, -0.2, 0.3][:sizes[0]]), [0, 1]), "C")


def sound(d):
    """The derivation ends in the gradient, and so do the products in each of its lines."""
    assert d.value == grad(d.y, [d.x])[0] == d.lines[-1].value
    for line in d.lines:
        if line.terms and not line.more:
            products = [product_of(term) for term in line.terms]
            size = sum(map(abs, products))
            assert abs(sum(products) - line.value) <= 1e-12 * size
    return balanced(d.latex())


def balanced(latex):
    bare = re.sub(r"\\[\\{}$&#%_]", "", latex)
    assert bare.count("{") == bare.count("}") and "$" not in bare and "%" not in bare
    assert latex.count(r"\left") == latex.count(r"\right")
    return latex


# As on the board

def test_the_line_of_the_lecture():
    C, _, w, *_ = neuron()
    assert str(derive(C, w)) == ("∂C/∂w = ∂C/∂a · ∂a/∂z · ∂z/∂w = (a − y) · a(1 − a) · x"
                                 " = −0.4256 · 0.2445 · 2 = −0.2081")


@pytest.mark.parametrize("place, line", [
    (3, "∂C/∂b = ∂C/∂a · ∂a/∂z · ∂z/∂b = (a − y) · a(1 − a) · 1 = −0.4256 · 0.2445 · 1 = −0.1040"),
    (5, "∂C/∂a = a − y = −0.4256"),
    (4, "∂C/∂y = y − a = 0.4256"),
    (0, "∂C/∂C = 1"),
])
def test_the_other_lines_of_the_lecture(place, line):
    graph = neuron()
    assert str(derive(graph[0], graph[place])) == line


def test_adjoints_line_by_line():
    C, _, w, *_ = neuron()
    assert str(derive(C, w, style="adjoints")).splitlines() == [
        "∂C/∂a = a − y = −0.4256",
        "∂C/∂z = ∂C/∂a · ∂a/∂z = ∂C/∂a · a(1 − a) = −0.4256 · 0.2445 = −0.1040",
        "∂C/∂w = ∂C/∂z · ∂z/∂w = ∂C/∂z · x = −0.1040 · 2 = −0.2081"]


def test_latex_of_the_lecture():
    C, _, w, *_ = neuron()
    d = derive(C, w)
    assert d.latex() == d._repr_latex_() == r"""\begin{align*}
\frac{\partial C}{\partial w} &= \frac{\partial C}{\partial a} \cdot \frac{\partial a}{\partial z} \
\cdot \frac{\partial z}{\partial w} \\
&= \left(a - y\right) \cdot a \left(1 - a\right) \cdot x \\
&= -0.4256 \cdot 0.2445 \cdot 2 \\
&= -0.2081
\end{align*}""".replace("\\\n\\cdot", "\\cdot")


def test_a_sum_over_paths_does_not_write_a_local_slope_like_the_whole_one():
    x, w = Value(2.0, "x"), Value(0.5, "w")
    s = named(w * x, "s")
    d = derive(named(s * s + x, "y"), x)
    assert str(d) == "∂y/∂x = ∂y/∂s · ∂s/∂x + 1 = 2s · w + 1 = 2 · 0.5 + 1 = 2"
    assert [[str(factor.formula) for factor in path] for path in d.paths] == [["2s", "w"], ["1"]]
    assert [[factor.number for factor in path] for path in d.paths] == [[2.0, 0.5], [1.0]]


def test_two_paths_on_several_lines():
    x = Value(2.0, "x")
    p, q = named(sin(x * x + 1), "p"), named(exp(x), "q")
    assert str(derive(named(p * q, "y"), x)).splitlines() == [
        "∂y/∂x = ∂y/∂p · ∂p/∂x + ∂y/∂q · ∂q/∂x", "      = q · 2cos(x² + 1) x + p · q",
        "      = 7.3891 · 1.1346 + (−0.9589) · 7.3891", "      = 1.2984"]


def test_unlabelled_nodes_get_names_that_are_free():
    v, w = Value(2.0, "v_1"), Value(3.0, "y")
    shared = v * w
    text = str(derive(shared * shared, v))
    assert "where v₂ = v₁ y" in text and "C = v₂²" in text and text.startswith("∂C/∂v₁")


def test_a_label_met_twice_gets_a_prime():
    x = Value(2.0, "x")
    y = named(named(x.sin(), "x").sin(), "y")
    assert str(derive(y, x)).startswith("∂y/∂x = ∂y/∂x′ · ∂x′/∂x = cos(x′) · cos(x)")
    assert "{x}'" in derive(y, x).latex()


def test_where_x_does_not_enter():
    C = neuron()[0]
    d = derive(C, Value(3.0, "q"))
    assert str(d) == "∂C/∂q = 0, as q does not enter C" and d.value == 0 and d.paths == ()
    assert derive(C, Value(3.0, "q"), style="adjoints").value == 0


def test_inner_nodes_and_leaves_are_derived_alike():
    C, *_, a = neuron()
    z = a.inputs[0]
    assert sound(derive(C, z)) and sound(derive(a, a)) and sound(derive(z, C))
    assert str(derive(Value(2.0), Value(3.0))) == "∂y/∂x = 0, as x does not enter y"


def test_a_superscript_is_bracketed_before_a_square():
    net, C = network(activation="tanh")
    assert "1 − (a₁⁽²⁾)²" in str(derive(C, net.layers[1].b[0]))


# Networks and long computations

@pytest.mark.parametrize("options", [{}, {"activation": "tanh"}, {"activation": "relu"},
                                     {"output": "linear"}, {"output": "softmax"}], ids=str)
def test_every_parameter_of_a_network(options):
    net, C = network(**options)
    for parameter in net.parameters():
        d = derive(C, parameter)
        sound(d)
        assert "∂" in str(d) and "=" in str(d) and r"\partial" in d.latex()


def test_a_chain_of_a_hundred_thousand_ends_in_an_honest_ellipsis():
    x = y = Value(0.5, "x")
    for _ in range(100_000):
        y = y.sin()
    d = derive(y, x)
    sound(d)
    assert d.style == "adjoints" and d.left_out == 100_000 - len(d.lines)
    assert f"⋮   ({d.left_out} more lines of this kind)" in str(d)
    with pytest.raises(StyleError, match="too many"):
        derive(y, x, style="paths")


def test_paths_without_number_are_not_walked():
    x = y = Value(0.5, "x")
    for _ in range(60):
        y = named(y.sin() * y.cos(), f"y_{{{_}}}")
        y = named(y.sin(), "s") + named(y.cos(), "c")
    sound(derive(y, x))
    assert derive(y, x, style="paths").lines[0].more


@pytest.mark.parametrize("given", [3.0, "x", None, [Value(1.0)]], ids=repr)
def test_what_is_no_node(given):
    with pytest.raises(GraphError, match="no node of a graph"):
        derive(given, Value(1.0))
    with pytest.raises(GraphError, match="no node of a graph"):
        derive(Value(1.0), given)


def test_an_unknown_style():
    with pytest.raises(StyleError, match="'paths'"):
        derive(Value(1.0), Value(1.0), style="path")


# Every rule

def applied(op, point):
    values = [Value(number, f"x_{i}") for i, number in enumerate(point, 1)]
    if op.name in ("softmax", "log_softmax"):
        return values, op(values)[1]
    if op.name == "dot":
        return values, dot(values[:1], values[1:2], values[2])
    return values, op(values) if op.variadic else op(*values)


@pytest.mark.parametrize("op", RULES.values(), ids=str)
def test_every_rule_of_the_table(op):
    arity = 3 if op.variadic else len(op.derivatives)
    values, y = applied(op, [0.6, 0.7, 0.8][:arity])
    for x in values:
        d = derive(named(y, "y"), x)
        sound(d)
        assert d.value == pytest.approx(evaluated(d.paths[0][0].formula, {
            **{f"x{'₀₁₂₃'[i]}": v.data for i, v in enumerate(values, 1)}, "y": y.data}))


def evaluated(formula, numbers):
    """A formula's number, by its operations."""
    if not isinstance(formula, Symbol):
        return float(formula)
    if formula.op is None:
        return numbers[formula.name]
    arguments = [a if type(a).__name__ == "Index" else evaluated(a, numbers)
                 for a in formula.arguments]
    return formula.op.forward(*arguments)


@pytest.mark.parametrize("one", [Fraction(1, 2), mpmath.mpf("0.5"), 0.5 + 0.25j], ids=repr)
def test_every_kind_of_number(one):
    x = Value(one, "x")
    d = derive(named(3 * x * x / 7 - x, "y"), x)
    assert sound(d) and abs(d.value - (6 * one / 7 - 1)) < 1e-15


def test_lists_of_the_table_within_a_formula():
    xs = [Value(n, f"x_{i}") for i, n in enumerate([0.1, 0.2, 0.3])]
    for y in (total(softmax(xs)) * logsumexp(xs), dot(xs, log_softmax(xs)) ** 2):
        for x in xs:
            sound(derive(y, x))


# Random graphs

STEPS = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a * a,
         lambda a, b: a.sin(), lambda a, b: sigmoid(a), lambda a, b: a.tanh() / 3,
         lambda a, b: 2 - a, lambda a, b: a.maximum(b), lambda a, b: a / (b * b + 1),
         lambda a, b: dot([a, b], [b, a], a), lambda a, b: 0.5 * (a - b) ** 2,
         lambda a, b: logsumexp([a, b]), lambda a, b: softmax([a, b])[0]]
PLACES = st.integers(0, 10 ** 6)


@st.composite
def graphs(draw):
    nodes = [Value(draw(st.floats(-2, 2)), name) for name in ("x", "y", "z")]
    for i in range(draw(st.integers(1, 12))):
        a, b = (nodes[-1 - draw(PLACES) % min(4, len(nodes))] for _ in range(2))
        nodes.append(draw(st.sampled_from(STEPS))(a, b))
        if draw(st.booleans()):
            nodes[-1].label = draw(st.sampled_from(["a", f"b_{i}", "c", "\\hat{y}"]))
    return nodes


@settings(max_examples=150)
@given(graphs(), PLACES, st.sampled_from(["paths", "adjoints", None]))
def test_random_graphs(nodes, place, style):
    d = derive(nodes[-1], nodes[place % len(nodes)], style)
    assert "∂" in str(d) and "=" in str(d) and "\0" not in str(d) + d.latex()
    sound(d)


# LaTeX

HOSTILE = [r"\input{/etc/passwd}", r"\write18{ls}", "$x$", "50%", "a}b{", "{", "a_b_c", "a^2^3",
           r"\end{align*}", "a\\", "_", "^", "x^", "&", "#1", "~", "a\nb", "\\", "中", "é", '"',
           r"\hat", r"\left(", "x_hidden", r"\mathrm{\input{x}}", r"\text{$}", "<b>", "a|b", "x^2'",
           "{" * 300, r"\\", "a''", "−1", "💥", r"\delta\\[1em]", "ﬁ", r"\text{a_1}", "^^41"]


@pytest.mark.parametrize("label", ["w_{1,2}^{(1)}", r"\delta", r"\hat{y}_j", r"\mathbf{x}^{(l)}",
                                   "a'", "x_1", r"\Delta b_j^{(L)}", r"\text{cost}", "a^*"])
def test_plain_mathematics_stays_as_it_is(label):
    assert latex_label(label) == label


@pytest.mark.parametrize("label, latex", [
    ("δⱼ", r"\delta_{j}"), ("x_10", "x_{10}"), ("ŷ", r"\hat{y}"), ("loss", r"\mathit{loss}"),
    ("w₁,₂⁽¹⁾", "w_{1},_{2}^{(1)}"), ("Δw", r"\Delta w"), ("x_hidden", r"\text{x\_hidden}")])
def test_other_labels(label, latex):
    assert latex_label(label) == latex


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_text(label):
    latex = balanced(latex_label(label))
    assert not re.search(r"\\(input|write|end|left)", latex.replace(r"\textbackslash{}", ""))
    assert latex.isascii() or latex == r"\text{é}"


def many():
    """Derivations of every kind."""
    C, _, w, *_ = neuron()
    net, cost = network()
    odd = [named(Value(0.5).exp() * Value(1.0, label), label) for label in HOSTILE]
    yield from (derive(C, w), derive(C, w, "adjoints"), derive(C, Value(1.0, "q")), derive(C, C))
    yield from (derive(cost, p) for p in [*net.parameters()][::5])
    yield from (derive(y * y.sin(), y.inputs[1]) for y in odd)
    for op in RULES.values():
        values, y = applied(op, [0.6, 0.7, 0.8][:3 if op.variadic else len(op.derivatives)])
        yield derive(y * 1e-9 / 3, values[0])
    yield from (general(net, x, notation=n) for x in ("w_{ij}^{(l)}", "b_j^{(l)}", "a_j^{(l)}")
                for n in ("delta", "Delta"))


def test_a_second_reader_parses_every_row():
    mathtext = pytest.importorskip("matplotlib.mathtext", reason="matplotlib is not installed")
    parser = mathtext.MathTextParser("path")
    for d in many():
        for row in d.latex().splitlines()[1:-1]:
            for side in re.split(r"(?<!\\)&", row.removesuffix(r" \\")):
                if not re.search(r"\\text|\\dots", side) and side.strip():
                    parser.parse(f"${side}$")


def test_a_tex_engine_compiles_it(tmp_path):
    engine = shutil.which("pdflatex")
    if engine is None:
        pytest.skip("no pdflatex here; apt-get install texlive-latex-recommended has one")
    body = "\n\n".join(d.latex() for d in many())
    (tmp_path / "board.tex").write_text("\\documentclass{article}\\usepackage{amsmath}\n"
                                        f"\\begin{{document}}\n{body}\n\\end{{document}}\n")
    run = subprocess.run([engine, "-interaction=nonstopmode", "-halt-on-error", "board.tex"],
                         cwd=tmp_path, capture_output=True, timeout=120)
    assert run.returncode == 0, run.stdout.decode(errors="replace")[-2000:]


# Tidying

def test_products_and_sums_as_on_the_board():
    a, y = Symbol("a"), Symbol("y")
    assert [str(e) for e in (
        multiplied(0.5, 2 * (a - y)), multiplied(a, a), multiplied(1 / a, a), multiplied(-1, a, y),
        multiplied(Fraction(1, 3), a), multiplied(0.1, 3, a), multiplied(-(a / y), 1 / y),
        multiplied(0, a), summed([a, a]), summed([a * y, -a * y]), summed([]))] == [
        "a − y", "a^2", "1", "−a y", "a/3", "0.3a", "−a/y^2", "0", "2a", "0", "0"]


# General indices

def test_the_output_layer_over_general_indices():
    net = nn.MLP([2, 3, 1], seed=0)
    assert str(general(net, "b_j^{(L)}", notation="Delta")).splitlines() == [
        "[Δbⱼ⁽ᴸ⁾] = ∂C/∂aⱼ⁽ᴸ⁾ · ∂aⱼ⁽ᴸ⁾/∂zⱼ⁽ᴸ⁾ = (aⱼ⁽ᴸ⁾ − yⱼ) · aⱼ⁽ᴸ⁾(1 − aⱼ⁽ᴸ⁾)",
        "[Δbⱼ⁽ᴸ⁾] = ∂C/∂zⱼ⁽ᴸ⁾"]


@pytest.mark.parametrize("output, cost, delta", [
    ("sigmoid", nn.half_sse, "(aⱼ⁽ᴸ⁾ − yⱼ) · aⱼ⁽ᴸ⁾(1 − aⱼ⁽ᴸ⁾)"),
    ("tanh", nn.mse, "2(aⱼ⁽ᴸ⁾ − yⱼ)/n_L · (1 − (aⱼ⁽ᴸ⁾)²)"),
    ("relu", nn.half_sse, "(aⱼ⁽ᴸ⁾ − yⱼ) · [zⱼ⁽ᴸ⁾ > 0]"),
    ("linear", nn.half_sse, "(aⱼ⁽ᴸ⁾ − yⱼ) · 1"),
    ("sigmoid", nn.binary_cross_entropy, "aⱼ⁽ᴸ⁾ − yⱼ"),
    ("linear", nn.bce_with_logits, "σ(zⱼ⁽ᴸ⁾) − yⱼ"),
    ("softmax", nn.log_likelihood, "aⱼ⁽ᴸ⁾ − [j = c]"),
    ("linear", nn.cross_entropy_with_logits, "softmaxⱼ(z⁽ᴸ⁾) − [j = c]"),
])
def test_delta_of_the_output_layer(output, cost, delta):
    line = str(general(nn.MLP([2, 3], output=output), "w_{i,j}^{(L)}", cost)).splitlines()[0]
    assert line.split(" = ", 2)[2] == delta


@pytest.mark.parametrize("output, cost, by_hand", [
    ("sigmoid", nn.half_sse, lambda a, y, n: (a - y) * a * (1 - a)),
    ("tanh", nn.mse, lambda a, y, n: 2 * (a - y) / n * (1 - a * a)),
    ("sigmoid", nn.binary_cross_entropy, lambda a, y, n: a - y),
    ("linear", nn.bce_with_logits, lambda z, y, n: 1 / (1 + math.exp(-z)) - y),
])
def test_the_general_formulas_are_the_gradient(output, cost, by_hand):
    net = nn.MLP([2, 3, 2], output=output, seed=2)
    trace = net.trace([0.3, -0.4])
    C = cost(trace.a[2], [0.0, 1.0])
    deltas = [by_hand(a.data, y, 2) for a, y in zip(trace.a[2], [0.0, 1.0])]
    assert grad(C, net.layers[1].b) == pytest.approx(deltas)
    hidden = [sum(d * w.data for d, w in zip(deltas, row)) * a.data * (1 - a.data)
              for a, row in zip(trace.a[1], net.layers[1].w)]
    assert grad(C, net.layers[0].b) == pytest.approx(hidden)


@pytest.mark.parametrize("arguments", [("w",), ("w_i^{(l)}",), ("q_j^{(l)}",), (3,),
                                       ("b_j^{(l)}", nn.half_sse, "D"),
                                       ("b_j^{(l)}", nn.log_likelihood)])
def test_what_has_no_general_derivation(arguments):
    with pytest.raises(DerivationError, match="write"):
        general(nn.MLP([2, 1]), *arguments)


def test_derive_asks_what_has_a_derivation_of_its_own():
    class Network:
        def derivation(self, x, cost):
            return x, cost
    assert derive(Network(), "w", cost=1) == ("w", 1)
