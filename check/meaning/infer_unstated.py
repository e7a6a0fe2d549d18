"""Pages that leave out the cost: dZ = A − Y, dW = 1/m dZ Aᵀ, db = 1/m Σ dZ."""

from __future__ import annotations

from dataclasses import replace

from ..reader import tree as n
from .evidence import Evidence
from .heads import head_of
from .infer_batches import is_turned

OF_OUTPUTS = {"sigmoid": "cross-entropy", "softmax": "log-likelihood", "linear": "half-sse"}
SUPPOSED = "dz = a − y"
SIGMA = n.Name("Sigma")
COLUMNS, ROWS = (False, True), (True, False)


def unstated_cost(seen: Evidence) -> str:
    """The cost whose derivative by the last weighted inputs is a − y, where a line says that dz
    is that and none states a cost; else "any"."""
    stated = any(head is not None and seen.roles.get(head.base) == "cost"
                 for statement in seen.statements for head in map(head_of, statement.members[:1]))
    said = any(_is_error(seen, left, right) for statement in seen.statements
               for left, right in zip(statement.members, statement.members[1:]))
    kind = seen.output or seen.activation or "sigmoid"
    if stated or not said or kind not in OF_OUTPUTS:
        return "any"
    seen.found["supposed cost="] = SUPPOSED
    return OF_OUTPUTS[kind]


def _is_error(seen: Evidence, left: n.Node, right: n.Node) -> bool:
    """dz = a − y."""
    if differential_of(seen, left) != "pre" or not isinstance(right, n.Add):
        return False
    roles = [(sign, seen.roles.get(getattr(term, "base", ""))) for sign, term in right.terms]
    return roles in ([(1, "post"), (-1, "target")], [(1, "prediction"), (-1, "target")])


def differential_of(seen: Evidence, node: n.Node) -> str:
    """The role of W in dW, "" for anything else."""
    two = node.factors if isinstance(node, n.Product) and len(node.factors) == 2 else ()
    if not two or getattr(two[0], "base", "") != "d":
        return ""
    return seen.roles.get(getattr(two[1], "base", ""), "")


def means_of_matrices(seen: Evidence) -> None:
    """dW = 1/m dZ Aᵀ: m counts the samples, which are the columns of A; in dW = 1/m Aᵀ dZ its
    rows."""
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            if differential_of(seen, left) == "weight" and isinstance(right, n.Product):
                _take_mean(seen, right)


def _take_mean(seen: Evidence, right: n.Product) -> None:
    shares = [factor.bottom for factor in right.factors if isinstance(factor, n.Quotient)
              and isinstance(factor.bottom, n.Name) and factor.bottom.base in ("m", "N", "n")]
    turned = [is_turned(factor) for factor in right.factors if _is_matrix(factor)]
    if shares and tuple(turned) in (COLUMNS, ROWS):
        seen.counts.add(shares[0].base)
        seen.batch = seen.batch or ("columns" if tuple(turned) == COLUMNS else "rows")


def _is_matrix(factor: n.Node) -> bool:
    return isinstance(factor, n.Name) and factor.base.isupper()


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
