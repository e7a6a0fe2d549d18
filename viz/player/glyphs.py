"""The formulas of a page, each set once, as data that the page's script draws."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..formula import Glyphs, definitions, typeset
from ..formula.boxes import Mark
from ..formula.font import UNITS, constant, measured

Run = list[Any]  # [width, up, down, signs, rules, words], lengths in thousandths of an em
_OUTLINE = re.compile(r'<path id="g(\d+)"([^<>]*)/>')
NEAR = 2.0  # thousandths of an em that nobody sees


@dataclass
class Sheet:
    """All formulas of a page, by their number."""

    formulas: list[Glyphs] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, latex: str) -> int:
        r"""The number of a formula, which is set only once.

        >>> sheet = Sheet()
        >>> sheet.number(r"\frac{a}{b}"), sheet.number("a"), sheet.number(r"\frac{a}{b}")
        (0, 1, 0)
        """
        if latex not in self._numbers:
            self._numbers[latex] = len(self.formulas)
            self.formulas.append(typeset(latex, UNITS))
        return self._numbers[latex]

    def data(self) -> dict[str, Any]:
        """All formulas as data, and how far it is from each sign to the next."""
        names = self._names
        return {"runs": [run(formula, names) for formula in self.formulas],
                "advances": [advance(sign) for sign in names]}

    def outlines(self) -> str:
        """The `<defs>` of all signs, each under its short name."""
        found = dict(_OUTLINE.findall(definitions(self.formulas)))
        return "<defs>" + "".join(f'<path id="g{name}"{found[str(sign)]}/>'
                                  for sign, name in self._names.items()) + "</defs>"

    @property
    def _names(self) -> dict[int, int]:
        """For every sign of the font that is used its short name, which is a small number."""
        counts = Counter(mark.sign for formula in self.formulas for mark in formula.marks)
        signs = [sign for sign, _ in counts.most_common() if sign]
        return {sign: name for name, sign in enumerate(signs)}


def run(formula: Glyphs, names: dict[int, int]) -> Run:
    """A formula as data: its measures, and text with a word for each sign, rule and foreign word.

    A sign is its name, x, y and its scale in percent, or its name alone if it follows the sign
    before at that one's advance; a rule x, y, width and height; a foreign word [text, x, y, size,
    width]. `names` are the numbers by which the page knows the signs.
    """
    marks = formula.marks
    return [round(formula.width), round(formula.baseline),
            round(formula.height - formula.baseline), " ".join(_signs(marks, names)),
            " ".join(_rule(mark) for mark in marks if not (mark.sign or mark.text)),
            [_word(mark) for mark in marks if mark.text]]


def _signs(marks: Iterable[Mark], names: dict[int, int]) -> Iterator[str]:
    x, y, percent = 0.0, 0, 100  # where the next sign is expected
    for mark in marks:
        if mark.sign:
            follows = abs(mark.x - x) < NEAR and (round(mark.y), round(100 * mark.scale)) == (
                y, percent)
            if not follows:
                x, y, percent = round(mark.x), round(mark.y), round(100 * mark.scale)
            yield str(names[mark.sign]) + ("" if follows else f",{x},{y},{percent}")
            x += advance(mark.sign) * percent / 100


def advance(sign: int) -> int:
    """How far it is from one sign to the next, in thousandths of an em."""
    return round(measured(sign).advance)


def _rule(mark: Mark) -> str:
    height = constant("fractionRuleThickness") * mark.scale
    return ",".join(f"{part:.0f}" for part in (mark.x, mark.y, mark.width * mark.scale, height))


def _word(mark: Mark) -> list[Any]:
    return [mark.text, *map(round, (mark.x, mark.y, UNITS * mark.scale, mark.width * mark.scale))]
