"""The chain rule as notes begin with it: y = f(u), u = g(x), and what follows for dy/dx.

Nothing is said of f and g, and these letters are none of a network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .meaning.binding import Binding
from .meaning.infer_plain import GENERAL
from .meaning.nodes import names_in, nodes
from .reader import tree as n
from .trial.judge import Judged
from .trial.pairs import Pair, called_name
from .trial.remembering import NOTHING
from .trial.study import studied
from .untested import spoken_for

SIGNS = ("d", "partial")
Places = Sequence[int]


def general_rules(pairs: Sequence[Pair]) -> list[int]:
    """The pairs that are about functions composed of one another, innermost first."""
    said = {at: parts for at, pair in enumerate(pairs) if (parts := _application(pair))}
    chained = _in_order(said, {pair.left.base for at, pair in enumerate(pairs) if pair.first
                               and isinstance(pair.left, n.Name) and at not in said})
    letters = {letter for at in chained for letter in said[at]}
    return chained and [*chained, *(at for at, pair in enumerate(pairs) if at not in chained
                                    and _is_about(pair, letters))]


def settled_in_general(pairs: Sequence[Pair], places: Places) -> dict[int, Judged]:
    """The verdicts on these pairs, by their numbers: f and g may be any functions."""
    rules = [pairs[at] for at in places]
    names = {name for pair in rules for name in pair.names}
    binding = Binding(plain=True, activation="any",
                      functions={name: kind for name, kind in GENERAL.items() if name in names})
    seen: dict[Any, Judged] = {}
    found = studied(rules, binding, seen=seen)
    return dict(zip(places, spoken_for(rules, found, binding, NOTHING, seen)))


def _application(pair: Pair) -> tuple[str, str, str] | None:
    """The y, f and u of y = f(u), where none bears an index."""
    function, arguments = called_name(pair.right)
    if not pair.first or pair.relation != "=" or function is None or len(arguments) != 1:
        return None
    names = (pair.left, function, arguments[0])
    if function.base not in GENERAL or not all(map(_is_bare, names)):
        return None
    head, called, argument = (name.base for name in names if isinstance(name, n.Name))
    return head, called, argument


def _is_bare(name: n.Node) -> bool:
    return isinstance(name, n.Name) and not (name.subs or name.sups or name.primes)


def _in_order(said: Mapping[int, tuple[str, str, str]], others: set[str]) -> list[int]:
    """The applications that make one composition of functions, innermost first; none
    where its argument is said to be something else, as in a network."""
    inner = [at for at, (_, _, argument) in said.items() if argument not in others
             and all(head != argument for head, _, _ in said.values())
             and any(of == said[at][0] for _, _, of in said.values())]
    found = inner[:1]
    while found:
        outer = [at for at, (_, _, argument) in said.items()
                 if argument == said[found[-1]][0] and at not in found]
        if not outer:
            break
        found.append(outer[0])
    return found


def _is_about(pair: Pair, letters: set[str]) -> bool:
    """Whether a pair says something of the derivatives of these letters, and of nothing else."""
    slopes = any(isinstance(node, n.Derivative) or getattr(node, "primes", 0)
                 for node in nodes((pair.left, pair.right)))
    return slopes and pair.names <= letters | {*SIGNS} and not any(
        name.subs or name.sups for name in names_in((pair.left, pair.right)))
