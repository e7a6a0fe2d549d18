"""The tokens as the grammar takes them: what comes next, where it stands, how deep it is nested."""

from __future__ import annotations

from itertools import accumulate
from typing import NoReturn

from ..errors import ReadError
from .layout import matches
from .tokens import Token
from .tree import Span

DEEPEST = 60  # every level costs Python about a dozen frames of its 1000
SHOWN = {"{": "{", "}": "}", "^": "^", "_": "_", "end": "the end", "frac": "\\frac",
         "cell": "&", "row": "\\\\", "break": "the end of the line", "sqrt": "\\sqrt",
         "partial": "∂", "over": "\\over"}


class Stream:
    """A position in a formula; `open` holds what is open around it, innermost last."""

    def __init__(self, tokens: list[Token], length: int) -> None:
        self.tokens = [*tokens, Token("stop", "", length, length)]
        self.ends = matches(tokens)
        self.index = 0
        self.open: list[str] = []
        written = (token.call == (token.start, token.end) for token in self.tokens)
        self.bodies = list(accumulate(written, initial=0))

    @property
    def token(self) -> Token:
        """The token that comes next; its kind is "stop" at the end."""
        return self.tokens[self.index]

    @property
    def kind(self) -> str:
        return self.tokens[self.index].kind

    def ahead(self, count: int = 1) -> Token:
        """The token `count` places further on."""
        return self.tokens[min(self.index + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Take the next token, whatever it is."""
        token = self.tokens[self.index]
        if token.kind != "stop":
            self.index += 1
        return token

    def accept(self, kind: str, text: str | None = None) -> Token | None:
        """Take the next token if it is of this kind."""
        if self.kind == kind and text in (None, self.token.text):
            return self.take()
        return None

    def expect(self, kind: str, purpose: str) -> Token:
        """Take a token of this kind; raises ReadError if another stands here."""
        if self.kind != kind:
            self.fail(f"{purpose} was expected, not {shown(self.token)}")
        return self.take()

    def enter(self, opening: str) -> None:
        """Go one level deeper; raises ReadError over 60 levels."""
        self.open.append(opening)
        if len(self.open) > DEEPEST:
            self.fail(f"nested more than {DEEPEST} deep; write the parts one by one")

    def leave(self) -> None:
        """Come back from the level that `enter` opened."""
        self.open.pop()

    def span(self, start: int) -> Span:
        """Where the tokens since number `start` stand; a piece of a macro's body is its call."""
        first, last = self.tokens[start], self.tokens[max(start, self.index - 1)]
        written = self.bodies[self.index] - self.bodies[start]
        if first.call == last.call and not written:
            return (first.start, last.end)
        return (first.call or (first.start, 0))[0], (last.call or (0, last.end))[1]

    def fail(self, message: str, token: Token | None = None) -> NoReturn:
        """Raise a ReadError at this token, or at the next one."""
        raise ReadError(message, (token or self.token).start)


def shown(token: Token) -> str:
    """How an error message names a token.

    >>> shown(Token("relation", "=", 0, 1)), shown(Token("stop", "", 0, 0))
    ('"="', 'the end')
    """
    if token.kind == "stop":
        return "the end"
    return f'"{token.text or SHOWN.get(token.kind, token.kind)}"'
