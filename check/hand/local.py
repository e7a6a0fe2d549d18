"""A local derivative that is missing, doubled or another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ...engine import Value
from ...engine.label import number
from ...engine.steps import operation
from .case import Case, Diagnosis, Slopes
from .changes import CHANGES, SIGNS, STEADY, Change, argument_of, factor_of
from .spoken import spoken, spoken_ratio

MOST_SINGLES = 300
BUDGET = 6_000_000  # local products that a diagnosis may multiply


def local_derivative(case: Case) -> Iterator[Diagnosis]:
    """A local derivative that is missing, doubled or another one, in a whole layer or one node."""
    return _changed_somewhere(case, (1.0,))


def local_and_ratio(case: Case) -> Iterator[Diagnosis]:
    """The same together with a sign or a factor 2, where two numbers or more tell."""
    many = sum(bool(e.hand) for e in case.wrong) > 1
    return _changed_somewhere(case, (-1.0, 2.0, 0.5) if many else ())


def _changed_somewhere(case: Case, factors: Sequence[float]) -> Iterator[Diagnosis]:
    tries = ((factor, family, change) for factor in factors for family in _families(case)
             for change in CHANGES)
    for factor, family, change in islice(tries, BUDGET // (len(case.graph.edges) or 1)):
        expected = _fitting(case, family.edges, change[1], factor)
        if expected is not None:
            yield _told(case, family, change, factor, expected)


class Family(NamedTuple):
    """Edges that a derivation treats alike, and which these are."""

    edges: tuple[int, ...]
    words: str


def _families(case: Case) -> list[Family]:
    """The edges of one layer, of one operation, and every single one."""
    heights = _heights(case.graph)
    layers: dict[Any, list[int]] = {}
    kinds: dict[tuple[str, str], list[int]] = {}
    for edge in _between(case):
        node, _, place = case.graph.edges[edge]
        role = _role(case.graph.nodes[node], place)
        if role:
            layers.setdefault((heights[node], role), []).append(edge)
            kinds.setdefault(role, []).append(edge)
    single = [edge for edges in layers.values() for edge in edges]
    found = [(tuple(layers[key]), "in its whole layer") for key in sorted(layers)]
    found += [(tuple(edges), f"at every {role[0]}") for role, edges in kinds.items()]
    found += [((edge,), "") for edge in single if len(single) <= MOST_SINGLES]
    first = dict(reversed(found))
    return [Family(edges, first[edges] if len(edges) > 1 else "")
            for edges in dict.fromkeys(edges for edges, _ in found)]


def _between(case: Case) -> list[int]:
    """The edges on the ways from the wrong entries up to y."""
    graph = case.graph
    reached = {graph.index[entry.node] for entry in case.wrong}
    found = []
    for edge in range(len(graph.edges) - 1, -1, -1):
        node, given, _ = graph.edges[edge]
        if given in reached:
            reached.add(node)
            found.append(edge)
    return found


def _heights(graph: Slopes) -> list[int]:
    heights: list[int] = []
    for node in graph.nodes:
        heights.append(max((heights[graph.index[given]] for given in node.inputs), default=-1) + 1)
    return heights


def _role(node: Value, place: int) -> tuple[str, str] | None:
    """The operation and which of its arguments; None where the slope is always 1 or −1."""
    name, half = operation(node).name, len(node.arguments) // 2
    if name in STEADY or (name == "dot" and place == 2 * half):
        return None
    if name in ("mul", "div") and len(node.inputs) == 1:
        return None  # a constant factor, which is found as a ratio
    if name == "dot":
        return name, "w" if place < half else "x"
    return name, "" if operation(node).variadic else str(place)


def _fitting(case: Case, edges: tuple[int, ...], change: Change,
             factor: float) -> list[float] | None:
    """The gradient with these edges changed, if it is what was derived by hand."""
    expected: dict[int, float] = {}
    for point in case.points():
        graph = case.slopes[point]
        changed = {edge: _changed(graph, edge, change) for edge in edges}
        if None in changed.values() or not any(changed.values()):
            return None
        adjoints = graph.adjoints({edge: p for edge, p in changed.items() if p is not None})
        for entry in case.wrong:
            if entry.point == point:
                expected[id(entry)] = factor * adjoints[case.graph.index[entry.node]]
                if not case.fits(entry, expected[id(entry)], entry.loss):
                    return None
    return [expected[id(entry)] for entry in case.wrong]


def _changed(graph: Slopes, edge: int, change: Change) -> float | None:
    node, _, place = graph.edges[edge]
    try:
        found = change(graph.nodes[node], place, graph.partials[edge])
        return None if found is None else float(found)
    except (ArithmeticError, ValueError, TypeError):
        return None


def _told(case: Case, family: Family, change: tuple[str, Change, str],
          factor: float, expected: Sequence[float]) -> Diagnosis:
    """A changed local derivative in words, named at the worst entry."""
    edge = _nearest(case, family.edges)
    node, given, _ = case.graph.edges[edge]
    output, argument = (spoken(case.graph.nodes[i], case.names) for i in (node, given))
    cause, _, sentence = change
    slope, worst, count = _slope(case, edge), case.worst, len(case.wrong)
    scope = f", the same {family.words}" if family.words else ""
    extra = f", and there is a factor {spoken_ratio(factor)}" if factor != 1.0 else ""
    return case.found(
        cause, sentence.format(slope, output=output, given=argument) + scope + extra,
        f"{'the entry agrees' if count == 1 else f'all {count} agree'} with that; at {worst.name} "
        f"{number(worst.hand)} by hand, {number(worst.backward)} by backward, {slope} = "
        f"{number(case.slopes[worst.point].partials[edge])}", expected)


def _nearest(case: Case, edges: tuple[int, ...]) -> int:
    """The edge on a way from the worst entry to y, else the first."""
    tangents = case.graph.tangents(case.graph.index[case.worst.node])
    return next((edge for edge in edges if tangents[case.graph.edges[edge][1]]), edges[0])


def _slope(case: Case, edge: int) -> str:
    """The local derivative as on the board: σ′(z), the factor x, or ∂z/∂w."""
    node, given, place = case.graph.edges[edge]
    output, argument = (case.graph.nodes[i] for i in (node, given))
    if argument_of(output) is not None:
        name = operation(output).name
        return f"{SIGNS.get(name, name)}′({spoken(argument, case.names)})"
    other = factor_of(output, place)
    if other is not None:
        partner = spoken(other, case.names) if isinstance(other, Value) else number(other)
        return f"the factor {partner}"
    above, below = (spoken(each, case.names) for each in (output, argument))
    return "/".join(f"∂({text})" if " " in text else f"∂{text}" for text in (above, below))
