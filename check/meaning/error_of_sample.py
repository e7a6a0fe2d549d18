"""The error e^{(i)} of sample i, which is no power of Euler's number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..reader import tree as n
from .nodes import names_in
from .spelling import indexed, sample_of
from .term import rebuilt

E = "e"


def errors_of_samples(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The letters above an e that a line defines, and above another quantity.

    >>> from ..reader.parser import read
    >>> errors_of_samples(read(r"e^{(i)} = \hat y^{(i)} - y^{(i)}").statements)
    frozenset({'i'})
    """
    heads = (statement.members[0] for statement in statements if statement.members)
    letters = {sample_of(head) for head in heads if isinstance(head, n.Name)
               and head.base == E and head.sups}
    others = {sample_of(name) for name in names_in(statements) if name.base != E}
    return frozenset(letters & others - {""})


def as_index(tree: Any, letters: frozenset[str]) -> Any:
    """The tree with e_i for e^{(i)}.

    >>> as_index(n.Name("e", sups=(n.Script("()", n.Name("i")),)), frozenset("i")).subs[0].base
    'i'
    """
    tree = rebuilt(tree, lambda part: as_index(part, letters))
    error = isinstance(tree, n.Name) and tree.base == E and sample_of(tree) in letters
    return indexed(tree) if error else tree
