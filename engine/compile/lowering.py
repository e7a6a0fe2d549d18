"""Groups of nodes as instructions: where each node's number lies, and what computes it."""

from __future__ import annotations

from typing import Any

import numpy as np

from .capture import BATCHED, CONSTANT, Graph
from .groups import Group
from .guards import Found
from .kernels import IN_PLACE, PARTIAL
from .lowered import Lowered
from .parts import CALL, INPUT, ROWS, Buffer, Gather, Ints, reference
from .summing import Summing
from .tracing import Rows, Writer, whole

NOWHERE = -1


class Lowering:
    """The forward instructions, and for each node its place in CALL or ROWS."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.depends = np.array(graph.depends)
        buffers = [Buffer(0, False, "call"), Buffer(0, True, "rows"), Buffer(0, True, "inputs"),
                   Buffer(0, False, "call adjoint"), Buffer(0, True, "rows adjoint"),
                   Buffer(1, True, "weights")]
        self.writer = Writer(buffers)
        self.place = np.full(len(graph.ops), NOWHERE)
        self.room = [0, 0]  # how many numbers CALL and ROWS hold so far
        self.constants = np.zeros(0)
        self.done: list[Lowered] = []
        self.loaded: list[Ints] = []  # inputs that were copied to places of their own
        self._leaves()

    def _leaves(self) -> None:
        """Parameters first, as the caller orders them, then the constants."""
        graph = self.graph
        first, last = graph.inputs, graph.inputs + graph.parameters
        self.place[first:last] = self._reserve(CALL, graph.parameters)
        constants = np.array(sorted(graph.constants), int)
        self.place[constants] = self._reserve(CALL, len(constants))
        self.constants = np.array([graph.constants[i] for i in constants.tolist()])

    def _reserve(self, space: int, count: int) -> Ints:
        first = self.room[space]
        self.room[space] = first + count
        return np.arange(first, first + count)

    def rows(self, nodes: Ints) -> Rows:
        """Where the numbers of nodes lie that are all per call or all per row."""
        if self.depends[nodes.flat[0]] & BATCHED:
            self.load(nodes)
            return Rows(self.writer, reference(ROWS, self.place[nodes]), True)
        return Rows(self.writer, reference(CALL, self.place[nodes]), False)

    def operand(self, nodes: Ints) -> Any:
        """The same, but a plain number where all nodes are one constant."""
        first = int(nodes.flat[0])
        if self.depends[first] == CONSTANT and (nodes == first).all():
            return self.graph.constants[first]
        return self.rows(nodes)

    def given(self, nodes: Ints) -> Rows:
        """Where inputs lie in the caller's array."""
        return Rows(self.writer, reference(INPUT, nodes), True)

    def load(self, nodes: Ints) -> None:
        """Copy the inputs among the nodes to places of their own."""
        if nodes.size == 1 and nodes.item(0) >= self.graph.inputs:
            return
        wanted = nodes[(nodes < self.graph.inputs) & (self.place[nodes] == NOWHERE)]
        if wanted.size:
            inputs = np.unique(wanted)
            self.place[inputs] = self._reserve(ROWS, len(inputs))
            self.loaded.append(inputs)
            self.writer.phase = "forward"
            self.writer.write_into(self.rows(inputs), "copy", self.given(inputs))

    def lower(self, group: Group) -> None:
        """Write the instructions of a group; what it needs comes first."""
        batched = bool(group.depends & BATCHED)
        self.writer.phase = "forward" if batched else "before"
        if group.op == "sum":
            Summing(self).lower(group, batched)
        elif group.op in ("softmax", "log_softmax", "logsumexp"):
            self._over_lists(group, batched)
        else:
            self._elementwise(group, batched)

    def out(self, members: Ints, batched: bool) -> Rows:
        """New places for the numbers of nodes."""
        space = ROWS if batched else CALL
        self.place[members] = self._reserve(space, len(members))
        return Rows(self.writer, reference(space, self.place[members]), batched)

    # Branches

    def guard(self, guards: list[Found]) -> None:
        """Write the comparisons that have to come out as they did."""
        kinds: dict[tuple[Any, ...], list[int]] = {}
        for number, each in enumerate(guards):
            per_row = [bool(self.depends[node] & BATCHED) for node in (each.left, each.right)]
            kinds.setdefault((each.guard.sign, *per_row), []).append(number)
        for (sign, *per_row), numbers in kinds.items():
            self.writer.phase = "forward" if any(per_row) else "before"
            left = self.operand(np.array([guards[k].left for k in numbers]))
            right = self.operand(np.array([guards[k].right for k in numbers]))
            self.writer.compare(sign, left, right, np.array(numbers))

    # One ufunc for a group

    def _elementwise(self, group: Group, batched: bool) -> None:
        assert group.arguments is not None
        self._sort(group, self._leading(group.arguments))
        arguments = [self.operand(column) for column in group.arguments.T]
        out = self.out(group.members, batched)
        self._compute(out, group.op, self._gathered(out, group.op, arguments))
        self.done.append(Lowered(group, out, [], arguments))

    def _gathered(self, out: Rows, op: str, arguments: list[Any]) -> list[Any]:
        """The arguments; a scattered one is gathered where the results go, to be overwritten.

        Not where domains are checked: that looks at the arguments afterwards.
        """
        if op not in IN_PLACE or op in PARTIAL:
            return arguments
        for i, each in enumerate(arguments):
            if isinstance(each, Rows) and isinstance(each.ref, Gather) and _alike(each, out):
                self.writer.take_into(out, each)
                return [*arguments[:i], out, *arguments[i + 1:]]
        return arguments

    def _compute(self, out: Rows, op: str, arguments: list[Any]) -> None:
        if op == "pow" and arguments[1] in _POWERS:
            op, arguments = _POWERS[arguments[1]], arguments[:1]
        self.writer.write_into(out, op, *arguments)

    def _leading(self, arguments: Ints) -> Ints:
        """The argument by whose places a group is sorted: one per row, if there is one."""
        column: Ints
        for column in arguments.T:
            if self.depends[column[0]] & BATCHED:
                self.load(column)
                return column
        first: Ints = arguments[:, 0]
        return first

    def _sort(self, group: Group, leading: Ints) -> None:
        order = np.argsort(self.place[leading], kind="stable")
        group.members = group.members[order]
        if group.arguments is not None:
            group.arguments = group.arguments[order]

    # Functions of a list

    def _over_lists(self, group: Group, batched: bool) -> None:
        assert group.arguments is not None
        lists, which = np.unique(group.arguments, axis=0, return_inverse=True)
        which = which.reshape(-1)
        count = lists.shape[1]
        z = self._lists(lists, batched)
        if group.op == "logsumexp":
            out = self.out(group.members[np.argsort(which)], batched)
        else:
            chosen = np.array([self.graph.chosen[i] for i in group.members.tolist()])
            space = ROWS if batched else CALL
            places = self._reserve(space, lists.size)
            self.place[group.members] = places[which * count + chosen]
            out = Rows(self.writer, whole(space, lists.shape, int(places[0])), batched)
        self.writer.write_into(out, group.op, z)
        group.arguments = lists
        self.done.append(Lowered(group, out, [], [z]))

    def _lists(self, lists: Ints, batched: bool) -> Rows:
        """The numbers of lists of nodes, of which some may be the same for all rows."""
        per_row = (self.depends[lists] & BATCHED) > 0
        if per_row.all() or not per_row.any():
            return self.rows(lists)
        self.load(lists[per_row])
        z = self.writer.room(lists.shape, batched)
        places = np.arange(lists.size).reshape(lists.shape)
        for these in (per_row, ~per_row):
            part = Rows(self.writer, reference(z.ref.buffer, places[these]), batched)
            self.writer.write_into(part, "copy", self.rows(lists[these]))
        return z


_POWERS = {2.0: "square", -1.0: "reciprocal", 0.5: "sqrt"}


def _alike(one: Rows, other: Rows) -> bool:
    return (one.shape, one.batched) == (other.shape, other.batched)
