"""The graph as data, and how its labels and numbers are written."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalkgrad import GraphError, Value, dot, exp, log, softmax, total
from chalkgrad.engine.label import clean, number, readable, scripts
from chalkgrad.viz import DiagramError, diagram
from chalkgrad.viz.graph import Graph
from chalkgrad.viz.labels import WIDEST, Edges
from chalkgrad.viz.style import Captions, Style


def texts(graph: Graph) -> list[list[str]]:
    return [[line.text for line in lines.all]
            for lines in Captions(graph, Style()).nodes.values()]


def titles(graph: Graph) -> list[str]:
    return [lines[0] for lines in texts(graph)]


def edge_texts(graph: Graph, edges: Edges = "both") -> list[str]:
    lines = Captions(graph, Style(edges)).edges.values()
    return [line.text if line else "" for line in lines]


def test_a_node_holds_label_value_gradient_and_operation() -> None:
    z = Value(0.0, "z")
    a = z.sigmoid()
    a.label = "a"
    a.backward()
    leaf, output = diagram(a).nodes
    assert (leaf.label, leaf.value, leaf.gradient, leaf.op, leaf.kind) == \
        ("z", 0.0, 0.25, "", "parameter")
    assert (output.label, output.value, output.gradient, output.op, output.kind) == \
        ("a", 0.5, 1.0, "sigmoid", "output")


def test_an_edge_holds_the_recorded_derivative_and_its_formula() -> None:
    z = Value(0.0, "z")
    a = z.sigmoid()
    z.data = 5.0
    (edge,) = diagram(a).edges
    assert (edge.tail, edge.head, edge.place, edge.partial) == ("n1", "n2", 0, 0.25)
    assert edge.formula == "v₁(1 − v₁)"


def test_a_square_written_as_a_product_has_two_edges() -> None:
    a = Value(3.0, "a")
    graph = diagram(a * a)
    assert [(edge.tail, edge.place, edge.partial) for edge in graph.edges] == \
        [("n1", 0, 3.0), ("n1", 1, 3.0)]


def test_constants_stand_in_the_formula_and_count_as_places() -> None:
    z = Value(3.0, "z")
    graph = diagram(2 / z)
    assert titles(graph) == ["z", "v₁ = 2/z"]
    assert [edge.place for edge in graph.edges] == [1]


def test_formulas_use_the_names_of_the_inputs() -> None:
    w, x, b = [Value(1.0, f"w_{i}") for i in (1, 2)], [2.0, Value(4.0)], Value(0.5, "b")
    graph = diagram(dot(w, x, b))
    assert titles(graph)[-1] == "v₂ = w₁·2 + w₂ v₁ + b"
    assert edge_texts(graph) == ["∂v₂/∂w₁ = 2", "∂v₂/∂w₂ = v₁ = 4", "∂v₂/∂v₁ = w₂ = 1",
                                 "∂v₂/∂b = 1"]


@pytest.mark.parametrize("y, title, edge", [
    (Value(3.0, "a^{(2)}") ** 2, "v₁ = (a⁽²⁾)²", "∂v₁/∂a⁽²⁾ = 2a⁽²⁾ = 6"),
    (2 ** Value(3.0, "x"), "v₁ = 2ˣ", "∂v₁/∂x = v₁·0.6931 = 5.545"),
    (Value(1 + 2j, "z") * 1j, "v₁ = z(0+1j)", "∂v₁/∂z = 0+1j"),
    (Value(Fraction(1, 2), "f") * Fraction(1, 3), "v₁ = f(1/3)", "∂v₁/∂f = 1/3"),
    (Value(2.0, "u v") * Value(1.0, "b"), "v₁ = (u v) b", "∂v₁/∂u v = b = 1"),
    (exp(Value(0.0, "abc")), "v₁ = e^abc", "∂v₁/∂abc = v₁ = 1"),
    (log(Value(4.0, "q")), "v₁ = log(q)", "∂v₁/∂q = 1/q = 0.25"),
    (softmax([Value(0.0, "z_1")])[0], "v₁ = softmax₁(z₁)", "∂v₁/∂z₁ = v₁(1 − v₁) = 0"),
])
def test_what_is_written(y: Value, title: str, edge: str) -> None:
    graph = diagram(y)
    assert (titles(graph)[-1], edge_texts(graph)[0]) == (title, edge)


def test_fresh_names_avoid_labels() -> None:
    graph = diagram(Value(1.0, "v_1") * Value(2.0))
    assert [node.name for node in graph.nodes] == ["v₁", "v₂", "v₃"]


def test_a_long_sum_is_broken_before_a_sign_and_shortened() -> None:
    graph = diagram(total([Value(1.0, f"w_{{{i}}}^{{(1)}}") for i in range(20)]))
    written = Captions(graph, Style()).nodes[graph.output.key]
    lines = [line.glyphs.latex for line in written.title]
    assert len(lines) == 3 and lines[0].startswith("v_{1} = w_{0}^{(1)} + w_{1}^{(1)}")
    assert lines[1].startswith("{} + ") and lines[2] == r"{} + \cdots + w_{19}^{(1)}"
    assert all(line.glyphs.width < WIDEST for line in written.all)


def test_not_computed_is_not_zero() -> None:
    x, unused = Value(3.0, "x"), Value(0.0, "k")
    y = x * unused
    graph = diagram(y)
    assert [node.gradient for node in graph.nodes] == [None, None, None]
    assert texts(graph)[0][-1] == "∂v₁/∂x not computed"
    y.backward()
    graph = diagram(y)
    assert graph.nodes[0].gradient == 0
    assert texts(graph)[0][-1] == "∂v₁/∂x = 0"


def test_a_gradient_of_something_else_is_not_called_a_derivative_of_the_output() -> None:
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    (5 * y).backward()
    graph = diagram(y)
    assert [lines[-1] for lines in texts(graph)] == ["grad = 30", "grad = 5"]


def test_kinds() -> None:
    x, w = Value(1.0, "x_1"), Value(2.0, "w")
    graph = diagram((w * x).relu() + Value(3.0))
    assert [node.kind for node in graph.nodes] == \
        ["input", "parameter", "operation", "operation", "input", "output"]


def test_a_leaf_alone_is_a_graph() -> None:
    graph = diagram(Value(1.0, "x"))
    assert (len(graph.nodes), graph.edges, graph.output.kind) == (1, (), "output")


def test_a_deep_graph_needs_no_recursion() -> None:
    y = Value(1.0, "x")
    for _ in range(5000):
        y = y.sin()
    assert len(diagram(y, limit=6000).nodes) == 5001


def test_a_long_chain_of_constants_is_folded_in_readable_pieces() -> None:
    y = Value(1.0, "x")
    for _ in range(5000):
        y = y + 1
    graph = diagram(y, limit=6000)
    assert 500 < len(graph.nodes) < 5001
    assert sum(len(node.folded) + 1 for node in graph.nodes) == 5001
    assert max(len(node.formula) for node in graph.nodes) < 40


def test_too_many_nodes_or_edges_are_refused_with_their_number() -> None:
    y = total([Value(1.0) for _ in range(10)])
    assert len(diagram(y, limit=11).nodes) == 11
    with pytest.raises(DiagramError, match=r"11 nodes and 10 edges.*draw\(y, limit=11\)"):
        diagram(y, limit=10, collapse=None)
    x = Value(1.0)
    with pytest.raises(DiagramError, match=r"2 nodes and 40 edges.*limit=10"):
        diagram(total([x] * 40), limit=9, collapse=None)


@pytest.mark.parametrize("given_, hint", [(3.0, "no node"), (None, "no node"),
                                          ([Value(1.0)], "draw(ys[0])")])
def test_what_is_no_node_is_refused(given_: object, hint: str) -> None:
    with pytest.raises(GraphError) as refusal:
        diagram(given_)  # type: ignore[arg-type]
    assert hint in str(refusal.value)


@pytest.mark.parametrize("label, shown", [
    ("w_{1,2}^{(1)}", "w₁,₂⁽¹⁾"), ("x_1", "x₁"), ("W^T", "Wᵀ"), ("x_i", "xᵢ"), ("x_{q}", "x_{q}"),
    (r"\sigma", "σ"), (r"\lambda_2", "λ₂"), (r"\Omega", "Ω"), (r"\hat{y}", "ŷ"), ("a_b", "a_b"),
    (r"\unknown", r"\unknown"), ("a\nb", "a b"), ("a\0b", "a�b"), ("\u202eabc", "�abc"),
    ("\ud800", "�"), ("snake_case_2", "snake_case₂"), ("", ""), ("  ", ""),
    ("x" * 100, "x" * 59 + " …"), ("אב", "אב\u200e"),
])
def test_readable(label: str, shown: str) -> None:
    assert readable(label) == shown


@pytest.mark.parametrize("value, shown", [
    (0.0, "0"), (-0.0, "0"), (-0.5, "−0.5"), (1234567.0, "1.235·10⁶"), (1e-300, "1·10⁻³⁰⁰"),
    (1e10, "1·10¹⁰"),
    (float("inf"), "∞"), (float("-inf"), "−∞"), (float("nan"), "nan"), (1 - 2j, "1−2j"),
    (Fraction(1, 3), "1/3"), (Fraction(10 ** 500, 3), "3.333·10⁴⁹⁹"), (100, "100"),
])
def test_numbers(value: object, shown: str) -> None:
    assert number(value) == shown


def test_many_digits_are_shown_as_four() -> None:
    mpmath = pytest.importorskip("mpmath")
    shown = [number(mpmath.mpf(text)) for text in ("-0.57444252", "2", "1e-400", "inf")]
    assert shown == ["−0.5744", "2", "1·10⁻⁴⁰⁰", "∞"]


@given(st.text())
def test_a_readable_label_is_short_and_on_one_line(label: str) -> None:
    shown = readable(label)
    assert len(shown) <= 63 and len(shown.splitlines()) <= 1
    assert not {"\u202e", "\0", "\n"} & set(shown)
    assert clean(scripts(clean(label))) == scripts(clean(label))


def test_what_stands_along_an_edge_is_what_was_asked_for() -> None:
    y = Value(0.0, "z").sigmoid()
    y.label = "a"
    asked: list[Edges] = ["both", "formula", "number", "none"]
    assert [edge_texts(diagram(y), edges) for edges in asked] == [
        ["∂a/∂z = a(1 − a) = 0.25"], ["∂a/∂z = a(1 − a)"], ["0.25"], [""]]
    assert edge_texts(diagram(y + 1), "formula")[-1] == "∂v₁/∂a = 1"


def test_a_long_name_is_not_repeated_in_every_derivative() -> None:
    y = Value(1.0, "the second learning rate").sin()
    y.backward()
    graph = diagram(y)
    assert edge_texts(graph) == ["cos(the second learning rate) = 0.5403"]
    assert texts(graph)[0][-1] == "grad = 0.5403"
