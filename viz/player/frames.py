"""What the player shows, as data: a frame per step of the film, its formula in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chalkgrad.engine import Symbol
from chalkgrad.engine.label import number
from chalkgrad.engine.number import Number

from ..names import bare
from .film import Computed, Film, Product, Seeded, Step
from .question import Question, asked
from .rows import (
    Piece,
    Row,
    computed_rows,
    product_rows,
    seeded_rows,
    so_far_row,
    whole_gradient,
)
from .spoken import spoken_computed, spoken_product, spoken_seed

MOST_SUMMED = 8
Phase = Literal["start", "forward", "backward", "end"]


@dataclass(frozen=True)
class Frame:
    """One picture of the film.

    `node` is at work and `target` gets a number (in the forward phase they are the same); `edge`
    is the one that a gradient flows back along. `rows` begins with the symbols, then come the
    numbers and the result; `caption` says in words what happens, `spoken` everything aloud.
    `gradient` is the target's gradient so far, and `boxed` the line in its box.
    """

    phase: Phase
    caption: str
    spoken: str
    node: str = ""
    target: str = ""
    edge: str = ""
    rows: tuple[Row, ...] = ()
    count: str = ""
    so_far: Row = ()
    gradient: Number | None = None
    boxed: str = ""
    question: Question | None = None


def frames_of(film: Film) -> list[Frame]:
    """The start, every step forward and back, and the end; frame k is the film after k steps.

    >>> from chalkgrad import Value
    >>> a = Value(3.0, "a")
    >>> for frame in frames_of(Film(a * a)):
    ...     print(frame.phase, frame.caption, frame.count)
    start Every input and parameter of v₁ has its number.
    forward v₁ is computed from a.
    backward The way back begins at the output, where the gradient is 1.
    backward The gradient of v₁ flows back to a. path 1 of 2
    backward The gradient of v₁ flows back to a. path 2 of 2
    end Every gradient of v₁ is known.
    """
    name, steps = _text(film.symbols[film.output]), list(film)
    start, end = (f"Every input and parameter of {name} has its number.",
                  f"Every gradient of {name} is known.")
    return [Frame("start", start, start), *map(_frame, steps),
            Frame("end", end, end, rows=_summary(film, steps))]


def _summary(film: Film, steps: list[Step]) -> tuple[Row, ...]:
    """The gradients of the first few leaves that have a label."""
    ends = {step.target: step for step in steps if isinstance(step, Product)}
    leaves = [item for item in film.symbols if item.op is None and item.label and item in ends]
    return tuple([(Piece("adjoint", whole_gradient(ends[item].names[0], ends[item].names[2],
                                                   ends[item].total)),)
                  for item in leaves[:MOST_SUMMED]])


def _frame(step: Step) -> Frame:
    if isinstance(step, Computed):
        return _computed(step)
    return _seeded(step) if isinstance(step, Seeded) else _product(step)


def _computed(step: Computed) -> Frame:
    caption = f"{_text(step.name)} is computed from {_inputs(step)}."
    return Frame("forward", caption, spoken_computed(step), step.item.key, step.item.key,
                 rows=computed_rows(step), question=asked(step))


def _seeded(step: Seeded) -> Frame:
    caption = f"The way back begins at the output, where the gradient is {number(step.total)}."
    return Frame("backward", caption, spoken_seed(step), step.item.key, step.item.key,
                 rows=seeded_rows(step), gradient=step.total,
                 boxed=whole_gradient(step.name, step.name, step.total))


def _product(step: Product) -> Frame:
    y, item, target = step.names
    several = step.of > 1
    return Frame("backward", f"The gradient of {_text(item)} flows back to {_text(target)}.",
                 spoken_product(step), step.item.key, step.target.key, step.edge,
                 product_rows(step), f"path {step.place} of {step.of}" if several else "",
                 so_far_row(step) if several else (), step.total,
                 whole_gradient(y, target, step.total), asked(step))


def _text(symbol: Symbol) -> str:
    return bare(symbol)[0]


def _inputs(step: Computed) -> str:
    """The names of a box's inputs, at most four of them."""
    shown = list(map(_text, step.inputs))
    if len(shown) > 4:
        shown = [*shown[:2], f"{len(shown) - 2} more"]
    return " and ".join([part for part in (", ".join(shown[:-1]), shown[-1]) if part])
