"""Which fractions are derivatives: those whose top and bottom begin with ∂, or with d."""

from __future__ import annotations

from dataclasses import replace

from .factors import Run, operand
from .grammar import expression, item
from .stream import Stream
from .table import JUXTAPOSED
from .tree import Derivative, Name, Node, Number, Quotient

TOP_ENDS = ("}", "over")


def quotient(stream: Stream, over: int) -> Node:
    """What stands in `{a \\over b}`, after its opening brace."""
    start = stream.index
    kind = marks(stream, start, over + 1)
    if not kind:
        top = item(stream)
        stream.expect("over", "\\over")
        return Quotient(top, item(stream), span=stream.span(start))
    order, of = above(stream)
    stream.expect("over", "\\over")
    wrt = below(stream, order)
    return Derivative(of or acted_on(stream), wrt, kind, stream.span(start))


def acted_on(stream: Stream) -> Node:
    """What an operator acts on: `{\\partial \\over \\partial a} (…)` on what follows the brace.

    The brace then closes what was acted on: it is put behind it.
    """
    if stream.kind != "}":
        return operand(stream)
    closing = stream.expect("}", "the brace } that closes the fraction")
    of = operand(stream)
    stream.index -= 1
    end = max(closing.end, stream.token.end)
    stream.tokens[stream.index] = closing._replace(end=end)
    return of


def marks(stream: Stream, top: int, bottom: int) -> str:
    """"partial" or "d" if the tokens at `top` and `bottom` begin a derivative, else ""."""
    upper, lower = mark(stream, top, TOP_ENDS), mark(stream, bottom)
    if not upper or not lower or (upper == "delta") != (lower == "delta"):
        return ""
    return "d" if upper == lower == "d" else "partial"


def mark(stream: Stream, index: int, ends: tuple[str, ...] = ()) -> str:
    """"partial", "d" or "delta" if this token differentiates what follows it, else ""."""
    token, following = stream.tokens[index], stream.ahead(index + 1 - stream.index).kind
    if token.kind == "partial":
        return "" if following == "_" else "partial"
    if token.kind != "name" or token.text not in ("d", "delta"):
        return ""
    powered = following == "^" and token.text == "d"
    return token.text if following in JUXTAPOSED or powered or following in ends else ""


def above(stream: Stream) -> tuple[int, Node | None]:
    """The order of the derivative and what is differentiated, if it stands in the top."""
    stream.take()
    degree = order_of(stream)
    return degree, None if stream.kind in TOP_ENDS else expression(stream)


def order_of(stream: Stream) -> int:
    """Take the order of ∂² or d^{2}, 1 if none is written."""
    if not stream.accept("^"):
        return 1
    braced = stream.accept("{")
    text = stream.take().text
    if len(text) != 1 or text not in "23456789" or (braced and not stream.accept("}")):
        stream.fail("the order of a derivative is a number from 2 to 9")
    return int(text)


def below(stream: Stream, order: int) -> tuple[Node, ...]:
    """What is differentiated by: `\\partial w \\partial b`, `\\partial x^2`."""
    wrt: list[Node] = []
    while stream.kind not in ("}", "over", "stop"):
        if not mark(stream, stream.index):
            stream.fail("∂ and a variable were expected in the bottom of the derivative")
        stream.take()
        degree = order_of(stream)
        wrt += [_variable(stream)] * degree
    return repeated(wrt, order)


def _variable(stream: Stream) -> Node:
    run = Run()
    run.add(stream)
    while stream.kind in JUXTAPOSED and not mark(stream, stream.index):
        run.add(stream)
    return run.node(stream)


def repeated(wrt: list[Node], order: int) -> tuple[Node, ...]:
    """`\\partial x^2` under a second derivative is x twice."""
    name = wrt[0] if len(wrt) == 1 and order > 1 else None
    if isinstance(name, Name) and name.sups and name.sups[-1].body == Number(str(order)):
        return (replace(name, sups=name.sups[:-1]),) * order
    return tuple(wrt)
