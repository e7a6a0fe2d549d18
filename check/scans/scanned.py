"""Lines that can't be settled as they stand, tried with the letters that a scanner took for others.

With a letter exchanged, a line can be no more than true under a reading; it is called false only
if it is false in every way to read it, and one mistake of a kind that authors make explains it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..choosing import changes
from ..diagnosis.diagnosis import repaired
from ..errors import ReadError
from ..lines import Line, pairs_of
from ..meaning.binding import Binding
from ..meaning.nodes import names_in, nodes
from ..reader import tree as n
from ..reader.parser import read
from ..report import FALSE, RANK, READING, TRUE, UNSETTLED, Part
from ..trial.judge import Judged, index_letters, judged
from ..trial.pairs import Pair
from ..trial.readings import Context
from ..trial.world import COSTS
from .lookalikes import Letters, is_scanned, respelled

ENOUGH = 2  # damaged lines that show that a document was scanned
MOST = 40  # lines of it that are tried
UNKNOWN = "nothing says what the cost is"
MISTAKES = ("prime missing", "factor missing", "sign for a product", "wrong derivative")
USUAL = ("half-sse", "cross-entropy", "log-likelihood")
Macros = Mapping[str, tuple[int, str]]
Change = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """One way to read a damaged line, judged; `guessed` if the cost had to be guessed for it."""

    words: str
    pairs: Sequence[Pair]
    found: Sequence[Judged]
    guessed: bool = False

    @property
    def verdict(self) -> str:
        return max((one.part.verdict for one in self.found), key=lambda verdict: RANK[verdict])


def rescanned(lines: Sequence[Line], pairs: Sequence[Pair], found: list[Judged],
              binding: Binding, macros: Macros) -> None:
    """Give the unsettled lines of a scanned document the verdict that all ways to read them
    have."""
    letters = _letters(lines, binding)
    if sum(is_scanned(line.passage.latex, members(line), letters) for line in lines) < ENOUGH:
        return
    unsure = [number for number, line in enumerate(lines)
              if _is_open(line, number, letters, pairs, found)]
    ways = {number: list(_ways(lines[number], letters, _context(number, pairs, found), macros))
            for number in unsure[:MOST]}
    true = {number: way for number, those in ways.items() for way in those[::-1]
            if way.verdict in (TRUE, READING) and not way.guessed}
    witnesses = [each for way in true.values() for each in zip(way.pairs, way.found)]
    left_open = cache(lambda: _left_open([*witnesses, *zip(pairs, found)], binding))
    for number, those in ways.items():
        told = _true(true[number]) if number in true else _false(
            those, left_open, macros) or _damaged(those)
        for at, pair in enumerate(pairs):
            if told is not None and pair.line == number:
                found[at].part = replace(told, latex=pair.latex)


def members(line: Line) -> list[n.Node]:
    """Every member of every chain of a line."""
    return [member for statement in (line.display.statements if line.display else ())
            for member in statement.members]


def _letters(lines: Sequence[Line], binding: Binding) -> Letters:
    everything = [member for line in lines for member in members(line)]
    return Letters(frozenset(name.base for name in names_in(everything)),
                   frozenset(index_letters(everything)), binding)


def _is_open(line: Line, number: int, letters: Letters, pairs: Sequence[Pair],
             found: Sequence[Judged]) -> bool:
    """Whether a line says something of its own that couldn't be settled, or is false with digits
    in it that can't be meant."""
    own = [(pair, one.part.verdict) for pair, one in zip(pairs, found) if pair.line == number]
    verdicts = [verdict for _, verdict in own]
    if any(pair.alternatives for pair, _ in own) or {*verdicts} <= {TRUE, READING}:
        return False
    return is_scanned(line.passage.latex, members(line), letters) or (
        UNSETTLED in verdicts and FALSE not in verdicts)


def _context(number: int, pairs: Sequence[Pair], found: Sequence[Judged]) -> Context | None:
    """What the line nearest to this one was judged under."""
    near = [(abs(pair.line - number), at) for at, (pair, one) in enumerate(zip(pairs, found))
            if one.context is not None]
    return found[min(near)[1]].context if near else None


# the ways to read a line


def _ways(line: Line, letters: Letters, context: Context | None, macros: Macros) -> Iterator[Way]:
    for spelling in respelled(line.passage.latex, members(line), letters):
        try:
            display = read(spelling.latex, macros)
        except ReadError:
            continue
        pairs = pairs_of([Line(replace(line.passage, latex=spelling.latex), display)])
        if pairs and context is not None and not _is_idle(pairs):
            yield from _judged(spelling.words, pairs, context)


def _is_idle(pairs: Sequence[Pair]) -> bool:
    """Whether something is divided by itself, which nobody writes."""
    return any(isinstance(node, n.Quotient) and _unsigned(node.top) == _unsigned(node.bottom)
               for node in nodes([(pair.left, pair.right) for pair in pairs]))


def _unsigned(node: n.Node) -> n.Node:
    return node.terms[0][1] if isinstance(node, n.Add) and len(node.terms) == 1 else node


def _judged(words: str, pairs: Sequence[Pair], context: Context) -> Iterator[Way]:
    """The way, or one way for each of the usual costs where nothing says what the cost is."""
    found = [_verdict(pair, context) for pair in pairs]
    if all(one.part.reason != UNKNOWN for one in found):
        yield Way(words, pairs, found)
        return
    for cost in COSTS:
        if cost != "any":
            own = replace(context, cost=cost)
            yield Way(words, pairs, [_verdict(pair, own) for pair in pairs], True)


def _verdict(pair: Pair, context: Context) -> Judged:
    return judged(pair.left, pair.right, pair.relation, pair.conditions, context, pair.latex)


# what is said of a line


def _true(way: Way) -> Part:
    readings = [one.part.reading for one in way.found if one.part.reading]
    return Part("", READING, reading="; ".join(dict.fromkeys([way.words, *readings])))


def _damaged(ways: Sequence[Way]) -> Part | None:
    """Unsettled, with the letters that the scanner seems to have changed."""
    if not ways:
        return None
    return Part("", UNSETTLED, reason=f"it looks damaged: perhaps {ways[0].words}")


def _false(ways: Sequence[Way], left_open: Callable[[], list[Change]], macros: Macros,
           ) -> Part | None:
    """False, if it is that in every way, whatever convention the document leaves open."""
    if any(way.verdict in (TRUE, READING) for way in ways):
        return None
    for way in sorted((way for way in ways if way.verdict == FALSE), key=_likely):
        pair, one = next(each for each in zip(way.pairs, way.found)
                         if each[1].part.verdict == FALSE)
        cause = repaired(pair, one, MISTAKES, macros)
        if cause.repair:
            return None if _hinges(ways, left_open()) else Part(
                "", FALSE, reading=_said(way), worst=one.part.worst, repair=cause.repair,
                diagnosis=cause.words, evidence=cause.evidence)
    return None


def _likely(way: Way) -> int:
    """The costs that are used most come first."""
    cost = getattr(way.found[0].context, "cost", "")
    return USUAL.index(cost) if cost in USUAL else len(USUAL)


def _said(way: Way) -> str:
    return way.words + ", whichever of the usual costs is meant" * way.guessed


def _left_open(witnesses: Sequence[tuple[Pair, Judged]], binding: Binding) -> list[Change]:
    """The conventions that nothing in the document speaks for: all that is true is true without
    them too."""
    right = [each for each in witnesses if each[1].part.verdict in (TRUE, READING)
             and each[1].context is not None]
    return [change for change in changes(binding) if "evidence" not in change
            and "cost" not in change and all(_holds(*each, change) for each in right)]


def _hinges(ways: Sequence[Way], left_open: Sequence[Change]) -> bool:
    """Whether a line is true under another convention."""
    return any(_holds(pair, one, change) for change in left_open for way in ways
               for pair, one in zip(way.pairs, way.found) if one.part.verdict == FALSE)


def _holds(pair: Pair, one: Judged, change: Change) -> bool:
    """Whether a pair is true under another convention."""
    assert one.context is not None
    context = replace(one.context, binding=one.context.binding.but(**change), quick=True)
    return _verdict(pair, context).part.verdict in (TRUE, READING)
