r"""A formula as one line of Unicode text: `\frac{\partial C}{\partial z}` is ∂C/∂z."""

from __future__ import annotations

import re
import unicodedata

from ...engine.label import clean

LONGEST, DEEPEST = 4000, 40
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|==?>|->|<-|:=|\s+|.", re.DOTALL)
_LOW = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ,", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ,"))
_HIGH = dict(zip("0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW′,",
                 "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ′,"))
_WIDE = "\u2003"  # between two statements
_SIGNS = {
    "partial": "∂", "nabla": "∇", "sum": "Σ", "prod": "Π", "cdot": "·", "times": "×", "odot": "⊙",
    "circ": "∘", "top": "T", "intercal": "T", "infty": "∞", "leq": "≤", "le": "≤", "geq": "≥",
    "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "equiv": "≡", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "gets": "←", "Rightarrow": "⇒", "implies": "⇒", "iff": "⇔", "in": "∈",
    "forall": "∀", "therefore": "∴", "prime": "′", "ldots": "…", "dots": "…", "cdots": "⋯",
    "vdots": "⋮", "pm": "±", "ell": "ℓ", "propto": "∝", "mid": "|", "vert": "|", "Vert": "‖",
    "|": "‖", "{": "{", "}": "}", "quad": _WIDE, "qquad": _WIDE, ",": " ", ";": " ", ":": " ",
    " ": " ", "!": "", "\\": _WIDE, "%": "%", "$": "$", "&": "&", "#": "#", "_": "_", "lVert": "‖",
    "rVert": "‖", "lvert": "|", "rvert": "|", "dagger": "†", "ast": "*", "star": "⋆", "sim": "∼",
    "bullet": "•", "otimes": "⊗", "oplus": "⊕", "bigoplus": "⊕", "langle": "⟨", "rangle": "⟩",
    "mapsto": "↦", "varphi": "φ", "varepsilon": "ε", "colon": ":", "coloneqq": "≔", "subset": "⊂",
    "subseteq": "⊆", "cup": "∪", "cap": "∩", "lambda": "λ", "Lambda": "Λ", "sqrt": "√",
}
_GREAT = ("\\sum", "\\prod", "\\frac")
_TYPED = {"&": " ", "'": "′", "*": "·", "~": " ", "-": "−", "==>": "⇒", "=>": "⇒", "->": "→",
          "<-": "←", ":=": "≔"}
_OVER = "\\over"
_SPACED = frozenset("=≤≥≠≈≡→←⇒⇔∈≔↦∝⊂⊆∼")
_SILENT = frozenset((
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr",
    "displaystyle", "textstyle", "limits", "nolimits", "nonumber", "notag", "middle", "rm", "bf",
    "it", "cal"))
_WRAPPERS = frozenset((
    "text", "operatorname", "operatorname*", "mathrm", "mathbf", "mathcal", "mathbb", "boldsymbol",
    "bm", "pmb", "mathit", "mathsf", "textbf", "textit", "textrm", "mbox", "boxed", "vec",
    "mathbin", "mathop", "ensuremath"))
_WORDS = frozenset(("ln", "log", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min",
                    "arg", "lim", "det", "dim", "diag", "tr", "sup", "inf"))
_AFTER = re.escape("".join({*_LOW.values(), *_HIGH.values(), *"([_^"} - {","}))
_ROOM = re.compile("|".join(rf"(?<=\b{word}) +(?=[{_AFTER}])" for word in sorted(_WORDS)))
_ENVIRONMENTS = {"cases": ("{", "}"), "bmatrix": ("[", "]"), "pmatrix": ("(", ")"),
                 "vmatrix": ("|", "|"), "matrix": ("", ""), "aligned": ("", ""), "split": ("", ""),
                 "array": ("", ""), "gathered": ("", "")}
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}


def plain(latex: str) -> str:
    r"""A formula as Unicode text; LaTeX that has no such form stays as it is written.

    >>> plain(r"\frac{\partial C}{\partial w_{ij}^{(l)}} = \left( a_j - y_j \right) \sigma'(z)")
    '∂C/∂wᵢⱼ⁽ˡ⁾ = (aⱼ − yⱼ) σ′(z)'
    >>> plain(r"\tanh'(z) = 1 - \tanh^2 z"), plain(r"\frac{d}{dz} \log (1 + e^z)")
    ('tanh′(z) = 1 − tanh² z', 'd/dz log(1 + eᶻ)')
    >>> plain(r"\frac{1}{n}\sum_{i} x_i"), plain(r"\frac{\partial C}{\partial z}(1 - a)")
    ('1/n Σᵢ xᵢ', '∂C/∂z(1 − a)')
    >>> plain(r"x = \begin{cases} 1 & a \\ 2 & b \end{cases}"), plain(r"\underbrace{x}")
    ('x = {1 a   2 b}', '\\underbrace{x}')
    """
    written = clean(latex)
    try:
        text = _Reader(_without_tag(written)).formula() if len(latex) <= LONGEST else written
    except _NotPlain:
        return written
    return "   ".join(filter(None, map(clean, text.split(_WIDE))))


def _without_tag(latex: str) -> str:
    return re.sub(r"\\(?:tag|label)\*?\s*\{[^{}]*\}", " ", latex)


class _NotPlain(Exception):
    """What can't be said on one line."""


class _Reader:
    """Reads a formula from left to right, once."""

    def __init__(self, latex: str) -> None:
        self.tokens = _TOKEN.findall(latex)
        self.place = self.depth = 0

    def formula(self, end: str = "") -> str:
        """Everything up to the closing brace, or to the end."""
        self.depth += 1
        top, pieces = "", list[str]()
        while self.depth <= DEEPEST and self.tokens[self.place:self.place + 1] not in ([], ["}"]):
            pieces.append(self.piece(pieces))
            if pieces[-1] == _OVER:
                top, pieces = _tidy(pieces[:-1]), []
        if self.depth > DEEPEST or bool(end) != (self.place < len(self.tokens)):
            raise _NotPlain  # too deep, or a brace is missing, or one too many
        self.depth -= 1
        return _quotient(top, _tidy(pieces)) if top else _tidy(pieces)

    def piece(self, before: list[str]) -> str:
        token = self.next()
        if token == "{":
            return self.rest_of_group()
        if token in "^_":
            return _script(token, self.argument())
        if token[0] == "\\":
            return self.command(token[1:])
        if token.isspace():
            return "" if not before or before[-1].endswith(" ") else " "
        return self.sign(token, before)

    def sign(self, token: str, before: list[str]) -> str:
        """A letter or sign; a minus between two things has room around it."""
        token = _TYPED.get(token, token)
        inside = bool(before) and before[-1].strip()[-1:] not in ("", "(", "[", "=", "{", "·")
        if token in "+−" and inside and self.depth == 1:
            return f" {token} "
        return f" {token} " if token in _SPACED and self.depth == 1 else token

    def command(self, name: str) -> str:
        if name == "over":
            return _OVER
        if name in _SIGNS:
            return f" {_SIGNS[name]} " if _SIGNS[name] in _SPACED else _SIGNS[name]
        if name in _SILENT:
            return self.silent(name)
        if name in _WRAPPERS:
            return self.argument()
        if name in ("frac", "tfrac", "dfrac"):
            return _quotient(self.argument(), self.argument()) + self.room()
        if name in ("begin", "end"):
            return _environment(self.argument(), name == "begin")
        if name in _ACCENTS:
            return unicodedata.normalize("NFC", self.argument() + _ACCENTS[name])
        return f" {name} " if name in _WORDS else _greek(name)

    def room(self) -> str:
        """A space between a quotient and a Σ or a letter, which would seem to stand below."""
        after = self.tokens[self.place:self.place + 1]
        return " " if after and (after[0] in _GREAT or after[0].isalpha()) else ""

    def silent(self, name: str) -> str:
        """A size is dropped, and with it the dot that stands for no bracket."""
        if name in ("left", "right") and self.tokens[self.place:self.place + 1] == ["."]:
            self.place += 1
        return ""

    def argument(self) -> str:
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1
        token = self.next()
        if token == "{":
            return self.rest_of_group()
        if token in ("}", "^", "_"):
            raise _NotPlain
        return self.command(token[1:]) if token[0] == "\\" else self.sign(token, [])

    def rest_of_group(self) -> str:
        text = self.formula("}")
        self.place += 1
        return text

    def next(self) -> str:
        if self.place >= len(self.tokens):
            raise _NotPlain
        self.place += 1
        return str(self.tokens[self.place - 1])


def _greek(name: str) -> str:
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        raise _NotPlain from None


def _environment(name: str, begins: bool) -> str:
    if name not in _ENVIRONMENTS:
        raise _NotPlain
    return _ENVIRONMENTS[name][0 if begins else 1]


def _script(sign: str, text: str) -> str:
    signs, bare = _LOW if sign == "_" else _HIGH, text.replace(" ", "").replace("−", "-")
    if all(character in signs for character in bare):
        return "".join(signs[character] for character in bare)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _quotient(top: str, bottom: str) -> str:
    differential = bottom[1:] if bottom[:1] == top[:1] == "d" else bottom.lstrip("∂")
    several = re.search(r"[\w′⁾][A-Za-zα-ω(]", differential)
    return f"{_factor(top)}/({bottom})" if several else f"{_factor(top)}/{_factor(bottom)}"


def _factor(text: str) -> str:
    """Brackets around what a stroke would tear apart."""
    return text if re.fullmatch(r"[^\s+−/·(]*", text) else f"({text})"


def _tidy(pieces: list[str]) -> str:
    """No room inside brackets, after ∂, or between a function and its brackets or prime."""
    text = re.sub(r"(?<=[(\[{∂∇Δ]) +| +(?=[)\]},])", "", "".join(pieces))
    return _ROOM.sub("", text).strip(" ")
