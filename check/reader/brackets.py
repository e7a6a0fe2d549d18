"""Brackets of every kind: groups with items, bars, and restrictions."""

from __future__ import annotations

from dataclasses import replace

from .conditions import condition, starts_condition
from .grammar import expression, item
from .restrictions import restriction
from .scripts import lone, placeholder
from .stream import Stream, shown
from .table import reads
from .tree import Bars, Cases, Group, Name, Node, Product, Span

SEPARATES = {"sep", "mid", "bar", "break"}
CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">", "|": "|", "||": "||", "floor": "floor",
          "ceil": "ceil", ".": "."}


@reads("open")
def bracket(stream: Stream) -> Node:
    """`(a - y)`, `f(x; w)`, `[0, 1)`, `\\left. … \\right|_{x=0}`, `\\lVert x \\rVert`."""
    start = stream.index
    opening = stream.token.text
    stream.enter(opening)
    stream.take()
    items = _items(stream)
    closing = _closing(stream, start, len(items))
    stream.leave()
    return _made(stream, start, opening, closing, items)


def _items(stream: Stream) -> list[Node]:
    items: list[Node] = []
    while stream.kind not in ("close", "stop", "}", "end"):
        items.append(_item(stream))
        if stream.kind not in SEPARATES | {"words", "forall"}:
            break
        if stream.kind in SEPARATES:
            _separator(stream)
    return items


def _separator(stream: Stream) -> None:
    token = stream.take()
    if stream.kind == "close" and token.kind != "sep":
        stream.fail(f"nothing follows {shown(token)}", token)


def _item(stream: Stream) -> Node:
    start = stream.index
    if lone(stream, {"close", "sep", "bar", "mid"}):
        return placeholder(stream.take().text, stream, start)
    if starts_condition(stream):
        return condition(stream)
    return item(stream)


def _closing(stream: Stream, start: int, count: int) -> str:
    """Take the closing bracket; `[0, 1)` may end otherwise than it began, `(a]` may not."""
    opening, token = stream.tokens[start], stream.token
    expected = CLOSES.get(opening.text, ")")
    if token.kind != "close":
        stream.fail(f"{shown(token)} stands where {expected!r} was expected, which closes "
                    f"{opening.text!r} at character {opening.start + 1}")
    interval = count == 2 and opening.text in "([" and token.text in ")]"
    if expected != token.text and not interval and "." not in (expected, token.text):
        stream.fail(f"the bracket {opening.text!r} is closed by {token.text!r}")
    return stream.take().text


def _made(stream: Stream, start: int, opening: str, closing: str, items: list[Node]) -> Node:
    span = stream.span(start)
    if opening == "." and closing == "|" and stream.kind == "_":
        return restriction(stream, start, _one(stream, items, span))
    if opening in ("|", "||"):
        return Bars(_one(stream, items, span), opening == "||", span)
    if opening in ("floor", "ceil"):
        return Product((Name(opening, span=span), Group("(", tuple(items), span)), ("",), span)
    alone = items[0] if len(items) == 1 else None
    if alone and (opening == "." or (closing == "." and isinstance(alone, Cases))):
        return replace(alone, span=span)
    return Group("(" if opening == "." else opening, tuple(items), span)


def _one(stream: Stream, items: list[Node], span: Span) -> Node:
    if not items:
        stream.fail("nothing stands between the bars")
    return items[0] if len(items) == 1 else Group("(", tuple(items), span)


@reads("bar")
def bars(stream: Stream) -> Node:
    """`|z|`, `\\|y - a\\|`, `||y - a||`."""
    start = stream.index
    text = stream.token.text
    stream.enter(text)
    stream.take()
    body = expression(stream)
    if text == "|" and stream.kind == "bar" and stream.token.text == "||":
        _split(stream)
    if stream.kind != "bar" or stream.token.text != text:
        stream.fail(f"{shown(stream.token)} stands where the bar {text!r} was expected, which "
                    f"closes the one at character {stream.tokens[start].start + 1}")
    stream.take()
    stream.leave()
    return Bars(body, text == "||", stream.span(start))


def _split(stream: Stream) -> None:
    """In `|x||y|` the double bar is two."""
    token = stream.token
    half = min(token.start + 1, token.end)
    stream.index -= 1
    stream.tokens[stream.index] = token._replace(text="|", end=half)
    stream.tokens[stream.index + 1] = token._replace(text="|", start=half)
