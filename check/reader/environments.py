"""Tables: cases and matrices."""

from __future__ import annotations

from .conditions import condition
from .grammar import item
from .stream import Stream
from .table import reads
from .tree import Cases, Condition, Matrix, Node, Words

OTHERWISE = ("otherwise", "else", "elsewhere", "other", "sonst")


@reads("begin")
def environment(stream: Stream) -> Node:
    """`\\begin{cases}` or a matrix; an array after `\\{` is read as cases by its bracket."""
    return cases(stream) if "cases" in stream.token.text else matrix(stream)


def cases(stream: Stream) -> Cases:
    """Rows of a value and its condition."""
    start = stream.index
    stream.enter("cases")
    stream.take()
    rows = []
    while stream.kind not in ("end", "stop"):
        rows.append(_case(stream))
        if not stream.accept("row"):
            break
    stream.expect("end", "\\\\ or the end of the cases")
    stream.leave()
    return Cases(tuple(rows), stream.span(start))


def _case(stream: Stream) -> tuple[Node, Condition | None]:
    value = item(stream)
    while stream.kind in ("sep", "cell"):
        stream.take()
    found = None if stream.kind in ("row", "end", "stop") else _when(stream)
    stream.accept("sep")
    return value, found


def _when(stream: Stream) -> Condition | None:
    if stream.kind == "words" and stream.token.text.lower().startswith(OTHERWISE):
        while stream.kind in ("words", "sep"):
            stream.take()
        return None
    return condition(stream)


def matrix(stream: Stream) -> Matrix:
    """Rows of cells; an empty cell is empty Words."""
    start = stream.index
    stream.enter("matrix")
    stream.take()
    rows = [_row(stream)]
    while stream.accept("row"):
        if stream.kind != "end":
            rows.append(_row(stream))
    stream.expect("end", "&, \\\\ or the end of the matrix")
    stream.leave()
    return Matrix(tuple(rows), stream.span(start))


def _row(stream: Stream) -> tuple[Node, ...]:
    cells = [_cell(stream)]
    while stream.accept("cell"):
        cells.append(_cell(stream))
    return tuple(cells)


def _cell(stream: Stream) -> Node:
    if stream.kind in ("cell", "row", "end"):
        return Words("", stream.span(stream.index))
    node = item(stream)
    stream.accept("sep")
    return node
