"""Pages that leave out the cost: dZ = A − Y, dW = 1/m dZ Aᵀ."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .heads import head_of
from .infer_batches import is_turned
from .infer_samples import differential_of

OF_OUTPUTS = {"sigmoid": "cross-entropy", "softmax": "log-likelihood", "linear": "half-sse"}
SUPPOSED = "dz = a − y"
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
