"""The inverse of a matrix of Values."""

from __future__ import annotations

from typing import Any

from ...engine import DomainError, Value
from .arrays import Array, ShapeClash, shown


def inverse(matrix: Array) -> Array:
    """A⁻¹, by elimination with the largest pivot of each column.

    Raises ShapeClash where A isn't square, DomainError where it is singular.

    >>> inverse(Array(((2.0, 0.0), (1.0, 4.0)))).rows
    ((0.5, 0.0), (-0.125, 0.25))
    """
    size = matrix.shape[0]
    if matrix.shape != (size, size):
        raise ShapeClash(f"the inverse of {shown(matrix)}")
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix.rows)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda k: abs(_number(rows[k][at])))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        if not _number(rows[at][at]):
            raise DomainError("the inverse of a singular matrix")
        rows[at] = [entry / rows[at][at] for entry in rows[at]]
        for k in range(size):
            if k != at:
                rows[k] = [one - rows[k][at] * two for one, two in zip(rows[k], rows[at])]
    return Array(tuple(tuple(row[size:]) for row in rows))


def _number(entry: Any) -> Any:
    return entry.data if isinstance(entry, Value) else entry
