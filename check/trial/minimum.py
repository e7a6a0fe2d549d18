"""Where a quadratic cost has its minimum by a vector: only there w = (XᵀX)⁻¹ Xᵀ y holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...engine import Value, grad, hessian
from ..meaning import term as t
from .arrays import Array
from .evaluate import Evaluator
from .failures import Unreadable
from .solving import inverse
from .world import World

NEAR = 1e-9  # how small the slope must be at a minimum, beside the one before


class Least(NamedTuple):
    """What is smallest, and the letter that makes it so."""

    cost: t.Term
    letter: str


def at_minimum(evaluator: Evaluator, least: Least) -> World:
    """The evaluator's world with the letter where the cost is smallest: one of Newton's steps away.

    Raises Unreadable where that isn't the minimum, because the cost isn't quadratic.
    """
    leaves = _leaves(evaluator, least.letter)
    cost = evaluator.value(least.cost)
    if not isinstance(cost, Value):
        raise Unreadable("the cost is no number that depends on the weights")
    slopes = grad(cost, leaves)
    steps = inverse(Array(tuple(map(tuple, hessian(cost, leaves))))) @ Array.column(slopes)
    return evaluator.world.moved({leaf: Value(leaf.data - step) for leaf, step in zip(
        leaves, steps.entries if isinstance(steps, Array) else [steps])})


def must_be_flat(evaluator: Evaluator, least: Least) -> None:
    """Raise Unreadable unless all slopes of the cost are 0 where the letter is now."""
    cost = evaluator.value(least.cost)
    leaves = _leaves(evaluator, least.letter)
    scale = 1 + max(abs(entry) for row in hessian(cost, leaves) for entry in row)
    if max(map(abs, grad(cost, leaves))) > NEAR * scale:
        raise Unreadable("the minimum of this cost can't be worked out: it isn't quadratic")


def _leaves(evaluator: Evaluator, letter: str) -> Sequence[Value]:
    """The entries of a vector of a sheet, or the weights of a single neuron."""
    if letter in evaluator.arrays:
        found: Array = evaluator.value(t.Free(letter))
        return list(found.entries)
    if evaluator.world.shape.last != 1 or evaluator.world.shape.sizes[1] != 1:
        raise Unreadable("a minimum is worked out by the weights of a single neuron only")
    return [weight for row in evaluator.world.w[1] for weight in row]
