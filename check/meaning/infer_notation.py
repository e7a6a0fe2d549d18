"""Whether a document writes matrices and vectors as such: with transposes and ⊙."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .nodes import names_in, nodes
from .spelling import is_transpose


def matrices(seen: Evidence) -> frozenset[str]:
    """The weights that are matrices without an index: capitals, and those that are transposed."""
    weights = [name for name in names_in(seen.statements)
               if seen.roles.get(name.base) == "weight" and name.base not in seen.single]
    return frozenset(name.base for name in weights
                     if name.base.isupper() or any(map(is_transpose, name.sups)))


def matrix_notation(seen: Evidence) -> bool:
    """Whether transposes and ⊙ are written out: then a product without them is a matrix product."""
    transposed = sum(any(map(_is_turned, nodes(statement))) for statement in seen.statements)
    return transposed > 1 and any(isinstance(node, n.Product) and "odot" in node.signs
                                  for node in nodes(seen.statements))


def _is_turned(node: object) -> bool:
    return isinstance(node, (n.Name, n.Scripted)) and any(map(is_transpose, node.sups))
