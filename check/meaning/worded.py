"""Letters that a word below makes letters of their own: y_{true}, O_{in,k}, z_{in_j}."""

from __future__ import annotations

from collections.abc import Sequence

from ..reader import tree as n
from .nodes import names_in

WORDS = ("true", "pred", "target", "label", "actual", "predicted", "desired", "gt")
ENDS = ("in", "out")
Found = tuple[str, tuple[n.Node, ...]]


def worded_letters(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The letters with such words, as "y_true" and "O_in".

    >>> from ..reader.parser import read
    >>> sorted(worded_letters(read(r"O_{in,k} = y_{true}").statements))
    ['O_in', 'y_true']
    """
    return frozenset(found[0] for name in names_in(statements) if (found := worded(name)))


def worded(name: n.Name) -> Found | None:
    """The letter with its word, and the indices left; None if no word stands below.

    >>> i, n_, k = n.Name("i"), n.Name("n"), n.Name("k")
    >>> worded(n.Name("O", (i, n_, k)))
    ('O_in', (Name(base='k', subs=(), sups=(), primes=0),))
    """
    subs = name.subs
    if len(subs) == 1 and isinstance(subs[0], n.Name) and not subs[0].sups:
        word = subs[0].base
        if word in WORDS or (word in ENDS and subs[0].subs):
            return f"{name.base}_{word}", subs[0].subs
    bases = [getattr(sub, "base", "") for sub in subs]
    if len(subs) == 2 and bases[0] in ENDS:
        return f"{name.base}_{bases[0]}", subs[1:]
    if len(subs) == 3 and bases[:2] == ["i", "n"]:
        return f"{name.base}_in", subs[2:]
    return None
