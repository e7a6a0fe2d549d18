"""Activation functions written out: 1/(1 + e^{−z}), max(0, z), tanh z."""

from __future__ import annotations

from ..reader import tree as n
from ..trial.world import ACTIVATIONS
from .heads import called
from .spelling import CALLED


def form_of(node: n.Node) -> tuple[str, n.Name] | None:
    """The function's name and the letter it is taken of, None for anything else.

    >>> zero, z = n.Number("0"), n.Name("z")
    >>> form_of(n.Product((n.Name("max"), n.Group("(", (zero, z))), ("",)))[0]
    'relu'
    """
    call = called(node)
    if call is not None and isinstance(call[1], n.Name) and not call[0].primes:
        name = CALLED.get(call[0].base, "")
        return (name, call[1]) if name in ACTIVATIONS else None
    return _rectified(node) or _logistic(node)


def _rectified(node: n.Node) -> tuple[str, n.Name] | None:
    """max(0, z)."""
    if not isinstance(node, n.Product) or len(node.factors) != 2:
        return None
    head, group = node.factors
    if getattr(head, "base", "") != "max" or not isinstance(group, n.Group):
        return None
    names = [item for item in group.items if isinstance(item, n.Name)]
    zeros = [item for item in group.items if getattr(item, "text", "") == "0"]
    return ("relu", names[0]) if len(names) == len(zeros) == 1 else None


def _logistic(node: n.Node) -> tuple[str, n.Name] | None:
    """1/(1 + e^{−z})."""
    inner = logistic_argument(node)
    return ("sigmoid", inner) if isinstance(inner, n.Name) else None


def logistic_argument(node: n.Node) -> n.Node | None:
    """The w^T x + b of 1/(1 + e^{−(w^T x + b)}), or of e^{−w^T x − b}, None for anything else."""
    if not isinstance(node, n.Quotient) or getattr(node.top, "text", "") != "1":
        return None
    bottom = ungrouped(node.bottom)
    if not isinstance(bottom, n.Add) or [sign for sign, _ in bottom.terms] != [1, 1]:
        return None
    others = [part for _, part in bottom.terms if getattr(part, "text", "") != "1"]
    argument = _exponent(others[0]) if len(others) == 1 else None
    if not isinstance(argument, n.Add) or any(sign > 0 for sign, _ in argument.terms):
        return None
    turned = tuple((-sign, part) for sign, part in argument.terms)
    return ungrouped(turned[0][1]) if len(turned) == 1 else n.Add(turned)


def softmax_argument(node: n.Node) -> n.Node | None:
    """The w_k^T x of e^{w_k^T x} / Σ_j e^{w_j^T x}, None for anything else."""
    if not isinstance(node, n.Quotient):
        return None
    top, bottom = ungrouped(node.top), ungrouped(node.bottom)
    if not isinstance(bottom, n.Reduction) or bottom.kind != "sum" or _exponent(
            ungrouped(bottom.body)) is None:
        return None
    return _exponent(top)


def ungrouped(node: n.Node) -> n.Node:
    """a of (a)."""
    return node.items[0] if isinstance(node, n.Group) and len(node.items) == 1 else node


def _exponent(node: n.Node) -> n.Node | None:
    """The x of e^x and exp(x)."""
    if isinstance(node, n.Name) and node.base == "e" and len(node.sups) == 1:
        return node.sups[0].body
    call = called(node)
    return call[1] if call is not None and call[0].base == "exp" else None
