"""Words inside a formula: which are names of functions and labels, which are prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .macros import Source
from .vocabulary import FUNCTIONS, PROSE, WORDS, Entry

Piece = tuple[Entry, int, int]


def raw_argument(source: Source, position: int, name: str, start: int) -> tuple[int, int]:
    """Where the {…} after a command begins and ends, without its braces.

    Raises ReadError if there is none, or if it never closes.
    """
    opening = re.compile(r"\s*\{").match(source.text, position)
    if not opening:
        source.fail(f"\\{name} needs its argument in braces: \\{name}{{…}}", start)
    depth = 1
    for match in re.compile(r"\\.|[{}]", re.S).finditer(source.text, opening.end()):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return opening.end(), match.start()
    source.fail(f"the argument of \\{name} opens with {{ and never closes", start)


def upright(content: str) -> bool:
    r"""Whether \mathrm{content} is a word of its own, and not letters in another font.

    >>> upright("ReLU"), upright("h1"), upright("d"), upright("dx"), upright("out,i")
    (True, True, False, False, False)
    """
    word = _joined(content)
    looks = re.fullmatch(r"[A-Za-z][A-Za-z-]*\d*\.?", word) is not None
    return looks and len(word) > 1 and not (len(word) == 2 and word[0] == "d")


def text_pieces(text: str, first: int, last: int) -> Iterator[Piece]:
    """The content of a text command: prose, names, and formulas between dollars ("math")."""
    position = first
    for number, part in enumerate(text[first:last].split("$")):
        end = position + len(part)
        entry = ("math", "") if number % 2 else entry_of(part)
        if entry:
            yield entry, position, end
        position = end + 1


def entry_of(text: str) -> Entry | None:
    """The token that a piece of text is: a name, words, a comma, or nothing.

    >>> entry_of("sig "), entry_of("if "), entry_of(" large"), entry_of("for all"), entry_of(" ")
    (('name', 'sig'), ('words', 'if'), ('words', 'large'), ('words', 'for all'), None)
    """
    word = _joined(text).strip().replace("\\_", "_")
    if not word or word in (",", ";", "."):
        return ("sep", word) if word else None
    small = word.lower()
    if small in FUNCTIONS or small in WORDS:
        return ("name", small if small in FUNCTIONS else word)
    single = re.fullmatch(r"[^\W\d_]\w*", word) is not None
    if single and small not in PROSE and not text[0].isspace():
        return ("name", word)
    return ("words", " ".join(word.split()))


def _joined(text: str) -> str:
    return re.sub(r"\\[,!;:> ]|~", " " if " " in text.strip() else "", text)
