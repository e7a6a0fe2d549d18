"""Derivatives: quotients of ∂, ∇, Δ and d."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .arguments import is_listing
from .binding import WEIGHT_VECTORS
from .known import Known
from .spelling import NET, is_transpose, joined

SQUARED = (n.Script("", n.Number("2")),)


class Slopes(Known):
    """Reads ∂C/∂w, and what authors write in its place."""

    def _derivative(self, node: n.Derivative) -> t.Term:
        """∂of/∂wrt; the indices in `escaping` are not those of a Σ around it."""
        of, scopes = self._numerator(node.of, node.wrt[0]), self._scopes
        self._scopes = {name: letter for name, letter in scopes.items()
                        if name not in self.escaping}
        try:
            slope = t.Slope(of, tuple(map(self._variable, node.wrt)), node.span)
            return self._averaged(slope, node) if isinstance(of, t.Cost) else slope
        finally:
            self._scopes = scopes

    def _averaged(self, slope: t.Slope, node: n.Derivative) -> t.Term:
        """∂J/∂W beside dW = 1/m …, where J isn't stated: of the mean over the samples, too."""
        by = node.wrt[0]
        parameters = isinstance(by, n.Name) and self.binding.role(by.base) in ("weight", "bias")
        if not self.binding.averaged or self.stated or not parameters:
            return slope
        return t.Over(slope, t.Size("sample"), node.span)

    def _variable(self, node: n.Node) -> t.Term:
        """What is differentiated by; in ∂bj an underscore is missing."""
        if isinstance(node, n.Product) and len(node.factors) == 2 and all(
                isinstance(factor, n.Name) and not factor.subs for factor in node.factors):
            head, index = node.factors
            assert isinstance(head, n.Name)
            self.notes.append(f"{head.base} with an index beside it has that index")
            return self.term(replace(head, subs=(index,)))
        return self.term(node)

    def _numerator(self, node: n.Node, by: n.Node) -> t.Term:
        """What is differentiated; a bare σ is σ at its own argument, or at the x of dσ/dx."""
        if isinstance(node, n.Name) and self._function(node) and not node.subs:
            argument = self._own_argument(node.span, by)
            return t.Apply(self._function(node), argument, node.primes, node.span)
        return self.term(node)

    def _own_argument(self, span: n.Span, by: n.Node) -> t.Term:
        """z, or what the document calls it."""
        if isinstance(by, n.Name) and by == n.Name(by.base) and (
                self.binding.role(by.base) in ("", "input", "pre")):
            return self.term(by)
        pres = self.binding.letters("pre") or ["z"]
        return self.term(n.Name(pres[0], span=span))

    def _gradient(self, node: n.Product, head: n.Name, at: int) -> tuple[t.Term, int] | None:
        """∇_a C, ∇C_a, Δw and dW."""
        after = node.factors[at + 1] if at + 1 < len(node.factors) else None
        if head.base == "nabla" and after is not None:
            return self._nabla(node, head, at)
        if not isinstance(after, n.Name) or self.binding.role(after.base) not in NET \
                or node.signs[at]:
            return None
        if head.base == "d" and not head.subs and not head.sups and not self._is_letter("d"):
            return self._differential_of(after, joined(head, after)), at + 2
        if head.base == "Delta" and not head.subs and not head.sups:
            return self._step(after, joined(head, after)), at + 2
        return None

    def _is_letter(self, base: str) -> bool:
        """Whether d is a letter of the document, and no differential."""
        return bool(self.binding.role(base)) or base in self.binding.redefined

    def _nabla(self, node: n.Product, head: n.Name, at: int) -> tuple[t.Term, int]:
        """∇_w C, or ∇C_w."""
        after = node.factors[at + 1]
        by: Sequence[n.Node] = head.subs
        beside = node.factors[at + 2] if at + 2 < len(node.factors) else None
        if not by and isinstance(after, n.Name) and isinstance(beside, n.Name) and (
                self.binding.role(after.base) in ("weight", "bias")
                and self.binding.role(beside.base) == "cost"):
            return self._nabla(node, replace(head, subs=(after,)), at + 1)  # ∇w J
        by = by or ((self.moved,) if self.moved is not None else ())
        if not by and isinstance(after, n.Name) and after.subs:
            by, after = after.subs, replace(after, subs=())
            self.notes.append("∇C with an index is ∂C by that quantity")
        by = by or self._only_weights()
        if not by:
            raise ReadError("∇ without saying by which variable", head.span[0])
        if len(by) > 1 or head.primes or head.sups not in ((), SQUARED):
            raise ReadError("∇ and ∇² can be read with one variable", head.span[0])
        by = tuple(by) * (1 + len(head.sups))  # ∇² is the Hessian
        rest = node.factors[at + 1:]
        if len(rest) > 1 and (self.binding.arrays or _is_number(after)):
            return t.Slope(self.term(n.Product(rest, node.signs[at + 1:], joined(after, rest[-1]))),
                           tuple(map(self.term, by)), joined(head, rest[-1])), len(node.factors)
        of, end = self.term(after), at + 2
        following = node.factors[end] if end < len(node.factors) else None
        if isinstance(after, n.Name) and following is not None and (
                self._is_arguments(after, following) or self._is_of_its_own(after, following)):
            end += 1
        return t.Slope(of, tuple(map(self.term, by)), joined(head, node.factors[at + 1])), end

    def _only_weights(self) -> Sequence[n.Node]:
        """The vector w of ∇C, if there is nothing else to differentiate by."""
        vectors = [base for base in self.binding.arrays if base in WEIGHT_VECTORS]
        if len(vectors) == 1:
            return (n.Name(vectors[0]),)
        weights = self.binding.letters("weight")
        alone = len(weights) == 1 and not self.binding.letters("bias")
        return (n.Name(weights[0]),) if alone and weights[0] in self.binding.single else ()

    def _is_of_its_own(self, head: n.Name, after: n.Node) -> bool:
        """Whether a name the document defines stands with the arguments of its definition, which
        really depends on them."""
        if not isinstance(after, n.Group) or not self._is_defined(head):
            return False
        definition = self.definitions[self._definition_of(head)[0]]
        if not definition.parameters:
            return is_listing(after)
        names = [getattr(parameter, "name", "") for parameter in definition.parameters]
        return (bool(names) and [getattr(item, "base", "") for item in after.items] == names
                and set(definition.parameters) <= set(t.parts(definition.body)))

    def _differential_of(self, after: n.Name, span: n.Span) -> t.Term:
        """dZ is the derivative of the sum of all samples' losses, but of their mean in dZ = (A −
        Y)/m; dW that of their mean if the document says so."""
        slope = t.Slope(self.descended(after), (self.term(after),), span)
        if self.binding.divided or not (self.binding.batch or self.binding.averaged):
            return slope
        if self.binding.role(after.base) in ("weight", "bias"):
            plain = self.mean or not self.binding.averaged
            return slope if plain else t.Over(slope, t.Size("sample"), span)
        return t.Times((t.Size("sample"), slope), ("",), span) if self.mean else slope

    def _step(self, after: n.Name, span: n.Span) -> t.Term:
        """Δw: the gradient, or in other documents −1 or −η times it."""
        slope = t.Slope(self.descended(after), (self.term(after),), span)
        if self.binding.step == "gradient":
            return slope
        if self.binding.step == "descent":
            return t.Sum(((-1, slope),), span)
        rate = (self.binding.letters("rate") or ["eta"])[0]
        return t.Sum(((-1, t.Times((t.Free(rate), slope), ("",), span)),), span)

    def descended(self, quantity: n.Name) -> t.Term:
        """The cost that a change of that quantity makes smaller: with its penalty, if it has one.
        Raises ReadError where a change of weights may leave it out on purpose."""
        if not self.whole:
            return t.Cost()
        if self.aside and self.binding.role(quantity.base) in ("weight", "parameter"):
            raise ReadError(f"nothing says whether the penalty of {self.whole} is left out here on "
                            "purpose", quantity.span[0])
        return t.Alias(self.whole)

    def _is_arguments(self, head: n.Name, after: n.Node) -> bool:
        """y(x; w), C(w, b): a quantity with what it depends on, not a product."""
        role = self.binding.role(head.base)
        if not isinstance(after, n.Group) or not after.opening.startswith("("):
            return False
        wanted = {"cost": NET, "prediction": ("input", "weight", "bias", "pre"),
                  "target": ("input",), "post": ("input", "pre"),
                  "pre": ("input", "weight", "bias")}.get(role, ())
        wanted = NET if wanted and len(after.items) > 1 else wanted  # no product: f(θ, x)
        return all(isinstance(item, n.Name) and not any(map(is_transpose, item.sups)) and (
            self.binding.role(item.base) in wanted or (role == "cost" and not item.subs))
                   for item in after.items)


def _is_number(node: n.Node) -> bool:
    """2 or ½, which ∇ doesn't end at."""
    return isinstance(node, n.Number) or (isinstance(node, n.Quotient) and isinstance(
        node.top, n.Number) and isinstance(node.bottom, n.Number))
