"""Conditions that are written as a script: under the bar of a restriction, under a sum."""

from __future__ import annotations

from .scripts import Scripts, script
from .stream import Stream
from .tree import Condition, Node, Restriction, Span


def restriction(stream: Stream, start: int, body: Node) -> Node:
    """The condition under the bar of `body |_{x = 0}`."""
    first = stream.index
    scripts = Scripts()
    script(stream, scripts)
    condition = joined(scripts.subs, stream.span(first))
    return Restriction(body, condition, stream.span(start))


def joined(nodes: list[Node], span: Span) -> Condition:
    """Several conditions as one, with commas as relations."""
    members: list[Node] = []
    relations: list[str] = []
    for node in nodes:
        inner = node if isinstance(node, Condition) else Condition((node,), ())
        relations += [","] * bool(members) + list(inner.relations)
        members += inner.members
    return Condition(tuple(members), tuple(relations), span=span)
