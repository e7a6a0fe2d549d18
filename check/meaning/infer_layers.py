"""Which letters number layers and samples: what stands in superscripts, and what is added to it."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .nodes import names_in
from .spelling import is_transpose

LAYER_LETTERS = {"l", "ell", "L", "k", "r", "h"}


def layer_letters(seen: Evidence) -> None:
    """The letters in superscripts: those that are counted up and down are layers."""
    alone: dict[str, set[str]] = {}
    for name in names_in(seen.statements):
        for script in name.sups:
            if is_transpose(script):
                continue
            letter, moved = counted_letter(script.body)
            if letter and moved:
                _is_layer(seen, letter)
            elif letter:
                alone.setdefault(letter, set()).add(script.style + name.base)
    layered = {name.base for name in names_in(seen.statements) for script in name.sups
               if counted_letter(script.body)[0] in seen.layers | {"l", "ell"}}
    for letter, uses in alone.items():
        _lone_letter(seen, letter, uses, layered)


def _lone_letter(seen: Evidence, letter: str, uses: set[str], layered: set[str]) -> None:
    plain = all(use in layered for use in uses)  # a plain superscript where others have layers
    if letter == "dagger" or (letter not in LAYER_LETTERS and len(letter) == 1 and plain):
        seen.last.add(letter)
    elif letter in LAYER_LETTERS or letter in seen.layers | seen.last:
        if any(use.strip("()[]") not in "xyt" for use in uses):
            _is_layer(seen, letter)
    elif any(use.startswith(("()", "[]")) for use in uses) and len(letter) == 1:
        if letter.isupper() and any(use.strip("()[]") in "azhwWb" for use in uses):
            _is_layer(seen, letter)
        else:
            seen.samples.add(letter)


def _is_layer(seen: Evidence, letter: str) -> None:
    (seen.last if letter[0].isupper() or "_" in letter else seen.layers).add(letter)


def counted_letter(node: n.Node) -> tuple[str, bool]:
    """The letter of l, l − 1, n_l, and whether something is added to it."""
    if isinstance(node, n.Name) and not node.sups and not node.primes:
        if len(node.subs) == 1 and isinstance(node.subs[0], n.Name):
            return f"{node.base}_{node.subs[0].base}", False
        return (node.base, False) if not node.subs else ("", False)
    if isinstance(node, n.Add) and len(node.terms) == 2 and isinstance(node.terms[1][1], n.Number):
        letter = counted_letter(node.terms[0][1])[0]
        return (letter, True) if node.terms[0][0] > 0 else ("", False)
    return "", False
