"""Fractions, partial derivatives on one line, and the derivatives of the package physics."""

from __future__ import annotations

from .derivatives import above, acted_on, below, marks, order_of, repeated
from .factors import beside, factor, operand
from .groups import argument
from .scripts import Scripts, script
from .stream import Stream
from .table import reads
from .tree import Derivative, Differential, Node, Quotient


@reads("frac")
def fraction(stream: Stream) -> Node:
    """`\\frac{a}{b}`, or a derivative if both parts begin with ∂ or d."""
    start = stream.index
    stream.take()
    closing = stream.ends.get(stream.index, 0) if stream.kind == "{" else 0
    if closing and stream.tokens[closing + 1].kind == "{":
        kind = marks(stream, stream.index + 1, closing + 2)
        if kind:
            return _derivative(stream, start, kind)
    top = argument(stream, "the top of the fraction")
    bottom = argument(stream, "the bottom of the fraction")
    return Quotient(top, bottom, span=stream.span(start))


def _derivative(stream: Stream, start: int, kind: str) -> Node:
    stream.enter("{")
    stream.take()
    order, of = above(stream)
    stream.expect("}", "the brace } that closes the top of the fraction")
    stream.expect("{", "the bottom of the fraction")
    wrt = below(stream, order)
    stream.expect("}", "the brace } that closes the bottom of the fraction")
    stream.leave()
    return Derivative(of or acted_on(stream), wrt, kind, stream.span(start))


@reads("partial")
def partial(stream: Stream) -> Node:
    """`\\partial C / \\partial w`, `\\partial_x f`, or a differential `\\partial x`."""
    start = stream.index
    stream.take()
    stream.enter("partial")
    node = _by_index(stream, start) if stream.kind == "_" else _by_slash(stream, start)
    stream.leave()
    return node


def _by_slash(stream: Stream, start: int) -> Node:
    order = order_of(stream)
    of = None if stream.kind == "slash" else beside(stream)
    if stream.kind == "slash" and stream.ahead().kind == "partial":
        stream.take()
        stream.take()
        degree = order_of(stream)
        wrt = repeated([factor(stream)] * degree, order)
        return Derivative(of or operand(stream), wrt, "partial", stream.span(start))
    if of is None:
        stream.fail("∂ stands without a quantity")
    return Differential(of, stream.span(start))


def _by_index(stream: Stream, start: int) -> Node:
    scripts = Scripts()
    script(stream, scripts)
    return Derivative(operand(stream), tuple(scripts.subs), "partial", stream.span(start))


@reads("derive")
def derive(stream: Stream) -> Node:
    """The package physics: `\\pdv{C}{w}`, `\\dv{x}`."""
    start = stream.index
    kind = stream.take().text
    first = argument(stream, "what is differentiated")
    if stream.kind == "{":
        wrt = argument(stream, "the variable")
        return Derivative(first, (wrt,), kind, stream.span(start))
    return Derivative(operand(stream), (first,), kind, stream.span(start))
