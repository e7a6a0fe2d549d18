"""A cursor over a computation: the forward phase, then the backward phase, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..engine.errors import ChalkgradError, GraphError
from ..engine.number import Number
from ..engine.steps import BackwardStep, ForwardStep, Plan, SeedStep, Step
from ..engine.value import Value

Target = Value | str | int


class WalkError(ChalkgradError, LookupError):
    """There is no such place in the walk."""


class Walk:
    """A walk over the computation of y; `position` of len(walk) steps are done.

    `done` lists those steps and `adjoints` holds the gradients so far. The graph's own `.grad`
    stays as it is, unless `apply` asks that every step write into it.

    >>> x = Value(3.0, "x")
    >>> w = Walk(x * x)
    >>> print(w.next())
    v₁ = x x = 3·3 = 9
    >>> print(w.run().last)
    ∂v₁/∂x += ∂v₁/∂v₁ · ∂v₁/∂x = 1 · x = 1 · 3 = 3   (2 of 2, so far 6)
    >>> w.adjoints[x], x.grad
    (6.0, None)
    """

    def __init__(self, y: Value, apply: bool = False) -> None:
        if not isinstance(y, Value):
            raise GraphError(f"{y!r} ({type(y).__name__}) is no node of a graph, so there is "
                             "nothing to walk over; give the Value that a computation returned")
        self.plan, self.apply = Plan(y), apply
        self.reset()

    def reset(self) -> Walk:
        """Go back to before the first step."""
        self.done: list[Step] = []
        self.adjoints: dict[Value, Number] = {}
        self.arrived: dict[Value, int] = {}
        self._before: list[Number | None] = []
        if self.apply:
            for node in self.plan.nodes:
                node.grad = None
        return self

    @property
    def position(self) -> int:
        """How many steps are done."""
        return len(self.done)

    @property
    def last(self) -> Step | None:
        """The step done last; None at the start."""
        return self.done[-1] if self.done else None

    def peek(self) -> Step | None:
        """The step that comes next, without doing it; None at the end."""
        return self.plan.step(self.position, self.adjoints, self.arrived)

    def next(self) -> Step:
        """Do the next step and return it; raises WalkError at the end."""
        step = self.peek()
        if step is None:
            raise WalkError(f"the walk has ended after {len(self)} steps; write back() or reset()")
        if not isinstance(step, ForwardStep):
            self._arrive(step)
        self.done.append(step)
        return step

    def back(self) -> Step:
        """Undo the last step and return it; raises WalkError at the start."""
        if not self.done:
            raise WalkError("the walk is at its start, so there is nothing to undo; write next()")
        step = self.done.pop()
        if not isinstance(step, ForwardStep):
            self._leave(step)
        return step

    def run(self, until: Callable[[Step], bool] | None = None) -> Walk:
        """Do all steps that are left, or stop after the first for which `until` holds."""
        while self.position < len(self):
            step = self.next()
            if until is not None and until(step):
                break
        return self

    def to(self, target: Target) -> Walk:
        """Go on to where a target is next met, back if it lies behind.

        A target is a Value, a label, the name of an operation, or a number of steps done.
        Raises WalkError if the walk meets no such thing.
        """
        if isinstance(target, int) and not isinstance(target, bool):
            return self._to_position(target)
        found = self._met(target)
        ahead = [place for place in found if place > self.position]
        if not found:
            raise WalkError(f"no step of this walk meets {target!r}; it has the names "
                            + ", ".join(self.plan.names.values()))
        return self._to_position(ahead[0] if ahead else found[0])

    def knows(self, node: Value) -> bool:
        """Whether the walk has come to the node's number: leaves are known from the start."""
        return node.op is None or self.plan.order[node] < self.position

    def _to_position(self, position: int) -> Walk:
        if not 0 <= position <= len(self):
            raise WalkError(f"step {position} lies outside the walk; give a number from 0 to "
                            f"{len(self)}")
        while self.position < position:
            self.next()
        while self.position > position:
            self.back()
        return self

    def _met(self, target: Target) -> list[int]:
        """After how many steps the target has just been met, in order."""
        return [i for i, (node, op) in enumerate(self.plan.met(), 1) if target
                and (node is target or target in (node.label, self.plan.names[node], op))]

    def _arrive(self, step: SeedStep | BackwardStep) -> None:
        self._before.append(self.adjoints.get(step.target))
        self.arrived[step.target] = step.number
        self._put(step.target, step.total)

    def _leave(self, step: SeedStep | BackwardStep) -> None:
        self.arrived[step.target] -= 1
        self._put(step.target, self._before.pop())

    def _put(self, node: Value, adjoint: Number | None) -> None:
        if adjoint is None:
            del self.adjoints[node], self.arrived[node]
        else:
            self.adjoints[node] = adjoint
        if self.apply:
            node.grad = adjoint

    def __len__(self) -> int:
        return len(self.plan)

    def __iter__(self) -> Iterator[Step]:
        while self.position < len(self):
            yield self.next()

    def __str__(self) -> str:
        from .terminal import shown

        return shown(self)

    __repr__ = __str__

    def __rich__(self) -> Any:
        from .terminal import group

        return group(self)

    def _repr_html_(self) -> str:
        from .notebook import html

        return html(self)


def walk(y: Value, apply: bool = False) -> Walk:
    """A walk over the computation of y, at its start.

    With `apply` it clears the graph's `.grad` and fills it in step by step; without, it leaves it
    alone. Raises GraphError if y is not a Value.

    >>> x = Value(3.0, "x")
    >>> print(walk(x.sigmoid()).run().last)
    ∂v₁/∂x += ∂v₁/∂v₁ · ∂v₁/∂x = 1 · v₁(1 − v₁) = 1 · 0.0452 = 0.0452   (1 of 1)
    """
    return Walk(y, apply)
