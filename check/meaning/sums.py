"""Σ and Π: letters with a scope, their bounds, and what n counts beside them."""

from __future__ import annotations

from dataclasses import replace

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .known import Known


class Sums(Known):
    """Reads Σ and Π."""

    def _reduction(self, node: n.Reduction) -> t.Term:
        if node.index is None:
            raise ReadError("a Σ without an index can't be read", node.span[0])
        name = node.index.base
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
        return t.Reduced(node.kind, letter, bounds[0], bounds[1], tests, body, False, node.span)

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
        if not sums or sums[0].index is None:
            return
        letter = t.Letter(sums[0].index.base, self.scope())
        self._letters[id(sums[0])] = letter
        for factor in node.factors:
            if isinstance(factor, n.Quotient):
                for name in _bare_names(factor.bottom):
                    if not self.binding.role(name) and not self._is_defined(n.Name(name)):
                        self._sizes[name] = letter


def _bare_names(node: n.Node) -> list[str]:
    if isinstance(node, n.Name):
        return [node.base] if not node.subs and not node.sups else []
    if isinstance(node, n.Product):
        return [name for factor in node.factors for name in _bare_names(factor)]
    return []
