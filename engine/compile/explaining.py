"""A program as mathematics: the index form that the loop wrote beside the matrix form it became."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..op import RULES
from ..symbol import Symbol
from .lowered import Lowered
from .lowering import Lowering
from .naming import Names
from .wording import Pair, Wording, entrywise, written
from .written_sums import sum_line

MOST = 40  # groups that are explained


class Line(NamedTuple):
    """One group of nodes: as the loop has it, as matrices, and the matrices' shapes."""

    loop: str
    matrix: str
    shapes: str
    loop_latex: str
    matrix_latex: str


class Explanation:
    """The lines of a program; prints as text, and `latex()` is an align environment."""

    def __init__(self, lines: tuple[Line, ...], more: int) -> None:
        self.lines, self.more = lines, more

    def latex(self) -> str:
        """Index form and matrix form side by side, as rows of an align environment."""
        rows = [rf"{line.loop_latex} &\quad& {line.matrix_latex}" for line in self.lines]
        return "\\begin{alignedat}{2}\n  &" + " \\\\\n  &".join(rows) + "\n\\end{alignedat}"

    def __str__(self) -> str:
        widths = [max((len(line[k]) for line in self.lines), default=0) for k in (0, 1)]
        text = [f"{line.loop:<{widths[0]}}   {line.matrix:<{widths[1]}}   {line.shapes}".rstrip()
                for line in self.lines]
        return "\n".join(text + ([f"… and {self.more} more"] if self.more else []))

    __repr__ = __str__


def explained(lowering: Lowering, names: Names) -> tuple[tuple[Line, ...], int]:
    """A line for each group, and for how many there was no room."""
    wording = Wording(lowering, names)
    lines = tuple(_line(wording, lowered) for lowered in lowering.done[:MOST])
    return lines, max(0, len(lowering.done) - MOST)


def _line(wording: Wording, lowered: Lowered) -> Line:
    shapes = ""
    if lowered.group.op == "sum":
        index, matrix, shapes = sum_line(wording, lowered)
    else:
        index = _operation(lowered, wording.of_each, None)
        matrix = _operation(lowered, wording.whole, entrywise)
    j, whole = wording.of_each(lowered.out), wording.whole(lowered.out)
    return Line(f"{j.text} = {index.text}", f"{whole.text} = {matrix.text}", shapes,
                f"{j.latex} = {index.latex}", f"{whole.latex} = {matrix.latex}")


def _operation(lowered: Lowered, form: Any, product: Any) -> Pair:
    """A group of another operation in a form; `product` writes one of two arrays."""
    op, given = lowered.group.op, [form(each) for each in lowered.arguments]
    if op in ("softmax", "log_softmax", "logsumexp"):
        name = op.replace("_", " ")
        return Pair(f"{name}({given[0].text})", rf"\operatorname{{{name}}}({given[0].latex})")
    if op == "mul" and product is not None and all(isinstance(each, Pair) for each in given):
        made: Pair = product(*given)
        return made
    symbol = RULES[op](*(Symbol(*each) if isinstance(each, Pair) else each for each in given))
    if not isinstance(symbol, Symbol):
        return written(symbol)
    return Pair(str(symbol), symbol.latex())
