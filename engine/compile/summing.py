"""Sums as instructions: matrix products, reductions and terms that are added one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .dense import dense, place_or_input
from .groups import Group
from .lowered import Lowered, Part
from .parts import ROWS, Ints, View, reference
from .tracing import Rows, whole

if TYPE_CHECKING:
    from .lowering import Lowering

UNROLLED = 4  # terms of a sum that are added one by one; more are one reduction


class Summing:
    """Writes the instructions of a group of sums."""

    def __init__(self, lowering: Lowering) -> None:
        self.low, self.writer = lowering, lowering.writer

    def lower(self, group: Group, batched: bool) -> None:
        parts = [Part(number, left, right) for number, (left, right) in group.parts.items()]
        for part in parts:
            self._sort_terms(part)
        for members, chosen in dense(group, parts, self.low):
            self._one_sum(group, batched, members, chosen)

    def _sort_terms(self, part: Part) -> None:
        """The terms of each sum by the places of their right factors, then the left."""
        for nodes in (part.left, part.right):
            if nodes is not None and part.number // 2 != 3:
                self.low.load(nodes)
        if part.right.shape[1] > 1:
            right = place_or_input(self.low, part, part.right)
            keys = (right,) if part.left is None else (self.low.place[part.left], right)
            order = np.lexsort(keys, axis=1)
            part.right = np.take_along_axis(part.right, order, 1)
            if part.left is not None:
                part.left = np.take_along_axis(part.left, order, 1)

    def _one_sum(self, group: Group, batched: bool, members: Ints, parts: list[Part]) -> None:
        out = self.low.out(members, batched)
        terms = [term for part in sorted(parts, key=_positive_first)
                 for term in (self._per_call(part) if batched and per_call(part) else
                              self._written(part))]
        self._add_up(out, terms)
        same = Group("sum", members, group.depends, None, group.parts)
        self.low.done.append(Lowered(same, out, parts, []))

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
            return [(negative, "matmul", factors(self.low, part))]
        count = part.right.shape[1]
        if in_one(part, self.low):
            left = None if part.left is None else self.low.operand(part.left)
            whole_right = right_factors(self.low, part, part.right)
            if left is None:
                return [(negative, "sum_terms", (whole_right,))]
            return [(negative, "sum_terms", (self.writer.apply("mul", left, whole_right),))]
        if part.left is None:
            return [(negative, "copy", (self.low.operand(part.right[:, k]),)) for k in range(count)]
        return [(negative, "mul", (self.low.operand(part.left[:, k]),
                                   right_factors(self.low, part, part.right[:, k])))
                for k in range(count)]

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


def right_factors(lowering: Lowering, part: Part, nodes: Ints) -> Rows:
    """The right factors of a part, or some of them."""
    return lowering.given(nodes) if part.number // 2 == 3 else lowering.rows(nodes)


def factors(lowering: Lowering, part: Part) -> tuple[Rows, Rows]:
    """The matrices of a product: weights × rows, or samples × weightsᵀ."""
    product = part.product
    assert product is not None
    left, right = lowering.rows(product.left), right_factors(lowering, part, product.right)
    if right.batched:
        alone = len(product.right) == 1
        return left, right_factors(lowering, part, product.right[0]) if alone else right
    return right, transposed(left)


def per_call(part: Part) -> bool:
    """Whether the part consists of numbers that are the same for all rows."""
    return part.number // 2 in (0, 2)


def in_one(part: Part, lowering: Lowering) -> Any:
    """Whether the terms are added up in one reduction: if they are many, or lie side by side."""
    count = part.right.shape[1]
    if count > UNROLLED or count == 1:
        return count > 1
    places: Ints = place_or_input(lowering, part, part.right)
    where = reference(ROWS, places)
    return isinstance(where, View) and part.left is None


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
