"""Letters that stand for all samples at once beside a design matrix: the h and y of h = g(X w)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from ..reader import tree as n
from .binding import Binding
from .evidence import Evidence
from .heads import bare_name, turned
from .nodes import names_in, neighbours, nodes
from .spelling import is_transpose

ERRORS = ({"prediction", "target"}, {"post", "target"}, {"target"})


def stacked(seen: Evidence) -> None:
    """X w, where w is a vector: a sample in every row of X, and one unit that they are given to."""
    products = list(_products(seen.statements, seen.roles))
    errors = list(_errors(seen.statements, seen.roles)) if seen.samples else []
    weights = {weight for _, weight in products} or (seen.single if errors else set())
    others = {base for base, role in seen.roles.items() if role == "weight"} - weights
    if not weights or others - seen.single:
        return
    seen.single |= weights
    seen.affine, seen.batch, seen.rows = True, seen.batch or "rows", False
    seen.stacked = {matrix for matrix, _ in products} | _heads(seen) | set().union(*errors)
    _numbers(seen)


def _errors(tree: object, roles: Mapping[str, str]) -> Iterator[set[str]]:
    """The X, p and y of X^T (p − y) and X^T y, sums over the samples in the rows of X."""
    for one, two, _ in chain.from_iterable(map(neighbours, nodes(tree))):
        inside = two.items[0] if isinstance(two, n.Group) and len(two.items) == 1 else None
        terms = [term for _, term in inside.terms] if isinstance(inside, n.Add) else [two]
        if (isinstance(one, n.Name) and one.base.isupper() and any(map(is_transpose, one.sups))
                and roles.get(one.base) == "input" and _is_bare(one)
                and {roles.get(getattr(term, "base", "")) for term in terms} in ERRORS
                and all(isinstance(term, n.Name) and term.base[-1:].islower() and _is_bare(term)
                        for term in terms)):
            yield {one.base} | {term.base for term in terms if isinstance(term, n.Name)}


def _numbers(seen: Evidence) -> None:
    """The i of y_i numbers the samples there, and the m of 1/m says how many there are."""
    letters = {sub.base for name in names_in(seen.statements) for sub in name.subs
               if isinstance(sub, n.Name) and name.subs == (n.Name(sub.base),)
               and (seen.roles.get(name.base) == "target" or name.base in seen.stacked)}
    seen.samples |= letters
    seen.sampled |= letters
    seen.counts |= {each.base for node in nodes(seen.statements) if isinstance(node, n.Quotient)
                    for each in names_in(node.bottom) if each.base in ("m", "n", "N")
                    and _is_bare(each) and each.base not in seen.roles}


def of_all_samples(tree: object, binding: Binding) -> frozenset[str]:
    """The letters without an index that stand for all samples in one line: the targets, too, where
    one of the others or the matrix stands there."""
    bare = {name.base for name in names_in(tree) if _is_bare(name)} if binding.stacked else set()
    targets = binding.letters("target") if bare & binding.stacked else ()
    return binding.stacked.union(targets)


def _heads(seen: Evidence) -> set[str]:
    """What a line gives X w as: the h of h = g(X w), the z of z = X w and the a of a = σ(z)."""
    found: set[str] = set()
    for _ in range(2):
        for statement in seen.statements:
            for left, right in map(turned, statement.members, statement.members[1:]):
                given = any(_products(right, seen.roles)) or any(
                    name.base in found and _is_bare(name) for name in names_in(right))
                if (given and isinstance(left, n.Name) and _is_bare(left)
                        and seen.roles.get(left.base) in ("pre", "post", "prediction")):
                    found.add(left.base)
    return found


def _products(tree: object, roles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """X and w, wherever they stand side by side in that order, without an index."""
    for node in nodes(tree):
        factors = node.factors if isinstance(node, n.Product) else ()
        for one, two in zip(map(bare_name, factors), factors[1:]):
            if (isinstance(one, n.Name) and isinstance(two, n.Name) and _is_bare(one)
                    and one.base.isupper() and roles.get(one.base) == "input"
                    and two == n.Name(two.base) and two.base.islower()
                    and roles.get(two.base) == "weight" and not one.sups):
                yield one.base, two.base


def _is_bare(name: n.Name) -> bool:
    """Whether a name has no index and no number; it may be transposed."""
    return not name.subs and not name.primes and all(map(is_transpose, name.sups))
