"""From letters to meanings: the tree of one statement, read under one binding."""

from __future__ import annotations

from fractions import Fraction

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .names import Names
from .products import Products


class Resolver(Names, Products):
    """Reads statements: one method `_name` for every kind of node of the tree."""

    def _number(self, node: n.Number) -> t.Term:
        if node.text == "inf":
            return t.Infinity()
        digits = len(node.text.partition(".")[2]) if "." in node.text else None
        return t.Constant(Fraction(node.text), digits)

    def _add(self, node: n.Add) -> t.Term:
        if len(node.terms) == 1 and node.terms[0][0] == 1:
            return self.term(node.terms[0][1])
        return t.Sum(tuple((sign, self.term(part)) for sign, part in node.terms), node.span)

    def _quotient(self, node: n.Quotient) -> t.Term:
        top, before = self.term(node.top), self._below
        self._below = _is_plain(node.bottom)
        try:
            return t.Over(top, self.term(node.bottom), node.span)
        finally:
            self._below = before

    def _bars(self, node: n.Bars) -> t.Term:
        return t.Norm(self.term(node.body), node.double, span=node.span)

    def _matrix(self, node: n.Matrix) -> t.Term:
        return t.Listed(tuple(tuple(map(self.term, row)) for row in node.rows), node.span)

    def _cases(self, node: n.Cases) -> t.Term:
        rows = []
        for value, condition in node.rows:
            tests = self.tests(condition) if condition is not None else ()
            rows.append((self.term(value), tuple(tests)))
        return t.Where(tuple(rows), node.span)

    def _group(self, node: n.Group) -> t.Term:
        changed = self._changed(node)
        if changed is not None:
            return changed
        if len(node.items) == 1:
            return self.term(node.items[0])
        return t.Listed((tuple(map(self.term, node.items)),), node.span)

    def _changed(self, node: n.Group) -> t.Term | None:
        """[Δq] is how some notes write ∂C/∂q."""
        inside = node.items[0] if len(node.items) == 1 else None
        if (node.opening == "[" and isinstance(inside, n.Product) and len(inside.factors) == 2
                and isinstance(inside.factors[0], n.Name) and inside.factors[0].base == "Delta"):
            return t.Slope(t.Cost(), (self.term(inside.factors[1]),), node.span)
        return None

    def _scripted(self, node: n.Scripted) -> t.Term:
        condition = _condition_below(node)
        if condition is not None:
            return self._condition(condition)
        return self._decorated(self.term(node.body), node)

    # what has no meaning

    def _ellipsis(self, node: n.Ellipsis_) -> t.Term:
        raise ReadError("an ellipsis stands for terms that are not written out", node.span[0])

    def _words(self, node: n.Words) -> t.Term:
        raise ReadError(f"the words {node.text!r} stand where a quantity belongs", node.span[0])

    def _differential(self, node: n.Differential) -> t.Term:
        raise ReadError("a ∂ that belongs to no quotient of two", node.span[0])

    def _restriction(self, node: n.Restriction) -> t.Term:
        raise ReadError("a value taken at a point with a bar can't be read yet", node.span[0])

    def _condition(self, node: n.Condition) -> t.Term:
        """[z > 0], which is 1 or 0; of what is right or wrong in the data, nothing can be told."""
        tests = tuple(self.tests(node))
        indices = (t.Letter, t.Unit, t.Layer)
        if not tests or any(test.relation in ("=", "!=") and not (isinstance(
                test.left, indices) and isinstance(test.right, indices)) for test in tests):
            raise ReadError("a relation inside a bracket has no value", node.span[0])
        return t.Iverson(tests, node.span)


def _is_plain(bottom: n.Node) -> bool:
    """Letters and numbers multiplied, as in 1/(2n): there a count of samples may stand."""
    factors = bottom.factors if isinstance(bottom, n.Product) else (bottom,)
    return all(isinstance(factor, (n.Name, n.Number)) for factor in factors)


def _condition_below(node: n.Scripted) -> n.Condition | None:
    """The z > 0 of 1_{z > 0}."""
    inside = node.subs[0] if len(node.subs) == 1 and isinstance(node.body, n.Number) else None
    if isinstance(inside, n.Group) and len(inside.items) == 1:
        inside = inside.items[0]
    return inside if isinstance(inside, n.Condition) else None
