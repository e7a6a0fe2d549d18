"""What a name is applied to: functions, definitions, and quantities with their arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .arguments import filled, is_listing
from .binding import Binding
from .quantities import Quantities
from .slopes import Slopes
from .spelling import CALLED, indexed, is_power, joined, shown


class Calls(Quantities, Slopes):
    """Reads a factor together with the factors that it takes as arguments."""

    def _unit(self, node: n.Product, at: int) -> tuple[t.Term, int]:
        """The factor that starts there, with its arguments, and where the next one starts."""
        head = node.factors[at]
        if isinstance(head, n.Name):
            for reader in (self._nabla_of_function, self._gradient, self._probability,
                           self._call):
                found = reader(node, head, at)
                if found is not None:
                    return found
        if isinstance(head, n.Scripted) and (found := self._slope_at(node, head, at)) is not None:
            return found
        return self.term(head), at + 1

    def _nabla_of_function(self, node: n.Product, head: n.Name, at: int,
                           ) -> tuple[t.Term, int] | None:
        """∇_w σ(z), where σ takes its argument along."""
        after = node.factors[at + 1] if at + 1 < len(node.factors) else None
        if head.base != "nabla" or len(head.subs) != 1 or not isinstance(after, n.Name) or not (
                after.base in CALLED or self.binding.role(after.base) == "activation"):
            return None
        of, end = self._unit(node, at + 1)
        return t.Slope(of, (self.term(head.subs[0]),), joined(head, after)), end

    def _slope_at(self, node: n.Product, head: n.Scripted, at: int) -> tuple[t.Term, int] | None:
        """(f g)′(x): the derivative of what is made of functions, at x."""
        after = node.factors[at + 1] if at + 1 < len(node.factors) else None
        if not head.primes or head.sups or node.signs[at:at + 1] != ("",) or not isinstance(
                after, n.Group) or after.opening != "(" or len(after.items) != 1:
            return None
        body, point = self.term(head.body), self.term(after.items[0])
        applied = filled(body, point)
        if applied == body:
            return None
        for _ in range(head.primes):
            applied = t.Slope(applied, (point,), joined(head, after))
        return applied, at + 2

    def _probability(self, node: n.Product, head: n.Name, at: int) -> tuple[t.Term, int] | None:
        """p(t = 0 | x), the probability of a label; p({t} | x), of the labels that were seen."""
        after = node.factors[at + 1] if at + 1 < len(node.factors) else None
        if head.base not in ("p", "P", "Pr") or not isinstance(after, n.Group) or node.signs[at]:
            return None
        conditions = [inner for item in after.items for inner in _conditions(item)]
        seen = [item for item in after.items if isinstance(item, n.Group) and item.opening == "{"
                and _mentions_target(item, self.binding)]
        if not conditions and not seen and not self._is_of_label(head, after):
            return None
        labels = [item.members[-1] for item in conditions]
        if any(not _mentions_target(item.members[0], self.binding) for item in conditions):
            raise ReadError("the probability of something that is no label", after.span[0])
        known = [int(label.text) for label in labels if isinstance(label, n.Number)]
        given = labels or [item for item in after.items[:1] if _mentions_target(
            item, self.binding)]  # of t^{(n)}, or of the y_n of p(y_n | x_n)
        sample = next((self.index(index) for label in given if isinstance(label, n.Name)
                       for index in indexed(label).subs), None)
        if seen or any(isinstance(item, n.Scripted) for item in after.items):
            sample = None
        return t.Likelihood(known[0] if known else None, sample, joined(head, after)), at + 2

    def _is_of_label(self, head: n.Name, after: n.Group) -> bool:
        """P(y_i | x_i), where P is the probability of a label; of several classes it is open."""
        roles = [self.binding.role(getattr(item, "base", "")) for item in after.items]
        return (roles == ["target", "input"] and self.binding.role(head.base) == "prediction"
                and self.binding.output != "softmax")

    def _call(self, node: n.Product, head: n.Name, at: int) -> tuple[t.Term, int] | None:
        """A function with what follows it; None where the name is no function here."""
        after = node.factors[at + 1] if at + 1 < len(node.factors) else None
        if after is None or node.signs[at]:
            return None
        role = self.binding.role(head.base)
        if head.base == "I" and not role and isinstance(after, n.Group) and any(
                isinstance(item, n.Condition) for item in after.items):
            return self.term(after), at + 2
        if head.base == "det" and not role:
            raise ReadError("a determinant can't be tried", head.span[0])
        self._must_be_known(head)
        if self._is_defined(head) and not (role == "cost" and self._is_arguments(head, after)):
            return self._defined_call(head, after, at)
        if self._is_arguments(head, after):
            return self._with_arguments(head, after, role, at)
        if isinstance(after, n.Scripted) and self._is_arguments(head, after.body):
            whole, end = self._with_arguments(head, after.body, role, at)
            return self._decorated(whole, after), end  # y(x)^t is a power of y(x)
        if role == "cost" and isinstance(after, n.Group) and after.opening == "(":
            raise ReadError(f"{shown(head)} of something that is worked out can't be tried",
                            head.span[0])
        function = self._function(head)
        if not function:
            return None
        if function in ("max", "min") and head.subs:
            raise ReadError(f"the {function} over everything that {shown(head)} ranges over "
                            "can't be tried", head.span[0])
        if self._is_function_alone(node, at + 1) and head.base not in CALLED:
            return None  # f g is a product
        if isinstance(after, (n.Group, n.Scripted)) and _is_bracket(after):
            return self._powered(self._applied(function, head, after), head), at + 2
        argument, end = self._unit(node, at + 1)
        applied = t.Apply(function, argument, head.primes, joined(head, after))
        return self._powered(applied, head), end

    def _is_function_alone(self, node: n.Product, at: int) -> bool:
        """Whether the g of f g stands there, and not that of f g(x)."""
        name = node.factors[at]
        after = node.factors[at + 1] if at + 1 < len(node.factors) else None
        return isinstance(name, n.Name) and name.base not in CALLED and bool(
            self._function(name)) and not isinstance(after, n.Group)

    def _powered(self, applied: t.Term, head: n.Name) -> t.Term:
        """tanh² x is (tanh x)², log₂ x is ln x / ln 2; an activation's layer says nothing that its
        argument doesn't."""
        if head.base in ("log", "ln") and head.subs:
            base = t.Apply("ln", self.term(n.Group("(", head.subs, head.span)), 0, head.span)
            applied = t.Over(applied, base, head.span)
        for script in head.sups:
            if (is_power(script) and isinstance(script.body, n.Number)
                    and script.body.text.isdigit()):
                applied = t.Power(applied, self.term(script.body), head.span)
            elif not script.style and self.layer_of(script.body) is None:
                raise ReadError(f"what stands above {shown(head)} is no power and no layer",
                                script.span[0])
        return applied

    def _applied(self, function: str, head: n.Name, after: n.Group | n.Scripted) -> t.Term:
        """f(x), and f(x)² as the square of it."""
        group: Any = after.body if isinstance(after, n.Scripted) else after
        argument = self._argument(group, function)
        span = joined(head, group)
        applied: t.Term = t.Apply(function, argument, head.primes, span)
        if function == "softmax" and isinstance(argument, t.Tensor) and len(argument.indices) == 1:
            whole = t.Apply(function, replace(argument, indices=()), head.primes, span)
            applied = t.Entry(whole, argument.indices, span)  # softmax(z)_i
        return self._decorated(applied, after) if isinstance(after, n.Scripted) else applied

    def _argument(self, group: n.Group, function: str) -> t.Term:
        """What stands in the brackets; only max and min take several."""
        if len(group.items) != 1 and function in ("max", "min"):
            return t.Listed((tuple(map(self.term, group.items)),), group.span)
        if len(group.items) != 1:
            raise ReadError("a function of one number with several arguments", group.span[0])
        return self.term(group.items[0])

    def _defined_call(self, head: n.Name, after: n.Node, at: int) -> tuple[t.Term, int] | None:
        """E(b) and E'(b), for what the document defines."""
        if isinstance(after, n.Scripted) and isinstance(after.body, n.Group):
            found = self._defined_call(head, after.body, at)
            return found and (self._decorated(found[0], after), found[1])  # h(a)²
        name, primes = self._definition_of(head)
        definition = self.definitions[name]
        if not isinstance(after, n.Group) or after.opening != "(":
            return None
        if not definition.parameters and not primes:
            return (self._defined(head), at + 2) if is_listing(after) else None
        arguments = tuple(map(self.term, after.items))
        if not definition.parameters:
            whole = self._defined(replace(head, primes=0))
            return t.Slope(whole, arguments, joined(head, after)), at + 2
        alias = t.Alias(name, tuple(map(self.index, head.subs)), arguments, primes,
                        joined(head, after))
        return self._powered(alias, head), at + 2

    def _with_arguments(self, head: n.Name, after: Any, role: str, at: int,
                        ) -> tuple[t.Term, int]:
        """C(w, b) is C, y(x) the output, a(z) is a, C'(w) a derivative."""
        if role == "post" and any(self.binding.role(item.base) == "pre" for item in after.items):
            return self.term(head), at + 2
        if role == "cost" and head.primes:
            by = tuple(self.term(item) for item in after.items)
            return t.Slope(t.Cost(None, head.span), by, joined(head, after)), at + 2
        if role == "post":
            return self._quantity(head, "prediction", None, None,
                                  tuple(map(self.index, head.subs))), at + 2
        if role == "cost" and not self._is_defined(head):
            return self._of_sample(self.term(head), after), at + 2
        sups = () if role == "cost" else after.items[0].sups  # y(x^{(i)}) is of sample i
        return self.term(replace(head, sups=head.sups + sups)), at + 2

    def _of_sample(self, cost: t.Term, after: n.Group) -> t.Term:
        """L(ŷ^{(i)}, y^{(i)}) is of sample i."""
        samples = {script.body for item in after.items if isinstance(item, n.Name)
                   for script in item.sups if getattr(script.body, "base", "") in self._scopes}
        if len(samples) != 1 or not isinstance(cost, t.Cost):
            return cost
        return replace(cost, sample=self.index(samples.pop()))


def _conditions(item: n.Node) -> list[n.Condition]:
    """The relation t = 1 in an item, also in the set {t^{(i)} = …}."""
    if isinstance(item, n.Scripted):
        return _conditions(item.body)
    if isinstance(item, n.Group):
        return [inner for each in item.items for inner in _conditions(each)]
    return [item] if isinstance(item, n.Condition) else []


def _mentions_target(node: n.Node, binding: Binding) -> bool:
    """t, t^{(i)}, t(x) or a set of them: what a label is."""
    while not isinstance(node, n.Name):
        if isinstance(node, (n.Scripted, n.Restriction)):
            node = node.body
        elif isinstance(node, n.Group) and len(node.items) == 1:
            node = node.items[0]
        elif isinstance(node, n.Product) and not any(node.signs):
            node = node.factors[0]
        else:
            return False
    return binding.role(node.base) in ("target", "class", "")


def _is_bracket(node: Any) -> bool:
    group = node.body if isinstance(node, n.Scripted) else node
    return isinstance(group, n.Group) and group.opening in ("(", "[")
