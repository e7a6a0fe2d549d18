"""Which layer and which neuron each node belongs to, or the loss, as the labels say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .items import Item

_LABEL = re.compile(r"[A-Za-z]+_\{?(?:\d+,)?(\d+)\}?\^\{?[(\[](\d+)[)\]]\}?")  # w_{1,2}^{(1)}
_TURNED = re.compile(r"[A-Za-z]+\^\{?[(\[](\d+)[)\]]\}?_\{?(?:\d+,)?(\d+)\}?")  # w^{(1)}_{1,2}


class Home(NamedTuple):
    """A layer, counted from 1, and the unit in it, or 0 for what belongs to several units."""

    layer: int
    unit: int = 0


LOSS = Home(-1)


def homes_of(items: Sequence[Item]) -> dict[Item, Home]:
    """The homes of the items that have one; `items` are in topological order.

    A label such as a_2^{(1)} or w_{1,2}^{(1)} says unit 2 of layer 1. What has no such label
    belongs where all that use it belong; what follows after the layers is the loss.

    >>> a, y = Item.of_number(0.5, "a_2^{(1)}"), Item.of_number(1.0, "y_2")
    >>> homes_of([a, y])
    {Item('a_2^{(1)}'): Home(layer=1, unit=2)}
    """
    homes = {item: home for item in items if (home := _labelled(item.label))}
    if not homes:
        return {}
    common: dict[Item, Home | None] = {}  # of all that use an item
    for item in reversed(items):
        if item not in homes and (home := common.get(item)) and not item.is_input:
            homes[item] = home
        home = homes.get(item)
        for given in item.inputs:
            if given not in homes:
                common[given] = _both(common[given], home) if given in common else home
    return homes | _losses(items, homes)


@lru_cache(maxsize=100_000)
def _labelled(label: str) -> Home | None:
    if "^" not in label:
        return None
    if found := _LABEL.fullmatch(label):
        home = Home(int(found[2]), int(found[1]))
    elif found := _TURNED.fullmatch(label):
        home = Home(int(found[1]), int(found[2]))
    else:
        return None
    return home if home.layer else None


def _both(one: Home | None, other: Home | None) -> Home | None:
    """The home that two users of an item have in common, which may be a whole layer."""
    if one is None or other is None or one.layer != other.layer:
        return None
    return one if one == other else Home(one.layer)


def _losses(items: Sequence[Item], homes: dict[Item, Home]) -> dict[Item, Home]:
    """What is computed from the layers without belonging to one, and what only that uses."""
    after: dict[Item, Home] = {}
    for item in items:
        if item not in homes and any(given in homes or given in after for given in item.inputs):
            after[item] = LOSS
    elsewhere = {given for item in items if item not in after for given in item.inputs}
    used = {given for item in after for given in item.inputs if given not in homes}
    return after | dict.fromkeys(used - elsewhere, LOSS)
