"""A document's own spellings, found in all of it, and the trees as they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..reader import tree as n
from .bias_inside import with_bias, with_bias_inside
from .dot_products import dotted_vectors, transposed
from .error_of_sample import as_index, errors_of_samples
from .sample_letters import in_brackets, sample_letters
from .stamps import stamps, unstamped
from .typed_twice import as_one, typed_twice
from .unhatted import hatted, unhatted

Spellings = tuple[frozenset[Any], ...]  # what each of the ways has found, in their order
Finding = Callable[[Sequence[n.Statement]], frozenset[Any]]
Changing = Callable[[Any, frozenset[Any]], Any]

WAYS: tuple[tuple[Finding, Changing], ...] = (
    (unhatted, hatted), (typed_twice, as_one), (sample_letters, in_brackets), (stamps, unstamped),
    (dotted_vectors, transposed), (with_bias_inside, with_bias), (errors_of_samples, as_index))


def spellings(statements: Sequence[n.Statement]) -> Spellings:
    """What a document spells in ways of its own."""
    return tuple(find(statements) for find, _ in WAYS)


def respelled(tree: Any, found: Spellings) -> Any:
    r"""The tree in the spelling that is read.

    >>> from ..reader.parser import read
    >>> bare, = read(r"E = \sum_t (r^t - y^t)^2").statements
    >>> bracketed, = read(r"E = \sum_t (r^{(t)} - y^{(t)})^2").statements
    >>> respelled(bare, spellings([bare])) == bracketed
    True
    """
    for (_, change), own in zip(WAYS, found):
        tree = change(tree, own) if own else tree
    return tree
