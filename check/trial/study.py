"""A document's statements one after the other, under one binding: definitions are taken up as
they come, the cost and the output layer change where the document changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...engine import ChalkgradError
from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.nodes import nodes, written_names
from ..meaning.quantities import BARE
from ..meaning.question import Question, asked
from ..meaning.resolve import Resolver
from ..meaning.special import filled
from ..meaning.spelling import CALLED, keyed
from ..reader import tree as n
from ..report import FALSE, READING, TRUE, UNSETTLED, Part
from .judge import Judged, index_letters, judged, settled
from .readings import Context
from .world import ACTIVATIONS


@dataclass(frozen=True)
class Pair:
    """`left = right` as it stands in display `line`, statement `number`; `head` is the chain's
    first member, where `left` is a later one."""

    left: n.Node
    right: n.Node
    relation: str
    conditions: tuple[n.Condition, ...]
    line: int
    number: int
    latex: str
    first: bool
    alternatives: tuple[n.Node, ...] = ()
    prose: tuple[n.Condition, ...] = ()


@dataclass
class State:
    """What holds at one place of the document."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    cost: Any = "any"
    output: str = ""
    activation: str = "sigmoid"


def studied(pairs: Sequence[Pair], binding: Binding, quick: bool = False,
            costs: dict[int, Any] | None = None, seen: dict[Any, Judged] | None = None,
            ) -> list[Judged]:
    """The verdict of every pair in turn; `costs` overrides what the document states from a pair
    on. `seen` keeps verdicts from one pass to the next, where nothing that matters changed."""
    return Study(pairs, binding, quick, costs or {}, {} if seen is None else seen).run()


class Study:
    """One pass over the pairs of a document."""

    def __init__(self, pairs: Sequence[Pair], binding: Binding, quick: bool,
                 costs: dict[int, Any], seen: dict[Any, Judged], frozen: bool = False,
                 takes_functions: bool = True) -> None:
        self.seen, self.frozen, self.takes_functions = seen, frozen, takes_functions
        self.pairs, self.binding, self.quick, self.costs = pairs, binding, quick, costs
        self.state = State(output=binding.output, cost=binding.cost,
                           activation=binding.activation)
        self.own: set[str] = set()
        self.stated: dict[int, Definition] = {}
        self.has_hadamard = any("odot" in node.signs for pair in pairs
                                for node in nodes((pair.left, pair.right))
                                if isinstance(node, n.Product))

    def run(self) -> list[Judged]:
        """Take up the costs that are in force before they are stated, then go line by line."""
        found = []
        self._look_ahead()
        for at, pair in enumerate(self.pairs):
            if at in self.costs:
                self.state.cost = self.costs[at]
            found.append(self.one(at, pair))
        return found

    def _look_ahead(self) -> None:
        """Definitions may stand after their first use: take up all of them beforehand."""
        waiting = [(at, pair) for at, pair in enumerate(self.pairs) if self._defines(pair)
                   and not too_long(pair.right)]
        names = {self._defines(pair) for _, pair in waiting}
        self.pending = frozenset(name for name in names if name)
        for _ in range(3):
            for at, pair in waiting:
                if self._defines(pair) not in self.state.definitions:
                    self._alias(at, pair)
        self.pending, self.own = frozenset(), set()

    def _defines(self, pair: Pair) -> str:
        """The name without a role that a pair defines, "" if none."""
        head, arguments = defined_head(pair)
        if head is None or head.sups or (self.binding.role(head.base)
                                         and not self._is_function(head, arguments)):
            return ""
        if head.base in ("nabla", "Delta", "d", "delta", *CALLED) or (
                head.primes and not arguments) or (head.base == "e" and not head.subs):
            return ""
        if head.base.startswith("bar ") and self.binding.role(head.base[4:]):
            return ""  # adjoints are written so: no name of their own
        return "" if head.primes and keyed(replace(head, primes=0)) in self.functions \
            else keyed(head)

    def _is_function(self, head: n.Name, arguments: tuple[n.Node, ...]) -> bool:
        """ℓ(m) = …: a cost's letter, but a function of something that is not in the network."""
        return self.binding.role(head.base) == "cost" and bool(arguments) and not any(
            self.binding.role(getattr(item, "base", "")) for item in arguments)

    @property
    def functions(self) -> set[str]:
        """The names that are defined without a prime somewhere."""
        heads = (defined_head(pair)[0] for pair in self.pairs)
        return {keyed(head) for head in heads if head is not None and not head.primes} | {
            keyed(unknown) for pair in self.pairs if (unknown := self._turned_unknown(pair))}

    def _turned_unknown(self, pair: Pair) -> n.Name | None:
        """The D of C(b) = −D(b), if nothing else says what D is."""
        head, _ = defined_head(pair)
        if head is None or head.primes or self.binding.role(head.base) != "cost":
            return None
        right = pair.right.terms[0][1] if isinstance(pair.right, n.Add) and len(
            pair.right.terms) == 1 else pair.right
        name, arguments = called_name(right)
        if name is None or name.primes or name.sups or not arguments:
            return None
        if self.binding.role(name.base) or name.base in CALLED:
            return None
        heads = [defined_head(other)[0] for other in self.pairs]
        known = any(other is not None and keyed(other) == keyed(name) for other in heads)
        return None if known else name

    pending: frozenset[str] = frozenset()

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
        if found.part.verdict in (FALSE, UNSETTLED) and not self.frozen and (
                pair.first or self._calls_activation(pair.left)):
            return self._switched(pair) or self._renamed(at, pair) or found
        return found

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
                return found
            first = first or found
        assert first is not None
        return self._as_said(pair) or first if pair.prose else first

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
        names = {name.base for name in nodes((left, pair.right)) if isinstance(name, n.Name)}
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

    # definitions

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
        if at in self.costs:
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
        names = {name.base for name in nodes((pair.left, pair.right)) if isinstance(name, n.Name)}
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

    def _mentions(self, node: n.Node, role: str) -> bool:
        return any(self.binding.role(name.base) == role for name in written_names(node))

    def _alias(self, at: int, pair: Pair) -> Judged | None:
        """s = …: a letter without a role means what the document says."""
        head, arguments = defined_head(pair)
        if head is None or not self._defines(pair) or (
                keyed(head) in self.own and not self._is_anew(pair, head, arguments)):
            return None
        return self._taken(pair, head, arguments)

    def _is_anew(self, pair: Pair, head: n.Name, arguments: tuple[n.Node, ...]) -> bool:
        """f(x) = … once more: another function of the same name, in a list of functions."""
        inside = {name.base for name in written_names(pair.right)
                  if self.binding.role(name.base) or name.base in self.own}
        own = {getattr(argument, "base", "") for argument in arguments}
        return bool(arguments) and inside <= own | {"e"} | set(CALLED)

    def _turned(self, at: int, pair: Pair) -> Judged | None:
        """C(b) = −D(b) says what D is, where nothing else does."""
        unknown = self._turned_unknown(pair)
        if unknown is None:
            return None
        sign = pair.right.terms[0][0] if isinstance(pair.right, n.Add) else 1
        right = pair.right.terms[0][1] if isinstance(pair.right, n.Add) else pair.right
        turned = replace(pair, left=right, right=n.Add(((sign, pair.left),), pair.left.span))
        return self._taken(turned, unknown, called_name(right)[1])

    def _taken(self, pair: Pair, head: n.Name, arguments: tuple[n.Node, ...]) -> Judged | None:
        if any(name.base == head.base for name in written_names(pair.right)):
            return None
        definition = self._definition(keyed(head), head.subs, arguments, pair.right,
                                      pair.conditions)
        if isinstance(definition, Judged):
            return replace_latex(definition, pair)
        self.own.add(keyed(head))
        self.state.definitions = {**self.state.definitions, keyed(head): definition}
        if head.primes:
            return Judged(Part(pair.latex, READING, reading=f"{keyed(head)} is what this says: "
                               f"nothing says what {head.base} is"))
        return Judged(Part(pair.latex, TRUE, reason=f"the definition of {head.base}"))

    def _definition(self, name: str, subs: tuple[n.Node, ...], arguments: tuple[n.Node, ...],
                    body: n.Node, conditions: tuple[n.Condition, ...] = ()) -> Definition | Judged:
        """The body with its letters typed; a Judged if it can't be read."""
        try:
            return self._read_definition(name, subs, arguments, body, conditions)
        except ChalkgradError as error:
            return Judged(Part("", UNSETTLED, reason=str(error)), error=error)

    def _read_definition(self, name: str, subs: tuple[n.Node, ...], arguments: tuple[n.Node, ...],
                         body: n.Node, conditions: tuple[n.Condition, ...]) -> Definition:
        known = {key: value for key, value in self.state.definitions.items() if key != name}
        resolver = Resolver(self.binding, known, pending=self.pending - {name})
        resolver.indices = frozenset(index_letters((body, subs)))
        indices = tuple(resolver.index(sub) for sub in subs)
        parameters = tuple(map(resolver.term, arguments))
        term = resolver.term(body)
        term = filled(term, t.Tensor("pre", t.Layer(BARE), (), None, "z"))
        term = narrowed(term, tuple(test for condition in conditions
                                    for test in resolver.tests(condition)))
        probe = t.Listed((indices_as_terms(indices) + parameters,)) if indices or parameters \
            else t.Constant(Fraction(0))
        question = asked(term, probe, "=", (), self.binding, known, resolver.ties)
        kinds = tuple(question.types[index] if isinstance(index, t.Letter) else t.Layer("L")
                      for index in indices)
        letters = tuple(index if isinstance(index, t.Letter) else t.Letter("class", -1)
                        for index in indices)
        assert isinstance(question.right, (t.Listed, t.Constant))
        settled = question.right.rows[0][len(indices_as_terms(indices)):] \
            if isinstance(question.right, t.Listed) else ()
        return Definition(name, letters, settled, question.left, kinds, question.types)

    # changes on the way

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
        return self._taken(pair, head, arguments) if self.takes_functions else None

    def _renamed(self, at: int, pair: Pair) -> Judged | None:
        """x_k = …: a letter that custom gave a role, defined to be something else."""
        head, arguments = defined_head(pair)
        if head is None or head.primes or head.sups or self.binding.role(head.base) not in (
                "input", "parameter", "rate", "prediction", "class"):
            return None
        return self._taken(pair, head, arguments)


LONGEST, DEEPEST = 1500, 6  # parts of one side, and sums inside one another


def too_long(side: n.Node) -> bool:
    """Whether a side is longer, or sums deeper, than any in notes."""
    sums = 0
    for count, node in enumerate(nodes(side)):
        sums += isinstance(node, n.Reduction)
        if count > LONGEST or sums > 4 * DEEPEST:
            return True
    return sums > DEEPEST and _depth(side) > DEEPEST


def _depth(side: n.Node) -> int:
    """How many sums stand inside one another."""
    depths = [0]
    for node in nodes(side):
        if isinstance(node, n.Reduction):
            depths.append(1 + sum(isinstance(inner, n.Reduction) for inner in nodes(node.body)))
    return max(depths)


def narrowed(term: t.Term, tests: tuple[t.Test, ...]) -> t.Term:
    """Σ_j x_j | j ≠ y: the condition is the sum's."""
    if not tests or not isinstance(term, t.Reduced):
        return term
    names = {term.letter.name}
    own = tuple(replace(test, left=_of_sum(test.left, term.letter),
                        right=_of_sum(test.right, term.letter)) for test in tests
                if any(isinstance(side, t.Letter) and side.name in names
                       for side in (test.left, test.right)))
    return replace(term, conditions=term.conditions + own)


def _of_sum(side: Any, letter: t.Letter) -> Any:
    return letter if isinstance(side, t.Letter) and side.name == letter.name else side


def indices_as_terms(indices: tuple[t.Index, ...]) -> tuple[t.Term, ...]:
    """Kronecker deltas that only carry the letters into the typing."""
    return tuple(t.Kronecker(index, index) for index in indices)


def replace_latex(found: Judged, pair: Pair) -> Judged:
    found.part.latex = pair.latex
    return found


def _head_name(node: n.Node) -> n.Name | None:
    if isinstance(node, n.Product) and len(node.factors) == 2:
        node = node.factors[0]
    return node if isinstance(node, n.Name) else None


def called_name(node: n.Node) -> tuple[n.Name | None, tuple[n.Node, ...]]:
    """The name and the arguments of E(b), or a name alone."""
    if isinstance(node, n.Name):
        return node, ()
    if (isinstance(node, n.Product) and len(node.factors) == 2 and not node.signs[0]
            and isinstance(node.factors[0], n.Name) and isinstance(node.factors[1], n.Group)
            and all(isinstance(item, n.Name) for item in node.factors[1].items)):
        return node.factors[0], node.factors[1].items
    return None, ()


def defined_head(pair: Pair) -> tuple[n.Name | None, tuple[n.Node, ...]]:
    """The name that a pair may define, with its arguments: `E(b)`, `x_k`, `s`."""
    if not pair.first or pair.relation not in ("=", ":="):
        return None, ()
    return called_name(pair.left)
