r"""The rows of a display: what stands between its `\\`, outside braces and environments."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMES = ("equation|align|aligned|alignat|alignedat|gather|gathered|multline|multlined|eqnarray|"
          "flalign|xalignat|split|displaymath|math|dmath|IEEEeqnarray|subequations")
_AROUND = re.compile(rf"\\begin\{{(?P<name>(?:{_NAMES})\*?)\}}(?:\[\w\]|\{{\w*\}})?(?P<inside>.*)"
                     r"\\end\{(?P=name)\}\s*[.,;]?\s*", re.DOTALL)
_PIECE = re.compile(r"\\begin\{|\\end\{|\\\\\*?(?:\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\])?|\\.|[{}&]|"
                    r"[^\\{}&]+|\\", re.DOTALL)
_MIDDLE = re.compile(r"&(\s*(?:=|\\[A-Za-z]+|:=|\\?[<>])\s*)&")
_RELATION = re.compile(r"\s*(=|\\approx|\\equiv|\\le|\\ge|\\propto|\\Rightarrow|\\implies|\\iff)")


def rows(latex: str) -> list[str]:
    r"""The rows of a display, with their `&`; one row where it has no `\\`.

    >>> rows(r"\begin{align} a &= b \\[2pt] &= \begin{cases} c \\ d \end{cases} \end{align}")
    ['a &= b', '&= \\begin{cases} c \\\\ d \\end{cases}']
    >>> rows(r"\begin{eqnarray*} a &=& b \\ &=& c \end{eqnarray*}"), rows("a = b")
    (['a &= b', '&= c'], ['a = b'])
    """
    while around := _AROUND.fullmatch(latex.strip()):
        latex = around["inside"]
    found = [""]
    for piece, outside in _pieces(latex):
        if outside and piece.startswith("\\\\"):
            found.append("")
        else:
            found[-1] += piece
    return [row.strip() if "\\begin" in row else _MIDDLE.sub(r"&\1", row).strip()
            for row in found if row.strip()]


def flat(latex: str) -> str:
    r"""A formula on one row, without the signs that align it.

    >>> flat(r"a \\ &= b")
    'a = b'
    """
    return " ".join(map(unaligned, rows(latex)))


def unaligned(row: str) -> str:
    r"""A row without its `&`.

    >>> unaligned(r"a &= \begin{matrix} b & c \end{matrix}")
    'a = \\begin{matrix} b & c \\end{matrix}'
    """
    return "".join(piece for piece, outside in _pieces(row) if not (outside and piece == "&"))


def aligned(latex: str) -> bool:
    """Whether a formula has rows, or signs that align it."""
    found = rows(latex)
    return len(found) > 1 or any(unaligned(row) != row for row in found)


def continues(row: str) -> bool:
    """Whether a row begins with a relation, and so goes on with the one above.

    >>> continues("&= b"), continues("a &= b")
    (True, False)
    """
    return bool(_RELATION.match(unaligned(row)))


def _pieces(latex: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a formula, and whether each stands outside braces and environments."""
    braces = environments = 0
    for match in _PIECE.finditer(latex):
        piece = match[0]
        environments += piece == "\\begin{"
        yield piece, not braces and not environments
        braces += piece.endswith("{") and piece != "\\{"
        braces = max(0, braces - (piece == "}"))
        environments = max(0, environments - (piece == "\\end{"))
