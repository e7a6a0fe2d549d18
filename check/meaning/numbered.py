"""Letters that only their numbers tell apart: x_1 = W_1 x, x_2 = φ(x_1), x_3 = W_2 x_2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .heads import called
from .spelling import CALLED
from .term import rebuilt


def numbered_letters(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The letters of which one number is a function of another: there a number is no layer.

    >>> from ..reader.parser import read
    >>> numbered_letters(read(r"x_2 = \\tanh(x_1)").statements)
    frozenset({'x'})
    """
    return frozenset(left.base for statement in statements for left, right in zip(
        statement.members, statement.members[1:]) if isinstance(left, n.Name)
        and _is_numbered(left) and _is_gate(left, right))


def _is_gate(left: n.Name, right: n.Node) -> bool:
    """x_2 = φ(x_1), and not x_1 = φ(x_1)."""
    function, argument = called(right) or (None, None)
    if function is None or function.primes or not isinstance(argument, n.Name):
        return False
    known = function.base in CALLED or function.base in USUAL["activation"]
    return known and _is_numbered(argument) and argument.base == left.base \
        and argument.subs != left.subs


def _is_numbered(node: Any) -> bool:
    return (isinstance(node, n.Name) and len(node.subs) == 1 and isinstance(node.subs[0], n.Number)
            and not node.sups and not node.primes)


def told_apart(tree: Any, letters: frozenset[str]) -> Any:
    """The tree with x_1 and x_2 as letters of their own, if x is one of these.

    >>> told_apart(n.Name("x", (n.Number("1"), n.Name("j"))), frozenset("x"))
    Name(base='x_1', subs=(Name(base='j', subs=(), sups=(), primes=0),), sups=(), primes=0)
    """
    if not letters:
        return tree
    tree = rebuilt(tree, lambda part: told_apart(part, letters))
    if isinstance(tree, n.Name) and tree.base in letters and tree.subs and isinstance(
            tree.subs[0], n.Number):
        return replace(tree, base=f"{tree.base}_{tree.subs[0].text}", subs=tree.subs[1:])
    return tree
