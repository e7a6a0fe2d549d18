"""Matrices of all samples, X and Z: whether these are their rows or their columns."""

from __future__ import annotations

from collections.abc import Iterator

from ..reader import tree as n
from .evidence import Evidence
from .nodes import names_in, nodes
from .spelling import is_transpose


def means(seen: Evidence) -> None:
    """1/m Σ_i over samples: m is how many there are, where matrices have all of them."""
    for node in nodes(seen.statements if seen.batch else ()):
        factors = node.factors if isinstance(node, n.Product) else ()
        if any(isinstance(factor, n.Reduction) and factor.index is not None
               and factor.index.base in seen.samples for factor in factors):
            seen.counts |= {name.base for factor in factors if isinstance(factor, n.Quotient)
                            for name in names_in(factor.bottom) if name == n.Name(name.base)
                            and name.base not in seen.roles}


def matrices_of_samples(seen: Evidence) -> None:
    """A, X and Z beside a^{(i)}, x^{(i)} and z^{(i)} have a column for each sample, or a row, as
    the transposes in their products say: dZ X^T or X^T dZ."""
    lower = {name.base.casefold() for name in names_in(seen.statements)
             if any(getattr(script.body, "base", "") in seen.samples and script.style == "()"
                    for script in name.sups)}
    turned = list(_neighbours(seen, lower))
    columns, rows = turned.count((False, True)), turned.count((True, False))
    if not seen.batch and columns != rows:
        seen.batch = "columns" if columns > rows else "rows"


def _neighbours(seen: Evidence, letters: set[str]) -> Iterator[tuple[bool, bool]]:
    """Which is transposed of two capitals of such letters that are multiplied with one another."""
    for node in nodes(seen.statements):
        factors = node.factors if isinstance(node, n.Product) and "odot" not in node.signs else ()
        yield from ((is_turned(one), is_turned(two)) for one, two in zip(factors, factors[1:])
                    if _is_capital(one, letters) and _is_capital(two, letters))


def _is_capital(factor: n.Node, letters: set[str]) -> bool:
    """A, or the (A − Y) of such letters."""
    if isinstance(factor, n.Name):
        return factor.base.isupper() and factor.base.casefold() in letters
    body = factor.body if isinstance(factor, n.Scripted) else factor
    items = body.items if isinstance(body, n.Group) else ()
    return len(items) == 1 and isinstance(items[0], n.Add) and all(
        isinstance(term, n.Name) and _is_capital(term, letters) for _, term in items[0].terms)


def is_turned(factor: n.Node) -> bool:
    """Whether a factor is transposed."""
    return isinstance(factor, (n.Name, n.Scripted)) and any(map(is_transpose, factor.sups))


def together(seen: Evidence) -> frozenset[str]:
    """The X beside x and the X of X w, where no line such as Z = X W says how samples lie in it."""
    if seen.batch:
        return frozenset()
    present = {name.base for name in names_in(seen.statements)}
    beside = {base for base in present if base.isupper() and base.lower() in present
              and seen.roles.get(base) in ("input", "target")
              and seen.roles.get(base.lower()) == seen.roles[base]}
    before = {one.base for node in nodes(seen.statements) if isinstance(node, n.Product)
              for one, two in zip(node.factors, node.factors[1:])
              if isinstance(one, n.Name) and isinstance(two, n.Name) and not (one.subs or two.subs)
              and one.base.isupper() and two.base.islower()
              and (seen.roles.get(one.base), seen.roles.get(two.base)) == ("input", "weight")}
    return frozenset(beside | before)
