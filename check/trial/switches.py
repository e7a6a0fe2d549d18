"""Lines after which something else is in force: another activation, another output layer, a letter
that means something of the document's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..meaning import term as t
from ..meaning.binding import Binding
from ..meaning.nodes import names_in, nodes, written_names
from ..meaning.spelling import CALLED, keyed
from ..reader import tree as n
from ..report import FALSE, READING, TRUE, UNSETTLED, Part
from .judge import Judged
from .own import ARGUMENT, has_pole, own_form
from .pairs import Pair, called_name, defined_head
from .remembering import Remembering
from .world import ACTIVATIONS, OWN


class Switches(Remembering):
    """Takes such lines up."""

    def _switched(self, pair: Pair) -> Judged | None:
        """A line that defines the output's activation afresh, such as softmax, is in force from
        here on."""
        head = _head_name(pair.left)
        if head is not None and self.binding.role(head.base) == "activation":
            return self._activation(pair)
        if head is None or self.binding.role(head.base) not in ("post", "prediction"):
            return None
        if any(isinstance(node, n.Derivative) for node in nodes(pair.right)):
            return None
        before = self.state.output
        for output in ("", "softmax", "linear", "sigmoid"):
            self.state.output = output
            found = self._judged(pair)
            if found.part.verdict in (TRUE, READING):
                return found
        self.state.output = before
        return None

    def _calls_activation(self, node: n.Node) -> bool:
        name, arguments = called_name(node)
        return name is not None and bool(arguments) and not name.primes and \
            self.binding.role(name.base) == "activation"

    def _activation(self, pair: Pair) -> Judged | None:
        """f(x) = … says what the activation is from here on, also in the middle of a chain."""
        pair = replace(pair, first=True)
        head, arguments = defined_head(pair)
        if head is None or len(arguments) != 1 or head.primes or self._mentions(
                pair.right, "activation") or not _depends(pair.right, arguments[0]):
            return None
        before, usual = self.state.activation, self._as_usual(pair)
        if usual is None or self.frozen or self._is_of_no_unit(head):
            self.state.activation = before
        if usual is not None and not self.frozen:
            return usual
        return None if usual or self.overruled.functions else self._own(pair, head, arguments)

    def _is_of_no_unit(self, function: n.Name) -> bool:
        """Whether the units are said to have another function by its own name: a = tanh(z)."""
        called = {name.base for pair in self.pairs for name in names_in(pair.right)
                  if self.binding.role(getattr(pair.left, "base", "")) in ("post", "prediction")}
        return function.base not in called and any(name in CALLED for name in called)

    def _as_usual(self, pair: Pair) -> Judged | None:
        """The line under the first of the usual activations that makes it true."""
        for name in ACTIVATIONS:
            self.state.activation = name
            found = self._judged(pair)
            if found.part.verdict in (TRUE, READING):
                return found
        return None

    def _own(self, pair: Pair, head: n.Name, arguments: tuple[n.Node, ...]) -> Judged | None:
        """An activation function of the document's own, which its units have from here on; where
        they can't, nothing is said that holds for the usual one only."""
        before = self.state.definitions
        found = self._taken(pair, head, arguments)
        definition = self.state.definitions.get(keyed(head))
        if (found is None or definition is None or head.base in self.binding.functions
                or len(self.binding.letters("activation")) > 1  # a list of functions
                or not set(definition.parameters) & set(t.parts(definition.body))):
            return found
        self.state.form = own_form(definition)
        if self.state.form is not None:
            self.state.definitions = before
            if has_pole(self.state.form):
                return None  # no unit can have it
        if not self.frozen and self.state.output == self.state.activation and gives_outputs(
                self.pairs, self.binding):
            self.state.output = ""
        self.state.activation = OWN if self.state.form is not None else "any"
        return found

    def _renamed(self, at: int, pair: Pair) -> Judged | None:
        """x_k = …: a letter that custom gave a role, defined to be something else."""
        head, arguments = defined_head(pair)
        if head is None or head.primes or head.sups or self.binding.role(head.base) not in (
                "input", "parameter", "rate", "prediction", "class"):
            return None
        return self._taken(pair, head, arguments)

    def has_parameters(self) -> bool:
        """Whether an activation is defined with a letter of its own, as in 1/(1 + e^{−az})."""
        letters = {part for part in t.parts(self.state.form) if isinstance(part, t.Free)}
        return bool(letters - {ARGUMENT}) or any(
            isinstance(part, t.Free) for key, definition in self.state.definitions.items()
            if self.binding.role(key.partition("_")[0]) == "activation"
            for part in t.parts(definition.body) if part not in definition.parameters)

    def _beyond(self, pair: Pair, found: Judged) -> Judged:
        """Units whose activation the document defines itself are not the network's: what seems
        false of them may be right."""
        own = {name.partition("_")[0] for name in self.own}
        letters = [letter for letter in self.binding.letters("activation") if letter in own]
        units = any(self._mentions(side, role) for side in (pair.left, pair.right)
                    for role in ("post", "pre", "delta", "cost"))
        if found.part.verdict != FALSE or not letters or not units or self.state.form:
            return found
        return Judged(Part(pair.latex, UNSETTLED, reason=f"{letters[0]} as the document defines "
                           "it is none of the activations that can be tried"))


def _depends(right: n.Node, argument: n.Node) -> bool:
    """Whether the argument of a function stands in what is said to be its value."""
    return any(name.base == getattr(argument, "base", "") for name in written_names(right))


def gives_outputs(pairs: Sequence[Pair], binding: Binding) -> bool:
    """Whether a line such as a = f(z) says that the outputs have the document's f."""
    role = "prediction" if binding.letters("prediction") else "post"
    return any(binding.role(getattr(pair.left, "base", "")) == role and any(
        binding.role(name.base) == "activation" for name in names_in(pair.right))
        for pair in pairs)


def _head_name(node: n.Node) -> n.Name | None:
    if isinstance(node, n.Product) and len(node.factors) == 2:
        node = node.factors[0]
    return node if isinstance(node, n.Name) else None
