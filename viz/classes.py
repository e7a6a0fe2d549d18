"""Which nodes of a graph are equal in structure, so that one picture serves for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import repeat

from chalkgrad.engine.sums import dot

from .homes import Home
from .items import Item

Classes = list[int]  # for each item the number of its class
Inputs = list[list[tuple[int, int]]]  # for each item its inputs: their roles and their places
_OUTPUT = "the output"
_WAYS = 2  # arrows for each box, at most
_DEEPEST = 3  # how many times it is looked at what enters
_INTEGER = re.compile(r"\d+")


def classes_of(items: Sequence[Item], inputs: Inputs, homes: dict[Item, Home],
               most: int) -> Classes:
    """A class for each item, the same for those that are equal in structure.

    If that makes more than `most` classes, then those are equal whose structure is down to some
    depth, at first within a layer and then in whatever layer. The last item, which is the
    output, is alone in its class. `items` are in topological order.

    >>> items = [Item.of_number(1.0, "x_1"), Item.of_number(2.0, "x_2"), Item.of_number(3.0, "y")]
    >>> classes_of(items, inputs_of(items), {}, most=9)
    [0, 0, 1]
    """
    layered = [_look(item, homes[item].layer if item in homes else 0) for item in items[:-1]]
    looks = [*layered, _OUTPUT]
    classes = _whole(looks, inputs, most)
    if classes is not None and _ways(inputs, classes) <= _WAYS * most:
        return classes
    return _less_deep(items, looks, inputs, most)


def _less_deep(items: Sequence[Item], layered: Sequence[Hashable], inputs: Inputs,
               most: int) -> Classes:
    """As deep as there is room for, with the first looks for which there is any."""
    for looks in (layered, [*[_look(item, 0, _lettered) for item in items[:-1]], _OUTPUT],
                  [*[item.op.name if item.op else item.is_input for item in items[:-1]], _OUTPUT]):
        best, classes = None, _numbered(looks)
        for _ in range(_DEEPEST):
            if max(classes) >= most or _ways(inputs, classes) > _WAYS * most:
                break
            best, classes = classes, _deeper(looks, inputs, classes)
        if best is not None:
            return best
    return classes


def _ways(inputs: Inputs, classes: Classes) -> int:
    """How many arrows there are between classes."""
    return len({(user, role, classes[place]) for user, given in zip(classes, inputs)
                for role, place in given})


def inputs_of(items: Sequence[Item]) -> Inputs:
    """The inputs of all items as places in the list, with the part that they play."""
    place = {item: i for i, item in enumerate(items)}
    return [list(zip(roles(item), [place[given] for given in item.inputs]))
            if item.op else [] for item in items]


def roles(item: Item) -> Iterable[int]:
    """What part each input plays: the same for the terms of a sum, or all weights of a Σ."""
    if item.op is None or not item.op.variadic:
        return [i for i, given in enumerate(item.arguments) if isinstance(given, Item)]
    if item.op is not dot:
        return repeat(0)
    n = len(item.arguments) // 2
    return [(i >= n) + (i == 2 * n) for i, given in enumerate(item.arguments)
            if isinstance(given, Item)]


def _look(item: Item, layer: int, pattern: Callable[[str], str] | None = None) -> Hashable:
    label = (pattern or _unindexed)(item.label) if item.label else ""
    return item.op.name if item.op else item.is_input, label, layer


def _unindexed(label: str) -> str:
    """The label without its numbers, but for those that are raised: w_{#,#}^{(1)}."""
    lower, mark, upper = label.partition("^")
    raised, low, more = upper.partition("_")
    return _lettered(lower) + mark + raised + _lettered(low + more)


def _lettered(label: str) -> str:
    return _INTEGER.sub("#", label).replace("_{#}", "_#")


def _whole(looks: Sequence[Hashable], inputs: Inputs, most: int) -> Classes | None:
    """Equal in all that is below, and leaves in what they are used for; None if too many."""
    classes = _upwards(looks, inputs, most)
    if classes is None:
        return None
    return _upwards(_with_uses(looks, inputs, classes), inputs, most)


def _upwards(looks: Sequence[Hashable], inputs: Inputs, most: int) -> Classes | None:
    numbers: dict[Hashable, int] = {}
    classes: Classes = []
    for look, given in zip(looks, inputs):
        seen = look, frozenset([(role, classes[place]) for role, place in given])
        classes.append(numbers.setdefault(seen, len(numbers)))
        if len(numbers) > most:
            return None
    return classes


def _deeper(looks: Sequence[Hashable], inputs: Inputs, classes: Classes) -> Classes:
    """Classes that tell items apart by the classes of their inputs; leaves, by what uses them."""
    seen = [(look, frozenset([(role, classes[place]) for role, place in given])) if given else look
            for look, given in zip(_with_uses(looks, inputs, classes), inputs)]
    return _numbered(seen)


def _with_uses(looks: Sequence[Hashable], inputs: Inputs, classes: Classes) -> list[Hashable]:
    """The looks, and for a leaf also what uses it."""
    uses: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for user, given in zip(classes, inputs):
        for role, place in given:
            if not inputs[place]:
                uses[place].add((user, role))
    return [(look, frozenset(uses[i])) if i in uses else look for i, look in enumerate(looks)]


def _numbered(looks: Sequence[Hashable]) -> Classes:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(look, len(numbers)) for look in looks]
