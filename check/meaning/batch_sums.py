"""The Σ dZ of db, which is over all samples: Σ_i dZ^{(i)}."""

from __future__ import annotations

from dataclasses import replace

from ..reader import tree as n

SIGMA = n.Name("Sigma")


def with_samples(statement: n.Statement) -> n.Statement:
    r"""The statement with \sum_i dZ^{(i)} for the \sum dZ of db.

    >>> from ..reader.parser import read
    >>> statement, = read(r"db = \frac{1}{m} \sum dZ").statements
    >>> with_samples(statement).members[1].factors[1].index
    Name(base='i', subs=(), sups=(), primes=0)
    """
    head = statement.members[0] if statement.members else None
    return replace(statement, members=tuple(summed_up(each, head) for each in statement.members))


def summed_up(side: n.Node, head: n.Node | None) -> n.Node:
    """One side of a chain that begins with `head`."""
    two = head.factors if isinstance(head, n.Product) else ()
    if len(two) != 2 or two[0] != n.Name("d") or getattr(two[1], "base", "") not in ("b", "B"):
        return side
    return _numbered(side)


def _numbered(side: n.Node) -> n.Node:
    """1/m Σ_i dZ^{(i)} for 1/m Σ dZ, the Σ as an operator or as a letter."""
    if isinstance(side, n.Product) and SIGMA in side.factors:
        at = side.factors.index(SIGMA)
        rest = side.factors[at + 1:]
        body = rest[0] if len(rest) == 1 else n.Product(rest, side.signs[at + 1:])
        last = _numbered(n.Reduction("sum", None, None, None, None, body, span=side.span))
        return last if at == 0 else replace(side, factors=(*side.factors[:at], last),
                                            signs=side.signs[:at])
    if isinstance(side, n.Product):
        return replace(side, factors=tuple(map(_numbered, side.factors)))
    if not isinstance(side, n.Reduction) or side.index is not None or not isinstance(
            side.body, n.Product) or side.body.factors[0] != n.Name("d"):
        return side
    sample = n.Name("i")
    d, unit = side.body.factors[0], side.body.factors[-1]
    if len(side.body.factors) != 2 or not isinstance(unit, n.Name) or not unit.base.isupper():
        return side
    unit = replace(unit, sups=(*unit.sups, n.Script("()", sample, (unit.span[1], unit.span[1]))))
    return replace(side, index=sample, body=replace(side.body, factors=(d, unit)))
