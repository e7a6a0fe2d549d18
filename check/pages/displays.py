r"""The formulas of a document: displays, inline formulas with a relation, and the words between.

Reads TeX, Markdown, plain text and notebooks. A file is only ever read: nothing in it is run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import CheckError
from .delimiters import Span, spans
from .inline import relations
from .masks import mask, masked, without_percent
from .newcommands import definitions
from .notebooks import markdown_cells
from .source import Passage, Prose, Source, line_starts, place

LARGEST = 10_000_000  # bytes
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_BINARY = {b"%PDF": "a PDF", b"PK\x03\x04": "a zipped file (a Word document?)",
           b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"{\\rtf": "a rich-text file"}


def displays(path: str | os.PathLike[str]) -> Source:
    """The formulas of a .tex, .md, .txt or .ipynb file; any other suffix is read as .txt.

    UTF-8, UTF-16 with its mark, else Latin-1. Raises CheckError for a folder, a missing,
    unreadable or binary file and for one over 10 MB.

    >>> displays("nowhere")
    Traceback (most recent call last):
    chalkgrad.check.errors.CheckError: there is no file nowhere; give a .tex, .md, .txt or .ipynb
    """
    name = printable(os.fspath(path))
    kind = Path(path).suffix.lower().lstrip(".")
    return displays_of(_decoded(_content(Path(path), name), name), kind, name)


def printable(name: str) -> str:
    """A file's name as text that can be printed, whatever bytes it has."""
    return os.fsencode(name).decode("utf-8", "replace")


def displays_of(text: str, kind: str, document: str = "") -> Source:
    r"""The formulas of a text of kind "tex", "md", "txt" or "ipynb".

    >>> source = displays_of(r"Here $x$ is $a = b$, so $$c = d$$", "md")
    >>> [(p.latex, p.inline) for p in source.passages], source.prose[0].text
    ([('a = b', True), ('c = d', False)], 'Here $x$ is $a = b$, so')
    """
    text = _one_alphabet(text)
    cells = markdown_cells(text, document or "the text") if kind == "ipynb" else [(0, text)]
    return _source(cells, kind, document)


def _source(cells: list[tuple[int, str]], kind: str, document: str) -> Source:
    """One source from one text or from the cells of a notebook, each read on its own."""
    text = "\n\n".join(part for _, part in cells)
    source, starts, base = Source(document, [], [], text=text), line_starts(text), 0
    for number, part in cells:
        clean = mask(part, kind)
        found = list(definitions(clean))
        source.macros.update({one.name: (one.arguments, one.body) for one in found})
        clean = masked(clean, (one.span for one in found))
        _add(source, clean, (base, number), kind, starts)
        base += len(part) + 2
    return source


def _add(source: Source, text: str, where: tuple[int, int], kind: str, starts: list[int]) -> None:
    """Add the formulas and words of one text, which begins at `where[0]` in the whole."""
    base, cell = where
    kept = [span for span in spans(text, kind) if not span.inline or _claims(text, span)]
    for span in kept:
        passage = _passage(text, span, base, cell, starts)
        source.passages.append(passage)
        if passage.note:
            source.notes.append(f"line {passage.line}: {passage.note}")
    for start, piece in _pieces(text, [span for span in kept if not span.inline]):
        source.prose.append(Prose(piece, place(starts, base + start)[0], base + start))


def _claims(text: str, span: Span) -> bool:
    return next(relations(text[span.start:span.end]), None) is not None


def _passage(text: str, span: Span, base: int, cell: int, starts: list[int]) -> Passage:
    latex = without_percent(text[span.start:span.end])
    start = span.start + len(latex) - len(latex.lstrip())
    latex = latex.strip()
    line = place(starts, base + start)[0]
    return Passage(latex, line, span.inline, base + start, base + start + len(latex), cell,
                   span.note)


def _pieces(text: str, taken: list[Span]) -> Iterator[tuple[int, str]]:
    """The paragraphs of the text around the displays, each with its offset."""
    start = 0
    for span in [*taken, Span(len(text), len(text), (len(text), len(text)), False)]:
        before, after = _outside(text, span)
        yield from _paragraphs(text, start, before)
        start = after


def _outside(text: str, span: Span) -> tuple[int, int]:
    """Where a display ends on both sides, with the braces that PmWiki writes around it."""
    start, end = span.outer
    wiki = text[start - 1:start] == "{" and text[end:end + 1] == "}"
    return (start - 1, end + 1) if wiki else (start, end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    return ((match.start(), match[0].rstrip()) for match in _PARAGRAPH.finditer(text, start, end))


def _content(path: Path, name: str) -> bytes:
    _refuse(path, name)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise CheckError(f"{name} can't be read: {error.strerror or error}") from error
    if len(content) > LARGEST:
        raise CheckError(f"{name} has more than {LARGEST // 1_000_000} MB; give the part that "
                         "holds the formulas")
    return content


def _refuse(path: Path, name: str) -> None:
    """Raise CheckError for what isn't a file; ValueError is a name with a NUL in it."""
    try:
        folder, file = path.is_dir(), path.is_file()
    except (OSError, ValueError) as error:
        raise CheckError(f"{name!r} can't be read: {error}") from error
    if folder:
        raise CheckError(f"{name} is a folder; give the files in it, as {name}/*.tex")
    if not file:
        raise CheckError(f"there is no file {name}; give a .tex, .md, .txt or .ipynb")


def _decoded(content: bytes, name: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    kind = next((kind for head, kind in _BINARY.items() if content.startswith(head)), None)
    if kind or _is_binary(content):
        raise CheckError(f"{name} is {kind or 'no text but binary data'}; give its source as .tex, "
                         ".md, .txt or .ipynb, in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _is_binary(content: bytes) -> bool:
    """Whether more than one byte in fifty, at the beginning, is one that no text has."""
    start = content[:8192]
    odd = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in start)
    return 50 * odd > max(len(start), 100)


def _one_alphabet(text: str) -> str:
    """Lines that end in one way, and spaces for what is neither a letter nor a line's end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return text.replace("\0", " ").replace("\f", " ").replace("\v", " ")
