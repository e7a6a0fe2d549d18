"""Labels and numbers as plain Unicode text that is safe to draw: w_{1,2} becomes w₁,₂."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from .number import Number

_LOWERED = dict(zip("0123456789+−-=()aehijklmnoprstuvxβγρφχ,",
                    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ,"))
_RAISED = dict(zip("0123456789+−-=()abcdefghijklmnoprstuvwxyzT",
                   "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ"))
_LOWERED_SIGNS = str.maketrans(_LOWERED)
_SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(−?\d+(?:\.\d+)?(?:e−?\d+)?|[^\W_])(?![\w.]))")
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{(\w)\}| (?=\w))?")
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}
_SIGNS = {"ell": "ℓ", "partial": "∂", "cdot": "·", "ast": "*", "star": "*", "prime": "′",
          "varphi": "φ", "varepsilon": "ε", "lambda": "λ", "Lambda": "Λ"}
_MARK = "\u200e"  # after a word written leftwards, so that the formula around it is not turned
LONGEST = 60  # characters of one line in a box


def readable(label: str) -> str:
    r"""A LaTeX-like label as Unicode text on one line; what has no Unicode sign stays as it is.

    Control characters and those that turn the writing direction are shown as �.

    >>> readable("w_{1,2}^{(1)}"), readable(r"\hat{y}"), readable(r"\delta_j"), readable("x_q")
    ('w₁,₂⁽¹⁾', 'ŷ', 'δⱼ', 'x_q')
    """
    text = cut(scripts(_COMMAND.sub(_command, clean(label[:4 * LONGEST]))))
    leftwards = any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in text)
    return text + _MARK if leftwards else text


def clean(text: str) -> str:
    """The text on one line, with � for what can't or shouldn't be drawn.

    >>> clean("a\\nb\\u202e")
    'a b�'
    """
    return "".join(map(_drawable, " ".join(text.split())))


def _drawable(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
    return "�" if hidden else character


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, or its beginning and an ellipsis.

    >>> cut("w x + w y + b", 9)
    'w x + w …'
    """
    if len(text) <= longest:
        return text
    start = text[:longest - 1]
    return (start.rsplit(" ", 1)[0] if " " in start else start.rstrip()) + " …"


def scripts(formula: str) -> str:
    """Raised and lowered signs where Unicode has all of them.

    >>> scripts("0.5(a − y)^2 + e^z + x^(y − 1) + x^0.5 + e^abc")
    '0.5(a − y)² + eᶻ + x^(y − 1) + x^0.5 + e^abc'
    """
    return _SCRIPT.sub(_script, formula)


def lowered(number: int) -> str:
    """A number as a subscript.

    >>> lowered(12)
    '₁₂'
    """
    return str(number).translate(_LOWERED_SIGNS)


def _script(match: re.Match[str]) -> str:
    signs = _LOWERED if match[1] == "_" else _RAISED
    text = match[3] if match[2] is None else match[2]
    if not text or any(sign not in signs for sign in text):
        return match[0]
    return "".join(signs[sign] for sign in text)


def _command(match: re.Match[str]) -> str:
    r"""\hat{y} → ŷ, \delta → δ; an unknown command stays as it is."""
    name, argument = match[1], match[2] or ""
    if name in _ACCENTS and argument:
        return unicodedata.normalize("NFC", argument + _ACCENTS[name])
    sign = _SIGNS.get(name) or _greek(name)
    return match[0] if sign is None else sign + (f"{{{argument}}}" if argument else "")


def _greek(name: str) -> str | None:
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        return None


def number(given: Number) -> str:
    """A number to four significant digits, with the signs of the board.

    >>> number(-0.57444252), number(2.0), number(1.5e-12), number(float("-inf"))
    ('−0.5744', '2', '1.5·10⁻¹²', '−∞')
    """
    text = _digits(given).replace("inf", "∞").replace("-", "−")
    if text == "−0":
        return "0"
    return re.sub(r"e\+?(−?)0*(\d+)", lambda m: "·10" + scripts(f"^{m[1]}{m[2]}"), text)


def chalk(given: Number) -> str:
    """A number as in a line on the board: four decimals, fewer where it has fewer.

    >>> chalk(-0.104031), chalk(0.5), chalk(1.5e-12), chalk(12345.678)
    ('−0.1040', '0.5', '1.5·10⁻¹²', '1.235·10⁴')
    """
    if type(given) is not float or not 1e-3 <= abs(given) < 1e4:
        return number(given)
    text = f"{given:.4f}"
    return (text.rstrip("0").rstrip(".") if float(text) == given else text).replace("-", "−")


def _digits(given: Number) -> str:
    """Four digits of any kind of number; a short Fraction stays one."""
    if hasattr(given, "context"):
        return re.sub(r"\.0(?!\d)", "", given.context.nstr(given, 4)).removeprefix("+")
    if isinstance(given, Fraction):
        short = len(f"{given}") < 12
        return f"{given}" if short else f"{Decimal(given.numerator) / given.denominator:.4g}"
    return format(given, ".4g")
