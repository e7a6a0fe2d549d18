"""Where a formula is evaluated: one world, one choice of indices and layers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ...engine import Value
from ..meaning import term as t
from ..meaning.definition import Definition
from ..meaning.kinds import SAMPLE, Kind, Type
from ..meaning.quantities import HERE
from .arrays import Array
from .failures import OutOfLayers, TooLong, Unreadable
from .world import World

STEPS = 60_000  # values computed in one trial; more is more than a formula in notes needs

SAMPLES = Kind(SAMPLE)
RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Manner:
    """How matrix notation is meant where authors differ.

    layout "gradient": ∂C/∂v is a column; "numerator": a row; "entries": ∂u/∂v entry by entry,
    with a matrix either way up unless `upright`, as ∇ has it.
    `leftward`: ⊙ binds as a product does, where the shapes fit in no other way. `symmetric`: so are
    the square matrices of a sheet.
    """

    layout: str = "gradient"
    hadamard: bool = False
    upright: bool = False
    leftward: bool = False
    symmetric: bool = False


LITERAL = Manner()


class Standpoint:
    """The state that all of an evaluator shares; `letters` and `layers` hold the choice of indices.

    `order` is that of a weight's indices, `stored` which way up a matrix of weights is; `flipped`
    exchanges the labels 0 and 1, `rows` makes vectors rows, `batch` says whether the samples of a
    matrix are its rows or columns, `single` are the weights of a single neuron, which are a column.
    `signed` lets letters of the document's own be negative; `arrays` are those of them that are
    vectors and matrices.
    """

    def __init__(self, world: World, types: Mapping[t.Letter, Type], order: str, cost: Any,
                 definitions: Mapping[str, Definition], manner: Manner = LITERAL) -> None:
        self.world, self.order, self.manner = world, order, manner
        self.stored = order
        self.single: frozenset[str] = frozenset()
        self.types, self.definitions, self.cost_of = dict(types), definitions, cost
        self.letters: dict[t.Letter, int] = {}
        self.layers: dict[str, int] = {}
        self._free = world.free
        self._known: dict[tuple[Any, ...], Any] = {}
        self._given: dict[tuple[str, str], Any] = {}
        self._cost: Any = None
        self._again = False  # whether what is computed will be differentiated once more
        self.flipped, self.rows, self.signed, self.batch = False, False, False, ""
        self.arrays: Mapping[str, tuple[int, int]] = {}
        self._depth = 0
        self.steps = 0
        self._sample = self._labelled = 0

    def value(self, term: t.Term) -> Any:
        """A number, a Value or an Array of them; Unreadable after too many steps."""
        self.steps += 1
        if self.steps > STEPS:
            raise TooLong("it has too many terms to be tried")
        return getattr(self, f"of_{type(term).__name__.lower()}")(term)

    def give(self, kind: str, name: str, value: Any) -> None:
        """Let a bare name stand for that value."""
        self._given = {**self._given, (kind, name): value}

    # layers

    def number(self, layer: t.Layer) -> int:
        """The layer's number in this network; the input is layer 0."""
        last = self.world.shape.last
        known = {"L": last, "": 0, HERE: last, **self.layers}
        if layer.base not in known:
            raise Unreadable(f"nothing says which layer {layer.base} is")
        return known[layer.base] + layer.offset

    def _width(self, layer: int) -> int:
        if not 0 <= layer <= self.world.shape.last:
            raise OutOfLayers(f"there is no layer {layer}")
        return self.world.shape.sizes[layer]

    @contextmanager
    def _moved(self, base: str, by: int) -> Iterator[None]:
        """With a layer letter counted up."""
        before = self.layers
        self.layers = {**before, base: before.get(base, 0) + by}
        try:
            yield
        finally:
            self.layers = before

    # indices

    def place(self, index: t.Index) -> int:
        """Which unit is meant, counted from 1."""
        if isinstance(index, t.Letter):
            if index not in self.letters and self.types.get(index) == SAMPLES:
                return self._sample + 1
            if index not in self.letters:
                raise Unreadable(f"nothing says what the index {index.name} runs over")
            return self.letters[index]
        if index.which == "class":
            return self.world.label[self._labelled] + 1
        return 1 if index.which == "out" else int(index.which)

    def domain(self, letter: t.Letter) -> range:
        """Everything the letter can be, counted from 1."""
        kind = self.types.get(letter)
        if kind is None:
            raise Unreadable(f"nothing says what the index {letter.name} runs over")
        if isinstance(kind, t.Layer):
            return range(1, self._width(self.number(kind)) + 1)
        if kind.name == "sample":
            return range(1, self.world.shape.samples + 1)
        return range(1, 4 + len(kind.name) % 2)

    def stand(self, letters: Mapping[t.Letter, int]) -> None:
        """Let the free letters stand for these places; the class is that of the sample chosen."""
        self.letters = dict(letters)
        chosen = [place for letter, place in letters.items() if self.types.get(letter) == SAMPLES]
        self._labelled = chosen[0] - 1 if len(chosen) == 1 else self._sample

    @contextmanager
    def at(self, letter: t.Letter, place: int, sample: bool = False) -> Iterator[None]:
        """With the letter standing for that unit, or for that sample."""
        before = self.letters, self._sample, self._labelled
        self.letters = {**self.letters, letter: place}
        if sample:
            self._sample = self._labelled = place - 1
        try:
            yield
        finally:
            self.letters, self._sample, self._labelled = before

    def _sample_of(self, index: t.Index | None) -> int:
        """The sample meant: its index where that has a value, or the only one."""
        named = isinstance(index, t.Unit) or index in self.letters
        return self.place(index) - 1 if index is not None and named else self._sample

    # side conditions

    def holds(self, test: t.Test) -> bool:
        """Whether a side condition holds for the present choice of indices."""
        left, right = (self._side(side) for side in (test.left, test.right))
        if isinstance(left, Array) or isinstance(right, Array):
            raise Unreadable("a condition on a vector")
        return bool(RELATIONS[test.relation](left, right))

    def _side(self, side: Any) -> Any:
        if isinstance(side, (t.Letter, t.Unit)):
            return self.place(side)
        if isinstance(side, t.Layer):
            return self.number(side)
        value = self.value(side)
        return value.data if isinstance(value, Value) else value
