"""Groups of nodes as instructions: where each node's number lies, and what computes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .capture import BATCHED, CONSTANT, Graph
from .dense import Dense, dense
from .groups import Group
from .guards import Found
from .parts import (
    CALL,
    INPUT,
    ROWS,
    Buffer,
    Ints,
    View,
    reference,
)
from .tracing import Rows, Writer, whole

UNROLLED = 4  # terms of a sum that are added one by one; more are one reduction
NOWHERE = -1


@dataclass
class Part:
    """One part of a group of sums: the nodes of its terms, and how they make a matrix product."""

    number: int
    left: Ints | None
    right: Ints
    product: Dense | None = None


@dataclass
class Lowered:
    """A group whose numbers have a place: `out` are the results, one for each of its members."""

    group: Group
    out: Rows
    parts: list[Part]
    arguments: list[Any]


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
            self._load(nodes)
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

    def _load(self, nodes: Ints) -> None:
        """Copy the inputs among the nodes to places of their own."""
        wanted = nodes[(nodes < self.graph.inputs) & (self.place[nodes] == NOWHERE)]
        if wanted.size:
            inputs = np.unique(wanted)
            self.place[inputs] = self._reserve(ROWS, len(inputs))
            self.loaded.append(inputs)
            self.writer.phase = "forward"
            self.writer.write_into(self.rows(inputs), "copy", self.given(inputs))

    def lower(self, group: Group) -> None:
        """Write the instructions of a group; the groups of lower levels come first."""
        batched = bool(group.depends & BATCHED)
        self.writer.phase = "forward" if batched else "before"
        if group.op == "sum":
            self._sum(group, batched)
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
        self._compute(out, group.op, arguments)
        self.done.append(Lowered(group, out, [], arguments))

    def _compute(self, out: Rows, op: str, arguments: list[Any]) -> None:
        if op == "pow" and arguments[1] in _POWERS:
            op, arguments = _POWERS[arguments[1]], arguments[:1]
        self.writer.write_into(out, op, *arguments)

    def _leading(self, arguments: Ints) -> Ints:
        """The argument by whose places a group is sorted: one per row, if there is one."""
        column: Ints
        for column in arguments.T:
            if self.depends[column[0]] & BATCHED:
                self._load(column)
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
        self._load(lists[per_row])
        z = self.writer.room(lists.shape, batched)
        places = np.arange(lists.size).reshape(lists.shape)
        for these in (per_row, ~per_row):
            part = Rows(self.writer, reference(z.ref.buffer, places[these]), batched)
            self.writer.write_into(part, "copy", self.rows(lists[these]))
        return z

    # Sums

    def _sum(self, group: Group, batched: bool) -> None:
        parts = [Part(number, left, right) for number, (left, right) in group.parts.items()]
        for part in parts:
            self._sort_terms(part)
        for members, chosen in dense(group, parts, self):
            self._one_sum(group, batched, members, chosen)

    def _sort_terms(self, part: Part) -> None:
        """The terms of each sum by the places of their right factors, then the left."""
        for nodes in (part.left, part.right):
            if nodes is not None and part.number // 2 != 3:
                self._load(nodes)
        if part.right.shape[1] > 1:
            right = self.place_or_input(part, part.right)
            keys = (right,) if part.left is None else (self.place[part.left], right)
            order = np.lexsort(keys, axis=1)
            part.right = np.take_along_axis(part.right, order, 1)
            if part.left is not None:
                part.left = np.take_along_axis(part.left, order, 1)

    def place_or_input(self, part: Part, nodes: Ints) -> Ints:
        """Where the right factors lie; inputs that weights multiply stay where they are given."""
        return nodes if part.number // 2 == 3 else self.place[nodes]

    def right(self, part: Part, nodes: Ints) -> Rows:
        """The right factors of a part, or some of them."""
        return self.given(nodes) if part.number // 2 == 3 else self.rows(nodes)

    def _one_sum(self, group: Group, batched: bool, members: Ints, parts: list[Part]) -> None:
        out = self.out(members, batched)
        terms = [term for part in sorted(parts, key=_positive_first)
                 for term in (self._per_call(part) if batched and per_call(part) else
                              self._written(part))]
        self._add_up(out, terms)
        same = Group("sum", members, group.depends, None, group.parts, group.level)
        self.done.append(Lowered(same, out, parts, []))

    def _per_call(self, part: Part) -> list[tuple[bool, str, tuple[Any, ...]]]:
        """What a sum per row has from numbers per call, added up before any row."""
        if part.left is None and part.right.shape[1] == 1:
            return self._written(part)
        self.writer.phase = "before"
        total = self.writer.room(part.right.shape[:1], False)
        self._add_up(total, [(False, op, given) for _, op, given in self._written(part)])
        self.writer.phase = "forward"
        return [(bool(part.number % 2), "copy", (total,))]

    def _written(self, part: Part) -> list[tuple[bool, str, tuple[Any, ...]]]:
        """The terms of a part as (negative, operation, arguments)."""
        negative = bool(part.number % 2)
        if part.product is not None:
            return [(negative, "matmul", self.factors(part))]
        count = part.right.shape[1]
        if in_one(part, self):
            left = None if part.left is None else self.operand(part.left)
            whole_right = self.right(part, part.right)
            if left is None:
                return [(negative, "sum_terms", (whole_right,))]
            return [(negative, "sum_terms", (self.writer.apply("mul", left, whole_right),))]
        if part.left is None:
            return [(negative, "copy", (self.operand(part.right[:, k]),)) for k in range(count)]
        return [(negative, "mul", (self.operand(part.left[:, k]),
                                   self.right(part, part.right[:, k]))) for k in range(count)]

    def factors(self, part: Part) -> tuple[Rows, Rows]:
        """The matrices of a product: weights × rows, or samples × weightsᵀ."""
        product = part.product
        assert product is not None
        left, right = self.rows(product.left), self.right(part, product.right)
        if right.batched:
            return left, (self.right(part, product.right[0]) if len(product.right) == 1 else right)
        return right, transposed(left)

    def _add_up(self, out: Rows, terms: list[tuple[bool, str, tuple[Any, ...]]]) -> None:
        """Write the terms into `out`: the first as they are, the others added to it."""
        writer = self.writer
        if len(terms) > 1 and terms[0][1] == terms[1][1] == "copy":
            (first, _, a), (second, _, b) = terms[:2]
            if not first:
                writer.write_into(out, "sub" if second else "add", *a, *b)
                terms = terms[2:]
                self._add_more(out, terms)
                return
        negative, op, arguments = terms[0]
        if negative and op == "copy":
            writer.write_into(out, "neg", *arguments)
        else:
            self._first(out, op, arguments)
            if negative:
                writer.write_into(out, "neg", out)
        self._add_more(out, terms[1:])

    def _first(self, out: Rows, op: str, arguments: tuple[Any, ...]) -> None:
        target = matrix(out, arguments) if op == "matmul" else out
        self.writer.write_into(target, op, *arguments)

    def _add_more(self, out: Rows, terms: list[tuple[bool, str, tuple[Any, ...]]]) -> None:
        for negative, op, arguments in terms:
            term = arguments[0]
            if op == "matmul":
                shape = matrix(out, arguments).shape
                made = self.writer.write(op, arguments, shape, out.batched)
                term = Rows(self.writer, whole(made.ref.buffer, out.shape), out.batched)
            elif op == "sum_terms":
                term = self.writer.write(op, arguments, out.shape)
            elif op == "mul":
                term = self.writer.apply(op, *arguments)
            self.writer.write_into(out, "sub" if negative else "add", out, term)


def per_call(part: Part) -> bool:
    """Whether the part consists of numbers that are the same for all rows."""
    return part.number // 2 in (0, 2)


def in_one(part: Part, lowering: Lowering) -> Any:
    """Whether the terms are added up in one reduction: if they are many, or lie side by side."""
    count = part.right.shape[1]
    if count > UNROLLED or count == 1:
        return count > 1
    places: Ints = lowering.place_or_input(part, part.right)
    where = reference(ROWS, places)
    return isinstance(where, View) and part.left is None


_POWERS = {2.0: "square", -1.0: "reciprocal", 0.5: "sqrt"}


def _positive_first(part: Part) -> tuple[bool, bool]:
    return part.number % 2 == 1, part.product is None


def transposed(rows: Rows) -> Rows:
    """The matrix with its axes exchanged; a copy of scattered numbers if need be."""
    view = rows.writer.view(rows)
    return Rows(rows.writer, view._replace(shape=view.shape[::-1], strides=view.strides[::-1]),
                rows.batched)


def matrix(out: Rows, factors: tuple[Any, ...]) -> Rows:
    """A group's numbers in the shape that the product of two matrices has."""
    a, b = factors
    if b.batched:
        shape = (a.shape[0],) if len(b.shape) == 1 else (b.shape[0], a.shape[0])
    else:
        shape = (a.shape[0], b.shape[1])
    return Rows(out.writer, whole(out.ref.buffer, shape, out.writer.view(out).start), out.batched)

