"""Steps in words, for a screen reader: partial C by partial z equals minus 0.104."""

from __future__ import annotations

import re
import unicodedata

from chalkgrad.engine import Symbol
from chalkgrad.engine.label import cut, number
from chalkgrad.engine.number import Number
from chalkgrad.engine.steps import written

from ..names import bare
from .film import Computed, Product, Seeded

LONG = 120  # characters of one formula; nobody listens to more

_WORDS = {"−": " minus ", "-": " minus ", "+": " plus ", "·": " times ", "=": " equals ",
          "/": " over ", "∂": " partial ", "′": " prime ", "∞": " infinity ", "^": " to the ",
          "_": " sub ", "½": " one half ", "√": " root of ", "…": " and so on "}
_SCRIPTS = {"<sub>": " sub ", "<super>": " super "}
_ACCENTS = {"\u0302": " hat ", "\u0304": " bar ", "\u0303": " tilde ", "\u0307": " dot ",
            "\u20d7": " vector "}


def spoken_computed(step: Computed) -> str:
    """A box that is computed, aloud.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz.player.film import Film
    >>> spoken_computed(next(iter(Film(Value(-0.5, "w_1") * Value(2.0, "x")))))
    'v sub 1 equals w sub 1 x equals minus 0.5 times 2 equals minus 1'
    """
    parts = dict.fromkeys((bare(step.name)[0], written(step.formula), written(step.numbers)))
    return " equals ".join([*(aloud(cut(part, LONG)) for part in parts),
                            spoken_number(step.item.value)])


def spoken_seed(step: Seeded) -> str:
    """The first gradient, aloud."""
    return f"{_slope(step.name, step.name)} equals {spoken_number(step.total)}"


def spoken_product(step: Product) -> str:
    """A product of the chain rule, aloud.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz.player.film import Film
    >>> a = Value(-0.5, "a"); C = a * a; C.label = "C"
    >>> print(spoken_product(list(Film(C))[-1]))
    partial C by partial a plus equals partial C by partial C times partial C by partial a
    equals 1 times minus 0.5 equals minus 0.5;
    path 2 of 2, so far partial C by partial a equals minus 1
    """
    y, item, target = step.names
    sign = "plus equals" if step.of > 1 else "equals"
    line = (f"{_slope(y, target)} {sign} {_slope(y, item)} times {_slope(item, target)} equals "
            f"{spoken_number(step.adjoint)} times {spoken_number(step.partial)} equals "
            f"{spoken_number(step.contribution)}")
    so_far = f"path {step.place} of {step.of}, so far " if step.of > 1 else ""
    return f"{line}; {so_far}{_slope(y, target)} equals {spoken_number(step.total)}"


def spoken_number(given: Number) -> str:
    """A number to four figures, in words where it has signs.

    >>> spoken_number(-0.104031), spoken_number(1.5e-12)
    ('minus 0.104', '1.5 times 10 to the minus 12')
    """
    return aloud(number(given)).replace("super", "to the")


def aloud(text: str) -> str:
    """A formula in Unicode, sign by sign in words.

    >>> aloud("w₁,₂⁽¹⁾"), aloud("σ(z)"), aloud("(a − y)²")
    ('w sub 1,2 super 1', 'sigma (z)', '(a minus y) super 2')
    """
    words, script = "", ""
    for sign in unicodedata.normalize("NFD", text):
        kind = _SCRIPTS.get(unicodedata.decomposition(sign).split(" ")[0], "")
        if kind and kind != script:
            words += kind
        words += _word(unicodedata.normalize("NFKC", sign) if kind else sign, bool(kind))
        script = kind if kind or sign != "," else script
    return re.sub(r" +", " ", words).replace("( ", "(").strip()


def _word(sign: str, small: bool) -> str:
    if small and sign in "()":
        return ""
    return _ACCENTS.get(sign) or _WORDS.get(sign) or _greek(sign)


def _greek(sign: str) -> str:
    size, _, letter = unicodedata.name(sign, "").partition(" LETTER ")
    return f"{letter.lower().replace('lamda', 'lambda')} " if size[:5] == "GREEK" else sign


def _slope(y: Symbol, x: Symbol) -> str:
    return f"partial {aloud(bare(y)[0])} by partial {aloud(bare(x)[0])}"
