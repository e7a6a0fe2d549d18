"""What a worked example leaves to the reader: "the same for h_2", as a formula of h_2's own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...engine import ChalkgradError
from ..reader import tree as n
from .model import Model, number
from .names import mapped, used
from .prints import Print, rounded, slip

_LABEL = re.compile(r"(.+)_\{?([A-Za-z]*)(\d+)\}?$")
CERTAIN = 6  # digits that no formula meets by chance, not even but for a slip
SURE = 4


def likened(model: Model, chains: Sequence[Any]) -> tuple[Model, set[str]]:
    """The model with formulas for names that have a number or nothing, made like a sibling's:
    h_1's for h_2, its weights being the next ones; and which names these are.

    A formula whose weights had to be guessed is kept only where it gives the number printed, or
    that number but for a slip.
    """
    added = set[str]()
    for name in dict.fromkeys(_wanted(model, chains)):
        for more in _candidates(model, name):
            if _fits(model, more, name):
                added |= more.keys()
                model = _with(model, more)
                break
    return model, added


def _wanted(model: Model, chains: Sequence[Any]) -> Iterator[str]:
    """The labelled names that have no formula, in the order they are met."""
    for chain in chains:
        for name in used(chain.members):
            if name not in model.formulas and parsed(name)[1] and siblings(model, name):
                yield name


def parsed(name: str) -> tuple[str, str, int]:
    """Base, label and number.

    >>> parsed("net_{h1}"), parsed("w_5"), parsed("E_{total}")
    (('net', 'h', 1), ('w', '', 5), ('', '', 0))
    """
    found = _LABEL.match(name)
    return (found[1], found[2], int(found[3])) if found else ("", "", 0)


def _named(base: str, label: str, k: int) -> str:
    return f"{base}_{{{label}{k}}}" if len(f"{label}{k}") > 1 else f"{base}_{k}"


def siblings(model: Model, name: str) -> list[str]:
    """The names of the same kind that have a formula: out_{h1} for out_{h2}."""
    base, label, k = parsed(name)
    return [each for each in model.formulas if parsed(each)[:2] == (base, label)
            and parsed(each)[2] != k]


def _candidates(model: Model, name: str) -> Iterator[dict[str, n.Node]]:
    """Formulas for the name, with those of the names it needs: the numbered names of each letter
    stay as they are or move on by as many as there are."""
    _, label, k = parsed(name)
    for sibling in siblings(model, name):
        step = k - parsed(sibling)[2]
        needed = _needed(model, sibling, label, parsed(sibling)[2], k)
        numbered = sorted({parsed(each)[0] for body in needed.values() for each in used(body)
                           if parsed(each)[0] and not parsed(each)[1]})
        for moved in itertools.product((True, False), repeat=min(len(numbered), 5)):
            letters = {letter for letter, move in zip(numbered, moved) if move}
            made = {_relabelled(each, label, k - step, k): _moved(
                body, label, k - step, k, letters) for each, body in needed.items()}
            yield {each: body for each, body in made.items() if each not in model.formulas}


def _needed(model: Model, sibling: str, label: str, old: int, new: int) -> dict[str, n.Node]:
    """The sibling's formula, and those of its own kin whose counterparts aren't known."""
    found: dict[str, n.Node] = {}
    stack = [sibling]
    while stack:
        top = stack.pop()
        found[top] = model.formulas[top]
        stack.extend(each for each in used(found[top]) if each in model.formulas
                     and each not in found and parsed(each)[1:] == (label, old)
                     and _relabelled(each, label, old, new) not in model.formulas)
    return found


def _relabelled(name: str, label: str, old: int, new: int) -> str:
    base, own, k = parsed(name)
    return _named(base, label, new) if (own, k) == (label, old) and own else name


def _moved(body: n.Node, label: str, old: int, new: int, letters: set[str]) -> n.Node:
    counts = {letter: len({each for each in used(body) if parsed(each)[:2] == (letter, "")})
              for letter in letters}

    def change(each: Any) -> Any:
        if not isinstance(each, n.Name):
            return each
        base, own, k = parsed(each.base)
        if base in letters and not own:
            return n.Name(_named(base, "", k + counts[base] * (new - old)), (), each.sups)
        return n.Name(_relabelled(each.base, label, old, new), (), each.sups, each.primes)

    return mapped(body, change)  # type: ignore[no-any-return]


def _with(model: Model, more: Mapping[str, n.Node]) -> Model:
    given = {name: value for name, value in model.given.items() if name not in more}
    return model.but(given=given, formulas={**model.formulas, **more})


def _fits(model: Model, more: Mapping[str, n.Node], name: str) -> bool:
    """Whether nothing had to be guessed, or the number printed bears it out."""
    if not more or any(set(used(body)) - model.known - more.keys() for body in more.values()):
        return False
    if any(name in Model({}, {**model.formulas, **more}).below(each)
           for body in more.values() for each in used(body) if each not in more):
        return False
    guessed = any(parsed(each)[0] and not parsed(each)[1]
                  for body in more.values() for each in used(body))
    found = model.prints.get(name)
    if found is None:
        return not guessed
    return _gives(model, more, name, found) or not guessed


def _gives(model: Model, more: Mapping[str, n.Node], name: str, found: Print) -> bool:
    made = _with(model, more)
    try:
        value = number(made.at().value(made.term(n.Name(name))))
    except (ChalkgradError, ArithmeticError, ValueError):
        return False
    if found.significant >= SURE and abs(value - float(found.value)) <= 2 * float(found.half):
        return True
    return found.significant >= CERTAIN and slip(rounded(value, found), found.text) != ""
