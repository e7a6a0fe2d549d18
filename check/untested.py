"""Definitions are neither true nor false by themselves: the lines that use them speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .meaning.binding import Binding
from .meaning.nodes import written_names
from .report import DEFINITION, FALSE, READING, TRUE, UNSETTLED, Part
from .trial.judge import Judged
from .trial.pairs import Pair
from .trial.remembering import Overruled
from .trial.study import Study
from .trial.world import COSTS

Votes = tuple[list[int], list[int]]  # the lines for a definition, and those against it


def tested(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding,
           overruled: Overruled, seen: dict[Any, Judged]) -> list[Judged]:
    """The verdicts, with definitions left open for which no line speaks, or against which more
    lines speak than for them."""
    result = list(found)
    jury = _Jury(pairs, found, binding, overruled, seen)
    study = jury.study(overruled)
    for at, one in enumerate(found):
        is_cost = at in study.stated
        if not _is_definition(one) or _is_given(pairs[at]) or (is_cost and study.is_usual(at)):
            continue
        why = _doubt(*(jury.on_cost(at, study) if is_cost else jury.on_name(at, study)))
        if not why and is_cost and study.is_shifted(at):
            why = "it is a usual cost but for a constant, which no line here tests"
        if why:
            result[at] = replace(one, part=Part(one.part.latex, UNSETTLED,
                                                reason=f"{DEFINITION}{_name(one)}: {why}"))
    return result


def _doubt(for_it: list[int], against: list[int]) -> str:
    """Why a definition stays open, "" if more lines speak for it than against it."""
    if for_it and len(for_it) >= len(against):
        return ""
    if not against:
        return "no other line here tests it"
    if len(against) == 1:
        return "a line that uses it contradicts it: one of the two is wrong"
    return f"{len(against)} lines that use it contradict it: it or they are wrong"


@dataclass(frozen=True)
class _Jury:
    """The lines of a document, asked what they hold of a definition."""

    pairs: Sequence[Pair]
    found: Sequence[Judged]
    binding: Binding
    overruled: Overruled
    seen: dict[Any, Judged]

    def study(self, overruled: Overruled) -> Study:
        study = Study(self.pairs, self.binding, True, overruled, self.seen)
        study.run()
        return study

    def on_name(self, at: int, study: Study) -> Votes:
        """The lines that are true of what a name stands for, but not of twice that, a usual cost
        among them; those with the name that are false."""
        double = self.study(replace(self.overruled, doubled=frozenset({at})))
        costs = [k for k in study.stated if study.is_usual(k)
                 and k in double.stated and not double.is_usual(k)]
        return self._lost(at, double) + costs + self._continued(at), [
            k for k in self._users(_name(self.found[at]), at)
            if self.found[k].part.verdict == FALSE]

    def _users(self, name: str, at: int) -> list[int]:
        """The lines with the name, as far as this definition of it reaches."""
        places = [k for k, one in enumerate(self.found)
                  if _is_definition(one) and _name(one) == name]
        first = 0 if at == places[0] else at
        last = min((k for k in places if k > at), default=len(self.found))
        return [k for k in range(first, last) if k != at and any(
            each.base == name for each in written_names((self.pairs[k].left,
                                                         self.pairs[k].right)))]

    def on_cost(self, at: int, study: Study) -> Votes:
        """The lines that are true of this cost, but not of any, and those that state the same;
        those that are true of another."""
        def under(cost: str) -> Study:
            return self.study(replace(self.overruled, costs={**self.overruled.costs, at: cost}))
        false = [k for k, one in enumerate(self.found) if k > at and one.part.verdict == FALSE]
        others = [under(cost) for cost in COSTS if cost != "any"] if false else []
        same = [k for k, other in study.stated.items() if k != at and abs(
            (study.ratio(study.stated[at], other) or 0) - 1) < 1e-9]
        return self._lost(at, under("any")) + same + self._continued(at), [
            k for k in false if any(_holds(other.verdicts[k]) for other in others)]

    def _continued(self, at: int) -> list[int]:
        """The next step of the chain, if it holds: name = A = B says of A that it is B."""
        here, after = self.pairs[at], at + 1
        follows = after < len(self.pairs) and not self.pairs[after].first and (
            self.pairs[after].line, self.pairs[after].number) == (here.line, here.number)
        return [after] if follows and _holds(self.found[after]) else []

    def _lost(self, at: int, other: Study) -> list[int]:
        """The lines that hold here, and not there."""
        return [k for k, one in enumerate(other.verdicts)
                if k != at and _holds(self.found[k]) and not _holds(one)]


def _is_definition(one: Judged) -> bool:
    return (one.part.verdict == TRUE and one.part.reason.startswith(DEFINITION)
            and not one.part.reason.endswith("gradient")) or (
        one.part.verdict == READING and " is what this says" in one.part.reading)


def _is_given(pair: Pair) -> bool:
    """Whether a definition is a number that is given."""
    return not any(written_names(pair.right))


def _name(one: Judged) -> str:
    """The name that a definition defines."""
    reading = one.part.reading.partition(" ")[0].rstrip("'")
    return one.part.reason.removeprefix(DEFINITION) or reading


def _holds(one: Judged) -> bool:
    return one.part.verdict in (TRUE, READING)
