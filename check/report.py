"""What a check found, as data: a document, its claims, their parts; renderers print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TRUE, READING, FALSE, UNSETTLED = "true", "true under a reading", "false", "unsettled"
DEFINITION = "the definition of "  # how the reason of a part begins that defines a letter
RANK = {TRUE: 0, READING: 1, UNSETTLED: 2, FALSE: 3}


@dataclass
class Worst:
    """Where the two sides differ most: the indices (`{"i": 2, "l": 3}`) and both values."""

    where: dict[str, int | str]
    left: float | str
    right: float | str


@dataclass
class Part:
    """One neighbouring pair of a chain: `left = right`, with its own verdict; `line` is where its
    right side begins, `step` which of how many steps of the derivation it is."""

    latex: str
    verdict: str
    reading: str = ""
    reason: str = ""
    worst: Worst | None = None
    diagnosis: str = ""
    evidence: str = ""
    repair: str = ""
    line: int = 0
    step: tuple[int, int] = (1, 1)


@dataclass
class Claim:
    """One display (or one formula): its verdict is the worst of its parts'.

    `macros` are its author's own commands, by name: how many arguments, and what they stand for.
    """

    latex: str
    line: int
    parts: list[Part]
    verdict: str = ""
    reading: str = ""
    reason: str = ""
    diagnosis: str = ""
    repair: str = ""
    worst: Worst | None = None
    tag: str = ""
    binding: dict[str, str] = field(default_factory=dict)
    macros: Mapping[str, tuple[int, str]] = field(default_factory=dict, repr=False)

    def settle(self) -> None:
        """Take over the verdict of the worst part, and every reading."""
        worst = max(self.parts, key=lambda part: RANK[part.verdict])
        self.verdict, self.reason, self.worst = worst.verdict, worst.reason, worst.worst
        self.diagnosis, self.repair = worst.diagnosis, worst.repair
        self.reading = "; ".join(dict.fromkeys(
            part.reading for part in self.parts if part.reading))

    @property
    def false_line(self) -> int:
        """The line of the first row that is false, where that is known."""
        return next((part.line for part in self.parts if part.verdict == FALSE and part.line),
                    self.line)


@dataclass
class Report:
    """A document's claims, under the conventions that were found in it or given.

    `unused` has the keys of those conventions that no line of it makes use of.
    """

    document: str
    binding: dict[str, str]
    claims: list[Claim]
    notes: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
