"""The (n) of w_{ji}(n), e_j(n): a time that stands behind every quantity and says nothing more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .nodes import nodes
from .term import rebuilt

LETTERS = ("n", "t", "k", "p", "m", "i", "tau")
FEWEST = 3  # quantities that must bear the letter


def stamps(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The letters that stand in brackets of their own behind indexed quantities, nowhere else."""
    bearers: dict[str, set[str]] = defaultdict(set)
    behind: Counter[str] = Counter()
    for node in nodes(statements):
        for name, letter in _stamped(node):
            behind[letter] += 1
            if name.subs:
                bearers[letter].add(name.base)
    everywhere = Counter(node.base for node in nodes(statements) if isinstance(node, n.Name))
    return frozenset(letter for letter, names in bearers.items()
                     if len(names) >= FEWEST and everywhere[letter] == behind[letter])


def _stamped(node: Any) -> list[tuple[n.Name, str]]:
    """The names of a product with the letter in brackets behind each."""
    if not isinstance(node, n.Product):
        return []
    return [(name, letter) for name, group in zip(node.factors, node.factors[1:])
            if isinstance(name, n.Name) and (letter := _letter(group))]


def _letter(group: n.Node) -> str:
    """The letter of (n), "" for anything else."""
    if not isinstance(group, n.Group) or not group.opening.startswith("(") or len(group.items) != 1:
        return ""
    item = group.items[0]
    plain = isinstance(item, n.Name) and not (item.subs or item.sups or item.primes)
    return item.base if isinstance(item, n.Name) and plain and item.base in LETTERS else ""


def unstamped(tree: Any, letters: frozenset[str]) -> Any:
    """The tree without these letters behind its quantities."""
    if not letters:
        return tree
    tree = rebuilt(tree, lambda part: unstamped(part, letters))
    return _without(tree, letters) if isinstance(tree, n.Product) else tree


def _without(product: n.Product, letters: frozenset[str]) -> n.Node:
    factors, signs = [product.factors[0]], list[str]()
    for sign, factor in zip(product.signs, product.factors[1:]):
        if isinstance(factors[-1], n.Name) and not sign and _letter(factor) in letters:
            factors[-1] = replace(factors[-1], span=(factors[-1].span[0], factor.span[1]))
        else:
            factors.append(factor)
            signs.append(sign)
    if len(factors) == 1:
        return factors[0]
    return replace(product, factors=tuple(factors), signs=tuple(signs))
