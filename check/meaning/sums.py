"""Σ and Π: letters with a scope, their bounds, and what n counts beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import ReadError
from ..reader import tree as n
from ..reader.reductions import WORDS
from . import term as t
from .infer_penalties import is_penalty
from .known import Known
from .penalties import moved
from .quantities import HERE


class Sums(Known):
    """Reads Σ and Π."""

    def _reduction(self, node: n.Reduction) -> t.Term:
        if node.index is None:
            raise ReadError("a Σ without an index can't be read", node.span[0])
        name = node.index.base
        if name in WORDS:
            raise ReadError(f"a Σ over {name} can't be read; give it an index", node.span[0])
        everywhere = self._over_weights(node, name) or self._over_layers(node, name)
        if everywhere is not None:
            return everywhere
        letter = self._letters.pop(id(node), None) or t.Letter(name, self.scope())
        node, before = self._from_one(node), self._scopes
        lower = None if node.lower is None else self.term(node.lower)
        bounds = [lower, self._bound(node.upper)]
        self._count_letters(node, letter)
        self._scopes = {**before, name: letter}
        try:
            tests = tuple(self.tests(node.condition)) if node.condition else ()
            body = self.term(node.body)
        finally:
            self._scopes = before
        self.notes += _without_sample(body, letter)
        return t.Reduced(node.kind, letter, bounds[0], bounds[1], tests, body, False, node.span)

    def _is_over_weights(self, node: n.Reduction) -> bool:
        """Σ_w and Σ_l of a penalty, beside which n counts something else."""
        name = getattr(node.index, "base", "")
        return self.binding.role(name) == "weight" or (
            name in self.binding.layers and is_penalty(node.body, self.binding.roles))

    def _over_weights(self, node: n.Reduction, name: str) -> t.Term | None:
        """Σ_w w², over all weights; what stands above the letter is a power."""
        bounded = node.lower or node.upper or node.condition or node.index != n.Name(name)
        if bounded or node.kind != "sum" or self.binding.role(name) != "weight":
            return None
        return t.AllWeights(name, _of_any_layer(self.term(_as_powers(node.body, name)), name),
                            node.span)

    def _over_layers(self, node: n.Reduction, name: str) -> t.Term | None:
        """Σ_l ‖W^l‖², over all layers; None if l numbers no layers here."""
        if (name not in self.binding.layers or node.kind != "sum" or node.condition
                or not is_penalty(node.body, self.binding.roles)):
            return None
        body = self.term(node.body)
        weights = [part for part in t.parts(body) if isinstance(part, t.Tensor)]
        if not all(weight.layer.base == name for weight in weights):
            return None
        self._must_be_all_layers(node, weights[0].layer.offset)
        return t.AllLayers(f"all {name}", moved(body, name, f"all {name}"), node.span)

    def _must_be_all_layers(self, node: n.Reduction, offset: int) -> None:
        """From the first weights to the last, or without saying so."""
        first, last = (self.layer_of(bound) if bound else None
                       for bound in (node.lower, node.upper))
        ends = {t.Layer("L"), t.Layer("", self.binding.depth or -1)}
        if (node.lower and (first is None or first + offset != t.Layer("", 1))) or (
                node.upper and (last is None or last + offset not in ends)):
            raise ReadError("a Σ over some of the layers can't be tried", node.span[0])

    def _from_one(self, node: n.Reduction) -> n.Reduction:
        """Σ_{j=0}^{n−1}, as one counts in a program, for Σ_{j=1}^n; layers keep their numbers."""
        terms = node.upper.terms if isinstance(node.upper, n.Add) else ()
        if (node.lower != n.Number("0") or len(terms) != 2 or terms[1] != (-1, n.Number("1"))
                or getattr(node.index, "base", "") in self.binding.layers):
            return node
        return replace(node, lower=None, upper=terms[0][1])

    def _bound(self, bound: n.Node | None) -> t.Term | None:
        """A bound of a Σ; a letter that nothing else defines is as many as there are."""
        if bound is None or (isinstance(bound, n.Name) and not bound.subs and not bound.sups
                             and not self._is_defined(bound) and not self._is_index(bound)):
            return None
        return self.term(bound)

    def _count_letters(self, node: n.Reduction, letter: t.Letter) -> None:
        """In Σ_{i=1}^n, and in 1/n Σ_i before it, n is how many i there are."""
        if isinstance(node.upper, n.Name) and not node.upper.subs and not node.upper.sups:
            self._sizes.setdefault(node.upper.base, letter)

    def _note_sizes(self, node: n.Product) -> None:
        """1/n before Σ_i: n is how many i there are, if nothing else says what it is."""
        sums = [factor for factor in node.factors if isinstance(factor, n.Reduction)]
        if not sums or sums[0].index is None or self._is_over_weights(sums[0]):
            return
        letter = t.Letter(sums[0].index.base, self.scope())
        self._letters[id(sums[0])] = letter
        for factor in node.factors:
            if isinstance(factor, n.Quotient):
                for name in _bare_names(factor.bottom):
                    known = name in self._sizes and is_penalty(sums[0], self.binding.roles)
                    if not (known or self.binding.role(name) or self._is_defined(n.Name(name))):
                        self._sizes[name] = letter


def _without_sample(body: t.Term, letter: t.Letter) -> list[str]:
    """What is said where x_j stands for x_j^{(i)} in Σ_i (ŷ^{(i)} − y^{(i)}) x_j."""
    slopes = {part for slope in t.parts(body) if isinstance(slope, t.Slope)
              for part in t.parts(slope)}
    data = [part for part in t.parts(body) if isinstance(part, t.Tensor) and part not in slopes
            and part.role in ("post", "pre", "target")]
    if not any(part.sample == letter for part in data):
        return []
    return [f"{part.name} without {letter.name} is of sample {letter.name}, too" for part in data
            if part.sample is None and not part.batch]


def _as_powers(tree: Any, base: str) -> Any:
    """The tree with (w)² for w²: no layer 2."""
    tree = t.rebuilt(tree, lambda part: _as_powers(part, base))
    if isinstance(tree, n.Name) and tree.base == base and tree.sups:
        return n.Scripted(replace(tree, sups=()), (), tree.sups, 0, tree.span)
    return tree


def _of_any_layer(term: Any, name: str) -> Any:
    """The term with a weight of no layer in particular."""
    if isinstance(term, t.Tensor) and term.name == name and not term.indices:
        return replace(term, layer=t.Layer(HERE))
    return t.rebuilt(term, lambda part: _of_any_layer(part, name))


def _bare_names(node: n.Node) -> list[str]:
    if isinstance(node, n.Name):
        return [node.base] if not node.subs and not node.sups else []
    if isinstance(node, n.Product):
        return [name for factor in node.factors for name in _bare_names(factor)]
    return []
