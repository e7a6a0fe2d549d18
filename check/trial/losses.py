"""The cost of all samples, J = 1/m Σ L(a^{(i)}, y^{(i)}), by what the loss L of one of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..meaning.term import rebuilt
from ..reader import tree as n
from .pairs import Pair, called_name, defined_head

Loss = tuple[tuple[n.Node, ...], n.Node]  # its arguments and its body


def losses(pairs: Sequence[Pair], letters: set[str]) -> dict[str, Loss]:
    """The bodies of those of some letters for which one line only says what they are."""
    found: dict[str, Loss] = {}
    twice: set[str] = set()
    for pair in pairs:
        head, arguments = defined_head(pair)
        if head is not None and head.base in letters and not head.primes:
            twice |= {head.base} & set(found)
            found[head.base] = (arguments, pair.right)
    return {base: loss for base, loss in found.items() if base not in twice}


def with_losses(tree: Any, known: Mapping[str, Loss]) -> Any:
    """The tree with y^{(i)} a^{(i)} for L(a^{(i)}, y^{(i)}), where L(a, y) is y a.

    >>> from ..reader.parser import read
    >>> total = read("L(a_1, y_1)").statements[0].members[0]
    >>> with_losses(total, {"L": ((n.Name("a"), n.Name("y")), n.Name("y"))}).items[0].subs
    (Number(text='1'),)
    """
    name, arguments = called_name(tree)
    if name is None or name.base not in known or name.primes:
        return rebuilt(tree, lambda part: with_losses(part, known))
    own, body = known[name.base]
    return n.Group("(", (_of_sample(body, _samples(own, arguments)),), tree.span)


def _samples(own: Sequence[n.Node], arguments: Sequence[n.Node]) -> dict[str, n.Name]:
    """Which argument stands for which letter of the definition."""
    return {one.base: two for one, two in zip(own, arguments)
            if isinstance(one, n.Name) and isinstance(two, n.Name) and one.base == two.base}


def _of_sample(body: Any, names: Mapping[str, n.Name]) -> Any:
    """The body with the scripts of the arguments on its letters that have none."""
    body = rebuilt(body, lambda part: _of_sample(part, names))
    if not isinstance(body, n.Name) or body.base not in names or body.sups:
        return body
    given = names[body.base]
    return replace(body, sups=given.sups, subs=(*given.subs, *body.subs))
