"""Definitions are neither true nor false by themselves: the lines that use them speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .choosing import MANY
from .meaning.binding import Binding
from .meaning.nodes import written_names
from .report import DEFINITION, FALSE, READING, TRUE, UNSETTLED, Part
from .trial.judge import Judged
from .trial.pairs import Pair
from .trial.remembering import Overruled
from .trial.study import Study
from .trial.world import COSTS

SEVERAL = 3  # lines that may outweigh what a definition says
MOST = 24  # passes over a document with names that stand for twice as much
Votes = tuple[list[int], list[int]]  # the lines for a definition, and those against it


def spoken_for(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding,
               overruled: Overruled, seen: dict[Any, Judged]) -> list[Judged]:
    """The verdicts, with definitions left open for which no line speaks, or against which more
    lines speak than for them."""
    result = list(found)
    if len(pairs) > MANY or not any(map(is_definition, found)):
        return result
    jury = _Jury(pairs, found, binding, overruled, seen)
    for at, one in enumerate(found):
        if jury.is_asked(at):
            for_it, against = jury.votes(at)
            why = _doubt(for_it, against)
            if not for_it and len(against) >= SEVERAL:
                result = _spared(result, against, jury.pairs[at].latex)
            if not why and at in jury.here.stated and jury.here.is_shifted(at):
                why = "it is a usual cost but for a constant, which no line here tests"
            if why:
                result[at] = replace(one, part=Part(one.part.latex, UNSETTLED,
                                                    reason=f"{DEFINITION}{_name(one)}: {why}"))
    return result


def _spared(found: list[Judged], against: list[int], latex: str) -> list[Judged]:
    """The verdicts, with the lines left open that only a definition contradicts for which none
    speaks: rather it than all of them."""
    reason = f"no line here agrees with {latex}: it or they are wrong"
    return [one if k not in against or one.part.verdict != FALSE else replace(
        one, part=Part(one.part.latex, UNSETTLED, reason=reason)) for k, one in enumerate(found)]


def _doubt(for_it: list[int], against: list[int]) -> str:
    """Why a definition stays open, "" if more lines speak for it than against it."""
    if for_it and len(for_it) >= len(against):
        return ""
    if not against:
        return "no other line here tests it"
    if len(against) == 1:
        return "a line that uses it contradicts it: one of the two is wrong"
    return f"{len(against)} lines that use it contradict it: it or they are wrong"


class _Jury:
    """The lines of a document, asked what they hold of a definition."""

    def __init__(self, pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding,
                 overruled: Overruled, seen: dict[Any, Judged]) -> None:
        self.pairs, self.found, self.binding = pairs, found, binding
        self.overruled, self.seen = overruled, seen
        self.here = self.study(overruled)
        self.usual = {at for at in self.here.stated
                      if self.here.is_usual(at) and not self._is_exchanged(at)}
        names = [at for at in range(len(pairs)) if self.is_asked(at) and at not in self.here.stated]
        self.groups = {at: frozenset(names[k % MOST::MOST]) for k, at in enumerate(names)}
        self.doubles: dict[frozenset[int], Study] = {}

    def study(self, overruled: Overruled) -> Study:
        study = Study(self.pairs, self.binding, True, overruled, self.seen)
        study.run()
        return study

    def _is_exchanged(self, at: int) -> bool:
        """Whether a cost is that of flipped labels, which another line states with them as usual:
        y and 1 − y may be exchanged there."""
        stated = self.here.stated
        return self.here.is_cost(at, "flipped") and any(
            other.name == stated[at].name and self.here.is_cost(k, "cross-entropy")
            for k, other in stated.items() if k != at)

    def is_asked(self, at: int) -> bool:
        """Whether a line defines something that isn't given, and is no usual cost."""
        return (is_definition(self.found[at]) and at not in self.usual
                and any(written_names(self.pairs[at].right))
                and at not in list(self.here.stated)[MOST:])

    def votes(self, at: int) -> Votes:
        """The lines that speak for a definition, and those against it."""
        return self.on_cost(at) if at in self.here.stated else self.on_name(at)

    def on_name(self, at: int) -> Votes:
        """The lines that are true of what a name stands for, but not of twice that, a usual cost
        among them, nor of a usual activation; the false lines with the name, and those that hold
        for a usual activation."""
        double, usual = self._doubled(self.groups[at]), self._usual(at)
        costs = [k for k in self.usual if k in double.stated and not double.is_usual(k)]
        for_it = [k for k in self._lost(at, double) if k not in usual]
        places = usual | set(self._users(_name(self.found[at]), at))
        return for_it + costs + self._continued(at), [
            k for k in sorted(places) if self.found[k].part.verdict == FALSE]

    def _usual(self, at: int) -> set[int]:
        """The lines that hold for a usual activation where that is the document's own."""
        if self.binding.role(_name(self.found[at])) != "activation":
            return set()
        usual = self.study(replace(self.overruled, functions=True))
        return {k for k, one in enumerate(usual.verdicts) if k != at and holds(one)}

    def _doubled(self, group: frozenset[int]) -> Study:
        """The lines with these names standing for twice as much."""
        if group not in self.doubles:
            self.doubles[group] = self.study(replace(self.overruled, doubled=group))
        return self.doubles[group]

    def _users(self, name: str, at: int) -> list[int]:
        """The lines with the name, as far as this definition of it reaches."""
        places = [k for k, one in enumerate(self.found)
                  if is_definition(one) and _name(one) == name]
        first = 0 if at == places[0] else at
        last = min((k for k in places if k > at), default=len(self.found))
        return [k for k in range(first, last) if k != at and any(
            each.base == name for each in written_names((self.pairs[k].left,
                                                         self.pairs[k].right)))]

    def on_cost(self, at: int) -> Votes:
        """The lines that are true of this cost, but not of any, and those that state the same;
        those that are true of another."""
        def under(cost: str) -> Study:
            return self.study(replace(self.overruled, costs={**self.overruled.costs, at: cost}))
        false = [k for k, one in enumerate(self.found) if k > at and one.part.verdict == FALSE]
        others = [under(cost) for cost in COSTS if cost != "any"] if false else []
        stated, ratio = self.here.stated, self.here.ratio
        same = [k for k, other in stated.items() if k != at and abs(
            (ratio(stated[at], other) or 0) - 1) < 1e-9]
        return self._lost(at, under("any")) + same + self._continued(at), [
            k for k in false if any(holds(other.verdicts[k]) for other in others)]

    def _continued(self, at: int) -> list[int]:
        """The next step of the chain, if it holds: name = A = B says of A that it is B."""
        here, after = self.pairs[at], at + 1
        follows = after < len(self.pairs) and not self.pairs[after].first and (
            self.pairs[after].line, self.pairs[after].number) == (here.line, here.number)
        return [after] if follows and holds(self.found[after]) else []

    def _lost(self, at: int, other: Study) -> list[int]:
        """The lines that hold here, and not there; none that holds only if the page is taken
        otherwise, as Σ_i y_i = 1 does if the outputs are a softmax."""
        return [k for k, (here, there) in enumerate(zip(self.here.verdicts, other.verdicts))
                if k != at and holds(self.found[k]) and holds(here) and not holds(there)]


def is_definition(one: Judged) -> bool:
    """Whether a verdict is that a line says what something is."""
    return (one.part.verdict == TRUE and one.part.reason.startswith(DEFINITION)
            and not one.part.reason.endswith("gradient")) or (
        one.part.verdict == READING and " is what this says" in one.part.reading)


def _name(one: Judged) -> str:
    """The name that a definition defines."""
    reading = one.part.reading.partition(" ")[0].rstrip("'")
    return one.part.reason.removeprefix(DEFINITION) or reading


def holds(one: Judged) -> bool:
    """Whether a line is true, in whatever reading."""
    return one.part.verdict in (TRUE, READING)
