"""Large graphs made small: neurons as one node, equal nodes folded into one, layers in frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from .homes import LOSS, Home
from .items import Item
from .neurons import neurons
from .repeats import repeats

Collapse = Literal["auto", "neuron", "layer"]
Frames = Literal["auto", "neuron", "layer"]


class Frame(NamedTuple):
    """A cluster of items: its key and title, and the key of the one around it."""

    key: str
    title: str
    members: list[Item]
    parent: str = ""


def collapsed(items: list[Item], homes: dict[Item, Home], collapse: Collapse | None,
              limit: int) -> list[Item]:
    """The items as they are to be drawn: as they are if that is within the limit, or folded.

    "neuron" and "layer" draw neurons as one node, "layer" folds those that are equal, too.
    `homes` gets the homes of new items.
    """
    shown = neurons(items, homes) if collapse in ("neuron", "layer") else items
    return repeats(shown, homes) if collapse == "layer" or size(shown) > limit else shown


def size(items: Sequence[Item]) -> int:
    """How large a graph is: its nodes, or a quarter of its edges if they are more."""
    return max(len(items), -(-sum(len(item.inputs) for item in items) // 4))


def note(before: Sequence[Item], after: Sequence[Item], limit: int) -> str:
    """What the picture has to say about what was done to draw it, in one line."""
    why = f" (more than {limit:,})" if size(before) > limit else ""
    what = ("× n stands for n equal ones" if any(item.count > 1 for item in after)
            else "each neuron is one")
    return f"{len(before):,} nodes{why} drawn as {len(after):,}: {what}"


def framed(items: Sequence[Item], homes: dict[Item, Home], neurons: bool) -> Iterator[Frame]:
    """The layers, in them the neurons if asked for, and the loss; none around a single item."""
    layers: dict[int, dict[int, list[Item]]] = {}
    for item in items:
        if item in homes:
            home = homes[item]
            layers.setdefault(home.layer, {}).setdefault(home.unit * neurons, []).append(item)
    for layer, units in sorted(layers.items()):
        if sum(map(len, units.values())) < 2:
            continue
        key, title = ("loss", "loss") if layer == LOSS.layer else (f"layer{layer}",
                                                                   f"layer {layer}")
        yield Frame(key, title, units.pop(0, []))
        for unit, held in sorted(units.items()):
            yield Frame(f"{key}unit{unit}", f"neuron {unit}", held, key)
