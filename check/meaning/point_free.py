"""σ′ = σ (1 − σ): a line on functions that names no point stands for their values at every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from ..trial.world import ACTIVATIONS
from .binding import USUAL
from .heads import called, functions_defined
from .nodes import names_in, nodes
from .spelling import CALLED
from .term import rebuilt

USUAL_POINT = "z"
Points = Mapping[str, str]  # the letter of a function's argument, by the function's


def points(statements: Sequence[n.Statement]) -> Points:
    """The functions of a document: those that it calls so, and the usual ones.

    >>> from ..reader.parser import read
    >>> points(read(r"S(x) = \\frac{1}{1 + e^{-x}}").statements)["S"]
    'x'
    """
    usual = {*USUAL["activation"], *(base for base in CALLED if CALLED[base] in ACTIVATIONS)}
    defined = {function: point for function, point, _ in functions_defined(statements)}
    return {**dict.fromkeys(usual, USUAL_POINT), **defined}


def at_points(statement: n.Statement, known: Points) -> n.Statement:
    """σ′(z) = σ(z) (1 − σ(z)) for σ′ = σ (1 − σ), and for dσ/dz = σ (1 − σ); other lines as they
    stand.

    >>> from ..reader.parser import read
    >>> at_points(read(r"\\tanh' = 1 - \\tanh^2").statements[0], {"tanh": "z"}) == \\
    ...     read(r"\\tanh'(z) = 1 - \\tanh^2(z)").statements[0]
    True
    """
    sloped = {base: point for member in statement.members[:1]
              for base, point in [_sloped(member, known)] if base}
    if not sloped or len(statement.members) < 2 or {name.base for name in names_in(
            statement.members)} - set(sloped) - set(sloped.values()):
        return statement
    members = tuple(_put(member, sloped) for member in statement.members)
    return replace(statement, members=members)


def _sloped(member: n.Node, known: Points) -> tuple[str, str]:
    """The function that a member is the derivative of, and its point."""
    call = called(member)
    if isinstance(member, n.Derivative):
        of, by = member.of, member.wrt[0]
        named = isinstance(of, n.Name) and isinstance(by, n.Name) and len(member.wrt) == 1
        base = getattr(of, "base", "")
        return (base, getattr(by, "base", "")) if named and of == n.Name(base) and (
            base in known) else ("", "")
    if call is not None and call[0].primes == 1 and isinstance(call[1], n.Name):
        return (call[0].base if call[0].base in known else ""), call[1].base
    name = member if isinstance(member, n.Name) and member.primes == 1 else n.Name("")
    return (name.base, known[name.base]) if name.base in known else ("", "")


def _put(tree: Any, sloped: Points) -> Any:
    """The tree with the point behind every function that has no argument."""
    if isinstance(tree, n.Derivative):
        return tree
    if isinstance(tree, n.Name) and tree.base in sloped:
        return n.Product((tree, _bracket(tree, sloped)), ("",), tree.span)
    if isinstance(tree, n.Product):
        return _put_between(tree, sloped)
    return rebuilt(tree, lambda part: _put(part, sloped))


def _put_between(tree: n.Product, sloped: Points) -> n.Product:
    """f (z) (1 − f(z)) for f (1 − f), in which the bracket is no argument."""
    factors: list[n.Node] = []
    signs: list[str] = []
    for at, factor in enumerate(tree.factors):
        signs += tree.signs[at - 1:at] if at else ()
        own = isinstance(factor, n.Name) and factor.base in sloped
        after = tree.factors[at + 1] if at + 1 < len(tree.factors) else None
        factors.append(factor if own else _put(factor, sloped))
        if own and isinstance(factor, n.Name) and not _is_argument(after, factor.base):
            factors.append(_bracket(factor, sloped))
            signs.append("")
    return replace(tree, factors=tuple(factors), signs=tuple(signs))


def _is_argument(after: Any, base: str) -> bool:
    """Whether a bracket can be the argument of that function: it doesn't hold it bare."""
    inside = after.body if isinstance(after, n.Scripted) else after
    return isinstance(inside, n.Group) and not any(
        isinstance(node, n.Name) and node.base == base for node in nodes(inside))


def _bracket(name: n.Name, sloped: Points) -> n.Group:
    return n.Group("(", (n.Name(sloped[name.base], span=name.span),), name.span)
