"""An author's own commands written out, every character remembering where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from ..errors import ReadError
from .tree import Span

LONGEST = 20_000
MOST_CALLS = 2_000
Macros = Mapping[str, tuple[int, str]]


class Letter(NamedTuple):
    """One character, its place in the author's text, and the outermost call it came through."""

    text: str
    start: int
    end: int
    call: Span | None


@dataclass(frozen=True)
class Source:
    """A formula without macros; `letters` says where each character stood, if there were any."""

    text: str
    letters: tuple[Letter, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Where the characters `start` … `end` stand in the author's text."""
        piece = self.letters[start:end]
        if not piece:
            return (start, end)
        return min(letter.start for letter in piece), max(letter.end for letter in piece)

    def call(self, start: int) -> Span | None:
        """The outermost macro call that the character came through."""
        return self.letters[start].call if self.letters else None

    def fail(self, message: str, position: int) -> NoReturn:
        """Raise a ReadError at this character of the author's text."""
        start = self.span(position, position + 1)[0]
        raise ReadError(message, start)


def expand(text: str, macros: Macros) -> Source:
    """The formula with every macro written out, as TeX does it.

    Raises ReadError if a macro calls itself without end or grows past 20,000 characters.

    >>> expand(r"\\pd{C}{w}", {"pd": (2, r"\\frac{\\partial #1}{\\partial #2}")}).text
    '\\\\frac{\\\\partial C}{\\\\partial w}'
    """
    if len(text) > LONGEST:
        raise ReadError(f"a formula of {len(text):,} characters; write at most {LONGEST:,}", 0)
    if not any("\\" + name in text for name in macros):
        return Source(text)
    return _Expansion(text, macros).run()


class _Expansion:
    """TeX's mouth: what is still to be read stands in `pending`, last character first."""

    def __init__(self, text: str, macros: Macros) -> None:
        self.pending = [Letter(sign, i, i + 1, None) for i, sign in enumerate(text)][::-1]
        self.macros, self.done, self.calls, self._last = macros, list[Letter](), 0, -1

    def run(self) -> Source:
        while self.pending:
            piece = self._piece()
            name = "".join(letter.text for letter in piece)[1:]
            if len(piece) > 1 and name in self.macros:
                self._call(name, piece)
            else:
                self.done += piece
        return Source("".join(letter.text for letter in self.done), tuple(self.done))

    def _piece(self) -> list[Letter]:
        """One character, or a command with its backslash."""
        piece = [self.pending.pop()]
        if piece[0].text == "\\" and self.pending:
            piece.append(self.pending.pop())
            while piece[-1].text.isalpha() and self.pending and self.pending[-1].text.isalpha():
                piece.append(self.pending.pop())
        return piece

    def _call(self, name: str, piece: list[Letter]) -> None:
        count, body = self.macros[name]
        arguments = [self._argument(name, piece) for _ in range(count)]
        ends = [letter.end for argument in arguments for letter in argument]
        closing = self._last + 1 if count and piece[0].call is None else 0
        call = piece[0].call or (piece[0].start, max([piece[-1].end, closing, *ends]))
        self.pending += reversed(_written(body, arguments, call))
        self._limit(name, piece[0].start)

    def _argument(self, name: str, piece: list[Letter]) -> list[Letter]:
        while self.pending and self.pending[-1].text.isspace():
            self.pending.pop()
        if not self.pending:
            raise ReadError(f"\\{name} ends where an argument should stand", piece[0].start)
        taken = self._piece()
        if taken[0].text == "{":
            taken = self._group(name, taken[0])
        else:
            self._last = taken[-1].end - 1
        return taken

    def _group(self, name: str, opening: Letter) -> list[Letter]:
        taken: list[Letter] = []
        depth = 1
        while self.pending:
            piece = self._piece()
            depth += {"{": 1, "}": -1}.get(piece[0].text, 0)
            if depth == 0:
                self._last = piece[0].end - 1
                return taken
            taken += piece
        raise ReadError(f"the argument of \\{name} opens with {{ and never closes", opening.start)

    def _limit(self, name: str, start: int) -> None:
        self.calls += 1
        if self.calls > MOST_CALLS or len(self.pending) + len(self.done) > LONGEST:
            raise ReadError(f"\\{name} calls itself without end, or grows past {LONGEST:,} "
                            "characters; write the formula out", start)


def _written(body: str, arguments: list[list[Letter]], call: Span) -> list[Letter]:
    """The macro's body with its arguments put in; a space keeps a last command from growing."""
    letters: list[Letter] = []
    rest = iter(body)
    for sign in rest:
        number = next(rest, "") if sign == "#" else ""
        if number.isdecimal() and 1 <= int(number) <= len(arguments):
            argument = arguments[int(number) - 1]
            letters += [letter._replace(call=letter.call or call) for letter in argument]
            letters += _space(argument, call)
        else:
            letters += [Letter(each, *call, call) for each in sign + number]
    return letters + _space(letters, call)


def _space(letters: list[Letter], call: Span) -> list[Letter]:
    ends_in_command = bool(letters) and letters[-1].text.isalpha() and any(
        letter.text == "\\" for letter in letters)
    return [Letter(" ", *call, call)] if ends_in_command else []
