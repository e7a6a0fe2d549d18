"""From a graph to a program: capture, take sums apart, group, lower, differentiate, tidy up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ..errors import GraphError
from ..value import Value
from .adjoints import Adjoints
from .capture import Graph, captured, checked_leaves
from .groups import grouped
from .lowering import Lowering
from .parts import CALL, CALL_ADJOINT, INPUT, ROWS, ROWS_ADJOINT
from .program import Program
from .terms import flat, merged
from .tidy import in_phases, sharing, without_unread


def compile(y: Value | Sequence[Value], inputs: Iterable[Value] = (),
            parameters: Iterable[Value] | None = None) -> Program:
    """The array program of the graph below y."""
    roots = [y] if isinstance(y, Value) else list(y)
    for root in roots:
        if not isinstance(root, Value):
            raise GraphError(f"{root!r} is no node of a graph; give the Value to compute")
    xs, thetas = checked_leaves(inputs, parameters if parameters is not None else ())
    graph = captured(roots, xs, thetas)
    return assembled(graph, [graph.place[root] for root in roots], thetas)


def assembled(graph: Graph, roots: list[int], parameters: list[Value]) -> Program:
    """The program of a captured graph."""
    edges = flat(graph)
    gone, terms = merged(graph, edges, np.array(sorted(set(roots))))
    lowering = Lowering(graph, np.array(roots))
    for group in grouped(graph, edges, gone, terms):
        lowering.lower(group)
    places = [lowering.writer.view(lowering.rows(np.array([root]))) for root in roots]
    Adjoints(lowering).write(roots[0])
    buffers = list(lowering.writer.buffers)
    call, rows = lowering.room
    for number, size in ((CALL, call), (ROWS, rows), (INPUT, graph.inputs), (CALL_ADJOINT, call),
                         (ROWS_ADJOINT, rows)):
        buffers[number] = replace(buffers[number], numbers=size)
    instructions = without_unread(in_phases(lowering.writer.instructions))
    instructions, buffers = sharing(instructions, buffers)
    theta = np.array([parameter.data for parameter in parameters], np.float64)
    return Program(graph.inputs, theta, lowering.constants, tuple(places), tuple(buffers),
                   tuple(instructions))
