"""Layers, losses, optimisers, training and files, against NumPy and 50-digit mpmath."""

import math
import random
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from chalkgrad import (
    ChalkgradError,
    DomainError,
    ShapeError,
    Value,
    dot,
    grad,
    nn,
    sigmoid,
    softmax,
)
from chalkgrad.engine import recompute, total
from chalkgrad.engine.layer import weighted_sums
from chalkgrad.engine.walk import inner_nodes

# Networks


def forward_by_hand(net, x):
    functions = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "linear": lambda z: z,
                 "relu": lambda z: np.maximum(z, 0),
                 "softmax": lambda z: np.exp(z) / np.exp(z).sum()}
    a = np.array(x)
    for layer in net.layers:
        weights = np.array([[w.data for w in row] for row in layer.w])
        a = functions[layer.activation](a @ weights + np.array([b.data for b in layer.b]))
    return a


@pytest.mark.parametrize("output", [None, "sigmoid", "tanh", "relu", "linear", "softmax"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
def test_forward_pass_is_the_matrix_one(activation, output):
    net, x = nn.MLP([3, 5, 4, 2], activation, output, seed=1), [0.5, -1.0, 2.0]
    assert [a.data for a in net(x)] == pytest.approx(forward_by_hand(net, x), rel=1e-13)


def test_weights_go_from_i_to_j_and_count_from_one():
    net = nn.MLP([2, 3, 11])
    assert (len(net.layers[0].w), len(net.layers[0].w[0])) == (2, 3)
    assert net.layers[0].w[0][2].label == "w_{1,3}^{(1)}"
    assert net.layers[1].b[1].label == "b_2^{(2)}"
    assert net.layers[1].b[10].label == "b_{11}^{(2)}"
    assert len(list(net.parameters())) == 2 * 3 + 3 + 3 * 11 + 11


def test_trace_holds_input_layers_and_labels():
    x = [Value(0.5, "p"), -1.0]
    trace = nn.MLP([2, 3, 1], seed=0).trace(x)
    assert trace.a[0][0] is x[0] and trace.a[0][1].label == "x_2"
    assert [len(a) for a in trace.a] == [2, 3, 1] and [len(z) for z in trace.z] == [0, 3, 1]
    assert trace.z[1][2].label == "z_3^{(1)}" and trace.a[2][0].inputs == (trace.z[2][0],)


def test_the_same_seed_gives_the_same_weights():
    first, again, other = (nn.MLP([2, 2], seed=s) for s in (3, 3, 4))
    assert [p.data for p in first.parameters()] == [p.data for p in again.parameters()]
    assert [p.data for p in first.parameters()] != [p.data for p in other.parameters()]


@pytest.mark.parametrize("kind", [float, Fraction, mpmath.mpf])
def test_a_layer_is_its_row_of_the_table_bit_for_bit(kind):
    generator = random.Random(0)
    for size in range(1, 9):
        net = nn.MLP([size, 3], "linear", seed=size)
        x = [Value(kind(generator.uniform(-1, 1))) for _ in range(size)]
        for j, z in enumerate(net(x)):
            row = dot([net.layers[0].w[i][j] for i in range(size)], x, net.layers[0].b[j])
            assert (z.data, z.partials, z.op, z.inputs, z.arguments) == \
                   (row.data, row.partials, row.op, row.inputs, row.arguments)


@pytest.mark.parametrize("kind", [float, Fraction, mpmath.mpf])
def test_a_layer_shares_out_as_its_rows_do(kind):
    """With a dead unit, an input that stands twice, and a weight that is computed itself."""
    def grads(layer):
        x, v = Value(kind(2)), Value(kind(-3))
        w = [Value(kind(5)), v * v, Value(kind(-7)), v, Value(kind(0)), Value(kind(-14))]
        b = [Value(kind(1)), Value(kind(-1))]
        xs = [x, x + v, x]
        cost = total([z.relu() for z in layer([w[:2], w[2:4], w[4:]], xs, b)])
        for _ in range(2):
            cost.backward()
        return [node.grad for node in (x, v, *w, *b, *xs)], [node.data for node in cost.inputs]

    def rows(weights, xs, biases):
        return [dot(column, xs, bias) for column, bias in zip(zip(*weights), biases)]

    assert grads(weighted_sums) == grads(rows)
    assert [type(g) for g in grads(weighted_sums)[0]] == [type(g) for g in grads(rows)[0]]
    assert 0 in grads(rows)[1] and None not in grads(rows)[0]


def test_a_dead_unit_is_reached_and_passes_on_nothing():
    leaves = w, x, b = Value(2.0), Value(-1.0), Value(1.0)
    (z,) = weighted_sums([[w]], [x], [b])
    z.relu().backward()
    assert [repr(leaf.grad) for leaf in leaves] == ["0.0"] * 3


def test_nothing_times_an_infinite_weight_is_undefined():
    w, other, x, y, b = (Value(n) for n in (math.inf, 2.0, 1.0, 1.0, 0.0))
    (z,) = weighted_sums([[w], [other]], [x, y], [b])
    (z * 0.0).backward()
    assert math.isnan(x.grad) and (w.grad, other.grad, y.grad, b.grad) == (0, 0, 0, 0)


def test_a_network_is_recomputed_as_it_is_rebuilt():
    net, x = nn.MLP([2, 3, 2], "relu", seed=0), [Value(0.5), Value(-1.0)]
    cost = total(net(x))
    for i, leaf in enumerate([*net.parameters(), *x]):
        leaf.data = math.sin(i)
    recompute(cost)
    again = total(net(x))
    for old, new in zip(inner_nodes(cost), inner_nodes(again), strict=True):
        assert (old.data, old.partials, old.op) == (new.data, new.partials, new.op)
    cost.backward()
    grads = [p.grad for p in net.parameters()]
    net.zero_grad()
    again.backward()
    assert grads == [p.grad for p in net.parameters()]


def test_weights_may_be_replaced():
    net = nn.MLP([1, 1], "linear", seed=0)
    net.layers[0].w[0][0] = Value(7.0)
    assert net([2.0])[0].data == 14.0


@pytest.mark.parametrize("wrong, said", [
    (lambda: nn.MLP([3]), "make no network"), (lambda: nn.MLP([2, 0]), "make no network"),
    (lambda: nn.MLP([2, 1.5]), "make no network"),
    (lambda: nn.MLP([2, 1], "swish"), "no activation 'swish'"),
    (lambda: nn.MLP([2, 1])([1.0]), "layer 1 takes 2 inputs, but 1"),
    (lambda: nn.MLP([1, 1])(["a"]), "is text"),
])
def test_networks_that_cannot_be(wrong, said):
    with pytest.raises(ChalkgradError, match=said):
        wrong()


# Losses: each beside its formula at 50 digits, value and gradient

def truth_of_bce(a, y):
    return -sum((t and t * mpmath.log(p)) + ((1 - t) and (1 - t) * mpmath.log(1 - p))
                for p, t in zip(a, y))


def mp_sigmoid(z):
    return 1 / (1 + mpmath.exp(-z))


def mp_softmax(z):
    exponentials = [mpmath.exp(v) for v in z]
    return [e / sum(exponentials) for e in exponentials]


LOSSES = {
    "half_sse": (nn.half_sse, lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y)) / 2),
    "mse": (nn.mse, lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y)) / len(a)),
    "half_mse": (lambda a, y: nn.half_mse([a[:2], a[2:]], [y[:2], y[2:]]),
                 lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y)) / 4),
    "binary_cross_entropy": (nn.binary_cross_entropy, truth_of_bce),
    "bernoulli_nll": (nn.bernoulli_nll, truth_of_bce),
    "bernoulli_nll, label flipped": (lambda a, y: nn.bernoulli_nll(a, y, positive=0),
                                     lambda a, y: truth_of_bce(a, [1 - t for t in y])),
    "bce_with_logits": (nn.bce_with_logits,
                        lambda z, y: truth_of_bce([mp_sigmoid(v) for v in z], y)),
    "log_likelihood": (lambda a, y: nn.log_likelihood(a, 2), lambda a, y: -mpmath.log(a[2])),
    "cross_entropy_with_logits": (lambda z, y: nn.cross_entropy_with_logits(z, 1),
                                  lambda z, y: -mpmath.log(mp_softmax(z)[1])),
}


def test_every_loss_has_a_truth():
    here = {name.split(",")[0] for name in LOSSES}
    from chalkgrad.nn import losses
    public = {name for name, thing in vars(losses).items()
              if callable(thing) and thing.__module__ == losses.__name__ and name[0] != "_"}
    assert here == public


@pytest.mark.parametrize("targets", [[0.0, 1.0, 0.25, 1.0], [1, 0, 1, 0]])
@pytest.mark.parametrize("name", LOSSES)
def test_losses_at_fifty_digits(name, targets):
    loss, truth = LOSSES[name]
    numbers = [0.3, 0.9, 0.0625, 0.5]
    leaves = [Value(n) for n in numbers]
    with mpmath.workdps(50):
        exact = [mpmath.mpf(n) for n in numbers]
        cost = loss(leaves, targets)
        assert cost.data == pytest.approx(float(truth(exact, targets)), rel=1e-14)
        for i, slope in enumerate(grad(cost, leaves)):
            def along(x, i=i):
                return truth([*exact[:i], x, *exact[i + 1:]], targets)
            assert slope == pytest.approx(float(mpmath.diff(along, exact[i])), rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("name", LOSSES)
def test_targets_may_be_values(name):
    loss, _ = LOSSES[name]
    a, y = [0.3, 0.9, 0.0625, 0.5], [0.2, 0.7, 0.5, 0.25]
    plain = loss([Value(v) for v in a], y)
    assert loss([Value(v) for v in a], [Value(t) for t in y]).data == pytest.approx(plain.data)


@pytest.mark.parametrize("z", [-800.0, -745.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0])
@pytest.mark.parametrize("y", [0, 1])
def test_delta_with_logits_is_a_minus_y_to_the_last_digit(z, y):
    leaf = Value(z)
    with mpmath.workdps(400):
        truth = float(mp_sigmoid(mpmath.mpf(z)) - y)
        cost = nn.bce_with_logits([leaf], [y])
        assert grad(cost, [leaf])[0] == pytest.approx(truth, rel=1e-15, abs=0)
        assert cost.data == pytest.approx(float(truth_of_bce([mp_sigmoid(mpmath.mpf(z))], [y])),
                                          rel=1e-15, abs=0)


@pytest.mark.parametrize("z", [-800.0, -40.0, 0.0, 40.0, 800.0])
@pytest.mark.parametrize("k", [0, 1])
def test_delta_of_softmax_with_logits(z, k):
    leaves = [Value(z), Value(0.0)]
    with mpmath.workdps(400):
        truth = mp_softmax([mpmath.mpf(z), mpmath.mpf(0)])
        expected = [float(a - (j == k)) for j, a in enumerate(truth)]
    got = grad(nn.cross_entropy_with_logits(leaves, k), leaves)
    assert got == pytest.approx(expected, rel=1e-15, abs=0)


def test_softmax_with_log_likelihood_has_delta_a_minus_one():
    z = [Value(0.3), Value(-1.0), Value(2.0)]
    a = softmax(z)
    assert grad(nn.log_likelihood(a, 1), z) == pytest.approx([a[0].data, a[1].data - 1, a[2].data])


def test_certain_and_right_costs_nothing_certain_and_wrong_is_an_error():
    assert nn.binary_cross_entropy([Value(1.0), Value(0.0)], [1, 0]).data == 0
    with pytest.raises(DomainError, match="log"):
        nn.binary_cross_entropy([Value(1.0)], [0])


@pytest.mark.parametrize("wrong, said", [
    (lambda: nn.half_sse([Value(1.0)], [1.0, 2.0]), "1 outputs and 2 targets"),
    (lambda: nn.half_sse(Value(1.0), 1.0), "two lists"),
    (lambda: nn.half_mse([[Value(1.0)]], []), "1 outputs and 0 targets"),
    (lambda: nn.log_likelihood([Value(0.5)] * 2, 2), "class 2 is none of the 2"),
    (lambda: nn.cross_entropy_with_logits([Value(0.5)] * 2, [0, 1]), r"y.index\(1\)"),
    (lambda: nn.bernoulli_nll([Value(0.5)], [1], positive=2), "is no label"),
])
def test_losses_that_cannot_be(wrong, said):
    with pytest.raises(ShapeError, match=said):
        wrong()


# Optimisers

def test_sgd_moves_against_the_gradient():
    v = Value(1.0)
    v.grad = 0.25
    nn.SGD(0.5).step([v, Value(3.0)])
    assert v.data == 1.0 - 0.5 * 0.25


def test_momentum_as_in_pytorch():
    v, optimizer, data, velocity = Value(1.0), nn.SGD(0.1, momentum=0.9), 1.0, 0.0
    for g in (0.5, -0.25, 0.125):
        v.grad = g
        optimizer.step([v])
        velocity = 0.9 * velocity + g
        data -= 0.1 * velocity
    assert v.data == pytest.approx(data, rel=1e-15)


def test_adam_as_in_the_paper():
    v, optimizer, data, m, s = Value(1.0), nn.Adam(0.01), 1.0, 0.0, 0.0
    for t, g in enumerate((0.5, -0.25, 0.125), 1):
        v.grad = g
        optimizer.step([v])
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        data -= 0.01 * (m / (1 - 0.9 ** t)) / (math.sqrt(s / (1 - 0.999 ** t)) + 1e-8)
    assert v.data == pytest.approx(data, rel=1e-14)


@pytest.mark.parametrize("wrong", [lambda: nn.SGD(0), lambda: nn.SGD(0.1, momentum=1),
                                   lambda: nn.Adam(-1.0), lambda: nn.Adam(betas=(1.0, 0.9))])
def test_settings_that_cannot_be(wrong):
    with pytest.raises(ShapeError, match="give a number"):
        wrong()


# Training

XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [[0.0], [1.0], [1.0], [0.0]]


def test_xor_is_learnt():
    net = nn.MLP([2, 4, 1], seed=0)
    history = nn.fit(net, *XOR, nn.binary_cross_entropy, nn.Adam(0.1), 200, 4, progress=False)
    assert len(history.loss) == 200 and history.loss[-1] < 0.05 < history.loss[0]
    assert [round(net(x)[0].data) for x in XOR[0]] == [0, 1, 1, 0]


def test_one_step_is_the_mean_gradient():
    net, twin = nn.MLP([2, 2, 1], seed=0), nn.MLP([2, 2, 1], seed=0)
    nn.fit(net, *XOR, nn.half_sse, nn.SGD(0.5), 1, 4, progress=False)
    mean = nn.half_mse([twin(x) for x in XOR[0]], XOR[1])
    mean.backward()
    nn.SGD(0.5).step(twin.parameters())
    assert [p.data for p in net.parameters()] == pytest.approx([p.data for p in twin.parameters()])


def test_half_mse_trains_like_the_mean_of_half_sse():
    nets = [nn.MLP([2, 2, 1], seed=0) for _ in range(2)]
    for net, loss in zip(nets, (nn.half_mse, nn.half_sse)):
        nn.fit(net, *XOR, loss, nn.SGD(0.5), 5, 2, progress=False)
    first, second = ([p.data for p in net.parameters()] for net in nets)
    assert first == pytest.approx(second, rel=1e-13)


def test_arrays_are_data_too():
    nets = [nn.MLP([2, 2, 1], seed=0) for _ in range(2)]
    for net, (X, Y) in zip(nets, (XOR, map(np.array, XOR))):
        nn.fit(net, X, Y, nn.half_sse, nn.SGD(0.5), 2, 2, progress=False)
    first, second = ([p.data for p in net.parameters()] for net in nets)
    assert first == second


def test_ctrl_c_keeps_the_last_finished_step():
    net, calls = nn.MLP([2, 2, 1], seed=0), []

    def loss(a, y):
        calls.append([p.data for p in net.parameters()])
        if len(calls) == 7:
            raise KeyboardInterrupt
        return nn.half_sse(a, y)

    history = nn.fit(net, *XOR, loss, nn.SGD(0.5), 10, 2, progress=False)
    assert history.interrupted and len(history.loss) == 1
    assert [p.data for p in net.parameters()] == calls[-1] != calls[0]


def test_ctrl_c_in_the_middle_of_an_update_takes_it_back():
    net = nn.MLP([2, 2, 1], seed=0)
    before = [p.data for p in net.parameters()]

    class Interrupted(nn.SGD):
        def step(self, parameters):
            next(iter(parameters)).data = 99.0
            raise KeyboardInterrupt

    assert nn.fit(net, *XOR, nn.half_sse, Interrupted(1.0), progress=False).interrupted
    assert [p.data for p in net.parameters()] == before


def test_a_loss_that_is_not_finite_names_sample_and_layer():
    net = nn.MLP([1, 1, 1], "linear", seed=0)
    net.layers[1].w[0][0].data = math.inf
    before = [p.data for p in net.parameters()]
    with pytest.raises(nn.TrainingError, match=r"sample 0 is inf.*layer 2"):
        nn.fit(net, [[1.0]], [[0.0]], nn.half_sse, nn.SGD(0.1), progress=False)
    assert [p.data for p in net.parameters()] == before


def test_a_domain_error_names_the_sample():
    net = nn.MLP([1, 1], seed=0)
    with pytest.raises(DomainError, match="sample 1: log"):
        nn.fit(net, [[0.0], [1e9]], [[1.0], [0.0]], nn.binary_cross_entropy, nn.SGD(0.1),
               batch_size=2, progress=False, seed=1)


@pytest.mark.parametrize("X, Y, said", [
    ([[1.0, 2.0]], [], "1 samples and 0 targets"),
    ([[1.0, 2.0], [1.0]], [[0.0], [0.0]], "sample 1 has 1 numbers, but layer 1 takes 2"),
    ([1.0], [[0.0]], "sample 0 has one number"),
    ([[1.0, 2.0]], [[0.0, 1.0]], "target of sample 0 has 2 numbers, but layer 2 has 1"),
])
def test_data_that_does_not_fit(X, Y, said):
    with pytest.raises(ShapeError, match=said):
        nn.fit(nn.MLP([2, 2, 1]), X, Y, nn.half_sse, nn.SGD(0.1), progress=False)


def test_the_bar_shows_loss_and_rate(capsys):
    nn.fit(nn.MLP([2, 2, 1], seed=0), *XOR, nn.half_sse, nn.SGD(0.5), 3, 2)
    shown = capsys.readouterr().out
    assert "epoch 3/3" in shown and "loss 0.1" in shown and "samples/s" in shown


# Files

def test_saved_and_loaded_networks_are_equal(tmp_path):
    net = nn.MLP([2, 3, 1], "tanh", "linear", seed=5)
    nn.save(net, tmp_path / "net.npz")
    again = nn.load(tmp_path / "net.npz")
    assert repr(again) == repr(net)
    assert [p.data for p in again.parameters()] == [p.data for p in net.parameters()]
    into = nn.MLP([2, 3, 1], "tanh", "linear")
    assert nn.load(str(tmp_path / "net.npz"), into) is into
    assert [p.data for p in into.parameters()] == [p.data for p in net.parameters()]


def test_a_shape_that_differs_is_named_and_nothing_changes(tmp_path):
    nn.save(nn.MLP([2, 3, 1], seed=5), tmp_path / "net.npz")
    into = nn.MLP([2, 3, 2], seed=1)
    before = [p.data for p in into.parameters()]
    with pytest.raises(ShapeError, match=r"layer 2: w2 has shape \(3, 2\) here but \(3, 1\)"):
        nn.load(tmp_path / "net.npz", into)
    assert [p.data for p in into.parameters()] == before


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "net.npz"
    nn.save(nn.MLP([1, 1], seed=0), path)
    before = path.read_bytes()
    monkeypatch.setattr(np, "savez", lambda file, **arrays: (file.write(b"half"), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        nn.save(nn.MLP([1, 1], seed=1), path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_pickle_is_never_read(tmp_path):
    path = tmp_path / "evil.npz"
    np.savez(path, sizes=np.array([print], dtype=object))
    with pytest.raises(ChalkgradError, match="holds no saved network"):
        nn.load(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x93NUMPY\x01\x00"])
def test_files_that_hold_no_network(tmp_path, content):
    (tmp_path / "net.npz").write_bytes(content)
    with pytest.raises(ChalkgradError, match="holds no saved network"):
        nn.load(tmp_path / "net.npz")


def test_a_missing_file_is_just_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        nn.load(tmp_path / "none.npz")


def test_values_of_other_kinds_go_through_a_network():
    net = nn.MLP([1, 1], seed=0)
    (a,) = net([Value(mpmath.mpf("0.1"))])
    assert isinstance(a.data, mpmath.mpf)
    assert sigmoid(0.0) == 0.5


@pytest.mark.parametrize("other", [nn.MLP([2, 2, 1], "relu"), nn.MLP([2, 2])])
def test_a_network_of_another_make_is_not_filled(tmp_path, other):
    nn.save(nn.MLP([2, 2, 1], seed=5), tmp_path / "net.npz")
    with pytest.raises(ShapeError, match=r"holds MLP\(\[2, 2, 1\], activation='sigmoid'"):
        nn.load(tmp_path / "net.npz", other)


@pytest.mark.parametrize("sizes, activations", [(["a", "b"], ["tanh", "tanh"]), (3, ["tanh"] * 2),
                                                ([2, 1], ["tanh"])])
def test_archives_that_hold_no_network(tmp_path, sizes, activations):
    np.savez(tmp_path / "net.npz", sizes=np.array(sizes), activations=np.array(activations))
    with pytest.raises(ChalkgradError, match="holds no saved network"):
        nn.load(tmp_path / "net.npz")


def test_a_saved_file_may_be_read_by_others(tmp_path):
    nn.save(nn.MLP([1, 1]), tmp_path / "net.npz")
    (tmp_path / "plain").touch()
    assert (tmp_path / "net.npz").stat().st_mode == (tmp_path / "plain").stat().st_mode
    with pytest.raises(FileNotFoundError, match="no folder"):
        nn.save(nn.MLP([1, 1]), tmp_path / "none" / "net.npz")


@pytest.mark.parametrize("X, Y", [([[math.nan, 0.0]], [[0.0]]), ([[0.0, 0.0]], [[math.inf]])])
@pytest.mark.parametrize("loss", [nn.half_sse, nn.half_mse])
@pytest.mark.parametrize("kind", [list, np.array])
def test_data_that_are_not_finite_are_named(X, Y, loss, kind):
    with pytest.raises(nn.TrainingError, match=r"sample 0 .* not all finite"):
        nn.fit(nn.MLP([2, 1]), kind(X), kind(Y), loss, nn.SGD(0.1), progress=False)


@pytest.mark.parametrize("setting", [{"epochs": -1}, {"epochs": 1.5}, {"batch_size": 0}])
def test_counts_that_cannot_be(setting):
    with pytest.raises(ShapeError, match="give a whole number"):
        nn.fit(nn.MLP([2, 1]), [[0.0, 0.0]], [[0.0]], nn.half_sse, nn.SGD(0.1), progress=False,
               **setting)


def test_a_loss_that_returns_no_value_is_named():
    with pytest.raises(ShapeError, match=r"the loss of sample 0 is 3\.0, not a Value"):
        nn.fit(nn.MLP([1, 1]), [[0.0]], [[0.0]], lambda a, y: 3.0, nn.SGD(0.1), progress=False)


def test_targets_that_are_no_labels():
    with pytest.raises(ShapeError, match="a target of 2 is no label"):
        nn.binary_cross_entropy([Value(0.5)], [2])


def test_a_number_is_no_sample() -> None:
    with pytest.raises(ShapeError, match=r"such as \[1.0\]"):
        nn.MLP([1, 1], seed=0)(1.0)
