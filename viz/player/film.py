"""The steps of a film: every box of the diagram forward, then every product along an edge back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from chalkgrad.chalk.typeset import latex_digits
from chalkgrad.engine import Symbol, Value
from chalkgrad.engine.label import number
from chalkgrad.engine.number import Number
from chalkgrad.engine.walk import seed_of

from ..fold import Entry, Folder
from ..graph import LIMIT, Sums, folder_of, places_of
from ..items import Item


class Computed(NamedTuple):
    """A box gets its value: `formula` in names, `numbers` the same with numbers filled in."""

    item: Item
    name: Symbol
    formula: Any
    numbers: Any
    entries: tuple[Entry, ...]
    inputs: tuple[Symbol, ...]


class Seeded(NamedTuple):
    """Where the way back begins: ∂C/∂C = 1."""

    item: Item
    name: Symbol
    total: Number


class Product(NamedTuple):
    """The gradient of `item` times ∂item/∂target, added to the target's own.

    `formula` and `partial` are that local derivative. It is contribution `place` of `of`; `before`
    is the target's gradient without it (None: there was none), `total` with it.
    """

    item: Item
    target: Item
    edge: str
    names: tuple[Symbol, Symbol, Symbol]  # of the output, the item and the target
    formula: Any
    partial: Number
    adjoint: Number
    contribution: Number
    before: Number | None
    total: Number
    place: int
    of: int


Step = Computed | Seeded | Product


class Film:
    """The boxes of a diagram and the steps through them; `output` is the last box.

    >>> a = Value(3.0, "a")
    >>> [type(step).__name__ for step in Film(a * a)]
    ['Computed', 'Seeded', 'Product', 'Product']
    """

    def __init__(self, y: Value, limit: int = LIMIT, sums: Sums = "folded") -> None:
        folder = folder_of(y, limit, sums)
        self.symbols = folder.symbols
        *_, self.output = self.symbols
        self.seed = seed_of(y)
        self.boxes = {item: folder.folded(item) for item in self.symbols if item.op is not None}
        self._filled = Folder({item: filled(item.value) for item in self.symbols}, folder.away)

    def __len__(self) -> int:
        return len(self.boxes) + 1 + sum(len(box.entries) for box in self.boxes.values())

    def __iter__(self) -> Iterator[Step]:
        for item, box in self.boxes.items():
            inputs = dict.fromkeys(self.symbols[entry.item] for entry in box.entries)
            yield Computed(item, self.symbols[item], box.formula,
                           self._filled.folded(item).formula, box.entries, tuple(inputs))
        yield Seeded(self.output, self.symbols[self.output], self.seed)
        yield from self._products()

    def _products(self) -> Iterator[Product]:
        """Every box after all those that it enters, its inputs in the order written."""
        of = Counter(entry.item for box in self.boxes.values() for entry in box.entries)
        gradients, arrived = {self.output: self.seed}, Counter[Item]()
        for item in reversed(self.boxes):
            box = self.boxes[item]
            for place, entry in zip(places_of(item, box), box.entries):
                target, adjoint = entry.item, gradients[item]
                share, before = adjoint * entry.slope.number, gradients.get(target)
                gradients[target] = share if before is None else before + share
                arrived[target] += 1
                names = (self.symbols[self.output], self.symbols[item], self.symbols[target])
                yield Product(item, target, f"{item.key}.{place}", names, entry.slope.formula,
                              entry.slope.number, adjoint, share, before, gradients[target],
                              arrived[target], of[target])


def filled(value: Number) -> Any:
    """A number, to stand in the place of a name in a formula."""
    text = number(value)
    size = Symbol(text.removeprefix("−"), latex_digits(text.removeprefix("−")))
    return -size if text.startswith("−") else size
