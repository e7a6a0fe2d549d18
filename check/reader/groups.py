"""TeX's braces: as a factor, as the argument of a command, with scripts that stand before it."""

from __future__ import annotations

from dataclasses import replace

from .derivatives import quotient
from .factors import factor
from .grammar import item
from .scripts import Scripts, script
from .stream import Stream, shown
from .table import READERS, reads
from .tree import Name, Node, Script


@reads("{")
def braces(stream: Stream) -> Node:
    """TeX's braces leave no node, but the node they hold is as wide as they are."""
    start = stream.index
    if stream.ahead().kind == "}":
        stream.take()
        stream.take()
        node = left_scripts(stream)
    else:
        node = _content(stream, "the group")
    return replace(node, span=stream.span(start))


def argument(stream: Stream, purpose: str) -> Node:
    """A command's argument: what stands in its braces, or one factor without scripts."""
    if stream.kind == "{":
        return _content(stream, purpose)
    reader = READERS.get(stream.kind)
    if reader is None:
        stream.fail(f"{purpose} was expected, not {shown(stream.token)}")
    stream.enter("argument")
    node = reader(stream)
    stream.leave()
    return node


def _content(stream: Stream, purpose: str) -> Node:
    over = _over(stream)
    stream.enter("{")
    opening = stream.take()
    if stream.kind == "}":
        stream.fail(f"{purpose} is empty", opening)
    node = quotient(stream, over) if over else item(stream)
    stream.expect("}", f"the brace }} that closes {purpose}")
    stream.leave()
    return node


def _over(stream: Stream) -> int:
    """The token \\over of the group that opens here, 0 if there is none."""
    index, closing = stream.index + 1, stream.ends[stream.index]
    while index < closing:
        if stream.tokens[index].kind == "over":
            return index
        index = stream.ends.get(index, index) + 1
    return 0


@reads("^")
def left_scripts(stream: Stream) -> Node:
    """`{}^t W` is W with the superscript T."""
    start = stream.index
    scripts = Scripts()
    while stream.kind in ("^", "_"):
        script(stream, scripts)
    stream.enter("^")
    body = factor(stream)
    stream.leave()
    scripts.sups = [_transposed(each) for each in scripts.sups]
    return scripts.on(body, stream, start)


def _transposed(left: Script) -> Script:
    if left.body != Name("t"):
        return left
    return replace(left, body=Name("T", span=left.body.span))


@reads("brace")
def braced(stream: Stream) -> Node:
    """`\\underbrace{X}_{label}` is X."""
    start = stream.index
    stream.take()
    node = argument(stream, "what the brace spans")
    while stream.kind in ("_", "^"):
        stream.take()
        stream.index = stream.ends.get(stream.index, stream.index)
        stream.take()
    return replace(node, span=stream.span(start))
