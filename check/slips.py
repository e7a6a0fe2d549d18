"""Definitions with a slip: one edit makes them agree with all the lines that contradict them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from .choosing import MANY, not_true
from .diagnosis.causes import Diagnosis, worded
from .diagnosis.diagnosis import NONE, Search
from .diagnosis.edits import Edit
from .meaning.binding import Binding
from .meaning.definition import Definition
from .meaning.spelling import keyed
from .report import FALSE, READING, TRUE, Part
from .trial.judge import Judged
from .trial.pairs import Pair, defined_head
from .trial.remembering import NOTHING, reached
from .trial.study import Study, studied
from .untested import is_definition

TRIED = 80  # edits of one definition
LEAST = 3  # lines that must contradict it: one or two may be what is wrong
Seen = dict[Any, Judged]
Slip = tuple[Pair, Diagnosis]


def slips(pairs: Sequence[Pair], binding: Binding, seen: Seen) -> dict[int, Slip]:
    """The definitions that contradict several lines, and agree with these after one edit: each as
    it should stand, with the cause."""
    if len(pairs) > MANY:
        return {}
    study = Study(pairs, binding, True, NOTHING, seen)
    study.run()
    suspects = (_Suspect(study, at) for at, one in enumerate(study.verdicts) if is_definition(one))
    found = {each.at: each.slip() for each in suspects if len(each.wrong) >= LEAST}
    return {at: slip for at, slip in found.items() if slip is not None}


def put_right(pairs: Sequence[Pair], wrong: Mapping[int, Slip]) -> list[Pair]:
    """The document as it was meant."""
    return [wrong[at][0] if at in wrong else pair for at, pair in enumerate(pairs)]


def called_false(found: Sequence[Judged], wrong: Mapping[int, Slip]) -> list[Judged]:
    """The verdicts on what was meant, and on these definitions as they stand."""
    return [Judged(_part(one, wrong[at][1])) if at in wrong else one
            for at, one in enumerate(found)]


def _part(one: Judged, cause: Diagnosis) -> Part:
    return Part(one.part.latex, FALSE, diagnosis=cause.words, evidence=cause.evidence,
                repair=cause.repair)


class _Suspect:
    """A definition, and the false lines that rest on it."""

    def __init__(self, study: Study, at: int) -> None:
        self.study, self.at, self.pairs = study, at, study.pairs
        self.seen = dict(study.seen)  # for its own: what is tried here doesn't live on
        self.wrong = [k for k, one in enumerate(study.verdicts)
                      if one.part.verdict == FALSE and self._is_used_by(k)]

    def _is_used_by(self, k: int) -> bool:
        pair, context = self.pairs[k], self.study.verdicts[k].context
        if context is None:
            return False
        cost = context.cost if self.study.involves_cost(pair) else None
        if self.at in self.study.shared.values():
            return cost is not None
        if self.at in self.study.stated:
            return cost is self.study.stated[self.at]
        body = cost.body if isinstance(cost, Definition) else None
        head = defined_head(self.pairs[self.at])[0]
        return head is not None and (keyed(head) in reached(
            pair.names, context.definitions, (context.form, body))
            or (context.form is not None and self.study.binding.role(head.base) == "activation"))

    def slip(self) -> Slip | None:
        """The edit with which most lines more hold, the shortest of these, and what to say."""
        pair = self.pairs[self.at]
        asked = Judged(Part(pair.latex, FALSE), context=self.study.context(pair))
        search = Search(pair, asked, "", NONE)
        tried = [(replace(pair, right=right), edit) for edit, _, right in islice(
            search.made(), TRIED)]
        gains = [(self._gained(meant), -_length(edit), -k) for k, (meant, edit) in enumerate(tried)]
        lines, _, k = max(gains, default=(0, 0, 0))
        if lines < LEAST:
            return None
        meant, edit = tried[-k]
        evidence = f"{lines} lines that use it are true of this, and false of what stands there"
        return meant, Diagnosis(edit.cause, worded(search, edit), evidence, search.text(edit))

    def _gained(self, meant: Pair) -> int:
        """How many lines more are true if that is meant; 0 where the first false one isn't."""
        pairs = [*self.pairs]
        pairs[self.at] = meant
        first = self.wrong[0]
        if self._run(pairs[:max(first, self.at) + 1])[first].part.verdict not in (TRUE, READING):
            return 0
        return not_true(self.study.verdicts) - not_true(self._run(pairs))

    def _run(self, pairs: Sequence[Pair]) -> list[Judged]:
        study = self.study
        return studied(pairs, study.binding, True, NOTHING, self.seen)


def _length(edit: Edit) -> int:
    """How much of a formula an edit touches."""
    return sum(max(end - start, len(text)) for start, end, text in edit.replacements)
