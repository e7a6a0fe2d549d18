"""A document's statements one after the other, under one binding: definitions are taken up as
they come, the cost and the output layer change where the document changes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from ...engine import ChalkgradError
from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.infer_weights import has_noise
from ..meaning.kinds import SAMPLE, Clash, Kind
from ..meaning.nodes import names_in, nodes, written_names
from ..meaning.quantities import HERE
from ..meaning.question import Question
from ..reader import tree as n
from ..report import FALSE, TRUE, UNSETTLED, Part
from .definitions import replace_latex
from .failures import Unconnected
from .judge import Judged, settled
from .logarithms import goes_on, logarithm_of
from .losses import Loss, losses, with_losses
from .pairs import Pair, defined_head, too_long
from .remembering import NOTHING, Overruled
from .supposed import Supposing
from .trial import tried
from .world import COSTS

_BIAS = t.Tensor("bias", t.Layer("L"), (t.Unit(1),))
_WEIGHT = t.Tensor("weight", t.Layer("L"), (t.Unit(1), t.Unit(1)))
_WEIGHTS = t.Tensor("weight", t.Layer(HERE))  # those of every layer


def studied(pairs: Sequence[Pair], binding: Binding, quick: bool = False,
            overruled: Overruled = NOTHING, seen: dict[Any, Judged] | None = None,
            ) -> list[Judged]:
    """The verdict of every pair in turn. `seen` keeps verdicts from one pass to the next, where
    nothing that matters changed."""
    return Study(pairs, binding, quick, overruled, {} if seen is None else seen).run()


class Study(Supposing):
    """One pass over the pairs of a document, but those that are `left_out` are not judged."""

    left_out: frozenset[int] = frozenset()

    def run(self) -> list[Judged]:
        """The verdict of every pair in turn."""
        return list(self.each())

    def each(self) -> Iterator[Judged]:
        """Take up the costs that are in force before they are stated, then go line by line."""
        self.verdicts: list[Judged] = []
        self._look_ahead()
        self._suppose_costs()
        self._look_for_shares()
        if "named error=" in self.binding.evidence or self._has_one_cost():
            self._foresee_cost()
        for at, pair in enumerate(self.pairs):
            self.state.cost = self.overruled.costs.get(at, self.state.cost)
            self.state.output = self.overruled.outputs.get(at, self.state.output)
            if at in self.overruled.fines:
                pair = replace(pair, right=self.overruled.fines[at])
            self.verdicts.append(self.one(at, self._meant(at, pair)))
            yield self.verdicts[-1]

    def one(self, at: int, pair: Pair) -> Judged:
        """A definition is taken up; anything else is judged."""
        if too_long(pair.left) or too_long(pair.right):
            return Judged(Part(pair.latex, UNSETTLED, reason="the formula is too long to be tried"))
        if pair.case:
            return Judged(Part(pair.latex, UNSETTLED, reason="said of one label only"))
        if pair.first and has_noise(pair.right):
            return Judged(Part(pair.latex, UNSETTLED, reason="a model of what is measured, with "
                               "noise, can't be tried"))
        for taken in (self._turned, self._shared, self._composed, self._cost, self._gradient,
                      self._primed, self._alias):
            definition = taken(at, pair)
            if definition is not None:
                return definition
        if at in self.left_out:
            return Judged(Part(pair.latex, UNSETTLED, reason="left out"))
        found = self._judged(pair)
        settled_before = self.frozen or at in self.overruled.outputs
        if found.part.verdict in (FALSE, UNSETTLED) and not settled_before and (
                pair.first or self._calls_activation(pair.left)):
            found = self._switched(pair) or self._renamed_rightly(at, pair) or found
        elif found.part.verdict in (FALSE, UNSETTLED) and self._calls_activation(pair.left):
            found = self._activation(pair) or found
        found = self._supposed(pair, found) or found
        return found if self.frozen else self._beyond(pair, found)

    def _renamed_rightly(self, at: int, pair: Pair) -> Judged | None:
        """A letter defined to be something else, unless the indices there can't be right."""
        renamed = self._renamed(at, pair)
        clashes = renamed is not None and isinstance(renamed.error, Clash)
        return None if clashes else renamed

    def _has_one_cost(self) -> bool:
        """Whether a single line says what the cost is, wherever it stands."""
        heads = [defined_head(pair)[0] for pair in self.pairs]
        return sum(head is not None and self.binding.role(head.base) == "cost"
                   for head in heads) == 1

    def _foresee_cost(self) -> None:
        """What follows from the cost may be said before it is stated."""
        for at, pair in enumerate(self.pairs):
            if self._cost(at, pair) is not None:
                break

    def _cost(self, at: int, pair: Pair) -> Judged | None:
        """C = … states the cost from here on, unless something else is in force."""
        if self._goes_on(at + 1) is not None:
            return Judged(Part(pair.latex, TRUE, reason="what the cost is called"))
        head, arguments = defined_head(pair)
        head = head or self._goes_on(at)
        if head is None or self.binding.role(head.base) != "cost" or head.primes \
                or self._is_function(head, arguments):
            return None
        right = logarithm_of(self._with_losses(pair.right, head.base), {
            cost.name: self.pairs[k].right for k, cost in self.stated.items()
            if k < at and k not in self.overruled.costs and cost.name != head.base})
        if self._mentions_cost(right):
            return None
        definition = self._definition(head.base, (), (), right)
        if isinstance(definition, Judged):
            return replace_latex(definition, pair)
        problem = self._unusable(definition) or self._lone_sample(pair, definition)
        if problem:
            return Judged(Part(pair.latex, UNSETTLED, reason=problem))
        self.stated[at] = definition
        self.state.costs = {**self.state.costs, head.base: definition}
        if at in self.overruled.costs:
            return self._judged(pair)
        self.state.cost = definition
        self._no_longer_composed(head)
        if at in self.overruled.fines:
            return self._judged(self.pairs[at])
        return Judged(Part(pair.latex, TRUE, reason=f"the definition of {head.base}"))

    def _goes_on(self, at: int) -> n.Name | None:
        """The ℓ of which a pair goes on to say what it is, after ℓ = ln L or ℓ = NLL."""
        known = {cost.name for k, cost in self.stated.items() if k < at} | {
            key.partition("_")[0] for key in self.state.definitions}
        costs = self.binding.letters("cost")
        return goes_on(self.pairs[at], self.pairs[:at], costs, known) if at < len(
            self.pairs) else None

    def _with_losses(self, side: n.Node, total: str) -> n.Node:
        """1/m Σ L(a, y) by what L is, if a line says it; a share L^{(i)} has its definition."""
        letters = {name.base for name in written_names(side)
                   if self.binding.role(name.base) == "cost"} - {total} - self._summed
        known = {base: self._losses[base] for base in letters & set(self._losses)}
        return with_losses(side, known) if known else side

    @cached_property
    def _losses(self) -> dict[str, Loss]:
        return losses(self.pairs, set(self.binding.letters("cost")))

    def _lone_sample(self, stating: Pair, cost: Definition) -> str:
        """What is wrong with L = −1/N log p_{i y_i}, where a Σ over i seems to be missing; "" if
        L may be the cost of one sample i."""
        lone = {part.name for part in t.parts(cost.body) if isinstance(part, t.Letter)
                and not part.scope and cost.types.get(part) == Kind(SAMPLE)}
        lone -= {name.base for name in names_in(stating.left)}
        if not lone or not (t.Size("sample") in t.parts(cost.body) or any(
                self._sums_over(pair, cost.name, lone) for pair in self.pairs)):
            return ""
        return f"the sample {min(lone)} stands on the right alone: its Σ may be missing"

    def _sums_over(self, pair: Pair, cost: str, letters: set[str]) -> bool:
        """Whether a line about that cost has a Σ over samples, whose targets have its letter."""
        both = pair.left, pair.right
        return any(name.base == cost for name in written_names(both)) and any(
            self.binding.role(name.base) == "target" and any(
                node.index == index for index in names_in((name.subs, name.sups)))
            for node in nodes(both) if isinstance(node, n.Reduction)
            and getattr(node.index, "base", "") in letters for name in names_in(node.body))

    def _gradient(self, at: int, pair: Pair) -> Judged | None:
        """∇C = (∂C/∂w, ∂C/∂b): what ∇C stands for."""
        head = pair.left.factors if isinstance(pair.left, n.Product) else ()
        if len(head) != 2 or not all(isinstance(name, n.Name) and not name.subs for name in head):
            return None
        bases = [getattr(name, "base", "") for name in head]
        if bases[0] != "nabla" or self.binding.role(bases[1]) != "cost":
            return None
        items = pair.right.items if isinstance(pair.right, n.Group) else ()
        if not items or not all(isinstance(item, n.Derivative) and self._mentions(item.of, "cost")
                                for item in items):
            return None
        return Judged(Part(pair.latex, TRUE, reason="the definition of the gradient"))

    def _primed(self, at: int, pair: Pair) -> Judged | None:
        """w → w′: what the new value is called, of which the next step says what it is."""
        old, new = pair.left, pair.right
        if pair.relation not in ("->", "<-") or not isinstance(old, n.Name) or not isinstance(
                new, n.Name) or new.primes <= old.primes or replace(new, primes=old.primes) != old:
            return None
        return Judged(Part(pair.latex, TRUE, reason=f"what {old.base} becomes"))

    def involves_cost(self, pair: Pair) -> bool:
        """Whether a pair says anything about the cost."""
        names = pair.names
        return bool({self.binding.role(name) for name in names} & {"cost", "delta"}
                    or names & {"nabla", "Delta"})

    def ratio(self, one: Definition, two: Definition) -> float | None:
        """What the first cost is of the second at several points, None if that varies."""
        question = Question(one.body, two.body, "=", (), {**one.types, **two.types}, (), (), ())
        return _ratio(settled(question, replace(self.context(), binding=self.binding)))

    def is_usual(self, at: int) -> bool:
        """Whether a stated cost is one of the field's."""
        return any(self.is_cost(at, name) for name in COSTS if name != "any")

    def is_cost(self, at: int, name: str) -> bool:
        """Whether a stated cost is that of the field's."""
        return self._is_same(self.stated[at], name)

    def is_scaled(self, at: int) -> bool:
        """Whether a stated cost is a positive multiple of a usual one, such as their mean."""
        own = self.stated[at]
        question = Question(own.body, t.Cost(), "=", (), own.types, (), (), ())
        ratios = (_ratio(settled(question, replace(self.context(), cost=name)))
                  for name in COSTS if name != "any")
        return any(ratio is not None and ratio > 0 for ratio in ratios)

    def is_shifted(self, at: int) -> bool:
        """Whether a stated cost is a usual one and a constant, which no derivative shows: none by
        a bias and none by a weight, as it would a penalty on the weights."""
        own = self.stated[at]
        return any(self._is_same(own, name, _BIAS) and self._is_same(own, name, _WEIGHTS)
                   for name in COSTS if name != "any")

    def _is_same(self, own: Definition, name: str, by: t.Term | None = None) -> bool:
        """Whether a cost is that of the table, or its derivative is that one's."""
        one, two = (cost if by is None else t.Slope(cost, (by,))
                    for cost in (t.Alias(own.name), t.Cost()))
        bases = (HERE,) if by == _WEIGHTS else ()
        question = Question(one, two, "=", (), own.types, (), bases, ())
        known = {**self.state.definitions, own.name: replace(own, cost=True)}
        context = replace(self.context(), cost=name, definitions=known)
        return settled(question, context).part.verdict == TRUE

    def _unusable(self, definition: Definition) -> str:
        """Why a stated cost has no value, "" if it has one."""
        found = self._probed(definition, _BIAS)
        if t.Unit("class") in t.parts(definition.body) and isinstance(found.error, Unconnected):
            return ""  # the cost of scores, whatever they come from
        if not _has_value(found) and not _has_value(self._probed(definition, _WEIGHT)):
            return found.part.reason or "the cost has no value"
        return ""

    def _probed(self, cost: Definition, by: t.Tensor) -> Judged:
        """The derivative of a cost by one parameter, which says whether it has a value."""
        probe = t.Slope(t.Cost(), (by,))
        question = Question(probe, probe, "=", (), {}, (), (), ())
        return settled(question, replace(self.context(), cost=cost, quick=True))


def _has_value(found: Judged) -> bool:
    return found.part.verdict != UNSETTLED and found.error is None


def _ratio(found: Judged) -> float | None:
    """left/right where it is the same number on several networks."""
    if found.question is None or found.setting is None or found.part.verdict == UNSETTLED:
        return None
    try:
        samples = [sample for seed in (1, 2, 3)
                   for sample in tried(found.question, found.setting, (seed,)).samples]
    except ChalkgradError:
        return None
    values = [left / right for _, left, right in samples
              if not isinstance(left, tuple) and not isinstance(right, tuple) and right]
    return values[0] if values and max(values) - min(values) < 1e-9 else None
