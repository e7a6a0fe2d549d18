"""What one output or one sample adds to the cost: the E_k of E = Σ_k E_k."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ..meaning import term as t
from ..meaning.nodes import names_in, nodes, written_names
from ..meaning.question import Question
from ..meaning.spelling import indexed, keyed
from ..reader import tree as n
from ..report import READING, TRUE, Part
from .definitions import twice
from .judge import Judged, settled
from .pairs import Pair, defined_head, too_long
from .switches import Switches


class Shares(Switches):
    """Takes up the lines that say what a share is."""

    def _look_for_shares(self) -> None:
        """A share may be stated after the cost that is their sum: take up the first of each."""
        self.shared: dict[str, int] = {}
        for at, pair in enumerate(self.pairs):
            head, body = self._share(pair)
            if head is None or keyed(head) in self.shared or too_long(body):
                continue
            body = twice(body) if at in self.doubled else body
            definition = self._definition(keyed(head), head.subs, (), body, pair.conditions)
            if not isinstance(definition, Judged):
                before = self.state.definitions
                self.state.definitions = {**before, keyed(head): replace(definition, cost=True)}
                if self._has_value(keyed(head)):
                    self.shared[keyed(head)] = at
                else:
                    self.state.definitions = before

    def _has_value(self, name: str) -> bool:
        """Whether a share can be computed: of y_nk, say, if n is known to number samples."""
        first = t.Alias(name, (t.Unit(1),))
        question = Question(first, first, "=", (), {}, (), (), ())
        found = settled(question, replace(self.context(), quick=True))
        return found.part.verdict in (TRUE, READING) and found.error is None

    def _shared(self, at: int, pair: Pair) -> Judged | None:
        """The line that a share was taken from."""
        if at not in self.shared.values():
            return None
        head, _ = self._share(self.pairs[at])
        assert head is not None
        return Judged(Part(pair.latex, TRUE, reason=f"the definition of {head.base}"))

    def _share(self, pair: Pair) -> tuple[n.Name | None, n.Node]:
        """The E_k and the body of E_k = … and of Σ_k E_k = Σ_k …; None if there is none."""
        head, arguments = defined_head(pair)
        body = pair.right
        if isinstance(pair.left, n.Reduction) and isinstance(body, n.Reduction) and (
                pair.left.index == body.index) and isinstance(pair.left.body, n.Name):
            head, body = pair.left.body, body.body
        if head is None or arguments or not self._is_share(head) or self._mentions(body, "cost"):
            return None, body
        head = indexed(head)
        letter = head.subs[0]
        inside = {each for name in names_in(body)
                  for each in (*name.subs, *(script.body for script in name.sups))}
        return (head if letter in inside else None), body

    def _is_share(self, name: n.Name) -> bool:
        """A cost with the index of a unit; or of a sample, where the whole cost sums them up."""
        name = indexed(name)
        if (self.binding.role(name.base) != "cost" or len(name.subs) != 1 or name.sups
                or name.primes or not isinstance(name.subs[0], n.Name)):
            return False
        return name.subs[0].base not in self.binding.samples or name.base in self._summed

    @cached_property
    def _summed(self) -> set[str]:
        """The letters of what the samples add to a cost: the l of L = 1/m Σ_i l^{(i)}."""
        return {name.base for pair in self.pairs if pair.first and self._is_whole(pair.left)
                for node in nodes(pair.right) if isinstance(node, n.Reduction)
                for name in names_in(node.body) if self.binding.role(name.base) == "cost"
                and indexed(name).subs == (node.index,)}

    def _is_whole(self, side: n.Node) -> bool:
        return (isinstance(side, n.Name) and self.binding.role(side.base) == "cost"
                and not indexed(side).subs)

    def _mentions_cost(self, node: n.Node) -> bool:
        """Whether the cost takes part otherwise than by its shares."""
        return any(self.binding.role(name.base) == "cost" and not (
            self._is_share(name) and keyed(indexed(name)) in self.state.definitions)
            for name in written_names(node))
