"""Weighted sums: z = Σ w a + b, with or without b, in index or matrix notation."""

from __future__ import annotations

from typing import Any

from ..reader import tree as n
from .binding import USUAL, WEIGHT_VECTORS
from .evidence import BAR, Evidence
from .heads import bare_name, called
from .infer_costs import is_target, squared
from .infer_order import take_ahead, take_offset, take_order, written_layer
from .nodes import nodes
from .spelling import CALLED, is_transpose, spelled

NOISE = ("epsilon", "varepsilon", "xi")
VECTORS = {base for base in WEIGHT_VECTORS if base.islower()}
NO_WEIGHTS = ("target", "prediction", "input", "rate", "delta")  # what custom says is none


def affine(seen: Evidence, head: n.Name | None, right: n.Node,
           outer: n.Name | None = None) -> bool:
    """Take in `head` = Σ w a + b, or such a sum inside the activation of `outer`."""
    terms = [part for _, part in right.terms] if isinstance(right, n.Add) else [right]
    pairs = [(term, pair) for term in terms if (pair := _pair(term)) is not None]
    others = [_bias(term) for term in terms if _pair(term) is None]
    if len(pairs) != 1 or len(others) > 1 or any(not isinstance(o, n.Name) for o in others):
        return False
    if isinstance(right, n.Add) and (-1, pairs[0][0]) in right.terms:
        return False  # r = y − X w, what is left
    if has_noise(right):
        return False
    index = head or outer
    weight = _weight_of(pairs[0][1], index, bool(others), isinstance(pairs[0][0], n.Reduction),
                        seen.layers) or _of_one_unit(seen, head, *pairs[0], bool(others))
    if weight is None or index is None or (head is not None and head.base == "C"):
        return False
    one, two = pairs[0][1]
    source = two if one is weight else one
    if source.base in ("delta", "Delta", weight.base) or (head is not None and head.base in (
            "delta", one.base, two.base, *(() if others or head.subs else VECTORS))):
        return False  # an error handed back, X^T X, w + Δw, w = X^T y: not a weighted input
    _take_affine(seen, head, index, pairs[0], weight, others)
    seen.bias_signs |= {1 if getattr(term, "base", "") == "b" else sign  # − b is a slip
                        for sign, term in getattr(right, "terms", ()) if _pair(term) is None}
    return True


def has_noise(right: n.Node) -> bool:
    """Whether it is the θ^T x + ε of what is measured."""
    terms = right.terms if isinstance(right, n.Add) else ()
    return len(terms) > 1 and any(getattr(term, "base", "") in NOISE for _, term in terms)


def _bias(term: n.Node) -> n.Node:
    """The b of 1 b, with a vector of ones for all samples."""
    if isinstance(term, n.Product) and len(term.factors) == 2 and getattr(
            term.factors[0], "text", "") == "1":
        return term.factors[1]
    return term


def _pair(term: n.Node) -> tuple[n.Name, n.Name] | None:
    """Two names multiplied, perhaps under a Σ."""
    body = term.body if isinstance(term, n.Reduction) else term
    if isinstance(body, n.Group) and len(body.items) == 1 and body is not term:
        body = body.items[0]  # Σ (w x)
    if not isinstance(body, n.Product):
        return None
    if len(body.factors) == 3 and isinstance(term, n.Reduction):
        call = called(n.Product(body.factors[1:], body.signs[1:]))
        if call and isinstance(call[1], n.Name) and isinstance(body.factors[0], n.Name) and (
                isinstance(body.factors[2], n.Group) or call[0].base in CALLED):
            return body.factors[0], call[1]
    if len(body.factors) != 2 or "odot" in body.signs:
        return None
    one, two = (bare_name(factor) for factor in body.factors)
    if isinstance(one, n.Name) and (one.base in CALLED or one.base.startswith(BAR)):
        return None
    if isinstance(two, n.Name) and two.base.startswith(BAR):
        return None
    return (one, two) if isinstance(one, n.Name) and isinstance(two, n.Name) else None


def _weight_of(pair: tuple[n.Name, n.Name], head: n.Name | None, biased: bool, summed: bool,
               layers: set[str]) -> n.Name | None:
    """Which of the two is the weight: the one with two indices, or the matrix by its letter."""
    one, two = pair
    if head is not None and not summed and _is_of_sample(one, two, head):
        return one
    if len(_indices(one)) != len(_indices(two)):
        weight = one if len(_indices(one)) > len(_indices(two)) else two
        return weight if len(weight.subs) == 2 or summed or _is_row(weight, head, layers) else None
    for name in pair:
        if name.base.partition("^")[0] in USUAL["weight"]:
            return name
    if any(map(is_transpose, one.sups)) or (one.base.isupper() and (
            biased or not (two.base.isupper() or head is None or head.base.isupper()))):
        return one
    return two if two.base.isupper() and biased else None


def _of_one_unit(seen: Evidence, head: n.Name | None, term: n.Node, pair: tuple[n.Name, n.Name],
                 biased: bool) -> n.Name | None:
    """The v of y = Σ_i v_i h_i + c: beside a unit, a letter that nothing else says anything of,
    where y has a bias or is compared with a target."""
    if head is None or head.subs or head.base in USUAL["cost"] or not isinstance(
            term, n.Reduction) or any(name.subs != (term.index,) for name in pair):
        return None
    units = [name for name in pair if seen.roles.get(name.base) in ("post", "input")]
    others = [name for name in pair if not seen.roles.get(name.base)
              and not any(name.base in USUAL[role] for role in NO_WEIGHTS)]
    compared = biased or any(_same(seen, head) & set(found) for found in map(
        squared, nodes(seen.statements)) if found)
    return others[0] if compared and len(units) == len(others) == 1 else None


def _same(seen: Evidence, head: n.Name) -> set[n.Name]:
    """A name, and what is said to be the same: the ŷ of ŷ = a."""
    chains = [{member for member in statement.members if isinstance(member, n.Name)}
              for statement in seen.statements if head in statement.members]
    return {head}.union(*chains)


def _is_of_sample(weight: n.Name, source: n.Name, head: n.Name) -> bool:
    """z_n = w^T x_n: the weights of a single neuron beside the input of the sum's own sample."""
    return (weight.base in USUAL["weight"] and any(map(is_transpose, weight.sups))
            and not weight.subs and source.base in USUAL["input"]
            and len(head.subs) == 1 and isinstance(head.subs[0], n.Name)
            and source.subs == head.subs)


def _is_row(weight: n.Name, head: n.Name | None, layers: set[str]) -> bool:
    """z_k = w_k^T x, or W_k · x: the weights into one unit as a vector; not W_l a_{l−1}."""
    if head is None or len(weight.subs) != 1 or weight.subs[0] not in head.subs or isinstance(
            weight.subs[0], n.Number) or spelled(weight.subs) in layers:
        return False
    return any(map(is_transpose, weight.sups)) or weight.base.isupper() or (
        weight.base in USUAL["weight"])


def _indices(name: n.Name) -> tuple[n.Node, ...]:
    """What stands below a name, but for a lone number: W_1 is a matrix with its layer."""
    return () if len(name.subs) == 1 and isinstance(name.subs[0], n.Number) else name.subs


def _take_affine(seen: Evidence, head: n.Name | None, index: n.Name,
                 found: tuple[n.Node, tuple[n.Name, n.Name]], weight: n.Name,
                 others: list[Any]) -> None:
    """Take in a weighted sum; `index` is the name with the sum's own indices, `head` the name of
    the sum itself, if it has one."""
    term, pair = found
    source, first = (pair[1], True) if pair[0] is weight else (pair[0], False)
    bias = others[0].base if others else ""
    why = f"{index.base} = Σ {weight.base} {source.base}" + (f" + {bias}" if bias else "")
    if head is not None and any(getattr(sub, "base", "") == weight.base for sub in head.subs):
        seen.take(head.base, "prediction", why)  # h_θ(x) = θ^T x
        seen.output, seen.found["output="] = "linear", why
    elif head is not None:
        seen.take(head.base, "pre", why)
    _take_batch(seen, index, source, first)
    seen.take(weight.base, "weight", why)
    if bias and bias != weight.base:
        seen.take(bias, "bias", why)
    _take_source(seen, index, source, why)
    seen.sums.append((index, weight, source, others[0] if bias else None))
    seen.affine, seen.biased = True, seen.biased or bool(bias)
    summed = isinstance(term, n.Reduction)
    if len(weight.subs) == 1 and not index.subs and summed:
        seen.single.add(weight.base)
    elif not _is_row(weight, index, seen.layers):
        take_order(seen, index, weight, source, first, why)
    elif not seen.order:
        seen.order, seen.found["order="] = "to-from", why
    if len(weight.subs) == 2 and not summed and source.subs:
        seen.einstein = not _writes_sums(seen)
    take_offset(seen, index, weight)
    if bias:
        take_ahead(seen, index, others[0])


def _take_source(seen: Evidence, index: n.Name, source: n.Name, why: str) -> None:
    """x is the input, but not where x^{l−1} is what layer l is given: there it is the output of
    every layer, whatever it was taken for before."""
    here, there = written_layer(seen, index), written_layer(seen, source)
    if seen.roles.get(source.base) == "prediction":
        seen.roles[source.base], seen.found["post"] = "post", why  # h, though h(x) was said before
    if source.base not in USUAL["input"]:
        seen.take(source.base, "target" if is_target(seen, source.base) else "post", why)
    elif here and there and here[0] == there[0] and here != there:
        seen.roles[source.base], seen.found["post"] = "post", why
    else:
        seen.take(source.base, "input", why)


def _take_batch(seen: Evidence, index: n.Name, source: n.Name, first: bool) -> None:
    """Z = W A, or A = σ(W X), is about all samples at once: one column each where W stands
    first."""
    if index.base[-1:].isupper() and source.base[-1:].isupper() and not index.subs[1:]:
        seen.batch = seen.batch or ("columns" if first else "rows")


def _writes_sums(seen: Evidence) -> bool:
    """Whether a Σ over weights is written out anywhere: then it is nowhere left out."""
    return any(isinstance(node, n.Reduction) and any(
        isinstance(name, n.Name) and len(name.subs) == 2 and (
            seen.roles.get(name.base) == "weight" or name.base in USUAL["weight"])
        for name in nodes(node.body)) for node in nodes(seen.statements))
