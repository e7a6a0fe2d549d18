"""`python -m chalkgrad check FILE…`: hold the formulas of documents against the graph."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .engine import ChalkgradError
from .engine.files import write_whole

if TYPE_CHECKING:
    from .check.report import Report

KINDS = (".tex", ".md", ".txt", ".ipynb")


def check(
    files: Annotated[list[Path], typer.Argument(
        metavar="FILE", help="documents: .tex, .md, .txt or .ipynb")],
    as_json: Annotated[bool, typer.Option(
        "--json", help="print JSON; for several files a list")] = False,
    html: Annotated[Path | None, typer.Option(
        metavar="OUT", help="write one HTML page, with a section for each file")] = None,
    conventions: Annotated[Path | None, typer.Option(
        metavar="FILE", help="a TOML file that says what the letters mean")] = None,
) -> None:
    """Hold the hand-derived formulas of documents against the graph.

    Exit status: 0 every settled formula is true, 1 some are false, 2 wrong usage or a
    document that can't be read.
    """
    _print_anywhere()
    if as_json and html:
        _complain("--json and --html exclude each other; give one of them")
        raise typer.Exit(2)
    if html and (refusal := _refusal(html, files)):
        _complain(refusal)
        raise typer.Exit(2)
    reports, failed = _reports(files, conventions)
    try:
        _deliver(reports, len(files) > 1, as_json, html)
    except (ChalkgradError, OSError) as error:
        _complain(error)
        failed = True
    raise typer.Exit(2 if failed else _status(reports))


def _refusal(html: Path, files: list[Path]) -> str:
    """Why the page can't be written there, asked before hours of checking; "" if nothing is known.

    A forgotten OUT makes the first document the page: it must not be overwritten.
    """
    if html.is_dir():
        return f"{html} is a folder; write for instance --html {html / 'report.html'}"
    if html.suffix.lower() in KINDS or html in files:
        return (f"--html {html} would overwrite a document with the page; give the page's name "
                "first, as in --html report.html FILE…")
    if not html.resolve().parent.is_dir():
        return (f"there is no folder {html.parent} to write {html.name} in; make it first, or give "
                "another path")
    return ""


def _reports(files: list[Path], conventions: Path | None) -> tuple[list[Report], bool]:
    """A report for every file that can be read, and whether there were others."""
    reports = []
    for file in files:
        try:
            reports.append(_report(file, conventions))
        except (ChalkgradError, OSError) as error:
            _complain(error)
    return reports, len(reports) < len(files)


def _report(file: Path, conventions: Path | None) -> Report:
    """The report on a file; raises CheckError for one of another kind without any formula."""
    from .check.errors import CheckError

    report: Report = _document()(file, conventions=conventions)
    if not report.claims and file.suffix.lower() not in KINDS:
        raise CheckError(f"{file} is none of {', '.join(KINDS)}, and no formula was found in it; "
                         r"write them as $$ … $$, \[ … \] or \begin{equation}")
    return report


def _document() -> Any:
    from .check import document

    return document


def _deliver(reports: list[Report], several: bool, as_json: bool, html: Path | None) -> None:
    if as_json:
        _print_json(reports, several)
    elif html and reports:
        _write_page(reports, html)
    elif not html:
        _show(reports)


def _print_json(reports: list[Report], several: bool) -> None:
    from .check.show.as_json import to_json

    tables = [to_json(report) for report in reports]
    if several or tables:
        typer.echo(json.dumps(tables if several else tables[0], indent=2, allow_nan=False))


def _write_page(reports: list[Report], path: Path) -> None:
    from .check.show.page import page
    from .check.show.wording import counted
    from .engine.label import clean

    try:
        write_whole(path, page(*reports).encode())
    except OSError as error:
        _show(reports)
        raise ChalkgradError(f"{path} can't be written ({error.strerror or error}): the report "
                             "stands above; give another path") from error
    verdicts = [claim.verdict for report in reports for claim in report.claims]
    typer.echo(f"{path}: {counted(verdicts)}")
    for report in reports:
        typer.echo(f"  {clean(report.document)}: {counted(c.verdict for c in report.claims)}"
                   f"{_false_lines(report)}")


def _false_lines(report: Report) -> str:
    """Which lines are false, as an editor's jump list would have them."""
    lines = dict.fromkeys(str(claim.false_line) for claim in report.claims
                          if claim.verdict == "false")
    return f" (line {', '.join(lines)})" if lines else ""


def _show(reports: list[Report]) -> None:
    from rich.console import Console

    from .check.show.terminal import show

    console = Console(highlight=False)
    for number, report in enumerate(reports):
        if number:
            console.print()
        show(report, console)


def _status(reports: list[Report]) -> int:
    from .check.show.wording import status

    return status([claim.verdict for report in reports for claim in report.claims])


def _print_anywhere() -> None:
    """Signs that the output's encoding lacks become question marks instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _complain(error: object) -> None:
    from .engine.label import clean

    typer.echo(f"chalkgrad: {clean(str(error))}", err=True)
