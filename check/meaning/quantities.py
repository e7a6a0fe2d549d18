"""Quantities of the network: which layer, unit and sample a letter with its scripts means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ..errors import ReadError
from ..reader import tree as n
from . import term as t
from .binding import HALVED, MIXED
from .kinds import SAMPLE, Kind
from .known import Known
from .named import is_letter_above, meant
from .spelling import is_transpose, shown

BARE = "?bare"  # the layer of letters without index and layer
NUMBERED = ("weight", "bias", "pre", "post", "delta")  # what may have its layer below: W_1
OF_SAMPLES = ("input", "pre", "post", "prediction", "target")  # what may be x_i, of sample i
HERE = "λ"      # the layer a statement without layers is about


class Quantities(Known):
    """Reads a, z, w, b, δ and their kind."""

    def _tensor(self, node: n.Name, role: str) -> t.Term:
        if node.base in self.binding.fed and len(node.subs) == 2:
            node, role = replace(node, subs=node.subs[:1] if self.binding.order == "from-to"
                                 else node.subs[1:]), "post"
        if role == "delta" and self.binding.delta == MIXED:
            return self._named_error(node)
        if node.base in self.binding.together:
            raise ReadError(f"nothing says whether {node.base} holds one sample, or samples as its "
                            "rows or columns", node.span[0])
        layer, sample, indices, rest = self._places(node, role)
        body = self._quantity(node, role, layer, sample, indices)
        for script in rest:
            body = self._raised(body, script, node)
        if node.primes:
            raise ReadError(f"{shown(node)} has a prime, but {node.base} is no function here",
                            node.span[0])
        return body

    def _quantity(self, node: n.Name, role: str, layer: t.Layer | None, sample: t.Index | None,
                  indices: tuple[t.Index, ...]) -> t.Term:
        """The quantity of that role; any parameter stands for every other one."""
        base = self._layer(node, role, layer, indices)
        if role == "parameter":
            return t.Tensor("weight", t.Layer("", 1), (t.Unit(1), t.Unit(1)), None, node.base,
                            True, "", node.span)
        if role == "weight":
            role, indices = self._weight(node, indices)
        if role == "input" and sample is None and self._holds_samples(node):
            raise ReadError(f"nothing says how {node.base} holds the samples", node.span[0])
        kind = {"input": "post", "prediction": "post", "delta": "pre"}.get(role, role)
        batch = self.binding.batch if sample is None and (
            node.base[-1:].isupper() or node.base in self.stacked) else ""
        tensor = t.Tensor(kind, base, indices, sample, node.base, layer is not None, batch,
                          node.span)
        if role == "delta":
            return self._error(replace(tensor, layer=base + self.binding.error_offset))
        return tensor

    def _holds_samples(self, node: n.Name) -> bool:
        """Whether it is the X of a document that numbers its samples, x_i: all of them."""
        return (node.base.isupper() and bool(self.binding.sampled) and not self.binding.batch
                and self.binding.role(node.base.lower()) == "input")

    def _weight(self, node: n.Name, indices: tuple[t.Index, ...],
                ) -> tuple[str, tuple[t.Index, ...]]:
        """w_{0j} as the bias, and the w_i of a single neuron with the neuron's own index."""
        if t.Unit(0) in indices:
            return "bias", tuple(index for index in indices if index != t.Unit(0))
        if len(indices) == 1 and node.base in self.binding.augmented:
            raise ReadError(f"{node.base} has its bias inside, as {node.base}_0", node.span[0])
        if len(indices) == 1 and node.base in self.binding.lone:
            return "weight", self._ends(indices[0], t.Unit(1))
        return "weight", indices

    def _ends(self, source: t.Index, target: t.Index) -> tuple[t.Index, ...]:
        """The indices of the weight from source to target, in the document's order."""
        return (source, target) if self.binding.order == "from-to" else (target, source)

    def _named_error(self, node: n.Name) -> t.Term:
        """δ_1 by what its own line says."""
        slope = meant(node, self.binding.named)
        if slope is None:
            raise ReadError("δ stands for different derivatives in this document", node.span[0])
        body = self.term(slope)
        for script in node.sups:
            body = body if is_letter_above(script) else self._raised(body, script, node)
        return body

    def _error(self, tensor: t.Tensor) -> t.Term:
        """δ by what it means in this document."""
        if self.binding.delta == "dC/da":
            return t.Slope(self._own_cost(tensor), (replace(tensor, role="post"),), tensor.span)
        slope = t.Slope(self._own_cost(tensor), (tensor,), tensor.span)
        if self.binding.delta == "-dC/dz":
            return t.Sum(((-1, slope),), tensor.span)
        if self.binding.delta == HALVED:
            return t.Over(t.Sum(((-1, slope),), tensor.span), t.Constant(Fraction(2)), tensor.span)
        return slope

    def _own_cost(self, tensor: t.Tensor) -> t.Term:
        """The cost of the error's sample, where the document has one; else the whole cost."""
        for letter in self.binding.letters("cost"):
            share = self.definitions.get(f"{letter}_")
            if share is not None and share.kinds == (Kind(SAMPLE),):
                return t.Alias(share.name, (tensor.sample or t.Unit(1),), span=tensor.span)
        return t.Cost()

    def _layer(self, node: n.Name, role: str, layer: t.Layer | None,
               indices: tuple[t.Index, ...]) -> t.Layer:
        """The layer by its number from 0, whatever the document counts from."""
        if role == "input":
            return t.Layer("")
        if role in ("target", "prediction") or t.Unit("out") in indices:
            return t.Layer("L") if role != "weight" or layer is None else layer
        if layer is None and node.base in self.binding.letter_layers:
            return t.Layer("", self.binding.letter_layers[node.base])
        if layer is None:
            return self._unknown(node, indices)
        leads = role == "weight" or (role == "bias" and not self.binding.ahead)
        return layer + self.binding.offset if leads else layer

    def _unknown(self, node: n.Name, indices: tuple[t.Index, ...]) -> t.Layer:
        """A layer that isn't written: to be found by what the indices count."""
        if t.Unit("class") in indices:
            return t.Layer("L")
        if any(isinstance(index, t.Letter) for index in indices):
            return t.Layer("?" + "_".join([node.base, *map(_index_key, indices)]))
        return t.Layer(BARE)

    def _places(self, node: n.Name, role: str,
                ) -> tuple[t.Layer | None, t.Index | None, tuple[t.Index, ...], list[n.Script]]:
        """Layer, sample, indices, and the scripts that are powers or transposes."""
        layer: t.Layer | None = None
        sample: t.Index | None = None
        rest = []
        subs = [*_digits(node)] if role == "weight" else list(node.subs)
        if self.binding.subscript_layers and len(subs) == 1 and role in NUMBERED:
            layer = self.layer_of(subs[0])
            subs = [] if layer is not None else subs
        if role not in ("weight", "parameter") and len(subs) == 2:
            sample, subs = self._pattern(subs, self.binding.sample_places.get(node.base))
        elif role in OF_SAMPLES and len(subs) == 1 and getattr(
                subs[0], "base", "") in self.binding.sampled:
            sample, subs = self.index(subs[0]), []
        for script in node.sups:
            found = self._script(script, role)
            if role == "target" and isinstance(found, t.Layer) and found.base and found.offset:
                raise ReadError("a target of another layer or sample than its own", node.span[0])
            if isinstance(found, t.Layer) and layer is None:
                layer = found
            elif isinstance(found, (t.Letter, t.Unit)):
                sample = found
            else:
                rest.append(script)
        return layer, sample, tuple(map(self.index, subs)), rest

    def _pattern(self, subs: list[n.Node], place: int | None,
                 ) -> tuple[t.Index | None, list[n.Node]]:
        """o_{pj}, y_{j,c}: of two indices on a unit, the one that counts samples; where the letter
        has its samples at one place, the one there."""
        counting = [k for k, sub in enumerate(subs) if isinstance(sub, n.Name)
                    and sub.base in self.binding.samples]
        if not counting:
            return None, subs
        at = place if place is not None and len(counting) == 1 else counting[0]
        return self.index(subs[at]), subs[:at] + subs[at + 1:]

    def _script(self, script: n.Script, role: str) -> t.Layer | t.Index | None:
        """The layer or sample that a superscript says; None for a power or a transpose."""
        if is_transpose(script):
            return None
        layer = self.layer_of(script.body)
        letter = script.body.base if isinstance(script.body, n.Name) else ""
        if role in ("target", "input", "prediction") and script.style and letter:
            return self.index(script.body)
        if letter in self.binding.samples and script.style != "[]":
            return self.index(script.body)
        bare = script.style == "" and layer is not None and not layer.base
        given = role == "post" and layer == t.Layer("")  # a^0, no power but what layer 1 is given
        return None if bare and not given and not self.binding.bare_numbers else layer


def _index_key(index: t.Index) -> str:
    return f"{index.name}{index.scope}" if isinstance(index, t.Letter) else str(index.which)


def _digits(weight: n.Name) -> Sequence[n.Node]:
    """The 1 and 2 of w_{12}, with a layer above: a weight has two indices."""
    number = weight.subs[0] if len(weight.subs) == 1 and weight.sups else None
    if not isinstance(number, n.Number) or len(number.text) != 2 or not number.text.isdecimal():
        return weight.subs
    start, end = number.span
    return (n.Number(number.text[0], (start, end - 1)), n.Number(number.text[1], (end - 1, end)))
