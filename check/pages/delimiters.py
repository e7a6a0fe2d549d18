r"""Where formulas begin and end: `$$`, `\[`, `\begin{align}`, `{$$ … $$}`, `$` and `\(`.

The text is cut into delimiters once; every delimiter is then looked at a bounded number of times,
so that no text, however it is made, takes more than linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from ..errors import CheckError
from .inline import is_price

_DISPLAYS = ("equation", "align", "gather", "multline", "eqnarray", "displaymath", "flalign",
             "alignat", "xalignat", "dmath", "IEEEeqnarray", "math")
_TOKEN = re.compile(r"\\(begin|end)\{(" + "|".join(_DISPLAYS) + r")\*?\}"
                    r"|\\{1,2}[\[\]()]|\$\$?|\n[ \t]*\n\s*|\\.", re.DOTALL)
_ARGUMENT = re.compile(r"\s*(?:\[[^\[\]\n]*\]\s*)?\{[^{}\n]*\}")
MOST = 50_000  # delimiters and paragraphs of one document
UNCLOSED = "the display that begins here is never closed; it was read up to the next blank line"


class Token(NamedTuple):
    """A delimiter: its text, what kind of formula it opens or closes, and where it stands."""

    text: str
    opens: str
    closes: str
    start: int
    end: int


@dataclass(frozen=True)
class Span:
    """A formula: its content is text[start:end]; `outer` is where it stands with its delimiters."""

    start: int
    end: int
    outer: tuple[int, int]
    inline: bool
    note: str = ""


def spans(text: str, kind: str) -> list[Span]:
    r"""Every formula of a masked text in order; in TeX a lone `$` is never a price.

    >>> [span.outer for span in spans(r"It costs $5 or $6; $a = b$ and \[c\]", "md")]
    [(19, 26), (31, 36)]
    """
    tokens, found, index = _tokens(text), list[Span](), 0
    while index < len(tokens):
        span, index = _span(text, tokens, index, kind)
        if span and text[span.start:span.end].strip():
            found.append(span)
    return found


def _tokens(text: str) -> list[Token]:
    matches = (match for match in _TOKEN.finditer(text) if _speaks(match[0]))
    tokens = [_token(match) for match in islice(matches, MOST + 1)]
    if len(tokens) > MOST:
        raise CheckError(f"the document has more than {MOST:,} delimiters of formulas; give the "
                         "part that matters")
    return tokens


def _speaks(text: str) -> bool:
    return text[0] != "\\" or len(text) > 2 or text[-1] in "[]()"


ESCAPED = ("\\\\[", "\\\\(")  # as kramdown has it, where TeX ends a row
_OPENS = {"$$": "$$", "$": "$", "\\[": "[", "\\(": "(", **{each: each for each in ESCAPED}}
_CLOSES = {"$$": "$$", "$": "$", "\\]": "[", "\\)": "(", "\\\\]": ESCAPED[0], "\\\\)": ESCAPED[1]}


def _token(match: re.Match[str]) -> Token:
    text, (start, end) = match[0], match.span()
    if match[1] == "begin":
        return Token(text, match[2], "", start, end)
    if match[1] == "end":
        return Token(text, "", match[2], start, end)
    if text[0] == "\n":
        return Token("", "", "", start, end)
    return Token(text, _OPENS.get(text, ""), _CLOSES.get(text, ""), start, end)


def _span(text: str, tokens: list[Token], index: int, kind: str) -> tuple[Span | None, int]:
    """The formula that a token opens, and the token to go on with."""
    opener = tokens[index].opens
    if not opener:
        return None, index + 1
    if opener == "$":
        return _dollar(text, tokens, index, kind)
    if opener in ESCAPED:
        return _escaped(text, tokens, index, kind)
    if opener in ("(", "math"):
        return _inline(tokens, index)
    return _display(text, tokens, index)


def _dollar(text: str, tokens: list[Token], index: int, kind: str) -> tuple[Span | None, int]:
    """`$ … $`: a display between them, the end of a paragraph, or a price means there is none."""
    first = tokens[index]
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if token.text in ("$", "$$"):
            price = kind != "tex" and is_price(text, first.end, token.start)
            if token.text == "$$" and not (price or _is_pair(text, tokens, index, place, kind)):
                price = True
            if price:
                return None, place
            return _neighbours(tokens, first, place)
        if not token.text or token.opens not in ("", "("):
            break
    return None, index + 1


def _neighbours(tokens: list[Token], first: Token, place: int) -> tuple[Span, int]:
    """Close at a `$`; of the `$$` in `$a$$b$` the second half opens the next formula."""
    token = tokens[place]
    span = Span(first.end, token.start, (first.start, token.start + 1), inline=True)
    if token.text == "$":
        return span, place + 1
    tokens[place] = Token("$", "$", "$", token.start + 1, token.end)
    return span, place


def _is_pair(text: str, tokens: list[Token], index: int, place: int, kind: str) -> bool:
    """Whether `$ … $$` closes one formula and opens another on the same line."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return (following is not None and following.text == "$"
            and "\n" not in text[tokens[index].end:tokens[place].start]
            and "\n" not in text[tokens[place].end:following.start])


def _inline(tokens: list[Token], index: int) -> tuple[Span | None, int]:
    first = tokens[index]
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if token.closes == first.opens:
            return Span(first.end, token.start, (first.start, token.end), inline=True), place + 1
        if not token.text or token.opens == first.opens:
            break
    return None, index + 1


def _escaped(text: str, tokens: list[Token], index: int, kind: str) -> tuple[Span | None, int]:
    """A formula between doubled backslashes, which elsewhere only end a row."""
    first = tokens[index]
    for place in range(index + 1, len(tokens) if kind == "md" else 0):
        token = tokens[place]
        if token.closes == first.opens:
            found = _closed(text, first, token)
            return replace(found, inline=first.opens == ESCAPED[1]), place + 1
        if not token.text or token.opens == first.opens:
            break
    return None, index + 1


def _display(text: str, tokens: list[Token], index: int) -> tuple[Span, int]:
    first, blank = tokens[index], 0
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if not token.text:
            blank = blank or place
        elif token.closes == first.opens and not (blank and token.text == "$$"
                                                  and not _is_fence(text, first, token)):
            return _closed(text, first, token), place + 1
        elif token.opens == first.opens:
            break
    return _unclosed(text, tokens, index, blank or _reopened(tokens, index))


def _closed(text: str, first: Token, last: Token) -> Span:
    start = first.end
    if first.opens in ("alignat", "xalignat", "IEEEeqnarray"):
        argument = _ARGUMENT.match(text, start, last.start)
        start = argument.end() if argument else start
    return Span(start, last.start, (first.start, last.end), inline=False)


def _unclosed(text: str, tokens: list[Token], index: int, stop: int) -> tuple[Span, int]:
    end = tokens[stop].start if stop < len(tokens) else len(text)
    first = tokens[index]
    return Span(first.end, end, (first.start, end), inline=False, note=UNCLOSED), stop


def _reopened(tokens: list[Token], index: int) -> int:
    """The next token that opens the same kind of display; the number of tokens if none does."""
    opens = tokens[index].opens
    following = range(index + 1, len(tokens))
    return next((place for place in following if tokens[place].opens == opens), len(tokens))


def _is_fence(text: str, first: Token, last: Token) -> bool:
    """Whether both `$$` stand alone on their lines, which may hold blank lines between them."""
    before = text[text.rfind("\n", 0, last.start) + 1:last.start]
    line_end = text.find("\n", first.end)
    return not text[first.end:line_end].strip() and not before.strip()
