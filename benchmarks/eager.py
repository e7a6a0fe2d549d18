"""Eager speed and memory beside micrograd (and PyTorch where it is installed), in one run.

Absolute times mean little on a shared machine; each row is a ratio of medians taken in turn.

    python benchmarks/eager.py
"""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import micrograd.engine

import chalkgrad
from chalkgrad import nn

ROUNDS = 9
SIZES = [2, 16, 16, 1]
generator = random.Random(0)
X = [[generator.gauss(0, 1), generator.gauss(0, 1)] for _ in range(50)]
Y = [1 if a * b > 0 else -1 for a, b in X]


def main() -> int:
    """Print the table; the exit status says whether every row is reached."""
    sys.setrecursionlimit(10 ** 6)  # micrograd's backward recurses
    rows = [op_by_op(), through_nn(), chain(), memory(), growth(), import_time()]
    print(f"{'work':<62}{'measured':>12}{'must reach':>14}")
    for work, measured, bound, reached in rows:
        print(f"{work:<62}{measured:>12}{bound:>14}  {'reached' if reached else 'NOT reached'}")
    print(pytorch())
    return 0 if all(reached for *_, reached in rows) else 1


Row = tuple[str, str, str, bool]


def op_by_op() -> Row:
    peer, ours = mlp(micrograd.engine.Value), mlp(chalkgrad.Value)
    ratio = faster(lambda: step(peer, micrograd.engine.Value), lambda: step(ours, chalkgrad.Value))
    return "MLP 2-16-16-1, 50 samples, hinge, sum(w*x), over micrograd", f"{ratio:.1f} x", \
        ">= 5 x", ratio >= 5


def through_nn() -> Row:
    peer = mlp(micrograd.engine.Value)
    net = nn.MLP(SIZES, activation="relu", output="linear", seed=0)
    ratio = faster(lambda: step(peer, micrograd.engine.Value),
                   lambda: step(lambda x: net(x)[0], chalkgrad.Value))
    return "the same through nn.MLP (Σ nodes), over micrograd", f"{ratio:.1f} x", \
        ">= 20 x", ratio >= 20


def chain() -> Row:
    ratio = faster(lambda: links(micrograd.engine.Value), lambda: links(chalkgrad.Value))
    return "chain of 200 x (mul, add, relu), over micrograd", f"{ratio:.1f} x", ">= 2 x", ratio >= 2


def memory() -> Row:
    ratio = allocated(chalkgrad.Value) / allocated(micrograd.engine.Value)
    return "memory of the op-by-op graph, of micrograd's", f"{ratio:.2f}", "<= 0.5", ratio <= 0.5


def growth() -> Row:
    small, large = per_node(10 ** 4), per_node(10 ** 6)
    return (f"time per node at 1e6 nodes ({large * 1e9:.0f} ns) over 1e4 ({small * 1e9:.0f} ns)",
            f"{large / small:.2f}", "<= 1.5", large / small <= 1.5)


def import_time() -> Row:
    more = statistics.median(process("import chalkgrad") - process("pass") for _ in range(15))
    return "import chalkgrad over python -c pass", f"{more * 1e3:.0f} ms", "<= 60 ms", more <= 0.06


def pytorch() -> str:
    try:
        import torch
    except ImportError:
        return "PyTorch is not installed; its column is left out"
    torch.set_num_threads(1)
    ours = mlp(chalkgrad.Value)
    ratio = faster(lambda: step(mlp(torch.tensor), torch.tensor),
                   lambda: step(ours, chalkgrad.Value), rounds=3)
    return f"PyTorch, the same scalars as 0-d tensors: chalkgrad is {ratio:.1f} x as fast"


# The work

def mlp(kind: Any) -> Callable[[list[float]], Any]:
    """The network written op by op, as a beginner would."""
    draw = random.Random(1)
    weights = [[[kind(draw.uniform(-1, 1)) for _ in range(i)] for _ in range(o)]
               for i, o in zip(SIZES, SIZES[1:])]
    biases = [[kind(0.0) for _ in range(o)] for o in SIZES[1:]]

    def network(x: list[Any]) -> Any:
        for number, (rows, offsets) in enumerate(zip(weights, biases), 1):
            x = [sum((w * v for w, v in zip(row, x)), b) for row, b in zip(rows, offsets)]
            if number < len(weights):
                x = [v.relu() for v in x]
        return x[0]

    return network


def step(network: Callable[[list[float]], Any], kind: Any) -> Any:
    """One forward and backward pass over the samples."""
    loss = kind(0.0)
    for x, y in zip(X, Y):
        loss = loss + (1 + -y * network(x)).relu()
    loss = loss * (1 / len(X))
    if getattr(loss, "requires_grad", True):
        loss.backward()
    return loss


def links(kind: Any) -> None:
    for _ in range(5):
        x, y = kind(0.3), kind(0.7)
        z = x
        for _ in range(200):
            z = (z * y + x).relu()
        z.backward()


def per_node(count: int) -> float:
    def work() -> None:
        x = chalkgrad.Value(1.0)
        y = x
        for _ in range(count):
            y = y * x
        y.backward()
    return min(timed(work) for _ in range(5)) / count


# The measuring

def faster(peer: Callable[[], Any], ours: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The median over rounds of the peer's time over ours, taken in turn."""
    peer(), ours()
    return statistics.median(timed(peer) / timed(ours) for _ in range(rounds))


def timed(work: Callable[[], Any]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def allocated(kind: Any) -> int:
    network = mlp(kind)
    gc.collect()
    tracemalloc.start()
    loss = step(network, kind)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del loss
    return size


def process(code: str) -> float:
    return timed(lambda: subprocess.run([sys.executable, "-c", code], check=True))


if __name__ == "__main__":
    sys.exit(main())
