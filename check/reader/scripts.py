"""Subscripts as lists of indices, superscripts with the brackets they stand in, primes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .stream import Stream, shown
from .table import READERS
from .tree import Condition, Group, Name, Node, Number, Product, Script, Scripted, Words

PLACEHOLDERS = {"times", "sign", "relation"}
AFTER_STYLE = {"}", "open", "prime", "name", "transpose", "number", "sep"}


@dataclass
class Scripts:
    """What stands above and below a factor, as it is read."""

    subs: list[Node] = field(default_factory=list)
    sups: list[Script] = field(default_factory=list)
    primes: int = 0

    def on(self, body: Node, stream: Stream, start: int) -> Node:
        """The factor with these scripts: a Name takes them in, anything else is Scripted."""
        span = stream.span(start)
        subs, sups = tuple(self.subs), tuple(self.sups)
        if isinstance(body, Name):
            return replace(body, subs=body.subs + subs, sups=body.sups + sups,
                           primes=body.primes + self.primes, span=span)
        return Scripted(body, subs, sups, self.primes, span)


def scripted(stream: Stream, start: int, body: Node) -> Node:
    """The factor with the scripts and primes that follow it."""
    if stream.kind not in ("^", "_", "prime", "transpose"):
        return body
    scripts = Scripts()
    while stream.kind in ("^", "_", "prime", "transpose"):
        script(stream, scripts)
    if not (scripts.subs or scripts.sups or scripts.primes):
        return body
    return scripts.on(body, stream, start)


def script(stream: Stream, scripts: Scripts) -> None:
    """Take one script, transpose or row of primes."""
    token = stream.token
    if token.kind == "prime":
        scripts.primes += len(stream.take().text)
    elif token.kind == "transpose":
        _transpose(stream, scripts)
    else:
        stream.take()
        (subscript if token.kind == "_" else superscript)(stream, scripts)


def _transpose(stream: Stream, scripts: Scripts) -> None:
    start = stream.index
    name = Name(stream.take().text, span=stream.span(start))
    scripts.sups.append(Script("", name, name.span))


def subscript(stream: Stream, scripts: Scripts) -> None:
    """What follows a _: one script, or a list in braces."""
    if stream.kind != "{":
        scripts.subs.append(_single(stream))
        return
    stream.enter("{")
    stream.take()
    while stream.kind != "}":
        if not stream.accept("sep") and not stream.accept("mid") and not stream.accept("bar"):
            scripts.subs += _entries(stream)
    stream.take()
    stream.leave()


def _single(stream: Stream) -> Node:
    """A script without braces: one letter, number, sign or command."""
    start = stream.index
    token = stream.token
    if token.kind in PLACEHOLDERS or token.kind == "transpose":
        stream.take()
        return placeholder(token.text, stream, start)
    if token.kind not in READERS or token.kind in ("reduction", "begin"):
        stream.fail(f"a script was expected, not {shown(token)}")
    stream.enter("script")
    node = READERS[token.kind](stream)
    stream.leave()
    return node


def placeholder(text: str, stream: Stream, start: int) -> Node:
    """A sign that stands alone where a quantity would: `W_{:,j}`, `f(\\cdot)`, `w^*`."""
    if text == "T":
        return Name("T", span=stream.span(start))
    return Words({"*": "·", "odot": "∘"}.get(text, text), stream.span(start))


def lone(stream: Stream, closing: set[str]) -> bool:
    """Whether a sign stands here alone, without operands."""
    return stream.kind in PLACEHOLDERS and stream.ahead().kind in closing


def _entries(stream: Stream) -> list[Node]:
    """One comma's worth of indices: `ij` is two, `j+1` one, `i \\to j` two."""
    start = stream.index
    if lone(stream, {"}", "sep"}) or (stream.kind == "times" and stream.ahead().kind == "name"):
        return [placeholder(stream.take().text, stream, start)]
    node = READERS["item"](stream)
    _ended(stream)
    if isinstance(node, Condition) and set(node.relations) == {"->"}:
        return list(node.members)
    return side_by_side(node)


def _ended(stream: Stream) -> None:
    if stream.kind not in ("}", "sep", "mid", "bar", "times"):
        stream.fail(f"a comma or the end of the script was expected, not {shown(stream.token)}")


def side_by_side(node: Node) -> list[Node]:
    """Names and numbers in a row are indices one by one; anything else is one entry."""
    if not isinstance(node, Product) or any(node.signs):
        return [node]
    if not all(isinstance(factor, Name | Number | Words) for factor in node.factors):
        return [node]
    return _labels(list(node.factors))


def _labels(entries: list[Node]) -> list[Node]:
    """`h1` and `o1` are labels of units, not two indices."""
    done: list[Node] = []
    for entry in entries:
        before = done[-1] if done else None
        if isinstance(entry, Number) and isinstance(before, Name) and _labelled(before, entry):
            span = (before.span[0], entry.span[1])
            done[-1] = Name(before.base + entry.text, span=span)
        else:
            done.append(entry)
    return done


def _labelled(name: Name, number: Number) -> bool:
    bare = name in (Name("h"), Name("o"))
    return bare and (name.span[1] == number.span[0] or name.span == number.span)


def superscript(stream: Stream, scripts: Scripts) -> None:
    """What follows a ^: scripts with their styles, transposes and primes."""
    if stream.kind == "prime":
        scripts.primes += len(stream.take().text)
    elif stream.kind == "open" and stream.token.text in "([":
        _styled(stream, scripts)
    elif stream.kind != "{":
        start = stream.index
        scripts.sups.append(Script("", _single(stream), stream.span(start)))
    else:
        _braced(stream, scripts)


def _braced(stream: Stream, scripts: Scripts) -> None:
    stream.enter("{")
    stream.take()
    while stream.kind != "}":
        if stream.kind == "open" and _is_style(stream):
            _styled(stream, scripts)
        elif stream.kind in ("prime", "transpose"):
            script(stream, scripts)
        elif not stream.accept("sep"):
            scripts.sups.append(_plain(stream))
    stream.take()
    stream.leave()


def _is_style(stream: Stream) -> bool:
    """Whether the bracket here is only the way an index is written: `(l)`, `[l]T`, not `(l)/2`."""
    closing = stream.ends.get(stream.index)
    if closing is None or stream.token.text not in ("(", "["):
        return False
    return stream.tokens[closing + 1].kind in AFTER_STYLE


def _styled(stream: Stream, scripts: Scripts) -> None:
    start = stream.index
    style = stream.token.text
    group = READERS["open"](stream)
    items = group.items if isinstance(group, Group) else (group,)
    for node in items:
        scripts.sups.append(Script({"(": "()", "[": "[]"}[style], node, stream.span(start)))


def _plain(stream: Stream) -> Script:
    start = stream.index
    if lone(stream, {"}", "sep"}):
        return Script("", placeholder(stream.take().text, stream, start), stream.span(start))
    node = READERS["item"](stream)
    if stream.kind not in ("}", "sep", "prime", "transpose", "open"):
        stream.fail(f"the end of the superscript was expected, not {shown(stream.token)}")
    return Script("", node, stream.span(start))
