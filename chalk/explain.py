"""What a graph has to tell about its gradients: where they come from, and what is wrong."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..engine.errors import GraphError
from ..engine.label import chalk
from ..engine.number import Number
from ..engine.steps import names_of, operation
from ..engine.value import Value
from ..engine.walk import inner_nodes, seed_of, topological_order
from ..engine.watch import Place, finite, place_of

SATURATED = 1e-4  # a slope of σ or tanh below this hardly lets a gradient through
RATIO = 10.0  # between the mean gradients of neighbouring layers, either way
SHOWN = 5  # findings of a kind that are printed
WIDTH = 80
KINDS = {
    "non-finite": "Numbers that are not finite, where they first appear",
    "exploding": "Gradients that explode",
    "vanishing": "Gradients that vanish",
    "dead": "Dead units",
    "saturated": "Saturated units",
    "contribution": "The largest contribution to each gradient",
}
_LAYER = re.compile(r"z(?:_(?:\w|\{[^{}]*\}))?\^(?:\{\((\d+)\)\}|\((\d+)\))")


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing: a kind of KINDS, the node, its name, the numbers, a sentence.

    `numbers` are those of the sentence, in order; `place` is where the node was made, if recorded.
    """

    kind: str
    node: Value
    name: str
    numbers: tuple[Number, ...]
    sentence: str
    place: Place | None = None

    def __str__(self) -> str:
        return f"{self.sentence}{f' ({self.place})' if self.place else ''}"


@dataclass(frozen=True)
class Explanation:
    """All findings about y, the gravest first; prints as a report of 80 columns."""

    y: Value
    name: str
    findings: tuple[Finding, ...]

    def of(self, kind: str) -> list[Finding]:
        """The findings of one kind, ranked."""
        return [finding for finding in self.findings if finding.kind == kind]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __str__(self) -> str:
        wrong = any(finding.kind != "contribution" for finding in self.findings)
        sections = [_section(kind, self.of(kind)) for kind in KINDS if self.of(kind)]
        opening = f"{self.name} = {chalk(self.y.data)}" + ("" if wrong else _nothing(self))
        return "\n".join([*textwrap.wrap(opening, WIDTH), *sections])

    __repr__ = __str__


def explain(y: Value) -> Explanation:
    """Ranked findings about the graph of y, from gradients of its own; touches no `.grad`.

    Raises GraphError for anything that is not a Value.

    >>> x = Value(12.0, "x")
    >>> a = x.sigmoid()
    >>> a.label = "a"
    >>> explain(a)
    a = 1.0000
    Saturated units
      a = σ(12): the slope is 6.144·10⁻⁶, so hardly any gradient passes
    The largest contribution to each gradient
      ∂a/∂x = 6.144·10⁻⁶: all of it through a (sigmoid)
    """
    graph = _Graph(y)
    found = [*_non_finite(graph), *_layers(graph), *_flat(graph), *_contributions(graph)]
    rank = {kind: i for i, kind in enumerate(KINDS)}
    found.sort(key=lambda finding: rank[finding.kind])
    return Explanation(y, graph.names[y], tuple(found))


class _Graph:
    """The nodes of y with their names, adjoints, and the shares that make the adjoints up."""

    def __init__(self, y: Value) -> None:
        if not isinstance(y, Value):
            raise GraphError(f"{y!r} ({type(y).__name__}) is no node of a graph, so there is "
                             "nothing to explain; give the Value that a computation returned")
        self.y = y
        self.nodes = topological_order(y)
        self.inner = inner_nodes(y)
        self.names = names_of(self.nodes)
        self.shares: dict[Value, list[tuple[Number, Value]]] = {}
        self.adjoints: dict[Value, Number] = {y: seed_of(y)}
        for node in reversed(self.inner):
            self._share_out(node)

    def _share_out(self, node: Value) -> None:
        adjoint = self.adjoints[node]
        for given, partial in zip(node.inputs, node.partials):
            share = adjoint * partial
            self.shares.setdefault(given, []).append((share, node))
            before = self.adjoints
            before[given] = before[given] + share if given in before else share

    def finding(self, kind: str, node: Value, numbers: Sequence[Number],
                sentence: str) -> Finding:
        """A finding about a node of this graph."""
        return Finding(kind, node, self.names[node], tuple(numbers), sentence, place_of(node))

    def slope(self, node: Value) -> str:
        """∂y/∂node, in names."""
        return f"∂{self.names[self.y]}/∂{self.names[node]}"


def _non_finite(graph: _Graph) -> Iterator[Finding]:
    """Values whose inputs are all finite, and gradients that come from finite ones."""
    for node in graph.nodes:
        if not finite(node.data) and all(finite(given.data) for given in node.inputs):
            how = (f"{operation(node).name} of {_inputs(graph, node)}" if node.op
                   else "it was given so")
            yield graph.finding("non-finite", node, [node.data],
                                f"{graph.names[node]} = {chalk(node.data)}: {how}")
    for node in reversed(graph.nodes):
        adjoint = graph.adjoints[node]
        if not finite(adjoint) and _first(graph, node):
            yield graph.finding("non-finite", node, [adjoint], f"{graph.slope(node)} = "
                                f"{chalk(adjoint)}: {_through(graph, node)}")


def _first(graph: _Graph, node: Value) -> bool:
    """Whether the gradient of a node goes wrong here, not in a node above."""
    shares = graph.shares.get(node, ())
    return all(finite(share) for share, _ in shares) or any(
        finite(graph.adjoints[source]) and not finite(share) for share, source in shares)


def _inputs(graph: _Graph, node: Value) -> str:
    given = sorted(dict.fromkeys(node.inputs), key=lambda each: -abs(each.data))
    shown = [f"{graph.names[each]} = {chalk(each.data)}" for each in given[:3]]
    return ", ".join(shown) + (f" and {len(given) - 3} more" if len(given) > 3 else "")


def _through(graph: _Graph, node: Value) -> str:
    """The first share that is not finite, or that the finite shares overflow together."""
    for share, source in graph.shares.get(node, ()):
        if finite(graph.adjoints[source]) and not finite(share):
            return (f"{chalk(graph.adjoints[source])} times an infinite or undefined slope of "
                    f"{graph.names[source]} ({operation(source).name})")
    return "its shares are finite, but not their sum"


def _layers(graph: _Graph) -> Iterator[Finding]:
    """Neighbouring layers whose mean |∂y/∂z| differ by more than RATIO, the largest first."""
    layers: dict[int, list[Value]] = {}
    for node in graph.nodes:
        found = _LAYER.fullmatch(node.label)
        if found:
            layers.setdefault(int(found[1] or found[2]), []).append(node)
    means = {number: _mean(abs(graph.adjoints[node]) for node in layers[number])
             for number in sorted(layers)}
    pairs = [(lower, upper) for lower, upper in zip(means, list(means)[1:])
             if finite(means[lower]) and finite(means[upper]) and means[upper]]
    pairs.sort(key=lambda pair: -_factor(means[pair[0]], means[pair[1]]))
    for lower, upper in pairs:
        if _factor(means[lower], means[upper]) > RATIO:
            yield _between(graph, layers[lower][0], (lower, means[lower]), (upper, means[upper]))


def _between(graph: _Graph, node: Value, lower: tuple[int, float],
             upper: tuple[int, float]) -> Finding:
    kind, verb = ("exploding", "grows") if lower[1] > upper[1] else ("vanishing", "falls")
    factor = _factor(lower[1], upper[1])
    by = f"by a factor of {chalk(float(f'{factor:.3g}'))}" if finite(factor) else "to nothing"
    return graph.finding(kind, node, (lower[1], upper[1], factor), "from layer "
                         f"{upper[0]} down to {lower[0]} the mean |∂{graph.names[graph.y]}/∂z| "
                         f"{verb} from {chalk(upper[1])} to {chalk(lower[1])}, {by}")


def _factor(a: float, b: float) -> float:
    """The larger over the smaller of two numbers ≥ 0."""
    return max(a, b) / min(a, b) if min(a, b) else float("inf")


def _mean(numbers: Iterable[Number]) -> float:
    listed = [float(number) for number in numbers]
    return sum(listed) / len(listed)


def _flat(graph: _Graph) -> Iterator[Finding]:
    """Units of σ, tanh and relu that let (hardly) any gradient through, the flattest first."""
    units = [node for node in graph.inner if operation(node).name in ("sigmoid", "tanh", "relu")
             and node.partials and finite(node.partials[0])]
    for node in sorted(units, key=lambda node: abs(node.partials[0])):
        slope, name, z = node.partials[0], graph.names[node], chalk(node.inputs[0].data)
        if operation(node).name == "relu":
            if slope == 0:
                yield graph.finding("dead", node, [node.inputs[0].data], f"{name} = relu({z}): "
                                    "the slope is 0, so no gradient passes")
        elif abs(slope) < SATURATED:
            sign = {"sigmoid": "σ"}.get(operation(node).name, "tanh")
            yield graph.finding("saturated", node, [slope], f"{name} = {sign}({z}): the slope is "
                                f"{chalk(slope)}, so hardly any gradient passes")


def _contributions(graph: _Graph) -> list[Finding]:
    """For every leaf its largest contribution, the largest gradient first."""
    leaves = [node for node in graph.nodes if node.op is None and node in graph.shares]
    leaves = [node for node in leaves if finite(graph.adjoints[node])]
    leaves.sort(key=lambda node: -abs(graph.adjoints[node]))
    return [_contribution(graph, node) for node in leaves]


def _contribution(graph: _Graph, node: Value) -> Finding:
    shares, whole = graph.shares[node], graph.adjoints[node]
    share, source = max(shares, key=lambda each: abs(each[0]))
    via = f"{graph.names[source]} ({operation(source).name})"
    how = (f"all of it through {via}" if len(shares) == 1 else
           f"the largest of {len(shares)} contributions is {chalk(share)}, through {via}")
    return graph.finding("contribution", node, (share, whole),
                         f"{graph.slope(node)} = {chalk(whole)}: {how}")


# Printing

def _nothing(found: Explanation) -> str:
    if not found.findings:
        return " depends on nothing that was computed with, so there is nothing to find."
    return (": nothing is wrong. Every number is finite, no unit is saturated or dead, and no "
            "layer's gradient explodes or vanishes.")


def _section(kind: str, findings: list[Finding]) -> str:
    """A heading and the first few findings; a place follows the last of those made there."""
    lines, following = [KINDS[kind]], [*findings[1:SHOWN], None]
    for finding, after in zip(findings, following):
        lines += textwrap.wrap(finding.sentence, WIDTH, initial_indent="  ",
                               subsequent_indent="    ")
        if finding.place and (after is None or after.place != finding.place):
            lines += textwrap.wrap(str(finding.place), WIDTH, initial_indent="    made at ",
                                   subsequent_indent="      ")
    if len(findings) > SHOWN:
        lines.append(f"  … and {len(findings) - SHOWN} more")
    return "\n".join(lines)
