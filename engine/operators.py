"""Python's operators and methods, spelled as rows of the table, for Value and Symbol alike."""

from __future__ import annotations

from typing import Any

from . import rules
from .op import Operation


class Operators:
    """+ − * / ** and abs, forward and reflected, and every function of one number as a method."""

    __slots__ = ()

    def __add__(self, other: Any) -> Any:
        return _applied(rules.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return _applied(rules.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return _applied(rules.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return _applied(rules.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return _applied(rules.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return _applied(rules.mul, other, self)

    def __truediv__(self, other: Any) -> Any:
        return _applied(rules.div, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _applied(rules.div, other, self)

    def __pow__(self, other: Any) -> Any:
        return _applied(rules.pow, self, other)

    def __rpow__(self, other: Any) -> Any:
        return _applied(rules.pow, other, self)

    def __neg__(self) -> Any:
        return rules.neg(self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return rules.abs(self)

    def exp(self) -> Any:
        """eᶻ of this value, as chalkgrad.exp."""
        return rules.exp(self)

    def log(self) -> Any:
        """Its natural logarithm, as chalkgrad.log."""
        return rules.log(self)

    def sigmoid(self) -> Any:
        """Its logistic function, as chalkgrad.sigmoid."""
        return rules.sigmoid(self)

    def tanh(self) -> Any:
        """Its hyperbolic tangent, as chalkgrad.tanh."""
        return rules.tanh(self)

    def relu(self) -> Any:
        """max(0, z) of this value, as chalkgrad.relu."""
        return rules.relu(self)

    def sqrt(self) -> Any:
        """Its square root, as chalkgrad.sqrt."""
        return rules.sqrt(self)

    def sin(self) -> Any:
        """Its sine, as chalkgrad.sin."""
        return rules.sin(self)

    def cos(self) -> Any:
        """Its cosine, as chalkgrad.cos."""
        return rules.cos(self)

    def softplus(self) -> Any:
        """log(1 + eᶻ) of this value, as chalkgrad.softplus."""
        return rules.softplus(self)

    def log_sigmoid(self) -> Any:
        """log σ(z) of this value, as chalkgrad.log_sigmoid."""
        return rules.log_sigmoid(self)

    def maximum(self, other: Any) -> Any:
        """The larger of this value and another, as chalkgrad.maximum."""
        return rules.maximum(self, other)

    def minimum(self, other: Any) -> Any:
        """The smaller of this value and another, as chalkgrad.minimum."""
        return rules.minimum(self, other)


def _applied(op: Operation, a: Any, b: Any) -> Any:
    """op(a, b), unless one is an array: then NumPy goes through its elements."""
    if getattr(a, "ndim", 0) or getattr(b, "ndim", 0):
        return NotImplemented
    return op(a, b)
