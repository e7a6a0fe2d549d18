"""Ways through the graph that are left out of the sum, and the gradient by something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ...engine import Value
from ...engine.label import number
from .case import Case, Diagnosis, Entry
from .local import BUDGET
from .spoken import spoken

MOST_SUBSETS = 6


def lost_paths(case: Case) -> Iterator[Diagnosis]:
    """Some of the ways on which y depends on the variable are left out of the sum."""
    if len(case.wrong) * len(case.graph.edges) > BUDGET:
        return
    sums = [{lost: rest for lost, rest in _partial_sums(case, entry)
             if case.fits(entry, rest, entry.loss)} for entry in case.wrong]
    found: dict[Value, set[tuple[int, ...]]] = {}
    for entry, fitting in zip(case.wrong, sums):
        found[entry.node] = found.get(entry.node, set(fitting)) & set(fitting)
    if not all(found.values()):
        return
    least = {node: min(choices, key=len) for node, choices in found.items()}
    for lost in sorted(found[case.worst.node], key=len):
        chosen = {**least, case.worst.node: lost}
        yield _told_paths(case, lost, [fitting[chosen[entry.node]]
                                       for entry, fitting in zip(case.wrong, sums)])


def _partial_sums(case: Case, entry: Entry) -> Iterator[tuple[tuple[int, ...], float]]:
    """Edges that a sum may lack, and the gradient without them."""
    graph = case.slopes[entry.point]
    x = case.graph.index[entry.node]
    adjoints, tangents = graph.adjoints(), graph.tangents(x)
    ways: dict[int, list[int]] = {}
    for edge, (_, given, _) in enumerate(graph.edges):
        if tangents[given]:
            ways.setdefault(given, []).append(edge)
    for given, edges in ways.items():
        shares = {edge: adjoints[graph.edges[edge][0]] * graph.partials[edge] * tangents[given]
                  for edge in edges}
        for lost in _subsets([edge for edge in edges if shares[edge]]):
            yield lost, adjoints[x] - sum(shares[edge] for edge in lost)


def _subsets(edges: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every choice of some, but not all; of many edges, one or all but one."""
    n = len(edges)
    sizes = range(1, n) if n <= MOST_SUBSETS else (1, n - 1)
    for size in sizes:
        yield from combinations(edges, size)


def _told_paths(case: Case, lost: tuple[int, ...], expected: Sequence[float]) -> Diagnosis:
    given = case.graph.edges[lost[0]][1]
    ways = [edge for edge, (_, to, _) in enumerate(case.graph.edges) if to == given]
    through = [spoken(case.graph.nodes[case.graph.edges[edge][0]], case.names) for edge in lost]
    many = "one path is missing" if len(lost) == 1 else f"{len(lost)} paths are missing"
    worst = case.worst
    return case.found(
        "path", f"{many}: {', '.join(through[:3])}{' …' if len(through) > 3 else ''} also "
        f"depends on {spoken(case.graph.nodes[given], case.names)}; sum over all {len(ways)} ways",
        f"without that share, {worst.name} is {number(worst.hand)} as by hand, and "
        f"{number(worst.backward)} with it", expected)


def other_variable(case: Case) -> Iterator[Diagnosis]:
    """The gradient by another node, the same at every point."""
    if len({entry.node for entry in case.wrong}) > 1:
        return
    (node,) = {entry.node for entry in case.wrong}
    adjoints = {point: case.slopes[point].adjoints() for point in case.points()}
    for i, other in enumerate(case.graph.nodes):
        named = other is not node and (other.label or other.op is None) and adjoints[
            case.points()[0]][i] not in (0.0, 1.0)
        found = {point: each[i] for point, each in adjoints.items()}
        if named and case.explained(found):
            yield case.found("other variable", f"this is the gradient by {case.names[other]}",
                             f"which is {number(case.worst.hand)} by backward",
                             [found[entry.point] for entry in case.wrong])
