"""Sums written out with dots: w_1 x_1 + w_2 x_2 + … + w_n x_n for Σ_j w_j x_j."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .nodes import names_in
from .term import rebuilt

COUNTS = ("n", "m", "d", "p", "k", "D", "N", "M", "K", "r")
LETTERS = ("j", "i", "k", "q")


def summed(tree: Any) -> Any:
    r"""The tree with a Σ for every sum of like terms with dots between.

    >>> from ..reader.parser import read
    >>> side = summed(read(r"w_1 x_1 + \dots + w_n x_n + b").statements[0].members[0])
    >>> side.terms[0][1].kind, side.terms[0][1].upper.base, len(side.terms)
    ('sum', 'n', 2)
    """
    tree = rebuilt(tree, summed)
    if not isinstance(tree, n.Add):
        return tree
    dots = [at for at, (_, term) in enumerate(tree.terms) if isinstance(term, n.Ellipsis_)]
    return _with_sum(tree, dots[0]) if len(dots) == 1 else tree


def _with_sum(tree: n.Add, at: int) -> n.Node:
    """The sum around the dots at that place, if the terms beside them are alike."""
    if at + 1 == len(tree.terms):
        return tree
    sign, last = tree.terms[at + 1]
    for count in COUNTS:
        start = _start(tree, at, last, n.Name(count))
        if start is not None and len({each for each, _ in tree.terms[start:at + 2]}) == 1:
            letter = _free_letter(tree)
            span = (tree.terms[start][1].span[0], last.span[1])
            whole = n.Reduction("sum", letter, n.Number("1"), n.Name(count), None,
                                _counted(last, n.Name(count), letter), span)
            terms = (*tree.terms[:start], (sign, whole), *tree.terms[at + 2:])
            return whole if len(terms) == 1 and sign > 0 else replace(tree, terms=terms)
    return tree


def _start(tree: n.Add, at: int, last: n.Node, count: n.Name) -> int | None:
    """Where the terms begin that are the last one with 1, 2, … for the count; None if none do."""
    if _counted(last, count, n.Number("1")) == last:
        return None
    for start in range(at):
        if all(_counted(last, count, n.Number(str(number))) == term for number, (_, term)
               in enumerate(tree.terms[start:at], 1)):
            return start
    return None


def _counted(tree: Any, count: n.Name, number: n.Name | n.Number) -> Any:
    """A term with another number for the count where it numbers something: in w_n x_n, not n w."""
    if isinstance(tree, n.Name):
        return replace(tree, subs=tuple(replace(number, span=sub.span) if sub == count else sub
                                        for sub in tree.subs))
    return rebuilt(tree, lambda part: _counted(part, count, number))


def _free_letter(tree: n.Add) -> n.Name:
    used = {name.base for name in names_in(tree)}
    return n.Name(next((letter for letter in LETTERS if letter not in used), "s"))
