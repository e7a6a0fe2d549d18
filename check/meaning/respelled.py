"""A document's own spellings, found in all of it, and the trees as they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..reader import tree as n
from .best_values import best_values, unmarked
from .bias_inside import with_bias, with_bias_inside
from .data_rows import vectors_of_weights, weights_first
from .dot_products import dotted_vectors, transposed
from .features import as_inputs, features
from .gradients_of import arguments_of_costs, varied
from .residuals import as_index, residuals
from .sample_letters import in_brackets, sample_letters
from .stamps import stamps, unstamped
from .typed_twice import as_one, typed_twice
from .unhatted import hatted, unhatted

Spellings = tuple[frozenset[Any], ...]  # what each of the ways has found, in their order
Finding = Callable[[Sequence[n.Statement]], frozenset[Any]]
Changing = Callable[[Any, frozenset[Any]], Any]

WAYS: tuple[tuple[Finding, Changing], ...] = (
    (features, as_inputs), (unhatted, hatted), (typed_twice, as_one),
    (best_values, unmarked),
    (arguments_of_costs, varied), (dotted_vectors, transposed),
    (vectors_of_weights, weights_first), (sample_letters, in_brackets), (stamps, unstamped),
    (with_bias_inside, with_bias), (residuals, as_index))


def spellings(statements: Sequence[n.Statement]) -> Spellings:
    """What a document spells in ways of its own."""
    found: list[frozenset[Any]] = []
    for find, change in WAYS:
        found.append(find(statements))
        if found[-1]:
            statements = [change(statement, found[-1]) for statement in statements]
    return tuple(found)


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
