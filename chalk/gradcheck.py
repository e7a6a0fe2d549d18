"""Gradients held against central differences, in floats and at 50 digits."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from ..engine.errors import ChalkgradError, GraphError, MissingPackageError
from ..engine.label import cut, number
from ..engine.number import Index, Number
from ..engine.steps import names_of, operation
from ..engine.value import Value, places
from ..engine.walk import grad, inner_nodes, topological_order
from ..engine.watch import finite

TOLERANCE = 1e-6  # the error that passes, relative to the sum of all |contributions|
WIDTH = 80
REVERSE, TRUTH, KINK, NOBODY = "reverse", "truth", "kink", "nobody"
Kind = Callable[[Any], Number]
_CENTRAL, _RIGHT, _LEFT = (-1, 1), (0, 1), (-1, 0)


@dataclass(frozen=True)
class Entry:
    """One derivative of y by the `nodes`: one node, or two for a second derivative.

    `value` is that of reverse mode, `difference` the central difference in floats, `truth` the
    one at 50 digits (an mpf), `ulps` the error of `value` in units in its last place. `believe`
    says whom: "reverse" mode, the 50-digit "truth" (then reverse mode is wrong), nobody at the
    edge of the domain, or "kink" where left and right differ. `sentence` says why.
    """

    nodes: tuple[Value, ...]
    name: str
    value: Number
    difference: float
    truth: Any
    ulps: float
    believe: str
    sentence: str
    passed: bool

    def __str__(self) -> str:
        return (f"{cut(self.name, 11):<11} {_digits(self.value, 12):>18} "
                f"{_digits(self.difference, 8):>14} {_digits(self.truth, 12):>18} "
                f"{_ulps_text(self.ulps):>6} {self.believe}")


@dataclass(frozen=True)
class Check:
    """The entries of a check; prints as a table of 80 columns."""

    name: str
    order: int
    entries: tuple[Entry, ...]

    @property
    def passed(self) -> bool:
        """Whether every derivative of reverse mode is right."""
        return all(entry.passed for entry in self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        good = sum(entry.passed for entry in self.entries)
        what = f"∂{self.name} by" if self.order == 1 else f"∂²{self.name} by"
        head = (f"{cut(what, 11):<11} {'reverse mode':>18} {'difference':>14} "
                f"{'50 digits':>18} {'ulps':>6} believe")
        notes = [textwrap.fill(f"{entry.name}: {entry.sentence}", WIDTH, subsequent_indent="  ")
                 for entry in self.entries if entry.sentence]
        last = f"{'passed' if self.passed else 'FAILED'}: {good} of {len(self)} right"
        return "\n".join([head, *map(str, self.entries), *notes, last])

    __repr__ = __str__


def check_gradients(y: Value, xs: Sequence[Value], order: int = 1) -> Check:
    """Hold ∂y/∂x from reverse mode against differences of y itself, for every x.

    The graph is replayed from its leaves with x moved a little: in floats, and at so many digits
    that 50 of the difference are right, which needs mpmath. order=2 checks the entries of the
    hessian, each pair once. The graph's data and grad stay as they are.
    Raises GraphError for complex numbers, for numbers that are not finite, and where leaves
    changed without recompute(); MissingPackageError without mpmath.

    >>> x = Value(2.0, "x")
    >>> check = check_gradients(x.exp() * x, [x])
    >>> check.passed, check.entries[0].believe
    (True, 'reverse')
    >>> check_gradients(x ** 3, [x], order=2)
    ∂²v₁ by           reverse mode     difference          50 digits   ulps believe
    x, x                        12             12                 12      0 reverse
    passed: 1 of 1 right
    """
    if order not in (1, 2):
        raise ChalkgradError(f"order={order!r} can't be checked; write order=1 for the gradient "
                             "or order=2 for the hessian")
    values = grad(y, xs)  # which also looks whether these are Values
    replay = Replay(y)
    if order == 1:
        entries = [_entry(replay, (x,), y, value) for x, value in zip(xs, values)]
    else:
        slopes = grad(y, xs, create_graph=True)
        entries = [_entry(replay, (xs[i], x), slopes[i], *grad(slopes[i], [x]))
                   for i in range(len(xs)) for x in xs[i:]]
    return Check(replay.names[y], order, tuple(entries))


class Replay:
    """The graph of y, which can be computed anew at other points, in numbers of any kind."""

    def __init__(self, y: Value) -> None:
        self.mp = _mpmath()
        self.y, self.nodes = y, topological_order(y)
        self.names = names_of(self.nodes)
        for node in self.nodes:
            _check_real(node, self.names[node])
        again = self.numbers({}, float)[y]
        if not math.isclose(again, float(y.data), rel_tol=1e-9, abs_tol=1e-300):
            raise GraphError(f"{self.names[y]} is {y.data!r}, but from its leaves as they are now "
                             f"it is {again!r}; write y.recompute() after changing them")

    def numbers(self, moves: dict[Value, Number], kind: Kind) -> dict[Value, Number]:
        """Every node's number, in numbers of a kind, with some nodes moved."""
        found: dict[Value, Number] = {}
        for node in self.nodes:
            found[node] = (kind(node.data) if node.op is None else
                           node.op.forward(*_arguments(node, found, kind)))
            if node in moves:
                found[node] = found[node] + moves[node]
        return found

    def quotient(self, nodes: Sequence[Value], steps: Sequence[Number],
                 ways: tuple[int, int], kind: Kind) -> Number:
        """The difference quotient of y by one node or two, each moved by both ways · step."""
        total = kind(0.0)
        for choice in product(ways, repeat=len(nodes)):
            moves: dict[Value, Number] = dict.fromkeys(nodes, kind(0.0))
            for node, step, way in zip(nodes, steps, choice):
                moves[node] = moves[node] + way * step
            sign = math.prod(1 if way == ways[1] else -1 for way in choice)
            total = total + sign * self.numbers(moves, kind)[self.y]
        return total / math.prod(((ways[1] - ways[0]) * step for step in steps), start=kind(1.0))

    def exact(self, given: Number) -> Any:
        """A real number of any kind as an mpf."""
        if isinstance(given, Fraction):
            return self.mp.mpf(given.numerator) / given.denominator
        return self.mp.mpf(given)


def _arguments(node: Value, found: dict[Value, Number], kind: Kind) -> list[Number]:
    """The numbers that a node is computed from; an Index counts and stays what it is."""
    return [found[given] if isinstance(given, Value) else
            given if isinstance(given, Index) else kind(given) for given in node.arguments]


# Differences

def float_difference(replay: Replay, nodes: Sequence[Value]) -> float:
    """The central difference in floats, with the step whose estimated error is least.

    The steps are powers of two, relative to x and, where |x| < 1, to 1. The error is estimated
    from the next smaller step and from the rounding of y.
    """
    estimates = []
    rounding = math.ulp(float(replay.y.data))
    for scales in _scales(nodes):
        ladder = [_estimate(replay, nodes, [scale * 2.0 ** -k for scale in scales])
                  for k in range(4, 28, 2)]
        estimates += [(abs(a - b) + rounding / width, a)
                      for (a, width), (b, _) in zip(ladder, ladder[1:]) if finite(a - b)]
    return min(estimates)[1] if estimates else math.nan


def _estimate(replay: Replay, nodes: Sequence[Value],
              steps: Sequence[float]) -> tuple[float, float]:
    """The central difference with these steps, and what it was divided by."""
    return replay.quotient(nodes, steps, _CENTRAL, float), math.prod(2 * step for step in steps)


def _scales(nodes: Sequence[Value]) -> list[list[float]]:
    sizes = [2.0 ** math.frexp(abs(float(node.data)))[1] for node in nodes]
    apart = any(0 < abs(node.data) < 0.5 for node in nodes)
    return [[max(size, 1.0) for size in sizes], *([sizes] if apart else [])]


def exact_differences(replay: Replay, nodes: Sequence[Value]) -> tuple[Any, Any, Any]:
    """The central difference at so many digits that 50 are right; those to the right and left."""
    sizes = [abs(replay.exact(node.data)) for node in nodes]
    steps = [replay.mp.mpf(10) ** -25 * (min(size, 1) or 1) for size in sizes]
    central, right, left = (_limit(replay, nodes, steps, ways)
                            for ways in (_CENTRAL, _RIGHT, _LEFT))
    return central, right, left


def _limit(replay: Replay, nodes: Sequence[Value], steps: Sequence[Any],
           ways: tuple[int, int]) -> Any:
    """The quotient, or 0 where it shrinks with the step or, being rounding, never settles."""
    far = replay.quotient(nodes, steps, ways, replay.exact)
    near = replay.quotient(nodes, [step / 2 for step in steps], ways, replay.exact)
    return replay.mp.mpf(0) if abs(far - near) > 1e-6 * abs(far) else near


def _digits_needed(replay: Replay, nodes: Sequence[Value]) -> int:
    """Digits that show a step of 10⁻²⁵, squared, in any double beside the largest number."""
    largest = max(abs(float(node.data)) for node in replay.nodes)
    smallest = min([abs(float(node.data)) for node in nodes if node.data] or [1.0])
    return int(450 + max(0.0, math.log10(largest or 1.0)) - 2 * min(0.0, math.log10(smallest)))


# The verdict

def _entry(replay: Replay, nodes: tuple[Value, ...], root: Value, value: Number) -> Entry:
    """Judge a derivative, which is ∂root/∂nodes[-1] in reverse mode."""
    difference, size = float_difference(replay, nodes), _size(root, nodes[-1])
    name = ", ".join(replay.names.get(node, node.label or "?") for node in nodes)
    with replay.mp.workdps(_digits_needed(replay, nodes)):
        truth, right, left = exact_differences(replay, nodes)
        error = abs(replay.exact(value) - truth)
        between = min(right, left) <= replay.exact(value) <= max(right, left)
        smooth = abs(right - left) <= 1e-12 * (abs(right) + abs(left) + size)
        right_enough = error <= TOLERANCE * max(size, abs(truth))
        if not finite(truth):
            verdict = NOBODY, _edge(replay, nodes), False, math.nan
        elif not smooth and (between or not right_enough):
            verdict = KINK, _kink(left, right, between), bool(between), math.nan
        elif right_enough:
            remark = _remark(float(error), float(truth), difference, size)
            verdict = REVERSE, remark, True, _ulps(error, truth)
        else:
            verdict = TRUTH, _culprit(replay, root), False, _ulps(error, truth)
    believe, sentence, passed, ulps = verdict
    with replay.mp.workdps(50):
        return Entry(nodes, name, value, difference, +truth, ulps, believe, sentence, passed)


def _ulps(error: Any, truth: Any) -> float:
    """The error in units in the last place of the true number as a float."""
    if error <= 1e-40 * abs(truth):
        return 0.0
    return float(error / math.ulp(float(truth))) if truth else math.inf


def _size(root: Value, x: Value) -> float:
    """Σ |products of local derivatives| over all paths: what the derivative is a sum of."""
    sizes: dict[Value, float] = {root: 1.0}
    for node in reversed(inner_nodes(root)):
        for given, partial in zip(node.inputs, node.partials):
            sizes[given] = sizes.get(given, 0.0) + sizes[node] * abs(float(partial))
    size = sizes.get(x, 0.0)
    return size if finite(size) else 0.0


def _edge(replay: Replay, nodes: Sequence[Value]) -> str:
    at = ", ".join(f"{replay.names.get(node)} = {number(node.data)}" for node in nodes)
    return (f"{replay.names[replay.y]} is not defined on both sides of {at}, so it has no "
            "derivative here; move away from this point")


def _kink(left: Any, right: Any, between: bool) -> str:
    choice = "lies between" if between else "does not lie between, so its rule is wrong"
    return (f"a kink: the slope is {number(float(left))} on the left and {number(float(right))} "
            f"on the right; that of reverse mode {choice}")


def _remark(error: float, truth: float, difference: float, size: float) -> str:
    """What a student may wonder at in a row that passes."""
    if error > 1e-10 * abs(truth):
        return ("right, but its contributions cancel, which costs digits: the error is "
                f"{number(error)}, their sizes add up to {number(size)}")
    if not abs(difference - truth) <= 1e-3 * max(abs(truth), 1e-3 * size):
        return "the central difference has lost its digits, so believe reverse mode"
    return ""


def _culprit(replay: Replay, root: Value) -> str:
    """Why reverse mode fails: a rule whose derivative is wrong, or digits lost in floats."""
    smooth = root is not replay.y and all(finite(node.data) for node in inner_nodes(root))
    for graph in (replay, *([Replay(root)] if smooth else [])):
        sentence = _wrong_rule(graph)
        if sentence:
            return sentence
    return ("its rules are right, but floats have lost the digits; write the formula in a form "
            "that doesn't cancel, or compute with mpmath.mpf")


def _wrong_rule(replay: Replay) -> str:
    """The first operation of the graph whose derivative is not what its numbers do."""
    numbers = replay.numbers({}, replay.exact)
    for node in replay.nodes:
        for i in places(node.arguments):
            got, wanted = _local(replay, node, i, numbers)
            if not abs(got - wanted) <= 1e-12 * (abs(got) + abs(wanted) + 1e-30):
                return (f"the rule of {node.op} is wrong: its derivative by argument {i + 1} is "
                        f"{number(float(got))} at {replay.names[node]}, but {node.op} itself "
                        f"rises by {number(float(wanted))}; correct its @rule")
    return ""


def _local(replay: Replay, node: Value, i: int,
           numbers: dict[Value, Number]) -> tuple[Number, Number]:
    """∂node/∂argument i by its rule, and by a difference of its forward function."""
    op, given = operation(node), _arguments(node, numbers, replay.exact)
    step = replay.mp.mpf(10) ** -25 * (min(abs(given[i]), 1) or 1)
    ahead, behind = ([*given[:i], given[i] + way * step, *given[i + 1:]] for way in (1, -1))
    up, here, down = op.forward(*ahead), numbers[node], op.forward(*behind)
    wanted = (up - down) / (2 * step)
    got = op.partials(here, given, [i])[0]
    kink = abs(up - 2 * here + down) > 1e-12 * step * (abs(wanted) + abs(got))
    return (got, got) if kink else (got, wanted)


# Printing and checking

def _digits(given: Number, digits: int) -> str:
    return format(float(given), f".{digits}g").replace("-", "−")


def _ulps_text(ulps: float) -> str:
    if not finite(ulps):
        return "∞" if ulps > 0 else "–"
    return f"{ulps:.2g}" if ulps < 1e4 else f"{ulps:.0e}".replace("e+0", "e").replace("e+", "e")


def _check_real(node: Value, name: str) -> None:
    if isinstance(node.data, complex) or hasattr(node.data, "_mpc_"):
        raise GraphError(f"{name} = {node.data!r} is complex, and differences are taken along the "
                         "real line; check the graph of a real part")
    if not finite(node.data):
        raise GraphError(f"{name} = {node.data!r} is not finite, so no difference can be taken; "
                         "write explain(y) to see where that begins")


def _mpmath() -> Any:
    try:
        import mpmath
    except ImportError:
        raise MissingPackageError("check_gradients computes 50 digits with mpmath, which is not "
                                  "installed; write pip install mpmath") from None
    return mpmath.mp
