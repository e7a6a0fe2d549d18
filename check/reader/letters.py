"""Letters beyond ASCII: Greek, accented, raised, lowered, and Unicode's mathematical alphabets."""

from __future__ import annotations

import unicodedata

from .vocabulary import COMBINING, GREEK, SIGNS, Entry


def letter_of(text: str) -> Entry | None:
    """The token of a letter with the accents that combine with it, or None.

    >>> letter_of("σ"), letter_of("ŷ"), letter_of("𝐖"), letter_of("¤")
    (('name', 'sigma'), ('name', 'hat y'), ('name', 'W'), None)
    """
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    if not plain:
        return None
    if plain.isdecimal() and plain.isascii():
        return ("number", plain)
    if len(plain) > 1 and not all(sign in COMBINING for sign in plain[1:]):
        return None
    return _accented(plain[0], plain[1:])


def _accented(letter: str, marks: str) -> Entry | None:
    if not letter.isalpha():
        return SIGNS.get(letter)
    base = _greek(letter)
    for mark in marks:
        base = f"{COMBINING[mark]} {base}".strip()
    return ("name", base)


def _greek(letter: str) -> str:
    name = unicodedata.name(letter, "").replace("LAMDA", "LAMBDA").replace(" FINAL", "").split()
    if len(name) < 4 or name[0] != "GREEK" or name[-1].lower() not in GREEK.split():
        return letter
    return name[-1].capitalize() if name[1] == "CAPITAL" else name[-1].lower()


def scripts_of(sign: str) -> str:
    """"^" or "_" and the plain characters, for a raised or lowered character; "" for any other.

    >>> scripts_of("²"), scripts_of("ᵢ"), scripts_of("x")
    ('^2', '_i', '')
    """
    kind, _, codes = unicodedata.decomposition(sign).partition(" ") if sign else ("", "", "")
    mark = {"<super>": "^", "<sub>": "_"}.get(kind, "")
    return mark + "".join(chr(int(code, 16)) for code in codes.split()) if mark else ""
