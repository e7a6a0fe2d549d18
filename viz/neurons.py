"""Neurons as one node each: their weights and Σ inside, their local derivatives multiplied out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chalkgrad.engine.number import Number

from .homes import Home
from .items import Item
from .woven import Written


def neurons(items: Sequence[Item], homes: dict[Item, Home]) -> list[Item]:
    """The items with every neuron as one, which is called after its activation.

    What is used only inside of a neuron goes into it; so its inputs are what the neurons before
    it gave, and its local derivatives are sums over all ways through it.

    >>> from chalkgrad import nn
    >>> from chalkgrad.engine import topological_order
    >>> from .homes import homes_of
    >>> from .items import items_of
    >>> (a,) = nn.MLP([2, 1], seed=0)([1.0, 2.0])
    >>> items = items_of(a, topological_order(a))
    >>> len(items), len(neurons(items, homes_of(items)))
    (7, 3)
    """
    exits = _exits(items, homes)
    inside = defaultdict(list)
    for item in items:
        inside[exits[item]].append(item)
    made: dict[Item, Item] = {}
    for item in items:
        if exits[item] is item:
            made[item] = _whole(item, inside[item], made) if len(inside[item]) > 1 else \
                replace(item, arguments=tuple([_made(given, made) for given in item.arguments]))
    for item, whole in made.items():
        if item in homes:
            homes[whole] = homes[item]
    return list(made.values())


def _exits(items: Sequence[Item], homes: dict[Item, Home]) -> dict[Item, Item]:
    """For each item the one in its neuron through which alone it is felt: often itself."""
    users: defaultdict[Item, set[Item]] = defaultdict(set)
    exits: dict[Item, Item] = {}
    for item in reversed(items):
        through = users[item]
        leaves = next(iter(through)) if len(through) == 1 else item
        home = homes.get(item)
        same = home is not None and home.unit and homes.get(leaves) == home
        exits[item] = leaves if same else item
        for given in item.inputs:
            users[given].add(exits[item])
    return exits


def _made(given: Any, made: dict[Item, Item]) -> Any:
    return made[given] if isinstance(given, Item) else given


def _whole(way_out: Item, inside: list[Item], made: dict[Item, Item]) -> Item:
    """One item for all in a neuron; its inputs in the order in which they first enter."""
    slopes = _slopes(way_out, inside)
    arguments = tuple([made[given] for given in slopes])
    assert way_out.op is not None
    labels = [given.label if isinstance(given, Item) else given for given in way_out.arguments]
    return replace(way_out, op=Written(way_out.op, labels), arguments=arguments,
                   partials=tuple(slopes.values()))


def _slopes(way_out: Item, inside: list[Item]) -> dict[Item, Number]:
    """The derivatives of the way out by what enters from outside, by reverse accumulation."""
    one = float(1) if isinstance(way_out.value, float) else 1
    adjoints: dict[Item, Any] = {way_out: one}
    outside: dict[Item, Any] = {}
    held = set(inside)
    for item in reversed(inside):
        for given, partial in zip(item.inputs, item.partials):
            found = adjoints if given in held else outside
            share = adjoints[item] * partial
            found[given] = found[given] + share if given in found else share
    return outside
