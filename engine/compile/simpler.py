"""Operations on rows in simpler forms, which round alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..op import RULES

if TYPE_CHECKING:
    from .tracing import Writer


def simpler(writer: Writer, op: str, arguments: tuple[Any, ...]) -> Any:
    """Rows or a number for op(*arguments), or None if it is an instruction of its own."""
    if [a.__class__ for a in arguments].count(float) == len(arguments):
        return RULES[op].forward(*arguments)
    if op == "neg":
        inner = writer.opposite(arguments[0])
        return writer.negative(arguments[0]) if inner is None else inner
    if op == "sigmoid":
        inner = writer.opposite(arguments[0])
        return None if inner is None else writer.complement(inner)
    return _BINARY[op](writer, *arguments) if op in _BINARY else None


def _product(writer: Writer, a: Any, b: Any) -> Any:
    for factor, other in ((a, b), (b, a)):
        if isinstance(factor, float):
            if factor in (0, 1):
                return other if factor else 0.0
            if factor < 0:
                return writer.apply("neg", writer.apply("mul", -factor, other))
            return writer.scaled(factor, other)
    (c, x), (d, y) = writer.inner_factor(a), writer.inner_factor(b)
    if c != 1 and c * d == 1:
        return writer.apply("mul", x, y)
    return None


def _sum(writer: Writer, a: Any, b: Any) -> Any:
    for term, other in ((a, b), (b, a)):
        if isinstance(term, float) and term == 0:
            return other
    return None


def _power(writer: Writer, x: Any, y: Any) -> Any:
    if not isinstance(y, float):
        return None
    if y in (0, 1):
        return x if y else 1.0
    special = {2.0: "square", -1.0: "reciprocal", 0.5: "sqrt"}
    return writer.write(special[y], (x,)) if y in special else None


_BINARY = {"mul": _product, "add": _sum, "pow": _power}
