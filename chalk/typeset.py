r"""Labels and numbers in LaTeX that compiles whatever they say: a label is data, not a program."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from ..engine.label import LONGEST, chalk, clean, cut
from ..engine.number import Number

_GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
          "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
          "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi",
          "Psi", "Omega"}
_COMMANDS = _GREEK | {"varepsilon", "vartheta", "varphi", "ell", "partial", "nabla", "ast", "star",
                      "prime", "infty", "cdot", "dots"}
_AROUND = {"hat", "bar", "tilde", "dot", "ddot", "vec", "widehat", "widetilde", "overline",
           "mathrm", "mathbf", "mathit"}
_ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u20d7": "vec"}
_SCRIPTS = {"<sub>": "_", "<super>": "^"}
_SIGNS = {"′": "'", "−": "-", "∂": "\\partial ", "ℓ": "\\ell ", "∞": "\\infty ", "·": "\\cdot "}
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
            "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''",
            **{sign: "\\" + sign for sign in "{}$&#%_"}}


def latex_label(label: str) -> str:
    r"""A label in LaTeX: as it is where it is plain mathematics, else as \text{…}.

    >>> print(latex_label("w_{1,2}^{(1)}"), latex_label("δⱼ"), latex_label("x_10"))
    w_{1,2}^{(1)} \delta_{j} x_{10}
    >>> print(latex_label(r"\input{x}"), latex_label("50%"))
    \text{\textbackslash{}input\{x\}} \text{50\%}
    """
    shown = clean(label[:4 * LONGEST])
    plain = _as_commands(shown)
    if not _is_mathematics(plain):
        return rf"\text{{{escaped(cut(shown))}}}"
    return rf"\mathit{{{plain}}}" if re.fullmatch("[A-Za-z]{2,}", plain) else plain


def escaped(text: str) -> str:
    r"""Text that prints as it is in LaTeX; a sign that TeX's own fonts lack is named by number.

    >>> print(escaped("a_b & é 中"))
    a\_b \& é [U+4E2D]
    """
    return "".join(_ESCAPED.get(sign) or _in_font(sign) for sign in text)


def latex_number(number: Number) -> str:
    r"""A number as `chalk` writes it, in LaTeX.

    >>> latex_number(-1.5e-12)
    '-1.5 \\cdot 10^{-12}'
    """
    return latex_digits(chalk(number))


def latex_digits(written: str) -> str:
    """A written number such as −1.5·10⁻¹², 1/3, ∞ or nan in LaTeX."""
    if written.lstrip("−").replace(".", "", 1).isdecimal():
        return written.replace("−", "-")
    text = re.sub(r"(\d+)/(\d+)", r"\\frac{\1}{\2}", _as_commands(written))
    text = text.replace(" … -", r"\;\ldots\;{-}").replace(" … ", r"\;\ldots\;")
    return text.replace("nan", r"\mathrm{nan}").replace("\\cdot", " \\cdot ")


def _in_font(sign: str) -> str:
    if sign.isascii() or ("À" <= sign <= "ÿ" and sign not in "×÷"):
        return sign
    return f"[U+{ord(sign):04X}]"


def _as_commands(label: str) -> str:
    r"""Greek letters, raised and lowered signs and accents as commands; x_10 as x_{10}."""
    runs = groupby(unicodedata.normalize("NFD", label), key=_script)
    text = "".join(_run(script, "".join(signs)) for script, signs in runs)
    text = re.sub(r"(\\[A-Za-z]+) (?![A-Za-z])", r"\1", text.strip())
    return re.sub(r"([_^])(\d\d+)", r"\1{\2}", text)


def _script(sign: str) -> str:
    return _SCRIPTS.get(unicodedata.decomposition(sign).split(" ")[0], "")


def _run(script: str, signs: str) -> str:
    """A run of signs on the line, raised or lowered."""
    if script:
        signs = unicodedata.normalize("NFKC", signs)
    text = ""
    for sign in signs:
        accent = _ACCENTS.get(sign) if text else None
        text = rf"{text[:-1]}\{accent}{{{text[-1]}}}" if accent else text + _sign(sign)
    return f"{script}{{{text}}}" if script else text


def _sign(sign: str) -> str:
    size, _, letter = unicodedata.name(sign, "").partition(" LETTER ")
    name = letter.lower().replace("lamda", "lambda")
    name = name.capitalize() if size == "GREEK CAPITAL" else name
    return f"\\{name} " if size[:5] == "GREEK" and name in _GREEK else _SIGNS.get(sign, sign)


# What is plain mathematics

class _NotPlain(Exception):
    """The text holds something other than letters, numbers, safe commands and their scripts."""


def _is_mathematics(text: str) -> bool:
    tokens = re.findall(r"\\[A-Za-z]*|.", text)[::-1]
    try:
        _row(tokens)
    except _NotPlain:
        return False
    return bool(text) and not tokens


def _row(tokens: list[str]) -> None:
    """Read letters with their scripts, up to a closing brace or the end."""
    while tokens and tokens[-1] != "}":
        _letter(tokens)
        while tokens and tokens[-1] in "' ":
            tokens.pop()
        _scripts(tokens)


def _letter(tokens: list[str]) -> None:
    token = tokens.pop()
    if token == "{":
        _group(tokens)
    elif token[1:] in _AROUND or token == r"\text":
        _expect("{", tokens)
        _group(tokens) if token != r"\text" else _words(tokens)
    elif not (_plain(token) or token in ",.()+-=[]/*:;! " or token[1:] in _COMMANDS):
        raise _NotPlain


def _group(tokens: list[str]) -> None:
    _row(tokens)
    _expect("}", tokens)


def _words(tokens: list[str]) -> None:
    while tokens and (_plain(tokens[-1]) or tokens[-1] in " ,.-()"):
        tokens.pop()
    _expect("}", tokens)


def _scripts(tokens: list[str]) -> None:
    """At most one subscript and one superscript, each a sign, a command or a group."""
    met: set[str] = set()
    while tokens and tokens[-1] in "_^":
        kind = tokens.pop()
        if kind in met or not tokens:
            raise _NotPlain
        met.add(kind)
        single = tokens[-1].isalnum()
        _letter(tokens)
        if single and tokens and tokens[-1].isalnum():  # x_hidden is a word, no x with script h
            raise _NotPlain


def _plain(token: str) -> bool:
    return token.isascii() and token.isalnum()


def _expect(token: str, tokens: list[str]) -> None:
    if not tokens or tokens.pop() != token:
        raise _NotPlain
