"""Letters that custom gives to something else, where a line defines them: e = a − y, d = y − a."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .nodes import nodes, written_names
from .spelling import NET

CUSTOM = ("e", "d")  # Euler's number, and the d of a differential


def redefined(seen: Evidence) -> frozenset[str]:
    """The e and d that a line says are a quantity of the network: an error, a difference.

    >>> from ..reader.parser import read
    >>> seen = Evidence(read(r"e = a - y, \\quad d = 3").statements, roles={"a": "post"})
    >>> redefined(seen)
    frozenset({'e'})
    """
    found = {letter for letter in CUSTOM for statement in seen.statements
             if _defines(seen, statement, letter)}
    return frozenset(found - ({"d"} if _has_differentials(seen) else set()))


def _defines(seen: Evidence, statement: n.Statement, letter: str) -> bool:
    """e = a − y, and no e = 2.718, no d = 3."""
    if statement.dangling or statement.relations[:1] not in (("=",), (":=",)):
        return False
    names = {name.base for name in written_names(statement.members[1])}
    return (statement.members[0] == n.Name(letter) and letter not in names
            and any(seen.roles.get(name) in NET for name in names))


def _has_differentials(seen: Evidence) -> bool:
    """Whether a line begins with dz or dW: beside these, d alone is no letter to rely on."""
    heads = [head for statement in seen.statements for head in statement.members[:1]]
    return any(isinstance(node, n.Product) and node.factors[0] == n.Name("d")
               and not node.signs[0] for node in nodes(heads))
