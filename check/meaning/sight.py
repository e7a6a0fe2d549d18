"""Where a reader of statements stands: what is known, and which indices are in scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from ..reader import tree as n
from . import term as t
from .binding import Binding
from .definition import Definition


@dataclass
class Sight:
    """What the document says, and what one statement has said so far; `notes` collects every
    reading that the author left open.

    `escaping` are indices that a derivative's variable takes from outside its Σ; `pending` are
    names whose definitions can't be read; `indices` are the statement's index letters, `stacked`
    its letters for all samples; `dummies` those that only its left side repeats; `mean` is whether
    the cost is a mean over samples; `whole` is the name of the cost with its penalty, and `aside`
    whether the statement leaves both out; `moved` is what an update changes; `ties` are layers that
    neighbours show to be one.
    """

    binding: Binding
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    escaping: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    dummies: frozenset[t.Letter] = frozenset()
    indices: frozenset[str] = frozenset()
    mean: bool = False
    stated: bool = False
    whole: str = ""
    aside: bool = False
    moved: n.Name | None = None
    stacked: frozenset[str] = frozenset()
    ties: list[tuple[t.Layer, t.Layer]] = field(default_factory=list)
    _scopes: dict[str, t.Letter] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _sizes: dict[str, t.Letter] = field(default_factory=dict)
    _below: bool = False  # whether what is read stands below a fraction bar
    _letters: dict[int, t.Letter] = field(default_factory=dict)

    def term(self, node: n.Node) -> t.Term:
        """The meaning of one side of a statement. Raises ReadError where there is none."""
        return getattr(self, f"_{type(node).__name__.lower().strip('_')}")(node)  # type: ignore[no-any-return]

    def scope(self) -> int:
        """The number of a new scope, for the letter of a Σ."""
        return next(self._numbers)
