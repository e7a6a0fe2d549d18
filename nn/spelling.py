"""Derivatives over general indices in LaTeX, and the same as text."""

from __future__ import annotations

import re

from ..engine.label import scripts

_SPELLED = [  # LaTeX → text, in this order
    (r"\\frac\{\\partial (.*?)\}\{\\partial (.*?\)\}|.)\}", r"∂\1/∂\2"),
    (r"\\frac\{2 \\left\((.*?)\\right\)\}\{n_L\}", r"2(\1)/n_L"),
    (r"\\frac\{(.*?)\}\{(a_.*\\right\))\}", r"(\1)/(\2)"),
    (r"(?<=[\w})]) ?\\left\(", "("), (r"\\left\(", "("), (r"\\right\)", ")"),
    (r" \\cdot \(", " · ("), (r"\\cdot", "·"),
    (r"\\sum", "Σ"), (r"\\delta", "δ"), (r"\\Delta ", "Δ"), (r"\\sigma", "σ"),
    (r"\\operatorname\{(\w+)\}", r"\1"), (r"\^\{\(L\)\}", "⁽ᴸ⁾"),
    (r"\^\{\(L-1\)\}", "⁽ᴸ⁻¹⁾"),
    (r"\^\{2\}", "²"), (r" - ", " − "), (r" −\(", " − ("), (r"·\(", "· ("),
]


def at(letter: str, index: str, layer: str) -> str:
    """a_j^{(l)}: a letter with an index and a layer."""
    lowered = f"{{{index}}}" if "," in index else index
    return f"{letter}_{lowered}^{{({layer})}}"


def slope(of: str, by: str) -> str:
    """∂of/∂by in LaTeX."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def bracketed(formula: str) -> str:
    r"""A factor, in brackets if it is a difference.

    >>> bracketed("a - y"), bracketed(r"a \left(1 - a\right)")
    ('\\left(a - y\\right)', 'a \\left(1 - a\\right)')
    """
    outside = re.sub(r"\\left\(.*?\\right\)|\{[^{}]*\}", "", formula)
    fraction = formula.startswith(r"\frac")
    return rf"\left({formula}\right)" if " - " in outside and not fraction else formula


def as_text(formula: str) -> str:
    """A formula in LaTeX as Unicode text."""
    for pattern, written in _SPELLED:
        formula = re.sub(pattern, written, formula)
    return scripts(formula)
