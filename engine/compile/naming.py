"""Names for the arrays of a program: z1 for the nodes labelled z_1^{(1)}, z_2^{(1)}, …"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby
from typing import NamedTuple

import numpy as np

from .capture import Graph
from .lowered import Lowered
from .lowering import Lowering
from .parts import CALL, INPUT, ROWS, Ints, Reference, View

_LABEL = re.compile(r"([A-Za-z][^\W_]*|\\[a-z]+)(?:_(\{[\w,]*\}|[^\W_]+))?"
                    r"(?:\^(?:\{\((\w+)\)\}|\((\w+)\)))?")
_PLAIN = re.compile(r"[A-Za-z]\w*")


class Name(NamedTuple):
    """A stretch of a buffer, `start` to `stop`, with a name and its shape."""

    buffer: int
    start: int
    stop: int
    name: str
    latex: str
    shape: tuple[int, ...]


class Names:
    """Every stretch that has a name, and the names for references into them."""

    def __init__(self, lowering: Lowering) -> None:
        self.low = lowering
        self.found: list[Name] = []
        self._taken: set[str] = set()
        self._unnamed = 0
        self._leaves(lowering.graph)
        for lowered in lowering.done:
            self._group(lowered)
        self.found.sort(key=lambda name: (name.buffer, name.start))
        self._starts = [(name.buffer, name.start) for name in self.found]

    def _leaves(self, graph: Graph) -> None:
        inputs, last = np.arange(graph.inputs), graph.inputs + graph.parameters
        self._label(INPUT, 0, inputs)
        self._label(CALL, 0, np.arange(graph.inputs, last))
        for each in self.low.loaded:
            self._label(ROWS, int(self.low.place[each[0]]), each)

    def _label(self, buffer: int, place: int, leaves: Ints) -> None:
        """Name the stretches of leaves whose labels differ in their indices only."""
        nodes = [self.low.graph.nodes[leaf] for leaf in leaves.tolist()]
        labels = ["" if node is None else node.label for node in nodes]
        at = 0
        for parsed, group in groupby(labels, _parsed):
            stretch = list(group)
            if parsed is not None:
                self._leaf(buffer, place + at, stretch, *parsed)
            at += len(stretch)

    def _leaf(self, buffer: int, start: int, labels: list[str], letter: str, layer: str) -> None:
        count, columns = len(labels), _second_index(labels[-1])
        whole = columns and count % columns == 0
        shape = (count // columns, columns) if whole else (count,)
        name = letter.upper() if len(shape) == 2 else letter
        known = f"{name}{layer}" in self._taken and buffer == ROWS
        self._add(buffer, start, start + count, name, layer, shape, known)

    def _group(self, lowered: Lowered) -> None:
        ref = lowered.out.ref
        if not isinstance(ref, View):
            return
        label = _label_of(self.low.graph, lowered)
        parsed = _parsed(label) if label else None
        self._unnamed += parsed is None
        letter, layer = parsed or ("t", str(self._unnamed))
        count = int(np.prod(ref.shape))
        self._add(ref.buffer, ref.start, ref.start + count, letter, layer, ref.shape)

    def _add(self, buffer: int, start: int, stop: int, letter: str, layer: str,
             shape: tuple[int, ...], known: bool = False) -> None:
        name = f"{letter}{layer}"
        while name in self._taken and not known:
            name += "_"
        self._taken.add(name)
        latex = f"{letter}^{{({layer})}}" if layer else letter
        self.found.append(Name(buffer, start, stop, name, latex, shape))

    def of(self, ref: Reference) -> Name | None:
        """The named stretch that a reference lies in, if it lies in one."""
        places = ref.where()
        return self.over(ref.buffer, int(places.min()), int(places.max()))

    def over(self, buffer: int, first: int, last: int) -> Name | None:
        """The named stretch that the places from the first to the last lie in."""
        at = bisect_right(self._starts, (buffer, first)) - 1
        if at < 0:
            return None
        name = self.found[at]
        return name if name.buffer == buffer and last < name.stop else None


def _label_of(graph: Graph, lowered: Lowered) -> str:
    node = graph.nodes[int(lowered.group.members[0])]
    return node.label if node is not None else ""


def _parsed(label: str) -> tuple[str, str] | None:
    """The letter and the layer of a label such as w_{1,2}^{(3)}, or None for another."""
    match = _LABEL.fullmatch(label)
    if match is None:
        return None
    letter = match[1].lstrip("\\")
    return (letter, match[3] or match[4] or "") if _PLAIN.fullmatch(letter) else None


def _second_index(label: str) -> int:
    match = re.search(r"_\{\d+,(\d+)\}", label)
    return int(match[1]) if match else 0

