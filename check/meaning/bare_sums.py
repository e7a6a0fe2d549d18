"""The index that a bare Σ leaves out: what its body counts by, and the left side doesn't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from ..reader.conditions import INDICES
from .nodes import nodes
from .spelling import CALLED
from .term import rebuilt

BELOW = {*INDICES, "o", "h", "s", "u", "v", "d"} - {"l", "ell"}  # not the layers'
ABOVE = {"i", "p", "mu", "s"}  # which number samples, where they stand above without brackets


def with_indices(statement: n.Statement, head: n.Node) -> n.Statement:
    r"""The statement with \sum_i for a \sum without an index, where one can be meant; its chain
    begins with `head`.

    >>> from ..reader.parser import read
    >>> statement, = read(r"z_j = \sum w_{ij} x_i").statements
    >>> with_indices(statement, statement.members[0]).members[1].index
    Name(base='i', subs=(), sups=(), primes=0)
    """
    free = index_letters(head)
    members = []
    for member in statement.members:
        members.append(filled(member, free))
        free |= _counted(_without_sums(member))  # goes on in the members after it
    return replace(statement, members=tuple(members))


def _without_sums(tree: Any) -> Any:
    """The tree with a 1 for every Σ without an index."""
    return n.Number("1") if _is_bare(tree) else rebuilt(tree, _without_sums)


def filled(tree: Any, free: frozenset[str]) -> Any:
    """The tree with an index for every Σ that has none, other than those that are `free`."""
    if isinstance(tree, n.Quotient) and _is_bare(tree.bottom):
        return replace(tree, top=filled(tree.top, free), bottom=filled(tree.bottom, frozenset()))
    if not _is_bare(tree):
        return rebuilt(tree, lambda part: filled(part, free))
    missing = sorted(_counted(tree.body) - free) or sorted(_numbered(tree.body) - free)
    body = filled(tree.body, free | set(missing))
    for letter in reversed(missing):
        body = replace(tree, index=n.Name(letter), body=body)
    return body if missing else tree


def of_entries(statement: n.Statement, letters: Mapping[str, str]) -> n.Statement:
    r"""The statement with \sum_k (t_k - y_k)^2 for a \sum (t - y)^2 of two plain letters; `letters`
    are those that other lines number them by.

    >>> from ..reader.parser import read
    >>> statement, = read(r"E = \sum (t - y)^2").statements
    >>> of_entries(statement, {"y": "j"}).members[1].index
    Name(base='j', subs=(), sups=(), primes=0)
    """
    return replace(statement, members=tuple(_of_entries(each, letters)
                                            for each in statement.members))


def _of_entries(tree: Any, letters: Mapping[str, str]) -> Any:
    if isinstance(tree, n.Add):
        tree = _with_rest(tree, letters)
    tree = rebuilt(tree, lambda part: _of_entries(part, letters))
    two = _two_letters(tree.body) if _is_bare(tree) else set()
    if not two:
        return tree
    letter = _letter(two, letters)
    return replace(tree, index=n.Name(letter), body=_numbered_by(tree.body, two, letter))


def _with_rest(tree: n.Add, letters: Mapping[str, str]) -> n.Add:
    """The (1 − y) log(1 − ŷ) behind Σ y log ŷ, with the same index."""
    summed = [_two_letters(node.body) for _, term in tree.terms for node in nodes(term)
              if _is_bare(node)]
    if len(summed) != 1 or not summed[0]:
        return tree
    letter = _letter(summed[0], letters)
    return replace(tree, terms=tuple(
        (sign, _numbered_by(term, summed[0], letter) if _two_letters(term) == summed[0] and not any(
            map(_is_bare, nodes(term))) else term) for sign, term in tree.terms))


def _two_letters(body: Any) -> set[str]:
    """The t and y of (t − y)², if there are two and they are plain."""
    names = {name for name in nodes(body) if isinstance(name, n.Name)
             and name.base not in CALLED}
    found = {name.base for name in names}
    return found if len(found) == 2 and all(map(_is_plain, names)) else set()


def _letter(two: set[str], letters: Mapping[str, str]) -> str:
    return next((letters[base] for base in sorted(two) if base in letters), "k")


def _is_plain(name: n.Name) -> bool:
    """y and ŷ, no ŷ^{(i)} and no Y."""
    return name.base[-1:].islower() and not (name.subs or name.sups or name.primes)


def _numbered_by(tree: Any, bases: set[str], letter: str) -> Any:
    if isinstance(tree, n.Name):
        return replace(tree, subs=(n.Name(letter),)) if tree.base in bases else tree
    return rebuilt(tree, lambda part: _numbered_by(part, bases, letter))


def usual_indices(statements: Sequence[n.Statement]) -> dict[str, str]:
    """The index letter that each letter bears most often."""
    counts: dict[str, Counter[str]] = {}
    for name in nodes(list(statements)):
        letter = getattr(name.subs[0], "base", "") if isinstance(
            name, n.Name) and len(name.subs) == 1 else ""
        if letter in BELOW:
            counts.setdefault(name.base, Counter())[letter] += 1
    return {base: count.most_common(1)[0][0] for base, count in counts.items()}


def index_letters(tree: Any) -> frozenset[str]:
    """What a side counts by."""
    return frozenset(_counted(tree) | _numbered(tree))


def _is_bare(tree: Any) -> bool:
    return isinstance(tree, n.Reduction) and tree.index is None


def _counted(tree: Any) -> set[str]:
    """The letters below, but those of a Σ that has its own."""
    bound = {node.index.base for node in nodes(tree)
             if isinstance(node, n.Reduction) and node.index is not None}
    return {name.base for node in nodes(_outside(tree)) if isinstance(node, n.Name)
            for sub in node.subs for name in _names(sub)} & BELOW - bound


def _numbered(tree: Any) -> set[str]:
    """The letters above: of samples."""
    return {name.base for node in nodes(_outside(tree)) if isinstance(node, (n.Name, n.Scripted))
            for script in node.sups for name in _names(script.body)
            if name.base in (BELOW if script.style == "()" else ABOVE)}


def _outside(tree: Any) -> list[Any]:
    """A side without what stands in bare Σ below, which looks for its index itself."""
    if _is_bare(tree):
        return []
    if not isinstance(tree, (n.Add, n.Product, n.Group)):
        return [tree]
    parts = ([term for _, term in tree.terms] if isinstance(tree, n.Add)
             else tree.factors if isinstance(tree, n.Product) else tree.items)
    return [inner for part in parts for inner in _outside(part)]


def _names(node: n.Node) -> Iterator[n.Name]:
    """i of i and of i + 1."""
    return (name for name in nodes(node) if isinstance(name, n.Name))
