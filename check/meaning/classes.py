"""The k-th output: p(y = k | x), the probability of a class, and σ(z)_k, an entry of a softmax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..reader import tree as n
from ..reader.conditions import INDICES
from .forms import logistic_argument, softmax_argument, ungrouped
from .term import rebuilt

CLASSES = {*INDICES, "c"} - {"l", "ell", "t"}


def as_outputs(tree: Any) -> Any:
    r"""The tree with p_k^{(i)} for p(y^{(i)} = k | x^{(i)}), and for p(y_i = k | x_i), and with
    p_k for p(C_k | x).

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


def named_softmax(statements: Sequence[n.Statement]) -> frozenset[str]:
    r"""The σ of σ(z)_k = e^{z_k} / Σ_j e^{z_j}, which is no logistic function there, and that of
    σ(z_k) = e^{z_k} / Σ_j e^{z_j}.

    >>> from ..reader.parser import read
    >>> named_softmax(read(r"\sigma(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}}").statements)
    frozenset({'sigma()_'})
    """
    members = [statement.members for statement in statements]
    logistic = {_name(two[0]) for each in members for two in pairwise(each)
                if logistic_argument(two[1]) is not None}
    return frozenset(_name(one) for each in members if any(map(softmax_argument, each))
                     for one in each) - logistic - {""}


def as_softmax(tree: n.Product, letters: frozenset[str]) -> n.Product:
    """The product with softmax(z)_k for the σ(z)_k in it, if σ()_ is one of the letters."""
    named = {at for at, pair in enumerate(pairwise(tree.factors)) if _called(*pair) in letters}
    return replace(tree, factors=tuple(
        n.Name("softmax", span=factor.span) if at in named else factor
        for at, factor in enumerate(tree.factors))) if named else tree


def _name(tree: n.Node) -> str:
    """σ()_ for σ(z)_k, σ(_) for σ(z_k), "" for anything else."""
    return _called(*tree.factors) if isinstance(tree, n.Product) and len(tree.factors) == 2 else ""


def _called(head: n.Node, after: n.Node) -> str:
    """How the function is called that stands before a bracket, "" where there is none."""
    if not isinstance(head, n.Name) or head != n.Name(head.base):
        return ""
    if isinstance(after, n.Scripted):
        return f"{head.base}()_" if len(after.subs) == 1 else ""
    inside = ungrouped(after)
    entry = inside is not after and isinstance(inside, n.Name) and len(inside.subs) == 1
    return f"{head.base}(_)" if entry else ""


def _output(head: n.Node, after: n.Node) -> n.Name | None:
    if not isinstance(head, n.Name) or head != n.Name(head.base) or head.base not in (
            "p", "P", "Pr") or not isinstance(after, n.Group) or len(after.items) < 2:
        return None
    label = after.items[0]
    if isinstance(label, n.Name) and label.base == "C" and len(label.subs) == 1:
        return n.Name(head.base, label.subs, (), 0, (head.span[0], after.span[1]))
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
