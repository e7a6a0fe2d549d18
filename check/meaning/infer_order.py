"""The order of a weight's indices, which way up W is stored, and by which layer it is numbered."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .infer_columns import is_column
from .infer_layers import counted_letter, moved_by
from .spelling import is_transpose


def take_order(seen: Evidence, index: n.Name, weight: n.Name, source: n.Name, first: bool,
                why: str) -> None:
    """Which of a weight's two indices is the sum's own; of a matrix, which way up it is."""
    if not weight.subs or len(weight.subs) == 1:
        _take_stored(seen, index, weight, source, first)
    if seen.order:
        return
    if len(weight.subs) == 2 and index.subs:
        bases = [getattr(sub, "base", "") for sub in weight.subs]
        head = getattr(index.subs[0], "base", "")
        if head in bases:
            seen.order = "from-to" if bases[1] == head else "to-from"
    if seen.order:
        seen.found["order="] = why


def _take_stored(seen: Evidence, index: n.Name, weight: n.Name, source: n.Name, first: bool,
                 ) -> None:
    """W a and a W say which way up a matrix of weights is stored; wᵀx is a single neuron, and so
    is the wᵀx^{(i)} of sample i."""
    turned = any(map(is_transpose, weight.sups))
    plain = not any(s.style or not is_transpose(s) for s in weight.sups)
    of_sample = weight.base.islower() and index.sups == source.sups
    alone = plain and not weight.subs and (not index.sups or of_sample)
    if turned and (alone or (first and is_column(seen, weight, source))):
        seen.single.add(weight.base)
    elif not seen.stored:
        seen.stored = "from-to" if turned == first else "to-from"
        seen.rows = not first and not any(map(is_transpose, source.sups))


def take_offset(seen: Evidence, index: n.Name, weight: n.Name) -> None:
    """z^{l+1} = W^l a^l: the weights carry the layer that they lead out of."""
    here, there = (written_layer(seen, name) for name in (index, weight))
    if here is not None and there is not None and here[0] == there[0] and seen.offset is None:
        seen.offset = here[1] - there[1]
        seen.found["offset="] = f"{index.base} = Σ {weight.base} …"


def take_ahead(seen: Evidence, index: n.Name, bias: n.Name) -> None:
    """z^{l+1} = W^l a^l + b^{l+1}: the biases carry the layer that they lead to."""
    here, there = (written_layer(seen, name) for name in (index, bias))
    seen.ahead = seen.ahead or (bool(seen.offset) and here is not None and here == there)


def written_layer(seen: Evidence, name: n.Name) -> tuple[str, int] | None:
    """The letter of a name's layer and what is added to it, or "" and a number; None where no
    layer is written."""
    below = [sub for sub in name.subs[:1] if len(name.subs) == 1
             and counted_letter(sub)[0] in seen.layers]
    for body in below:
        return counted_letter(body)[0], moved_by(body)
    for script in name.sups:
        letter = counted_letter(script.body)[0]
        if letter:
            return letter, moved_by(script.body)
        if isinstance(script.body, n.Number) and script.style and script.body.text.isdigit():
            return "", int(script.body.text)
    return None


def hinted_order(seen: Evidence) -> None:
    """w_ij → z_j and ∂z_k/∂a_j = w_jk say which way weights are numbered, where no sum does."""
    for statement in seen.statements:
        for left, relation, right in zip(statement.members, statement.relations,
                                         statement.members[1:]):
            if not seen.order and relation == "->":
                _hinted(seen, left, right)
            elif not seen.order and isinstance(left, n.Derivative) and seen.roles.get(
                    getattr(left.wrt[0], "base", "")) == "post":
                _hinted(seen, right, left.of)


def _hinted(seen: Evidence, weight: n.Node, total: n.Node) -> None:
    """The index of the weighted input is the weight's target."""
    if not isinstance(weight, n.Name) or not isinstance(total, n.Name):
        return
    if seen.roles.get(weight.base) != "weight" or seen.roles.get(total.base) != "pre":
        return
    bases = [getattr(sub, "base", "") for sub in weight.subs]
    index = getattr(total.subs[0], "base", "") if len(total.subs) == 1 else ""
    if len(bases) == 2 and index and bases.count(index) == 1:
        seen.order = "from-to" if bases[1] == index else "to-from"
        seen.found["order="] = f"{weight.base}_{''.join(bases)} belongs to {total.base}_{index}"
