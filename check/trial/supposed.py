"""A letter that nothing defines, taken for the sum of a name that is defined: s for Σ_k x_k."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..meaning import term as t
from ..meaning.binding import USUAL
from ..meaning.definition import Definition
from ..meaning.nodes import written_names
from ..meaning.spelling import CALLED
from ..reader import tree as n
from ..report import READING, TRUE, UNSETTLED
from .composed import Composed
from .judge import Judged
from .pairs import Pair


class Supposing(Composed):
    """Supposes what a letter is, where a line is true then."""

    def _supposed(self, pair: Pair, found: Judged) -> Judged | None:
        """The line with its one unknown letter as a sum; None if it isn't true with any."""
        letters = self._unknown(pair) if found.part.verdict == UNSETTLED else set()
        if len(letters) != 1:
            return None
        letter, before = letters.pop(), self.state.definitions
        for base, definition in self._sums(letter):
            self.state.definitions = {**before, letter: definition}
            one = self._judged(pair)
            self.state.definitions = before
            if one.part.verdict in (TRUE, READING):
                words = "; ".join(filter(None, [one.part.reading, f"{letter} is Σ {base}"]))
                return replace(one, part=replace(one.part, verdict=READING, reading=words))
        return None

    def _suppose_costs(self) -> None:
        """Among numbers, the L of ∂L/∂w that no line states is a function of what no other letter
        is made of: of the outputs."""
        known = self.state.definitions
        made = {part.name for one in known.values() for part in t.parts(one.body)
                if isinstance(part, t.Alias)}
        outputs = [key for key, one in known.items() if key not in made and not (
            one.indices or one.parameters)]
        costs = self.differentiated & set(USUAL["cost"]) if self.binding.plain else set()
        for letter in sorted(costs - set(known)) if outputs else ():
            body = n.Product(tuple(_bent(key) for key in outputs), ("",) * (len(outputs) - 1))
            definition = self._definition(letter, (), (), body)
            if isinstance(definition, Definition):
                self.state.definitions = {**self.state.definitions, letter: definition}

    def _unknown(self, pair: Pair) -> set[str]:
        """The letters without an index on the line of which nothing says what they are."""
        known = {key.partition("_")[0] for key in self.state.definitions} | {"e", "d", *CALLED}
        return {name.base for name in written_names((pair.left, pair.right))
                if len(name.base) == 1 and not (name.subs or name.sups or name.primes)
                and name.base not in known and not self.binding.role(name.base)}

    def _sums(self, letter: str) -> Iterator[tuple[str, Definition]]:
        """The sums over all units of the names that are defined with one index."""
        index = n.Name("k")
        for key, known in self.state.definitions.items():
            base = key.partition("_")[0]
            if len(known.indices) == 1 and not known.parameters:
                body = n.Reduction("sum", index, None, None, None, n.Name(base, (index,)))
                definition = self._definition(letter, (), (), body)
                if isinstance(definition, Definition):
                    yield base, definition


def _bent(key: str) -> n.Group:
    """sin(2y) + y, which is no multiple of any of its derivatives."""
    name = n.Name(key)
    twice = n.Product((n.Number("2"), name), ("",))
    sine = n.Product((n.Name("sin"), n.Group("(", (twice,))), ("",))
    return n.Group("(", (n.Add(((1, sine), (1, name))),))
