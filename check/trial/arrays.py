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

    def filled(self, entries: Sequence[Any]) -> Array:
        """Other entries in the same shape, given row by row."""
        width = self.shape[1]
        return Array(tuple(tuple(entries[start:start + width])
                           for start in range(0, len(entries), width)))

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


@dataclass(frozen=True, slots=True)
class Multiple:
    """A number times the identity matrix, which is as large as what it meets.

    >>> Multiple(3).beside(Array(((1, 2), (3, 4)))).rows
    ((3, 0), (0, 3))
    """

    factor: Any = 1

    def beside(self, other: Any) -> Array:
        """The matrix that is as large as another one. Raises ShapeClash if that isn't square."""
        if not isinstance(other, Array):
            raise ShapeClash("the identity matrix beside a single number")
        size = other.shape[0]
        if other.shape != (size, size):
            raise ShapeClash(f"the identity matrix beside {shown(other)}")
        return Array(tuple(tuple(self.factor if i == j else 0 for j in range(size))
                           for i in range(size)))

    def times(self, other: Any) -> Any:
        """The product with a number, a matrix or another multiple of the identity.

        >>> Multiple(3).times(Array.column([1, 2])).rows
        ((3,), (6,))
        """
        if isinstance(other, Array):
            return other.map(lambda entry: self.factor * entry)
        return Multiple(self.factor * (other.factor if isinstance(other, Multiple) else other))


def alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Both, where one of the two is a multiple of the identity, as matrices of one size.

    >>> alike(Multiple(), Multiple(2))
    (1, 2)
    """
    if isinstance(left, Multiple) and isinstance(right, Multiple):
        return left.factor, right.factor
    if isinstance(left, Multiple):
        return left.beside(right), right
    return (left, right.beside(left)) if isinstance(right, Multiple) else (left, right)


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
