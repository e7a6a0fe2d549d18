"""The sections of a document, each read by itself: a page on several models, or one that gives its
letters a second meaning, says false things only as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, islice, permutations

from .lines import lines_of
from .meaning.nodes import written_names
from .pages.headings import HEADING
from .pages.masks import mask
from .pages.source import Source
from .reader import tree as n
from .report import FALSE, READING, TRUE, UNSETTLED, Claim, Part, Report
from .trial.pairs import called_name

Range = tuple[int, int]
Place = tuple[int, str]

MANY, MOST = 400, 20  # formulas of a document that is read in sections, and sections read
FEW = 3  # formulas of a section that has a model of its own
ORDER = "weight order"
TEX = ("chapter", "section", "subsection", "subsubsection", "paragraph")


def by_themselves(report: Report, source: Source, checked: Callable[[Source], Report]) -> None:
    """Take back what only the lines of other sections make false, or true, and settle what is
    open in a section with a model of its own."""
    ranges = _parts(source) if len(report.claims) <= MANY else []
    starts = {(each.line, each.latex): each.start for each in source.passages}
    places = [(claim, starts.get((claim.line, claim.latex), 0)) for claim in report.claims]
    alone = _Alone(source, checked)
    spoilt = {own for own in ranges if _is_spoilt(_inside(places, own), own, alone)}
    apart = spoilt | (_restating(source, ranges) if ranges else set())
    for claim, start in places:
        for own in _around(start, ranges):
            section = alone.claims(own) if claim.verdict == FALSE or own in spoilt or (
                claim.verdict == UNSETTLED and own in apart) else {}
            if (claim.line, claim.latex) in section:
                _reconsider(claim, section[claim.line, claim.latex], list(section.values()),
                            own in spoilt)


class _Alone:
    """What the sections say, each read by itself."""

    def __init__(self, source: Source, checked: Callable[[Source], Report]) -> None:
        self.source, self.checked = source, checked
        self.known: dict[Range, dict[Place, Claim]] = {}

    def claims(self, own: Range) -> dict[Place, Claim]:
        """The claims of a section by their places, none if too many have been read."""
        if own not in self.known and len(self.known) < MOST:
            self.known[own] = {(each.line, each.latex): each
                               for each in self.checked(_part(self.source, own)).claims}
        return self.known.get(own, {})


def _inside(places: Sequence[tuple[Claim, int]], own: Range) -> list[Claim]:
    return [claim for claim, start in places if own[0] <= start < own[1]]


def _is_spoilt(claims: list[Claim], own: Range, alone: _Alone) -> bool:
    """Whether the lines of a section are mostly open or false beside the others, but mostly true
    by themselves."""
    true = sum(claim.verdict in (TRUE, READING) for claim in claims)
    if len(claims) < FEW or 2 * true >= len(claims):
        return False
    settled = sum(claim.verdict == TRUE for claim in alone.claims(own).values())
    return settled >= max(true + 2, len(claims) / 2)


def sections(text: str) -> list[Range]:
    """From every heading to the next one of its rank or above.

    >>> sections("a\\n# One\\nb\\n## Two\\nc\\n# Three\\n")
    [(2, 19), (10, 19), (19, 27)]
    """
    found = [(match.start(), _rank(match)) for match in islice(
        HEADING.finditer(mask(text, "md")), MANY)]
    ends = [next((start for start, other in found[at + 1:] if other <= rank), len(text))
            for at, (_, rank) in enumerate(found)]
    return [(start, end) for (start, _), end in zip(found, ends)]


def _rank(match: re.Match[str]) -> int:
    """1 for the highest heading."""
    if match["hashes"] or match["bangs"]:
        return len(match["hashes"] or match["bangs"])
    if match["tex"]:
        return TEX.index(match["tex"]) + 1
    if match["line"]:
        return 1 if match["rule"][0] == "=" else 2
    if match["tags"]:
        return int(match["level"])
    return 8 if match["item"] else 7


def _parts(source: Source) -> list[Range]:
    """The sections that have some of the formulas, and not all."""
    starts = [each.start for each in source.passages]
    inside = ((each, sum(each[0] <= start < each[1] for start in starts))
              for each in sections(source.text))
    return [each for each, count in inside if 0 < count < len(starts)]


def _around(start: int, ranges: list[Range]) -> list[Range]:
    """The sections around a formula, the narrowest first."""
    around = [each for each in ranges if each[0] <= start < each[1]]
    return sorted(around, key=lambda each: each[1] - each[0])


def _restating(source: Source, ranges: list[Range]) -> set[Range]:
    """The sections that say something else of a quantity than another section does."""
    said = [(line.passage.start, *pair) for line in lines_of(source) if line.display
            for statement in line.display.statements if statement.relations[:1] in (("=",), (":=",))
            for pair in [_definition(statement)] if pair]
    by_head: dict[n.Name, list[tuple[int, n.Node]]] = {}
    for start, head, right in said:
        by_head.setdefault(head, []).append((start, right))
    twice = [two for all_said in by_head.values() for two in permutations(all_said, 2)
             if two[0][1] != two[1][1]]
    return {(first, last) for first, last in ranges
            if any(first <= start < last and not first <= place < last
                   for (start, _), (place, _) in twice)}


def _definition(statement: n.Statement) -> tuple[n.Name, n.Node] | None:
    """ŷ and what it is, of ŷ = σ(z) = …; None for a step, and what says nothing of a quantity."""
    if statement.dangling:
        return None
    head, right = called_name(statement.members[0])[0], statement.members[1]
    names = {name.base for name in written_names(right)}
    return (head, right) if head is not None and names and head.base not in names else None


def _part(source: Source, own: Range) -> Source:
    """The formulas and words of one section, at their places in the whole text."""
    start, end = own
    return Source(source.document, [each for each in source.passages if start <= each.start < end],
                  [each for each in source.prose if start <= each.start < end], source.macros,
                  source.text)


def _reconsider(claim: Claim, alone: Claim, section: list[Claim], spoilt: bool) -> None:
    """Give the parts of a display that aren't true the verdict they have in their section alone;
    leave those open that are false there. Only a section that the others spoil may number the
    weights in its own way."""
    others = {part.latex: part for part in alone.parts}
    for at, part in enumerate(claim.parts):
        own = others.get(part.latex)
        if own is None:
            continue
        if part.verdict in (TRUE, READING):
            claim.parts[at] = _open(part, TRUE, FALSE) if own.verdict == FALSE else part
        elif own.verdict == TRUE or (own.verdict == READING and (
                spoilt or part.verdict == FALSE)):
            sure = spoilt or claim.binding.get(ORDER) == alone.binding.get(ORDER)
            claim.parts[at] = _taken_back(part, own, section, sure)
        elif spoilt and (part.verdict, own.verdict) == (FALSE, UNSETTLED):
            claim.parts[at] = _open(part, FALSE, "open")
    claim.settle()


def _taken_back(part: Part, alone: Part, section: list[Claim], sure: bool) -> Part:
    """True by the lines of its own section, if that is sure and these say what it is about; open
    otherwise."""
    told = sum(each.verdict in (TRUE, READING) for each in chain.from_iterable(
        each.parts for each in section))
    if told > 1 and sure and (alone.verdict == TRUE or part.verdict == UNSETTLED):
        reading = "; ".join(filter(None, [alone.reading, "as its section alone reads"]))
        return replace(part, verdict=READING, reading=reading, reason="", diagnosis="", repair="",
                       evidence="", worst=None)
    return part if part.verdict == UNSETTLED else _open(part, FALSE, TRUE)


def _open(part: Part, beside: str, alone: str) -> Part:
    return Part(part.latex, UNSETTLED, line=part.line, step=part.step, reason=f"{beside} beside "
                f"the lines of other sections, but {alone} where its own is read alone")
