"""Whether two terms are equal: tried on random networks, first in floats, then at 50 digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import mpmath

from ...engine import Value
from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.quantities import HERE
from ..meaning.question import Question, choices, layer_choices
from ..report import Worst
from .arrays import Array, ShapeClash, alike
from .arrays import shown as spoken
from .evaluate import Evaluator
from .failures import OtherWayUp, OutOfLayers, OutOfRange
from .minimum import Least, at_minimum, must_be_flat
from .own import activation_of
from .standpoint import LITERAL, Manner
from .world import Shape, World

DIGITS = 50
FLOAT, EXACT = 1e-8, 1e-40


@dataclass
class Outcome:
    """What the trials gave: `equal` None means that nothing could be compared, for `reason`."""

    equal: bool | None
    reason: str = ""
    worst: Worst | None = None
    error: Exception | None = None
    samples: list[tuple[dict[str, int], Any, Any]] = field(default_factory=list)
    gap: float = 0.0


@dataclass(frozen=True)
class Setting:
    """Everything a trial needs besides the question."""

    binding: Binding
    shape: Shape
    cost: Any
    definitions: Mapping[str, Definition]
    manner: Manner = LITERAL
    signed: bool = False  # whether letters of the document's own may be negative
    least: Least | None = None  # what has its minimum where both sides are compared


_worlds: dict[Any, World] = {}


def world_of(setting: Setting, seed: int, number: Callable[[Any], Any]) -> World:
    """The random network of that seed, built once."""
    key = setting.shape, seed, number
    if key not in _worlds:
        if len(_worlds) > 60:
            _worlds.clear()
        own = activation_of(setting.shape.form) if setting.shape.form is not None else None
        _worlds[key] = World(setting.shape, seed, number, own)
    return _worlds[key]


def tried(question: Question, setting: Setting, seeds: tuple[int, ...] = (1, 2, 3),
          most: int = 60, hurry: bool = False) -> Outcome:
    """Compare both sides in floats on several networks."""
    outcome = Outcome(None, "no layer fits")
    for seed in _meeting(question, seeds):
        found = _compared(question, setting, world_of(setting, seed, float), FLOAT, most, hurry)
        if found.equal is False or (found.equal is None and not question.tests):
            return found
        outcome = _together(outcome, found)
    return outcome


def _meeting(question: Question, seeds: tuple[int, ...]) -> tuple[int, ...]:
    """More seeds where there is a condition on values, which not every point meets."""
    values = any(not isinstance(side, (t.Letter, t.Unit, t.Layer)) for test in question.tests
                 for side in (test.left, test.right))
    return (*seeds, *range(len(seeds) + 1, 10)) if values else seeds


def confirmed(question: Question, setting: Setting, seeds: tuple[int, ...] = (1, 2, 3)) -> Outcome:
    """Compare both sides at 50 digits, on fewer indices."""
    outcome = Outcome(None, "no layer fits")
    with mpmath.workdps(DIGITS):
        for seed in _meeting(question, seeds):
            world = world_of(setting, seed, mpmath.mpf)
            found = _compared(question, setting, world, EXACT, 6)
            if found.equal is False:
                return found
            outcome = _together(outcome, found)
    return outcome


def _together(before: Outcome, found: Outcome) -> Outcome:
    """Several networks' outcomes as one: where relu is 0 on one, it need not be on the next."""
    if found.equal:
        found.samples[:0] = before.samples
    return found if found.equal else before


def evaluator_of(question: Question, setting: Setting, world: World) -> Evaluator:
    """What computes both sides in that world, under the setting's conventions."""
    if setting.least is None:
        return _evaluator(question, setting, world)
    there = at_minimum(_evaluator(question, setting, world), setting.least)
    must_be_flat(_evaluator(question, setting, there), setting.least)
    return _evaluator(question, setting, there)


def _evaluator(question: Question, setting: Setting, world: World) -> Evaluator:
    binding = setting.binding
    evaluator = Evaluator(world, question.types, binding.order, setting.cost,
                          setting.definitions, setting.manner)
    evaluator.stored, evaluator.single = binding.stored or binding.order, binding.single
    evaluator.flipped, evaluator.rows = binding.flipped, binding.rows
    evaluator.signed, evaluator.arrays = setting.signed, binding.arrays
    evaluator.batch = binding.batch
    return evaluator


def _compared(question: Question, setting: Setting, world: World, tolerance: float,
              most: int, hurry: bool = False) -> Outcome:
    """One network: every choice of layers, every (or many a) choice of indices; in a hurry only
    up to the first difference."""
    evaluator = evaluator_of(question, setting, world)
    outcome = Outcome(None, "no layer of a network fits all its indices")
    for layers in layer_choices(question, world.shape.last):
        evaluator.layers = layers
        if not _layers_allowed(question, evaluator):
            continue
        _one_layer(question, evaluator, tolerance, most, outcome, hurry)
        if hurry and outcome.equal is False:
            break
    return outcome


def _layers_allowed(question: Question, evaluator: Evaluator) -> bool:
    """Whether the side conditions and the equations hold for these layers."""
    return all(evaluator.number(left) == evaluator.number(right)
               for left, right in question.equations)


def _one_layer(question: Question, evaluator: Evaluator, tolerance: float, most: int,
               outcome: Outcome, hurry: bool) -> None:
    try:
        for letters in choices(question, evaluator, most):
            evaluator.stand(letters)
            if all(evaluator.holds(test) for test in question.tests):
                _one_choice(question, evaluator, tolerance, outcome)
                if hurry and outcome.equal is False:
                    return
    except OutOfLayers:
        return
    except (OutOfRange, ShapeClash) as error:
        if outcome.equal is not False or outcome.error is None:
            outcome.equal, outcome.error, outcome.reason = False, error, str(error)


def _one_choice(question: Question, evaluator: Evaluator, tolerance: float,
                outcome: Outcome) -> None:
    left, right = map(plain, alike(*map(evaluator.value, (question.left, question.right))))
    where = _where(question, evaluator)
    outcome.samples.append((where, left, right))
    if _either_way_up(evaluator, question, left, right):
        if evaluator.manner.upright:
            raise OtherWayUp("the gradient of a matrix stands the other way up there")
        right = tuple(zip(*right))
    gap = difference(left, right)
    good = gap <= _allowed(question, tolerance, left, right)
    if outcome.equal is None:
        outcome.equal, outcome.reason = True, ""
    if not good:
        outcome.equal = False
        _keep_worst(outcome, where, left, right, gap)


def _either_way_up(evaluator: Evaluator, question: Question, left: Any, right: Any) -> bool:
    """Entry by entry, a matrix of products may stand either way up, if nobody wrote a ᵀ."""
    return (evaluator.manner.layout == "entries" and isinstance(left, tuple)
            and isinstance(right, tuple) and len(left) != len(right)
            and len(left) == len(right[0])
            and not any(isinstance(part, t.Transposed)
                        for part in t.parts((question.left, question.right))))


def _allowed(question: Question, tolerance: float, left: Any, right: Any) -> float:
    """Half a unit of the last printed digit, or the rounding of the arithmetic."""
    printed = [side.digits for side in map(_unsigned, (question.left, question.right))
               if isinstance(side, t.Constant) and side.digits is not None]
    if printed:
        return 0.5000001 * 10.0 ** -min(printed)
    return float(tolerance * max(size(left), size(right), 1e-3))


def _unsigned(side: t.Term) -> t.Term:
    """0.2 of −(−0.2)."""
    while isinstance(side, t.Sum) and len(side.terms) == 1:
        side = side.terms[0][1]
    return side


def _keep_worst(outcome: Outcome, where: dict[str, int], left: Any, right: Any, gap: Any) -> None:
    relative = float(gap / max(size(left), size(right), 1e-300))
    if outcome.worst is None or relative > outcome.gap:
        outcome.worst = _worst(where, left, right)
        outcome.gap = relative


def _worst(where: dict[str, int], left: Any, right: Any) -> Worst:
    """Where two sides differ most; of two matrices, the entry."""
    if not (isinstance(left, tuple) and isinstance(right, tuple)):
        return Worst(dict(where), shown(left), shown(right))
    row, column = max(((i, j) for i in range(len(left)) for j in range(len(left[0]))),
                      key=lambda at: abs(left[at[0]][at[1]] - right[at[0]][at[1]]))
    place: dict[str, int | str] = {**where, "row": row + 1}
    if len(left[0]) > 1:
        place["column"] = column + 1
    return Worst(place, float(left[row][column]), float(right[row][column]))


def _where(question: Question, evaluator: Evaluator) -> dict[str, int]:
    layers = {base if base != HERE else "layer": number
              for base, number in evaluator.layers.items()}
    return {**layers, **{letter.name: place for letter, place in evaluator.letters.items()
                         if not letter.scope}}


def plain(value: Any) -> Any:
    """Without the graph: a number or a list of rows of numbers."""
    if isinstance(value, Array):
        return tuple(tuple(plain(entry) for entry in row) for row in value.rows)
    return value.data if isinstance(value, Value) else value


def difference(left: Any, right: Any) -> Any:
    """The largest difference between entries; raises ShapeClash where they don't pair up."""
    if isinstance(left, tuple) != isinstance(right, tuple):
        return _single(left, right)
    if not isinstance(left, tuple):
        return abs(left - right)
    if (len(left), len(left[0])) != (len(right), len(right[0])):
        raise ShapeClash(f"the left side is {_shape(left)}, the right side {_shape(right)}")
    return max(abs(a - b) for one, two in zip(left, right) for a, b in zip(one, two))


def _single(left: Any, right: Any) -> Any:
    array, number = (left, right) if isinstance(left, tuple) else (right, left)
    if not isinstance(number, tuple) and number in (0, 1):
        return max(abs(entry - number) for row in array for entry in row)
    if array is right:
        raise ShapeClash(f"the left side is a single number, the right side {_shape(array)}")
    raise ShapeClash(f"the left side is {_shape(array)}, the right side a single number")


def _shape(rows: tuple[tuple[Any, ...], ...]) -> str:
    return spoken(Array(rows))


def size(value: Any) -> Any:
    if isinstance(value, tuple):
        return max(abs(entry) for row in value for entry in row)
    return abs(value)


def shown(value: Any) -> float | str:
    if isinstance(value, tuple):
        return "[" + ", ".join("[" + ", ".join(f"{float(entry):.4g}" for entry in row) + "]"
                               for row in value) + "]"
    return float(value)
