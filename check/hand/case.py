"""The entries that a diagnosis has to explain, and the local derivatives of their graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ...engine import Value, topological_order
from ...engine.number import Number
from ...engine.steps import names_of
from ...engine.value import places
from .digits import significant


@dataclass(frozen=True)
class Entry:
    """One number by hand and the same by backward: of `node`, at a place of a block, at a point.

    Point 0 is the present one. `half` is half a unit of the last digit that was written down by
    hand, 0 for an exact number. `ulps` is the difference in units of the last place, `loss` how
    far rounding alone may move a formula like this one; `agrees` is the verdict, `rounded` says
    that it agrees to the digits written down and no further.
    """

    node: Value
    name: str
    block: int
    place: tuple[int, ...]
    point: int
    hand: Number
    backward: Number
    half: float = 0.0
    ulps: float = 0.0
    loss: float = 0.0
    agrees: bool = False
    rounded: bool = False

    @property
    def digits(self) -> int:
        """How many significant digits were written down, where that is less than all."""
        return significant(self.hand, self.half)

    def rounds_to(self, other: Number, units: float = 0.5) -> bool:
        """Whether a number, rounded to the digits written down, is the one by hand, or differs
        by so many units of the last digit."""
        most = 2 * units * self.half * (1 + 1e-9)
        return bool(most and abs(self.hand - other) <= most)

    @property
    def gap(self) -> float:
        """The difference, relative to the larger number, with the digits of their own kind."""
        size = max(abs(self.hand), abs(self.backward))
        return float(abs(self.hand - self.backward) / size) if size else 0.0


@dataclass(frozen=True)
class Diagnosis:
    """What went wrong: `cause` in a word, `where` (the wrong entries), a sentence, the evidence.

    `expected` has for each wrong entry the number that this mistake leads to.
    """

    cause: str
    where: str
    sentence: str
    evidence: str
    expected: tuple[float, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence} ({self.evidence})"


class Slopes:
    """The local derivatives of one graph as floats, edge by edge from y down."""

    def __init__(self, y: Value) -> None:
        self.nodes = topological_order(y)
        self.index = {node: i for i, node in enumerate(self.nodes)}
        self.edges: list[tuple[int, int, int]] = []  # node, input, and its place as an argument
        self.partials: list[float] = []
        for i in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[i]
            self.edges += [(i, self.index[given], place)
                           for given, place in zip(node.inputs, places(node.arguments))]
            self.partials += map(float, node.partials)

    def adjoints(self, changed: dict[int, float] | None = None) -> list[float]:
        """∂y/∂node for every node, with other local derivatives on the changed edges."""
        partials = self.partials.copy()
        for edge, partial in (changed or {}).items():
            partials[edge] = partial
        return self._shared(partials)

    def sizes(self) -> list[float]:
        """Σ |products of local derivatives| over all paths from y to each node."""
        return self._shared(list(map(abs, self.partials)))

    def tangents(self, x: int) -> list[float]:
        """∂node/∂x for every node."""
        found = [0.0] * len(self.nodes)
        found[x] = 1.0
        for (node, given, _), partial in zip(reversed(self.edges), reversed(self.partials)):
            if node != x:
                found[node] += found[given] * partial
        return found

    def _shared(self, partials: Sequence[float]) -> list[float]:
        found = [0.0] * len(self.nodes)
        found[-1] = 1.0
        for (node, given, _), partial in zip(self.edges, partials):
            found[given] += found[node] * partial
        return found


class Case:
    """The entries that a diagnosis has to explain, beside all that were compared.

    `slopes` holds the graph at every point, the present one first, as does each entry's `point`.
    """

    def __init__(self, wrong: Sequence[Entry], every: Sequence[Entry], slopes: Sequence[Slopes],
                 shapes: Sequence[tuple[int, ...]], tolerance: float) -> None:
        self.wrong, self.every, self.slopes, self.shapes = wrong, every, slopes, shapes
        self.graph = slopes[0]
        self.tolerance = min(max(tolerance, 1e-8), 0.02)
        self.names = names_of(self.graph.nodes)

    @property
    def coarse(self) -> bool:
        """Whether the numbers have so few digits that several mistakes may fit them."""
        return self.tolerance > 1e-6 or any(e.half > 1e-6 * abs(e.hand) for e in self.wrong)

    def fits(self, entry: Entry, other: Number, loss: float = 0.0) -> bool:
        """Whether an entry's number by hand is another number, to the digits written down."""
        return entry.rounds_to(other) or self.close(entry.hand, other, loss)

    def close(self, hand: Number, other: Number, loss: float = 0.0) -> bool:
        """Whether two numbers are equal but for rounding."""
        one, two = float(hand), float(other)
        return abs(one - two) <= self.tolerance * max(abs(one), abs(two)) + loss

    @property
    def worst(self) -> Entry:
        """The entry whose two numbers differ most for their size."""
        return max(self.wrong, key=lambda e: e.gap)

    @property
    def blocks(self) -> list[int]:
        """The numbers of the blocks that the wrong entries belong to."""
        return list(dict.fromkeys(entry.block for entry in self.wrong))

    def wrong_blocks(self) -> list[list[Entry]]:
        """All entries of every block and point where one is wrong, in their order."""
        found: dict[tuple[int, int], list[Entry]] = {(e.block, e.point): [] for e in self.wrong}
        for entry in self.every:
            found.get((entry.block, entry.point), []).append(entry)
        return list(found.values())

    def points(self) -> list[int]:
        """The points at which something is wrong."""
        return sorted({entry.point for entry in self.wrong})

    def explained(self, candidates: dict[int, float]) -> bool:
        """Whether every wrong entry is the candidate at its point."""
        return all(self.fits(e, candidates[e.point], e.loss) for e in self.wrong)

    def found(self, cause: str, sentence: str, evidence: str,
              expected: Iterable[Number] = ()) -> Diagnosis:
        """A diagnosis of the wrong entries."""
        names = list(dict.fromkeys(entry.name for entry in self.wrong))
        more = f" … {names[-1]}" if len(names) > 3 else ""
        return Diagnosis(cause, ", ".join(names[:2] if more else names) + more, sentence, evidence,
                         tuple(map(float, expected)))


def alike(one: Sequence[float], two: Sequence[float]) -> bool:
    """Whether two mistakes lead to the same numbers."""
    return all(abs(a - b) <= 1e-7 * max(abs(a), abs(b)) for a, b in zip(one, two))
