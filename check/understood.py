"""A page as far as it is understood: its lines with their verdicts, and which letters are read
rightly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .meaning.binding import Binding
from .meaning.evidence import BAR
from .meaning.nodes import has_hadamard, nodes, written_names
from .meaning.spelling import CALLED, ERRORS, is_transpose
from .reader import tree as n
from .trial.judge import Judged
from .trial.pairs import Pair, called_name, has_derivative
from .trial.updates import is_step
from .untested import holds

UNITS = ("pre", "post", "prediction")  # roles of what belongs to a unit


class Page:
    """The lines of a document with their verdicts, asked how far one of them can be trusted.

    `turned` says whether anything is transposed, or multiplied by ⊙; `true` counts the lines that
    are true, `proven` those of them with a derivative or a step.
    """

    def __init__(self, pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
        self.pairs, self.found, self.binding = pairs, found, binding
        self.turned = any(map(_is_turned, pairs)) or any(
            has_hadamard((pair.left, pair.right)) for pair in pairs)
        self.true = sum(map(holds, found))
        self.proven = sum(holds(one) and (has_derivative(pair) or self.is_step(pair))
                          for pair, one in zip(pairs, found))

    def role(self, node: object) -> str:
        """The role of a name, "" for anything else."""
        return self.binding.role(node.base) if isinstance(node, n.Name) else ""

    def stated_cost(self, pair: Pair) -> str:
        """The letter of the cost that a line states, "" if it states none."""
        head = called_name(pair.left)[0]
        return head.base if pair.first and head and self.role(head) == "cost" else ""

    def others(self, at: int) -> list[tuple[Pair, Judged]]:
        """The other lines that are true."""
        return [(pair, one) for k, (pair, one) in enumerate(zip(self.pairs, self.found))
                if k != at and holds(one)]

    def own(self, at: int) -> set[str]:
        """The letters on a line that stand for something of the document's own."""
        pair = self.pairs[at]
        own = {name.base for name in written_names((pair.left, pair.right))
               if self.role(name) not in ("rate", "identity")}
        return own - {*CALLED, *ERRORS, "e"}

    def known(self, at: int) -> set[str]:
        """The letters of the other lines that are true, which are therefore read rightly."""
        return {name for pair, _ in self.others(at) for name in pair.names}

    def weights(self, pair: Pair) -> set[n.Name]:
        """The weights of a line, each with its layer."""
        return {replace(name, subs=()) for name in written_names((pair.left, pair.right))
                if self.role(name) == "weight"}

    def is_step(self, pair: Pair) -> bool:
        """Whether a line is w ← w − …."""
        return is_step(pair.left, pair.right, pair.relation, self.binding)

    def is_forward(self, pair: Pair) -> bool:
        """Whether a line says what a quantity is, without any derivative."""
        return not self.is_step(pair) and not any(
            isinstance(node, n.Derivative) or getattr(node, "primes", 0)
            or getattr(node, "base", "") in (*ERRORS, "d")
            or (self.binding.adjoints and getattr(node, "base", "").startswith(BAR))
            for node in nodes((pair.left, pair.right)))


def _is_turned(pair: Pair) -> bool:
    """Whether something is transposed there."""
    return any(is_transpose(script) for node in nodes((pair.left, pair.right))
               if isinstance(node, (n.Name, n.Scripted)) for script in node.sups)
