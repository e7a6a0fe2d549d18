"""A product over samples that stands alone: the likelihood of the labels, without its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .meaning.nodes import names_in, nodes
from .reader import tree as n
from .reader.parser import read


def likelihood(statements: Sequence[n.Statement]) -> n.Node | None:
    r"""p({t} | x) in the letters of the line that says what p(t = 0 | x) or p(t = 1 | x) is.

    >>> found = likelihood(read(r"P(y=1|x) = a").statements)
    >>> getattr(found, "factors")[0].base, likelihood(read("z = w a + b").statements)
    ('P', None)
    """
    for statement in statements:
        for letter, label, given in _probabilities(statement):
            return read(f"{letter}(\\{{{label}\\}}|{given})").statements[0].members[0]
    return None


def _probabilities(statement: n.Statement) -> Iterator[tuple[str, str, str]]:
    """The letters of p(t = 1 | x), where it is all of a side."""
    for node in statement.members if "=" in statement.relations else ():
        factors = node.factors if isinstance(node, n.Product) else ()
        if len(factors) != 2 or not isinstance(factors[0], n.Name) or not isinstance(
                factors[1], n.Group) or len(factors[1].items) != 2:
            continue
        event, given = factors[1].items
        if (factors[0].base in ("p", "P") and isinstance(given, n.Name)
                and isinstance(event, n.Condition) and _is_of_label(event)):
            label = event.members[0]
            yield factors[0].base, getattr(label, "base", ""), given.base


def _is_of_label(event: n.Condition) -> bool:
    return (event.relations == ("=",) and isinstance(event.members[0], n.Name)
            and len(event.members[0].base) == 1 and event.members[1] in (
                n.Number("0"), n.Number("1")))


def is_alone(statement: n.Statement) -> bool:
    """Whether a statement is a Π over something raised to labels, and nothing else."""
    whole = statement.members[0] if len(statement.members) == 1 else None
    if statement.relations or not isinstance(whole, n.Reduction) or whole.kind != "product":
        return False
    raised = [node for node in nodes(whole.body) if isinstance(node, n.Scripted) and node.sups]
    return any(True for node in raised for script in node.sups for _ in names_in(script.body))
