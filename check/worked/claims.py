"""The claims of a worked example, one after the other, with what is known of every name."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ...engine import ChalkgradError
from ..meaning.nodes import nodes
from ..reader import tree as n
from ..report import FALSE, READING, TRUE, UNSETTLED, Part, Worst
from ..trial.judge import Judged
from ..trial.pairs import Pair
from .analogy import parsed, siblings
from .compare import FAILURES, Held, held, holds
from .model import Model, number
from .names import FUNCTIONS, expanded, head_of, updated, used
from .prints import Print, printed, rounded, slip
from .shapes import climbs, defines_function, is_counted


class Claims:
    """One pass over the pairs."""

    def __init__(self, model: Model, likened: set[str], pairs: Sequence[Pair],
                 supposed: str = "") -> None:
        self.model, self.likened, self.pairs = model, likened, pairs
        self.supposed = supposed  # the activation that only the numbers speak for
        self.defined: set[str] = set()
        self.changed = False

    def run(self) -> dict[int, Judged]:
        found = {}
        for at, pair in enumerate(self.pairs):
            self.result = self._result(at)
            judged = self._one(pair)
            if judged is not None:
                found[at] = judged
                self.changed = self.changed or bool(updated(head_of(pair.left)))
        return found

    def _result(self, at: int) -> Print | None:
        """The number that the chain goes on to print."""
        end = self.pairs[at].right
        for pair in self.pairs[at + 1:]:
            if printed(end) is not None or pair.first or pair.left != end:
                break
            end = pair.right
        return printed(end)

    def _one(self, pair: Pair) -> Judged | None:
        """The verdict; None for a pair that is about no name of the example."""
        left, right = (expanded(side, self.model.known) for side in (pair.left, pair.right))
        names = set(used((left, right))) - FUNCTIONS
        unknown = sorted(names - self.model.known)
        printing = any(printed(side) is not None for side in (left, right))
        if unknown and not printing and (is_counted((left, right), unknown)
                                         or not names & self.model.known):
            return None
        if not names and defines_function((left, right)):
            return None
        part = self._part(pair, left, right, unknown)
        part.latex = pair.latex
        return Judged(part)

    def _part(self, pair: Pair, left: n.Node, right: n.Node, unknown: list[str]) -> Part:
        if unknown:
            return _open(f"nothing says what {unknown[0]} is")
        odd = [_UNREAD[type(each)] for each in nodes((left, right)) if type(each) in _UNREAD]
        if odd:
            return _open(odd[0])
        if self.defines(pair, left, right):
            if climbs(head_of(left), right):
                return Part("", FALSE, reason="this climbs the slope: descent subtracts",
                            diagnosis="the sign of the step: gradient descent subtracts")
            return self._definition(head_of(left))
        try:
            return self._claim(pair, left, right)
        except FAILURES as error:
            return _open(str(error))

    def _definition(self, name: str) -> Part:
        like = siblings(self.model, name) if name in self.model.given else []
        if like and parsed(name)[1]:
            return _open(f"no formula like that of {like[0]} gives this number")
        return Part("", TRUE, reason=f"the definition of {name}")

    def defines(self, pair: Pair, left: n.Node, right: n.Node) -> bool:
        """Whether this is what the name is known by."""
        name = head_of(left)
        if not name or name in self.defined or not pair.first or name in self.likened:
            return False
        body = self.model.formulas.get(name)
        number = printed(right)
        is_it = body == right if body is not None else (
            number is not None and number.value == self.model.given[name])
        if is_it:
            self.defined.add(name)
        return is_it

    # claims

    def _claim(self, pair: Pair, left: n.Node, right: n.Node) -> Part:
        self._must_depend((left, right))
        found = held(self.model, left, right, pair.relation)
        general = any(isinstance(each, n.Derivative) for each in nodes((left, right))) and not any(
            map(printed, (left, right)))
        if found.verdict == TRUE and self.supposed and general:
            return Part("", READING, f"if the activation is {self.supposed}, as the numbers say")
        if found.verdict != FALSE:
            return Part("", found.verdict, found.words if found.verdict == READING else "",
                        found.words if found.verdict == TRUE else "")
        return self._excused(pair, left, right) or self._false(left, right, found)

    def _must_depend(self, sides: Any) -> None:
        """∂a/∂b where nothing says how a depends on b is no zero: it can't be known."""
        for each in nodes(sides):
            if isinstance(each, n.Derivative):
                below = {name for top in used(each.of) for name in self.model.below(top)}
                for name in used(each.wrt):
                    if name not in below:
                        raise ChalkgradError(f"nothing says how the numerator depends on {name}")

    # what is no mistake, or no new one

    def _excused(self, pair: Pair, left: n.Node, right: n.Node) -> Part | None:
        """Why a claim that fails isn't called false."""
        if pair.relation in ("->", "=>"):
            return _open("the arrow says no more than that one follows from the other")
        closed = self._closed((left, right))
        if closed:
            return _open(f"only a number is given for {closed}, not how it depends on others")
        if self._again(pair, left, right):
            return Part("", READING, f"{head_of(left)} is given anew here")
        if self._holds_later(pair, left, right):
            return Part("", READING, "with the updated values")
        if self._holds_as_printed(pair, left, right):
            return Part("", READING, "with the numbers as they are printed above")
        if self._another(pair, left, right):
            return _open(f"{head_of(left)} is defined otherwise above; it may be another one here")
        if self.changed and head_of(left) and printed(right) is not None and not self._slip(
                left, right):
            return _open("this may be the value after an update that isn't written out")
        return None

    def _closed(self, sides: Any) -> str:
        """A name under a derivative whose own formula isn't known."""
        for each in nodes(sides):
            if isinstance(each, n.Derivative):
                for name in (below for top in used(each.of) for below in self.model.below(top)):
                    if self.model.is_closed(name) and name not in set(used(each.wrt)):
                        return name
        return ""

    def _again(self, pair: Pair, left: n.Node, right: n.Node) -> bool:
        """w = 0.6 where w was given another number before."""
        name, found = head_of(left), printed(right)
        if not name or name not in self.model.given or found is None or not pair.first:
            return False
        self.model = self.model.but(given={**self.model.given, name: found.value})
        return True

    def _another(self, pair: Pair, left: n.Node, right: n.Node) -> bool:
        """z = w_2 a + b_2 = 1.1 where z was a sum of other things: the number is the new z's."""
        name, found = head_of(left), self.result
        if name not in self.model.formulas or not pair.first or found is None or not any(
                used(right)) or printed(right) is not None:
            return False
        if any(name in self.model.below(each) for each in used(right)):
            return False
        value = number(self.model.at().value(self.model.term(right)))
        if not found.half or abs(value - float(found.value)) > float(found.half) * 1.01:
            return False
        self.model = self.model.but(formulas={**self.model.formulas, name: right},
                                    prints={**self.model.prints, name: found})
        return True

    def _holds_later(self, pair: Pair, left: n.Node, right: n.Node) -> bool:
        """Whether it holds once every updated name has its new value."""
        model, values = self.model, {}
        for name in model.known:
            if updated(name) in model.given:
                values[updated(name)] = Fraction(number(model.at().value(model.term(n.Name(name)))))
        if not values or not self.changed:
            return False
        return holds(model.but(given={**model.given, **values}), left, right, pair.relation)

    def _holds_as_printed(self, pair: Pair, left: n.Node, right: n.Node) -> bool:
        """Whether it holds with the printed numbers in the place of what they should be."""
        if any(isinstance(each, n.Derivative) for each in nodes((left, right))):
            return False
        own = {head_of(left), head_of(right)}
        fixed = {name: found.value for name, found in self.model.prints.items()
                 if name in self.model.formulas and name not in own}
        if not fixed.keys() & set(used((left, right))):
            return False
        model = self.model.but(given={**self.model.given, **fixed}, formulas={
            name: body for name, body in self.model.formulas.items() if name not in fixed})
        return holds(model, left, right, pair.relation)

    def _slip(self, left: n.Node, right: n.Node) -> str:
        found = printed(right)
        value = number(self.model.at().value(self.model.term(left)))
        return slip(rounded(value, found), found.text) if found is not None else ""

    def _false(self, left: n.Node, right: n.Node, held: Held) -> Part:
        part = Part("", FALSE, worst=Worst({}, held.left, held.right))
        found = printed(right)
        if found is None:
            return part
        if not found.half:
            part.diagnosis = f"the number is {held.left:.6g} (printed: {found.text})"
            return part
        true = rounded(held.left, found)
        why = slip(true, found.text)
        power = f" × 10^{found.power}" if found.power else ""
        part.diagnosis = f"the number is {true}{power} (printed: {found.text}{power})" + (
            f", {why}" if why else "")
        part.evidence = f"{held.left:.12g} against {held.right:.12g}"
        return part


_UNREAD: dict[type, str] = {
    n.Reduction: "a Σ without an index can't be read", n.Words: "words stand for a quantity",
    n.Ellipsis_: "an ellipsis stands for terms that are not written out",
    n.Cases: "cases in a worked example can't be read yet",
}


def _open(reason: str) -> Part:
    return Part("", UNSETTLED, reason=reason)
