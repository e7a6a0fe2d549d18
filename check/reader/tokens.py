"""A formula cut into tokens: what a command or a sign is called no longer matters afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .letters import letter_of, scripts_of
from .macros import Source
from .prose import raw_argument, text_pieces, upright
from .tree import Span
from .vocabulary import (
    ARROWS,
    COMBINING,
    COMMANDS,
    DROPPED,
    FUNCTIONS,
    SIGNS,
    SWITCHES,
    TEXT,
    UPRIGHT,
    WORDS,
    Entry,
)


class Token(NamedTuple):
    """One token; `call` is the outermost macro call it came through, `start` … `end` its place."""

    kind: str
    text: str
    start: int
    end: int
    call: Span | None = None


PIECE = re.compile(r"""
    (?P<space>\s+|%[^\n]*\n?)
  | \\(?P<command>[A-Za-z]+|.|$)
  | (?P<number>\d{1,3}(?:\{,\}\d{3})+(?!\d)(?:\.\d+)?|\d+\{,\}\d+|\d+(?:\.\d+)?|\.\d+)
  | (?P<letters>[A-Za-z]+)
  | (?P<sign><==>|==>|<=>|=>|:=|=:|==|-->|->|<-(?=\s)|<=|>=|!=|\|\||\.{2,4}|.)
""", re.X | re.S)
THOUSANDS = r"[1-9]\d{0,2}(?:\{,\}\d{3})+(?:\.\d+)?"
SINGLE = {"^": 1, "_": 1, "frac": 2, "binom": 2, "sqrt": 1, "accent": 1}


def tokenize(source: Source) -> list[Token]:
    """The tokens of a formula, without spaces, comments and layout that says nothing.

    Raises ReadError for an unknown command or character.

    >>> from .macros import Source
    >>> [token.text for token in tokenize(Source(r"\\sigma' = \\text{net}_j\\,x"))]
    ['sigma', "'", '=', 'net', '', 'j', 'x']
    """
    return list(_Lexer(source).run(0, len(source.text)))


class _Lexer:
    """Reads pieces left to right; `single` counts arguments that are one character, as in x^10."""

    def __init__(self, source: Source) -> None:
        self.source, self.position, self.single, self.within = source, 0, 0, 0

    def run(self, start: int, end: int) -> Iterator[Token]:
        self.position = start
        while self.position < end:
            match = PIECE.match(self.source.text, self.position, end)
            assert match is not None  # every character is at least a sign
            self.position = match.end()
            kind = match.lastgroup or ""
            yield from getattr(self, "_" + kind)(match.start(), match.group(kind))

    def _token(self, entry: Entry, start: int, end: int) -> Token:
        kind, text = entry
        self.single = SINGLE.get(kind, 0 if kind == "{" else max(0, self.single - 1))
        return Token(kind, text, *self.source.span(start, end), self.source.call(start))

    def _space(self, start: int, text: str) -> Iterator[Token]:
        return iter(())

    def _number(self, start: int, text: str) -> Iterator[Token]:
        length = 1 if self.single and text.isdecimal() else len(text)
        self.position = start + length
        comma = "" if re.fullmatch(THOUSANDS, text) else "."  # 0{,}5 is a half
        yield self._token(("number", text[:length].replace("{,}", comma)), start, start + length)

    def _letters(self, start: int, text: str) -> Iterator[Token]:
        """A run of letters: a known word, or letters side by side."""
        if self.single:
            text = text[0]
            self.position = start + 1
        if text == "in" and self.source.text[self.position:self.position + 1] == "_":
            yield self._token(("name", text), start, start + 2)
            return
        head = 1 if text[0] == "d" and text[1:] in WORDS else 0
        for first, piece in enumerate(text[:head] if _is_word(text[head:]) else text):
            yield self._token(("name", piece), start + first, start + first + 1)
        if _is_word(text[head:]):
            yield self._token(("name", canonical(text[head:])), start + head, start + len(text))

    def _sign(self, start: int, sign: str) -> Iterator[Token]:
        if sign in SIGNS:
            return self._known(start, SIGNS[sign])
        if scripts_of(sign):
            return self._scripts(start)
        return self._letter(start, sign)

    def _letter(self, start: int, sign: str) -> Iterator[Token]:
        """A Greek or accented letter, or one of Unicode's mathematical alphabets."""
        while self.source.text[self.position:self.position + 1] in COMBINING:
            self.position += 1
        entry = letter_of(self.source.text[start:self.position])
        if not entry:
            self.source.fail(f"the character {sign!r} has no meaning in a formula", start)
        yield self._token(entry, start, self.position)

    def _scripts(self, start: int) -> Iterator[Token]:
        """Characters such as ² and ᵢ, which bring their own ^{…} or _{…}."""
        text = self.source.text
        mark = scripts_of(text[start])[0]
        while scripts_of(text[self.position:self.position + 1])[:1] == mark:
            self.position += 1
        yield self._token((mark, ""), start, start + 1)
        yield self._token(("{", ""), start, start + 1)
        for index in range(start, self.position):
            for sign in scripts_of(text[index])[1:]:
                entry = SIGNS.get(sign) or letter_of(sign) or ("number", sign)
                yield self._token(entry, index, index + 1)
        yield self._token(("}", ""), self.position - 1, self.position)

    def _command(self, start: int, name: str) -> Iterator[Token]:
        if not name:
            return iter(())  # the space of "z = w x\\ " at the end, which was stripped off
        if name in TEXT | UPRIGHT | SWITCHES.keys():
            return self._worded(start, name)
        if name in DROPPED or name in ARROWS or name in ("tag", "begin", "end", "eqno"):
            return self._argued(start, name)
        if name not in COMMANDS:
            shown = self.source.text[start:self.position]
            self.source.fail(f"unknown command {shown}; define it with \\newcommand, or write it "
                             "out", start)
        return self._known(start, COMMANDS[name])

    def _known(self, start: int, entry: Entry) -> Iterator[Token]:
        if entry[0] == "row":
            self._optional(r"\*?\s*(\[[^\]\n]{0,20}(?:pt|em|ex|px|mu|cm|mm|in|baselineskip)\])?")
        if entry[0] != "space":
            yield self._token(entry, start, self.position)

    def _optional(self, pattern: str) -> None:
        match = re.compile(pattern).match(self.source.text, self.position)
        self.position = match.end() if match else self.position

    def _argued(self, start: int, name: str) -> Iterator[Token]:
        r"""A command whose argument is no formula: \label, \tag, \begin, \xrightarrow, …"""
        self._optional(r"\*?\s*(\[[^\]]*\])?")
        arguments = [self._raw(start, name) for _ in range(DROPPED.get(name, 1))]
        kinds = {"tag": "tag", "eqno": "tag", "begin": "begin", "end": "end"}
        if name in kinds:
            if name == "begin":
                self._optional(r"\s*(\[[a-z]\])?\s*(\{[lcr|@{}!pmb. *\d]*\})?")
            yield self._token((kinds[name], arguments[0].strip()), start, self.position)
        elif name in ARROWS:
            yield self._token(("relation", ARROWS[name]), start, self.position)
        elif name == "hspace":
            yield self._token(("quad", ""), start, self.position)

    def _raw(self, start: int, name: str) -> str:
        first, last = raw_argument(self.source, self.position, name, start)
        self.position = last + 1
        return self.source.text[first:last]

    def _worded(self, start: int, name: str) -> Iterator[Token]:
        r"""\text{…}, \mathrm{…}, \operatorname{…}: a word, prose, or only another font."""
        self._optional(r"\*?")
        if name in SWITCHES:
            return self._switched(start)
        if not re.compile(r"\s*\{").match(self.source.text, self.position):
            return iter([self._token(("font", ""), start, self.position)])
        first, last = raw_argument(self.source, self.position, name, start)
        content = self.source.text[first:last]
        if name in UPRIGHT and re.fullmatch(r"\s*[A-Za-z]\s*", content):
            self.position = last + 1
            return iter([self._token(("name", content.strip()), start, self.position)])
        if name in UPRIGHT and not upright(content):
            return iter([self._token(("font", ""), start, self.position)])
        return self._prose(start, first, last)

    def _prose(self, start: int, first: int, last: int) -> Iterator[Token]:
        self.within += 1
        if self.within > 10:
            self.source.fail("text within text, more than ten deep", start)
        for entry, left, right in text_pieces(self.source.text, first, last):
            if entry[0] == "math":
                yield from self.run(left, right)
            else:
                whole = left == first and right == last
                yield self._token(entry, *((start, last + 1) if whole else (left, right)))
        self.position = last + 1
        self.within -= 1

    def _switched(self, start: int) -> Iterator[Token]:
        r"""{\rm out}: the letters that follow are one word."""
        match = re.compile(r"\s*([A-Za-z]{2,})").match(self.source.text, self.position)
        if match:
            self.position = match.end()
            yield self._token(("name", canonical(match.group(1))), start, self.position)


def _is_word(text: str) -> bool:
    return len(text) > 1 and (text in WORDS or text.lower() in FUNCTIONS)


def canonical(word: str) -> str:
    """A function's name in small letters, any other word as it stands.

    >>> canonical("ReLU"), canonical("MSE")
    ('relu', 'MSE')
    """
    return word.lower() if word.lower() in FUNCTIONS else word
