"""A constant factor between the numbers by hand and the gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...engine.label import chalk
from ...engine.number import Number
from .case import Case, Diagnosis, Entry, alike
from .local import local_derivative
from .spoken import likely, spoken_ratio


def ratio_of_all(case: Case) -> Iterator[Diagnosis]:
    """One factor between all numbers by hand and the gradient, those that are right included."""
    return _constants(case, case.every)


def ratio_of_some(case: Case) -> Iterator[Diagnosis]:
    """One factor at the wrong entries."""
    return _constants(case, case.wrong)


def odd_ratio(case: Case) -> Iterator[Diagnosis]:
    """One factor at three entries or more, whatever it is."""
    entries = [entry for entry in case.wrong if entry.backward]
    if len(entries) < 3:
        return
    found = [_between(entries)] if case.coarse else common_ratios(case, _beside(case.wrong))
    for ratio in filter(None, found):
        text = f"{ratio:.3g}" if case.coarse else f"{ratio:.6g}"
        yield case.found("ratio", f"{text} times the gradient: a constant factor is wrong",
                         f"by hand / by backward = {text} at {_all(len(entries))}",
                         [ratio * float(entry.backward) for entry in case.wrong])


def _between(entries: Sequence[Entry]) -> float | None:
    """The factor that the digits written down leave, where that is but a narrow choice."""
    ends = [sorted((float(e.hand) + side * e.half) / float(e.backward) for side in (-1, 1))
            for e in entries]
    low, high = max(end[0] for end in ends), min(end[1] for end in ends)
    return (low + high) / 2 if 0 <= high - low <= 0.02 * abs(low) else None


def _constants(case: Case, entries: Sequence[Entry]) -> Iterator[Diagnosis]:
    count = sum(bool(e.backward) for e in entries)
    for ratio in common_ratios(case, _beside(entries)):
        text = spoken_ratio(ratio, sizes(case))
        expected = [ratio * float(e.backward) for e in case.wrong]
        where = f"by hand / by backward = {text} at {_all(count)}"
        if text == "−1":
            yield case.found("sign", "the sign is wrong", where, expected)
        elif text:
            where += _accumulated(case) + _coincidence(case, entries, expected)
            yield case.found("ratio", f"{text} times the gradient: {_remedy(text, ratio)}", where,
                             expected)


def _beside(entries: Sequence[Entry]) -> list[tuple[Entry, Number]]:
    return [(entry, entry.backward) for entry in entries]


def common_ratios(case: Case, pairs: Sequence[tuple[Entry, Number]]) -> list[float]:
    """The numbers c with hand = c · other everywhere, but for 0 and 1: one at most, or where few
    digits are written down, all that a derivation loses or doubles and that fit these."""
    entry, other = max(pairs, key=lambda pair: abs(float(pair[1])))
    if case.coarse:
        tried = likely(sizes(case))
    else:
        tried = [float(entry.hand) / float(other) if other else 0.0]
    size = abs(float(other))
    return [ratio for ratio in tried if ratio and not case.close(ratio, 1.0) and all(
        case.fits(e, ratio * float(o), 1e-14 * abs(ratio) * size) for e, o in pairs)]


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


def _coincidence(case: Case, entries: Sequence[Entry], expected: Sequence[float]) -> str:
    """The local derivative that has the same value, where one number can't tell them apart."""
    if len(entries) > 2:  # a single number fits a lot
        return ""
    other = next((found for found in local_derivative(case)
                  if not case.coarse or alike(found.expected, expected)), None)
    return f"; or else {other.sentence}" if other else ""


def _all(count: int) -> str:
    return "the one entry" if count == 1 else f"all {count} entries that aren't 0"
