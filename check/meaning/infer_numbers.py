"""How layers are numbered: in superscripts or subscripts, in brackets or bare, and how many."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .nodes import names_in
from .spelling import is_transpose


def subscript_layers(seen: Evidence) -> bool:
    """Whether W_l is the matrix of layer l: weights have one index and no superscript."""
    weights = [name for name in names_in(seen.statements)
               if seen.roles.get(name.base) == "weight" and name.subs]
    return bool(weights) and all(len(name.subs) == 1 and not any(
        script.style or not is_transpose(script) for script in name.sups) for name in weights) \
        and not seen.single


def bare_numbers(seen: Evidence) -> bool:
    """Whether a plain superscript 2 is a layer here: only where weights carry numbers so."""
    return any(script.style == "" and isinstance(script.body, n.Number)
               for name in names_in(seen.statements) for script in name.sups
               if seen.roles.get(name.base) in ("weight", "bias", "delta"))


def depth(seen: Evidence) -> int:
    """The number of layers, where layers have numbers only: the highest one."""
    if seen.layers or seen.last:
        return 0
    indexed = subscript_layers(seen)
    numbers = {number for name in names_in(seen.statements)
               if seen.roles.get(name.base) in ("weight", "bias", "post", "pre")
               for number in _layer_numbers(name, indexed)}
    highest = max(numbers, default=0)
    if not numbers and letter_layers(seen):
        return max(letter_layers(seen).values())
    if not numbers and _is_one_layer(seen):
        return 1
    return highest if 2 <= highest <= 4 else 0


def _layer_numbers(name: n.Name, indexed: bool) -> list[int]:
    scripts = [script.body for script in name.sups if script.style]
    places = [*scripts, *(name.subs if indexed and len(name.subs) == 1 else ())]
    return [int(place.text) for place in places
            if isinstance(place, n.Number) and place.text.isdigit()]


def _is_one_layer(seen: Evidence) -> bool:
    """z = w x + b and nothing after it: one letter for the weights, which multiply the input, no
    activation that a weight multiplies, no δ handed back."""
    weights = {weight.casefold() for _, weight, _, _ in seen.sums}
    sources = {seen.roles.get(source) for _, _, source, _ in seen.sums}
    return len(weights) == 1 and sources == {"input"} and "delta" not in seen.roles.values()


def letter_layers(seen: Evidence) -> dict[str, int]:
    """s = Σ v x, h = f(s), u = Σ w h, y = f(u): where every layer has letters of its own, the
    layer of each letter; empty where letters are used for several layers."""
    found: dict[str, int] = {source: 0 for _, _, source, _ in seen.sums
                             if seen.roles.get(source) == "input"}
    rules: list[tuple[str, int, tuple[str, ...]]] = [
        (source, 1, (total, weight, bias)) for total, weight, source, bias in seen.sums]
    rules += [(total, 0, (unit,)) for unit, total in seen.gates]
    for _ in range(len(rules)):
        for start, step, letters in rules:
            for letter in letters:
                if start in found and letter and found.setdefault(
                        letter, found[start] + step) != found[start] + step:
                    return {}
    return found if max(found.values(), default=0) > 1 else {}
