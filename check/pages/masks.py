"""What is no formula although it may look like one: comments, code and verbatim text.

A masked text has spaces in their place, character for character, so that every offset stays what it
was. Every pass is linear in the length of the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ENDS = ("verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "alltt",
         "filecontents", "filecontents*")
_TEX = re.compile(r"\\begin\{(" + "|".join(map(re.escape, _ENDS)) + r")\}|\\verb\*?([^\w\s*])"
                  r"|\\(end\{document\})|\\.|%[^\n]*(?:\n(?=[ \t]*[^\s]))?")
_PERCENT = re.compile(r"\\.|%[^\n]*", re.DOTALL)
_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(`{3,}|~{3,})([^\n]*)")
_TICKS = re.compile(r"`+|\n[ \t]*\n")
_MATH_TICKS = re.compile(r"\$`([^`\n]+)`\$")
_LONGEST_VERB = 500


def mask(text: str, kind: str) -> str:
    r"""The text without comments and code; kind is "tex" or anything else, read as Markdown.

    >>> mask(r"5\% of $a$ % not $b$", "tex"), mask("`$a$` and <!-- $b$ --> $c$", "md")
    ('5\\% of $a$         ', '      and              $c$')
    """
    if kind == "tex":
        return masked(text, _tex_spans(text))
    text = _fences(_MATH_TICKS.sub(r" $\1$ ", text))
    text = masked(text, _comment_spans(text))
    return masked(text, _code_spans(text))


def without_percent(latex: str) -> str:
    r"""A formula without TeX's comments.

    >>> without_percent("a = b % why\n+ 5\\%")
    'a = b      \n+ 5\\%'
    """
    spans = (match.span() for match in _PERCENT.finditer(latex) if match[0][0] == "%")
    return masked(latex, spans) if "%" in latex else latex


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in these places, which are in order; lines end where they did."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [text[end:start], _blank(text[start:stop])]
        end = stop
    return "".join([*pieces, text[end:]])


def _blank(text: str) -> str:
    """Spaces; a comment on a line of its own takes the line's end along, as in TeX."""
    if text[0] == "%":
        return " " * len(text)
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _tex_spans(text: str) -> Iterator[tuple[int, int]]:
    match = _TEX.search(text)
    while match:
        stop = match.end()
        if match[1]:
            stop = _after(text, f"\\end{{{match[1]}}}", stop)
        elif match[2]:
            stop = _verb_end(text, match[2], stop)
        elif match[3]:
            stop = len(text)
        if match[0][0] == "%" or match[1] or match[2] or match[3]:
            yield match.start(), stop
        match = _TEX.search(text, stop)


def _after(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return len(text) if found < 0 else found + len(end)


def _verb_end(text: str, delimiter: str, start: int) -> int:
    found = text.find(delimiter, start, start + _LONGEST_VERB)
    return start if found < 0 or "\n" in text[start:found] else found + 1


def _comment_spans(text: str) -> Iterator[tuple[int, int]]:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        yield start, end + 3
        start = text.find("<!--", end)


def _fences(text: str) -> str:
    """Code fences become spaces; a fence of mathematics becomes a display between `$$`."""
    if "```" not in text and "~~~" not in text:
        return text
    lines, fence, keep = [], "", False
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if not fence and match and not ("`" in match[1] and "`" in match[2]):
            fence, keep = match[1], match[2].strip().lower() in ("math", "{math}")
            line = _as_dollars(line, keep)
        elif fence and match and match[1].startswith(fence) and not match[2].strip():
            line, fence = _as_dollars(line, keep), ""
        elif fence and not keep:
            line = " " * len(line)
        lines.append(line)
    return "\n".join(lines)


def _as_dollars(line: str, keep: bool) -> str:
    return ("$$" if keep else "").ljust(len(line))


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Inline code: a run of backticks up to the next run as long, in the same paragraph."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    closers, skip = _closers(text, runs), 0
    for (start, _), closer in zip(runs, closers):
        if start >= skip and closer:
            yield start, closer
            skip = closer


def _closers(text: str, runs: list[tuple[int, int]]) -> list[int]:
    """For every run the end of the run that closes it; 0 where there is none."""
    later: dict[int, int] = {}
    closers = []
    for start, end in reversed(runs):
        if text[start] == "\n":
            later.clear()
            closers.append(0)
        else:
            closers.append(later.get(end - start, 0))
            later[end - start] = end
    return closers[::-1]
