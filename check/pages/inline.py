"""What stands between single dollars: a claim, another formula, or only two prices."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PRICE = re.compile(r"\s*\d[\d.,]*(?:\s|[^\w\s]|$)")
_SIGNS = re.compile(r"[\\=^_<>≈→←≡+*/']")
_BRACKETS = {"{": 1, "(": 1, "[": 1, "\\{": 1, "}": -1, ")": -1, "]": -1, "\\}": -1}
_WORDS = ("approx", "to", "rightarrow", "longrightarrow", "Rightarrow", "Longrightarrow",
          "implies", "leftarrow", "gets", "Leftarrow", "iff", "equiv", "coloneqq", "triangleq",
          "doteq", "simeq", "cong", "mapsto", "propto", "xrightarrow", "Leftrightarrow")
_PIECE = re.compile(r"(?<![<>!])=|[≈→←⇒≡≔∝↦]|\\[{}]|[{}()\[\]]|\\(?:" + "|".join(_WORDS)
                    + r")(?![A-Za-z])")


def is_price(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] between two dollars is prose after a price, as in "$5 and $6".

    >>> is_price("$5 and $6", 1, 7), is_price("$5 = x$", 1, 6), is_price("$5$", 1, 2)
    (True, False, False)
    """
    content, digit_follows = text[start:end], text[end + 1:end + 2].isdigit()
    if not content.strip() or (_SIGNS.search(content) and not digit_follows):
        return False
    if _PRICE.match(content) and (digit_follows or len(content.split()) > 1):
        return True
    return content[0].isspace() != content[-1].isspace() and not _SIGNS.search(content)


def relations(latex: str) -> Iterator[tuple[int, str]]:
    r"""The relations of a formula outside all its brackets, and where each stands.

    >>> list(relations(r"\sum_{i=1} p(t=0) = a \to b")), list(relations("l < L"))
    ([(18, '='), (22, '\\to')], [])
    """
    depth = 0
    for match in _PIECE.finditer(latex):
        piece = match[0]
        if piece in _BRACKETS:
            depth = max(0, depth + _BRACKETS[piece])
        elif not depth:
            yield match.start(), piece
