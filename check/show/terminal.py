"""A report for a terminal or a pipe: the binding, then every formula with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...engine.label import clean, cut
from ..report import FALSE, READING, TRUE, UNSETTLED, Claim, Part, Report
from .plain import plain
from .wording import MARKS, WORDS, as_letters, counted, evidence, place, same, told, words

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

STYLES = {TRUE: "green", READING: "green", FALSE: "bold red", UNSETTLED: "yellow"}
_SIMPLE = {"✓": "+", "✗": "x", "?": "?"}  # where the output's encoding has no such marks


def show(report: Report, console: Console | None = None) -> None:
    r"""Print a report, in colours where standard output is a terminal.

    >>> from rich.console import Console
    >>> from chalkgrad.check.report import Claim, Report
    >>> claim = Claim(r"\frac{a}{b} = 2", 7, [], "false", diagnosis="factor 2", repair="a/b = 1")
    >>> show(Report("notes.md", {"cost": "C"}, [claim]), Console(width=60))
    notes.md
      cost  C
    <BLANKLINE>
    ✗ line 7  a/b = 2
              false: factor 2
              write  a/b = 1
    <BLANKLINE>
    1 false
    """
    from rich.console import Console
    from rich.text import Text

    console = console or Console(highlight=False)
    console.print(Text(clean(report.document), style="bold"))
    for part in _parts(report, console.encoding):
        console.print(part)
    console.print(Text(counted(claim.verdict for claim in report.claims), style="bold"))


def _parts(report: Report, encoding: str) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    if report.binding:
        yield Padding(_binding(report), (0, 0, 0, 2))
    yield from (Text(f"  note: {clean(note)}", style="dim") for note in report.notes)
    if report.binding or report.notes:
        yield ""
    if report.claims:
        yield _claims(report, encoding)
        yield ""


def _binding(report: Report) -> Table:
    """The conventions, two in a row where nothing is said of how each was found."""
    entries = [(clean(role), *evidence(str(entry))) for role, entry in report.binding.items()]
    if any(found for _, _, found in entries):
        rows = [(role, _meaning(what), words(found)) for role, what, found in entries]
        return _columns(rows, ("dim", "", "dim"))
    cells = [(role, _meaning(what)) for role, what, _ in entries] + [("", "")] * (len(entries) % 2)
    middle = len(cells) // 2
    return _columns([left + right for left, right in zip(cells, cells[middle:])],
                    ("dim", "", "dim", ""))


def _meaning(what: str) -> str:
    return plain(what) if "\\" in what else words(as_letters(what))


def _columns(rows: Iterable[tuple[str, ...]], styles: tuple[str, ...]) -> Table:
    table = _grid()
    for style in styles:
        table.add_column(overflow="fold", style=style)
    for row in rows:
        table.add_row(*map(_text, row))
    return table


def _claims(report: Report, encoding: str) -> Table:
    table = _grid()
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold", ratio=1)
    table.expand = True
    for claim in report.claims:
        table.add_row(_mark(claim.verdict, encoding), _text(f"line {claim.line}"), _said(claim))
    return table


def _grid() -> Table:
    from rich.table import Table

    return Table.grid(padding=(0, 2, 0, 0))


def _mark(verdict: str, encoding: str) -> RenderableType:
    mark = MARKS.get(verdict, "?")
    try:
        mark.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        mark = _SIMPLE[mark]
    return _text(mark, STYLES.get(verdict, ""))


def _said(claim: Claim) -> RenderableType:
    """The formula on one line if it is true, whole if it isn't, and under it what is to be said."""
    from rich.console import Group

    parts = told(claim)
    formula = plain(claim.latex) or "(nothing)"
    tag = f"({clean(claim.tag)})  " if claim.tag else ""
    lines = [_text(tag + (cut(formula, 400) if parts else _one_line(tag + formula, len(tag))))]
    for part in parts:
        lines += _about(part, same(part.latex, claim.latex))
    return Group(*lines)


def _one_line(text: str, start: int) -> str:
    return cut(text, 160)[start:]


def _about(part: Part, whole: bool) -> Iterator[RenderableType]:
    if not whole:
        yield _text("· " + cut(plain(part.latex), 400), "bold")
    yield _text(_verdict(part), STYLES.get(part.verdict, ""))
    if part.evidence:
        yield _text(words(part.evidence), "dim")
    if part.verdict == FALSE and part.worst:
        yield _text("at " * bool(part.worst.where) + place(part.worst), "dim")
    if part.repair:
        yield _text(f"write  {clean(part.repair)}", "cyan")


def _verdict(part: Part) -> str:
    """The verdict in words, with the reading, diagnosis or reason."""
    why = {READING: part.reading, FALSE: part.diagnosis or part.reason,
           UNSETTLED: part.reason or part.diagnosis}.get(part.verdict, "")
    word = WORDS.get(part.verdict, part.verdict)
    return f"{word}: {words(why)}" if why else clean(word)


def _text(text: str, style: str = "") -> RenderableType:
    """Text in which nothing is markup."""
    from rich.text import Text

    return Text(text, style=style)
