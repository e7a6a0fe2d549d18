"""A document's statements one after the other, under one binding: definitions are taken up as
they come, the cost and the output layer change where the document changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.nodes import names_in, nodes, written_names
from ..meaning.question import Question
from ..reader import tree as n
from ..report import FALSE, READING, TRUE, UNSETTLED, Part
from .definitions import Definitions, replace_latex
from .judge import Judged, judged, settled
from .pairs import Pair, called_name, defined_head, too_long
from .readings import Context
from .world import ACTIVATIONS


@dataclass(frozen=True)
class Overruled:
    """What the document states and is not believed: from pair `at` on, the cost is `costs[at]`,
    the output layer `outputs[at]`; the pairs `passed` define nothing, and with `functions` no
    pair says what the activation function is."""

    costs: Mapping[int, Any] = field(default_factory=dict)
    outputs: Mapping[int, str] = field(default_factory=dict)
    passed: frozenset[int] = frozenset()
    functions: bool = False


NOTHING = Overruled()


def studied(pairs: Sequence[Pair], binding: Binding, quick: bool = False,
            overruled: Overruled = NOTHING, seen: dict[Any, Judged] | None = None,
            ) -> list[Judged]:
    """The verdict of every pair in turn. `seen` keeps verdicts from one pass to the next, where
    nothing that matters changed."""
    return Study(pairs, binding, quick, overruled, {} if seen is None else seen).run()


class Study(Definitions):
    """One pass over the pairs of a document."""

    def __init__(self, pairs: Sequence[Pair], binding: Binding, quick: bool,
                 overruled: Overruled, seen: dict[Any, Judged], frozen: bool = False) -> None:
        super().__init__(pairs, binding)
        self.seen, self.frozen = seen, frozen
        self.quick, self.overruled = quick, overruled
        self.passed = overruled.passed
        self.stated: dict[int, Definition] = {}
        self.has_hadamard = any("odot" in node.signs for pair in pairs
                                for node in nodes((pair.left, pair.right))
                                if isinstance(node, n.Product))

    def run(self) -> list[Judged]:
        """Take up the costs that are in force before they are stated, then go line by line."""
        found = []
        self._look_ahead()
        for at, pair in enumerate(self.pairs):
            self.state.cost = self.overruled.costs.get(at, self.state.cost)
            self.state.output = self.overruled.outputs.get(at, self.state.output)
            found.append(self.one(at, pair))
        return found

    def context(self, pair: Pair | None = None) -> Context:
        binding = self.binding.but(output=self.state.output, activation=self.state.activation)
        cost = self.state.cost if pair is None or self._is_its_cost(pair) else binding.cost
        return Context(binding, self.state.definitions, cost, self.quick,
                       has_hadamard=self.has_hadamard)

    def _is_its_cost(self, pair: Pair) -> bool:
        """Whether the cost that was stated is the one a pair is about: E is not C."""
        if not isinstance(self.state.cost, Definition):
            return True
        letters = [name.base for name in nodes((pair.left, pair.right))
                   if isinstance(name, n.Name) and self.binding.role(name.base) == "cost"]
        return self.state.cost.name in (letters or [self.main_cost])

    @cached_property
    def main_cost(self) -> str:
        """The letter that most of the document's costs are written with."""
        letters = [name.base for pair in self.pairs for name in written_names(
            (pair.left, pair.right)) if self.binding.role(name.base) == "cost"]
        return max(letters, key=letters.count, default="")

    def one(self, at: int, pair: Pair) -> Judged:
        """A definition is taken up; anything else is judged."""
        if too_long(pair.left) or too_long(pair.right):
            return Judged(Part(pair.latex, UNSETTLED, reason="the formula is too long to be tried"))
        for taken in (self._turned, self._cost, self._gradient, self._alias):
            definition = taken(at, pair)
            if definition is not None:
                return definition
        found = self._judged(pair)
        settled_before = self.frozen or at in self.overruled.outputs
        if found.part.verdict in (FALSE, UNSETTLED) and not settled_before and (
                pair.first or self._calls_activation(pair.left)):
            found = self._switched(pair) or self._renamed(at, pair) or found
        return found if self.frozen else self._beyond(pair, found)

    def has_parameters(self) -> bool:
        """Whether an activation is defined with a letter of its own, as in 1/(1 + e^{−az})."""
        return any(isinstance(part, t.Free) for key, definition in self.state.definitions.items()
                   if self.binding.role(key.partition("_")[0]) == "activation"
                   for part in t.parts(definition.body) if part not in definition.parameters)

    def _beyond(self, pair: Pair, found: Judged) -> Judged:
        """Units whose activation the document defines itself are not the network's: what seems
        false of them may be right."""
        own = {name.partition("_")[0] for name in self.own}
        letters = [letter for letter in self.binding.letters("activation") if letter in own]
        units = any(self._mentions(side, role) for side in (pair.left, pair.right)
                    for role in ("post", "pre", "delta", "cost"))
        if found.part.verdict != FALSE or not letters or not units:
            return found
        return Judged(Part(pair.latex, UNSETTLED, reason=f"{letters[0]} as the document defines "
                           "it is none of the activations that can be tried"))

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
        return (pair.prose and self._as_said(pair)) or self._from_afar(pair) or _as_custom(
            pair, first)

    def _from_afar(self, pair: Pair) -> Judged | None:
        """A line that starts with = as the continuation of an earlier line than the one before."""
        for left in pair.others:
            found = self._remembered(left, pair)
            if found.part.verdict in (TRUE, READING):
                words = "if it goes on from an earlier line than the one before"
                return replace(found, part=replace(found.part, verdict=READING, reading="; ".join(
                    filter(None, [found.part.reading, words]))))
        return None

    def _as_said(self, pair: Pair) -> Judged | None:
        """The pair under the condition in the words before it."""
        found = judged(pair.left, pair.right, pair.relation, pair.conditions + pair.prose,
                       self.context(pair), pair.latex)
        if found.part.verdict not in (TRUE, READING):
            return None
        found.part.verdict = READING
        found.part.reading = "; ".join(filter(None, [found.part.reading,
                                                     "under the condition in the words before"]))
        return found

    def _remembered(self, left: n.Node, pair: Pair) -> Judged:
        context = self.context(pair)
        key = (id(left), id(pair.right), self.quick, *self._matters(left, pair, context))
        if key not in self.seen:
            self.seen[key] = judged(left, pair.right, pair.relation, pair.conditions, context,
                                    pair.latex)
        return self.seen[key]

    def _matters(self, left: n.Node, pair: Pair, context: Context) -> tuple[Any, ...]:
        """What the verdict on a pair depends on: only what its letters stand for."""
        binding = context.binding
        names = pair.names if left is pair.left else {name.base for name in names_in(
            (left, pair.right))}
        used = context.definitions
        roles = {binding.role(name) for name in names}
        costly = bool(roles & {"cost", "delta"} or names & {"nabla", "Delta", "d"} or used)
        cost = context.cost.body if isinstance(context.cost, Definition) else context.cost
        return (tuple(sorted(binding.roles.items())), binding.order, binding.offset, binding.first,
                binding.activation, binding.output, binding.einstein, binding.biased,
                binding.stored, binding.rows, binding.batch, binding.depth, binding.error_offset,
                binding.delta if "delta" in roles else "", binding.step if "Delta" in names else "",
                binding.flipped if names & {"p", "P", "Pr"} else "", cost if costly else "",
                tuple((key, definition.body, definition.parameters)
                      for key, definition in sorted(used.items())))

    def _cost(self, at: int, pair: Pair) -> Judged | None:
        """C = … states the cost from here on, unless something else is in force."""
        head, arguments = defined_head(pair)
        if head is None or self.binding.role(head.base) != "cost" or head.primes \
                or self._is_function(head, arguments):
            return None
        if self._mentions(pair.right, "cost"):
            return None
        definition = self._definition(head.base, (), (), pair.right)
        if isinstance(definition, Judged):
            return replace_latex(definition, pair)
        problem = self._unusable(definition)
        if problem:
            return Judged(Part(pair.latex, UNSETTLED, reason=problem))
        self.stated[at] = definition
        if at in self.overruled.costs:
            return self._judged(pair)
        self.state.cost = definition
        return Judged(Part(pair.latex, TRUE, reason=f"the definition of {head.base}"))

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

    def involves_cost(self, pair: Pair) -> bool:
        """Whether a pair says anything about the cost."""
        names = pair.names
        return bool({self.binding.role(name) for name in names} & {"cost", "delta"}
                    or names & {"nabla", "Delta"})

    def ratio(self, one: Definition, two: Definition) -> float | None:
        """What the first cost is of the second at several points, None if that varies."""
        question = Question(one.body, two.body, "=", (), {**one.types, **two.types}, (), (), ())
        found = settled(question, replace(self.context(), binding=self.binding))
        if found.outcome is None or found.part.verdict == UNSETTLED:
            return None
        values = [left / right for _, left, right in found.outcome.samples
                  if not isinstance(left, tuple) and not isinstance(right, tuple) and right]
        return values[0] if values and max(values) - min(values) < 1e-9 else None

    def _unusable(self, definition: Definition) -> str:
        """Why a stated cost has no value, "" if it has one."""
        probe = t.Slope(t.Cost(), (t.Tensor("bias", t.Layer("L"), (t.Unit(1),)),))
        context = self.context()
        question = Question(probe, probe, "=", (), {}, (), (), ())
        found = settled(question, replace(context, cost=definition, quick=True))
        if found.part.verdict == UNSETTLED or found.error is not None:
            return found.part.reason or "the cost has no value"
        return ""

    def _switched(self, pair: Pair) -> Judged | None:
        """A line that defines the output's activation afresh, such as softmax, is in force from
        here on."""
        head = _head_name(pair.left)
        if head is not None and self.binding.role(head.base) == "activation":
            return self._activation(pair)
        if head is None or self.binding.role(head.base) not in ("post", "prediction"):
            return None
        if any(isinstance(node, n.Derivative) for node in nodes(pair.right)):
            return None
        before = self.state.output
        for output in ("softmax", "linear", "sigmoid"):
            self.state.output = output
            found = self._judged(pair)
            if found.part.verdict in (TRUE, READING):
                return found
        self.state.output = before
        return None

    def _calls_activation(self, node: n.Node) -> bool:
        name, arguments = called_name(node)
        return name is not None and bool(arguments) and not name.primes and \
            self.binding.role(name.base) == "activation"

    def _activation(self, pair: Pair) -> Judged | None:
        """f(x) = … says what the activation is from here on, also in the middle of a chain."""
        pair = replace(pair, first=True)
        head, arguments = defined_head(pair)
        if head is None or len(arguments) != 1 or head.primes or self._mentions(pair.right,
                                                                                "activation"):
            return None
        before = self.state.activation
        for activation in ACTIVATIONS:
            self.state.activation = activation
            found = self._judged(pair)
            if found.part.verdict in (TRUE, READING):
                return found
        self.state.activation = before
        return None if self.overruled.functions else self._taken(pair, head, arguments)

    def _renamed(self, at: int, pair: Pair) -> Judged | None:
        """x_k = …: a letter that custom gave a role, defined to be something else."""
        head, arguments = defined_head(pair)
        if head is None or head.primes or head.sups or self.binding.role(head.base) not in (
                "input", "parameter", "rate", "prediction", "class"):
            return None
        return self._taken(pair, head, arguments)


def _as_custom(pair: Pair, found: Judged) -> Judged:
    """A left side that only custom says is the reading of a verdict."""
    if pair.said and found.part.verdict in (TRUE, FALSE):
        found.part.reading = pair.said
        found.part.verdict = READING if found.part.verdict == TRUE else FALSE
    return found


def _head_name(node: n.Node) -> n.Name | None:
    if isinstance(node, n.Product) and len(node.factors) == 2:
        node = node.factors[0]
    return node if isinstance(node, n.Name) else None
