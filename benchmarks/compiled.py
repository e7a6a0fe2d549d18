"""Compiled programs beside hand-written NumPy, PyTorch, JAX, CasADi and micrograd, in one run.

One thread, float64; each row is a ratio of medians, in turns that alternate. Peers that are not
installed are left out, and the row says so. Absolute times mean little on a shared machine.

    python benchmarks/compiled.py
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
              "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"}
os.environ.update(ONE_THREAD)  # before NumPy is loaded

import numpy as np  # noqa: E402

from chalkgrad import Value, compile, nn  # noqa: E402
from chalkgrad.engine import inner_nodes  # noqa: E402

ROUNDS = 25
TURN = 0.005  # seconds
Work = Callable[[], Any]
Row = tuple[str, str, str, bool | None]


def main() -> int:
    """Print the table; the exit status says whether every row is reached."""
    rows: list[Row] = []
    for part in (small, middle, large, against_casadi, against_micrograd, compiling, irregular,
                 memory):
        for row in part():
            work, measured, bound, reached = row
            missed = "left out" if bound else ""
            verdict = {None: missed, True: "reached", False: "NOT reached"}[reached]
            print(f"{work:<66}{measured:>14}{bound:>12}  {verdict}", flush=True)
            rows.append(row)
    return 0 if all(reached is not False for *_, reached in rows) else 1


# Training steps

class Case:
    """A sigmoid network with half the squared error: the program, by hand, and in the peers."""

    def __init__(self, sizes: list[int], samples: int) -> None:
        self.sizes, self.samples = sizes, samples
        generator = np.random.default_rng(0)
        self.X = generator.normal(size=(samples, sizes[0]))
        self.Y = generator.random((samples, sizes[-1]))
        self.XY = np.hstack([self.X, self.Y])
        self.net = nn.MLP(sizes, seed=0)
        x = [Value(0.1, f"x_{i + 1}") for i in range(sizes[0])]
        y = [Value(0.5, f"y_{i + 1}") for i in range(sizes[-1])]
        self.program = compile(nn.half_sse(self.net(x), y), [*x, *y], self.net.parameters())
        self.W = [np.array([[w.data for w in row] for row in each.w]) for each in self.net.layers]
        self.b = [np.array([b.data for b in each.b]) for each in self.net.layers]
        self._agree()

    def _agree(self) -> None:
        (_, gradient), (_, layers) = self.ours(), self.hand()
        by_hand = np.concatenate([part.ravel() for layer in layers for part in layer])
        assert np.allclose(gradient, by_hand, rtol=1e-9, atol=1e-9)

    def ours(self) -> Any:
        return self.program(self.XY)

    def hand(self) -> Any:
        """Backpropagation as one writes it in NumPy."""
        a = [self.X]
        for W, b in zip(self.W, self.b):
            a.append(1 / (1 + np.exp(-(a[-1] @ W + b))))
        d, found = (a[-1] - self.Y) * a[-1] * (1 - a[-1]), []
        for k in range(len(self.W) - 1, -1, -1):
            found.append((a[k].T @ d, d.sum(0)))
            if k:
                d = (d @ self.W[k].T) * a[k] * (1 - a[k])
        return 0.5 * ((a[-1] - self.Y) ** 2).sum(1), found[::-1]

    def torch(self) -> Work:
        import torch

        torch.set_num_threads(1)
        W = [torch.tensor(each, requires_grad=True) for each in self.W]
        b = [torch.tensor(each, requires_grad=True) for each in self.b]
        X, Y = torch.tensor(self.X), torch.tensor(self.Y)

        def step() -> None:
            a = X
            for one, two in zip(W, b):
                a = torch.sigmoid(a @ one + two)
            (0.5 * ((a - Y) ** 2).sum()).backward()
            for each in W + b:
                each.grad = None
        return step

    def jax(self) -> Work:
        import jax

        jax.config.update("jax_enable_x64", True)
        X, Y = jax.numpy.array(self.X), jax.numpy.array(self.Y)

        def loss(layers: Any) -> Any:
            a = X
            for W, b in layers:
                a = jax.nn.sigmoid(a @ W + b)
            return 0.5 * ((a - Y) ** 2).sum()
        step = jax.jit(jax.value_and_grad(loss))
        layers = [(jax.numpy.array(W), jax.numpy.array(b)) for W, b in zip(self.W, self.b)]
        return lambda: jax.block_until_ready(step(layers))

    def casadi(self) -> Work:
        import casadi as ca

        x, y = ca.SX.sym("x", self.sizes[0]), ca.SX.sym("y", self.sizes[-1])
        layers = [(ca.SX.sym("W", o, i), ca.SX.sym("b", o))
                  for i, o in zip(self.sizes, self.sizes[1:])]
        a = x
        for W, b in layers:
            a = 1 / (1 + ca.exp(-(W @ a + b)))
        theta = ca.vertcat(*(ca.vec(part) for layer in layers for part in layer))
        loss = 0.5 * ca.sumsqr(a - y)
        step = ca.Function("f", [theta, x, y], [loss, ca.gradient(loss, theta)]).map(self.samples)
        given = (ca.repmat(ca.DM.zeros(theta.shape[0]), 1, self.samples), ca.DM(self.X.T),
                 ca.DM(self.Y.T))
        return lambda: step(*given)

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.sizes))}, {self.samples} samples"


_cases: dict[tuple[int, ...], Case] = {}


def case(sizes: list[int], samples: int) -> Case:
    if tuple(sizes) not in _cases:
        _cases[tuple(sizes)] = Case(sizes, samples)
    return _cases[tuple(sizes)]


def small() -> list[Row]:
    each = case([2, 16, 16, 1], 50)
    return [of_hand(each, 1.5), faster(each, "torch", "PyTorch eager", 3.0)]


def middle() -> list[Row]:
    return [of_hand(case([64, 32, 10], 1500), 1.15)]


def large() -> list[Row]:
    each = case([784, 30, 10], 100)
    return [of_hand(each, 1.15), faster(each, "torch", "PyTorch eager", 1.0),
            faster(each, "jax", "JAX jit", 1.0)]


def against_casadi() -> list[Row]:
    each = case([64, 32, 10], 1500)
    if not find_spec("casadi"):
        return [missing(f"{each}: building, over CasADi", "casadi", ">= 10 x"),
                missing(f"{each}: over CasADi's SX, mapped", "casadi", ">= 50 x")]
    theirs, ours = timed(each.casadi), timed(lambda: Case(each.sizes, each.samples))
    return [(f"{each}: graph and program built, over CasADi's", f"{theirs / ours:.1f} x",
             ">= 10 x", theirs / ours >= 10), faster(each, "casadi", "CasADi's SX, mapped", 50, 3)]


def against_micrograd() -> list[Row]:
    each = case([64, 32, 10], 1500)
    work = f"{each}: over micrograd, extrapolated from 5 samples"
    if not find_spec("micrograd"):
        return [missing(work, "micrograd", ">= 5000 x")]
    from micrograd.nn import MLP  # its only activation is relu; the work is about the same

    sys.setrecursionlimit(10 ** 6)
    net = MLP(64, [32, 10])

    def step() -> None:
        loss = 0
        for x, y in zip(each.X[:5].tolist(), each.Y[:5].tolist()):
            loss = loss + sum((a - t) ** 2 for a, t in zip(net(x), y)) * 0.5
        loss.backward()
    theirs = min(timed(step, gc.collect) for _ in range(3)) * each.samples / 5
    ratio = theirs / statistics.median(timed(each.ours) for _ in range(ROUNDS))
    return [(work, f"{ratio:.0f} x", ">= 5000 x", ratio >= 5000)]


def of_hand(each: Case, bound: float) -> Row:
    ratio = 1 / compared(each.hand, each.ours, ROUNDS)
    return (f"training step, {each}: time, of hand-written NumPy's", f"{ratio:.2f}",
            f"<= {bound}", ratio <= bound)


def faster(each: Case, module: str, name: str, bound: float, rounds: int = ROUNDS) -> Row:
    work = f"training step, {each}: over {name}"
    if not find_spec(module):
        return missing(work, module, f">= {bound:g} x")
    ratio = compared(getattr(each, module)(), each.ours, rounds)
    return work, f"{ratio:.1f} x", f">= {bound:g} x", ratio >= bound


def missing(work: str, module: str, bound: str) -> Row:
    return f"{work} ({module} is not installed)", "–", bound, None


# Graphs of loops

def dataset(samples: int) -> tuple[Value, list[Value], list[Value]]:
    """A hinge loss over samples, written op by op: 640 nodes for each."""
    draw, sizes = random.Random(0), [2, 16, 16, 1]
    weights = [[[Value(draw.uniform(-1, 1)) for _ in range(i)] for _ in range(o)]
               for i, o in zip(sizes, sizes[1:])]
    biases = [[Value(0.0) for _ in range(o)] for o in sizes[1:]]
    loss = Value(0.0)
    for _ in range(samples):
        a: list[Any] = [draw.gauss(0, 1), draw.gauss(0, 1)]
        sign = 1 if a[0] * a[1] > 0 else -1
        for number, (rows, offsets) in enumerate(zip(weights, biases), 1):
            a = [sum((w * v for w, v in zip(row, a)), b) for row, b in zip(rows, offsets)]
            a = [v.relu() for v in a] if number < len(weights) else a
        loss = loss + (1 + -sign * a[0]).relu()
    return loss, [], [w for rows in weights for row in rows for w in row]


STEPS: list[Callable[[Any, Any], Any]] = [
    lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a.tanh(),
    lambda a, b: a.sigmoid(), lambda a, b: a.sin()]


def random_graph(count: int) -> tuple[Value, list[Value], list[Value]]:
    """`count` operations, each of any two earlier nodes; the root adds up what is left over."""
    draw = random.Random(0)
    inputs = [Value(draw.uniform(-1, 1)) for _ in range(8)]
    parameters = [Value(draw.uniform(-1, 1)) for _ in range(100)]
    nodes, used = [*inputs, *parameters], set()
    for _ in range(count):
        nodes.append(draw.choice(STEPS)(draw.choice(nodes), draw.choice(nodes)))
        used.update(nodes[-1].inputs)
    return sum(0.001 * node for node in nodes if node not in used), inputs, parameters


def compiling() -> list[Row]:
    rows = []
    for nodes in (10 ** 4, 10 ** 5, 10 ** 6):
        for name, graph in (("loop over samples", lambda n: dataset(n // 644)),
                            ("random graph", lambda n: random_graph(int(n / 1.8)))):
            each = per_node(*graph(nodes), 3 if nodes < 10 ** 6 else 1)
            rows.append((f"compile time per node (CPU), {name}, about {nodes:,} nodes",
                         f"{each * 1e6:.1f} us", "<= 10 us", each <= 1e-5))
    return rows


def per_node(y: Value, inputs: list[Value], parameters: list[Value], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        gc.collect()
        started = time.process_time()
        compile(y, inputs, parameters)
        times.append(time.process_time() - started)
    return min(times) / len(inner_nodes(y))


def irregular() -> list[Row]:
    batch = 1000
    y, inputs, parameters = random_graph(10 ** 5)
    work = f"random graph of 100,000 operations, {batch} rows: "
    if not find_spec("casadi"):
        return [missing(work + "over CasADi", "casadi", ">= 5 x")]
    import casadi as ca

    program = compile(y, inputs, parameters)
    X = np.random.default_rng(0).uniform(-1, 1, (batch, 8))
    root, theta, x = in_casadi(y, inputs, parameters)
    given = (ca.repmat(ca.DM([p.data for p in parameters]), 1, batch), ca.DM(X.T))
    value = ca.Function("f", [theta, x], [root]).map(batch)
    assert np.allclose(np.array(value(*given)).ravel(), program.value(X))
    ratio = compared(lambda: value(*given), lambda: program.value(X), 3)
    slope = ca.Function("g", [theta, x], [root, ca.gradient(root, theta)]).map(batch)
    both = compared(lambda: slope(*given), lambda: program(X), 3)
    return [(work + "value, over CasADi", f"{ratio:.1f} x", ">= 5 x", ratio >= 5),
            (work + "with gradient, over CasADi", f"{both:.1f} x", "", None)]


def in_casadi(y: Value, inputs: list[Value], parameters: list[Value]) -> Any:
    import casadi as ca

    functions: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
        "tanh": ca.tanh, "sin": ca.sin, "sigmoid": lambda z: 1 / (1 + ca.exp(-z))}
    theta, x = ca.SX.sym("theta", len(parameters)), ca.SX.sym("x", len(inputs))
    made: dict[Any, Any] = {p: theta[k] for k, p in enumerate(parameters)}
    made.update((each, x[k]) for k, each in enumerate(inputs))
    for node in inner_nodes(y):
        assert node.op is not None
        made[node] = functions[node.op.name](*(made.get(a, a) for a in node.arguments))
    return made[y], theta, x


def memory() -> list[Row]:
    each = case([64, 32, 10], 1500)
    program = type(each.program).__reduce__(each.program)
    fresh = program[0](*program[1])
    gc.collect()
    tracemalloc.start()
    values, gradient = fresh(each.XY)
    fresh(each.XY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    blocks = fresh._local.memory
    arrays = sum(flat.nbytes for flat in blocks.flat) + values.nbytes + gradient.nbytes
    return [(f"peak memory of a replay of {each}, of its arrays'", f"{peak / arrays:.2f}",
             "<= 1.3", peak / arrays <= 1.3)]


# The measuring

def compared(peer: Work, ours: Work, rounds: int) -> float:
    """The median of the peer's times over the median of ours, in turns of some milliseconds: steps
    follow upon each other as they do in training, and not upon the peer's, which fill the cache."""
    theirs, mine = turn(peer), turn(ours)
    pairs = [(theirs(), mine()) for _ in range(rounds)]
    peers, owns = zip(*pairs)
    return statistics.median(peers) / statistics.median(owns)


def turn(work: Work) -> Callable[[], float]:
    """A turn of steps, which returns a step's time."""
    work()
    steps = max(1, int(TURN / timed(work)))
    return lambda: statistics.median(timed(work) for _ in range(steps))


def timed(work: Work, first: Work = int) -> float:
    first()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
