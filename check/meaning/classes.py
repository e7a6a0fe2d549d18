"""The probability of a class, p(y = k | x): the k-th output."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..reader import tree as n
from ..reader.conditions import INDICES
from .term import rebuilt

CLASSES = {*INDICES, "c"} - {"l", "ell", "t"}


def as_outputs(tree: Any) -> Any:
    r"""The tree with p_k^{(i)} for p(y^{(i)} = k | x^{(i)}), and for p(y_i = k | x_i).

    >>> from ..reader.parser import read
    >>> as_outputs(read("p(y = k | x)").statements[0].members[0])
    Name(base='p', subs=(Name(base='k', subs=(), sups=(), primes=0),), sups=(), primes=0)
    """
    tree = rebuilt(tree, as_outputs)
    if not isinstance(tree, n.Product):
        return tree
    factors, signs, at = [], [], 0
    while at < len(tree.factors):
        output = None if at + 1 == len(tree.factors) or tree.signs[at] else _output(
            *tree.factors[at:at + 2])
        factors.append(output or tree.factors[at])
        at += 2 if output else 1
        signs.append(tree.signs[at - 1] if at < len(tree.factors) else "")
    return factors[0] if len(factors) == 1 else replace(
        tree, factors=tuple(factors), signs=tuple(signs[:-1]))


def _output(head: n.Node, after: n.Node) -> n.Name | None:
    if not isinstance(head, n.Name) or head != n.Name(head.base) or head.base not in (
            "p", "P", "Pr") or not isinstance(after, n.Group) or len(after.items) < 2:
        return None
    label = after.items[0]
    if not isinstance(label, n.Condition) or label.relations != ("=",):
        return None
    target, number = label.members
    if not isinstance(target, n.Name) or target.base not in ("y", "Y", "t") or not isinstance(
            number, n.Name) or number.base not in CLASSES or number != n.Name(number.base):
        return None
    named = [item for item in (target, *after.items[1:]) if isinstance(item, n.Name)]
    samples = [(*item.sups, *(n.Script("()", sub) for sub in item.subs)) for item in named]
    return n.Name(head.base, (number,), next(filter(None, samples), ()), 0,
                  (head.span[0], after.span[1]))
