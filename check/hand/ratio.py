"""A constant factor between the numbers by hand and the gradient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...engine.label import chalk
from ...engine.number import Number
from .case import Case, Diagnosis, Entry
from .local import local_derivative
from .spoken import spoken_ratio


def ratio_of_all(case: Case) -> Diagnosis | None:
    """One factor between all numbers by hand and the gradient, those that are right included."""
    return _constant(case, case.every)


def ratio_of_some(case: Case) -> Diagnosis | None:
    """One factor at the wrong entries."""
    return _constant(case, case.wrong)


def odd_ratio(case: Case) -> Diagnosis | None:
    """One factor at three entries or more, whatever it is."""
    ratio = common_ratio(case, [(e.hand, e.backward) for e in case.wrong])
    count = sum(bool(e.backward) for e in case.wrong)
    if ratio is None or count < 3:
        return None
    return case.found("ratio", f"{ratio:.6g} times the gradient: a constant factor is wrong",
                      f"by hand / by backward = {ratio:.6g} at {_all(count)}")


def _constant(case: Case, entries: Sequence[Entry]) -> Diagnosis | None:
    ratio = common_ratio(case, [(e.hand, e.backward) for e in entries])
    text = "" if ratio is None else spoken_ratio(ratio, sizes(case))
    count = sum(bool(e.backward) for e in entries)
    if not text or ratio is None:
        return None
    where = f"by hand / by backward = {text} at {_all(count)}"
    if text == "−1":
        return case.found("sign", "the sign is wrong", where)
    return case.found("ratio", f"{text} times the gradient: {_remedy(text, ratio)}",
                      where + _accumulated(case) + _coincidence(case, entries))


def common_ratio(case: Case, pairs: Iterable[tuple[Number, Number]]) -> float | None:
    """The number c with hand = c · other everywhere, if there is one and it isn't 0 or 1."""
    numbers = [(float(hand), float(other)) for hand, other in pairs]
    hand, other = max(numbers, key=lambda pair: abs(pair[1]))
    ratio = hand / other if other else 0.0
    if not ratio or case.close(ratio, 1.0):
        return None
    return ratio if all(case.close(h, ratio * o, 1e-14 * abs(ratio * other))
                        for h, o in numbers) else None


def sizes(case: Case) -> set[int]:
    """The numbers that may be n in this graph: lengths of lists and sums, divisors."""
    found = {length for shape in case.shapes for length in shape}
    for node in case.graph.nodes:
        found.add(len(node.inputs))
        found.update(int(a) for a in node.arguments
                     if isinstance(a, float) and 1 < a < 1e6 and a == int(a))
    return {n for n in found if n > 1}


def _remedy(text: str, ratio: float) -> str:
    size = spoken_ratio(1 / abs(ratio)) or chalk(1 / abs(ratio))
    sign = "the sign is wrong, and " if ratio < 0 else ""
    if abs(ratio) < 1:
        return f"{sign}a factor {size} is missing"
    return f"{sign}there is a factor {text.lstrip('−')} too many"


def _accumulated(case: Case) -> str:
    """That the numbers are those of .grad, which grows with every backward pass."""
    grads = [(e.hand, e.node.grad) for e in case.wrong if e.point == 0]
    if grads and all(g is not None and case.close(h, g) for h, g in grads):
        return "; these are the numbers in .grad, which adds up over passes: write y.zero_grad()"
    return ""


def _coincidence(case: Case, entries: Sequence[Entry]) -> str:
    """The local derivative that has the same value, where one number can't tell them apart."""
    other = local_derivative(case) if len(entries) < 3 else None  # a single number fits a lot
    return f"; or else {other.sentence}" if other else ""


def _all(count: int) -> str:
    return "the one entry" if count == 1 else f"all {count} entries that aren't 0"
