"""Reports as one HTML page, without network and scripts: formulas typeset, verdicts marked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from html import escape
from itertools import starmap

from ...engine.label import clean
from ..errors import ReadError
from ..reader.macros import expand
from ..report import FALSE, READING, TRUE, UNSETTLED, Claim, Part, Report
from .mathml import typeset
from .rows import flat
from .style import STYLE
from .wording import (
    MARKS,
    WORDS,
    as_letters,
    conventions,
    evidence,
    place,
    runs,
    same,
    step,
    told,
    words,
)

CLASSES = {TRUE: "true", READING: "reading", FALSE: "false", UNSETTLED: "unsettled"}
ALONE, BESIDE = 70, 34  # characters of a formula's text that fit on a line, across and in half


def page(*reports: Report) -> str:
    r"""One page for one document or several: the binding on top, then every formula.

    Formulas are MathML. The page has no script, makes no request and escapes all it was given.

    >>> claim = Claim("a = b", 3, [], FALSE, diagnosis="sign", repair="a = -b")
    >>> text = page(Report("<notes>.md", {"cost": "C"}, [claim]))
    >>> "&lt;notes&gt;.md" in text, "<script" in text, "✗" in text
    (True, False, True)
    """
    return "\n".join(_document(reports)).encode("utf-8", "replace").decode() + "\n"


def _document(reports: tuple[Report, ...]) -> Iterator[str]:
    title = _written(reports[0].document) if len(reports) == 1 else f"{len(reports)} documents"
    yield from opening(f"{title} · checked")
    if len(reports) > 1:
        yield _contents(reports)
    for number, report in enumerate(reports, 1):
        yield from _report(report, number)
    yield "</main></body></html>"


def opening(title: str) -> Iterator[str]:
    """The head of a page, up to where its content begins; the title is HTML already."""
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield ('<meta http-equiv="Content-Security-Policy" '
           "content=\"default-src 'none'; style-src 'unsafe-inline'\">")
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{title}</title><style>{STYLE}</style></head><body><main>"


def _contents(reports: tuple[Report, ...]) -> str:
    items = (f'<li><a href="#document-{number}">{_written(report.document)}</a> '
             f"{_counts(report)}{_false_lines(report, number)}</li>"
             for number, report in enumerate(reports, 1))
    return f'<nav><ol>{"".join(items)}</ol></nav>'


def _false_lines(report: Report, number: int) -> str:
    """A link to every false line."""
    links = (f'<a href="#document-{number}-claim-{place}">line {claim.false_line}</a>'
             for place, claim in enumerate(report.claims, 1) if claim.verdict == FALSE)
    told = ", ".join(links)
    return f'<span class="jump">false: {told}</span>' if told else ""


def _report(report: Report, number: int) -> Iterator[str]:
    yield f'<section id="document-{number}"><header><h1>{_written(report.document)}</h1>'
    yield f"{_counts(report)}{_false_lines(report, number)}</header>"
    if report.claims and report.binding:
        yield _binding(report)
    for note in report.notes:
        yield f'<p class="note">{_sentence(note)}</p>'
    yield "\n".join(claim_html(claim, f"document-{number}-claim-{place}")
                    for place, claim in enumerate(report.claims, 1)) or (
        "<p>No formulas were found.</p>")
    yield "</section>"


def _counts(report: Report) -> str:
    verdicts = [claim.verdict for claim in report.claims]
    counts = (f'<span class="count {name}"><b>{MARKS[verdict]}</b> {verdicts.count(verdict)} '
              f"{WORDS[verdict]}</span>"
              for verdict, name in CLASSES.items() if verdict in verdicts)
    return f'<span class="counts">{"".join(counts)}</span>'


def _binding(report: Report) -> str:
    used, rest = conventions(report)
    entries = "".join(_entry(role, entry) for role, entry in used.items())
    others = f'<p class="rest">{escape(rest)}</p>' if rest else ""
    return f'<p class="head">How it was read</p><dl class="binding">{entries}</dl>{others}'


def _entry(role: str, entry: str) -> str:
    what, found = evidence(entry)
    shown = typeset(what) if "\\" in what else escape(words(as_letters(what)))
    if found:
        shown += f'<span class="found">{escape(words(found))}</span>'
    return f"<div><dt>{_written(role)}</dt><dd>{shown}</dd></div>"


def claim_html(claim: Claim, anchor: str = "") -> str:
    """One formula with its verdict, its repair beside it and what is said of it."""
    parts = told(claim)
    repaired = len(parts) == 1 and parts[0].repair
    formula = _formula(claim.latex, claim, BESIDE if repaired else ALONE)
    if repaired:
        formula = (f'<div class="pair"><div><p class="head">as written</p>{formula}</div>'
                   f"{_repair(parts[0].repair, claim)}</div>")
    said = "".join(_part(part, claim, bool(repaired)) for part in parts)
    tag = f'<span class="tag">({_written(claim.tag)})</span>' if claim.tag else ""
    name = f' id="{anchor}"' if anchor else ""
    return (f'<article class="{CLASSES.get(claim.verdict, "unsettled")}"{name}>'
            f'<p class="verdict">{_mark(claim.verdict)}<span class="line">line {claim.line}</span>'
            f"{tag}</p><div>{formula}{said}</div></article>")


def _formula(latex: str, claim: Claim, widest: int) -> str:
    """A formula of a claim, its author's own commands written out."""
    with suppress(ReadError):
        latex = expand(latex, claim.macros).text
    return f'<div class="formula" tabindex="0">{typeset(latex, widest)}</div>'


def _mark(verdict: str) -> str:
    word = escape(WORDS.get(verdict, verdict))
    return (f'<span class="mark" aria-hidden="true">{MARKS.get(verdict, "?")}</span>'
            f'<span class="word">{word}</span>')


def _repair(latex: str, claim: Claim) -> str:
    latex = flat(latex)
    return (f'<div class="repair"><p class="head">repaired</p>'
            f"{_formula(latex, claim, BESIDE)}"
            f"<pre><code>{_written(latex)}</code></pre></div>")


def _part(part: Part, claim: Claim, repaired: bool) -> str:
    """What is to be said of one part: the pair if it isn't the whole, why, and its repair."""
    said = []
    if not same(part.latex, claim.latex):
        said.append(f'<p class="head">{step(part, claim) or "this step"}</p>'
                    + _formula(flat(part.latex), claim, ALONE))
    said += [f'<p class="{name}">{text}</p>' for name, text in _reasons(part) if text]
    if part.repair and not repaired:
        said.append(_repair(part.repair, claim))
    return f'<div class="part {CLASSES.get(part.verdict, "unsettled")}">{"".join(said)}</div>'


def _reasons(part: Part) -> Iterator[tuple[str, str]]:
    why = {READING: part.reading, FALSE: part.diagnosis or part.reason}
    yield "why", _sentence(why.get(part.verdict, part.reason or part.diagnosis))
    yield "evidence", _sentence(part.evidence)
    if part.verdict == FALSE and part.worst:
        yield "worst", f"{'at ' * bool(part.worst.where)}{escape(place(part.worst))}"


def _sentence(text: str) -> str:
    """A sentence with its formulas typeset."""
    return " ".join(starmap(_run, runs(" ".join(text.split()))))


def _run(text: str, is_formula: bool) -> str:
    made = typeset(text) if is_formula else ""
    return made if made.startswith("<math") else escape(words(text))


def _written(text: str) -> str:
    """Text from the document, made harmless."""
    return escape(clean(text))
