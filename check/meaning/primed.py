"""Targets and predictions that only a prime tells apart: y and y′ in Σ y′ log y and (y − y′)²."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..reader import tree as n
from .nodes import names_in, nodes

LETTERS = ("y", "Y", "p", "t")
LOGARITHMS = ("ln", "log")


def primed_letters(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The letters that stand, once with a prime and once without, for targets and predictions,
    and the i' of Σ_{i'}.

    >>> from ..reader.parser import read
    >>> primed_letters(read(r"L = -\\sum_i y'_i \\log y_i").statements)
    frozenset({"y'"})
    >>> primed_letters(read("y' = y (1 - y)").statements)
    frozenset()
    """
    slopes = {left.base for statement in statements
              for left, right in zip(statement.members, statement.members[1:])
              if isinstance(left, n.Name) and left.primes
              and left.base in {name.base for name in names_in(right)}}
    counting = (node.index for node in nodes(statements) if isinstance(node, n.Reduction))
    return frozenset(f"{base}'" for base in LETTERS
                     if base not in slopes and base in set(_compared(statements))) | frozenset(
        f"{index.base}'" for index in counting if index is not None and index.primes == 1)


def _compared(statements: Sequence[n.Statement]) -> Iterator[str]:
    """The letters of y′ log y, y log y′ and y − y′."""
    for node in nodes(list(statements)):
        two: tuple[n.Node, ...] = ()
        if isinstance(node, n.Product):
            two = tuple(factor for factor in node.factors if getattr(
                factor, "base", "") not in LOGARITHMS) if _has_logarithm(node) else ()
        elif isinstance(node, n.Add) and [sign for sign, _ in node.terms] in ([1, -1], [-1, 1]):
            two = tuple(term for _, term in node.terms)
        names = [name for name in map(_bare, two) if name is not None]
        if len(names) == 2 and names[0].base == names[1].base and sorted(
                name.primes for name in names) == [0, 1]:
            yield names[0].base


def _has_logarithm(product: n.Product) -> bool:
    return any(getattr(factor, "base", "") in LOGARITHMS for factor in product.factors)


def _bare(node: n.Node) -> n.Name | None:
    """y of y and of (y)."""
    if isinstance(node, n.Group) and len(node.items) == 1:
        node = node.items[0]
    return node if isinstance(node, n.Name) else None
