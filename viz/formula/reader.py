r"""Reads the LaTeX of formulas and labels into boxes of signs."""

from __future__ import annotations

import re
from functools import lru_cache

from .boxes import (
    EMPTY,
    SMALL,
    Box,
    accented,
    beside,
    fenced,
    fraction,
    of_sign,
    overlined,
    root,
    scaled,
    with_scripts,
)
from .letters import NotRead, bracket, known, letter, symbol, words, written
from .spacing import spaced

_WORDS = "text|mbox|textrm|mathrm|operatorname|mathit|mathbf"
_TOKEN = re.compile(rf"\\(?:{_WORDS})\s*\{{(?:[^{{}}\\]|\\.|\{{\}})*\}}|\\[A-Za-z]+|\\.|"
                    r"\d+(?:\.\d+)?|\S")
_WORD = re.compile(r"\\([a-z]+)\s*\{(.*)\}", re.DOTALL)
_ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
            "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7", "bar": "\u0304"}
_NAMED = {"ln", "log", "exp", "sin", "cos", "tan", "tanh", "max", "min", "det", "sup", "inf"}
_SHRUNK = {"frac": 0.72, "dfrac": 0.9, "tfrac": 0.72}


def read(latex: str) -> Box:
    """The formula as a box; raises NotRead."""
    return _group(tuple(_TOKEN.findall(latex)), False)


@lru_cache(maxsize=50_000)
def _group(tokens: tuple[str, ...], tight: bool) -> Box:
    """A row of atoms; in a tight one signs stand close together, as in scripts."""
    return _Reader(tokens, tight).row("")


class _Reader:
    """Takes tokens from the end of a list."""

    def __init__(self, tokens: tuple[str, ...], tight: bool) -> None:
        self.tokens, self.tight = list(tokens[::-1]), tight

    def row(self, end: str) -> Box:
        """Atoms up to a closing token, which is taken too; '' is the end of the text."""
        boxes: list[Box] = []
        while self.tokens and self.tokens[-1] != end:
            boxes.append(self.scripted(self.atom()))
        if end:
            self.take(end)
        return spaced(boxes, self.tight) if boxes else EMPTY

    def take(self, wanted: str = "") -> str:
        """The next token; raises NotRead if it is another than the one wanted."""
        if not self.tokens or self.tokens[-1] != (wanted or self.tokens[-1]):
            raise NotRead(self.tokens)
        return self.tokens.pop()

    def group(self) -> Box:
        """What stands in braces, or one atom."""
        return self.atom().as_kind("ord")

    def scripted(self, base: Box) -> Box:
        """The atom with the scripts and primes that follow it."""
        found: dict[str, list[tuple[float, Box]]] = {}
        while self.tokens and self.tokens[-1] in ("_", "^", "'"):
            kind = self.take()
            script = of_sign(known("′")) if kind == "'" else self.script()
            found.setdefault("_" if kind == "_" else "^", []).append((0, scaled(script, SMALL)))
        if not found:
            return base
        lower, upper = [beside(found[kind]) if kind in found else None for kind in "_^"]
        return with_scripts(base, lower, upper)

    def script(self) -> Box:
        """A group in which signs stand close together; of a bare number its first digit."""
        if self.tokens and self.tokens[-1][0].isdigit():
            number = self.take()
            self.tokens.extend([rest for rest in (number[1:],) if rest])
            return letter(number[0])
        outer, self.tight = self.tight, True
        box = self.group()
        self.tight = outer
        return box

    def atom(self) -> Box:
        """A letter, a command with what belongs to it, or a group."""
        token = self.take()
        if token == "{":
            return _group(self.inside(), self.tight).as_kind("ord")
        if token in ("}", "^", "_", "&", "#", "%", "$", "~"):
            raise NotRead(self.tokens)
        word = _WORD.fullmatch(token)
        if word:
            return written(*word.groups())
        if token[0] == "\\":
            return self.command(token[1:])
        return words(token) if len(token) > 1 else letter(token)

    def inside(self) -> tuple[str, ...]:
        """The tokens up to the closing brace, which is taken too."""
        depth, found = 1, []
        while depth:
            token = self.take()
            depth += (token == "{") - (token == "}")
            found.append(token)
        return tuple(found[:-1])

    def command(self, name: str) -> Box:
        """A command and its arguments."""
        if name in _SHRUNK:
            above, below = self.group(), self.group()
            return fraction(scaled(above, _SHRUNK[name]), scaled(below, _SHRUNK[name]))
        if name in _ACCENTS:
            return accented(self.group(), _ACCENTS[name])
        if name == "left":
            return self.fenced()
        if name in ("sqrt", "overline"):
            return (root if name == "sqrt" else overlined)(self.group())
        return words(name).as_kind("op") if name in _NAMED else symbol(name)

    def fenced(self) -> Box:
        r"""\left( … \right)."""
        left = bracket(self.take())
        inside = self.row(r"\right")
        return fenced(left, inside, bracket(self.take()))
