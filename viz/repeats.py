"""Equal nodes folded into one that stands for all of them, × 12, with the span of their numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from chalkgrad.engine.number import Number

from .classes import Classes, Inputs, classes_of, inputs_of, roles
from .homes import LOSS, Home
from .items import Item
from .span import span
from .woven import ANY, Key, Woven, Written

MOST = 60  # boxes that a picture of folded nodes has at most
_LETTERS = "ijkmnpqrst"  # of the units of a layer; l is the layer itself
_NUMBER = re.compile(r"\d+")
_BRACED = re.compile(r"_\{(\d+)\}")
_INDEX = re.compile(r"_\{?([a-z](?:,[a-z])*)\}?")


def repeats(items: Sequence[Item], homes: dict[Item, Home], most: int = MOST) -> list[Item]:
    """The items with equal ones folded into one, at most about `most`; `homes` gets those too.

    A folded item's numbers are spans, and its label is general: w_{i,j}^{(1)}. Where it is
    computed from others of its own class, these are items with a `before`.
    """
    inputs = inputs_of(items)
    classes = classes_of(items, inputs, homes, most)
    of = dict(zip(items, classes))
    members: list[list[Item]] = [[] for _ in range(max(classes) + 1)]
    for item, number in of.items():
        members[number].append(item)
    deepest = max((home.layer for home in homes.values()), default=None)
    folded = [_numbers(equal, homes.get(equal[0]), deepest) for equal in members]
    for number, slopes in enumerate(_slopes(items, inputs, classes)):
        _connect(folded, number, members[number], slopes, of)
    for whole, equal in zip(folded, members):
        if home := _home({homes.get(item) for item in equal}):
            homes[whole] = home
    return folded


def _slopes(items: Sequence[Item], inputs: Inputs, classes: Classes) -> list[dict[Key, Number]]:
    """For each class the span of its local derivatives by every class of inputs."""
    found: list[defaultdict[Key, list[Number]]] = [defaultdict(list)
                                                   for _ in range(max(classes) + 1)]
    for item, given, number in zip(items, inputs, classes):
        slopes = found[number]
        for (role, place), partial in zip(given, item.partials):
            slopes[role, classes[place]].append(partial)
    return [{key: span(slopes[key]) for key in sorted(slopes)} for slopes in found]


def _numbers(equal: list[Item], home: Home | None, deepest: int | None) -> Item:
    """One item with the spans of the numbers of all, and a general label."""
    gradients, op = [item.gradient for item in equal], equal[0].op
    known = None not in gradients
    if isinstance(op, Written):
        op = Written(op.op, _generals([item.op for item in equal], home, deepest))
    return replace(equal[0], label=_general([item.label for item in equal], home, deepest), op=op,
                   value=span([item.value for item in equal]),
                   gradient=span(gradients) if known else None,
                   slope=span([item.slope for item in equal]), count=len(equal))


def _connect(folded: list[Item], number: int, equal: list[Item], slopes: dict[Key, Number],
             of: dict[Item, int]) -> None:
    """Give a folded item its arguments; a class that comes no earlier stands for its past."""
    item, last = folded[number], equal[-1]
    if item.op is None:
        return
    inputs = {key: folded[key[1]] if key[1] < number else _past(folded[key[1]]) for key in slopes}
    written = _arguments(last, of, equal)
    if isinstance(item.op, Written):
        item.arguments, item.partials = tuple(inputs.values()), tuple(slopes.values())
    elif item.op.variadic or ANY in written or set(slopes) - set(written):
        index = _letters([given.label for given in inputs.values()]) - _letters([item.label])
        item.op = Woven(item.op, list(slopes), written, ",".join(sorted(index)))
        item.arguments, item.partials = tuple(inputs.values()), tuple(slopes.values())
    else:
        item.arguments = tuple([inputs.get(given, given) for given in written])
        item.partials = tuple([slopes[given] for given in written if given in slopes])


def _arguments(last: Item, of: dict[Item, int], equal: list[Item]) -> list[Any]:
    """The arguments of one item as keys, and its constants where they are those of all."""
    keys = iter(zip(roles(last), last.inputs))
    written: list[Any] = []
    for place, given in enumerate(last.arguments):
        if isinstance(given, Item):
            role, given = next(keys)
            written.append((role, of[given]))
        else:
            same = all(item.arguments[place] == given for item in equal)
            written.append(given if same else ANY)
    return written


def _past(item: Item) -> Item:
    return replace(item, key=f"{item.key}-", op=None, arguments=(), partials=(), before=item)


# Labels of many

def _general(labels: list[str], home: Home | None, deepest: int | None) -> str:
    r"""One label for equal ones, with letters for the numbers in which they differ.

    The units of layer 1 are called j, those of layer 2 k; without layers they are i, j, k.

    >>> _general(["w_{1,2}^{(2)}", "w_{3,1}^{(2)}"], Home(2, 2), deepest=3)
    'w_{j,k}^{(2)}'
    """
    found = _compared(labels)
    if found is None:
        return ""
    parts, numbers, differ = found
    lowered = [i for i in differ if not parts[i].endswith(("^", "^{(", "^{[", "^{"))]
    letters = _unit_letters(len(lowered), home, deepest)
    shown = [next(letters) if i in lowered else "l" if i in differ else number
             for i, number in enumerate(numbers)]
    return "".join(text for pair in zip(parts, [*shown, ""]) for text in pair)


def _compared(labels: list[str]) -> tuple[list[str], list[str], list[int]] | None:
    """The first label's parts around its numbers, and in which numbers the others differ.

    None if they differ in more. One pattern for all that is known takes a label at a time.
    """
    label = _BRACED.sub(r"_\1", labels[0])
    parts, numbers = _NUMBER.split(label), _NUMBER.findall(label)
    differ: set[int] = set()
    known = _pattern(parts, numbers)
    for label in labels:
        if not known.fullmatch(label):
            if not _pattern(parts, [r"\d+"] * len(numbers)).fullmatch(label):
                return None
            differ |= {i for i, number in enumerate(_NUMBER.findall(label))
                       if number != numbers[i]}
            known = _pattern(parts, [r"\d+" if i in differ else number
                                     for i, number in enumerate(numbers)])
    return parts, numbers, sorted(differ)


def _pattern(parts: list[str], numbers: list[str]) -> re.Pattern[str]:
    """The parts with numbers between, one after _ also in braces: x_9 and x_{10}."""
    pairs = zip(parts, [*numbers, ""])
    return re.compile("".join(re.escape(part) + (rf"(?:{number}|\{{{number}\}})"
                                                 if part.endswith("_") else number)
                              for part, number in pairs))


def _generals(ops: Sequence[Any], home: Home | None, deepest: int | None) -> list[Any]:
    """General labels for what neurons are written as."""
    if len({len(op.labels) for op in ops}) > 1:
        return [""]
    return [_general(list(column), home, deepest) if isinstance(column[0], str) else column[0]
            for column in zip(*[op.labels for op in ops])]


def _unit_letters(count: int, home: Home | None, deepest: int | None) -> Iterator[str]:
    if deepest is None:
        return iter(_LETTERS * count)
    layer = 0 if home is None else deepest if home == LOSS else home.layer
    start = max(0, layer - count + 1)
    return iter([_LETTERS[(start + i) % len(_LETTERS)] for i in range(count)])


def _letters(labels: Iterable[str]) -> set[str]:
    """The letters that labels have as indices."""
    return {letter for label in labels for found in _INDEX.findall(label)
            for letter in found.split(",")}


def _home(homes: set[Home | None]) -> Home | None:
    """The home that equal items have in common."""
    if len(homes) == 1:
        return homes.pop()
    layers = {home.layer if home else None for home in homes}
    layer = layers.pop() if len(layers) == 1 else None
    return Home(layer) if layer else None
