"""What a slash divides, and what a bar restricts."""

from __future__ import annotations

from .factors import Run, factor, operand
from .restrictions import restriction
from .stream import Stream
from .table import JUXTAPOSED
from .tree import Bars, Derivative, Name, Node, Quotient, Reduction, Restriction
from .vocabulary import FUNCTIONS, words_of

APPLIED = words_of("f g h sigma phi psi")


def divide(stream: Stream, run: Run) -> None:
    """`a b / c` divides all that stands side by side; `dC / dw` is a derivative."""
    mark = _mark(run)
    if mark is not None and marks_d(stream):
        stream.take()
        below = factor(stream)
        of = run.factors[mark + 1] if mark + 1 < len(run.factors) else operand(stream)
        span = stream.span(run.starts[mark])
        run.wrap(stream, mark, Derivative(of, (below,), "d", span))
        return
    top = run.node(stream, run.first)
    bottom = _divisor(stream)
    span = stream.span(run.starts[run.first])
    run.wrap(stream, run.first, Quotient(top, bottom, True, span))


def _mark(run: Run) -> int | None:
    """Where the d stands that a slash may follow: `d / dx`, `dC / dx`."""
    for index in range(len(run.factors) - 1, max(run.first, len(run.factors) - 2) - 1, -1):
        if run.factors[index] == Name("d"):
            return index
    return None


def marks_d(stream: Stream) -> bool:
    """Whether a d stands here that something to differentiate by follows."""
    here = (stream.kind, stream.token.text) == ("name", "d")
    return here and stream.ahead().kind in JUXTAPOSED


def _divisor(stream: Stream) -> Node:
    """One factor, a function with its argument: `1/g(x)`, `1/\\ln x`, but `1/n (a - y)`."""
    run = Run()
    run.add(stream)
    name = run.factors[0]
    if isinstance(name, Name) and _takes_argument(stream, name):
        run.add(stream)
    return run.node(stream)


def _takes_argument(stream: Stream, name: Name) -> bool:
    if name.base in FUNCTIONS:
        return stream.kind in JUXTAPOSED
    return stream.kind == "open" and (name.base in APPLIED or name.primes > 0)


def restrict(stream: Stream, run: Run) -> None:
    """`f'(x)|_{x=0}` restricts what stands side by side before it, or one fraction."""
    whole = (Restriction, Derivative, Quotient, Bars, Reduction)
    last = len(run.factors) - 1
    first = last if isinstance(run.factors[last], whole) else run.first
    for index in range(first, last):
        if isinstance(run.factors[index], whole):
            first = index + 1
    node, start = run.node(stream, first), run.starts[first]
    stream.take()
    run.wrap(stream, first, restriction(stream, start, node))
