"""What is called false must be explained by one mistake, or stand among lines that are understood:
else it is rather the checker that misreads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .disputes import OUTPUTS
from .explaining import mixes
from .meaning import term as t
from .meaning.binding import Binding
from .meaning.definition import Definition
from .meaning.evidence import BAR
from .meaning.kinds import Clash
from .meaning.nodes import has_hadamard, nodes, written_names
from .meaning.spelling import CALLED, ERRORS, NET, is_transpose
from .reader import tree as n
from .report import DEFINITION, FALSE, UNSETTLED, Part
from .trial.judge import Judged, judged
from .trial.pairs import Pair, called_name, has_derivative
from .trial.readings import is_of_functions
from .trial.updates import is_step
from .trial.world import COSTS
from .untested import SEVERAL, holds

LOOSE = ("", "factor missing", "factor too many", "factor n", "wrong bound", "wrong letter",
         "term too many", "function too many", "brackets", "fraction", "order of the product",
         "power")  # as which a misread definition often looks
EXCHANGED = ("a for z", "z for a", "1 − a for a", "a for 1 − a", "bars for brackets",
             "sign for a product", "1 for a letter")
AVERAGED = ("Σ too many", "factor too many", "factor n")
UNITS = ("pre", "post", "prediction")
_ARGUMENT = re.compile(r"factor \([a-zA-Z]\) must not")  # ∂E/∂w(t)
FEW = 7  # lines, of which it says little how many are true
RENAMED = ("wrong letter", "wrong derivative")


def believed(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """Leave open what is false, but for which no mistake was found, and whose letters no other
    line shows to be read rightly; and so the definitions that don't look like a slip."""
    page = _Page(pairs, found, binding)
    for at, one in enumerate(found):
        scanned = one.part.diagnosis and not one.cause  # told by what scanners do
        if one.part.verdict == FALSE and one.context is not None and not scanned:
            why = page.unshown(at) or ("" if page.is_credible(at) else _reason(one.part))
            if why:
                one.part = Part(one.part.latex, UNSETTLED, reason=why)


class _Page:
    """The lines of a document with their verdicts, asked how far one of them can be trusted."""

    def __init__(self, pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
        self.pairs, self.found, self.binding = pairs, found, binding
        self.turned = any(map(_is_turned, pairs)) or any(
            has_hadamard((pair.left, pair.right)) for pair in pairs)
        self.true = sum(map(holds, found))
        self.proven = sum(holds(one) and (has_derivative(pair) or is_step(
            pair.left, pair.right, pair.relation, binding)) for pair, one in zip(pairs, found))

    def unshown(self, at: int) -> str:
        """What a mistake would have to go against, and no line here shows."""
        pair, one = self.pairs[at], self.found[at]
        if one.cause == "transposed" and not self.turned and not any(
                name.subs for name in written_names((pair.left, pair.right))):
            return "the shapes don't fit, but no line here writes a transpose or ⊙ out"
        if one.cause == "wrong bound" and "=0" in one.part.repair.replace(" ", "") and not (
                set(self.binding.letters("bias")) & self._known(at)):
            return "the sum would have to begin at 0, but no line here has a bias"
        if one.cause == "wrong layer" and self._begins_otherwise(pair):
            return "the input may have another number than it is read with"
        averaged = one.cause in AVERAGED or isinstance(one.error, Clash)
        if averaged and (_has_mean(pair.right) or _has_mean(pair.left)):
            return "the mean may be that of the samples"
        if one.cause == "Hadamard product" and any(map(_is_complemented, nodes(pair.right))):
            return "a (1 − a) may be meant entry by entry"
        if one.cause in ("Hadamard product", "order of the product", "") and not _has_indices(
                pair) and any(map(self._is_of_one_output, self.pairs)):
            return "the cost is that of one output, where a product is one of numbers"
        if one.cause == "sign" and self._errors(pair.right) and not self._says_error(at):
            return "no line that is understood says which sign the error has"
        if one.cause == "factor too many" and _ARGUMENT.search(one.part.diagnosis):
            return f"{one.part.diagnosis}, unless it is an argument"
        if one.cause in ("Σ missing", "wrong index") and self._is_named_after(pair):
            return f"{one.part.diagnosis}, unless a letter below is part of the name"
        if one.cause in ("factor 2", "factor n") and self._has_later_cost(at):
            return "the cost is only stated further on"
        if not one.part.repair and self._has_unread_cost(at):
            return "the cost that is stated before it couldn't be read"
        if one.cause != "sign" and self._mixes_sizes(pair):
            return "a letter of one sample stands beside a capital, which may be of all"
        if "cost=" not in self.binding.evidence and _is_of_another_cost(pair, one):
            return "this is true of another cost, and none is stated here"
        return ""

    def _is_of_one_output(self, pair: Pair) -> bool:
        """Whether a line states the cost as ½ (a − y)², without a Σ and bars."""
        head = called_name(pair.left)[0]
        costly = head is not None and self.binding.role(head.base) == "cost"
        return pair.first and costly and not any(
            isinstance(node, (n.Reduction, n.Bars, n.Derivative)) or (
                isinstance(node, n.Name) and (node.subs or node.base == "nabla"))
            for node in nodes(pair.right))

    def _errors(self, side: n.Node) -> set[str]:
        return {name.base for name in written_names(side)
                if self.binding.role(name.base) == "delta"}

    def _says_error(self, at: int) -> bool:
        """Whether another line that is true has an error on its left."""
        return any(holds(one) and k != at and isinstance(pair.left, n.Name) and self.binding.role(
            pair.left.base) == "delta" for k, (pair, one) in enumerate(zip(self.pairs, self.found)))

    def _has_unread_cost(self, at: int) -> bool:
        """Whether the last line before it that states its cost isn't true as it is read."""
        costs = {name for name in self.pairs[at].names if self.binding.role(name) == "cost"}
        for pair, one in zip(self.pairs[:at][::-1], self.found[:at][::-1]):
            head = called_name(pair.left)[0]
            if pair.first and head is not None and head.base in costs:
                return not holds(one)
        return False

    def _is_named_after(self, pair: Pair) -> bool:
        """Whether δ_z or W_h stands there, where z and h are quantities."""
        return any(isinstance(sub, n.Name) and self.binding.role(sub.base) in NET
                   for name in written_names((pair.left, pair.right)) for sub in name.subs)

    def _is_of_two(self, pair: Pair) -> bool:
        """Whether a letter there is defined more than once."""
        heads = [called_name(other.left)[0] for other, one in zip(self.pairs, self.found)
                 if one.part.reason.startswith(DEFINITION)]
        bases = [head.base for head in heads if head is not None]
        return any(bases.count(name) > 1 for name in pair.names)

    def _has_later_cost(self, at: int) -> bool:
        """Whether a step is taken before any line states a cost, though later ones do."""
        places = [k for k, pair in enumerate(self.pairs) if pair.first and self.binding.role(
            getattr(called_name(pair.left)[0], "base", "")) == "cost"]
        costly = any(self.binding.role(name) == "cost" for name in self.pairs[at].names)
        return bool(places) and min(places) > at and not costly and not self._is_forward(
            self.pairs[at])

    def _mixes_sizes(self, pair: Pair) -> bool:
        """Whether a_2 stands beside Z_2."""
        bases = {name.base for name in written_names((pair.left, pair.right))
                 if self.binding.role(name.base) in UNITS
                 and not any(isinstance(sub, n.Name) for sub in name.subs)}
        return any(base.isupper() for base in bases) and any(base.islower() for base in bases)

    def _begins_otherwise(self, pair: Pair) -> bool:
        """Whether a line has the input beside a layer's number, which no other true line has, and
        weights that stand in no other true line."""
        others = [other for other, one in zip(self.pairs, self.found)
                  if holds(one) and other is not pair]
        weights = _weights(pair, self.binding)
        return _has_input(pair, self.binding) and not any(
            _has_input(other, self.binding) or weights & _weights(other, self.binding)
            for other in others)

    def is_credible(self, at: int) -> bool:
        """Whether a line that is false as it is read will be false as it was meant."""
        pair, one = self.pairs[at], self.found[at]
        if _is_of_function(pair, self.binding) or mixes(pair, self.binding):
            return True
        if len(self.found) > FEW and 4 * self.true < len(self.found):
            return False
        if self._is_forward(pair):
            return self._is_slip(at)
        doubtful = not one.part.repair and self._is_of_two(pair)
        if _is_weak(one.cause) and (doubtful or not self._is_understood(one.cause)):
            return False
        return bool(one.part.repair) or (self._fits(at) and self._own(at) <= self._known(at))

    def _is_understood(self, cause: str) -> bool:
        """Whether so much is true here that even a mistake that looks like a misreading is one."""
        return self.true >= (2 if _is_renamed(cause) else 1) * (len(self.found) - self.true)

    def _fits(self, at: int) -> bool:
        """Whether a line without a repair is read well: in indices, or as a step, and of a cost
        that is known."""
        pair, one = self.pairs[at], self.found[at]
        if one.error is not None or one.cause:
            return one.error is None or (isinstance(one.error, Clash) and self.proven > 0)
        bare = any(not name.subs and self.binding.role(name.base) in set(NET) - {"target"}
                   for name in written_names((pair.left, pair.right)))
        step = is_step(pair.left, pair.right, pair.relation, self.binding)
        costly = any(self.binding.role(name) == "cost" for name in pair.names)
        unsure = bare and self.turned and self.proven < SEVERAL
        read = (self.proven > 0 or not costly) and not unsure
        return step or (read and not self._is_of_any_cost(at))

    def _is_of_any_cost(self, at: int) -> bool:
        """Whether a line says dℓ/dp = 7/p − 3/(1 − p) of a cost of which nothing is known."""
        pair, context = self.pairs[at], self.found[at].context
        left, right = ({self.binding.role(name.base) for name in written_names(side)}
                       for side in (pair.left, pair.right))
        return (context is not None and context.cost == "any" and "cost" in left
                and not right & (set(NET) - {"prediction"}))

    def _is_slip(self, at: int) -> bool:
        """Whether a line that says what a quantity is has a mistake that nobody means."""
        pair, one = self.pairs[at], self.found[at]
        heads = {name.base for name in written_names(pair.left)}
        layered = any(name.sups for name in written_names(pair.left))
        weights = _weights(pair, self.binding)
        again = any(holds(other) and self.pairs[k].left == pair.left and weights == _weights(
            self.pairs[k], self.binding) for k, other in enumerate(self.found) if k != at)
        sure = self._own(at) <= self._known(at) and (again or (
            one.cause not in LOOSE and self.proven >= SEVERAL))
        if one.cause == "function too many":
            return False  # σ(w x + b) after w x + b: another model
        if _has_lone_index(one) and self.proven > 1 and self._own(at) <= self._known(at):
            return True
        return bool(one.part.repair) and (sure or (len(self.pairs) == 1 and layered) or (
            not _is_loose(one.cause) and bool(heads & self._known(at))))

    def _own(self, at: int) -> set[str]:
        """The letters on a line that stand for something of the document's own."""
        pair = self.pairs[at]
        own = {name.base for name in written_names((pair.left, pair.right))
               if self.binding.role(name.base) not in ("rate", "identity")}
        return own - {*CALLED, *ERRORS, "e"}

    def _known(self, at: int) -> set[str]:
        """The letters of the other lines that are true, which are therefore read rightly."""
        return {name for k, (pair, one) in enumerate(zip(self.pairs, self.found))
                if k != at and holds(one) for name in pair.names}

    def _is_forward(self, pair: Pair) -> bool:
        """Whether a line says what a quantity is, without any derivative."""
        return not is_step(pair.left, pair.right, pair.relation, self.binding) and not any(
            isinstance(node, n.Derivative) or getattr(node, "primes", 0)
            or getattr(node, "base", "") in (*ERRORS, "d")
            or (self.binding.adjoints and getattr(node, "base", "").startswith(BAR))
            for node in nodes((pair.left, pair.right)))


def _has_input(pair: Pair, binding: Binding) -> bool:
    """Whether x stands beside a^{(2)}."""
    names = list(written_names((pair.left, pair.right)))
    return any(binding.role(name.base) == "input" for name in names) and any(
        isinstance(script.body, n.Number) and script.style for name in names
        for script in name.sups)


def _has_lone_index(one: Judged) -> bool:
    """Whether an index stands on the right alone, as the k of e^{z_i}/e^{z_k}."""
    left, right = ({part for part in t.parts(side) if isinstance(part, t.Letter) and not part.scope}
                   for side in ((one.question.left, one.question.right) if one.question
                                else ((), ())))
    return bool(right - left)


def _is_complemented(node: n.Node) -> bool:
    """a (1 − a), without a sign between."""
    factors = node.factors if isinstance(node, n.Product) else ()
    return any(isinstance(one, n.Name) and not sign and isinstance(two, n.Group)
               and any(isinstance(item, n.Add) and (-1, one) in item.terms for item in two.items)
               for one, two, sign in zip(factors, factors[1:], getattr(node, "signs", ())))


def _has_indices(pair: Pair) -> bool:
    return any(name.subs for name in written_names((pair.left, pair.right)))


def _has_mean(side: n.Node) -> bool:
    """Whether 1/m Σ stands there."""
    side = side.terms[0][1] if isinstance(side, n.Add) and len(side.terms) == 1 else side
    factors = side.factors if isinstance(side, n.Product) else ()
    return any(isinstance(one, n.Reduction) for one in factors) and any(
        isinstance(one, n.Quotient) and isinstance(one.bottom, n.Name)
        and one.bottom.base in ("m", "n", "N", "M") for one in factors)


def _weights(pair: Pair, binding: Binding) -> set[n.Name]:
    """The weights of a line, each with its layer."""
    return {replace(name, subs=()) for name in written_names((pair.left, pair.right))
            if binding.role(name.base) == "weight"}


def _is_renamed(cause: str) -> bool:
    """Whether another letter is put in, but for the slips that everybody knows."""
    return cause in RENAMED or (" for " in cause and cause not in EXCHANGED)


def _is_weak(cause: str) -> bool:
    """Whether a misread line would be explained so, too."""
    return cause in LOOSE or _is_renamed(cause)


def _is_loose(cause: str) -> bool:
    """Whether a line that says something else altogether would be explained so, too."""
    return _is_weak(cause) and cause != "wrong derivative"


def _reason(part: Part) -> str:
    """Why a line stays open, with what was found."""
    found = f"{part.reason}; " if part.reason else "the two sides differ; "
    if part.repair:
        return f"{found}it would hold as {part.repair}, but it may be meant otherwise"
    return f"{found}no single change makes it right, and it may be meant otherwise"


def _is_turned(pair: Pair) -> bool:
    """Whether something is transposed there."""
    return any(is_transpose(script) for node in nodes((pair.left, pair.right))
               if isinstance(node, (n.Name, n.Scripted)) for script in node.sups)


def _is_of_function(pair: Pair, binding: Binding) -> bool:
    """σ(z) = … or dσ/dz = …, of the function itself."""
    function, arguments = called_name(pair.left)
    return is_of_functions(pair.left, pair.right, binding) or (
        function is not None and len(arguments) == 1 and (
            binding.role(function.base) == "activation" or function.base in CALLED))


def _is_of_another_cost(pair: Pair, one: Judged) -> bool:
    """Whether a line with the cost, which no line states, is true of another usual one, or of
    another output layer."""
    context = one.context
    if context is None or isinstance(context.cost, Definition) or context.cost == "any" or not any(
            context.binding.role(name) == "cost" for name in pair.names):
        return False
    others = (replace(context, cost=cost, binding=context.binding.but(output=output))
              for cost in COSTS if cost != "any" for output in ("", *OUTPUTS))
    return any(holds(judged(pair.left, pair.right, pair.relation, pair.conditions, other))
               for other in others)
