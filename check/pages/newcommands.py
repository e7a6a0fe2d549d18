r"""The abbreviations that a document defines: `\newcommand`, `\def`, `\DeclareMathOperator`, …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST, LONGEST = 1000, 2000  # definitions read from a document, and characters of one
_START = re.compile(r"\\(?:(?:re)?newcommand\*?|providecommand\*?|DeclareMathOperator\*?"
                    r"|[gex]?def|let)(?![A-Za-z])")
_NAME = re.compile(r"\s*(?:\{\s*(\\[A-Za-z@]+|\\[^A-Za-z\s])\s*\}|(\\[A-Za-z@]+|\\[^A-Za-z\s]))")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_DEFAULT = re.compile(r"\s*\[([^\[\]{}\n]*)\]")
_HASHES = re.compile(r"\s*((?:#[1-9]\s*)*)")
_LET = re.compile(r"\s*=?\s*(\\[A-Za-z]+|[^\s\\{}$])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


@dataclass(frozen=True)
class Definition:
    """One abbreviation, and where its definition stands in the text."""

    name: str
    arguments: int
    body: str
    span: tuple[int, int]


def definitions(text: str) -> Iterator[Definition]:
    r"""Every abbreviation that the text defines, in its order.

    A default for the first argument is written into the body; bodies are never expanded here.

    >>> text = r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} \DeclareMathOperator\sg{sig}"
    >>> [(d.name, d.arguments, d.body) for d in definitions(text)]
    [('\\pd', 2, '\\frac{\\partial #1}{\\partial #2}'), ('\\sg', 0, '\\operatorname{sig}')]
    """
    end = 0
    for count, match in enumerate(_START.finditer(text)):
        if count >= MOST:
            return
        found = _definition(text, match) if match.start() >= end else None
        if found:
            end = found.span[1]
            yield found


def _definition(text: str, match: re.Match[str]) -> Definition | None:
    name = _NAME.match(text, match.end())
    if not name:
        return None
    kind = match[0].strip("\\*")
    read = _let if kind == "let" else _def if kind.endswith("def") else _newcommand
    found = read(text, name.end())
    if not found:
        return None
    arguments, body, end = found
    written = f"\\operatorname{{{body}}}" if kind == "DeclareMathOperator" else body
    return Definition(name[1] or name[2], arguments, written, (match.start(), end))


def _let(text: str, start: int) -> tuple[int, str, int] | None:
    match = _LET.match(text, start)
    return (0, match[1], match.end()) if match else None


def _def(text: str, start: int) -> tuple[int, str, int] | None:
    match = _HASHES.match(text, start)
    assert match is not None  # it matches nothing as well
    group = _group(text, match.end())
    return (match[1].count("#"), *group) if group else None


def _newcommand(text: str, start: int) -> tuple[int, str, int] | None:
    count = _COUNT.match(text, start)
    default = _DEFAULT.match(text, count.end()) if count else None
    last = default or count
    group = _group(text, last.end() if last else start)
    if not group:
        return None
    arguments = int(count[1]) if count else 0
    if default and arguments:
        return arguments - 1, _with_default(group[0], default[1]), group[1]
    return arguments, *group


def _with_default(body: str, default: str) -> str:
    def given(match: re.Match[str]) -> str:
        number = int(match[1])
        return default if number == 1 else f"#{number - 1}"

    return re.sub(r"#([1-9])", given, body)


def _group(text: str, start: int) -> tuple[str, int] | None:
    """What stands between braces from here, and where they end."""
    while start < len(text) and text[start].isspace():
        start += 1
    if not text.startswith("{", start):
        return None
    depth = 0
    for match in _BRACE.finditer(text, start, start + LONGEST):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return text[start + 1:match.start()], match.end()
    return None
