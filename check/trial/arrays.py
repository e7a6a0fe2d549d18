"""Matrices of Values: what matrix notation needs, and a clear word when shapes don't fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import CheckError


class ShapeClash(CheckError):
    """Two matrices that don't fit together."""


@dataclass(frozen=True, slots=True)
class Array:
    """Rows of numbers or Values; a vector is one column.

    >>> (Array.column([1, 2]) @ Array.column([3, 4]).T).rows
    ((3, 4), (6, 8))
    """

    rows: tuple[tuple[Any, ...], ...]

    @classmethod
    def column(cls, entries: Sequence[Any]) -> Array:
        """A vector."""
        return cls(tuple((entry,) for entry in entries))

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return len(self.rows), len(self.rows[0])

    @property
    def is_vector(self) -> bool:
        """Whether there is a single row or column."""
        return 1 in self.shape

    @property
    def T(self) -> Array:
        """The transpose."""
        return Array(tuple(zip(*self.rows)))

    @property
    def entries(self) -> list[Any]:
        """All entries, row by row."""
        return [entry for row in self.rows for entry in row]

    def map(self, function: Callable[[Any], Any]) -> Array:
        """The function of every entry."""
        return Array(tuple(tuple(function(entry) for entry in row) for row in self.rows))

    def zip(self, other: Array, function: Callable[[Any, Any], Any]) -> Array:
        """The function of two matrices entry by entry. Raises ShapeClash if their shapes differ."""
        if self.shape != other.shape:
            raise ShapeClash(f"{shown(self)} meets {shown(other)} entry by entry")
        return Array(tuple(tuple(function(a, b) for a, b in zip(left, right))
                           for left, right in zip(self.rows, other.rows)))

    def __matmul__(self, other: Array) -> Any:
        if self.shape[1] != other.shape[0]:
            raise ShapeClash(f"{shown(self)} times {shown(other)}")
        columns = other.T.rows
        product = Array(tuple(tuple(_dot(row, column) for column in columns) for row in self.rows))
        return product.rows[0][0] if product.shape == (1, 1) else product


def shown(array: Array) -> str:
    """The shape in words: `a 4×3 matrix`, `a column of 4`."""
    rows, columns = array.shape
    if columns == 1:
        return f"a column of {rows}"
    return f"a row of {columns}" if rows == 1 else f"a {rows}×{columns} matrix"


def _dot(row: Sequence[Any], column: Sequence[Any]) -> Any:
    total = row[0] * column[0]
    for a, b in zip(row[1:], column[1:]):
        total = total + a * b
    return total
