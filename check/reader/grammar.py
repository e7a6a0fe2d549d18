"""Expressions: relations bind weakest, then + and −, then products and quotients, then scripts."""

from __future__ import annotations

from .factors import Run, sign, skip_breaks
from .slashes import divide, restrict
from .stream import Stream
from .table import JUXTAPOSED, reads
from .tree import Add, Condition, Node

Chain = tuple[tuple[Node, ...], tuple[str, ...]]
STOPS_BARS = {"relation", "sep", "break", "stop", "close", "}", "cell", "row", "end", "mid",
              "words", "forall"}


def relation(stream: Stream) -> str:
    """Take a relation; a colon defines."""
    text = stream.take().text
    return ":=" if text == ":" else text


def flat(members: list[Node], relations: list[str]) -> Chain:
    """`\\boxed{a = b} = c` is one chain: a chain in TeX's braces joins the one around it."""
    nodes: list[Node] = []
    signs: list[str] = []
    for member, following in zip(members, [*relations, ""]):
        if isinstance(member, Condition) and not member.words:
            nodes += member.members
            signs += member.relations
        else:
            nodes.append(member)
        signs.append(following)
    return tuple(nodes), tuple(signs[:-1])


@reads("item")
def item(stream: Stream) -> Node:
    """An expression, or a chain as a Condition: what stands in brackets and scripts."""
    start = stream.index
    members, relations = [expression(stream)], []
    while stream.kind == "relation":
        relations.append(relation(stream))
        members.append(expression(stream))
    if not relations:
        return members[0]
    return Condition(*flat(members, relations), span=stream.span(start))


def expression(stream: Stream) -> Node:
    """Signed terms; a single term without a sign is itself."""
    start = stream.index
    skip_breaks(stream)
    signed = stream.kind == "sign"
    terms = [(sign(stream), product(stream))]
    while stream.kind == "sign":
        terms.append((sign(stream), product(stream)))
    if len(terms) == 1 and not signed:
        return terms[0][1]
    return Add(tuple(terms), stream.span(start))


@reads("product")
def product(stream: Stream) -> Node:
    """Factors with their signs; a slash divides what stands side by side before it."""
    run = Run()
    run.add(stream)
    while (joint := _joint(stream)) is not None:
        if joint == "/":
            divide(stream, run)
        elif joint == "|":
            restrict(stream, run)
        else:
            run.add(stream, joint)
    return run.node(stream)


def _joint(stream: Stream) -> str | None:
    """What joins the next factor: "" (nothing), "*", "odot", "/", "|" (a restriction), or None."""
    token = stream.token
    if token.kind in ("times", "slash"):
        return stream.take().text
    if token.kind in JUXTAPOSED or (token.kind == "bar" and _bar_opens(stream)):
        return ""
    if token.kind in ("bar", "close", "mid") and token.text == "|" and _restricts(stream):
        return "|"
    return "" if token.kind == "words" and _words_belong(stream) else None


def _words_belong(stream: Stream) -> bool:
    """Prose in the middle of a formula is a factor of it; at the end it is a remark."""
    return not stream.open and stream.ahead().kind in ("relation", "times", "sign")


def _restricts(stream: Stream) -> bool:
    return stream.ahead().kind == "_" and stream.open[-1:] not in (["|"], ["."])


def _bar_opens(stream: Stream) -> bool:
    """Whether a bar after a factor opens |…|: another must close it before anything separates."""
    text = stream.token.text
    inside = stream.open[-1] if stream.open else ""
    if inside == text or (inside == "|" and text == "||") or stream.ahead().kind == "_":
        return False
    index = stream.index + 1
    while stream.tokens[index].kind not in STOPS_BARS:
        if stream.tokens[index].kind == "bar":
            return stream.tokens[index].text == text
        index = stream.ends.get(index, index) + 1
    return False
