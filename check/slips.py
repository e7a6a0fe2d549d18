"""Definitions with a slip: one edit makes them agree with all the lines that contradict them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from .choosing import MANY, not_true
from .diagnosis.causes import Diagnosis, worded
from .diagnosis.diagnosis import NONE, Search
from .diagnosis.edits import Edit
from .meaning.binding import Binding
from .meaning.definition import Definition
from .meaning.kinds import Clash
from .meaning.nodes import nodes
from .meaning.spelling import ERRORS, keyed
from .reader import tree as n
from .report import FALSE, UNSETTLED, Part
from .trial.judge import Judged
from .trial.pairs import Pair, defined_head, has_derivative
from .trial.remembering import NOTHING, reached
from .trial.study import Study, studied
from .trial.updates import is_step
from .untested import holds, is_definition

TRIED = 120  # edits of one definition
SURE = 3  # lines that agree after the edit: two or they may as well be what is wrong
Seen = dict[Any, Judged]


@dataclass(frozen=True)
class Slip:
    """A definition as it should stand, why, and the lines that hold only then."""

    meant: Pair
    cause: Diagnosis
    lines: tuple[int, ...]

    @property
    def is_sure(self) -> bool:
        """Whether it is the definition that is wrong, and not the lines."""
        return len(self.lines) >= SURE


def slips(pairs: Sequence[Pair], binding: Binding, seen: Seen) -> dict[int, Slip]:
    """The definitions that contradict several lines, and agree with these after one edit."""
    if len(pairs) > MANY:
        return {}
    study = Study(pairs, binding, True, NOTHING, seen)
    study.run()
    suspects = (_Suspect(study, at) for at, one in enumerate(study.verdicts) if is_definition(one))
    found = {each.at: each.slip() for each in suspects if len(each.wrong) >= SURE - 1}
    return {at: slip for at, slip in found.items() if slip is not None}


def put_right(pairs: Sequence[Pair], found: Mapping[int, Slip]) -> list[Pair]:
    """The document as it was meant, as far as that is sure."""
    return [found[at].meant if at in found and found[at].is_sure else pair
            for at, pair in enumerate(pairs)]


def weighed(verdicts: Sequence[Judged], found: Mapping[int, Slip]) -> list[Judged]:
    """The verdicts on what was meant, and on these definitions as they stand; where either may be
    wrong, the lines are left open."""
    result = list(verdicts)
    for at, slip in found.items():
        latex = slip.meant.latex
        if slip.is_sure:
            result[at] = Judged(Part(latex, FALSE, diagnosis=slip.cause.words,
                                     evidence=slip.cause.evidence, repair=slip.cause.repair))
            continue
        result[at] = _left_open(result[at], f"{len(slip.lines)} lines that use it contradict it, "
                                f"and would not with {slip.cause.repair}: it or they are wrong")
        for k in slip.lines:
            result[k] = _left_open(result[k], f"{latex} contradicts it, {slip.cause.repair} would "
                                   "not: one is wrong")
    return result


def _left_open(one: Judged, reason: str) -> Judged:
    return replace(one, part=Part(one.part.latex, UNSETTLED, reason=reason))


class _Suspect:
    """A definition, and the false lines that rest on it."""

    def __init__(self, study: Study, at: int) -> None:
        self.study, self.at, self.pairs = study, at, study.pairs
        self.seen = dict(study.seen)  # for its own: what is tried here doesn't live on
        self.wrong = [k for k, one in enumerate(study.verdicts)
                      if one.part.verdict == FALSE and not isinstance(one.error, Clash)
                      and self._is_derived(k) and self._is_used_by(k)]

    def _is_derived(self, k: int) -> bool:
        """Whether a line says something of a derivative."""
        pair = self.pairs[k]
        return self._is_step(k) or bool(pair.names & {*ERRORS, "d"}) or any(
            isinstance(node, n.Derivative) or getattr(node, "primes", 0)
            for node in nodes((pair.left, pair.right)))

    def _is_used_by(self, k: int) -> bool:
        pair, context = self.pairs[k], self.study.verdicts[k].context
        if context is None:
            return False
        about_cost = self.study.involves_cost(pair) or self._is_step(k)
        cost = context.cost if about_cost else None
        if self.at in self.study.shared.values():
            return cost is not None
        if self.at in self.study.stated:
            return cost == self.study.stated[self.at]
        body = cost.body if isinstance(cost, Definition) else None
        head = defined_head(self.pairs[self.at])[0]
        return head is not None and (keyed(head) in reached(
            pair.names, context.definitions, (context.form, body))
            or (context.form is not None and self.study.binding.role(head.base) == "activation"))

    def _is_step(self, k: int) -> bool:
        pair = self.pairs[k]
        return is_step(pair.left, pair.right, pair.relation, self.study.binding)

    def slip(self) -> Slip | None:
        """The edit with which most lines more hold, of these one that makes a usual cost, or else
        the shortest, and what to say."""
        pair = self.pairs[self.at]
        asked = Judged(Part(pair.latex, FALSE), context=self.study.context(pair))
        search = Search(pair, asked, "", NONE)
        tried = [(replace(pair, right=right), edit) for edit, _, right in islice(
            (one for one in search.made() if one[2] != pair.right), TRIED)]
        gains = [self._gained(meant) for meant, _ in tried]
        most = max(map(len, gains), default=0)
        if most < SURE - 1:
            return None
        best = max((k for k, lines in enumerate(gains) if len(lines) == most), key=lambda k: (
            self._makes_usual(tried[k][0]), not isinstance(tried[k][0].right, n.Bars),
            -_length(search.scene.latex, tried[k][1]), -k))
        meant, edit = tried[best]
        evidence = (f"{len(gains[best])} lines that use it are true of this, and false of what "
                    "stands there")
        cause = Diagnosis(edit.cause, worded(search, edit), evidence, search.text(edit))
        slip = Slip(meant, cause, gains[best])
        return slip if slip.is_sure or not self._is_usual() else None

    def _is_usual(self) -> bool:
        """Whether custom speaks for the definition as it stands."""
        return self.at in self.study.stated and self.study.is_scaled(self.at)

    def _makes_usual(self, meant: Pair) -> bool:
        """Whether a cost is a usual one as it is meant."""
        pairs = [*self.pairs]
        pairs[self.at] = meant
        study = Study(pairs, self.study.binding, True, NOTHING, self.seen)
        study.run()
        return self.at in study.stated and study.is_scaled(self.at)

    def _gained(self, meant: Pair) -> tuple[int, ...]:
        """The lines that are true only if that is meant, one less for each that is lost; none
        where the first false one stays so."""
        pairs = [*self.pairs]
        pairs[self.at] = meant
        if not self._helps_first(pairs):
            return ()
        before, after = self.study.verdicts, self._run(pairs)
        if not holds(after[self.at]):
            return ()
        lines = tuple(k for k, one in enumerate(after) if holds(one) and not holds(before[k]))
        lost = not_true(after) - not_true(before) + len(lines)
        return lines[lost:] if lost else lines

    def _helps_first(self, pairs: Sequence[Pair]) -> bool:
        """Whether the first false line holds now; lines about derivatives define nothing for it."""
        first = self.wrong[0]
        last = max(first, self.at)
        kept = [k for k in range(last + 1) if k in (first, self.at) or not has_derivative(pairs[k])]
        return holds(self._run([pairs[k] for k in kept])[kept.index(first)])

    def _run(self, pairs: Sequence[Pair]) -> list[Judged]:
        return studied(pairs, self.study.binding, True, NOTHING, self.seen)


def _length(latex: str, edit: Edit) -> int:
    """How many characters of a formula an edit takes out and puts in."""
    return sum(_changed(latex[start:end], text) for start, end, text in edit.replacements)


def _changed(old: str, new: str) -> int:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return len(old) + len(new) - 2 * sum(block.size for block in blocks)
