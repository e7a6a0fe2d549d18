"""Which letter is the cost, and which are targets and outputs: (a − y)², −y ln a, ∂C/∂w."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeGuard

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .forms import ungrouped
from .heads import behind_logarithms, head_of, slope_of
from .nodes import names_in, nodes
from .spelling import CALLED


def costs(seen: Evidence) -> None:
    """C = … (a − y)², C = −Σ y ln a, and whatever is differentiated by weights."""
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            head = head_of(left)
            if head is not None and not seen.roles.get(head.base):
                _cost_statement(seen, head, right)
    _log_likelihoods(seen)
    for node in nodes(seen.statements):
        if isinstance(node, n.Derivative) and isinstance(node.of, n.Name):
            _differentiated(seen, node)
        elif isinstance(node, n.Derivative) and _is_call(node.of):
            _differentiated(seen, replace(node, of=node.of.factors[0]))
    for node in nodes(seen.statements):
        slope = slope_of(node) if isinstance(node, n.Product) else None
        if slope is not None and isinstance(slope.of, n.Name) and (
                "cost" not in seen.roles.values()):  # beside a cost, ∇_w Ω is of a penalty
            _differentiated(seen, slope)


def _log_likelihoods(seen: Evidence) -> None:
    """The ℓ of ℓ = ln L, beside the L of a likelihood."""
    for statement in seen.statements:
        head = head_of(statement.members[0])
        inner = behind_logarithms(list(statement.members[1:2]))
        if head is not None and not head.subs and head.base in USUAL["cost"] and (
                "L" in inner and head.base not in inner):
            seen.take(head.base, "cost", f"{head.base} = ln L")


def widths(seen: Evidence) -> frozenset[str]:
    """The n of C = 1/n Σ_{j=1}^n (a_j − y_j)²: how many outputs there are."""
    stated = [statement for statement in seen.statements if (
        head := head_of(statement.members[0])) and seen.roles.get(head.base) == "cost"]
    return frozenset(node.upper.base for node in nodes(stated) if isinstance(node, n.Reduction)
                     and isinstance(node.upper, n.Name) and node.upper == n.Name(node.upper.base)
                     and not seen.roles.get(node.upper.base) and node.index is not None
                     and node.index.base not in seen.samples and any(
                         seen.roles.get(name.base) == "target" and name.subs == (node.index,)
                         for name in names_in(node.body)))


def _is_call(of: n.Node) -> TypeGuard[n.Product]:
    """The J(W, b) of ∂/∂W J(W, b)."""
    return (isinstance(of, n.Product) and len(of.factors) == 2 and isinstance(of.factors[0], n.Name)
            and isinstance(of.factors[1], n.Group) and len(of.factors[1].items) > 1)


def _differentiated(seen: Evidence, node: n.Derivative) -> None:
    """What is differentiated by a weight is the cost."""
    of, by = node.of, node.wrt[0]
    assert isinstance(of, n.Name)
    if not of.subs and not seen.roles.get(of.base) and of.base not in USUAL["pre"] + USUAL[
            "post"] + USUAL["activation"] and isinstance(by, n.Name) and (
            of.base in USUAL["cost"] or seen.roles.get(by.base) in ("weight", "bias")):
        seen.take(of.base, "cost", f"∂{of.base}/∂{by.base}")
    if seen.roles.get(of.base) == "cost" and isinstance(by, n.Name) and _stands_for_any(seen, by):
        seen.take(by.base, "parameter", f"∂{of.base}/∂{by.base}")


def _stands_for_any(seen: Evidence, name: n.Name) -> bool:
    """A letter of its own, such as the v of v′ = v − η ∂C/∂v: any weight or bias."""
    custom = {base for letters in USUAL.values() for base in letters}
    if name.subs or name.sups or name.base in custom or seen.roles.get(name.base):
        return False
    heads = [head_of(statement.members[0]) for statement in seen.statements if statement.members]
    return not any(head is not None and head.base == name.base and not head.primes
                   for head in heads)


def _cost_statement(seen: Evidence, head: n.Name, right: n.Node) -> None:
    """Take `head` for the cost if what defines it has squared errors or minus logarithms."""
    why = f"the definition of {head.base}"
    squares = [pair for pair in map(squared, nodes(right)) if pair]
    logs = [node for node in nodes(right) if isinstance(node, n.Product) and _log_inside(node)]
    if head.subs or not (squares or logs) or head.base in USUAL["post"][:2]:
        return
    usual = head.base in USUAL["cost"] or _is_differentiated(seen, head)
    if not (usual or squares or isinstance(right, n.Reduction)):
        return
    if not squares and not _negative(right) and not (usual and all(map(_labelled, logs))):
        return
    if squares or usual:
        seen.take(head.base, "cost", why)
    for one, two in squares:
        _target(seen, one, two, why)
    for product in logs:
        _log_target(seen, product, why)


def _negative(right: n.Node) -> bool:
    """Whether a minus stands before the logarithms, as in every cost made of them."""
    return any(isinstance(node, n.Add) and any(sign < 0 for sign, _ in node.terms)
               for node in nodes(right))


def _is_differentiated(seen: Evidence, head: n.Name) -> bool:
    """Whether ∂H/∂z_j stands somewhere, with a sum of terms of the outputs for H."""
    return any(isinstance(node, n.Derivative) and isinstance(node.of, n.Name)
               and node.of.base == head.base and not node.of.subs
               for node in nodes(seen.statements))


def _labelled(product: n.Product) -> bool:
    """Whether a label stands before the logarithm, as in y ln a."""
    first = product.factors[0]
    return isinstance(first, n.Name) and first.base not in ("ln", "log")


def squared(node: Any) -> tuple[n.Name, n.Name] | None:
    """The two names of (a − y)², of ‖y − a‖² or, its square lost, ‖y − a‖, whatever the sign: it
    may be wrong.

    >>> squared(n.Name("a")) is None
    True
    """
    if isinstance(node, n.Bars) and node.double:
        return _two_names(node.body)
    if not isinstance(node, n.Scripted) or not node.sups or getattr(
            node.sups[0].body, "text", "") != "2":
        return None
    body = node.body
    return _two_names(body.items[0] if isinstance(body, n.Group) else getattr(body, "body", None))


def _two_names(inner: Any) -> tuple[n.Name, n.Name] | None:
    if not isinstance(inner, n.Add) or [sign for sign, _ in inner.terms] not in ([1, -1], [1, 1]):
        return None
    one, two = (head_of(part) or part for _, part in inner.terms)
    return (one, two) if isinstance(one, n.Name) and isinstance(two, n.Name) else None


def _target(seen: Evidence, one: n.Name, two: n.Name, why: str) -> None:
    """Of the two in (a − y)², the target: the one beside an output, or the one called so."""
    seen.compared |= {one.base, two.base}
    for target, output in ((one, two), (two, one)):
        known = (seen.roles.get(output.base) in ("post", "prediction", "pre", "activation")
                 or output.base in USUAL["prediction"])
        if known and not seen.roles.get(target.base):
            seen.take(target.base, "target", why)
            _take_output(seen, output, why)
            return
    for target, output in ((one, two), (two, one)):
        if target.base in USUAL["target"] and not (target.base == "y"
                                                   and output.base in ("t", "d")):
            seen.take(target.base, "target", why)
            seen.take(output.base, "post" if output.base in USUAL["post"] else "prediction", why)
            return


def is_target(seen: Evidence, base: str) -> bool:
    """Whether a usual letter of targets is one here, wherever else it stands: a square or a
    logarithm compares it, no line defines it, and the inputs have their own letter."""
    names = {name.base for name in names_in(seen.statements)}
    heads = [head_of(statement.members[0]) for statement in seen.statements if statement.members]
    return (base in USUAL["target"] and bool(names & set(USUAL["input"]))
            and not any(head is not None and head.base == base for head in heads)
            and any(_compares(node, base) for node in nodes(seen.statements)))


def _compares(node: Any, base: str) -> bool:
    """(a − y)² or y ln a."""
    logs = node.factors if isinstance(node, n.Product) and _log_inside(node) else ()
    return any(name.base == base for name in squared(node) or ()) or (
        len(logs) > 1 and getattr(logs[0], "base", "") == base)


def _take_output(seen: Evidence, output: n.Name, why: str) -> None:
    """A weighted input that is compared with the target is the output: of a linear layer."""
    if seen.roles.get(output.base) == "pre":
        seen.output, seen.found["output="] = "linear", why


def _log_inside(product: n.Product) -> bool:
    return any(isinstance(factor, n.Name) and factor.base in ("ln", "log")
               for factor in product.factors)


def _log_target(seen: Evidence, product: n.Product, why: str) -> None:
    """In y ln a, y is the target and a the output; where only y is one of a unit, they may be
    exchanged."""
    at = next(k for k, factor in enumerate(product.factors)
              if isinstance(factor, n.Name) and factor.base in ("ln", "log"))
    outside = [factor for factor in product.factors[:at] if isinstance(factor, n.Name)]
    inside = list(names_in(product.factors[at + 1:]))
    for factor in outside[-1:]:
        seen.take(factor.base, "target", why)
    for name in inside[:1]:
        seen.compared.add(name.base)
        if CALLED.get(name.base) == "softmax":
            seen.output, seen.found["output="] = "softmax", why
            _take_argument(seen, product.factors[at + 2:], why)
        function = name.base in {*CALLED, "e"} or (name.base == "sigma" and not name.subs)
        if seen.roles.get(name.base) is None and not function:
            exchanged = any(seen.roles.get(factor.base) == "post" for factor in outside[-1:])
            seen.take(name.base, "target" if exchanged else "prediction", why)


def _take_argument(seen: Evidence, after: tuple[n.Node, ...], why: str) -> None:
    """The x of softmax(x)_k, if no weights multiply it."""
    scores = ungrouped(getattr(after[0], "body", after[0])) if after else None
    if isinstance(scores, n.Name) and not any(source.base == scores.base
                                              for _, _, source, _ in seen.sums):
        seen.take(scores.base, "pre", why)
