"""The verdict on a pair under what is in force where it stands, kept from one pass to the next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.nodes import has_hadamard, names_in, nodes, written_names
from ..meaning.special import update_of
from ..reader import tree as n
from ..report import FALSE, READING, TRUE, UNSETTLED, Part
from .definitions import Definitions
from .judge import Judged, judged
from .pairs import Pair
from .readings import Context
from .world import OWN


@dataclass(frozen=True)
class Overruled:
    """What the document states and is not believed: from pair `at` on, the cost is `costs[at]`,
    the output layer `outputs[at]`; the pairs `passed` define nothing, and with `functions` no
    pair says what the activation function is. The pairs `doubled` define twice what they say, to
    see which lines hold only for what they do say; the costs `fines` have another penalty."""

    costs: Mapping[int, Any] = field(default_factory=dict)
    outputs: Mapping[int, str] = field(default_factory=dict)
    passed: frozenset[int] = frozenset()
    doubled: frozenset[int] = frozenset()
    functions: bool = False
    fines: Mapping[int, n.Node] = field(default_factory=dict)


NOTHING = Overruled()


class Remembering(Definitions):
    """Judges pairs; `seen` are the verdicts so far, by all that they depend on. They hold on to
    the sides that were judged, which are known by their identity."""

    def __init__(self, pairs: Sequence[Pair], binding: Binding, quick: bool,
                 overruled: Overruled, seen: dict[Any, Judged], frozen: bool = False) -> None:
        super().__init__(pairs, binding)
        self.seen, self.frozen = seen, frozen
        self.quick, self.overruled = quick, overruled
        self.passed, self.doubled = overruled.passed, overruled.doubled
        self.stated: dict[int, Definition] = {}
        self.has_hadamard = any(has_hadamard((pair.left, pair.right)) for pair in pairs)

    def context(self, pair: Pair | None = None) -> Context:
        binding = self.binding.but(output=self.state.output, activation=self.state.activation)
        cost = self.state.cost if pair is None or self._is_its_cost(pair) else self._other_cost(
            pair)
        return Context(binding, self.state.definitions, cost, self.quick,
                       has_hadamard=self.has_hadamard,
                       form=self.state.form if self.state.activation == OWN else None,
                       whole=self.state.whole)

    def _is_its_cost(self, pair: Pair) -> bool:
        """Whether the cost that was stated is the one a pair is about: E is not C."""
        if not isinstance(self.state.cost, Definition):
            return True
        about = self._costs_on(pair) or {self.main_cost}
        return self.state.cost.name in about or self.state.whole in about

    def _other_cost(self, pair: Pair) -> Any:
        """The cost of the one letter for a cost on a line, as it was stated before."""
        letters = self._costs_on(pair)
        lone = min(letters) if len(letters) == 1 else ""
        return self.state.costs.get(lone, self.binding.cost)

    def _costs_on(self, pair: Pair) -> set[str]:
        return {name.base for name in nodes((pair.left, pair.right))
                if isinstance(name, n.Name) and self.binding.role(name.base) == "cost"}

    @cached_property
    def main_cost(self) -> str:
        """The letter that most of the document's costs are written with."""
        letters = [name.base for pair in self.pairs for name in written_names(
            (pair.left, pair.right)) if self.binding.role(name.base) == "cost"]
        return max(letters, key=letters.count, default="")

    def _judged(self, pair: Pair) -> Judged:
        """A line that starts with = may continue any of the lines before it."""
        lefts = pair.alternatives or (pair.left,)
        if pair.alternatives and not list(written_names(pair.right)):
            return Judged(Part(pair.latex, UNSETTLED, reason="a number by itself continues "
                               "nothing that can be told"))
        first = None
        for left in lefts:
            found = self._remembered(left, pair)
            if found.part.verdict in (TRUE, READING):
                return _as_custom(pair, found)
            first = first or found
        assert first is not None
        said = pair.prose and not _tells_apart(pair)
        return (said and self._as_said(pair)) or self._from_afar(pair) or self._of_all(
            pair) or _as_custom(pair, first)

    def _of_all(self, pair: Pair) -> Judged | None:
        """The pair with a derivative that has lost the brackets behind it."""
        found = self._remembered(pair.widened.left, pair.widened) if pair.widened else None
        if found is None or found.part.verdict not in (TRUE, READING):
            return None
        return _under(found, "if the derivative is of all that follows it")

    def _from_afar(self, pair: Pair) -> Judged | None:
        """A line that starts with = as the continuation of an earlier line than the one before;
        not where conventions are only compared."""
        for left in () if self.quick and not self.frozen else pair.others:
            found = self._remembered(left, pair)
            if found.part.verdict in (TRUE, READING):
                return _under(found, "if it goes on from an earlier line than the one before")
        return None

    def _as_said(self, pair: Pair) -> Judged | None:
        """The pair under the condition in the words beside it."""
        found = self._remembered(pair.left, pair, pair.prose)
        if found.part.verdict not in (TRUE, READING):
            return None
        return _under(found, "under the condition in the words beside it")

    def _remembered(self, left: n.Node, pair: Pair, said: tuple[Any, ...] = ()) -> Judged:
        """The verdict under the conditions of the line and those that are `said` before it."""
        context = self.context(pair)
        key = (id(left), id(pair.right), said, self.quick, *self._matters(left, pair, context))
        if key not in self.seen:
            self.seen[key] = judged(left, pair.right, pair.relation, pair.conditions + said,
                                    context, pair.latex)
        return self.seen[key]

    def _matters(self, left: n.Node, pair: Pair, context: Context) -> tuple[Any, ...]:
        """What the verdict on a pair depends on: only what its letters stand for."""
        binding = context.binding
        names = pair.names if left is pair.left else {name.base for name in names_in(
            (left, pair.right))}
        used = reached(names, context.definitions, context.form)
        roles = {binding.role(name) for name in names}
        costly = bool(roles & {"cost", "delta"} or names & {"nabla", "Delta", "d"} or used
                      or update_of(left, pair.right, pair.relation))
        cost = context.cost.body if isinstance(context.cost, Definition) else context.cost
        if costly:
            whole = t.Alias(context.whole) if context.whole else None
            used = reached(names, context.definitions, (context.form, cost, whole))
        return (tuple(sorted(binding.roles.items())), binding.order, binding.offset, binding.first,
                binding.activation, context.form, binding.output, binding.einstein, binding.biased,
                binding.biases,
                binding.stored, binding.rows, binding.batch, binding.depth, binding.error_offset,
                binding.delta if "delta" in roles else "", binding.step if "Delta" in names else "",
                binding.flipped if names & {"p", "P", "Pr"} else "", cost if costly else "",
                context.whole if costly else "",
                tuple((key, definition.body, definition.parameters)
                      for key, definition in sorted(used.items())))


def _tells_apart(pair: Pair) -> bool:
    """Whether the line has Kronecker's δ_ij, and so says itself what holds for i = j."""
    return any(isinstance(node, n.Name) and node.base == "delta" and len(node.subs) == 2
               for node in nodes((pair.left, pair.right)))


def reached(names: Collection[str], definitions: Mapping[str, Definition], also: Any,
            ) -> dict[str, Definition]:
    """The definitions that names stand for, or that stand in other terms, and those behind them.

    >>> one, two = (Definition(name, (), (), body, (), {}) for name, body in
    ...             (("s", t.Alias("f", (), ())), ("f", t.Free("q"))))
    >>> sorted(reached({"s"}, {"s": one, "f": two}, None))
    ['f', 's']
    """
    waiting = [key for key in definitions if key.rstrip("_").rstrip("'") in names]
    waiting += _aliases(also, definitions)
    found: dict[str, Definition] = {}
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = definitions[key]
            waiting += _aliases(definitions[key].body, definitions)
    return found


def _aliases(terms: Any, definitions: Mapping[str, Definition]) -> list[str]:
    return [part.name for part in t.parts(terms)
            if isinstance(part, t.Alias) and part.name in definitions]


def _under(found: Judged, words: str) -> Judged:
    """True, but only so."""
    reading = "; ".join(filter(None, [found.part.reading, words]))
    return replace(found, part=replace(found.part, verdict=READING, reading=reading))


def _as_custom(pair: Pair, found: Judged) -> Judged:
    """A left side that only custom says is the reading of a verdict."""
    if pair.said and found.part.verdict in (TRUE, FALSE):
        found.part.reading = pair.said
        found.part.verdict = READING if found.part.verdict == TRUE else FALSE
    return found
