"""Large graphs: homes by label, neurons against the gradient, folds against the network's numbers,
copies of what is used far away, and limits that are kept."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad import Value, dot, grad, nn, sigmoid, viz
from chalkgrad.engine import topological_order
from chalkgrad.viz import DiagramError, diagram
from chalkgrad.viz.classes import classes_of, inputs_of
from chalkgrad.viz.collapse import size
from chalkgrad.viz.graph import LIMIT, Graph, Node
from chalkgrad.viz.homes import LOSS, Home, homes_of
from chalkgrad.viz.items import items_of
from chalkgrad.viz.references import PASSED, _passed, with_references
from chalkgrad.viz.repeats import MOST, repeats
from chalkgrad.viz.span import Span, ends

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=4)


def cost(sizes: list[int], activation: str = "sigmoid", output: str | None = None) -> Value:
    """A network's cost on one sample, its gradient filled in."""
    draw = random.Random(str(sizes))
    net = nn.MLP(sizes, activation, output, seed=1)
    c: Value = nn.half_sse(net([draw.uniform(-1, 1) for _ in range(sizes[0])]),
                           [draw.uniform(0, 1) for _ in range(sizes[-1])])
    c.label = "C"
    c.backward()
    return c


def by_hand(sizes: list[int], samples: int) -> Value:
    """The loss of a network without labels, written with + and · only."""
    draw = random.Random(0)
    weights = [[[Value(draw.uniform(-1, 1)) for _ in range(i)] for _ in range(o)]
               for i, o in zip(sizes, sizes[1:])]
    loss = Value(0.0)
    for _ in range(samples):
        x = [Value(draw.gauss(0, 1)) for _ in range(sizes[0])]
        for rows in weights:
            x = [sum(w * v for w, v in zip(row, x)).tanh() for row in rows]
        loss = loss + (x[0] - 1) ** 2
    return loss


def chain(links: int) -> Value:
    x, w = Value(0.3, "x"), Value(0.5, "w")
    y = x
    for _ in range(links):
        y = (y * w + x).relu()
    return y


def named(graph: Graph) -> dict[str, Node]:
    return {node.name: node for node in graph.nodes}


def numbers(graph: Graph) -> Counter[str]:
    """How many nodes of the network each kind of box stands for."""
    return Counter({name: node.count for name, node in named(graph).items()})


# Homes

@pytest.mark.parametrize("label, home", [
    ("w_{1,2}^{(3)}", Home(3, 2)), ("a_2^{(1)}", Home(1, 2)), ("z_{12}^{(10)}", Home(10, 12)),
    ("w^{(3)}_{1,2}", Home(3, 2)), ("a^{[1]}_2", Home(1, 2)), (r"\delta_2", None), ("a_1^2", None),
    ("a_1^{(0)}", None), ("x_1", None), ("", None), ("w", None)])
def test_a_label_says_layer_and_unit(label: str, home: Home | None) -> None:
    y = Value(1.0, label)
    items = items_of(y, [y])
    assert homes_of(items).get(items[0]) == home


def test_every_node_of_a_network_but_its_inputs_has_a_home() -> None:
    y = cost([2, 3, 2])
    items = items_of(y, topological_order(y))
    homes = homes_of(items)
    assert Counter(home.layer for home in homes.values()) == {1: 15, 2: 12, LOSS.layer: 6}
    assert {item.label for item in items if item not in homes} == {"x_1", "x_2"}


def test_what_has_no_label_belongs_where_it_is_used() -> None:
    x = Value(1.0, "x_1")
    p = Value(2.0) * x
    z = p + Value(0.5)
    z.label = "z_1^{(1)}"
    y = sigmoid(z) * 2
    items = items_of(y, topological_order(y))
    homes = homes_of(items)
    by_value = dict(zip(topological_order(y), items))
    assert homes[by_value[p]] == Home(1, 1)
    assert by_value[x] not in homes and homes[by_value[y]] == LOSS


def test_what_units_share_belongs_to_their_layer_and_targets_to_the_loss() -> None:
    shared, target = Value(2.0).exp(), Value(1.0, "y_1")
    units = [shared * 2, shared * 3]
    for j, unit in enumerate(units, 1):
        unit.label = f"z_{j}^{{(1)}}"
    y = (units[0] + units[1] - target) ** 2
    values = topological_order(y)
    homes = homes_of(items := items_of(y, values))
    assert homes[items[values.index(shared)]] == Home(1)
    assert homes[items[values.index(target)]] == LOSS


# Neurons

def test_an_input_may_enter_a_neuron_on_two_ways() -> None:
    x, w = Value(0.5, "x_1"), Value(2.0, "w_{1,1}^{(1)}")
    z = w * x + x.exp()
    a = z.tanh()
    z.label, a.label = "z_1^{(1)}", "a_1^{(1)}"
    (edge,) = diagram(a * 3, collapse="neuron").edges[:1]
    assert edge.partial == pytest.approx(grad(a, [x])[0])


@settings(max_examples=25, deadline=None)
@given(SIZES, st.sampled_from(["sigmoid", "tanh", "linear", "relu"]))
def test_a_neurons_local_derivatives_are_its_whole_gradient(sizes: list[int],
                                                           activation: str) -> None:
    y = cost(sizes, activation)
    graph = diagram(y, collapse="neuron")
    of = {f"n{i}": value for i, value in enumerate(topological_order(y), 1)}
    assert {node.label for node in graph.nodes if node.kind == "operation"} >= {
        f"a_{j}^{{(1)}}" if activation != "linear" else f"z_{j}^{{(1)}}"
        for j in range(1, sizes[1] + 1)}
    assert not any(node.label.startswith(("w", "b")) for node in graph.nodes)
    for edge in graph.edges:
        if of[edge.head] is not y:
            (slope,) = grad(of[edge.head], [of[edge.tail]])
            assert edge.partial == pytest.approx(slope)


@settings(max_examples=25, deadline=None)
@given(SIZES)
def test_the_chain_rule_holds_on_the_collapsed_graph(sizes: list[int]) -> None:
    graph = diagram(cost(sizes), collapse="neuron")
    gradients = {node.key: node.gradient for node in graph.nodes}
    for node in graph.nodes[:-1]:
        shares = [gradients[edge.head] * edge.partial for edge in graph.edges
                  if edge.tail == node.key]
        assert sum(shares) == pytest.approx(node.gradient) and node.is_derivative


def test_softmax_keeps_what_its_neurons_share() -> None:
    graph = diagram(cost([2, 3], "softmax"), collapse="neuron")
    assert {node.label for node in graph.nodes} >= {"z_1^{(1)}", "z_2^{(1)}", "a_1^{(1)}"}
    formulas = [node.formula for node in graph.nodes if node.label == "a_1^{(1)}"]
    assert formulas == ["softmax₁(z₁⁽¹⁾, z₂⁽¹⁾, z₃⁽¹⁾)"]


# Folds

def test_a_layer_is_folded_into_general_indices() -> None:
    graph = diagram(cost([3, 12, 11, 4]), limit=50)
    assert numbers(graph) == {
        "xᵢ": 3, "wᵢ,ⱼ⁽¹⁾": 36, "bⱼ⁽¹⁾": 12, "zⱼ⁽¹⁾": 12, "aⱼ⁽¹⁾": 12,
        "wⱼ,ₖ⁽²⁾": 132, "bₖ⁽²⁾": 11, "zₖ⁽²⁾": 11, "aₖ⁽²⁾": 11,
        "wₖ,ₘ⁽³⁾": 44, "bₘ⁽³⁾": 4, "zₘ⁽³⁾": 4, "aₘ⁽³⁾": 4, "v₁": 4, "v₂": 1, "C": 1}
    nodes = named(graph)
    assert nodes["zₖ⁽²⁾"].formula == "Σⱼ wⱼ,ₖ⁽²⁾ aⱼ⁽¹⁾ + bₖ⁽²⁾"
    assert nodes["zₖ⁽²⁾"].formula_latex == r"\sum_{j} w_{j,k}^{(2)} a_j^{(1)} + b_k^{(2)}"
    assert (nodes["v₁"].formula, nodes["v₂"].formula, nodes["C"].formula) == \
        ("aₘ⁽³⁾ − c", "Σ v₁²", "½ v₂")
    formulas = {(edge.head, edge.tail): edge.formula for edge in graph.edges}
    key = {name: node.key for name, node in nodes.items()}
    assert formulas[key["zₖ⁽²⁾"], key["wⱼ,ₖ⁽²⁾"]] == "aⱼ⁽¹⁾"
    assert [cluster.title for cluster in graph.clusters] == ["loss", "layer 1", "layer 2",
                                                             "layer 3"]


def test_folded_numbers_are_spans_of_the_networks() -> None:
    y = cost([3, 12, 4])
    values = topological_order(y)
    for name, prefix, layer in (("wᵢ,ⱼ⁽¹⁾", "w", 1), ("aⱼ⁽¹⁾", "a", 1), ("wⱼ,ₖ⁽²⁾", "w", 2)):
        equal = [v for v in values if v.label[:1] == prefix and f"({layer})" in v.label]
        node = named(diagram(y, limit=10))[name]
        assert ends(node.value) == (min(v.data for v in equal), max(v.data for v in equal))
        assert ends(node.gradient) == (min(v.grad for v in equal), max(v.grad for v in equal))
        assert node.is_derivative and node.count == len(equal)


def test_local_derivatives_of_folds_are_spans_too() -> None:
    y = cost([3, 12, 4])
    graph = diagram(y, limit=10)
    key = {name: node.key for name, node in named(graph).items()}
    partials = {(edge.head, edge.tail): edge.partial for edge in graph.edges}
    weights = [v.data for v in topological_order(y) if v.label[:1] == "w" and "(2)" in v.label]
    assert ends(partials[key["zₖ⁽²⁾"], key["aⱼ⁽¹⁾"]]) == (min(weights), max(weights))


def test_leaves_without_labels_are_told_apart_by_what_uses_them() -> None:
    y = by_hand([2, 16, 16, 1], 8)
    leaves = [node for node in diagram(y, limit=100).nodes if not node.op]
    assert {node.count for node in leaves} >= {16, 32, 256}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=3), st.integers(1, 5))
def test_folds_leave_nobody_out(sizes: list[int], samples: int) -> None:
    y = by_hand([*sizes, 1], samples)
    items = items_of(y, topological_order(y))
    folded = repeats(items, {}, most=12)
    assert sum(item.count for item in folded) == len(items)
    assert folded[-1].count == 1 and folded[-1].value == y.data
    assert {given.before or given for item in folded for given in item.inputs} == {*folded[:-1]}


def test_equal_means_equal_below_while_there_is_room() -> None:
    y = by_hand([2, 3, 1], 4)
    items = items_of(y, topological_order(y))
    inputs = inputs_of(items)
    classes = classes_of(items, inputs, {}, most=1000)
    seen = {}
    for number, item, below in zip(classes, items, inputs):
        look = item.op and item.op.name, frozenset((role, classes[i]) for role, i in below)
        assert seen.setdefault(number, look) == look


@pytest.mark.parametrize("y, boxes", [
    (chain(7000), 12), (by_hand([2, 16, 16, 1], 8), MOST), (cost([4, *[12] * 30, 3]), 20),
    (cost([64, 64, 64, 10]), 20), (dot([Value(0.1)] * 3000, [Value(0.2) for _ in range(3000)]), 5)])
def test_any_large_graph_becomes_a_small_one_that_hangs_together(y: Value, boxes: int) -> None:
    graph = diagram(y)
    assert len(graph.nodes) <= boxes and len(graph.edges) <= 3 * boxes
    keys = {node.key for node in graph.nodes}
    assert {edge.tail for edge in graph.edges} | {edge.head for edge in graph.edges} == keys
    assert f"{len(topological_order(y)):,} nodes (more than 1,000) drawn as" in graph.note


def test_a_chain_is_folded_upon_itself() -> None:
    graph = diagram(chain(2000))
    loops = [edge for edge in graph.edges if "⁻" in edge.formula or edge.tail == edge.head]
    assert any("⁻" in node.formula for node in graph.nodes) and len(graph.edges) > len(loops)
    assert max(node.count for node in graph.nodes) > 1900


def test_collapse_by_layer_draws_a_box_for_each_layer() -> None:
    graph = diagram(cost([2, 4, 3]), collapse="layer")
    assert numbers(graph) == {"xᵢ": 2, "aⱼ⁽¹⁾": 4, "aₖ⁽²⁾": 3, "v₁": 3, "v₂": 1, "C": 1}
    assert named(graph)["aₖ⁽²⁾"].formula == "σ(zₖ⁽²⁾)"
    assert "× n stands for n equal ones" in graph.note


def test_nothing_is_folded_within_the_limit() -> None:
    graph = diagram(cost([2, 3, 1]))
    assert not graph.note and not graph.clusters and all(node.count == 1 for node in graph.nodes)
    assert diagram(cost([2, 3, 1]), collapse=None) == graph


def test_without_collapse_the_limit_is_kept() -> None:
    y = cost([64, 64, 10])
    assert size(items_of(y, topological_order(y))) > LIMIT
    with pytest.raises(DiagramError, match="collapse='auto'"):
        diagram(y, collapse=None)


def test_the_picture_says_that_it_was_folded() -> None:
    svg = viz.draw(cost([64, 64, 10]), legend=False).svg()
    assert "nodes (more than 1,000) drawn as" in svg


# Frames

def test_frames_hold_layers_and_neurons() -> None:
    graph = diagram(cost([2, 3, 2]), frames="neuron")
    inside = {cluster.key: cluster for cluster in graph.clusters}
    assert {cluster.title for cluster in graph.clusters} == \
        {"layer 1", "layer 2", "neuron 1", "neuron 2", "neuron 3"}
    assert inside["layer1unit3"].parent == "layer1" and len(inside["layer1unit3"].members) == 5
    members = [key for cluster in graph.clusters for key in cluster.members]
    assert len(members) == len(set(members))
    assert viz.draw(cost([2, 3, 2]), frames="layer").svg().count('class="cluster"') == 2


@pytest.mark.parametrize("choice", [{"collapse": "units"}, {"frames": "loss"}])
def test_an_unknown_choice_is_refused(choice: dict[str, str]) -> None:
    with pytest.raises(DiagramError, match=r"write (collapse|frames)='auto' or"):
        diagram(Value(1.0), **choice)  # type: ignore[arg-type]


# Copies

def test_what_is_used_far_away_is_drawn_again_there() -> None:
    graph = diagram(chain(200))
    copies = [node for node in graph.nodes if node.copy_of]
    originals = {node.key: node for node in graph.nodes if not node.copy_of}
    assert {originals[node.copy_of].name for node in copies} <= {"x", "w"} and copies
    for copy in copies:
        original = originals[copy.copy_of]
        assert (copy.name, copy.value, copy.gradient) == \
            (original.name, original.value, original.gradient)
    assert sum(_passed(graph.nodes, graph.edges).values()) <= PASSED
    assert len(graph.edges) == len(diagram(chain(200)).edges)


def test_most_graphs_have_no_copies() -> None:
    graph = diagram(cost([6, 24, 24, 1]))
    assert not any(node.copy_of for node in graph.nodes)
    assert with_references(graph.nodes, graph.edges) == (graph.nodes, graph.edges)


def test_a_span_is_written_from_low_to_high() -> None:
    graph = diagram(cost([3, 12, 4]), limit=10)
    assert isinstance(named(graph)["aⱼ⁽¹⁾"].value, Span)
    assert " … " in viz.draw(cost([3, 12, 4]), limit=10).svg()
