"""Names that a definition or custom knows: functions, and what the document defines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .places import Places
from .spelling import CALLED, is_transpose, key_of, keyed, shown


class Known(Places):
    """Looks names up, and puts superscripts on what they stand for."""

    def _function(self, node: n.Name) -> str:
        """The function that a name stands for, "" if none."""
        role = self.binding.role(node.base)
        if node.base in self.binding.functions:
            return self.binding.functions[node.base]
        if role == "activation":
            return "σ"
        return "" if role else CALLED.get(node.base, "")

    def _bare_function(self, node: n.Name) -> t.Term:
        return t.Apply(self._function(node), t.Implied(), node.primes, node.span)

    def _must_be_known(self, node: n.Name) -> None:
        if keyed(node) in self.pending and not self._is_defined(node):
            raise ReadError(f"{node.base} is defined by something that can't be read",
                            node.span[0])

    def _definition_of(self, node: n.Name) -> tuple[str, int]:
        """Which definition a name stands for, and how many of its primes are derivatives."""
        found = self._found(node)
        if found is None:
            raise ReadError(f"nothing says what {shown(node)} is", node.span[0])
        return found

    def _found(self, node: n.Name) -> tuple[str, int] | None:
        counts = [len(node.subs)]
        if not node.subs and self.binding.role(node.base) != "cost":  # b for all b_i, not E for E_k
            counts.append(1)
        for count in counts:
            for primes in range(node.primes, -1, -1):
                key = key_of(node.base, primes, count)
                if self._holds_for(key, node):
                    return key, node.primes - primes
        return None

    def _holds_for(self, key: str, node: n.Name) -> bool:
        """Whether a definition is this name's: f_a(x) = ax, with a for a name, is not that of the
        scores f_k."""
        definition = self.definitions.get(key)
        if definition is None:
            return False
        names = {letter.name for letter in definition.indices}
        family = definition.parameters and any(
            isinstance(part, (t.Free, t.Tensor)) and part.name in names and not part.indices
            for part in t.parts(definition.body))
        return not family or {getattr(sub, "base", "") for sub in node.subs} == names

    def _is_defined(self, node: n.Name) -> bool:
        return self._found(node) is not None

    def _defined(self, node: n.Name) -> t.Term:
        name, primes = self._definition_of(node)
        definition = self.definitions[name]
        body: t.Term = t.Alias(name, tuple(map(self.index, node.subs)),
                               definition.parameters, primes, node.span)
        for script in node.sups:
            body = self._raised(body, script, node)
        return body

    def _decorated(self, body: t.Term, node: Any) -> t.Term:
        """Primes, transposes, powers and indices on something in brackets."""
        for _ in range(node.primes):
            body = t.Slope(body, (t.Implied(),), node.span)
        if node.subs and isinstance(body, t.Norm):
            body = replace(body, order=_order(node))
        for script in node.sups:
            body = self._raised(body, script, node)
        if node.subs and not isinstance(node.body, n.Bars):
            body = t.Entry(body, tuple(map(self.index, node.subs)), node.span)
        return body

    def _raised(self, body: t.Term, script: n.Script, node: Any) -> t.Term:
        if is_transpose(script):
            return t.Transposed(body, node.span)
        if isinstance(script.body, n.Name) and script.body.base in ("*", "star"):
            raise ReadError("a star as superscript can't be read", script.span[0])
        return t.Power(body, self.term(script.body), node.span)


def _order(node: n.Scripted) -> int:
    """‖v‖₂ and ‖A‖_F are the root of the sum of squares, ‖v‖₁ is a sum; no other norm is tried."""
    kinds = {getattr(sub, "text", getattr(sub, "base", "")) for sub in node.subs}
    if not kinds <= {"2", "F"} and kinds != {"1"}:
        raise ReadError("only the Euclidean norm and the sum of |v_i| can be tried", node.span[0])
    return 1 if kinds == {"1"} else 2
