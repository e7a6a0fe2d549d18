"""Training by the compiled program, held against training through the graphs."""

import copy
import functools
import math
import random
import signal
import sys
import warnings
from collections.abc import Iterator

import numpy as np
import pytest

from chalkgrad import (
    ChalkgradError,
    DomainError,
    ShapeError,
    Value,
    compile,
    derive,
    log,
    maximum,
    nn,
    total,
)


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Ctrl-C as in a terminal, also where the tests were started with the signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


generator = np.random.default_rng(0)
INPUTS, OUTPUTS, COUNT = 3, 4, 40
X = generator.normal(size=(COUNT, INPUTS))
NUMBERS = generator.uniform(0.05, 0.95, (COUNT, OUTPUTS))
LABELS = (NUMBERS > 0.5).astype(float)
CLASSES = generator.integers(0, OUTPUTS, COUNT)
LOSSES = {  # a loss, its targets, and the outputs that it is for
    "half_sse": (nn.half_sse, NUMBERS, ["sigmoid", "tanh", "relu", "linear", "softmax"]),
    "mse": (nn.mse, NUMBERS, ["linear"]),
    "half_mse": (nn.half_mse, NUMBERS, ["sigmoid", "linear"]),
    "binary_cross_entropy": (nn.binary_cross_entropy, LABELS, ["sigmoid", "softmax"]),
    "binary_cross_entropy, shares": (nn.binary_cross_entropy, NUMBERS, ["sigmoid"]),
    "bernoulli_nll": (nn.bernoulli_nll, LABELS, ["sigmoid"]),
    "bernoulli_nll, label flipped": (functools.partial(nn.bernoulli_nll, positive=0), LABELS,
                                     ["sigmoid"]),
    "bce_with_logits": (nn.bce_with_logits, LABELS, ["linear"]),
    "log_likelihood": (nn.log_likelihood, CLASSES, ["softmax"]),
    "cross_entropy_with_logits": (nn.cross_entropy_with_logits, CLASSES, ["linear", "tanh"]),
    "of one's own": (lambda a, y: total([abs(p - t) ** 1.5 for p, t in zip(a, y)]), NUMBERS,
                     ["tanh"]),
    "with weight decay": (None, NUMBERS, ["sigmoid"]),
    "of a share": (lambda a, y: (a[0] - y) ** 2 + maximum(a[1], y), NUMBERS[:, 0], ["sigmoid"]),
    "of a class looked at": (lambda a, y: a[0] ** 2 if y == 1 else -log(a[0]), CLASSES,
                             ["sigmoid"]),
}
CASES = [(name, output, activation) for name, (_, _, outputs) in LOSSES.items()
         for k, output in enumerate(outputs)
         for activation in (["tanh"] if k else ["sigmoid", "relu", "softmax"])]
OPTIMIZERS = {"sgd": lambda: nn.SGD(0.1), "momentum": lambda: nn.SGD(0.05, momentum=0.9),
              "adam": lambda: nn.Adam(0.01)}


def network(activation="sigmoid", output="linear"):
    return nn.MLP([INPUTS, 5, OUTPUTS], activation, output, seed=1)


def decayed(net):
    return lambda a, y: nn.half_sse(a, y) + 0.01 * total([w ** 2 for w in net.parameters()])


def data(net):
    return np.array([p.data for p in net.parameters()])


def grads(net):
    return [math.nan if p.grad is None else p.grad for p in net.parameters()]


def trained(name, output, activation, optimizer, **options):
    net = network(activation, output)
    loss, targets, _ = LOSSES[name]
    options = {"epochs": 3, "batch_size": 8, "progress": False, **options}
    history = nn.fit(net, X, targets, loss or decayed(net), optimizer, **options)
    return net, history


def test_every_loss_is_trained():
    losses = {name.split(",")[0] for name in LOSSES}
    assert {loss for loss in vars(nn.losses) if loss in nn.__all__} <= losses


@pytest.mark.parametrize("name, output, activation", CASES)
def test_compiled_training_is_the_eager_one(name, output, activation):
    """Weights, last gradient and losses, after three epochs with an incomplete last batch."""
    (net, history), (twin, wanted) = (
        trained(name, output, activation, nn.SGD(0.05, momentum=0.5), compiled=compiled)
        for compiled in (True, False))
    assert history.compiled and not wanted.compiled
    assert history.loss == pytest.approx(wanted.loss, rel=1e-12)
    assert data(net) == pytest.approx(data(twin), rel=1e-11, abs=1e-13)
    assert grads(net) == pytest.approx(grads(twin), rel=1e-10, abs=1e-13, nan_ok=True)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers_step_arrays_as_they_step_values(optimizer):
    """Bit for bit: the same gradients give the same weights and the same memory."""
    one, other = OPTIMIZERS[optimizer](), OPTIMIZERS[optimizer]()
    values = [Value(v) for v in generator.normal(size=200)]
    theta, memory = np.array([v.data for v in values]), other.arrays(values)
    for _ in range(5):
        gradient = generator.normal(size=200) * 10.0 ** generator.integers(-9, 9, 200)
        for value, slope in zip(values, gradient.tolist()):
            value.grad = slope
        one.step(values)
        theta, memory = other.step_arrays(theta, gradient, memory)
    other.restore(values, memory)
    assert theta.tolist() == [v.data for v in values]
    assert {name: array.tolist() for name, array in one.arrays(values).items()} \
        == {name: array.tolist() for name, array in other.arrays(values).items()}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_optimizer_remembers_the_same(optimizer):
    made = [OPTIMIZERS[optimizer]() for _ in range(2)]
    nets = [trained("half_sse", "sigmoid", "tanh", each, compiled=compiled)[0]
            for each, compiled in zip(made, (True, False))]
    found, wanted = (each.arrays(list(net.parameters())) for each, net in zip(made, nets))
    for name in wanted:
        assert found[name] == pytest.approx(wanted[name], rel=1e-9, abs=1e-14)
    assert vars(made[0]).keys() == vars(made[1]).keys()


def test_samples_are_taken_in_the_same_order():
    """Targets so different that every exchange of two samples would show at once."""
    steps = []

    class Watched(nn.SGD):
        def step_arrays(self, v, gradient, memory):
            steps.append(gradient)
            return super().step_arrays(v, gradient, memory)

        def step(self, parameters):
            parameters = list(parameters)
            steps.append(np.array([p.grad for p in parameters]))
            super().step(parameters)

    for compiled in (True, False):
        trained("half_sse", "linear", "tanh", Watched(1e-9), batch_size=1, compiled=compiled)
    half = len(steps) // 2
    assert half == 3 * COUNT
    assert np.array(steps[:half]) == pytest.approx(np.array(steps[half:]), rel=1e-9, abs=1e-12)


def test_a_parameter_that_the_loss_passes_by_stays_as_it_was():
    nets = [network("sigmoid", "linear") for _ in range(2)]
    for net, compiled in zip(nets, (True, False)):
        total(net(X[0].tolist())).backward()
        nn.fit(net, X, NUMBERS, lambda a, y: (a[1] - y[2]) ** 2, nn.Adam(0.1), 2, progress=False,
               compiled=compiled)
    assert data(nets[0]) == pytest.approx(data(nets[1]), rel=1e-11)
    passed = [p.grad is None for p in nets[0].parameters()]
    assert passed == [p.grad is None for p in nets[1].parameters()] and sum(passed) == 18


def test_lists_and_arrays_train_alike():
    nets = [network() for _ in range(3)]
    for net, kind in zip(nets, (lambda a: a, np.ndarray.tolist, lambda a: list(map(tuple, a)))):
        nn.fit(net, kind(X), kind(NUMBERS), nn.half_sse, nn.SGD(0.1), progress=False, compiled=True)
    assert data(nets[0]).tolist() == data(nets[1]).tolist() == data(nets[2]).tolist()


def test_a_network_with_replaced_weights_trains_those():
    nets = [network() for _ in range(2)]
    for net, compiled in zip(nets, (True, False)):
        net.layers[0].w[0][0] = Value(0.25)
        nn.fit(net, X, NUMBERS, nn.half_sse, nn.SGD(0.1), progress=False, compiled=compiled)
    assert data(nets[0]) == pytest.approx(data(nets[1]), rel=1e-12)
    assert nets[0].layers[0].w[0][0].data != 0.25


grad = 2.0


def test_a_variable_called_grad_is_no_number_of_a_value():
    nn.fit(network(), X, NUMBERS, lambda a, y: grad * nn.half_sse(a, y), nn.SGD(0.1),
           progress=False, compiled=True)


# Losses that are no one graph

def reads_deep_down(a):
    return a[0].data


class Reading:
    def __call__(self, a, y):
        return nn.half_sse(a, y) * reads_deep_down(a)


UNTRACEABLE = {
    "compares Values": (lambda a, y: nn.half_sse(a, y) if a[0] > 0.5 else nn.mse(a, y),
                        r"compares Values .*test_fit\.py:\d+"),
    "a maximum of Python's": (lambda a, y: max(a[0], a[1]) * y[0], "a comparison looked at"),
    "compares with a target": (lambda a, y: nn.half_sse(a, y) if a[0] > y[0] else nn.mse(a, y),
                               "looks at a target"),
    "looks at a target": (lambda a, y: nn.half_sse(a, y) if y[0] == 0.5 else nn.mse(a, y),
                          "looks at a target"),
    "is a target true": (lambda a, y: nn.half_sse(a, y) if y[0] else nn.mse(a, y),
                         "looks at a target"),
    "reads data": (lambda a, y: nn.half_sse(a, y) * a[0].data, r"reads \.data"),
    "reads data in a helper": (Reading(), r"reads_deep_down reads \.data"),
    "reads data by name": (lambda a, y: nn.half_sse(a, y) * getattr(a[0], "da" + "ta"),
                           "looks at numbers"),
    "reads a weight by name": (lambda a, y: nn.half_sse(a, y) + 0.01 * getattr(
        a[0].inputs[0].inputs[0], "da" + "ta") ** 2, "looks at numbers"),
    "draws numbers": (lambda a, y: nn.half_sse(a, y) * random.random(), "looks at numbers"),
    "needs a number": (lambda a, y: nn.half_sse(a, y) * math.exp(y[0]), "TypeError"),
    "another Value": (lambda a, y: nn.half_sse(a, y) * ELSEWHERE, "neither a weight"),
    "other weights each time": (lambda a, k: -log(a[k]), "same weights for every target"),
}
ELSEWHERE = Value(2.0, "ELSEWHERE")


@pytest.mark.parametrize("name", UNTRACEABLE)
def test_other_losses_train_as_before_and_it_is_said_once(name):
    loss, said = UNTRACEABLE[name]
    targets = CLASSES if name.startswith("other weights") else NUMBERS
    net, twin = network("tanh", "sigmoid"), network("tanh", "sigmoid")
    before = data(net)
    with pytest.raises(nn.Untraceable, match=said):
        nn.fit(net, X, targets, loss, nn.SGD(0.1), 20, progress=False, compiled=True)
    assert data(net).tolist() == before.tolist()
    random.seed(0)
    with pytest.warns(nn.UntracedWarning, match="sample by sample.*" + said) as warned:
        history = nn.fit(net, X, targets, loss, nn.SGD(0.1), 20, progress=False)
    assert len(warned) == 1 and warned[0].filename == __file__ and not history.compiled
    if "draws" not in name:
        nn.fit(twin, X, targets, loss, nn.SGD(0.1), 20, progress=False, compiled=False)
        assert data(net).tolist() == data(twin).tolist() != before.tolist()


@pytest.mark.parametrize("prepare, said", [
    (lambda net: net.layers[0].w.__setitem__(0, [net.layers[0].w[1][0]] * 5), "twice"),
    (lambda net: net.layers[0].b.__setitem__(0, Value(1.0) * 2.0), "no leaf"),
])
def test_weights_that_are_no_leaves_of_their_own_are_not_compiled(prepare, said):
    net = network()
    prepare(net)
    with pytest.raises(nn.Untraceable, match=said):
        nn.fit(net, X, NUMBERS, nn.half_sse, nn.SGD(0.1), progress=False, compiled=True)


def test_an_error_of_the_data_comes_before_any_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ShapeError, match="class 7 is none of the 4"):
            nn.fit(network(), X, [7] * COUNT, nn.cross_entropy_with_logits, nn.SGD(0.1), 99,
                   progress=False)


def test_a_short_training_is_not_worth_compiling():
    net = network()
    assert not nn.fit(net, X, NUMBERS, nn.half_sse, nn.SGD(0.1), 1, progress=False).compiled
    assert nn.fit(net, X, NUMBERS, nn.half_sse, nn.SGD(0.1), 20, progress=False).compiled


# Where numbers end

def test_a_saturated_batch_is_gone_through_with_care():
    """a = 1 to the last digit costs nothing where y = 1, though ln(1 − a) is −∞."""
    nets = [nn.MLP([1, 1], seed=0) for _ in range(2)]
    x, y = [[0.1], [60.0], [0.2]], [[0.0], [1.0], [1.0]]
    histories = [nn.fit(net, x, y, nn.binary_cross_entropy, nn.SGD(0.1), 5, 2, progress=False,
                        compiled=compiled) for net, compiled in zip(nets, (True, False))]
    assert histories[0].compiled and histories[0].loss == pytest.approx(histories[1].loss)
    assert data(nets[0]) == pytest.approx(data(nets[1]), rel=1e-12)


@pytest.mark.parametrize("compiled", [True, False])
def test_a_loss_that_is_not_finite_stops_at_the_last_step(compiled):
    net, twin = (nn.MLP([1, 1, 1], "linear", seed=0) for _ in range(2))
    x, y = [[1.0]] * 8, [[2.0]] * 8
    with pytest.raises(nn.TrainingError, match=r"the loss of sample \d is inf.*layer [12]"):
        nn.fit(net, x, y, nn.half_sse, nn.SGD(1e60), 5, 1, progress=False, compiled=compiled)
    nn.fit(twin, x[:2], y[:2], nn.half_sse, nn.SGD(1e60), 1, 1, progress=False, compiled=compiled)
    assert data(net) == pytest.approx(data(twin), rel=1e-12)


@pytest.mark.parametrize("compiled", [True, False])
def test_a_domain_error_names_the_sample(compiled):
    net = nn.MLP([1, 1], "linear", seed=0)
    net.layers[0].w[0][0].data = 1.0
    with pytest.raises(DomainError, match="sample 1: log"):
        nn.fit(net, [[1.0], [-2.0], [3.0]], [1.0, 2.0, 3.0], lambda a, y: log(a[0]) * y,
               nn.SGD(0.1), batch_size=3, progress=False, compiled=compiled)
    assert net.layers[0].w[0][0].data == 1.0


# Ctrl-C and checkpoints

def stopping(kind):
    """An optimizer that gets Ctrl-C, as a signal, at a step with a given number."""
    class Stopping(kind):
        at = math.inf
        weights = ()

        def _count(self, weights):
            self.weights = (*self.weights, weights)
            if len(self.weights) == self.at:
                signal.raise_signal(signal.SIGINT)

        def step_arrays(self, v, gradient, memory):
            self._count(v.tolist())
            return super().step_arrays(v, gradient, memory)

        def step(self, parameters):
            parameters = list(parameters)
            self._count([p.data for p in parameters])
            super().step(parameters)

    return Stopping


@pytest.mark.parametrize("compiled", [True, False])
def test_ctrl_c_keeps_the_last_finished_step(compiled):
    net, optimizer = network(), stopping(nn.Adam)(0.01)
    optimizer.at = 8
    history = nn.fit(net, X, NUMBERS, nn.half_sse, optimizer, 9, 8, progress=False,
                     compiled=compiled)
    assert history.interrupted and len(history.loss) == 1 and history.compiled == compiled
    assert data(net).tolist() == optimizer.weights[-1] != optimizer.weights[-2]
    assert optimizer.steps == 7 and not any(map(math.isnan, grads(net)))


def test_ctrl_c_while_the_loss_is_traced_changes_nothing():
    def loss(a, y):
        signal.raise_signal(signal.SIGINT)
        return nn.half_sse(a, y)

    net = network()
    before = data(net)
    history = nn.fit(net, X, NUMBERS, loss, nn.SGD(0.1), progress=False, compiled=True)
    assert history.interrupted and history.loss == [] and data(net).tolist() == before.tolist()


def test_an_optimizer_that_only_knows_values_steps_them():
    class Halving:
        lr = 0.5

        def step(self, parameters):
            for v in parameters:
                v.data -= self.lr * v.grad

    class Other(nn.SGD):  # the arrays of the class above step otherwise
        step = Halving.step

    nets = [network() for _ in range(3)]
    for net, optimizer in zip(nets, (Halving(), Other(0.5, momentum=0.9), nn.SGD(0.5))):
        assert nn.fit(net, X, NUMBERS, nn.half_sse, optimizer, 3, progress=False,
                      compiled=True).compiled
    assert data(nets[0]).tolist() == data(nets[1]).tolist() == data(nets[2]).tolist()
    with pytest.raises(ShapeError, match="can't hold what Halving remembers"):
        nn.fit(network(), X, NUMBERS, nn.half_sse, Halving(), checkpoint="a.npz")


@pytest.mark.parametrize("kind, settings", [(nn.SGD, {"lr": 0.1}), (nn.Adam, {"lr": 0.01}),
                                            (nn.SGD, {"lr": 0.1, "momentum": 0.9})])
@pytest.mark.parametrize("compiled", [True, False])
def test_an_interrupted_training_goes_on_bit_for_bit(kind, settings, compiled, tmp_path):
    path, kind = tmp_path / "a.npz", stopping(kind)

    def train(net, optimizer, **options):
        return nn.fit(net, X, LABELS, nn.bce_with_logits, optimizer, 6, 16, progress=False,
                      compiled=compiled, checkpoint=path, **options)

    net, optimizer, wanted = network(), kind(**settings), network()
    optimizer.at = 8
    assert train(net, optimizer).interrupted
    other, again, whole = nn.MLP(net.sizes, "sigmoid", "linear", seed=9), kind(**settings), \
        kind(**settings)
    history = train(other, again, resume=path, seed=7)
    unbroken = train(wanted, whole)
    assert history.loss == unbroken.loss and len(history.loss) == 6 and not history.interrupted
    assert data(other).tolist() == data(wanted).tolist() and grads(other) == grads(wanted)
    found, right = (each.arrays(list(of.parameters())) for each, of in ((again, other),
                                                                        (whole, wanted)))
    assert all(found[name].tolist() == right[name].tolist() for name in right)
    assert 0 < np.load(path)["seconds"] <= unbroken.seconds
    assert len(again.weights) == len(whole.weights) - 6  # the two epochs before the stop
    assert train(other, again, resume=path).loss == history.loss and len(again.weights) == 12
    assert data(nn.load(path)).tolist() == data(wanted).tolist()


def test_a_gradient_does_not_depend_on_the_batches_before():
    """Or a resumed training would differ in the last digits: rows are added up in blocks."""
    net = nn.MLP([20, 30, 10], seed=0)
    x, y = [Value(0.1) for _ in range(20)], [Value(0.2) for _ in range(10)]
    programs = [compile(nn.half_sse(net(x), y), [*x, *y], list(net.parameters()))
                for _ in range(2)]
    rows, most = np.random.default_rng(0).normal(size=(9999, 30)), programs[0].most_rows
    for count in (most, most + 1, 3 * most - 2, most // 2, 4 * most, most + 1):
        alone = copy.copy(programs[1])(rows[:count])
        assert all(map(np.array_equal, programs[0](rows[:count]), alone))


def test_the_weights_are_in_the_values_after_every_epoch(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(sys.modules["chalkgrad.nn.fit"], "keep",
                        lambda path, net, *_: seen.append(data(net)))
    net = network()
    nn.fit(net, X, NUMBERS, nn.half_sse, nn.SGD(0.1), 3, progress=False, compiled=True,
           checkpoint=tmp_path / "a.npz")
    assert len(seen) == 3 and seen[-1].tolist() == data(net).tolist() != seen[0].tolist()
    nn.half_sse(net(X[0].tolist()), NUMBERS[0].tolist()).backward()
    assert derive(net(X[0].tolist())[0], net.layers[1].b[0]).value == 1


def kept(path, **options):
    nn.fit(network(), X, NUMBERS, nn.half_sse, nn.SGD(0.1), 1, progress=False, checkpoint=path,
           **options)


@pytest.mark.parametrize("net, x, optimizer, said", [
    (network("tanh"), X, nn.SGD(0.1), "holds MLP"),
    (nn.MLP([INPUTS, 6, OUTPUTS], output="linear"), X, nn.SGD(0.1), "layer 1: w1 has shape"),
    (network(), X, nn.Adam(0.1), "a training with SGD, not Adam"),
    (network(), X[1:], nn.SGD(0.1), "on 40 samples, but 39"),
])
def test_checkpoints_that_do_not_fit_change_nothing(net, x, optimizer, said, tmp_path):
    kept(tmp_path / "a.npz")
    before = data(net)
    with pytest.raises(ShapeError, match=said):
        nn.fit(net, x, NUMBERS[:len(x)], nn.half_sse, optimizer, progress=False,
               resume=tmp_path / "a.npz")
    assert data(net).tolist() == before.tolist() and optimizer.__dict__.get("velocity", {}) == {}


@pytest.mark.parametrize("spoilt", [
    {"random": np.zeros(3)}, {"random": np.array(["a"] * 625)}, {"order": np.array("x")},
    {"loss": None}, {"optimizer.velocity": np.zeros(3)}, {"optimizer.velocity": None},
    {"seconds": np.zeros(2)}, {"order": np.zeros(COUNT, int)}, {"sizes": None},
])
def test_files_that_hold_no_training(spoilt, tmp_path):
    path = tmp_path / "a.npz"
    kept(path)
    arrays = {**np.load(path), **spoilt}
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    net, optimizer = network(), nn.SGD(0.1)
    before = data(net)
    with pytest.raises(ChalkgradError, match=str(path)):
        nn.fit(net, X, NUMBERS, nn.half_sse, optimizer, progress=False, resume=path)
    assert data(net).tolist() == before.tolist()


def test_a_checkpoint_that_cannot_be_written_stops_the_training(tmp_path):
    net = network()
    with pytest.raises(FileNotFoundError, match="no folder"):
        kept(tmp_path / "none" / "a.npz")
    with pytest.raises(FileNotFoundError):
        nn.fit(net, X, NUMBERS, nn.half_sse, nn.SGD(0.1), resume=tmp_path / "a.npz")


def test_progress_goes_on_where_it_was(tmp_path, capsys):
    for epochs in (2, 3):
        nn.fit(network(), X, NUMBERS, nn.half_sse, nn.SGD(0.1), epochs, compiled=True,
               checkpoint=tmp_path / "a.npz", resume=tmp_path / "a.npz" if epochs == 3 else None)
    shown = capsys.readouterr().out
    assert "epoch 2/2" in shown and "epoch 3/3" in shown and "samples/s" in shown


@pytest.mark.parametrize("loss, optimizer, words", [
    ("mse", nn.SGD(0.1), "loss='mse' is no function"), (nn.half_sse, nn.Adam, "nn.SGD"),
    (nn.half_sse, "adam", "optimizer='adam' is none")])
def test_a_name_or_a_class_is_no_loss_and_no_optimizer(loss, optimizer, words) -> None:
    with pytest.raises(ShapeError, match=words):
        nn.fit(nn.MLP([1, 1], seed=0), [[0.0]], [[1.0]], loss, optimizer, progress=False)
