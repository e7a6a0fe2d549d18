"""How layers are numbered: in superscripts or subscripts, in brackets or bare, and how many."""

from __future__ import annotations

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .infer_penalties import squares
from .nodes import names_in
from .spelling import CALLED, is_transpose

LAYERED = ("weight", "bias", "post", "pre")


def subscript_layers(seen: Evidence) -> bool:
    """Whether W_l is the matrix of layer l: weights have one index and no superscript."""
    weights = [name for name in names_in(seen.statements)
               if seen.roles.get(name.base) == "weight" and name.subs]
    below = bool(weights) and all(len(name.subs) == 1 and not any(
        script.style or not is_transpose(script) for script in name.sups) for name in weights)
    return below and not _of_entries(seen) & {name.base for name in weights}


def _of_entries(seen: Evidence) -> set[str]:
    """The vectors of a single neuron's weights whose entries are w_1, w_2: not the w_2 that always
    has its layer's number."""
    entries = {name.base for name in names_in(seen.statements) if name.base in seen.single
               and not any(isinstance(sub, n.Number) for sub in name.subs)}
    return entries | numbered_entries(seen)


def numbered_entries(seen: Evidence) -> set[str]:
    """The w of ∂L/∂w_1 = x_1 δ, where w also stands without a number, as in w^T x."""
    bare = {name.base for name in names_in(seen.statements) if not name.subs}
    return bare & {base for statement in seen.statements
                   for base in _beside_input(seen, list(names_in(statement)))}


def _beside_input(seen: Evidence, names: list[n.Name]) -> set[str]:
    inputs = {name.subs for name in names if seen.roles.get(name.base) == "input"
              and len(name.subs) == 1 and isinstance(name.subs[0], n.Number)}
    return {name.base for name in names if name.subs in inputs
            and seen.roles.get(name.base) == "weight" and not name.sups and name.base.islower()}


def bare_numbers(seen: Evidence) -> bool:
    """Whether a plain superscript 2 is a layer here: only where weights carry numbers so, and not
    in a penalty alone."""
    squared = squares(seen)
    return any(script.style == "" and isinstance(script.body, n.Number)
               for name in names_in(seen.statements) for script in name.sups
               if seen.roles.get(name.base) in ("weight", "bias", "delta")
               and not (id(name) in squared and script.body == n.Number("2")))


def depth(seen: Evidence, letters: dict[str, int]) -> int:
    """The number of layers, where layers have numbers or letters of their own: the highest one."""
    numbering = Numbers(seen)
    if seen.layers and not seen.last:
        return _beside_target(seen, numbering)
    if seen.layers or seen.last:
        return 0
    numbers = {number for name in names_in(seen.statements)
               if seen.roles.get(name.base) in LAYERED and (number := numbering.on(name))}
    if not numbers and letters:
        return max(letters.values())
    if not numbers and (_is_one_layer(seen) or _has_only_outputs(seen)):
        return 1
    highest = max(numbers.union(letters.values()), default=0)
    return highest if 2 <= highest <= 4 else 0


def _beside_target(seen: Evidence, numbering: Numbers) -> int:
    """δ^{(3)} = a^{(3)} − y: the number of the layer that targets belong to, 0 if none says."""
    numbers = {number for statement in seen.statements for name in names_in(statement)
               if seen.roles.get(name.base) in ("post", "pre")
               and (number := numbering.on(name)) and any(
                   seen.roles.get(other.base) == "target" for other in names_in(statement))}
    return numbers.pop() if len(numbers) == 1 else 0


def _is_one_layer(seen: Evidence) -> bool:
    """z = w x + b and nothing after it: one letter for the weights, which multiply the input, no
    activation that a weight multiplies, no δ handed back."""
    weights = {weight.base.casefold() for _, weight, _, _ in seen.sums}
    sources = {seen.roles.get(source.base) for _, _, source, _ in seen.sums}
    return len(weights) == 1 and sources == {"input"} and "delta" not in seen.roles.values()


def _has_only_outputs(seen: Evidence) -> bool:
    """ŷ = softmax(z), and nothing that says what z is."""
    return bool(seen.units) and not seen.sums and all(
        CALLED.get(function) == "softmax" for _, function in seen.units)


class Numbers:
    """Reads the layer's number off names: W_1 or W^{(1)}, whichever the document writes."""

    def __init__(self, seen: Evidence) -> None:
        self.seen, self.indexed = seen, subscript_layers(seen)
        self.first = input_layer(seen)
        self.bare = bare_numbers(seen)

    def on(self, name: n.Name) -> int | None:
        """The layer by its number from 0; None where the name has none."""
        places = [script.body for script in name.sups if script.style or self.bare]
        places += name.subs if self.indexed and len(name.subs) == 1 else ()
        numbers = [int(place.text) for place in places
                   if isinstance(place, n.Number) and place.text.isdigit()]
        leads = self.seen.roles.get(name.base) in ("weight", "bias")
        first = self.first - (self.seen.offset or 0) if leads else self.first
        return numbers[0] - first if numbers else None


def input_layer(seen: Evidence) -> int:
    """The number of the layer that is the input: 1 where weights lead out of the layer that they
    are numbered by, or where a line says that a^1 is x, and none speaks of a^0 or z^1."""
    below = subscript_layers(seen)
    numbered = {(seen.roles.get(name.base), place.text) for name in names_in(seen.statements)
                for place in (*(script.body for script in name.sups), *(name.subs if below else ()))
                if isinstance(place, n.Number)}
    if ("post", "0") in numbered:
        return 0
    if seen.offset or numbered & {("pre", "1"), ("weight", "1"), ("bias", "1")}:
        return int(bool(seen.offset))
    return int(any(_is_given(seen, *pair) for statement in seen.statements
                   for pair in zip(statement.members, statement.members[1:])))


def _is_given(seen: Evidence, unit: n.Node, source: n.Node) -> bool:
    """a^1 = x, with or without an index."""
    return (isinstance(unit, n.Name) and isinstance(source, n.Name) and unit.subs == source.subs
            and seen.roles.get(unit.base) == "post" and len(unit.sups) == 1
            and unit.sups[0].body == n.Number("1") and source.base in USUAL["input"]
            and not source.sups)
