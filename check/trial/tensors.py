"""The quantities of the network: weights, biases, weighted inputs, activations, targets, cost."""

from __future__ import annotations

from typing import Any

from ...engine import Value
from ..meaning import term as t
from .arrays import Array, ShapeClash
from .failures import OutOfLayers, OutOfRange, Unreadable
from .standpoint import Standpoint


class Tensors(Standpoint):
    """Evaluates letters."""

    def of_free(self, term: t.Free) -> Any:
        """What was given for the letter, or a random number for each of its indices."""
        if ("free", term.name) in self._given and not term.indices:
            return self._given["free", term.name]
        if term.name in self.arrays and not term.indices:
            return self._array(term.name)
        return self._leaf(term.name, tuple(self.place(index) for index in term.indices))

    def _array(self, name: str) -> Array:
        """A vector or matrix of a sheet."""
        rows, columns = self.arrays[name]
        places = [[(i, j) for j in range(columns)] for i in range(rows)]
        if self.manner.symmetric and rows == columns:
            places = [[(min(place), max(place)) for place in row] for row in places]
        return Array(tuple(tuple(self._leaf(name, place) for place in row) for row in places))

    def _leaf(self, name: str, places: tuple[int, ...]) -> Value:
        key = (name, *places, *["signed"] * self.signed)
        if key not in self._free:
            dice = self.world
            before, dice.dice = dice.dice, type(dice.dice)(f"{dice.seed} {key}")
            self._free[key] = dice.value(0.15, 0.95)
            if self.signed and dice.dice.random() < 0.5:
                self._free[key] = Value(-self._free[key].data)
            dice.dice = before
        return self._free[key]

    def of_size(self, term: t.Size) -> int:
        """How many units, values of an index or samples there are."""
        if isinstance(term.of, t.Layer):
            return self._width(self.number(term.of))
        if isinstance(term.of, t.Letter):
            return len(self.domain(term.of))
        return self.world.shape.samples

    def of_tensor(self, term: t.Tensor) -> Any:
        """One entry where an index says which, else the vector or matrix."""
        if not term.indices and ("tensor", term.name) in self._given:
            return self._given["tensor", term.name]
        if self._is_zeroth(term):
            return self._one(term)
        layer = self.number(term.layer)
        sample = self._sample_of(term.sample)
        places = [self.place(index) for index in term.indices]
        if term.role == "weight":
            return self._weight(term.name, layer, places)
        if term.batch and not places:
            return self._batch(term, layer)
        if self.rows and not places:
            return _row(self._vector(term.role, layer, sample))
        return entry_of(self._vector(term.role, layer, sample), places)

    def _is_zeroth(self, term: t.Tensor) -> bool:
        """Whether the index is 0, or a letter that runs from 0; a weight's w_0 is the bias."""
        letters = [self.letters.get(index) for index in term.indices
                   if isinstance(index, t.Letter)]
        return (term.role == "post" and t.Unit(0) in term.indices) or (
            term.role != "weight" and letters == [0])

    def _one(self, term: t.Tensor) -> int:
        """a_0 = 1, so that w_0 is the bias."""
        if term.role != "post":
            raise OutOfRange(f"{term.name} has no unit 0")
        return 1

    def _batch(self, term: t.Tensor, layer: int) -> Any:
        """All samples at once: one row each, or one column each."""
        if term.role == "bias":
            self._must_have(term.role, layer)
            return entry_of(self.world.b[layer], [])
        rows = Array(tuple(tuple(self._vector(term.role, layer, s))
                           for s in range(self.world.shape.samples)))
        return rows if term.batch == "rows" else rows.T

    def _vector(self, role: str, layer: int, sample: int) -> list[Value]:
        world = self.world
        if not 0 <= sample < world.shape.samples:
            raise OutOfRange(f"there is no sample {sample + 1}")
        self._must_have(role, layer)
        if role == "bias":
            return world.b[layer]
        if role == "target":
            return world.y[sample]
        return (world.a if role == "post" else world.z)[sample][layer]

    def _must_have(self, role: str, layer: int) -> None:
        if not (0 if role == "post" else 1) <= layer <= self.world.shape.last:
            raise OutOfLayers(f"there is no {role} in layer {layer}")

    def _weight(self, name: str, layer: int, places: list[int]) -> Any:
        if not 1 <= layer <= self.world.shape.last:
            raise OutOfLayers(f"there are no weights into layer {layer}")
        w = Array(tuple(tuple(row) for row in self.world.w[layer]))  # from × to
        if not places:
            column = name in self.single and w.shape[1] == 1
            return _matrix(w if column or self.stored == "from-to" else w.T)
        if len(places) == 1:  # the weights into one unit
            return entry_of([entry_of(list(row), places) for row in w.rows], [])
        if len(places) != 2:
            raise Unreadable(f"{name} with {len(places)} indices is no weight")
        source, target = places if self.order == "from-to" else places[::-1]
        if source == 0:
            return entry_of(self.world.b[layer], [target])
        return entry_of(list(entry_of(list(w.rows), [source])), [target])

    def of_entry(self, term: t.Entry) -> Any:
        """An entry of what stands in brackets."""
        body = self.value(term.body)
        places = [self.place(index) for index in term.indices]
        if not isinstance(body, Array):
            raise ShapeClash("an index on a single number")
        if len(places) == 1:
            return entry_of(body.entries, places)
        return entry_of(list(entry_of(list(body.rows), places[:1])), places[1:])


def entry_of(entries: list[Any], places: list[int]) -> Any:
    """The entry at that place, counted from 1; without one, the vector or its only entry.

    Raises OutOfRange for a place that it doesn't have.

    >>> entry_of([5, 7], [2]), entry_of([5], [])
    (7, 5)
    """
    if not places:
        return Array.column(entries) if len(entries) > 1 else entries[0]
    if not 1 <= places[0] <= len(entries):
        raise OutOfRange(f"index {places[0]} of {len(entries)}")
    if len(places) > 1:
        raise Unreadable("more indices than the quantity has")
    return entries[places[0] - 1]


def _row(entries: list[Any]) -> Any:
    column = entry_of(entries, [])
    return column.T if isinstance(column, Array) else column


def _matrix(array: Array) -> Any:
    """A matrix; one of a single entry is a number."""
    return array if array.shape != (1, 1) else array.rows[0][0]
