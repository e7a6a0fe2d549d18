"""Formulas set in type: LaTeX in, outlines with their measures out, alike on every machine."""

from __future__ import annotations

from functools import lru_cache

from .boxes import Box
from .glyphs import Glyphs, definitions, glyphs
from .letters import NotRead, words

__all__ = ["Glyphs", "definitions", "typeset"]


def typeset(latex: str, size: float = 12.0, colour: str = "#1a1a1a") -> Glyphs:
    r"""A formula in LaTeX, without dollar signs, set in a size in points.

    What is no LaTeX, or more than can be set, is shown as the plain text that it is. Texts are
    data: nothing in them is executed, and nothing can leave the picture.

    >>> formula = typeset(r"\dfrac{\partial C}{\partial w_1} = -0.2", 12)
    >>> formula.height > 12, 0 < formula.baseline < formula.height
    (True, True)
    """
    return glyphs(latex, _set(latex), size, colour)


@lru_cache(maxsize=20_000)
def _set(latex: str) -> Box:
    from .reader import read

    try:
        return read(latex)
    except (NotRead, RecursionError):
        return _elsewhere(latex)


def _elsewhere(latex: str) -> Box:
    """Set by ziamath, which knows more of LaTeX, or else as plain text."""
    from .borrowed import borrowed

    return borrowed(latex) or words(latex)
