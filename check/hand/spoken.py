"""How a diagnosis writes factors and nodes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ...engine import Symbol, Value
from ...engine.label import cut
from ...engine.steps import written

FRACTIONS = {Fraction(1, 2): "½", Fraction(1, 3): "⅓", Fraction(1, 4): "¼", Fraction(2, 3): "⅔"}


def spoken_ratio(ratio: float, sizes: Iterable[int] = ()) -> str:
    """A factor that a derivation loses or doubles: n, 1/n, 2/n; no text for any other number.

    >>> spoken_ratio(-0.5), spoken_ratio(0.1), spoken_ratio(0.3)
    ('−½', '1/10', '')
    """
    sign, size = "−" if ratio < 0 else "", abs(ratio)
    for n in [1, *range(2, 13), *sorted(set(sizes))]:
        for fraction in (Fraction(n), Fraction(1, n), Fraction(2, n), Fraction(n, 2)):
            if abs(size - fraction) <= 1e-7 * size:
                return sign + FRACTIONS.get(fraction, str(fraction))
    return ""


def spoken(node: Value, names: dict[Value, str], depth: int = 3) -> str:
    """A node's name, or its formula where it has no label.

    >>> w, x = Value(2.0, "w"), Value(3.0, "x")
    >>> spoken(w * x + 1, {w: "w", x: "x"})
    'w x + 1'
    """
    return cut(written(_formula(node, names, depth)), 40)


def _formula(node: Value, names: dict[Value, str], depth: int) -> Any:
    if node.label or node.op is None or not depth or len(node.arguments) > 9:
        return Symbol(names.get(node, "?"))
    return node.op.apply(tuple([_formula(a, names, depth - 1) if isinstance(a, Value) else a
                                for a in node.arguments]))
