"""Costs that are another cost and a penalty on the weights: C = C_0 + λ/2n Σ_w w²."""

from __future__ import annotations

from dataclasses import replace

from ..meaning import term as t
from ..meaning.definition import Definition
from ..meaning.heads import head_of
from ..meaning.infer_penalties import is_penalty, other_penalties, summed
from ..meaning.penalties import is_fine
from ..meaning.spelling import keyed
from ..reader import tree as n
from ..report import TRUE, Part
from .definitions import replace_latex
from .judge import Judged
from .pairs import Pair, defined_head
from .shares import Shares


class Composed(Shares):
    """Takes up the lines that say what a cost with a penalty is; the cost without it is then what
    was stated so far."""

    def _composed(self, at: int, pair: Pair) -> Judged | None:
        """C = C_0 + …: from here on, C has the penalty and C_0 has not."""
        head, _ = defined_head(pair)
        right = self.overruled.fines.get(at, self.pairs[at].right)
        if head is None or not self._is_composed(head, right):
            return None
        if at in self.doubled:
            right = next(other_penalties(right, self.binding.roles))  # no line tests twice C_0
        definition = self._definition(keyed(head), (), (), right)
        if isinstance(definition, Judged):
            return replace_latex(definition, pair)
        self._without_penalty(keyed(head), definition)
        self.state.whole = definition.name
        self.state.definitions = {**self.state.definitions,
                                  definition.name: replace(definition, cost=True)}
        if at in self.overruled.fines:
            return self._judged(self.pairs[at])
        return Judged(Part(pair.latex, TRUE, reason=f"the definition of {head.base}"))

    def _is_composed(self, head: n.Name, right: n.Node) -> bool:
        """Whether a cost is said to be another one, once, and penalties."""
        if self.binding.role(head.base) != "cost" or head.primes or head.subs or head.sups:
            return False
        terms = right.terms if isinstance(right, n.Add) else ()
        costs = [(sign, head_of(summed(part))) for sign, part in terms
                 if not is_penalty(part, self.binding.roles)]
        if len(costs) != 1 or len(terms) < 2:
            return False
        ((sign, inner),) = costs
        return (sign > 0 and inner is not None and not inner.sups and keyed(inner) != keyed(head)
                and self.binding.role(inner.base) == "cost")

    def _no_longer_composed(self, head: n.Name) -> None:
        """A cost that is stated anew is what that says."""
        if keyed(head) == self.state.whole:
            self.state.definitions = {name: definition for name, definition
                                      in self.state.definitions.items() if name != keyed(head)}
            self.state.whole = ""

    def _without_penalty(self, name: str, whole: Definition) -> None:
        """Where what was stated under that name has a penalty already, the other cost is that
        without it."""
        stated = self.state.cost
        if isinstance(stated, Definition) and stated.name == name and _is_fined(stated.body):
            fine = tuple((-sign, part) for sign, part in getattr(whole.body, "terms", ())
                         if not isinstance(part, t.Cost))
            self.state.cost = replace(stated, body=t.Sum(((1, stated.body), *fine)),
                                      types={**whole.types, **stated.types})


def _is_fined(cost: t.Term) -> bool:
    return isinstance(cost, t.Sum) and any(is_fine(part) for _, part in cost.terms)
