"""Operations that share a box: their formulas, and the derivatives of the whole."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad import Value, dot, exp, grad, log, nn, sigmoid, softmax, total
from chalkgrad.engine import topological_order
from chalkgrad.engine.symbol import Symbol
from chalkgrad.viz import DiagramError, diagram
from chalkgrad.viz.fold import Folder, folded_away
from chalkgrad.viz.graph import Graph, Sums
from chalkgrad.viz.items import expanded, items_of
from chalkgrad.viz.names import symbols_of

a, b, c = Value(0.7, "a"), Value(1.3, "b"), Value(-0.4, "c")
WRITTEN: list[tuple[Value, str]] = [
    (2 * a, "2a"), (0.5 * (a - b) ** 2, "½(a − b)²"), (1 / (1 + exp(-a)), "1/(1 + v₁)"),
    (a * b + c, "a b + c"), (a * b * c, "v₁ c"), (-(a * b), "−a b"), (a * a, "a a"),
    (0.25 * a, "¼ a"), (a / 3 + a ** 3 - 4, "a/3 + a³ − 4"),
    (total([a * b, b * c, c]), "a b + b c + c"),
    (sigmoid(a * b + c), "σ(v₁)"), (log(1 - a), "log(1 − a)"), ((a - b) * (b - c), "v₁ v₂"),
    (0.5 * total([(a - b) ** 2, (b - c) ** 2]), "½((a − b)² + (b − c)²)"),
    (sum([a * b, b * c, c * a], start=b), "b + a b + b c + c a"),
]


@pytest.mark.parametrize("y, formula", WRITTEN, ids=[formula for _, formula in WRITTEN])
def test_what_is_written_in_one_box(y: Value, formula: str) -> None:
    assert diagram(y).output.formula == formula


def test_a_label_or_a_second_use_keeps_a_box() -> None:
    difference = a - b
    difference.label = "d"
    assert diagram(0.5 * difference ** 2).output.formula == "½ d²"
    shared = a - b
    assert [node.formula for node in diagram(shared ** 2 + 3 * shared).nodes][2:] == [
        "a − b", "v₁² + 3v₁"]


def test_the_folded_nodes_are_named_by_key() -> None:
    graph = diagram(0.5 * (a - b) ** 2)
    assert [node.key for node in graph.nodes] == ["n1", "n2", "n5"]
    assert set(graph.output.folded) == {"n3", "n4"}
    assert [(edge.key, edge.formula) for edge in graph.edges] == [("n5.0", "a − b"),
                                                                ("n5.1", "b − a")]


def test_a_sum_is_expanded_into_its_products() -> None:
    y = dot([a, b], [c, 2.0], Value(1.0, "d"))
    y.backward()
    graph = diagram(y, sums="expanded")
    assert [(node.key, node.name, node.formula) for node in graph.nodes][4:] == [
        ("n5p1", "p₁", "a c"), ("n5p2", "p₂", "b·2"), ("n5", "v₁", "p₁ + p₂ + d")]
    assert [node.gradient for node in graph.nodes][4:] == [1.0, 1.0, 1.0]
    assert graph.nodes[4].value == pytest.approx(a.data * c.data)
    assert diagram(a * b + c, sums="expanded").nodes[3].name == "p₁"


def test_an_unknown_way_with_sums_is_refused() -> None:
    with pytest.raises(DiagramError, match="sums='folded' or 'expanded'"):
        diagram(a, sums="both")  # type: ignore[arg-type]


def network() -> Value:
    net = nn.MLP([2, 3, 2], seed=1)
    return nn.half_sse(net([Value(0.5, "x_1"), Value(-1.0, "x_2")]), [Value(1.0, "y_1"), 0.0])


def cross_entropy() -> Value:
    return nn.binary_cross_entropy([Value(0.4, "a_1"), Value(0.2, "a_2")], [Value(1.0, "y_1"), 0.0])


GRAPHS: list[Callable[[], Value]] = [network, cross_entropy,
                                     lambda: nn.log_likelihood(softmax([a, b, c]), 1),
                                     *[lambda y=y: y for y, _ in WRITTEN]]  # type: ignore[misc]
MODES: list[Sums] = ["folded", "expanded"]


def adjoints(graph: Graph) -> dict[str, Any]:
    """∂output/∂node by the chain rule over the edges that are drawn."""
    found: dict[str, Any] = defaultdict(float)
    found[graph.output.key] = 1.0
    arriving = defaultdict(list)
    for edge in graph.edges:
        arriving[edge.head].append(edge)
    for node in reversed(graph.nodes):
        for edge in arriving[node.key]:
            found[edge.tail] += found[node.key] * edge.partial
    return found


def check_edges(y: Value, sums: Sums) -> None:
    values = topological_order(y)
    slopes = {f"n{i}": slope for i, slope in enumerate(grad(y, values), 1)}
    graph = diagram(y, sums=sums)
    found = adjoints(graph)
    for node in graph.nodes:
        if node.key in slopes:
            assert found[node.key] == pytest.approx(slopes[node.key], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("sums", MODES)
@pytest.mark.parametrize("graph", GRAPHS)
def test_the_edges_drawn_carry_the_whole_gradient(graph: Callable[[], Value], sums: Sums) -> None:
    check_edges(graph(), sums)


def number(formula: Any, numbers: dict[str, Any]) -> Any:
    """What a formula comes to with numbers for its names."""
    if not isinstance(formula, Symbol):
        return formula
    if formula.op is None:
        return numbers[str(formula)]
    return formula.op.forward(*[number(argument, numbers) for argument in formula.arguments])


@pytest.mark.parametrize("sums", MODES)
@pytest.mark.parametrize("graph", GRAPHS)
def test_every_derivative_is_the_same_as_formula_and_number(graph: Callable[[], Value],
                                                            sums: Sums) -> None:
    y = graph()
    items = items_of(y, topological_order(y))
    items = expanded(items) if sums == "expanded" else items
    away = folded_away(items, sums == "folded")
    symbols = symbols_of([item for item in items if item not in away])
    numbers = {str(symbol): item.value for item, symbol in symbols.items()}
    numbers |= {"½": 0.5, "¼": 0.25}
    folder = Folder(symbols, away)
    for item in symbols:
        if item.op is not None:
            box = folder.folded(item)
            assert number(box.formula, numbers) == pytest.approx(item.value, rel=1e-3)
            for entry in box.entries:
                assert number(entry.slope.formula, numbers) == pytest.approx(
                    entry.slope.number, rel=1e-3, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["+", "-", "*", "neg", "scale", "square", "exp", "dot"]),
                          st.integers(0, 9), st.integers(0, 9), st.booleans()), min_size=1,
                max_size=14), st.sampled_from(MODES))
def test_any_graph_keeps_its_gradient(steps: list[tuple[str, int, int, bool]], sums: Sums) -> None:
    made = [Value(0.3, "p"), Value(-0.8, "q")]
    for name, i, j, labelled in steps:
        u, v = made[-1 - i % len(made)], made[-1 - j % len(made)]
        made.append({"+": lambda u, v: u + v, "-": lambda u, v: u - v, "*": lambda u, v: u * v,
                     "neg": lambda u, v: -u, "scale": lambda u, v: 0.5 * u,
                     "square": lambda u, v: u ** 2, "exp": lambda u, v: (u * 0.1).tanh(),
                     "dot": lambda u, v: dot([u, v], [v, 2.0], u)}[name](u, v))
        made[-1].label = f"m_{len(made)}" if labelled else ""
    check_edges(made[-1], sums)
