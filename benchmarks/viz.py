"""Drawing beside micrograd's draw_dot and torchviz: times and sizes on the same graphs, in one run.

Absolute times mean little on a shared machine, so the limits are held against processor time, that
of the layout program included; beside the peers stand ratios of medians taken in turn.

    python benchmarks/viz.py
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import graphviz
import micrograd.engine

import chalkgrad
from chalkgrad import nn, viz
from chalkgrad.engine import topological_order
from chalkgrad.viz.render import RenderError, run

ROUNDS = 3
LIMIT = 3.0  # seconds
Row = tuple[str, str, str, bool]


def main() -> int:
    """Print the tables; the exit status says whether every limit is kept."""
    sys.setrecursionlimit(10 ** 6)  # micrograd's walk recurses
    viz.draw(chalkgrad.Value(1.0)).svg()  # loads fonts and programs
    rows = [folded("network of 64, 64, 64, 10 units", network(64, 64, 64, 10)),
            folded("network of 300, 280, 40 units", network(300, 280, 40)),
            folded("chain without labels", chain(33_333)), in_full("network of 6, 24, 24, 1",
                                                                  network(6, 24, 24, 1)),
            in_full("chain without labels", chain(330)), in_full("tree without labels", tree(500)),
            stopped()]
    print(f"{'a picture in SVG':<62}{'measured':>12}{'must reach':>14}")
    for work, measured, bound, reached in rows:
        print(f"{work:<62}{measured:>12}{bound:>14}  {'reached' if reached else 'NOT reached'}")
    print(f"\n{'the same neurons, written with + and ·':<44}{'time':>10}{'SVG':>10}{'nodes':>8}")
    for line in peers():
        print(line)
    return 0 if all(reached for *_, reached in rows) else 1


# Limits

def folded(name: str, y: chalkgrad.Value) -> Row:
    return _held(f"{name}: {_nodes(y):,} nodes, folded", lambda: viz.draw(y).svg())


def in_full(name: str, y: chalkgrad.Value) -> Row:
    return _held(f"{name}: {_nodes(y):,} nodes in full",
                 lambda: viz.draw(y, collapse=None).svg())


def _held(name: str, work: Callable[[], Any]) -> Row:
    seconds = min(processor_time(work) for _ in range(ROUNDS))
    return name, f"{seconds:.2f} s", f"<= {LIMIT:g} s", seconds <= LIMIT


def stopped() -> Row:
    """A layout that can't be done in the time it is given."""
    dot = viz.draw(network(6, 24, 24, 1)).dot
    started = time.perf_counter()
    try:
        run(dot, "json", seconds=0.2)
        ended = False
    except RenderError as error:
        ended = "took longer than 0.2 seconds" in str(error)
    waited = time.perf_counter() - started
    return "a layout that is given 0.2 s is stopped", f"{waited:.2f} s", "<= 1 s", \
        ended and waited <= 1


# Peers

def peers() -> list[str]:
    """Time and size beside what micrograd and torchviz draw of the same numbers."""
    ours, theirs = sums(chalkgrad.Value), sums(micrograd.engine.Value)
    ours.backward()
    theirs.backward()
    lines = [_line("chalkgrad, formulas set in type", lambda: viz.draw(ours).svg(), _drawn(ours)),
             _line("micrograd's draw_dot", lambda: rendered(draw_dot(theirs)),
                   len(trace(theirs)[0]))]
    return [*lines, torchviz()]


def torchviz() -> str:
    try:
        import torch
        import torchviz
    except ImportError as error:
        return f"torchviz: skipped, as {error.name} is not installed (torch==2.13.0, torchviz)"
    torch.set_num_threads(1)
    made: list[Any] = []

    def kind(number: float) -> Any:
        made.append(torch.tensor(number, requires_grad=True))
        return made[-1]

    y = sums(kind)
    named = {f"p{i}": leaf for i, leaf in enumerate(made)}
    nodes = sum("->" not in line for line in torchviz.make_dot(y, params=named).body)
    return _line("torchviz's make_dot, without values",
                 lambda: rendered(torchviz.make_dot(y, params=named)), nodes)


def _line(name: str, work: Callable[[], Any], nodes: int) -> str:
    seconds = statistics.median(processor_time(work) for _ in range(ROUNDS))
    made = work()
    size = len(made if isinstance(made, bytes) else made.encode())
    return f"{name:<44}{seconds:>8.2f} s{size / 1000:>7.0f} kB{nodes:>8}"


def rendered(dot: graphviz.Digraph) -> bytes:
    """DOT text as SVG, by the layout program that draws ours."""
    return run(str(dot.source), "svg")


def draw_dot(root: Any) -> graphviz.Digraph:
    """micrograd's own drawing, as the notebook trace_graph of its repository has it."""
    nodes, edges = trace(root)
    dot = graphviz.Digraph(format="svg", graph_attr={"rankdir": "LR"})
    for n in nodes:
        dot.node(name=str(id(n)), label=f"{{ data {n.data:.4f} | grad {n.grad:.4f} }}",
                 shape="record")
        if n._op:
            dot.node(name=str(id(n)) + n._op, label=n._op)
            dot.edge(str(id(n)) + n._op, str(id(n)))
    for one, other in edges:
        dot.edge(str(id(one)), str(id(other)) + other._op)
    return dot


def trace(root: Any) -> tuple[set[Any], set[Any]]:
    """All nodes below the root, and pairs of a node and what it enters."""
    nodes: set[Any] = set()
    edges: set[Any] = set()

    def build(v: Any) -> None:
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    return nodes, edges


# Graphs

def network(*sizes: int) -> chalkgrad.Value:
    net = nn.MLP(sizes, seed=0)
    cost: chalkgrad.Value = nn.half_sse(net([0.5] * sizes[0]), [1.0] + [0.0] * (sizes[-1] - 1))
    cost.backward()
    return cost


def chain(links: int) -> chalkgrad.Value:
    x, w = chalkgrad.Value(0.3), chalkgrad.Value(0.5)
    y = x
    for _ in range(links):
        y = (y * w + x).relu()
    y.backward()
    return y


def tree(leaves: int) -> chalkgrad.Value:
    level = [chalkgrad.Value(i / leaves) for i in range(leaves)]
    while len(level) > 1:
        level = [a * b for a, b in zip(level[::2], level[1::2])] + level[len(level) // 2 * 2:]
    level[0].backward()
    return level[0]


def sums(kind: Callable[[float], Any]) -> Any:
    """Three neurons of four inputs each, and a fourth of those three."""
    x = [kind(0.1 * i) for i in range(1, 5)]
    for rows in ([[kind(0.1 * (i - j)) for i in range(4)] for j in range(3)],
                 [[kind(0.5) for _ in range(3)]]):
        x = [sum((w * v for w, v in zip(row, x)), kind(0.1)).relu() for row in rows]
    return x[0]


def _nodes(y: chalkgrad.Value) -> int:
    return len(topological_order(y))


def _drawn(y: chalkgrad.Value) -> int:
    return len(viz.draw(y).graph.nodes)


def processor_time(work: Callable[[], Any]) -> float:
    """Seconds of this process and of the programs it ran."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


if __name__ == "__main__":
    sys.exit(main())
