r"""Formulas as MathML, which every current browser typesets without a script or a request.

latex2mathml reads the LaTeX. What it makes is built anew from a list of harmless elements and
attributes, because it copies the text of a formula as it stands: `\text{<script>}` as a script.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape, unescape
from typing import Any

from ...engine.label import clean
from ..pages.inline import relations
from .plain import plain
from .rows import aligned, rows, unaligned

LONGEST = 4000  # characters of a formula that is typeset
_ELEMENTS = frozenset((
    "math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msub", "msup", "msubsup",
    "msqrt", "mroot", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded",
    "mphantom"))
_CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3,
             "munderover": 3}
_ATTRIBUTES = frozenset((
    "stretchy", "fence", "form", "separator", "lspace", "rspace", "columnalign", "displaystyle",
    "scriptlevel", "linethickness", "minsize", "maxsize", "symmetric", "movablelimits", "accent",
    "accentunder", "largeop", "columnspacing", "rowspacing"))
_HARMLESS = re.compile(r"[A-Za-z0-9 .%+-]{1,30}")
_FONTS = {"bold": "BOLD", "double-struck": "DOUBLE-STRUCK", "script": "SCRIPT",
          "bold-italic": "BOLD ITALIC", "fraktur": "FRAKTUR", "sans-serif": "SANS-SERIF",
          "monospace": "MONOSPACE"}
_WIDTH = re.compile(r"-?\d{0,2}(?:\.\d{1,4})?(?:em|ex|pt|mu)")
_AS_TEXT = re.compile(r"\\(?:label|tag)\*?\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])")
_INNER = re.compile(r"\\(begin|end)\{(?:align|aligned|split|gather|gathered|alignedat|multlined)\*?"
                    r"\}(?:\[\w\]|\{\d+\})?")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{")
_BAR = re.compile(r"\\(?:big|Big|bigg|Bigg)[lrm]?\s*(?=\\\||\||\\[lr]?[Vv]ert(?![A-Za-z]))")
_OPEN, _CLOSED, _BARS = "([{⟨", ")]}⟩", "|‖∥∣"


def typeset(latex: str, widest: int = 70) -> str:
    r"""A formula as a MathML element, or its LaTeX in a code element where that can't be made.

    A chain with more characters than `widest`, as plain text, gets a row for every relation.

    >>> typeset("a < b")
    '<math display="block"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>'
    >>> typeset(r"\frac{a")
    '<code>\\frac{a</code>'
    """
    try:
        return _element(_converted(_AS_TEXT.sub(" ", latex), widest))
    except Exception:  # the converter raises what it likes on LaTeX that is none
        return f"<code>{escape(clean(latex))}</code>"


def _converted(latex: str, widest: int) -> Any:
    from latex2mathml.converter import convert_to_element

    if not latex.strip() or len(latex) > LONGEST:
        raise ValueError("nothing to typeset, or too much")
    latex = _BAR.sub("", _in_rows(clean(latex), widest))
    latex = latex.replace("==>", r"\Rightarrow ").replace(":=", r"\coloneqq ")
    return convert_to_element(latex, display="block")


def _in_rows(latex: str, widest: int) -> str:
    """Rows for a display that has them, whose align stayed in the document, and for a long one."""
    if not aligned(latex) and not _ENVIRONMENT.search(latex) and len(plain(latex)) > widest:
        latex = _broken(latex)
    found = [_INNER.sub(r"\\\1{align*}", row) for row in rows(latex)]
    if not aligned(latex):
        return found[0]
    lined = [row if unaligned(row) != row else f"& {row}" for row in found]
    return r"\begin{align*}" + r" \\ ".join(lined) + r"\end{align*}"


def _broken(latex: str) -> str:
    r"""A chain with a row for every relation, and a row for every statement after a `\quad`.

    >>> _broken("a = b = c"), _broken(r"a = b \quad c = d")
    ('a &= b \\\\ &= c', 'a &= b \\\\ c &= d')
    """
    statements = (one for one in re.split(r"\\q?quad(?![A-Za-z])", latex) if one.strip())
    return r" \\ ".join(map(_chain, statements))


def _chain(latex: str) -> str:
    places = [place for place, _ in relations(latex)]
    pieces = [latex[start:end].strip() for start, end in zip([0, *places], [*places, len(latex)])]
    first, *rest = pieces
    return f"{first} &" + r" \\ &".join(rest)


def _element(element: Any) -> str:
    """The element with everything inside it, of what is harmless alone."""
    if len(element) != _CHILDREN.get(element.tag, len(element)):
        raise ValueError(f"{element.tag} with {len(element)} children")
    inside = _text(element) + "".join(map(_element, element))
    tag = element.tag if element.tag in _ELEMENTS else "mrow" if len(element) else "mtext"
    if tag == "mi" and len(inside) > 1 and inside.isalpha():
        tag = "mo"  # a name such as ln keeps its distance
    if tag == "mi" and len(inside) > 1 and inside.startswith("\\"):
        return f'<mtext class="unknown">{inside}</mtext>'
    return f"<{tag}{_attributes(element)}>{inside}</{tag}>"


def _attributes(element: Any) -> str:
    if element.tag == "math":
        return ' display="block"'
    kept = {name: value for name, value in element.attrib.items()
            if (name in _ATTRIBUTES and _HARMLESS.fullmatch(value))
            or (name == "width" and _WIDTH.fullmatch(value))}
    kept |= _look(element, unescape(element.text or ""))
    return "".join(f' {name}="{value}"' for name, value in kept.items())


def _look(element: Any, text: str) -> dict[str, str]:
    """What the converter leaves to the browser, or says in a way that browsers don't read."""
    if element.tag in ("mi", "mo") and len(text) > 1 and text.isalpha():
        return {"lspace": "0.16em", "rspace": "0.16em"}
    if element.tag == "mo" and text and text in _OPEN + _CLOSED + _BARS:
        return _bracket(element, text)
    plainly = element.tag == "mi" and (_upright(text) or element.get("mathvariant") == "normal")
    return {"mathvariant": "normal"} if plainly else {}


def _bracket(element: Any, text: str) -> dict[str, str]:
    r"""Brackets and bars keep no distance, and only grow where the formula says so: `\left`."""
    grows = element.get("minsize") or element.get("form")
    form = {**dict.fromkeys(_OPEN, "prefix"), **dict.fromkeys(_CLOSED, "postfix")}.get(text)
    return {"lspace": "0", "rspace": "0", **({} if grows else {"stretchy": "false"}),
            **({"form": form} if form and not element.get("form") else {})}


def _upright(text: str) -> bool:
    """Capital Greek letters stand upright in TeX."""
    return len(text) == 1 and "Α" <= text <= "Ω"


def _text(element: Any) -> str:
    text = _clean_inside(unescape(element.text or ""))
    font = _FONTS.get(element.attrib.get("mathvariant", ""), "")
    return escape("".join(_styled(letter, font) for letter in text) if font else text)


def _clean_inside(text: str) -> str:
    """Without control characters, but with the spaces at the ends."""
    return "".join(" " if sign.isspace() else clean(sign) for sign in text).replace(" ", "\u00a0")


def _styled(letter: str, font: str) -> str:
    """The letter in a font of mathematics, which a browser shows by its own character."""
    try:
        name = re.sub("LATIN |GREEK | LETTER", "", unicodedata.name(letter))
        return unicodedata.lookup(f"MATHEMATICAL {font} {name}")
    except (KeyError, ValueError):
        return letter
