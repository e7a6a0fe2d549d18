"""Which conventions a document was written under: those that make most of its lines true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .meaning.binding import HALVED, Binding
from .meaning.conventions import worded
from .meaning.nodes import names_in, nodes
from .meaning.places import NO_INDEX
from .meaning.special import update_of
from .reader import tree as n
from .report import FALSE, READING, TRUE, UNSETTLED, Part
from .trial.judge import Judged, judged
from .trial.pairs import Pair
from .trial.readings import Context
from .trial.remembering import NOTHING, Overruled
from .trial.study import Study
from .trial.switches import gives_outputs

MANY = 400  # pairs in a document; beyond, only the conventions that it states are tried


def best(pairs: Sequence[Pair], binding: Binding, seen: dict[Any, Judged]) -> Binding:
    """The conventions under which most of the document's statements are true."""
    top, score = binding, scored(pairs, binding, seen)
    for change in changes(binding):
        if score == 0 or len(pairs) > MANY:
            break
        candidate = top.but(**change)
        found = scored(pairs, candidate, seen, score - 2)
        if found < score - 1:  # one line alone can't decide for all
            top, score = candidate, found
    return top


def scored(pairs: Sequence[Pair], binding: Binding, seen: dict[Any, Judged],
           most: int = MANY) -> int:
    """How many pairs are not true: fewer is better, and more than `most` are not counted. A line
    that says what the error is, where it has a name of its own, counts as three."""
    found: list[Judged] = []
    for one in Study(pairs, binding, True, NOTHING, seen).each():
        found.append(one)
        if not_true(found) > most:
            break
    name = binding.evidence.get("named error=", "")
    saying = [one for pair, one in zip(pairs, found) if name and _says_what(pair, name)]
    return not_true(found) + 2 * not_true(saying[:1])


def _says_what(pair: Pair, name: str) -> bool:
    """Δ_k = …, without Δ on the right."""
    return (pair.first and isinstance(pair.left, n.Name) and pair.left.base == name
            and all(each.base != name for each in names_in(pair.right)))


def not_true(found: Sequence[Judged]) -> int:
    """How many verdicts are no ✓."""
    return sum(one.part.verdict not in (TRUE, READING) for one in found)


def changes(binding: Binding) -> Iterator[dict[str, Any]]:
    """What a document may mean otherwise, where it doesn't say so itself."""
    if "order=" in binding.evidence and binding.evidence["order="] != "given":
        yield {"order": "from-to" if binding.order == "to-from" else "to-from", "evidence": {
            **binding.evidence, "order=": "the other lines"}}
    if binding.stored and binding.evidence.get("order=") != "given":
        turned = "from-to" if binding.stored == "to-from" else "to-from"
        order = {} if "order=" in binding.evidence else {"order": turned}
        yield {"stored": turned, **order, "evidence": {
            **binding.evidence, "order=": "the other lines"}}
    if "offset=" in binding.evidence and binding.evidence["offset="] != "given":
        yield from ({"offset": offset, "first": offset, "evidence": {
            **binding.evidence, "offset=": "the other lines"}} for offset in (0, 1)
            if offset != binding.offset)
    options: list[tuple[str, tuple[Any, ...]]] = [
        ("order", ("from-to", "to-from")), ("flipped", (True,)), ("offset", (1,)),
        ("delta", ("dC/dz", "-dC/dz", "dC/da")), ("error_offset", (-1,)), ("step", ("update",)),
        ("cost", ("half-sse", "cross-entropy", "mse", "sse", "half-mse", "log-likelihood")),
        ("activation", ("any", "tanh", "relu", "sigmoid")),
        ("output", ("linear", "softmax", "sigmoid")),
    ]
    for entry, values in options:
        if entry == "order" and binding.stored:
            continue  # the matrix says which way its entries are numbered
        if f"{entry}=" not in binding.evidence:
            yield from ({entry: value} for value in values if value != getattr(binding, entry))
    if {"doubled=", "named error="} & set(binding.evidence) and "delta=" not in binding.evidence:
        yield {"delta": HALVED}


def supported(pairs: Sequence[Pair], found: list[Judged], binding: Binding,
              overruled: Overruled, seen: dict[Any, Judged]) -> list[Judged]:
    """A line is only called false if it doesn't hinge on a convention that nothing else in the
    document speaks for: under another one it may be true."""
    if all(judged.part.verdict != FALSE for judged in found) or len(pairs) > MANY:
        return found
    here = Study(pairs, binding, True, overruled, seen, frozen=True).run()
    loose = [(change, _speakers(pairs, here, binding, change, overruled, seen))
             for change in (*changes(binding), {"rows": not binding.rows}, *_unsummed(pairs),
                            *([{"output": "softmax"}] if "output=" in binding.evidence else []))
             if "evidence" not in change]
    given = gives_outputs(pairs, binding)
    return [_reconsidered(pair, judged, _has_outputs(pair, judged, binding, given), [
        change for change, speakers in loose if _is_of_softmax(pair, change) or not any(
            _speaks_on(speaker, pair, pairs, binding, change) for speaker in speakers)])
            for pair, judged in zip(pairs, found)]


def _speakers(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding,
              change: dict[str, Any], overruled: Overruled, seen: dict[Any, Judged]) -> list[Pair]:
    """The true lines that would not be true under the other convention."""
    there = Study(pairs, binding.but(**change), True, overruled, seen, frozen=True)
    there.left_out = frozenset(at for at, one in enumerate(found) if not_true([one]))
    return [pair for pair, here, other in zip(pairs, found, there.run())
            if here.part.verdict in (TRUE, READING) and other.part.verdict not in (TRUE, READING)]


def _speaks_on(speaker: Pair, pair: Pair, pairs: Sequence[Pair], binding: Binding,
               change: dict[str, Any]) -> bool:
    """Whether what such a line says holds for another: for the activation, if it says something
    about the layers' activations, or both are about σ."""
    return ("activation" not in change or _about_units(speaker, pairs, binding)
            or "sigma" in speaker.names & pair.names)


def _about_units(pair: Pair, pairs: Sequence[Pair], binding: Binding) -> bool:
    """Whether a line is about the units' activation: it names them, or the function that some
    line gives them."""
    roles = _roles(pair, binding)
    linked = any({"post", "activation"} <= _roles(other, binding) for other in pairs)
    return "post" in roles or (linked and "activation" in roles)


def _roles(pair: Pair, binding: Binding) -> set[str]:
    return {binding.role(name) for name in pair.names}


def _reconsidered(pair: Pair, found: Judged, stated: bool,
                  loose: Sequence[dict[str, Any]]) -> Judged:
    if found.part.verdict != FALSE or found.context is None:
        return found
    for change in loose:
        known = "output" in change and (stated or bool(found.context.binding.output))
        if not _may_excuse(change, pair, found.context) or (known and not _is_of_softmax(
                pair, change)):
            continue
        context = replace(found.context, binding=found.context.binding.but(**change))
        if "cost" in change:
            context = replace(context, cost=change["cost"])
        again = judged(pair.left, pair.right, pair.relation, pair.conditions, context, pair.latex)
        if again.part.verdict in (TRUE, READING):
            words = worded(change)
            if why := _untold(change) or (words if known else ""):
                return replace(found, part=Part(pair.latex, UNSETTLED, reason="this is true "
                                                f"{why}, which no other line says"))
            again.part.verdict = READING
            again.part.reading = "; ".join(filter(None, [again.part.reading, words]))
            return again
    return found


def _is_of_softmax(pair: Pair, change: Mapping[str, Any]) -> bool:
    """∂y_k/∂a_l = δ_kl y_k − y_k y_l, whatever the outputs are elsewhere."""
    return change.get("output") == "softmax" and any(
        isinstance(node, n.Name) and node.base == "delta" and len(node.subs) == 2
        for node in nodes(pair.right))


def _unsummed(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Einstein's convention, where no Σ stands anywhere."""
    sums = any(isinstance(node, n.Reduction) for pair in pairs
               for node in nodes((pair.left, pair.right)))
    return [] if sums else [{"einstein": True}]


def _untold(change: Mapping[str, Any]) -> str:
    """A convention that a document has to show, before its lines can be called true."""
    if "rows" in change:
        return f"if vectors are {'rows' if change['rows'] else 'columns'}"
    return "if indices that stand twice are summed over" if "einstein" in change else ""


def _has_outputs(pair: Pair, found: Judged, binding: Binding, given: bool) -> bool:
    """Whether a line is about the outputs, and others say what these are: the document's own
    function, where it is `given` them, or another one than elsewhere, such as softmax."""
    context = found.context
    about = _roles(pair, binding) & {"post", "prediction", "cost", "delta"}
    return context is not None and bool(about) and (
        context.binding.output not in ("", binding.output)
        or (given and context.form is not None))


def _may_excuse(change: dict[str, Any], pair: Pair, context: Context) -> bool:
    """Whether a line may be meant for another convention that would make it true."""
    if "cost" in change:
        return context.cost == "any" and bool(_roles(pair, context.binding) & {"cost", "delta"})
    if context.form is not None and "activation" in change:
        return False  # the document says itself what it is
    if change.get("activation") == "relu":  # where σ′(σ(z)) is σ′(z), which is no reason to be it
        return _compares(pair) and not _has_slope(pair.right, context.binding)
    return True


def _compares(pair: Pair) -> bool:
    """Whether a line speaks of what is larger, as relu and its derivative do."""
    return "max" in pair.names or bool(pair.conditions) or any(
        isinstance(node, (n.Condition, n.Cases)) for node in nodes((pair.left, pair.right)))


def _has_slope(side: n.Node, binding: Binding) -> bool:
    """Whether σ′ stands there."""
    return any(name.primes and binding.role(name.base) == "activation" for name in names_in(side))


TIMES = ("t", "T", "tau")


def numbered_in_time(pairs: Sequence[Pair]) -> set[str]:
    """The letters that carry indices such as t − 1, as in a recurrent net, and the time itself;
    not those that a line says the next value of."""
    found = {name.base for pair in pairs if not update_of(pair.left, pair.right, pair.relation)
             for name in names_in((pair.left, pair.right)) if any(map(_is_moved, name.subs))}
    return found | set(TIMES) if found else found


def _is_moved(sub: n.Node) -> bool:
    return isinstance(sub, n.Add) and len(sub.terms) == 2 and getattr(
        sub.terms[0][1], "base", "") in TIMES


def left_open(pair: Pair, found: Judged, letters: set[str]) -> Judged:
    """A line of a recurrent net, also one whose h_{t−1} couldn't be read: only out of reach."""
    if pair.names & letters and (found.part.verdict == FALSE or NO_INDEX in found.part.reason):
        found.part = Part(found.part.latex, UNSETTLED, reason="quantities numbered in time, as in "
                          "h_{t−1}, can't be tried on a layered network")
    return found
