r"""Single signs of a formula: letters in the style of mathematics, operators, \commands, words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby

from chalkgrad.engine.label import clean

from .boxes import EMPTY, Box, Mark, beside, drawn, of_sign
from .font import UNITS, Sign, sign


class NotRead(Exception):
    """LaTeX beyond what is read here."""


_KINDS = {character: kind for kind, characters in {
    "bin": "+−±·×÷∗⋆∘", "rel": "=<>≤≥≈≠≡∼→←∈", "open": "([{", "close": ")]}!", "punct": ",;:",
}.items() for character in characters}
_AS_DRAWN = {"-": "−", "*": "∗", "'": "′"}
_COMMANDS = {
    "cdot": "·", "times": "×", "pm": "±", "div": "÷", "ast": "∗", "star": "⋆", "circ": "∘",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈",
    "equiv": "≡", "sim": "∼", "to": "→", "rightarrow": "→", "leftarrow": "←", "in": "∈",
    "partial": "∂", "nabla": "∇", "infty": "∞", "ell": "ℓ", "prime": "′", "dots": "…",
    "ldots": "…", "cdots": "⋯", "vdots": "⋮", "odot": "⊙", "{": "{", "}": "}", "|": "‖",
    "varphi": "φ", "phi": "ϕ", "varepsilon": "ε", "epsilon": "ϵ", "vartheta": "ϑ", "%": "%",
    "_": "_", "#": "#", "&": "&", "$": "$",
}
_GAPS = {",": 167.0, ":": 222.0, ";": 278.0, " ": 250.0, "!": -167.0, "quad": 1000.0,
         "qquad": 2000.0}
_ITALIC = {"h": "ℎ", "∂": "𝜕", "ϵ": "𝜖", "ϑ": "𝜗", "ϕ": "𝜙"}
_ESCAPES = {"textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~",
            "textless": "<", "textgreater": ">", "textbar": "|"}


def known(character: str) -> Sign:
    """The font's sign; raises NotRead where it has none."""
    found = sign(character)
    if found is None:
        raise NotRead(character)
    return found


@cache
def letter(character: str) -> Box:
    """One character of a formula: a letter leans, a digit does not, an operator keeps apart."""
    character = _AS_DRAWN.get(character, character)
    if sign(character) is None:
        return words(character)
    return of_sign(known(italic(character)), _KINDS.get(character, "ord"))


@cache
def symbol(name: str) -> Box:
    """The sign that a command such as sigma stands for; raises NotRead for any other."""
    if name in _GAPS:
        return EMPTY._replace(width=_GAPS[name], kind="gap")
    if name in _COMMANDS:
        return letter(_COMMANDS[name])
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return letter(unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}"))
    except KeyError:
        raise NotRead(name) from None


def italic(character: str) -> str:
    """The leaning form of a Latin or small Greek letter."""
    if character in _ITALIC:
        return _ITALIC[character]
    return _shifted(character, (("A", "Z", "𝐴"), ("a", "z", "𝑎"), ("α", "ω", "𝛼")))


def bold(character: str) -> str:
    """The bold form of a letter or digit."""
    return _shifted(character, (("A", "Z", "𝐀"), ("a", "z", "𝐚"), ("α", "ω", "𝛂"), ("0", "9", "𝟎")))


def _shifted(character: str, alphabets: tuple[tuple[str, str, str], ...]) -> str:
    for first, last, start in alphabets:
        if first <= character <= last:
            return chr(ord(start) + ord(character) - ord(first))
    return character


def bracket(token: str) -> str:
    r"""The bracket after \left or \right; raises NotRead for anything else."""
    found = token.removeprefix("\\") if token != r"\|" else "‖"
    if found not in (*"()[]{}|.", "‖"):
        raise NotRead(token)
    return found


def written(command: str, text: str) -> Box:
    r"""The words in \text{…}, \mathit{…} and the like, their escapes undone."""
    plain = _unescaped(text)
    style = {"mathit": italic, "mathbf": bold}.get(command, str)
    box = words("".join(map(style, plain)) if command[:4] == "math" else plain)
    return box.as_kind("op" if command == "operatorname" else "ord")


def _unescaped(text: str) -> str:
    named = re.sub(r"\\([a-z]+)\{\}", lambda found: _ESCAPES.get(found[1], found[0]), text)
    return re.sub(r"\\([^A-Za-z])", r"\1", named).replace("''", '"')


@cache
def words(text: str) -> Box:
    """Upright text; what the font lacks is left to the fonts of whoever shows the picture."""
    runs = groupby(unicodedata.normalize("NFC", clean(text)), key=lambda c: sign(c) is not None)
    boxes = [_run("".join(characters)) if there else _foreign("".join(characters))
             for there, characters in runs]
    return beside((0, box) for box in boxes)


def _run(text: str) -> Box:
    return beside((0, of_sign(known(character))) for character in text)


def _foreign(text: str) -> Box:
    """A run of text in unknown letters, in about the room that they take."""
    width = UNITS * sum(map(_em, text))
    return Box(width, 880.0, 220.0, (drawn(Mark(width=width, text=text)),))


def _em(character: str) -> float:
    if unicodedata.category(character) == "Mn":
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.6
