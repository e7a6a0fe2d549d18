"""Sums and products over indices."""

from __future__ import annotations

from dataclasses import dataclass

from .conditions import condition, starts_condition
from .grammar import item, product
from .groups import argument
from .restrictions import joined
from .scripts import side_by_side
from .stream import DEEPEST, Stream, shown
from .table import reads
from .tree import Condition, Name, Node, Reduction, Span

WORDS = ("samples", "sample", "batch", "examples", "data")  # no indices, but all there are


@dataclass
class Bounds:
    """What stands under one sign: an index with its lower bound, and conditions."""

    index: Name | None = None
    lower: Node | None = None


@reads("reduction")
def reduction(stream: Stream) -> Node:
    """`\\sum_{i=1}^{n} body`; `\\sum_{i,j}` is a sum of sums."""
    start = stream.index
    kind = stream.take().text
    entries, upper = _scripts(stream)
    stream.enter(kind)
    if stream.kind in ("stop", "relation", "close", "}", "break", "sep", "times"):
        stream.fail(f"what is to be added or multiplied was expected, not {shown(stream.token)}")
    if len(entries) > DEEPEST:
        stream.fail(f"more than {DEEPEST} indices under one sign")
    body = product(stream)
    stream.leave()
    return _nested(kind, entries, upper, body, stream.span(start))


def _scripts(stream: Stream) -> tuple[list[Node], Node | None]:
    entries: list[Node] = []
    upper: Node | None = None
    while stream.kind in ("_", "^"):
        if stream.take().kind == "_":
            entries += _lower(stream)
        else:
            upper = argument(stream, "the upper bound")
    return entries, upper


def _lower(stream: Stream) -> list[Node]:
    """The entries under the sign, also of a \\substack."""
    if stream.kind != "{":
        return [argument(stream, "the index")]
    stream.enter("{")
    stream.take()
    entries: list[Node] = []
    while stream.kind != "}":
        if stream.kind == "substack":
            stream.take()
            entries += _lower(stream)
        elif stream.kind in ("sep", "row", "mid", "bar"):
            stream.take()
        else:
            entries += side_by_side(_entry(stream))
    stream.take()
    stream.leave()
    return entries


def _entry(stream: Stream) -> Node:
    return condition(stream) if starts_condition(stream) else item(stream)


def _nested(kind: str, entries: list[Node], upper: Node | None, body: Node, span: Span) -> Node:
    entries = _joined(entries)
    bounds, conditions = _sorted(entries)
    condition = joined(list(conditions), span) if conditions else None
    node = body
    for place, bound in enumerate(reversed(bounds)):
        inner = condition if place == 0 else None
        node = Reduction(kind, bound.index, bound.lower, upper, inner, node, span)
    return node


def _joined(entries: list[Node]) -> list[Node]:
    """The word batch, for b, a, t, c and h."""
    word = "".join(getattr(entry, "base", " ") for entry in entries)
    if word not in WORDS or len(entries) == 1:
        return entries
    return [Name(word, span=(entries[0].span[0], entries[-1].span[1]))]


def _sorted(entries: list[Node]) -> tuple[list[Bounds], list[Node]]:
    """Indices with their bounds, and what restricts them."""
    bounds: list[Bounds] = []
    conditions: list[Node] = []
    for entry in entries:
        if isinstance(entry, Name):
            bounds.append(Bounds(entry))
        elif _starts_at(entry) and isinstance(entry, Condition):
            bounds = _started(bounds, entry)
        else:
            bounds += _restricted(bounds, entry)
            conditions.append(entry)
    return bounds or [Bounds()], conditions


def _starts_at(entry: Node) -> bool:
    simple = isinstance(entry, Condition) and entry.relations == ("=",) and not entry.words
    return simple and isinstance(entry, Condition) and isinstance(entry.members[0], Name)


def _started(bounds: list[Bounds], entry: Condition) -> list[Bounds]:
    """`i, j = 1` starts both; an index that is known already keeps its place."""
    index, lower = entry.members
    assert isinstance(index, Name)
    before = [Bounds(bound.index, bound.lower or lower) for bound in bounds]
    return [*before, Bounds(index, lower)]


def _restricted(bounds: list[Bounds], entry: Node) -> list[Bounds]:
    """`k \\neq j` and `1 \\le i \\le n` bring their own index, unless it is known."""
    names = [node for node in getattr(entry, "members", ()) if isinstance(node, Name)]
    known = {bound.index for bound in bounds}
    return [Bounds(names[0])] if names and not known & set(names) else []
