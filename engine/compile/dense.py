"""Sums of products that make a matrix product: every left row meets every right row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .groups import Group
from .lowered import Dense, Part
from .parts import Ints

if TYPE_CHECKING:
    from .lowering import Lowering

SMALLEST = 8  # sums in a matrix product that is taken out of a larger group
PRODUCTS = (2, 3, 4)  # parts that may be matrix products: u·u, u·x and u·v
_MIXER = np.random.default_rng(0).integers(1, 2 ** 62, 4096) | 1


def dense(group: Group, parts: list[Part], lowering: Lowering,
          ) -> Iterator[tuple[Ints, list[Part]]]:
    """The group's members in the order in which they get places, with their parts; a group that
    holds several matrix products is yielded piece by piece."""
    candidates = [part for part in parts if part.number // 2 in PRODUCTS]
    if len(group.members) == 1:
        yield group.members, _single(parts, any(part.right.shape[1] > 1 for part in candidates))
        return
    if not candidates:
        yield _elementwise(group, parts, lowering, np.arange(len(group.members)))
        return
    main = max(candidates, key=lambda part: part.right.shape[1])
    assert main.left is not None
    left = _numbered(lowering.place[main.left])
    right = _numbered(place_or_input(lowering, main, main.right))
    rest = np.ones(len(left), bool)
    for which in _products(left, right, main.right.shape[1]):
        rest[which] = False
        order = which[np.lexsort((left[which], right[which]))]
        yield group.members[order], [_part(part, order, main) for part in parts]
    if rest.any():
        yield _elementwise(group, parts, lowering, np.flatnonzero(rest))


def _single(parts: list[Part], several: bool) -> list[Part]:
    """The parts of one sum: of several products a row of weights times a column."""
    return [replace(part, product=Dense(part.left, part.right))
            if several and part.left is not None and part.number // 2 in PRODUCTS else
            _not_given(part) for part in parts]


def _numbered(rows: Ints) -> Ints:
    """Equal rows have equal numbers, and the numbers go up with the rows' first entries."""
    mixer = _MIXER[np.arange(rows.shape[1]) % len(_MIXER)] * (1 + 2 * np.arange(rows.shape[1]))
    _, first, which = np.unique((rows * mixer).sum(1), return_index=True, return_inverse=True)
    if (rows != rows[first][which]).any():  # two rows that are mixed alike
        _, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((rows[first, -1], rows[first, 0]))] = np.arange(len(first))
    return rank[which.reshape(-1)]


def _products(left: Ints, right: Ints, terms: int) -> Iterator[Ints]:
    """The sets of sums in which every left row meets every right row, once."""
    lefts = int(left.max()) + 1
    if _is_product(left, right):
        if terms > 1 or lefts > 1:
            yield np.arange(len(left))
        return
    _, once = np.unique(right * lefts + left, return_index=True)
    left, right = left[once], right[once]
    alike = _met_alike(left, right)
    order = np.argsort(alike, kind="stable")
    for which in np.split(order, np.flatnonzero(np.diff(alike[order])) + 1):
        if len(which) >= SMALLEST and (terms > 1 or len(np.unique(left[which])) > 1):
            pair = (np.unique(rows[which], return_inverse=True)[1] for rows in (left, right))
            if _is_product(*pair):
                yield once[which]


def _met_alike(left: Ints, right: Ints) -> Ints:
    """A number for each sum, equal where the right rows meet the same left rows."""
    meets = np.zeros(int(right.max()) + 1, np.int64)
    np.add.at(meets, right, _MIXER[left % len(_MIXER)] * (1 + 2 * left))
    alike: Ints = np.unique(meets, return_inverse=True)[1].reshape(-1)
    return alike[right]


def _is_product(left: Ints, right: Ints) -> bool:
    lefts, rights = int(left.max()) + 1, int(right.max()) + 1
    return lefts * rights == len(left) == len(np.unique(right * lefts + left))


def _part(part: Part, order: Ints, main: Part | None) -> Part:
    """The part for some of the members, as a matrix product if it is one in their order."""
    right = part.right[order]
    if part.left is None:
        return replace(part, right=right)
    left = part.left[order]
    taken = replace(part, left=left, right=right)
    if part.number // 2 in PRODUCTS and main is not None:
        (a, at), (b, of) = _by_appearance(left), _by_appearance(right)
        if len(a) * len(b) == len(order) and (of * len(a) + at == np.arange(len(order))).all():
            return replace(taken, product=Dense(left[a], right[b]))
    return _not_given(taken)


def _by_appearance(rows: Ints) -> tuple[Ints, Ints]:
    """Where each distinct row first stands, and for each row which it is."""
    numbers = _numbered(rows)
    _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank: Ints = np.empty(len(first), np.int64)
    rank[order] = np.arange(len(first))
    return first[order], rank[which.reshape(-1)]


def _not_given(part: Part) -> Part:
    """Inputs that are multiplied one by one are copied to places of their own first."""
    return replace(part, number=part.number + 2) if part.number // 2 == 3 else part


def _elementwise(group: Group, parts: list[Part], lowering: Lowering, which: Ints,
                 ) -> tuple[Ints, list[Part]]:
    taken = [_part(part, which, None) for part in parts]
    batched: NDArray[np.bool_] = lowering.depends[[part.right.flat[0] for part in taken]] >= 2
    leading = taken[int(np.argmax(batched))].right[:, 0]
    lowering.rows(leading)
    order = np.argsort(lowering.place[leading], kind="stable")
    return group.members[which[order]], [_part(part, order, None) for part in taken]


def place_or_input(lowering: Lowering, part: Part, nodes: Ints) -> Ints:
    """Where the right factors lie; inputs that weights multiply stay where they are given."""
    return nodes if part.number // 2 == 3 else lowering.place[nodes]
