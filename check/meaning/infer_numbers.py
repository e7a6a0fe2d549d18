"""How layers are numbered: in superscripts or subscripts, in brackets or bare, and how many."""

from __future__ import annotations

from collections.abc import Iterator

from ..reader import tree as n
from .evidence import Evidence
from .infer_layers import counted_letter
from .infer_penalties import squares
from .nodes import names_in
from .spelling import is_transpose

LAYERED = ("weight", "bias", "post", "pre")


def subscript_layers(seen: Evidence) -> bool:
    """Whether W_l is the matrix of layer l: weights have one index and no superscript."""
    weights = [name for name in names_in(seen.statements)
               if seen.roles.get(name.base) == "weight" and name.subs]
    return bool(weights) and all(len(name.subs) == 1 and not any(
        script.style or not is_transpose(script) for script in name.sups) for name in weights) \
        and not seen.single


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
    if not numbers and _is_one_layer(seen):
        return 1
    highest = max(numbers, default=0)
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


class Numbers:
    """Reads the layer's number off names: W_1 or W^{(1)}, whichever the document writes."""

    def __init__(self, seen: Evidence) -> None:
        self.seen, self.indexed = seen, subscript_layers(seen)
        self.first = 1 if seen.offset else 0

    def on(self, name: n.Name) -> int | None:
        """The layer by its number from 0; None where the name has none."""
        places = [script.body for script in name.sups if script.style]
        places += name.subs if self.indexed and len(name.subs) == 1 else ()
        numbers = [int(place.text) for place in places
                   if isinstance(place, n.Number) and place.text.isdigit()]
        leads = self.seen.roles.get(name.base) in ("weight", "bias")
        return numbers[0] - (0 if leads else self.first) if numbers else None


def letter_layers(seen: Evidence) -> dict[str, int]:
    """The layer of every letter that stands for one layer only: s = Σ v x, h = f(s), u = Σ w h,
    y = f(u), or the h of h = σ(W_1 x + b_1); empty where they contradict each other."""
    numbers = Numbers(seen)
    shared = {name.base for name in names_in(seen.statements) if _has_layer(name, numbers)}
    found = {source.base: 0 for _, _, source, _ in seen.sums
             if seen.roles.get(source.base) == "input"}
    for _ in range(len(seen.sums) + len(seen.gates)):
        for start, step, end in _ties(seen):
            here, there = (numbers.on(name) if name.base in shared else found.get(name.base)
                           for name in (start, end))
            if here is None:
                continue
            if there is not None and there != here + step:
                return {}
            if end.base not in shared:
                found[end.base] = here + step
    return found if max(found.values(), default=0) > (0 if shared else 1) else {}


def unbiased(seen: Evidence, letters: dict[str, int]) -> frozenset[int]:
    """The layers whose weighted sums are written without a bias, where others have one."""
    numbers = Numbers(seen)
    found: dict[int, bool] = {}
    for _, weight, _, bias in seen.sums:
        layer = numbers.on(weight) or letters.get(weight.base, 0)
        found[layer] = found.get(layer, False) or bias is not None
    return frozenset(layer for layer, biased in found.items() if layer and not biased)


def _has_layer(name: n.Name, numbers: Numbers) -> bool:
    """Whether a name says its layer, by a number or by a letter."""
    return numbers.on(name) is not None or any(
        counted_letter(script.body)[0] in numbers.seen.layers | numbers.seen.last
        for script in name.sups)


def _ties(seen: Evidence) -> Iterator[tuple[n.Name, int, n.Name]]:
    """What the definitions say of layers: a name, and one that is so many layers further."""
    for total, weight, source, bias in seen.sums:
        yield source, 1, total
        yield weight, 0, total
        yield source, 1, weight
        if bias is not None:
            yield weight, 0, bias
    for unit, total in seen.gates:
        yield total, 0, unit
