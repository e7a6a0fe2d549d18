"""Letters that only their numbers tell apart, x_2 = φ(x_1), and matrices named by a letter, W_h."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from ..reader.conditions import INDICES
from .binding import USUAL
from .classes import as_softmax
from .heads import called
from .nodes import names_in, nodes
from .spelling import CALLED
from .term import rebuilt
from .worded import worded

MATRICES = ("W", "U", "V")
PARAMETERS = (*MATRICES, "b")
UNITS = ("h", "y", "o", "x")


def numbered_letters(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The letters of which one number is a function of another: there a number is no layer.

    >>> from ..reader.parser import read
    >>> numbered_letters(read(r"x_2 = \\tanh(x_1)").statements)
    frozenset({'x'})
    """
    return frozenset(left.base for statement in statements for left, right in zip(
        statement.members, statement.members[1:]) if isinstance(left, n.Name)
        and _is_numbered(left) and _is_gate(left, right))


def named_matrices(statements: Sequence[n.Statement]) -> frozenset[str]:
    """W_h, W_{xh} and b_h, where h is no index.

    >>> from ..reader.parser import read
    >>> sorted(named_matrices(read(r"h = \\tanh(W_{xh} x + b_h)").statements))
    ['W_XH', 'b_h']
    """
    names = list(names_in(statements))
    indices = {*INDICES, "L"} | {node.index.base for node in nodes(statements) if isinstance(
        node, n.Reduction) and node.index is not None} | {
        sub.base for name in names if name.base not in PARAMETERS for sub in name.subs
        if isinstance(sub, n.Name)}
    own = [name for name in names if name.base in PARAMETERS and name.subs
           and not {getattr(sub, "base", "i") for sub in name.subs} & indices]
    matrices = any(name.base in MATRICES for name in own)
    return frozenset(map(_joined, own)) if matrices else frozenset()


def last_vectors(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The w^{(2)}_j into a single output, beside w^{(1)}_{ij}: a vector, as v_j would be.

    >>> from ..reader.parser import read
    >>> last_vectors(read(r"y = \\sum_j w^{(2)}_j \\tanh(\\sum_i w^{(1)}_{ij} x_i)").statements)
    frozenset({'w^2'})
    """
    counts: dict[str, dict[str, set[int]]] = {}
    for name in names_in(statements):
        if layer := _bracketed(name):
            counts.setdefault(name.base, {}).setdefault(layer, set()).add(len(name.subs))
    return frozenset(f"{base}^{max(layers)}" for base, layers in counts.items()
                     if layers[max(layers)] == {1} and len(layers) > 1
                     and all(2 in layers[layer] for layer in set(layers) - {max(layers)}))


def _bracketed(name: n.Name) -> str:
    """The 2 of w^{(2)} or w^{[2]}, "" for anything else."""
    script = name.sups[0] if len(name.sups) == 1 else None
    number = script.body if script is not None and script.style else None
    return number.text if isinstance(number, n.Number) else ""


def named_above(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The b^h and b^y of h = σ(W x + b^h) and y = V h + b^y.

    >>> from ..reader.parser import read
    >>> named_above(read(r"h = \\tanh(W x + b^h)").statements)
    frozenset({'b^h'})
    """
    return frozenset(f"{name.base}^{unit}" for name in names_in(statements)
                     if name.base in PARAMETERS and (unit := _unit_above(name)))


def _unit_above(name: n.Name) -> str:
    """The h of b^h, "" for anything else."""
    bare = len(name.sups) == 1 and not name.sups[0].style
    return next((unit for unit in UNITS if bare and name.sups[0].body == n.Name(unit)), "")


def _joined(name: n.Name) -> str:
    """The name of its own: what is a matrix stays a capital.

    >>> _joined(n.Name("W", (n.Name("h"),))), _joined(n.Name("b", (n.Name("h"),)))
    ('W_H', 'b_h')
    """
    word = "".join(getattr(sub, "base", "") for sub in name.subs)
    return f"{name.base}_{word.upper() if name.base in MATRICES else word}"


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
    """The tree with x_1 and x_2 as letters of their own, if x is one of these; so W_h, y', w^{(2)}
    and y_{true}, and softmax for the σ of σ(z)_k.

    >>> told_apart(n.Name("x", (n.Number("1"), n.Name("j"))), frozenset("x"))
    Name(base='x_1', subs=(Name(base='j', subs=(), sups=(), primes=0),), sups=(), primes=0)
    """
    if not letters:
        return tree
    tree = rebuilt(tree, lambda part: told_apart(part, letters))
    if isinstance(tree, n.Product):
        return as_softmax(tree, letters)
    if not isinstance(tree, n.Name):
        return tree
    named = (own for way in WAYS for key, own in way(tree) if key in letters)
    return next(named, tree)


Named = Iterator[tuple[str, n.Name]]  # what it is told apart by, and the letter of its own


def _by_prime(name: n.Name) -> Named:
    """y'."""
    if name.primes == 1:
        yield f"{name.base}'", replace(name, base=f"{name.base}'", primes=0)


def _by_above(name: n.Name) -> Named:
    """w^{(2)} and b^h."""
    if above := _bracketed(name) or _unit_above(name):
        yield f"{name.base}^{above}", replace(name, base=f"{name.base}^{above}", sups=())


def _by_word(name: n.Name) -> Named:
    """y_{true}."""
    if found := worded(name):
        base, subs = found
        yield base, replace(name, base=base, subs=subs)


def _by_number(name: n.Name) -> Named:
    """x_1, if x is one of the letters."""
    if name.subs and isinstance(name.subs[0], n.Number):
        base = f"{name.base}_{name.subs[0].text}"
        yield name.base, replace(name, base=base, subs=name.subs[1:])


def _by_letter(name: n.Name) -> Named:
    """W_h."""
    if name.subs and name.base in PARAMETERS:
        yield _joined(name), replace(name, base=_joined(name), subs=())


WAYS = (_by_prime, _by_above, _by_word, _by_number, _by_letter)
