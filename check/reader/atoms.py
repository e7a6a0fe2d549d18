"""The factors that stand alone: numbers, names, words, accents, roots."""

from __future__ import annotations

from .grammar import expression
from .groups import argument
from .stream import Stream
from .table import reads
from .tree import Ellipsis_, Group, Name, Node, Number, Product, Quotient, Script, Scripted, Words


@reads("number")
def number(stream: Stream) -> Node:
    """`0.5`, `\\infty`."""
    start = stream.index
    return Number(stream.take().text, stream.span(start))


@reads("name")
def name(stream: Stream) -> Node:
    """A letter or a word; `scripted` adds what stands on it."""
    start = stream.index
    return Name(stream.take().text, span=stream.span(start))


@reads("words")
def words(stream: Stream) -> Node:
    """Prose where a quantity was expected: `w - \\eta \\cdot \\text{error term}`."""
    start = stream.index
    return Words(stream.take().text, stream.span(start))


@reads("dots")
def dots(stream: Stream) -> Node:
    """`\\cdots` among factors, terms or items."""
    start = stream.index
    stream.take()
    return Ellipsis_(stream.span(start))


@reads("accent")
def accent(stream: Stream) -> Node:
    """`\\hat{y}_i` is a Name "hat y"; over a whole formula the accent is applied to it."""
    start = stream.index
    mark = stream.take().text
    body = argument(stream, "what the accent stands on")
    span = stream.span(start)
    if isinstance(body, Name):
        return Name(f"{mark} {body.base}", body.subs, body.sups, body.primes, span)
    return Product((Name(mark, span=span), Group("(", (body,), body.span)), ("",), span)


@reads("sqrt")
def root(stream: Stream) -> Node:
    """`\\sqrt{x}` is the function sqrt of a bracket, `\\sqrt[3]{x}` the power 1/3 of one."""
    start = stream.index
    stream.take()
    degree = _degree(stream)
    body = argument(stream, "what stands under the root")
    group = body if isinstance(body, Group) else Group("(", (body,), body.span)
    span = stream.span(start)
    if degree is None:
        return Product((Name("sqrt", span=span), group), ("",), span)
    power = Quotient(Number("1", degree.span), degree, span=degree.span)
    return Scripted(group, sups=(Script("", power, degree.span),), span=span)


def _degree(stream: Stream) -> Node | None:
    if not stream.accept("open", "["):
        return None
    stream.enter("[")
    node = expression(stream)
    stream.expect("close", "the bracket ] after the degree of the root")
    stream.leave()
    return node


@reads("binom")
def binomial(stream: Stream) -> Node:
    """`\\binom{n}{k}` is the function binom of two."""
    start = stream.index
    stream.take()
    pair = (argument(stream, "the upper number"), argument(stream, "the lower number"))
    span = stream.span(start)
    return Product((Name("binom", span=span), Group("(", pair, span)), ("",), span)
