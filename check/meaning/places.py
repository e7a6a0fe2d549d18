"""Index letters, layers and side conditions: what scripts say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .sight import Sight
from .spelling import CLASSES, GREEK, is_label, spelled

NO_INDEX = "an index that is no letter and no number"


class Places(Sight):
    """Reads the scripts of a name, and the conditions beside a formula."""

    # indices

    def index(self, node: n.Node) -> t.Index:
        """An index: a letter, a unit's number, "out", or the class y."""
        if isinstance(node, n.Number) and node.text.isdigit():
            return t.Unit(int(node.text))
        if isinstance(node, n.Name) and not node.subs and not node.sups and not node.primes:
            if node.base in self._scopes:
                return self._scopes[node.base]
            if node.base == "out":
                return t.Unit("out")
            if self.binding.role(node.base) in ("target", "class") and node.base in CLASSES:
                return t.Unit("class")
            if len(node.base) == 1 or node.base in GREEK:
                return t.Letter(node.base)
        if is_label(node):
            return t.Unit("class")
        raise ReadError(NO_INDEX, node.span[0])

    # layers

    def layer_of(self, node: n.Node) -> t.Layer | None:
        """l, L − 1, 2 as a layer; None for anything else."""
        if isinstance(node, n.Number) and node.text.isdigit():
            return t.Layer("", int(node.text) - self.binding.first)
        if isinstance(node, n.Name) and not node.sups and not node.primes:
            return self._named_layer(node)
        if isinstance(node, n.Add) and len(node.terms) == 2:
            return self._moved_layer(node)
        return None

    def _named_layer(self, node: n.Name) -> t.Layer | None:
        """l, L and n_l."""
        if node.base in self.binding.last and (not node.subs or node.base == "n"):
            return t.Layer("L")
        if node.subs:
            whole = f"{node.base}_{spelled(node.subs)}"
            return t.Layer("L") if whole in self.binding.last else None
        return t.Layer(node.base) if node.base in self.binding.layers else None

    def _moved_layer(self, node: n.Add) -> t.Layer | None:
        """l − 1, L + 1."""
        (sign, left), (turn, right) = node.terms
        if sign < 0 or not isinstance(right, n.Number) or not right.text.isdigit():
            return None
        base = self.layer_of(left)
        return base + turn * int(right.text) if base is not None and base.base else None

    # conditions

    def tests(self, condition: n.Condition) -> list[t.Test]:
        """What a side condition says, pair by pair; prose alone says nothing."""
        found = []
        members = condition.members
        if any(isinstance(member, n.Name) and self._is_index(member) for member in members):
            self.indices |= {member.base for member in members if isinstance(member, n.Name)
                             and len(member.base) == 1 and member.base not in self.binding.layers}
        for left, relation, right in zip(members, condition.relations, members[1:]):
            if relation in ("=", "!=") and (label := self._label(left, right)) is not None:
                found.append(t.Test(t.Unit("class"), relation, label))
            elif relation in ("=", "!=", "<", "<=", ">", ">="):
                found.append(t.Test(self._side(left), relation, self._side(right)))
            elif relation == "in" and self._is_index_of_all(left, right):
                among = spelled([right])
                self.notes.append(f"{'the set' if '?' in among else among} is every unit that "
                                  f"{spelled([left])} can be")
            elif relation not in (",", "in", "down to", "up to"):
                raise ReadError(f"the condition {relation} can't be tried", condition.span[0])
            elif relation == "in" and self._scopes:
                raise ReadError("nothing says which units are meant", condition.span[0])
        return found

    def _label(self, left: n.Node, right: n.Node) -> t.Index | None:
        """The k of y_i = k and of k = y_i, which say what the class of a sample is."""
        for label, other in ((left, right), (right, left)):
            if is_label(label) and isinstance(other, n.Name) and not (
                    other.subs or other.sups or other.primes) and self._is_index(other):
                return self.index(other)
        return None

    def _is_index_of_all(self, left: n.Node, right: n.Node) -> bool:
        """ℓ ∈ 𝓛, j ∈ C, k ∈ Downstream(j): a set of units that a sum goes over, named but not
        defined."""
        word = _word(right)
        return (isinstance(left, n.Name) and left.base in self._scopes and bool(word)
                and word not in self.definitions and (len(word) > 1 or word == "L" or (
                    word.isupper() and self.binding.role(word) in ("", "cost"))))

    def _side(self, node: n.Node) -> Any:
        """A layer, an index or a number."""
        layer = self.layer_of(node)
        if layer is not None and layer.base:
            return layer
        if isinstance(node, n.Name) and not node.sups and not node.subs and self._is_index(node):
            return self.index(node)
        if isinstance(node, n.Number) and node.text.isdigit():
            return t.Constant(Fraction(node.text))
        return self.term(node)

    def _is_index(self, node: n.Name) -> bool:
        """Whether a letter in a condition is an index: it is one elsewhere in the statement."""
        return (node.base in self._scopes or node.base in self.indices
                or self.binding.role(node.base) == "class")


def _word(node: n.Node) -> str:
    """A set's name, with or without an argument: C, outputs, Downstream(j); "" for a formula, such
    as two letters in a row."""
    factors = list(node.factors) if isinstance(node, n.Product) and not any(node.signs) else [node]
    if len(factors) > 1 and isinstance(factors[-1], n.Group):
        factors.pop()
    if not all(isinstance(part, n.Name) and not (part.subs or part.sups) for part in factors):
        return ""
    return "".join(getattr(part, "base", "") for part in factors) if len(factors) != 2 else ""
