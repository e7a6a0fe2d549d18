"""What a training remembers: losses, and the weights on the way, of which few enough."""

from typing import Any

import pytest

from chalkgrad import nn
from chalkgrad.nn import History


def trained(epochs: int) -> tuple[nn.MLP, History]:
    net = nn.MLP([1, 1], seed=0)
    return net, nn.fit(net, [[0.1], [0.7]], [[0.0], [1.0]], nn.half_sse, nn.SGD(1.0), epochs,
                       progress=False)


@pytest.mark.parametrize("epochs", [0, 1, 2, 199, 200, 201, 202, 450])
def test_a_history_keeps_some_weights_the_first_and_the_last(epochs: int) -> None:
    net, history = trained(epochs)
    kept = list(history.weights)
    assert kept[0] == 0 and kept[-1] == epochs and kept == sorted(kept)
    assert min(epochs, 100) < len(kept) <= 202
    assert len({late - early for early, late in zip(kept[:-1], kept[1:-1])}) <= 1
    assert list(history.weights[epochs]) == [each.data for each in net.parameters()]


def test_a_history_of_a_large_network_stays_small() -> None:
    history, net = History(), nn.MLP([300, 100, 30], seed=0)
    for _ in range(40):
        history.record(net)
        history.loss.append(0.0)
    assert sum(map(len, history.weights.values())) <= 350_000
    assert "weights" not in repr(history)


def test_an_interrupted_history_ends_with_the_last_finished_epoch() -> None:
    calls = [0]

    def loss(a: Any, y: Any) -> Any:
        calls[0] += 1
        if calls[0] == 8:
            raise KeyboardInterrupt
        return nn.half_sse(a, y)

    net = nn.MLP([1, 1], seed=0)
    history = nn.fit(net, [[0.0], [1.0]], [[0.0], [1.0]], loss, nn.SGD(1.0), 9, progress=False)
    assert history.interrupted and list(history.weights) == [0, 1, 2, 3]
