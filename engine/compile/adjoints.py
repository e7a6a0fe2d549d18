"""The backward instructions: every group's rule read on rows, from the last group to the first."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..op import RULES
from ..rules import _divisor_slope, _exponent_slope, _power_slope
from .capture import PARAMETER
from .lowered import Lowered, Part
from .lowering import Lowering
from .over_lists import OVER_LISTS
from .parts import SEED, Ints
from .reshaped import along, distinct
from .shares import Shares
from .summing import factors, in_one, matrix, per_call, right_factors, transposed
from .tracing import Rows, whole

# Rules that look at their numbers are one instruction, which applies the rule where it has to.
_LOOKING = {_divisor_slope: "divisor_slope", _power_slope: "power_slope",
            _exponent_slope: "exponent_slope"}


class Adjoints:
    """Gives every active node its adjoint: ∂root/∂node summed over all the ways to the root."""

    def __init__(self, lowering: Lowering) -> None:
        self.low, self.writer = lowering, lowering.writer
        self.shares = Shares(lowering)
        self.tally = self.shares.tally
        self.active = self.tally.active

    def write(self, root: int) -> None:
        """The instructions for the adjoints of one root."""
        reached = self._count(root)
        self.shares.whole = {lowered.out.ref: lowered for lowered in reached}
        first = len(self.writer.instructions)
        self.writer.phase = "backward"
        seed = Rows(self.writer, whole(SEED, (1,)), True)
        self.shares.give(np.array([root]), seed)
        for lowered in reached:
            self._share_out(lowered)
        self.writer.instructions[first:first] = self.tally.clearing(reached)

    def _count(self, root: int) -> list[Lowered]:
        """The groups that shares reach, the last first; and how many shares each place gets."""
        self.tally.take(np.array([root]))
        reached = []
        for lowered in reversed(self.low.done):
            if lowered.group.depends & PARAMETER and self.tally.reached(lowered.out.ref):
                reached.append(lowered)
                for nodes in taken(lowered):
                    self.tally.take(nodes)
        return reached

    def _share_out(self, lowered: Lowered) -> None:
        writer, out = self.writer, lowered.out
        writer.phase = "backward" if out.batched else "after"
        adjoint = self.shares.adjoint(out)
        group = lowered.group
        if group.op == "sum":
            for part in lowered.parts:
                self._through_part(lowered, part, adjoint)
        elif group.op in OVER_LISTS:
            z = lowered.arguments[0]
            share = OVER_LISTS[group.op](writer, out, z, adjoint)
            assert group.arguments is not None
            self.shares.give(group.arguments, share)
        else:
            self._through_rule(lowered, adjoint)

    # An operation of the table

    def _through_rule(self, lowered: Lowered, adjoint: Rows) -> None:
        group = lowered.group
        assert group.arguments is not None
        op = RULES[group.op]
        for i, nodes in enumerate(group.arguments.T):
            if self.active[nodes].any():
                slope = self._slope(op, i, lowered)
                share = self.writer.apply("mul", adjoint, slope)
                self.shares.give(nodes, share)

    def _slope(self, op: Any, i: int, lowered: Lowered) -> Any:
        """The local derivative: the row of the table, read on rows."""
        form = op.exact[i]
        whole_exponent = (form is _power_slope and not isinstance(lowered.arguments[1], Rows)
                          and lowered.arguments[1] % 1 == 0)
        if form in _LOOKING and not whole_exponent:
            return self.writer.write(_LOOKING[form], (lowered.out, *lowered.arguments))
        return op.partial(i, lowered.out, lowered.arguments)

    # Sums

    def _through_part(self, lowered: Lowered, part: Part, adjoint: Rows) -> None:
        if part.number % 2:
            adjoint = self.writer.apply("neg", adjoint)
        if not self._wanted(part):
            return
        if adjoint.batched and per_call(part) and part.left is not None:
            adjoint = self.writer.write("sum_rows", (adjoint,), adjoint.shape, False)
        if part.product is not None:
            self._through_product(lowered, part, adjoint)
        elif in_one(part, self.low):
            self._through_terms(part.left, part.right, part, along(adjoint))
        else:
            for k in range(part.right.shape[1]):
                left = None if part.left is None else part.left[:, k]
                self._through_terms(left, part.right[:, k], part, adjoint)

    def _wanted(self, part: Part) -> bool:
        return bool(self.active[part.right].any()
                    or (part.left is not None and self.active[part.left].any()))

    def _through_terms(self, left: Ints | None, right: Ints, part: Part, adjoint: Rows) -> None:
        apply = self.writer.apply
        if left is None:
            if self.active[right].any():
                self.shares.give(right, adjoint)
            return
        if self.active[left].any():
            self.shares.give(left, apply("mul", adjoint, right_factors(self.low, part, right)))
        if self.active[right].any():
            self.shares.give(right, apply("mul", adjoint, self.low.operand(left)))

    def _through_product(self, lowered: Lowered, part: Part, adjoint: Rows) -> None:
        """With Z = A·B: ∂/∂A = ∂Z·Bᵀ, ∂/∂B = Aᵀ·∂Z."""
        product = part.product
        assert product is not None
        a, b = factors(self.low, part)
        dz = matrix(adjoint, (a, b))
        left, right = self.active[product.left].any(), self.active[product.right].any()
        if b.batched:
            if left:
                self._give_product(product.left, "contract", (dz, b), (a.shape))
            if right:
                nodes = product.right if len(b.shape) > 1 else product.right[0]
                self._give_product(nodes, "matmul", (transposed(a), dz), b.shape)
            return
        if left:
            self._give_product(product.left, "matmul", (transposed(dz), a), (b.shape[::-1]))
        if right:
            self._give_product(product.right, "matmul", (dz, transposed(b)), a.shape)

    def _give_product(self, nodes: Ints, op: str, factors: tuple[Rows, Rows],
                      shape: tuple[int, ...]) -> None:
        """A share that is a matrix product, written where it belongs if its place is a view."""
        target = self.shares.target(nodes)
        if self.active[nodes].all() and distinct(target.ref):
            self.shares.write(target, op, *factors)
        else:
            self.shares.give(nodes, self.writer.write(op, factors, shape, target.batched))


def taken(lowered: Lowered) -> list[Ints]:
    """The nodes that get a share from a group, one array for each instruction that gives it."""
    if lowered.group.arguments is not None and lowered.group.op != "sum":
        return [lowered.group.arguments]
    found = []
    for part in lowered.parts:
        if part.product is not None:
            found += [part.product.left, part.product.right]
        else:
            found += [part.right] if part.left is None else [part.left, part.right]
    return found
