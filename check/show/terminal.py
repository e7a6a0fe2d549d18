"""A report for a terminal or a pipe: the binding, then every formula with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ...engine.label import clean, cut
from ..report import FALSE, READING, TRUE, UNSETTLED, Claim, Part, Report
from .plain import plain
from .rows import continues, flat, rows, unaligned
from .wording import (
    MARKS,
    WORDS,
    as_letters,
    conventions,
    counted,
    evidence,
    place,
    same,
    step,
    told,
    words,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

STYLES = {TRUE: "green", READING: "green", FALSE: "bold red", UNSETTLED: "yellow"}
REPAIR = "cyan"
LONGEST, LONGEST_TRUE = 400, 160  # characters of a row that is printed
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

    console = console or Console(highlight=False)
    if console.is_terminal or console.is_jupyter:
        return _print(report, console)
    with console.capture() as printed:
        _print(report, console)
    console.file.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())


def _print(report: Report, console: Console) -> None:
    from rich.text import Text

    console.print(Text(clean(report.document), style="bold"))
    for part in _head(report):
        console.print(part)
    for claim in report.claims:
        _print_claim(claim, console, max(len(str(each.line)) for each in report.claims))
    if report.claims:
        console.print()
    console.print(Text(counted(claim.verdict for claim in report.claims), style="bold"))


def _head(report: Report) -> Iterator[RenderableType]:
    """How the document was read."""
    from rich.padding import Padding
    from rich.text import Text

    used, rest = conventions(report)
    if used:
        yield Padding(_binding(used), (0, 0, 0, 2))
    if rest:
        yield Padding(Text(rest, style="dim"), (0, 0, 0, 2))
    yield from (Text(f"  note: {words(note)}", style="dim") for note in report.notes)
    if report.binding or report.notes:
        yield ""


def _binding(used: dict[str, str]) -> Table:
    """The conventions, two in a row where nothing is said of how each was found."""
    entries = [(clean(role), *evidence(entry)) for role, entry in used.items()]
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


def _print_claim(claim: Claim, console: Console, digits: int) -> None:
    """A claim beside its mark and line; a repair goes beyond the edge rather than be broken."""
    head = [_mark(claim.verdict, console.encoding), _text(f"line {claim.line}")]
    for is_repair, texts in groupby(_said(claim), lambda text: text.style == REPAIR):
        if is_repair:
            for text in texts:
                console.print(_text(" " * (digits + 10)) + text, soft_wrap=True)
        else:
            console.print(_beside(head, list(texts), digits))
            head = [_text(""), _text("")]


def _beside(head: Sequence[RenderableType], said: Sequence[Text], digits: int) -> Table:
    from rich.console import Group

    table = _grid()
    table.add_column(width=1)
    table.add_column(width=digits + 5, style="dim")
    table.add_column(overflow="fold", ratio=1)
    table.expand = True
    table.add_row(*head, Group(*said))
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


def _said(claim: Claim) -> Iterator[Text]:
    """The formula, row by row, and under it what is to be said of it."""
    tag = f"({clean(claim.tag)})  " if claim.tag else ""
    parts = told(claim)
    for row in _rows(claim.latex, LONGEST if parts else LONGEST_TRUE):
        yield _text(tag + row)
        tag = " " * len(tag)
    for part in parts:
        yield from _about(part, claim)


def _rows(latex: str, longest: int) -> list[str]:
    """The rows of a formula as text, each that goes on under the relation of the one above."""
    found: list[str] = []
    for row in rows(latex):
        text = cut(plain(unaligned(row)), longest)
        at = found[0].find(" = ") + 1 if found and continues(row) else 0
        found.append(" " * at + text)
    return found or ["(nothing)"]


def _about(part: Part, claim: Claim) -> Iterator[Text]:
    if not same(part.latex, claim.latex):
        where = step(part, claim)
        yield _text("· " + (where and f"{where}: ") + cut(plain(flat(part.latex)), LONGEST), "bold")
    yield _text(_verdict(part), STYLES.get(part.verdict, ""))
    if part.evidence:
        yield _text(words(part.evidence), "dim")
    if part.verdict == FALSE and part.worst:
        yield _text("at " * bool(part.worst.where) + place(part.worst), "dim")
    if part.repair:
        yield _text(f"write  {clean(flat(part.repair))}", REPAIR)


def _verdict(part: Part) -> str:
    """The verdict in words, with the reading, diagnosis or reason."""
    why = {READING: part.reading, FALSE: part.diagnosis or part.reason,
           UNSETTLED: part.reason or part.diagnosis}.get(part.verdict, "")
    word = WORDS.get(part.verdict, part.verdict)
    return f"{word}: {words(why)}" if why else clean(word)


def _text(text: str, style: str = "") -> Text:
    """Text in which nothing is markup."""
    from rich.text import Text

    return Text(text, style=style)
