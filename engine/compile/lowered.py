"""What is known of a group once its numbers have a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from .groups import Group
from .parts import Ints
from .tracing import Rows


class Dense(NamedTuple):
    """The distinct left rows (l, terms) and right rows (r, terms); sum r·l̂ + l takes both."""

    left: Ints
    right: Ints


@dataclass
class Part:
    """One part of a group of sums: the nodes of its terms, and how they make a matrix product."""

    number: int
    left: Ints | None
    right: Ints
    product: Dense | None = None


@dataclass
class Lowered:
    """A group whose numbers have a place: `out` are the results, one for each of its members."""

    group: Group
    out: Rows
    parts: list[Part]
    arguments: list[Any]
