"""Operations on classes of equal nodes: Σᵢ wᵢⱼ xᵢ + bⱼ for however many weights there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from chalkgrad.engine.label import readable
from chalkgrad.engine.notation import PRODUCT, Notation
from chalkgrad.engine.op import ANYWHERE, Operation
from chalkgrad.engine.rules import mul
from chalkgrad.engine.sums import dot, logsumexp, total
from chalkgrad.engine.symbol import Expression, Symbol

from .fold import constant
from .names import mathematics

Key = tuple[int, int]  # the role of an input, and its class
ANY = Symbol("c")  # a constant that differs from node to node
NOTHING = Symbol("")  # a formula that would be too long


class Written(Operation):
    """What a neuron does, written as its last operation on `labels` and constants, as its own
    inputs don't stand in that; its arguments all play the same part."""

    def __init__(self, op: Operation, labels: Sequence[Any]) -> None:
        super().__init__(op.forward, (), (), op.text, op.latex, ANYWHERE, (), None, None)
        self.op, self.labels, self.variadic = op, labels, True

    def apply(self, arguments: tuple[Any, ...], checked: bool = True) -> Any:
        """The formula."""
        return self.op.apply(tuple([_named(label) if isinstance(label, str) else constant(label)
                                    for label in self.labels]))

    def derivative(self, index: int, output: Any, arguments: Sequence[Any]) -> Any:
        """None that could be written down."""
        return NOTHING


def _named(label: str) -> Symbol:
    return Symbol(readable(label), mathematics(label)) if label else Symbol("…", r"\ldots")


class Woven(Operation):
    """An operation whose arguments are classes: `keys` of all that enter, of which `first` are
    those of the node that stands for all, with its constants, in the order of its arguments.

    `index` is what a sum runs over, such as i.
    """

    def __init__(self, op: Operation, keys: Sequence[Key], first: Sequence[Key | Any],
                 index: str) -> None:
        super().__init__(op.forward, (), (), op.text, op.latex, ANYWHERE, (), None, None)
        self.op, self.keys, self.first, self.index = op, list(keys), list(first), index

    def apply(self, arguments: tuple[Any, ...], checked: bool = True) -> Any:
        """The formula in the classes' names."""
        given = self._given(arguments)
        if self.op is dot:
            n = len(given) // 2
            products = [mul.apply((w, x)) for w, x in zip(given[:n], given[n:2 * n])]
            return self._sum([*products, *given[2 * n:]])
        if self.op is total:
            return self._sum(given)
        if self.op.variadic:
            return self._listed(list(dict.fromkeys(given)))
        return self.op.apply(tuple(given))

    def derivative(self, index: int, output: Any, arguments: Sequence[Any]) -> Any:
        """The derivative by one class of inputs; empty where it is no single formula."""
        key, given = self.keys[index], self._given(arguments)
        if key not in self.first:
            return NOTHING
        if self.op is total or not self.op.variadic or self.op is dot:
            return self.op.derivative(self.first.index(key), output, given)
        return NOTHING

    def _given(self, arguments: Sequence[Any]) -> list[Any]:
        """The arguments of one node by their classes' names."""
        named = dict(zip(self.keys, arguments))
        return [named[key] if isinstance(key, tuple) else key for key in self.first]

    def _sum(self, terms: Sequence[Any]) -> Any:
        """Equal terms under one Σ."""
        counted = Counter(terms)
        shown = [sigma(term, self.index) if many > 1 else term for term, many in counted.items()]
        return sum(shown[1:], shown[0])

    def _listed(self, names: list[Any]) -> Any:
        if self.op is logsumexp:
            return self.op.apply(tuple(names))
        inside = [str(name) for name in names if isinstance(name, Symbol)]
        latex = [name.latex() for name in names if isinstance(name, Symbol)]
        words = self.op.name.replace("log_", "log ")
        shown = r"\ln " * (words != self.op.name) + r"\operatorname{softmax}"
        return Symbol(f"{words}({', '.join(inside)})", f"{shown}({', '.join(latex)})")


def sigma(term: Expression, index: str) -> Any:
    """Σ of a term.

    >>> print(sigma(Symbol("w") * Symbol("x"), "i"))
    Σ_i w x
    """
    return _sigma(index).apply((term,))


@lru_cache(maxsize=100)
def _sigma(index: str) -> Operation:
    text, latex = ("Σ", r"\sum") if not index else (f"Σ_{index}", rf"\sum_{{{index}}}")
    return Operation(_sigma_of_numbers, (lambda s, x: 1,), (),
                     Notation(lambda term: f"{text} {term}", PRODUCT, (PRODUCT,)),
                     Notation(lambda term: f"{latex} {term}", PRODUCT, (PRODUCT,)),
                     ANYWHERE, ("s", "x"), None, None)


def _sigma_of_numbers(term: Any) -> Any:
    """A sum of equal terms is only ever written, not computed."""
    return term
