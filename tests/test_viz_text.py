"""The tree for a terminal: what it shows, how wide it is, and where it stops."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from chalkgrad import GraphError, Value, nn, total
from chalkgrad.engine import topological_order
from chalkgrad.engine.label import number
from chalkgrad.viz import DiagramError, text


def rows(tree: str) -> list[str]:
    """What stands in the first column, without the branches."""
    return [line.lstrip("│├└─ ").split("  ")[0] for line in tree.splitlines()[1:]]


def grown(seed: int, size: int) -> Value:
    """A random graph, every node labelled, in which much is shared."""
    draw = random.Random(seed)
    nodes = [Value(draw.uniform(-1, 1), f"q{i}") for i in range(4)]
    for i in range(size):
        one, other = draw.choices(nodes[-6:], k=2)
        node = draw.choice([one + other, one * other, one.sigmoid()])
        node.label = f"r{i}"
        nodes.append(node)
    return nodes[-1]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10 ** 6), st.integers(1, 60), st.integers(40, 120))
def test_every_node_is_spelled_out_once_and_no_line_is_too_wide(seed: int, size: int,
                                                                width: int) -> None:
    y = grown(seed, size)
    tree = text(y, width=width, limit=10 ** 6)
    assert max(map(cell_len, tree.splitlines())) <= width
    first = [row.split(" = ")[0] for row in rows(tree) if row and not row.endswith(("↑", "↓"))]
    assert sorted(name for name in first if name[0] in "qr") == \
        sorted(node.label for node in topological_order(y))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10 ** 6), st.integers(1, 60))
def test_every_edge_is_a_line_with_its_local_derivative(seed: int, size: int) -> None:
    y = grown(seed, size)
    lines = text(y, width=300, limit=10 ** 6).splitlines()
    edges = [f"∂{node.label}/∂{given.label} = {number(partial)}" for node in topological_order(y)
             for given, partial in zip(node.inputs, node.partials)]
    assert sorted(line.split("  ")[-1] for line in lines if "∂" in line) == sorted(edges)


def test_values_and_gradients_stand_beside_their_names() -> None:
    x, w = Value(2.0, "x"), Value(-1.5, "w")
    y = x * w
    y.label = "y"
    assert "– means not computed" in text(y, width=60)
    y.backward()
    assert [line.split()[-5:-3] for line in text(y, width=60).splitlines()[2:]] == \
        [["2", "−1.5"], ["−1.5", "2"]]
    assert "not computed" not in text(y, width=60)


def test_both_edges_of_a_square_are_there() -> None:
    a = Value(3.0, "a")
    assert rows(text(a * a, width=60))[:3] == ["v₁ = a a", "a", "a ↑"]


def test_a_deep_chain_goes_on_at_the_left_and_needs_no_recursion() -> None:
    y = Value(1.0, "x")
    for _ in range(3000):
        y = y.sigmoid()
    tree = text(y, width=50, limit=10 ** 6)
    assert max(map(cell_len, tree.splitlines())) <= 50
    assert tree.count("= σ") == 3000 and tree.count("↓") > 100


def test_beyond_the_limit_what_is_near_is_shown_and_the_rest_counted() -> None:
    y = total([Value(float(i), f"x_{i}") for i in range(500)])
    lines = text(y, limit=10).splitlines()
    assert len(lines) == 14 and lines[11].startswith("⋮  491 more")
    assert lines[12].startswith("10 of 501 nodes shown")
    net = nn.MLP([2, 3, 1], seed=0)
    tree = text(net([0.5, 1.0])[0], limit=8, width=80)
    assert "σ(z₁⁽¹⁾) …" in tree and "x₁" not in rows(tree)


def test_a_narrow_terminal_keeps_the_numbers() -> None:
    y = grown(1, 20)
    tree = text(y, width=10)
    assert max(map(len, tree.splitlines())) <= 40
    assert number(y.data) in tree and "local derivative" not in tree


def test_it_prints_and_a_repl_shows_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    tree = text(Value(1.0, "x"))
    print(tree)
    assert capsys.readouterr().out == f"{tree}\n" == f"{tree!r}\n"


def test_hostile_labels_stay_on_their_line() -> None:
    tree = text(Value(1.0, "a\nb\x1b[31m\u202e") + Value(2.0, "日本" * 40), width=60)
    assert len(tree.splitlines()) == 5
    assert not {"\x1b", "\u202e"} & set(tree)
    assert max(map(cell_len, tree.splitlines())) <= 60


def test_what_is_refused() -> None:
    with pytest.raises(GraphError, match="no node"):
        text(3.0)  # type: ignore[arg-type]
    with pytest.raises(DiagramError, match="from 1 on"):
        text(Value(1.0), limit=0)
