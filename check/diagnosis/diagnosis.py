"""Why a formula is false: the single edit that makes it true, with the evidence for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from ..errors import ReadError
from ..meaning.bare_sums import filled, index_letters
from ..meaning.batch_sums import summed_up
from ..meaning.kinds import Clash
from ..meaning.numbered import told_apart
from ..meaning.respelled import respelled
from ..meaning.tidied import usual
from ..reader import tree as n
from ..reader.parser import read
from ..report import FALSE
from ..trial.judge import Judged
from ..trial.pairs import Pair
from ..trial.readings import ROWS, Context, Reading, readings
from ..trial.standpoint import LITERAL as MANNER
from .causes import Diagnosis, explained, in_order, only_where
from .edits import Edit, Scene, applied, edits
from .screen import FAILURES, LITERAL, Screen
from .unrepaired import unrepaired

MOST, TRIALS = 250, 600
STEPS = 250_000  # values computed in the search for one repair
Macros = Mapping[str, tuple[int, str]]
NONE: Macros = {}
Made = tuple[Edit, n.Node, n.Node]


@dataclass(frozen=True)
class Repair:
    """An edit with the verdict on what it makes."""

    edit: Edit
    latex: str
    found: Judged


def diagnosed(pair: Pair, found: Judged, latex: str = "", macros: Macros = NONE,
              trials: int = TRIALS) -> Diagnosis:
    """Why the pair is false; `latex` is the display that it stands in, `trials` how many repairs
    are tried at most.

    Returns an empty Diagnosis for a pair that isn't false, and where nothing single explains it.
    """
    if found.part.verdict != FALSE or found.context is None:
        return Diagnosis()
    search = Search(pair, found, latex, macros, trials=trials)
    repair = search.repair()
    if only_where(search) and (repair is None or search.changes_left(repair.edit)):
        return unrepaired(search)
    return explained(search, repair) if repair is not None else unrepaired(search)


def repaired(pair: Pair, found: Judged, kinds: Sequence[str], macros: Macros = NONE) -> Diagnosis:
    """Why the pair is false, if that is one of these kinds of mistakes and can be repaired."""
    search = Search(pair, found, "", macros, kinds)
    repair = search.repair()
    return explained(search, repair) if repair is not None else Diagnosis()


def _is_same(left: n.Node, right: n.Node) -> bool:
    """Whether two sides say nothing: δ = δ, or δ_j = δ."""
    if not isinstance(left, n.Name) or not isinstance(right, n.Name) or left.sups or right.sups:
        return left == right
    return (left.base, left.primes) == (right.base, right.primes) and (
        left.subs == right.subs or not (left.subs and right.subs))


class Search:
    """The repairs of one pair, tried in the order of how likely each is; with `kinds`, only
    repairs of these kinds of mistakes."""

    def __init__(self, pair: Pair, found: Judged, latex: str, macros: Macros,
                 kinds: Sequence[str] = (), trials: int = TRIALS) -> None:
        assert found.context is not None
        self.trials = trials
        self.pair, self.found, self.macros, self.kinds = pair, found, macros, kinds
        self.offset = pair.left.span[0] if not latex and not pair.alternatives else 0
        self.latex = latex or pair.latex
        self.screen = Screen(pair.relation, pair.conditions, found.context)
        self.scene = self._scene()

    def _scene(self) -> Scene:
        """The sides that stand in the source as they are read."""
        sides = (self.pair.right,) if self.pair.alternatives else (self.pair.right, self.pair.left)
        shift = " " * self.offset
        letters = () if self.found.question is None else tuple(
            sorted(((letter.name, kind) for letter, kind in self.found.question.types.items()),
                   key=lambda entry: str(entry)))
        assert self.found.context is not None
        return Scene(shift + self.latex, sides, self.found.context.binding, letters)

    def repair(self) -> Repair | None:
        """The first edit that makes the pair true, None if none does."""
        try:
            return self._repair()
        except FAILURES:  # an odd tree must not take the verdicts of the whole page away
            return None

    def _repair(self) -> Repair | None:
        """Read literally, or else in any other way; one that lays gradients out as rows only
        where no other fits."""
        spare = None
        refuted: set[int] = set()  # edits that are false under every reading
        made = list(self.made())
        trials = chain(((LITERAL, one) for one in made),
                       product_of(made, list(self._readings())))
        for reading, (edit, left, right) in islice(trials, self.trials):
            if self.screen.steps > STEPS:
                break
            if id(edit) not in refuted and self.screen.passes(left, right, reading):
                found = self.screen.confirmed(left, right)
                if found is None:
                    refuted.add(id(edit))
                    continue
                if ROWS not in found.part.reading:
                    return Repair(edit, self.text(edit), found)
                spare = spare or Repair(edit, self.text(edit), found)
        return spare

    def under(self, context: Context, kinds: Sequence[str]) -> Diagnosis:
        """The mistake that explains the pair in another context, if it is of these kinds."""
        return repaired(self.pair, replace(self.found, context=context), kinds, self.macros)

    def _readings(self) -> Iterator[Reading]:
        """The other readings; those of matrix notation only where an array takes part."""
        assert self.found.context is not None
        arrays = self._has_arrays()
        for reading in readings(self.pair.left, self.pair.right, self.found.context):
            if reading.words and (arrays or reading.manner == MANNER):
                yield reading

    def _has_arrays(self) -> bool:
        samples = self.found.outcome.samples if self.found.outcome else []
        question = self.found.question
        if question is not None and question.equations:
            return True
        return not samples or any(isinstance(side, tuple) for _, left, right in samples[:3]
                                  for side in (left, right))

    def made(self) -> Iterator[Made]:
        """The edits that can be read, in the order of the evidence, at most MOST."""
        possible = [edit for edit in edits(self.scene)
                    if not self.kinds or edit.cause in self.kinds]
        for count, edit in enumerate(in_order(self, possible)):
            if count == MOST:
                return
            sides = self._edited(edit)
            if sides is not None and not _is_same(*sides):
                yield edit, *sides

    def _edited(self, edit: Edit) -> tuple[n.Node, n.Node] | None:
        try:
            right = self._side(edit, self.pair.right)
            left = self.pair.left if self.pair.alternatives else self._side(edit, self.pair.left)
        except ReadError:
            return None
        return (left, right) if left is not None and right is not None else None

    def _side(self, edit: Edit, node: n.Node) -> n.Node | None:
        """One side with the edit made; the node itself where the edit is elsewhere."""
        start, end = node.span
        own = tuple((a - start, b - start, text) for a, b, text in edit.replacements
                    if start <= a and b <= end)
        if not own:
            return node
        source = applied(self.scene.latex[start:end], Edit("", "", own))
        statements = read(source, self.macros).statements
        if len(statements) != 1 or len(statements[0].members) != 1 or statements[0].conditions:
            return None
        binding = self.scene.binding
        member = respelled(usual(statements[0].members[0]), binding.spellings)
        member = summed_up(told_apart(member, binding.apart), self.pair.left)
        found: n.Node = filled(member, index_letters(self.pair.left))
        return found

    def changes_left(self, edit: Edit) -> bool:
        """Whether an edit changes what is stated."""
        start, end = self.pair.left.span
        return any(start <= a and b <= end for a, b, _ in edit.replacements)

    def text(self, edit: Edit) -> str:
        """The pair as it should stand."""
        start = min(side.span[0] for side in self.scene.sides)
        end = max(side.span[1] for side in self.scene.sides)
        inside = Edit("", "", tuple((a - start, b - start, text)
                                    for a, b, text in edit.replacements))
        text = applied(self.scene.latex[start:end], inside)
        return f"{self.pair.relation} {text}" if self.pair.alternatives else text

    @property
    def clash(self) -> Clash | None:
        """The contradiction of types that was found before any number."""
        return self.found.error if isinstance(self.found.error, Clash) else None


def product_of(made: list[Made], others: list[Reading]) -> Iterator[tuple[Reading, Made]]:
    """Every reading of every edit, the likely edits first."""
    return ((reading, one) for one in made for reading in others)
