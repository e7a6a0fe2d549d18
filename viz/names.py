"""Names for what is drawn: labels, or p₁, p₂, … for the products of a sum and v₁, v₂, … else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from chalkgrad.chalk.typeset import escaped, latex_label
from chalkgrad.engine.label import LONGEST, clean, cut, lowered, readable
from chalkgrad.engine.symbol import Symbol

from .items import Item

_FORMULA_LIKE = re.compile(r"[\s+−*/·=-]")
_WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,} |[^\\] [A-Za-z]{2,}$")
_ESCAPED = re.compile(r"[\\^~<>|\"{}$&#%_]")


def symbols_of(items: Sequence[Item]) -> dict[Item, Symbol]:
    """Every item's name as text and in LaTeX; in a formula it is one word, in brackets if it
    looks like a formula itself.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz.items import items_of
    >>> x = Value(2.0, "x_1")
    >>> symbols_of(items_of(x * x, [x, x * x]))
    {Item('x_1'): x₁, Item(''): v₁}
    """
    shown = {item: readable(item.label) if item.label else "" for item in items}
    taken = set(shown.values())
    fresh = {letter: _fresh(letter, taken) for letter in "vp"}
    named = {item: _symbol(name, mathematics(item.label)) if name
             else next(fresh["p" if item.is_product_of_sum else "v"])
             for item, name in shown.items()}
    past = [given for item in items for given in item.inputs if given.before]
    return named | {item: _past(named[item.before]) for item in past if item.before in named}


def _past(symbol: Symbol) -> Symbol:
    """What an item was before, where it is computed from itself."""
    text, latex = bare(symbol)
    return Symbol(f"{text}⁻", f"{{{latex}}}^{{-}}")


def _fresh(letter: str, taken: set[str]) -> Iterator[Symbol]:
    return (Symbol(f"{letter}{lowered(i)}", f"{letter}_{{{i}}}") for i in count(1)
            if f"{letter}{lowered(i)}" not in taken)


def _symbol(name: str, latex: str) -> Symbol:
    if is_formula_like(name):
        return Symbol(f"({name})", rf"\left({latex}\right)")
    return Symbol(name, latex)


def is_formula_like(name: str) -> bool:
    """Whether a name needs brackets where it stands in a formula."""
    return bool(_FORMULA_LIKE.search(name))


def bare(symbol: Symbol) -> tuple[str, str]:
    """The name without the brackets that it gets in a formula, as text and in LaTeX."""
    text, latex = str(symbol), symbol.latex()
    if latex.startswith(r"\left(") and is_formula_like(text):
        return text[1:-1], latex.removeprefix(r"\left(").removesuffix(r"\right)")
    return text, latex


def mathematics(label: str) -> str:
    r"""A label in LaTeX: mathematics where it is some, else text, in the letters it is written in.

    >>> print(mathematics("w_{1,2}^{(1)}"), mathematics("損失"), mathematics(r"\input{x}"))
    w_{1,2}^{(1)} \text{損失} \text{\textbackslash{}input\{x\}}
    """
    latex = latex_label(label)
    is_text = latex.startswith(r"\text{") or _WORDS.search(label) or len(label) > LONGEST
    return plain(cut(clean(label))) if is_text else latex


def plain(text: str) -> str:
    r"""Text in LaTeX that is set as it is, in any letters.

    >>> print(plain("50% 中"))
    \text{50\% 中}
    """
    return rf"\text{{{_ESCAPED.sub(lambda sign: escaped(sign[0]), clean(text))}}}"
