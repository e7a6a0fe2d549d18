"""A letter or word that stands for itself: which of all meanings it has."""

from __future__ import annotations

from dataclasses import replace

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .evidence import BAR
from .nodes import written_names
from .quantities import Quantities
from .spelling import NET, indexed, is_transpose, shown


class Names(Quantities):
    """Reads names that nothing is applied to."""

    def _name(self, node: n.Name) -> t.Term:
        role = self.binding.role(node.base)
        if self.binding.adjoints and node.base.startswith(BAR):
            plain = replace(node, base=node.base[len(BAR):])
            return t.Slope(t.Cost(), (self._name(plain),), node.span)
        self._must_be_known(node)
        if node.base == "e" and node.sups and self._is_euler(node):
            return self._exponential(node)
        if self._is_kronecker(node):
            left, right = map(self.index, node.subs)
            return t.Kronecker(left, right, node.span)
        if node.base in ("int", "oint"):
            raise ReadError("an integral can't be tried", node.span[0])
        if self._is_size(node):
            return self._size(node)
        if self._is_defined(node):
            return self._defined(node)
        if role == "cost" and self._is_defined(indexed(node)):
            return self._defined(indexed(node))
        if role == "cost":
            return self._cost(node)
        if role == "identity":
            return t.Identity(node.base, node.span)
        if role == "prediction":
            node = self._undecorated(node)
        if role in NET:
            return self._tensor(node, role)
        if self._function(node):
            return self._bare_function(node)
        return self._free(node)

    def _undecorated(self, node: n.Name) -> n.Name:
        """h_θ and h_{W,b} without the parameters that they depend on."""
        kept = tuple(sub for sub in node.subs if not (
            isinstance(sub, n.Name) and self.binding.role(sub.base) in ("weight", "bias",
                                                                        "parameter")))
        return replace(node, subs=kept)

    def _is_euler(self, node: n.Name) -> bool:
        """e^z, and neither the e_j^2, e^2 or e^T of an error nor its layer, as in e^l."""
        body = node.sups[0].body
        if self.binding.role("e") in NET:
            return not node.subs and any(self.binding.role(name.base) in NET
                                         for name in written_names(body))
        if node.subs:
            return not isinstance(body, n.Number)
        powers = (n.Number("2"), n.Name("T"), n.Name("top"))
        return node.base not in self.binding.redefined or body not in powers

    def _exponential(self, node: n.Name) -> t.Term:
        if node.subs:
            raise ReadError("e with an index below: TeX sets e^z_y as (e^z)_y; write e^{z_y}",
                            node.span[0])
        if len(node.sups) > 1 or node.primes:
            raise ReadError("e with more than one exponent", node.span[0])
        return t.Apply("exp", self.term(node.sups[0].body), 0, node.span)

    def _is_kronecker(self, node: n.Name) -> bool:
        return (node.base == "delta" and len(node.subs) == 2 and not node.sups
                and not any(isinstance(sub, n.Name) and sub.base in self.binding.samples
                            for sub in node.subs)
                and all(isinstance(sub, (n.Name, n.Number)) for sub in node.subs))

    def _is_size(self, node: n.Name) -> bool:
        """n_l, or d^{(l)}."""
        places = self._size_of(node)
        return (node.base in ("n", "N", "s", "m", "d", "D", "K", "M") and not node.primes
                and len(places) == 1 and self.binding.role(node.base) not in NET
                and self.layer_of(places[0]) is not None)

    def _size_of(self, node: n.Name) -> list[n.Node]:
        """What stands below, or in brackets above; nothing where there is a power."""
        if any(not script.style for script in node.sups):
            return []
        return [*node.subs, *(script.body for script in node.sups)]

    def _size(self, node: n.Name) -> t.Term:
        layer = self.layer_of(self._size_of(node)[0])
        assert layer is not None
        return t.Size(layer, node.span)

    def _cost(self, node: n.Name) -> t.Term:
        sample = self.index(node.subs[0]) if len(node.subs) == 1 and isinstance(
            node.subs[0], n.Name) and (node.subs[0].base in self._scopes
                                       or node.subs[0].base in self.binding.samples) else None
        cost: t.Term = t.Cost(sample, node.span)
        for script in node.sups:
            if isinstance(script.body, n.Name) and script.style:
                if script.body.base in self.binding.last:
                    continue  # C^{(L)}, the cost of the last layer's outputs
                if script.body.base not in self.binding.samples:
                    raise ReadError("a cost with a letter above it", script.span[0])
                cost = t.Cost(self.index(script.body), node.span)
            else:
                cost = self._raised(cost, script, node)
        for _ in range(node.primes):
            cost = t.Slope(cost, (t.Implied(),), node.span)
        return cost

    def _free(self, node: n.Name) -> t.Term:
        if node.primes:
            raise ReadError(f"{shown(node)} has a prime, but nothing says what {node.base} is a "
                            "function of", node.span[0])
        if node.base in self._sizes and not node.subs and not node.sups:
            return t.Size(self._sizes[node.base], node.span)
        if node.base in self.binding.widths and self._below and node == n.Name(node.base):
            return t.Size(t.Layer("L"), node.span)
        if node.base in self.binding.counts and self._below and not node.subs and not node.sups:
            return t.Size("sample", node.span)
        if node.base in self._scopes and not node.subs and not node.sups:
            raise ReadError(f"the index {node.base} stands where a quantity belongs", node.span[0])
        if node.base in self.binding.arrays and any(not is_transpose(each) for each in node.sups):
            raise ReadError(f"a power of {node.base} can't be tried", node.span[0])
        body: t.Term = t.Free(node.base, tuple(map(self.index, node.subs)), node.span)
        for script in node.sups:
            body = self._raised(body, script, node)
        return body
