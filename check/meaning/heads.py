"""The parts of a definition: the name that is defined, a function and its argument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .nodes import neighbours, nodes
from .spelling import CALLED


def head_of(left: n.Node) -> n.Name | None:
    """The name that is defined: `z_j`, `h_θ(x)`; None for anything else.

    >>> head_of(n.Name("z", (n.Name("j"),))).base, head_of(n.Number("2"))
    ('z', None)
    """
    if isinstance(left, n.Product) and len(left.factors) == 2 and isinstance(left.factors[1],
                                                                             n.Group):
        left = left.factors[0]
    return left if isinstance(left, n.Name) and not left.primes else None


def called(node: n.Node) -> tuple[n.Name, n.Node] | None:
    """f(z) or f z, as function and argument."""
    if not isinstance(node, n.Product) or len(node.factors) != 2 or node.signs[0]:
        return None
    function, argument = node.factors
    if isinstance(argument, n.Scripted) and not argument.sups and not argument.primes:
        argument = argument.body  # softmax(z)_i
    if isinstance(argument, n.Group) and len(argument.items) == 1:
        argument = argument.items[0]
    return (function, argument) if isinstance(function, n.Name) else None


def functions_defined(statements: Sequence[n.Statement]) -> Iterator[tuple[str, str, n.Node]]:
    """Every f(x) = …: the function, the letter of its argument, and what it is.

    >>> from ..reader.parser import read
    >>> [found[:2] for found in functions_defined(read("f(x) = x^2").statements)]
    [('f', 'x')]
    """
    for statement in statements:
        call = called(statement.members[0]) if len(statement.members) > 1 else None
        if call is not None and not call[0].primes and isinstance(call[1], n.Name) and (
                call[1] == n.Name(call[1].base)):
            yield call[0].base, call[1].base, statement.members[1]


def turned(left: n.Node, right: n.Node) -> tuple[n.Node, n.Node]:
    """z = w x + b for w x + b = z, and ŷ = σ(z) for σ(z) = ŷ; other pairs as they stand."""
    call = called(left)
    function = call is not None and call[0].base in {*CALLED, *USUAL["activation"]}
    named = isinstance(right, n.Name) and right.base not in ("e", *CALLED)
    said = named and (isinstance(left, n.Add) or function)
    return (right, left) if said else (left, right)


def slope_of(node: n.Node) -> n.Derivative | None:
    """∂C/∂z, also where it is written ∇_z C or ∇_z C(z)."""
    if isinstance(node, n.Derivative):
        return node
    if not isinstance(node, n.Product) or not 2 <= len(node.factors) <= 3 or any(node.signs):
        return None
    nabla, of, *arguments = node.factors
    if not isinstance(nabla, n.Name) or nabla.base != "nabla" or len(nabla.subs) != 1 or not all(
            isinstance(each, n.Group) for each in arguments):
        return None
    return n.Derivative(of, nabla.subs, "partial", node.span)


def behind_logarithms(tree: Any) -> set[str]:
    """The letters that stand right behind ln or log.

    >>> behind_logarithms(n.Product((n.Name("ln"), n.Name("L")), ("",)))
    {'L'}
    """
    return {two.base for node in nodes(tree) for one, two, _ in neighbours(node)
            if getattr(one, "base", "") in ("ln", "log") and isinstance(two, n.Name)}


def bare_name(node: n.Node) -> n.Node:
    """(w^l)^T as w^l with a transpose."""
    if isinstance(node, n.Scripted) and isinstance(node.body, n.Group) and len(
            node.body.items) == 1 and isinstance(node.body.items[0], n.Name):
        inner = node.body.items[0]
        return n.Name(inner.base, inner.subs, inner.sups + node.sups, inner.primes, inner.span)
    return node
