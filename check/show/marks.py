"""What a class did on an assignment, as a table: text, CSV and HTML."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from ...engine.files import write_whole
from ...engine.label import clean, cut
from ..report import FALSE, READING, TRUE, UNSETTLED, Claim
from .mathml import typeset
from .page import CLASSES, claim_html, opening
from .plain import plain
from .wording import MARKS, WORDS

MISSING = "missing"
_MARKS = {**MARKS, MISSING: "–"}
_WORDS = {**WORDS, MISSING: MISSING}
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins so


@dataclass
class Row:
    """One student: a claim or None for each of the template's; other formulas; or why there are
    none."""

    student: str
    claims: list[Claim | None] = field(default_factory=list)
    others: list[Claim] = field(default_factory=list)
    error: str = ""

    def verdicts(self) -> list[str]:
        """A verdict, or "missing", for each of the template's formulas."""
        return [MISSING if claim is None else claim.verdict for claim in self.claims]

    def right(self) -> int:
        """How many of the template's formulas are there and true."""
        return sum(verdict in (TRUE, READING) for verdict in self.verdicts())

    def wrong(self) -> list[Claim]:
        """The false formulas, those that the template doesn't have included."""
        return [claim for claim in [*self.claims, *self.others]
                if claim is not None and claim.verdict == FALSE]


@dataclass
class Table:
    """Students × the template's formulas.

    >>> claim = Claim("a = b", 3, [], TRUE)
    >>> print(Table("right.md", [claim], [Row("Ada", [claim]), Row("Bob", error="no file")]))
    student  right  1
    Ada      1/1    ✓
    Bob      no file
             of 2   1
    <BLANKLINE>
    1  line 3  a = b
    """

    template: str
    claims: list[Claim]
    rows: list[Row]

    def __str__(self) -> str:
        width = max([len("student"), *(len(_name(row)) for row in self.rows)])
        cells = [str(number) for number in range(1, len(self.claims) + 1)]
        lines = ["  ".join(["student".ljust(width), "right", *cells])]
        lines += [f"{_name(row).ljust(width)}  {self._line(row, cells)}" for row in self.rows]
        sums = [str(count).ljust(len(cell)) for count, cell in zip(self.totals(), cells)]
        lines.append("  ".join([" " * width, f"of {len(self.rows)}".ljust(5), *sums]))
        return "\n".join([*(line.rstrip() for line in lines), "", *self._legend()])

    def totals(self) -> list[int]:
        """For each of the template's formulas, how many students have it right."""
        return [sum(row.verdicts()[place] in (TRUE, READING) for row in self.rows if row.claims)
                for place in range(len(self.claims))]

    def csv(self, path: str | os.PathLike[str]) -> Path:
        """Write one line for each student, verdicts in words, for a spreadsheet (UTF-8 with BOM).

        What a spreadsheet would take for a formula of its own gets an apostrophe in front.
        """
        text = io.StringIO()
        writer = csv.writer(text)
        for line in self._records():
            writer.writerow([_harmless(cell) for cell in line])
        return write_whole(path, text.getvalue().encode("utf-8-sig", "replace"))

    def html(self, path: str | os.PathLike[str]) -> Path:
        """Write a page with the table, the template's formulas, and every student's mistakes."""
        return write_whole(path, "\n".join(self._page()).encode("utf-8", "replace"))

    def _line(self, row: Row, cells: list[str]) -> str:
        if row.error:
            return cut(clean(row.error), 200)
        marks = [_MARKS.get(verdict, "?").ljust(len(cell))
                 for verdict, cell in zip(row.verdicts(), cells)]
        return "  ".join([f"{row.right()}/{len(self.claims)}".ljust(5), *marks])

    def _legend(self) -> Iterator[str]:
        for number, claim in enumerate(self.claims, 1):
            tag = f"({clean(claim.tag)})  " if claim.tag else ""
            doubt = "" if claim.verdict in (TRUE, READING) else f"  [{_WORDS[claim.verdict]} here]"
            yield f"{number}  line {claim.line}  {tag}{cut(plain(claim.latex))}{doubt}"

    def _records(self) -> Iterator[list[str]]:
        heads = [f"{number} {cut(plain(claim.latex))}"
                 for number, claim in enumerate(self.claims, 1)]
        yield ["student", *heads, "right", "false", "not settled", MISSING, "other false", "note"]
        for row in self.rows:
            yield self._record(row)

    def _record(self, row: Row) -> list[str]:
        if row.error:
            return [_name(row), *[""] * (len(self.claims) + 5), clean(row.error)]
        verdicts = row.verdicts()
        counts = [row.right(), *map(verdicts.count, (FALSE, UNSETTLED, MISSING)),
                  sum(claim.verdict == FALSE for claim in row.others)]
        said = (f"line {claim.line}: {claim.diagnosis or FALSE}" for claim in row.wrong())
        return [_name(row), *(_WORDS.get(verdict, verdict) for verdict in verdicts),
                *map(str, counts), clean("; ".join(said))]

    def _page(self) -> Iterator[str]:
        yield from opening(f"{escape(clean(self.template))} · the class")
        yield f"<header><h1>{escape(clean(self.template))}</h1></header>"
        yield f'<div class="table"><table class="class"><thead><tr>{self._heads()}</tr></thead>'
        yield f"<tbody>{''.join(map(self._html_row, self.rows))}</tbody>"
        yield f"<tfoot><tr>{self._html_totals()}</tr></tfoot></table></div>"
        yield f"<section><h1>The formulas</h1>{''.join(self._html_legend())}</section>"
        for row in self.rows:
            if row.wrong():
                yield f"<section><h1>{escape(_name(row))}</h1>"
                yield f"{''.join(map(claim_html, row.wrong()))}</section>"
        yield "</main></body></html>"

    def _heads(self) -> str:
        numbers = "".join(f'<th scope="col">{number}</th>'
                          for number in range(1, len(self.claims) + 1))
        return f'<th scope="col">student</th><th scope="col">right</th>{numbers}'

    def _html_row(self, row: Row) -> str:
        head = f'<th scope="row">{escape(_name(row))}</th>'
        if row.error:
            return (f'<tr>{head}<td class="why" colspan="{len(self.claims) + 1}">'
                    f"{escape(clean(row.error))}</td></tr>")
        cells = "".join(map(_html_cell, row.verdicts()))
        return f"<tr>{head}<td>{row.right()}/{len(self.claims)}</td>{cells}</tr>"

    def _html_totals(self) -> str:
        counts = "".join(f"<td>{count}</td>" for count in self.totals())
        return f'<th scope="row">right</th><td>of {len(self.rows)}</td>{counts}'

    def _html_legend(self) -> Iterator[str]:
        yield '<ol class="legend">'
        yield from (f'<li><div class="formula">{typeset(claim.latex, 110)}</div></li>'
                    for claim in self.claims)
        yield "</ol>"


def _html_cell(verdict: str) -> str:
    word = escape(_WORDS.get(verdict, verdict))
    return (f'<td class="{CLASSES.get(verdict, "unsettled")}" title="{word}">'
            f'<span aria-label="{word}">{_MARKS.get(verdict, "?")}</span></td>')


def _name(row: Row) -> str:
    return clean(row.student) or "(no name)"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) else cell
