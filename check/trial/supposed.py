"""A letter that nothing defines, taken for the sum of a name that is defined: s for Σ_k x_k."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
