"""What the document itself defines: names with their bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import term as t
from .kinds import Type


@dataclass(frozen=True)
class Definition:
    """`name(parameters)_indices = body`, as the document defines it; `cost` is whether it is a
    cost, of which a vector is the sum of its entries."""

    name: str
    indices: tuple[t.Letter, ...]
    parameters: tuple[t.Term, ...]
    body: t.Term
    kinds: tuple[Type, ...]
    types: Mapping[t.Letter, Type]
    cost: bool = False
