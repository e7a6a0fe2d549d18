"""Sums, products, quotients and powers of numbers and matrices."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ...engine import sqrt
from ..meaning import term as t
from .arrays import Array, Multiple, ShapeClash, alike
from .failures import OutOfLayers, Unreadable
from .solving import inverse
from .standpoint import Standpoint


class Arithmetic(Standpoint):
    """Evaluates what is put together by + − · / and powers."""

    def of_constant(self, term: t.Constant) -> Any:
        """The number, exact where the world is."""
        return self.world.exact(term.value)

    def of_infinity(self, term: t.Infinity) -> Any:
        """No value. Raises Unreadable."""
        raise Unreadable("∞ is no number; only a limit may use it")

    def of_identity(self, term: t.Identity) -> Multiple:
        """The identity matrix; its size comes from what it meets."""
        return Multiple()

    def of_sum(self, term: t.Sum) -> Any:
        """The signed sum; a bias is added to every sample of a batch."""
        values = [(sign, self.value(part)) for sign, part in term.terms]
        return sum_of([value if sign > 0 else _negative(value) for sign, value in values])

    def of_times(self, term: t.Times) -> Any:
        """Matrix products first, then the entry by entry ones between them; from left to right
        where the manner says so and nothing else fits."""
        try:
            return self._products_first(term)
        except ShapeClash:
            if not self.manner.leftward or "odot" not in term.signs:
                raise
        whole = self.value(term.factors[0])
        for sign, factor in zip(term.signs, term.factors[1:]):
            whole = self._multiplied(whole, sign, self.value(factor))
        return whole

    def _products_first(self, term: t.Times) -> Any:
        products = [self.value(term.factors[0])]
        for sign, factor in zip(term.signs, term.factors[1:]):
            if sign == "odot":
                products.append(self.value(factor))
            else:
                products[-1] = self._multiplied(products[-1], sign, self.value(factor))
        whole = products[0]
        for value in products[1:]:
            whole = self._multiplied(whole, "odot", value)
        return whole

    def of_dots(self, term: t.Dots) -> Any:
        """The product of the cells of all layers from the first to the last."""
        first, last, here = map(self.number, (term.first, term.last, term.here))
        layers = range(first, last + term.step, term.step)
        if not layers:
            raise OutOfLayers("a product of no factors")
        whole: Any = None
        for layer in layers:
            with self._moved(term.here.base, layer - here):
                value = self.value(term.cell)
            whole = value if whole is None else self._multiplied(whole, "", value)
        return whole

    def _multiplied(self, left: Any, sign: str, right: Any) -> Any:
        if isinstance(left, Multiple) or isinstance(right, Multiple):
            return _scaled(left, sign, right)
        if not isinstance(left, Array) or not isinstance(right, Array):
            return entrywise(operator.mul, left, right)
        if sign == "odot":
            return left.zip(self._lying(right, left), operator.mul)
        if sign == "otimes" and left.is_vector and right.is_vector and left.shape[0] > 1:
            return left @ right.T
        if sign == "otimes" and left.is_vector and right.is_vector:
            return left.T @ right
        if sign == "*" and left.shape == right.shape and left.shape[1] == 1 \
                and self.manner.layout != "entries":
            left = left.T  # u · v of two vectors
        return self._matrix_product(left, right)

    def _lying(self, vector: Array, other: Array) -> Array:
        """u^T ⊙ f′(z), where gradients are rows: a column beside a row of its length is taken as
        one, and the other way round."""
        turned = vector.is_vector and vector.shape == other.shape[::-1]
        return vector.T if turned and self.manner.layout == "numerator" else vector

    def _matrix_product(self, left: Array, right: Array) -> Any:
        if self.manner.layout == "entries" and left.shape == right.shape and self.manner.hadamard:
            return left.zip(right, operator.mul)
        columns = left.shape[1] == right.shape[1] == 1
        if self.manner.layout == "entries" and columns and left.shape != right.shape:
            return left @ right.T
        return left @ right

    def of_over(self, term: t.Over) -> Any:
        """The quotient; of whole numbers, the exact fraction."""
        top, bottom = self.value(term.top), self.value(term.bottom)
        if isinstance(top, Multiple):
            return top.times(self.value(t.Over(t.Constant(Fraction(1)), term.bottom)))
        if isinstance(top, int) and isinstance(bottom, int):
            return self.world.exact(Fraction(top, bottom))
        return entrywise(operator.truediv, top, bottom)

    def of_power(self, term: t.Power) -> Any:
        """The power, entry by entry; the inverse of a square matrix."""
        exponent: Any = self.value(term.exponent)
        if isinstance(exponent, (int, float)) and abs(exponent) > 1000:
            raise Unreadable("an exponent beyond 1000 can't be tried")
        base = self.value(term.base)
        if isinstance(base, Array) and exponent == -1 and len(set(base.shape)) == 1:
            return inverse(base)
        if self.arrays and isinstance(base, Array):
            raise Unreadable("a power of a vector or matrix can't be tried")
        return entrywise(operator.pow, base, exponent)

    def of_transposed(self, term: t.Transposed) -> Any:
        """The transpose; a number is its own."""
        body = self.value(term.body)
        return body.T if isinstance(body, Array) else body

    def of_norm(self, term: t.Norm) -> Any:
        """|x| of a number, the Euclidean norm of a vector, or the sum of its |x_i|."""
        body = self.value(term.body)
        if not isinstance(body, Array):
            return abs(body)
        if term.order == 1:
            return sum_of([abs(entry) for entry in body.entries])
        return sqrt(sum_of([entry * entry for entry in body.entries]))

    def of_listed(self, term: t.Listed) -> Any:
        """A matrix of numbers; vectors in a row make one long column."""
        rows = [[self.value(part) for part in row] for row in term.rows]
        if any(isinstance(entry, Array) for row in rows for entry in row):
            entries = [e for row in rows for part in row
                       for e in (part.entries if isinstance(part, Array) else [part])]
            return Array.column(entries)
        return Array(tuple(tuple(row) for row in rows))


def _scaled(left: Any, sign: str, right: Any) -> Any:
    """A product with the identity matrix; entry by entry, of two matrices."""
    if sign == "odot":
        return entrywise(operator.mul, *alike(left, right))
    return left.times(right) if isinstance(left, Multiple) else right.times(left)


def _negative(value: Any) -> Any:
    if isinstance(value, Multiple):
        return value.times(-1)
    return value.map(lambda entry: -entry) if isinstance(value, Array) else -value


def entrywise(function: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """The function of two numbers, a number and every entry, or entry by entry.

    >>> entrywise(operator.mul, 2, Array.column([3, 4])).rows
    ((6,), (8,))
    """
    if isinstance(left, Array) and isinstance(right, Array):
        return left.zip(right, function)
    if isinstance(left, Array):
        return left.map(lambda a: function(a, right))
    return right.map(lambda b: function(left, b)) if isinstance(right, Array) else function(
        left, right)


def _added(left: Any, right: Any) -> Any:
    if isinstance(left, Multiple) and isinstance(right, Multiple):
        return Multiple(left.factor + right.factor)
    left, right = alike(left, right)
    if isinstance(left, Array) and isinstance(right, Array):
        left, right = _spread(left, right), _spread(right, left)
    return entrywise(operator.add, left, right)


def _spread(vector: Array, other: Array) -> Array:
    """A bias added to a batch is added to every sample."""
    (rows, columns), (more_rows, more_columns) = vector.shape, other.shape
    if rows == 1 and more_rows > 1 and columns == more_columns:
        return Array(vector.rows * more_rows)
    if columns == 1 and more_columns > 1 and rows == more_rows:
        return Array(tuple(row * more_columns for row in vector.rows))
    return vector


def sum_of(values: list[Any]) -> Any:
    """The sum of numbers or matrices.

    >>> sum_of([1, Array.column([3, 4])]).rows
    ((4,), (5,))
    """
    total = values[0]
    for value in values[1:]:
        total = _added(total, value)
    return total


def product_of(values: list[Any]) -> Any:
    """The product of numbers.

    >>> product_of([2, 3, 4])
    24
    """
    product = values[0]
    for value in values[1:]:
        if isinstance(product, Array) or isinstance(value, Array):
            raise ShapeClash("a Π of vectors or matrices")
        product = product * value
    return product
