"""Conventions that the document itself states: its cost, its activation, its output layer."""

from __future__ import annotations

from collections.abc import Sequence

from .lines import Line
from .meaning.binding import Binding
from .report import DEFINITION, READING, TRUE
from .trial.judge import Judged
from .trial.pairs import Pair, defined_head


def stated(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding,
           lines: Sequence[Line], before: int) -> dict[str, str]:
    """What the lines say of the conventions, by their keys in a report; the first `before` lines
    came with the document."""
    words = {}
    for role, key in (("cost", "cost function"), ("activation", "activation is")):
        said = [pair.line for pair, one in zip(pairs, found)
                if one.part.reason.startswith(DEFINITION)
                and binding.role(_defined_name(one.part.reason)) == role]
        own = dict.fromkeys(str(lines[each].passage.line) for each in said if each >= before)
        where = f"line {', '.join(own)}" if own else "the definitions given"
        words.update({key: f"as stated in {where}"} if said else {})
    return {**words, **_output(pairs, found, binding, lines)}


def _defined_name(reason: str) -> str:
    """The name in the words for a definition, which more words may follow."""
    return reason.removeprefix(DEFINITION).partition(":")[0]


def _output(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding,
            lines: Sequence[Line]) -> dict[str, str]:
    """The output layer that a line defines afresh; the lines, if they define several."""
    outputs: dict[str, str] = {}
    for pair, one in zip(pairs, found):
        head = defined_head(pair)[0]
        if head is None or one.setting is None or one.part.verdict not in (TRUE, READING):
            continue
        output = one.setting.binding.output
        if binding.role(head.base) in ("post", "prediction") and output != binding.output:
            outputs.setdefault(output, str(lines[pair.line].passage.line))
    several = f"as stated in line {', '.join(outputs.values())}"
    return {"output layer": several if len(outputs) > 1 else min(outputs)} if outputs else {}
