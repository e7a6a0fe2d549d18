"""From a graph to a program: capture, take sums apart, group, lower, differentiate, tidy up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ..collector import space_full_passes, without_passes
from ..errors import ChalkgradError, GraphError
from ..value import Value
from .adjoints import Adjoints
from .capture import Graph, captured
from .explaining import explained
from .groups import Group, grouped
from .guards import Found, found_guards
from .leaves import check_used, checked_leaves
from .lowering import Lowering
from .naming import Names
from .parts import CALL, CALL_ADJOINT, INPUT, ROWS, ROWS_ADJOINT, Buffer, Instruction
from .program import Program
from .room import sharing
from .terms import flat, merged
from .tidy import in_phases, without_unread


def compile(y: Value | Sequence[Value], inputs: Iterable[Value] = (),
            parameters: Iterable[Value] | None = None, guards: str = "raise") -> Program:
    """The array program of the graph below y: `values, gradient = program(X)`.

    X has a row of numbers for `inputs` per sample, shape (batch, inputs); `values` are y's for each
    row, shape (batch,), `gradient` those by `parameters`, shape (parameters,), summed over the
    rows. Without `parameters` they are all other leaves, in the order made; leaves that are in
    neither list stay the numbers that they are now. Of several roots in a list the first is
    differentiated, and `program.outputs(X)` has them all. Without inputs the program takes no X.

    A comparison of Values that decided how the graph was built is checked for every row: rows that
    would go another way raise BranchChanged, unless guards="ignore".
    Raises GraphError for leaves that are not below y, NumberError for numbers that are not floats.

    >>> from chalkgrad import Value, compile
    >>> x, w, b = Value(1.0, "x"), Value(0.5, "w"), Value(-0.7, "b")
    >>> program = compile((w * x + b) ** 2, inputs=[x], parameters=[w, b])
    >>> values, gradient = program([[1.0], [2.0], [3.0]])
    >>> values.round(2), gradient.round(2)
    (array([0.04, 0.09, 0.64]), array([5.6, 1.8]))
    """
    if guards not in ("raise", "ignore"):
        raise ChalkgradError(f"guards={guards!r} is no way to treat branches; write 'raise' or "
                             "'ignore'")
    roots = list(y) if hasattr(y, "__iter__") else [y]
    for root in roots:
        if not isinstance(root, Value):
            raise GraphError(f"{root!r} is no node of a graph; give the Value to compute")
    if not roots:
        raise GraphError("an empty list has no roots; give the Value to compute")
    xs, thetas = checked_leaves(roots, inputs, parameters)
    space_full_passes(roots[0].order)
    with without_passes():
        graph = captured(roots, xs, thetas)
        found = [] if guards == "ignore" else found_guards(graph, roots)
        check_used(graph, roots, found, xs, thetas)
        return assembled(graph, [graph.place[root] for root in roots], found, thetas)


def assembled(graph: Graph, roots: list[int], guards: list[Found],
              parameters: list[Value]) -> Program:
    """The program of a captured graph."""
    lowering = Lowering(graph)
    for group in _groups(graph, roots, guards):
        lowering.lower(group)
    places = [lowering.writer.view(lowering.rows(np.array([root]))) for root in roots]
    lowering.guard(guards)
    Adjoints(lowering).write(roots[0])
    names = Names(lowering)
    instructions, buffers = _finished(lowering)
    theta = np.array([parameter.data for parameter in parameters], np.float64)
    program = Program(graph.inputs, theta, lowering.constants, tuple(places), tuple(buffers),
                      tuple(instructions), tuple(each.guard for each in guards),
                      tuple(names.found), *explained(lowering, names))
    lowering.writer.forget()
    return program


def _groups(graph: Graph, roots: list[int], guards: list[Found]) -> list[Group]:
    """The groups; roots and what comparisons look at keep nodes of their own."""
    edges = flat(graph)
    kept = {*roots, *(node for each in guards for node in (each.left, each.right))}
    gone, terms = merged(graph, edges, np.array(sorted(kept)))
    return grouped(graph, edges, gone, terms)


def _finished(lowering: Lowering) -> tuple[list[Instruction], list[Buffer]]:
    """The instructions that are needed, in order, and the buffers with their sizes."""
    buffers, (call, rows) = list(lowering.writer.buffers), lowering.room
    for number, size in ((CALL, call), (ROWS, rows), (INPUT, lowering.graph.inputs),
                         (CALL_ADJOINT, call), (ROWS_ADJOINT, rows)):
        buffers[number] = replace(buffers[number], numbers=size)
    return sharing(without_unread(in_phases(lowering.writer.instructions)), buffers)
