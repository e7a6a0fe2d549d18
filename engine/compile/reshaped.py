"""The same numbers in another shape, or in full where they stand for several."""

from __future__ import annotations

from math import prod
from typing import Any

from .parts import View
from .tracing import Rows, whole


def flattened(rows: Rows, shape: tuple[int, ...]) -> Rows:
    """Numbers that lie one after the other, in another shape."""
    return Rows(rows.writer, whole(rows.ref.buffer, shape, rows.writer.view(rows).start),
                rows.batched)


def spread(rows: Rows, shape: tuple[int, ...]) -> Rows:
    """The rows in full and one after the other, where they stand for several terms."""
    if rows.shape == shape and plain(rows.ref):
        return rows
    out = rows.writer.room(shape, rows.batched)
    rows.writer.write_into(out, "copy", rows)
    return out


def size(ref: Any) -> int:
    """How many numbers there are."""
    return prod(ref.shape)


def plain(ref: Any) -> bool:
    """Whether the numbers lie one after the other."""
    return isinstance(ref, View) and ref == whole(ref.buffer, ref.shape, ref.start)


def distinct(ref: Any) -> bool:
    """Whether it is a view in which no number stands twice."""
    return isinstance(ref, View) and all(stride or count == 1 for stride, count
                                         in zip(ref.strides, ref.shape))


def along(rows: Rows) -> Rows:
    """One number for each sum, to stand for each of its terms."""
    view = rows.writer.view(rows)
    return Rows(rows.writer, view._replace(shape=(*view.shape, 1), strides=(*view.strides, 0)),
                rows.batched)
