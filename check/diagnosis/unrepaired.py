"""What can be said of a false line that no single edit makes true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..meaning.binding import DELTAS
from ..meaning.definition import Definition
from ..meaning.kinds import Kind
from ..meaning.penalties import without_fines
from ..reader import tree as n
from ..report import FALSE
from ..trial.world import COSTS
from .causes import RATIOS, Diagnosis, clashes, lonely_letters, number, only_where, ratio, ratios
from .edits import below

if TYPE_CHECKING:
    from .diagnosis import Search

FORGOTTEN = ("prime missing", "factor missing", "factor too many")


def unrepaired(search: Search) -> Diagnosis:
    """What can be said without a repair: another convention, a clash, a lone index, a ratio."""
    for kind in (_of_equal_indices, _elsewhere, _of_other_error, _of_letter, _of_clash, _of_ratio):
        found = kind(search)
        if found is not None:
            return found
    return Diagnosis()


def _of_equal_indices(search: Search) -> Diagnosis | None:
    where = only_where(search)
    if not where:
        return None
    return Diagnosis("δ missing", f"this holds only where {where}",
                     "both sides agree there, and nowhere else")


def _of_other_error(search: Search) -> Diagnosis | None:
    """A mistake in a line that takes δ for something else than ∂C/∂z, where no line says which."""
    binding = search.screen.context.binding
    if "delta=" in binding.evidence or not any(
            isinstance(node, n.Name) and binding.role(node.base) == "delta"
            for node in below((search.pair.left, search.pair.right))):
        return None
    for delta, words in DELTAS.items():
        if delta == binding.delta:
            continue
        found = search.under(replace(search.screen.context, binding=binding.but(delta=delta)),
                             FORGOTTEN)
        if found.repair:
            return Diagnosis(found.cause, f"{found.words}, if δ is {words}", found.evidence,
                             found.repair)
    return None


def _of_clash(search: Search) -> Diagnosis | None:
    clash = search.clash
    if clash is None:
        return None
    layers = not isinstance(clash.first, Kind) and not isinstance(clash.second, Kind)
    return Diagnosis("wrong layer" if layers else "wrong index",
                     f"the index {clash.letter} can't count both", clashes(clash))


def _of_letter(search: Search) -> Diagnosis | None:
    lonely = lonely_letters(search)
    if not lonely or search.found.part.verdict != FALSE:
        return None
    return Diagnosis("Σ missing", f"the Σ over {lonely[0]} is missing",
                     f"{', '.join(lonely)} is free on the right alone")


def _of_ratio(search: Search) -> Diagnosis | None:
    constant = ratio(search)
    if constant is None or number(constant) not in RATIOS.values():
        return None
    words = number(constant)
    cause = "sign" if words == RATIOS[-1.0] else "factor 2"
    return Diagnosis(cause, f"the right side is {words} times the left one",
                     f"right/left = {words} at all {len(ratios(search))} choices of indices")


def _elsewhere(search: Search) -> Diagnosis | None:
    """True under another convention."""
    context = search.screen.context
    for words, other in _conventions(context):
        changed = type(search.screen)(search.pair.relation, search.pair.conditions, other)
        if changed.passes(search.pair.left, search.pair.right) and changed.confirmed(
                search.pair.left, search.pair.right) is not None:
            return Diagnosis("other convention", f"this would be true {words}",
                             "tried on fresh networks at 50 digits")
    return None


def _unpenalised(context: Any) -> Iterator[Any]:
    """What a line is judged under, with a cost without its penalty."""
    known = context.definitions
    if isinstance(context.cost, Definition) and (bare := without_fines(context.cost.body)):
        yield replace(context, cost=replace(context.cost, body=bare))
    if context.whole and (bare := without_fines(known[context.whole].body)):
        whole = replace(known[context.whole], body=bare)
        yield replace(context, definitions={**known, context.whole: whole})


def _conventions(context: Any) -> Any:
    binding = context.binding
    turned = "to-from" if binding.order == "from-to" else "from-to"
    yield f"for weights written {turned}", replace(context, binding=binding.but(order=turned))
    yield from (("without the penalty of the cost", other) for other in _unpenalised(context))
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
