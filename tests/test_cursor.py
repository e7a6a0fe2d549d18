"""Walking every step is backward(), and back undoes next, on random graphs and on networks."""

import importlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalkgrad import GraphError, Value, nn, sigmoid, total
from chalkgrad.chalk.cursor import Walk, WalkError
from chalkgrad.engine import topological_order
from chalkgrad.engine.steps import BackwardStep, ForwardStep, SeedStep

MAKERS = [lambda p, q: p + q, lambda p, q: p * q, lambda p, q: p - q, lambda p, q: 2 * p,
          lambda p, q: p / (q * q + 1), lambda p, q: sigmoid(p), lambda p, q: q.tanh(),
          lambda p, q: total([p, q, p])]


def random_graph(seed):
    draw = random.Random(seed)
    nodes = [Value(draw.uniform(-2, 2), name) for name in "abc"]
    for _ in range(draw.randint(1, 15)):
        nodes.append(draw.choice(MAKERS)(draw.choice(nodes), draw.choice(nodes)))
    return total(nodes)


def neuron():
    x, w, b, y = (Value(v, n) for v, n in ((2.0, "x"), (0.5, "w"), (-0.7, "b"), (1.0, "y")))
    z = w * x + b
    a = sigmoid(z)
    cost = 0.5 * (a - y) ** 2
    z.label, a.label, cost.label = "z", "a", "C"
    return cost


def state(walk):
    return (walk.position, list(map(str, walk.done)), dict(walk.adjoints), dict(walk.arrived),
            str(walk.peek()))


@given(st.integers(0, 10 ** 6))
def test_a_whole_walk_is_backward_bit_for_bit(seed):
    y = random_graph(seed)
    walk = Walk(y).run()
    assert all(node.grad is None for node in topological_order(y))
    y.backward()
    assert {node: node.grad for node in topological_order(y)} == walk.adjoints


@given(st.integers(0, 10 ** 6), st.lists(st.booleans(), max_size=60))
def test_next_then_back_and_back_then_next_are_the_identity(seed, moves):
    walk = Walk(random_graph(seed))
    for forward in moves:
        if forward and walk.position < len(walk):
            walk.next()
        elif not forward and walk.position:
            walk.back()
    here = state(walk)
    if walk.position < len(walk):
        walk.next()
        walk.back()
        assert state(walk) == here
    if walk.position:
        walk.back()
        walk.next()
        assert state(walk) == here


@pytest.mark.parametrize("demo", ["stepping", "deep_network", "flipped_labels",
                                  "binary_classifier", "matrix_chain", "equations", "digits"])
def test_every_demo_walks_to_its_gradient_bit_for_bit(demo):
    cost = importlib.import_module(f"chalkgrad.demos.{demo}").to_step_through()
    walk = Walk(cost).run()
    cost.backward()
    assert {node: node.grad for node in topological_order(cost)} == walk.adjoints


@given(st.integers(0, 10 ** 6))
def test_contributions_count_up_and_sum_to_the_total(seed):
    sums = {}
    for step in Walk(random_graph(seed)):
        if isinstance(step, BackwardStep):
            assert step.contribution == step.adjoint * step.partial
            before = sums.get(step.target)
            expected = step.contribution if before is None else before + step.contribution
            sums[step.target] = step.total
            assert step.total == expected and 1 <= step.number <= step.of
            assert step.to_come == step.of - step.number


def test_the_lines_of_a_neuron():
    assert list(map(str, Walk(neuron()))) == [
        "v₁ = w x = 0.5·2 = 1",
        "z = v₁ + b = 1 − 0.7 = 0.3000",
        "a = σ(z) = σ(0.3000) = 0.5744",
        "v₂ = a − y = 0.5744 − 1 = −0.4256",
        "v₃ = v₂² = (−0.4256)² = 0.1811",
        "C = 0.5v₃ = 0.5·0.1811 = 0.0905",
        "∂C/∂C = 1",
        "∂C/∂v₃ += ∂C/∂C · ∂C/∂v₃ = 1 · 0.5 = 0.5   (1 of 1)",
        "∂C/∂v₂ += ∂C/∂v₃ · ∂v₃/∂v₂ = 0.5 · 2v₂ = 0.5 · (−0.8511) = −0.4256   (1 of 1)",
        "∂C/∂a += ∂C/∂v₂ · ∂v₂/∂a = −0.4256 · 1 = −0.4256   (1 of 1)",
        "∂C/∂y += ∂C/∂v₂ · ∂v₂/∂y = −0.4256 · (−1) = 0.4256   (1 of 1)",
        "∂C/∂z += ∂C/∂a · ∂a/∂z = −0.4256 · a(1 − a) = −0.4256 · 0.2445 = −0.1040   (1 of 1)",
        "∂C/∂v₁ += ∂C/∂z · ∂z/∂v₁ = −0.1040 · 1 = −0.1040   (1 of 1)",
        "∂C/∂b += ∂C/∂z · ∂z/∂b = −0.1040 · 1 = −0.1040   (1 of 1)",
        "∂C/∂w += ∂C/∂v₁ · ∂v₁/∂w = −0.1040 · x = −0.1040 · 2 = −0.2081   (1 of 1)",
        "∂C/∂x += ∂C/∂v₁ · ∂v₁/∂x = −0.1040 · w = −0.1040 · 0.5 = −0.0520   (1 of 1)",
    ]


def test_several_paths_add_up():
    x = Value(3.0, "x")
    assert str(Walk(x * x).run().last) == \
        "∂v₁/∂x += ∂v₁/∂v₁ · ∂v₁/∂x = 1 · x = 1 · 3 = 3   (2 of 2, so far 6)"


@pytest.mark.parametrize("target, last", [
    ("a", "a = σ(z)"), ("sigmoid", "a = σ(z)"), (0, None), (7, "∂C/∂C = 1"),
    ("w", "∂C/∂w += "), ("pow", "v₃ = v₂²"),
])
def test_to_goes_where_it_is_told(target, last):
    walk = Walk(neuron()).to(target)
    assert walk.last is None if last is None else str(walk.last).startswith(last)


def test_to_goes_on_to_the_next_place_and_then_back():
    cost = neuron()
    walk = Walk(cost).to("a")
    assert str(walk.to("a").last).startswith("∂C/∂a +=")
    assert str(walk.run().to("a").last).startswith("a = σ(z)")
    assert walk.to(cost.inputs[0]).last.node is cost.inputs[0]


def test_run_until():
    walk = Walk(neuron()).run(until=lambda step: isinstance(step, SeedStep))
    assert walk.position == 7 and isinstance(walk.peek(), BackwardStep)
    assert isinstance(walk.done[0], ForwardStep)


def test_apply_writes_the_gradients_as_it_goes():
    cost, twin = neuron(), neuron()
    walk = Walk(cost, apply=True).to(9)
    assert {node: node.grad for node in walk.plan.nodes if node.grad is not None} == walk.adjoints
    walk.back()
    assert {node: node.grad for node in walk.plan.nodes if node.grad is not None} == walk.adjoints
    walk.run()
    twin.backward()
    assert [n.grad for n in topological_order(cost)] == [n.grad for n in topological_order(twin)]


def test_reset_starts_again():
    walk = Walk(neuron())
    lines = list(map(str, walk))
    assert list(map(str, walk.reset())) == lines


@pytest.mark.parametrize("wrong, said", [
    (lambda walk: walk.run().next(), "has ended"), (lambda walk: walk.back(), "at its start"),
    (lambda walk: walk.to("q"), "no step of this walk meets 'q'"),
    (lambda walk: walk.to(99), "outside the walk"),
])
def test_steps_that_cannot_be(wrong, said):
    with pytest.raises(WalkError, match=said):
        wrong(Walk(neuron()))


def test_a_walk_needs_a_value():
    with pytest.raises(GraphError, match="nothing to walk"):
        Walk(3.0)


def test_a_leaf_has_one_step():
    assert list(map(str, Walk(Value(2.0, "x")))) == ["∂x/∂x = 1"]


def test_a_network_walks_too():
    net = nn.MLP([3, 4, 2], seed=1)
    cost = nn.half_sse(net([0.5, -1.0, 0.25]), [0.0, 1.0])
    walk = Walk(cost).run()
    cost.backward()
    assert all(p.grad == walk.adjoints[p] for p in net.parameters())
