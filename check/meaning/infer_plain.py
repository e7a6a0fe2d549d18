"""Documents of plain numbers: a graph of them, q = x + y, or a sheet of derivatives by x."""

from __future__ import annotations

from ..reader import tree as n
from .evidence import Evidence
from .nodes import has_hadamard, names_in, nodes
from .spelling import CALLED

OF_VECTORS = ("softmax", "diag", "nabla", "Delta", "delta")
GENERAL = {"f": "any", "g": "another", "h": "a third"}  # functions of which nothing is said


def is_arithmetic(seen: Evidence) -> bool:
    """q = x + y, f = q z: a graph of plain numbers, in which no letter is of a network."""
    plain = not any(name.subs or name.primes or name.base in ("nabla", "Delta")
                    for name in names_in(list(seen.statements)))
    return plain and len(_heads(seen)) > 1 and set(seen.roles.values()) <= {"cost", "parameter"}


def _heads(seen: Evidence) -> set[str]:
    """The letters that lines define, without an index or an argument."""
    return {statement.members[0].base for statement in seen.statements
            if statement.relations[:1] == ("=",) and isinstance(statement.members[0], n.Name)}


def is_sheet(seen: Evidence, functions: set[str]) -> bool:
    r"""d/dx ln x = 1/x: derivatives of what is written out, or of `functions` that are, by letters
    without an index."""
    statements = list(seen.statements)
    slopes = [node for statement in statements if not _is_of_constant(statement)
              for node in nodes(statement) if isinstance(node, n.Derivative)]
    known = {n.Name(base) for base in _heads(seen) | functions | set(CALLED)}
    primed = any(node.primes for node in nodes(statements) if isinstance(node, n.Scripted) or (
        isinstance(node, n.Name) and node.base in functions))
    return (bool(slopes or primed) and all(slope.of in known or slope.of != n.Name(
                getattr(slope.of, "base", "")) for slope in slopes)
            and set(seen.roles.values()) <= {"parameter", "activation", "input", "rate"}
            and all(name.base in functions or _is_number(name) for name in names_in(statements))
            and not has_hadamard(statements)
            and not any(isinstance(node, n.Bars) and node.double for node in nodes(statements)))


def _is_of_constant(statement: n.Statement) -> bool:
    """d/dx c = 0, and d/dx x = 1."""
    return any(isinstance(member, n.Number) for member in statement.members[1:]) and isinstance(
        statement.members[0], n.Derivative)


def _is_number(name: n.Name) -> bool:
    """x, σ′ or log₂, and no vector, matrix or layer."""
    if name.base.isupper() or name.base in OF_VECTORS or (name.subs and name.base not in (
            "log", "lim")):
        return False
    return not any(script.style or getattr(script.body, "base", "") in ("T", "top")
                   for script in name.sups)


def general(seen: Evidence, functions: set[str]) -> dict[str, str]:
    """The f and g of (f g)′ = f′ g + f g′, where there are several: no two are the same."""
    letters = [letter for letter in GENERAL if letter in functions]
    return {letter: GENERAL[letter] for letter in letters} if len(letters) > 1 else {}
