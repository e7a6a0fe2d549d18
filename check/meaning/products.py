"""Products: factors side by side, and what each tells about its neighbour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from ..errors import DotsError, ReadError
from ..reader import tree as n
from . import term as t
from .calls import Calls
from .dots import along_layers, chained
from .quantities import BARE
from .spelling import is_transpose
from .sums import Sums


class Products(Calls, Sums):
    """Reads products, factor by factor."""

    def _product(self, node: n.Product) -> t.Term:
        self._note_sizes(node)
        self._must_not_compose(node)
        if any(isinstance(factor, n.Ellipsis_) for factor in node.factors):
            return self._dotted(node)
        if (row := self._row_of_biases(node)) is not None:
            return row
        node = self._without_remark(node)
        factors: list[t.Term] = []
        signs, at = [], 0
        while at < len(node.factors):
            signs.append(node.signs[at - 1] if at else "")
            factor, at = self._unit(node, at)
            factors.append(factor)
        factors = self._adjacent(factors)
        return (factors[0] if len(factors) == 1
                else t.Times(tuple(factors), tuple(signs[1:]), node.span))

    def _row_of_biases(self, node: n.Product) -> t.Term | None:
        """1 bᵀ, the biases once for every sample in the rows of X: what b is elsewhere."""
        if len(node.factors) != 2 or getattr(node.factors[0], "text", "") != "1":
            return None
        bias = node.factors[1]
        if not isinstance(bias, n.Name) or self.binding.role(bias.base) != "bias" or not any(
                map(is_transpose, bias.sups)):
            return None
        sups = tuple(script for script in bias.sups if not is_transpose(script))
        return self.term(replace(bias, sups=sups))

    def _must_not_compose(self, node: n.Product) -> None:
        """f ∘ g looks like f ⊙ g."""
        for at, sign in enumerate(node.signs):
            if sign == "odot" and not getattr(node.factors[at], "primes", 0) and all(
                    self._is_function_alone(node, place) for place in (at, at + 1)):
                raise ReadError("f ∘ g can't be told from f ⊙ g; write f(g(x))",
                                node.factors[at].span[0])

    def _dotted(self, node: n.Product) -> t.Term:
        """M_ip M_pm ⋯ M_qj."""
        at = next(k for k, factor in enumerate(node.factors) if isinstance(factor, n.Ellipsis_))
        before = self._factors(node, 0, at)
        after = self._factors(node, at + 1, len(node.factors))
        if any(isinstance(part, t.Letter) for part in t.parts((before, after))):
            return self._chained(before, after, node.factors[at].span[0])
        if set(node.signs) - {"", "*"}:
            raise DotsError("dots between ⊙ and × can't be read", node.factors[at].span[0])
        dots, size = along_layers(before, after, node.factors[at].span[0])
        factors = (*before[:-size], dots, *after[size:])
        return t.Times(factors, ("",) * (len(factors) - 1), node.span)

    def _factors(self, node: n.Product, at: int, end: int) -> tuple[t.Term, ...]:
        """The factors from one to another, each with its arguments."""
        factors = []
        while at < end:
            factor, at = self._unit(node, at)
            factors.append(factor)
        return tuple(factors)

    def _chained(self, before: Sequence[t.Term], after: Sequence[t.Term], at: int) -> t.Term:
        if len(before) < 2 or len(after) != 1:
            raise DotsError("dots in a product with indices need two factors before them and one "
                            "after", at)
        return chained(before[0], before[1], after[0], self.scope(), at)

    def _without_remark(self, node: n.Product) -> n.Product:
        """(Sigmoid) at the end of a formula is a word, not a product of letters."""
        last = node.factors[-1]
        inside = last.items[0] if isinstance(last, n.Group) and len(last.items) == 1 else None
        if len(node.factors) < 2 or not isinstance(inside, n.Product) or len(inside.factors) < 4:
            return node
        if not all(isinstance(factor, n.Name) and len(factor.base) == 1 and not factor.subs
                   and not factor.sups for factor in inside.factors):
            return node
        self.notes.append("the word in brackets is a remark")
        return n.Product(node.factors[:-1], node.signs[:-1], node.span)

    def _adjacent(self, factors: list[t.Term]) -> list[t.Term]:
        """An activation next to a weight is one that the weight multiplies: where one of the two
        leaves out its layer, the other one tells it; but the a of a (1 − a) is one with the a in
        the brackets."""
        weights = [factor for factor in map(_upright, factors) if isinstance(factor, t.Tensor)
                   and factor.role == "weight"]
        if len(weights) != 1:
            return factors
        layer = weights[0].layer
        if layer.base.startswith("?") or t.Unit("class") in weights[0].indices:
            self.ties += [(layer, factor.layer + 1) for factor in map(_upright, factors)
                          if _tells(factor)]
        names = [part.name for part in t.parts(tuple(factors)) if _is_bare(part)]
        return [replace(factor, layer=layer + -1) if _is_bare(factor)
                and names.count(factor.name) == 1 else factor for factor in factors]


def _is_bare(part: t.Term) -> TypeGuard[t.Tensor]:
    """Whether it is an activation without an index and a layer."""
    return isinstance(part, t.Tensor) and part.role == "post" and part.layer == t.Layer(BARE)


def _tells(factor: t.Term) -> TypeGuard[t.Tensor]:
    """Whether it is an activation whose layer is written and which has no index letter."""
    return (isinstance(factor, t.Tensor) and factor.role == "post"
            and (factor.explicit or factor.layer == t.Layer(""))
            and not any(isinstance(index, t.Letter) for index in factor.indices))


def _upright(factor: t.Term) -> t.Term:
    return factor.body if isinstance(factor, t.Transposed) else factor
