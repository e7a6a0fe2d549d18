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
    for fraction in _fractions([*range(1, 13), *sorted(set(sizes))]):
        if abs(size - fraction) <= 1e-7 * size:
            return sign + FRACTIONS.get(fraction, str(fraction))
    return ""


def likely(sizes: Iterable[int]) -> list[float]:
    """The factors of which few digits may remind: n and 1/n, 2/n only of a size of the graph.

    >>> 4.5 in likely([]), 4.5 in likely([9]), -0.5 in likely([])
    (False, True, True)
    """
    plain = [each for n in range(1, 13) for each in (Fraction(n), Fraction(1, n))]
    found = dict.fromkeys([*plain, *_fractions(sorted(set(sizes)))])
    return [float(sign * each) for each in found for sign in (1, -1)]


def _fractions(numbers: Iterable[int]) -> list[Fraction]:
    """What a derivation loses or doubles: n, 1/n, 2/n and n/2."""
    return [each for n in numbers
            for each in (Fraction(n), Fraction(1, n), Fraction(2, n), Fraction(n, 2))]


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
