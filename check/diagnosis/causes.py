"""The evidence for a cause: what the two sides' ratio is, which index clashes, which other
convention makes the formula true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..meaning.binding import DELTAS
from ..meaning.kinds import Clash, Kind, counted
from ..reader import tree as n
from ..report import FALSE
from ..trial.world import COSTS
from .edit_indices import letters_of
from .edits import Edit, Scene, below

if TYPE_CHECKING:
    from .diagnosis import Diagnosis, Repair, Search

Sample = tuple[dict[str, int], Any, Any]
RATIOS = {-1.0: "−1", 2.0: "2", 0.5: "½", -2.0: "−2", -0.5: "−½"}
INDICES = ("Σ missing", "transposed", "wrong layer", "wrong index", "wrong bound")
SCALES = ("sign", "factor 2", "factor n")
FORGOTTEN = ("prime missing", "factor missing", "factor too many")


def in_order(search: Search, found: list[Edit]) -> list[Edit]:
    """The edits that the evidence points to first; the catalogue's order otherwise."""
    if search.clash is not None:
        first: Sequence[str] = INDICES
    elif _lonely(search):
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


def _lonely(search: Search) -> list[str]:
    """The letters that are free on the right alone."""
    if search.scene.binding.einstein:
        return []
    left, right = (free_letters(search.scene, side)
                   for side in (search.pair.left, search.pair.right))
    return sorted(right - left) if left or right else []


def free_letters(scene: Scene, side: n.Node) -> set[str]:
    """The index letters of a side that no Σ binds."""
    bound = {node.index.base for node in below(side)
             if isinstance(node, n.Reduction) and node.index is not None}
    return set(letters_of(scene.alone(side))) - bound


def explained(search: Search, repair: Repair) -> Diagnosis:
    """The diagnosis that a repair gives, with the evidence beside it."""
    from .diagnosis import Diagnosis

    edit = repair.edit
    return Diagnosis(edit.cause, edit.words + _side(search, edit), _evidence(search, repair),
                     repair.latex)


def _side(search: Search, edit: Edit) -> str:
    """Where the edit is, if it says that something is missing or too many."""
    if not edit.words.endswith(("missing", "stand there", "too many")):
        return ""
    start, end = search.pair.right.span
    inside = all(start <= a and b <= end for a, b, _ in edit.replacements)
    return " on the right" if inside else " on the left"


def _evidence(search: Search, repair: Repair) -> str:
    clash, constant, lonely = search.clash, ratio(search), _lonely(search)
    if repair.edit.cause == "Σ missing" and lonely:
        return f"{', '.join(lonely)} is free on the right alone"
    if clash is not None:
        return _clashes(clash)
    if constant is not None:
        count = len(ratios(search))
        return f"right/left = {_number(constant)} at all {count} choices of indices"
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


def _clashes(clash: Clash) -> str:
    return (f"{clash.letter} counts {counted(clash.first)} in one place and "
            f"{counted(clash.second)} in another")


def _number(value: float) -> str:
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


def unrepaired(search: Search) -> Diagnosis:
    """What can be said without a repair: another convention, a clash, a lone index, a ratio."""
    from .diagnosis import Diagnosis

    for kind in (_elsewhere, _of_other_error, _of_letter, _of_clash, _of_ratio):
        found = kind(search)
        if found is not None:
            return found
    return Diagnosis()


def _of_other_error(search: Search) -> Diagnosis | None:
    """A mistake in a line that takes δ for something else than ∂C/∂z."""
    from .diagnosis import Diagnosis, repaired

    binding = search.screen.context.binding
    if search.kinds or not any(isinstance(node, n.Name) and binding.role(node.base) == "delta"
                               for node in below((search.pair.left, search.pair.right))):
        return None
    for delta, words in DELTAS.items():
        context = replace(search.screen.context, binding=binding.but(delta=delta))
        other = replace(search.found, context=context)
        found = repaired(search.pair, other, FORGOTTEN, search.macros)
        if delta != binding.delta and found.repair:
            return Diagnosis(found.cause, f"{found.words}, if δ is {words}", found.evidence,
                             found.repair)
    return None


def _of_clash(search: Search) -> Diagnosis | None:
    from .diagnosis import Diagnosis

    clash = search.clash
    if clash is None:
        return None
    layers = not isinstance(clash.first, Kind) and not isinstance(clash.second, Kind)
    return Diagnosis("wrong layer" if layers else "wrong index",
                     f"the index {clash.letter} can't count both", _clashes(clash))


def _of_letter(search: Search) -> Diagnosis | None:
    from .diagnosis import Diagnosis

    lonely = _lonely(search)
    if not lonely or search.found.part.verdict != FALSE:
        return None
    return Diagnosis("Σ missing", f"the Σ over {lonely[0]} is missing",
                     f"{', '.join(lonely)} is free on the right alone")


def _of_ratio(search: Search) -> Diagnosis | None:
    from .diagnosis import Diagnosis

    constant = ratio(search)
    if constant is None or _number(constant) not in RATIOS.values():
        return None
    words = _number(constant)
    cause = "sign" if words == RATIOS[-1.0] else "factor 2"
    return Diagnosis(cause, f"the right side is {words} times the left one",
                     f"right/left = {words} at all {len(ratios(search))} choices of indices")


def _elsewhere(search: Search) -> Diagnosis | None:
    """True under another convention."""
    from .diagnosis import Diagnosis

    context = search.screen.context
    for words, other in _conventions(context):
        changed = type(search.screen)(search.pair.relation, search.pair.conditions, other)
        if changed.passes(search.pair.left, search.pair.right) and changed.confirmed(
                search.pair.left, search.pair.right) is not None:
            return Diagnosis("other convention", f"this would be true {words}",
                             "tried on fresh networks at 50 digits")
    return None


def _conventions(context: Any) -> Any:
    binding = context.binding
    turned = "to-from" if binding.order == "from-to" else "from-to"
    yield f"for weights written {turned}", replace(context, binding=binding.but(order=turned))
    for name, (words, _) in COSTS.items():
        if name != "any":
            yield f"for the cost {words}", replace(context, cost=name)
    for delta, words in (("dC/da", "∂C/∂a"), ("-dC/dz", "−∂C/∂z"), ("dC/dz", "∂C/∂z")):
        if delta != binding.delta:
            yield f"for δ = {words}", replace(context, binding=binding.but(delta=delta))
    yield "with the labels flipped", replace(context, binding=binding.but(
        flipped=not binding.flipped))
    for output in ("softmax", "linear", "sigmoid"):
        yield f"for a {output} output", replace(context, binding=binding.but(output=output))
    for activation in ("tanh", "relu", "linear"):
        yield f"for σ = {activation}", replace(context, binding=binding.but(activation=activation))
