"""The evidence for a cause: what the two sides' ratio is, which index clashes, which other
convention makes the formula true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from ..meaning.kinds import Clash, counted
from ..meaning.nodes import names_in
from ..reader import tree as n
from .edit_indices import letters_of
from .edits import Edit, Scene, below

if TYPE_CHECKING:
    from .diagnosis import Repair, Search

Sample = tuple[dict[str, int], Any, Any]
RATIOS = {-1.0: "−1", 2.0: "2", 0.5: "½", -2.0: "−2", -0.5: "−½"}
INDICES = ("Σ missing", "transposed", "wrong layer", "wrong index", "wrong bound")
SCALES = ("sign", "factor 2", "factor n")


@dataclass(frozen=True)
class Diagnosis:
    """The cause in one word of the catalogue, in words, what shows it, and the LaTeX meant.

    All are "" where nothing was found.
    """

    cause: str = ""
    words: str = ""
    evidence: str = ""
    repair: str = ""


def in_order(search: Search, found: list[Edit]) -> list[Edit]:
    """The edits that the evidence points to first; the catalogue's order otherwise."""
    if search.clash is not None:
        first: Sequence[str] = INDICES
    elif lonely_letters(search):
        first = ("Σ missing", "transposed", "wrong index")
    elif search.found.question is not None and search.found.question.equations:
        first = ("wrong layer",)
    elif ratio(search) is not None:
        first = SCALES
    else:
        first = ()
    return sorted(found, key=lambda edit: edit.cause not in first)


def ratio(search: Search) -> float | None:
    """right/left where it is the same number at every choice of indices."""
    values = ratios(search)
    if len(values) < 2 or max(values) - min(values) > 1e-9 * abs(values[0]):
        return None
    return values[0]


def ratios(search: Search) -> list[float]:
    """right/left at every choice of indices, entry by entry."""
    outcome = search.found.outcome
    samples = outcome.samples if outcome is not None else []
    values: list[float] = []
    for _, left, right in samples:
        pairs = list(zip(_entries(left), _entries(right)))
        if isinstance(left, tuple) and isinstance(right, tuple) and _shape(left) != _shape(right):
            return []
        values += [float(b) / float(a) for a, b in pairs if abs(a) > 1e-12]
    return values


def _entries(value: Any) -> list[Any]:
    return [entry for row in value for entry in row] if isinstance(value, tuple) else [value]


def _shape(value: Any) -> tuple[int, int]:
    return len(value), len(value[0])


def only_where(search: Search) -> str:
    """"k = l" where the sides are equal for these alone, "k ≠ l" where for all others; else ""."""
    outcome = search.found.outcome
    samples = [sample for sample in outcome.samples if not isinstance(sample[1], tuple)
               and not isinstance(sample[2], tuple)] if outcome is not None else []
    letters = [letter for letter in letters_of(search.scene) if all(
        letter in where for where, _, _ in samples)]
    for one, two in combinations(letters, 2):
        holds = {where[one] == where[two]: set[bool]() for where, _, _ in samples}
        for where, left, right in samples:
            holds[where[one] == where[two]].add(
                abs(left - right) <= 1e-9 * max(abs(left), abs(right)))
        if holds in ({True: {True}, False: {False}}, {True: {False}, False: {True}}):
            return f"{one} {'=' if True in holds[True] else '≠'} {two}"
    return ""


def lonely_letters(search: Search) -> list[str]:
    """The letters that are free on the right alone."""
    if search.scene.binding.einstein:
        return []
    left, right = (free_letters(search.scene, side)
                   for side in (search.pair.left, search.pair.right))
    shown = {sub.base for name in names_in(search.pair.left) for sub in name.subs
             if isinstance(sub, n.Name)}  # the i of L_i too
    return sorted(right - left - shown) if left or right else []


def free_letters(scene: Scene, side: n.Node) -> set[str]:
    """The index letters of a side that no Σ binds."""
    bound = {node.index.base for node in below(side)
             if isinstance(node, n.Reduction) and node.index is not None}
    return set(letters_of(scene.alone(side))) - bound


def explained(search: Search, repair: Repair) -> Diagnosis:
    """The diagnosis that a repair gives, with the evidence beside it."""
    edit = repair.edit
    return Diagnosis(edit.cause, worded(search, edit), _evidence(search, repair),
                     repair.latex)


def worded(search: Search, edit: Edit) -> str:
    """What the edit says, and where it is if something is missing or too many."""
    if not edit.words.endswith(("missing", "stand there", "too many")):
        return edit.words
    start, end = search.pair.right.span
    inside = all(start <= a and b <= end for a, b, _ in edit.replacements)
    return edit.words + (" on the right" if inside else " on the left")


def _evidence(search: Search, repair: Repair) -> str:
    clash, constant, lonely = search.clash, ratio(search), lonely_letters(search)
    if repair.edit.cause == "Σ missing" and lonely:
        return f"{', '.join(lonely)} is free on the right alone"
    if clash is not None:
        return clashes(clash)
    if constant is not None:
        count = len(ratios(search))
        return f"right/left = {number(constant)} at all {count} choices of indices"
    return _times(search, repair.edit) + _agreement(repair)


def _times(search: Search, edit: Edit) -> str:
    """Whether the ratio of the sides is the factor itself: no Σ stands around it."""
    count, factor = len(ratios(search)), edit.words.removeprefix("the factor ")
    sums = [node for side in (search.pair.left, search.pair.right)
            for node in below(side) if isinstance(node, (n.Reduction, n.Add))]
    if edit.cause not in ("factor missing", "factor too many") or not count or sums:
        return ""
    name = factor.removesuffix(" is missing").removesuffix(" must not stand there")
    way = "left/right" if edit.cause == "factor missing" else "right/left"
    return f"{way} = {name} at all {count} choices of indices; "


def clashes(clash: Clash) -> str:
    return (f"{clash.letter} counts {counted(clash.first)} in one place and "
            f"{counted(clash.second)} in another")


def number(value: float) -> str:
    for known, words in RATIOS.items():
        if abs(value - known) < 1e-9:
            return words
    return f"{value:.4g}"


def _agreement(repair: Repair) -> str:
    outcome = repair.found.outcome
    samples = outcome.samples if outcome is not None else []
    gaps = [abs(a - b) / max(abs(a), abs(b)) for _, left, right in samples
            for a, b in zip(_entries(left), _entries(right)) if abs(a) > 1e-30]
    worst = f", at 50 digits to {float(max(gaps)):.0e}" if gaps and max(gaps) > 0 else ""
    return f"so repaired, both sides agree on fresh networks{worst}"
