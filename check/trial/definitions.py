"""What a document defines on its way: names without a role, and how they are taken up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...engine import ChalkgradError
from ..meaning import term as t
from ..meaning.arguments import OF_ALL, filled
from ..meaning.binding import USUAL, Binding
from ..meaning.definition import Definition
from ..meaning.infer_stacked import of_all_samples
from ..meaning.infer_weights import has_noise
from ..meaning.kinds import SAMPLE, Kind
from ..meaning.nodes import nodes, written_names
from ..meaning.penalties import everywhere
from ..meaning.quantities import BARE
from ..meaning.question import asked
from ..meaning.reach import reaching
from ..meaning.resolve import Resolver
from ..meaning.spelling import CALLED, keyed
from ..reader import tree as n
from ..report import READING, TRUE, UNSETTLED, Part
from .judge import Judged, index_letters
from .pairs import Pair, called_name, defined_head, too_long


@dataclass
class State:
    """What holds at one place of the document."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    cost: Any = "any"
    costs: dict[str, Definition] = field(default_factory=dict)  # by their letters
    output: str = ""
    activation: str = "sigmoid"
    form: Any = None
    whole: str = ""  # the name of the cost and its penalty, where the cost alone has another one


class Definitions:
    """The names that a document's pairs define, under one binding."""

    pending: frozenset[str] = frozenset()
    passed: frozenset[int] = frozenset()
    doubled: frozenset[int] = frozenset()

    def __init__(self, pairs: Sequence[Pair], binding: Binding) -> None:
        self.pairs, self.binding = pairs, binding
        self.state = State(output=binding.output, cost=binding.cost,
                           activation=binding.activation)
        self.own: set[str] = set()
        self.subs: dict[str, tuple[n.Node, ...]] = {}

    def _look_ahead(self) -> None:
        """Definitions may stand after their first use: take up all of them beforehand."""
        waiting = [(at, self._meant(at, pair)) for at, pair in enumerate(self.pairs)
                   if self.defines(pair) and not too_long(pair.right) and at not in self.passed]
        names = {self.defines(pair) for _, pair in waiting}
        self.pending = frozenset(name for name in names if name)
        for _ in range(3):
            for at, pair in waiting:
                if self.defines(pair) not in self.state.definitions:
                    self._alias(at, pair)
        self.pending, self.own = frozenset(), set()

    def _meant(self, at: int, pair: Pair) -> Pair:
        """The pair, or name = 2 · what it says."""
        if at not in self.doubled or self._turned_unknown(pair):
            return pair
        return replace(pair, right=twice(pair.right))

    def defines(self, pair: Pair) -> str:
        """The name without a role that a pair defines, "" if none."""
        head, arguments = defined_head(pair)
        if head is None or head.sups or (self.binding.role(head.base)
                                         and not self._is_function(head, arguments)):
            return ""
        if head.base in ("nabla", "Delta", "delta", *CALLED) or (head.primes and not arguments):
            return ""
        if head.base in self.binding.arrays or has_noise(pair.right):
            return ""  # w = (XᵀX)⁻¹Xᵀy is where the derivative by w is 0
        if isinstance(pair.right, n.Number) and head.base in self.differentiated:
            return ""  # the value that f has in an example
        if (head.base == "d" or head == n.Name("e")) and head.base not in self.binding.redefined:
            return ""  # a differential, Euler's number
        if head.base.startswith("bar ") and self.binding.role(head.base[4:]):
            return ""  # adjoints are written so: no name of their own
        return "" if head.primes and keyed(replace(head, primes=0)) in self.functions \
            else keyed(head)

    @cached_property
    def differentiated(self) -> set[str]:
        """The letters of which there are derivatives: no constants."""
        return {node.of.base for pair in self.pairs for node in nodes((pair.left, pair.right))
                if isinstance(node, n.Derivative) and isinstance(node.of, n.Name)}

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
        heads = [defined_head(other)[0] for at, other in enumerate(self.pairs)
                 if at not in self.passed]
        known = any(other is not None and keyed(other) == keyed(name) for other in heads)
        return None if known else name

    def _mentions(self, node: n.Node, role: str) -> bool:
        return any(self.binding.role(name.base) == role for name in written_names(node))

    def _alias(self, at: int, pair: Pair) -> Judged | None:
        """s = …: a letter without a role means what the document says."""
        head, arguments = defined_head(pair)
        if head is None or at in self.passed or not self.defines(pair) or (
                keyed(head) in self.own and not self._is_anew(at, pair, head, arguments)):
            return None
        return self._taken(pair, head, arguments)

    def _is_anew(self, at: int, pair: Pair, head: n.Name, arguments: tuple[n.Node, ...]) -> bool:
        """f(x) = … once more: another function of the same name, in a list of functions; f_a(x)
        is another one than f_c(x). A cost of the same vectors and matrices is the same one."""
        if self.binding.arrays and head.base in USUAL["cost"] and any(
                other.left == pair.left and _letters(other) == _letters(pair)
                for other in self.pairs[:at]):
            return False
        if arguments and self.subs.get(keyed(head), head.subs) != head.subs:
            return True
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
        left = twice(pair.left) if at in self.doubled else pair.left
        turned = replace(pair, left=right, right=n.Add(((sign, left),), pair.left.span))
        return self._taken(turned, unknown, called_name(right)[1])

    def _taken(self, pair: Pair, head: n.Name, arguments: tuple[n.Node, ...]) -> Judged | None:
        if any(name.base == head.base for name in written_names(pair.right)):
            return None
        definition = self._definition(keyed(head), head.subs, arguments, pair.right,
                                      pair.conditions)
        if isinstance(definition, Judged):
            return replace_latex(definition, pair)
        alone = self._alone(definition)
        if alone:
            return None if self.binding.role(head.base) == "prediction" else Judged(Part(
                pair.latex, UNSETTLED, reason=f"the index {alone} is free on the right alone"))
        unheard = self._unheard(pair, head, definition)
        if unheard:
            return Judged(Part(pair.latex, UNSETTLED, reason=f"nothing says what {unheard} is"))
        self.own.add(keyed(head))
        self.subs[keyed(head)] = head.subs
        self.state.definitions = {**self.state.definitions, keyed(head): definition}
        if head.primes:
            return Judged(Part(pair.latex, READING, reading=f"{keyed(head)} is what this says: "
                               f"nothing says what {head.base} is"))
        return Judged(Part(pair.latex, TRUE, reason=f"the definition of {head.base}"))

    def _alone(self, definition: Definition) -> str:
        """The k of p_i = e^{z_i} / e^{z_k}, which no Σ binds, "" if there is none."""
        said = {part.name for part in t.parts((definition.indices, definition.parameters))
                if isinstance(part, t.Letter)}
        free = {part.name for part in t.parts(definition.body) if isinstance(part, t.Letter)
                and not part.scope and definition.types.get(part) != Kind(SAMPLE)}
        return min(free - said, default="") if said and not self.binding.einstein else ""

    def _unheard(self, pair: Pair, head: n.Name, definition: Definition) -> str:
        """A letter of which no other line speaks, in a definition of something that no other line
        uses: a word, or a remark."""
        free = {part.name for part in t.parts(definition.body) if isinstance(part, t.Free)}
        others = [other.names for other in self.pairs if other is not pair] if free else []
        if not others or any(head.base in names for names in others):
            return ""
        return min(free - frozenset().union(*others), default="")

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
        if self.binding.role(name) == "cost":
            body = reaching(body, n.Name(name, subs))
        resolver.stacked = of_all_samples(body, self.binding)
        indices = tuple(resolver.index(sub) for sub in subs)
        parameters = tuple(map(resolver.term, arguments))
        term = resolver.term(body)
        if all(getattr(each, "base", "") in OF_ALL for each in arguments) and not set(
                parameters) & set(t.parts(term)):
            parameters = ()  # Ω(θ) = Σ w², where θ is all of them
        term = filled(term, t.Tensor("pre", t.Layer(BARE), (), None, "z"))
        if self.binding.role(name.rstrip("'_")) == "cost":
            term = everywhere(term)
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


def _letters(pair: Pair) -> set[str]:
    """The letters on the right."""
    return {name.base for name in written_names(pair.right)}


def twice(node: n.Node) -> n.Node:
    """2 · what a definition says."""
    return n.Product((n.Number("2", node.span), node), ("*",), node.span)


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
