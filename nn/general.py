r"""The derivation of a network's gradient over general indices, as lecture notes write it.

δ_j^{(l)}, or [Δb_j^{(l)}], is ∂C/∂z_j^{(l)} = ∂C/∂b_j^{(l)}: in the output layer from the cost, in
a hidden layer from the layer after it. The slopes of the activations come from the rule table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..engine import RULES, ChalkgradError, Symbol
from . import losses
from .network import MLP
from .spelling import as_text, at, bracketed, slope

Notation = Literal["delta", "Delta"]
WIDEST = 100  # characters of a line
NOTATIONS = ("delta", "Delta")
SLOPES: dict[Any, Callable[[Any, Any], Any]] = {  # ∂C/∂a_j
    losses.half_sse: lambda a, y: a - y,
    losses.mse: lambda a, y: 2 * (a - y) / Symbol("n_L"),
    losses.binary_cross_entropy: lambda a, y: (a - y) / (a * (1 - a)),
}
TARGETS = {losses.binary_cross_entropy: "y_{j}", losses.bce_with_logits: "y_{j}",
           losses.log_likelihood: "[{j} = c]", losses.cross_entropy_with_logits: "[{j} = c]"}
CANCELLED = {  # pairs for which ∂C/∂z_j is output − target, and that output
    (losses.binary_cross_entropy, "sigmoid"): "{a}",
    (losses.bce_with_logits, "sigmoid"): "{a}", (losses.bce_with_logits, "linear"): r"\sigma({z})",
    (losses.log_likelihood, "softmax"): "{a}", (losses.cross_entropy_with_logits, "softmax"): "{a}",
    (losses.cross_entropy_with_logits, "linear"): r"\operatorname{{softmax}}_{j}({z_all})",
}
_NAME = re.compile(r"([wba])_(?:\{(\w),?(\w)?\}|(\w))\^\{?\((\w)\)\}?")


class DerivationError(ChalkgradError, ValueError):
    """There is no such general derivation."""


@dataclass(frozen=True)
class GeneralDerivation:
    """Equations over the indices i, j and l; each of `lines` holds its sides in LaTeX."""

    lines: tuple[tuple[str, ...], ...]

    def latex(self) -> str:
        """An align* for a document that loads amsmath."""
        rows = " \\\\\n".join(f"{head} &= " + " = ".join(sides) for head, *sides in self.lines)
        return f"\\begin{{align*}}\n{rows}\n\\end{{align*}}"

    def _repr_latex_(self) -> str:
        return self.latex()

    def __str__(self) -> str:
        return "\n".join(_line([as_text(side) for side in line]) for line in self.lines)

    __repr__ = __str__


def _line(sides: list[str]) -> str:
    """An equation, with a line for each step where it is too wide for one."""
    head, *steps = sides
    narrow = len(" = ".join(sides)) <= WIDEST
    return f"{head} = " + (" = " if narrow else "\n" + " " * len(head) + " = ").join(steps)


def general(net: MLP, x: str, cost: Any = losses.half_sse,
            notation: Notation = "delta") -> GeneralDerivation:
    r"""∂C/∂x for a weight, bias or activation with letters for indices, from layer to layer.

    x names it: "w_{i,j}^{(l)}" (from i to j), "b_j^{(l)}" or "a_j^{(l)}"; with (L) the output
    layer alone is derived. `cost` is one of nn's losses, and "Delta" writes [Δb_j] for δ_j.
    The class of a cost over classes is called c. Raises DerivationError where the notes have no
    such formula.

    >>> print(general(MLP([2, 3, 1], seed=0), "w_{i,j}^{(l)}"))
    δⱼ⁽ᴸ⁾ = ∂C/∂aⱼ⁽ᴸ⁾ · ∂aⱼ⁽ᴸ⁾/∂zⱼ⁽ᴸ⁾ = (aⱼ⁽ᴸ⁾ − yⱼ) · aⱼ⁽ᴸ⁾(1 − aⱼ⁽ᴸ⁾)
    δⱼ⁽ˡ⁾ = Σₖ ∂C/∂zₖ⁽ˡ⁺¹⁾ · ∂zₖ⁽ˡ⁺¹⁾/∂aⱼ⁽ˡ⁾ · ∂aⱼ⁽ˡ⁾/∂zⱼ⁽ˡ⁾
          = Σₖ δₖ⁽ˡ⁺¹⁾ wⱼ,ₖ⁽ˡ⁺¹⁾ · aⱼ⁽ˡ⁾(1 − aⱼ⁽ˡ⁾)
    ∂C/∂wᵢ,ⱼ⁽ˡ⁾ = ∂C/∂zⱼ⁽ˡ⁾ · ∂zⱼ⁽ˡ⁾/∂wᵢ,ⱼ⁽ˡ⁾ = δⱼ⁽ˡ⁾ aᵢ⁽ˡ⁻¹⁾
    """
    letter, i, j, layer = _parsed(x)
    if notation not in NOTATIONS:
        raise DerivationError(f"there is no notation {notation!r}; write 'delta' or 'Delta'")
    page = _Page(i, j, notation)
    lines = [page.output(net.output, cost)] if letter != "a" or layer == "l" else []
    if layer == "l" and len(net.layers) > 1:
        lines += page.hidden(net.activation)
    return GeneralDerivation(tuple(dict.fromkeys([*lines, page.last(letter, layer, net, cost)])))


class _Page:
    """The notation of one derivation, and its equations."""

    def __init__(self, i: str, j: str, notation: Notation) -> None:
        self.i, self.j = i, j
        self.k = next(letter for letter in "kmn" if letter not in (i, j))
        self.notation = notation

    def delta(self, j: str, layer: str) -> str:
        """∂C/∂z_j by its short name."""
        return (rf"\delta_{j}^{{({layer})}}" if self.notation == "delta"
                else rf"[\Delta b_{j}^{{({layer})}}]")

    def name(self, node: str) -> str:
        """∂C/∂node, with its short name where there is one."""
        return rf"[\Delta {node}]" if self.notation == "Delta" else slope("C", node)

    def output(self, activation: str, cost: Any) -> tuple[str, ...]:
        """δ_j^{(L)} from the cost."""
        a, z = at("a", self.j, "L"), at("z", self.j, "L")
        if (cost, activation) in CANCELLED:
            return (self.delta(self.j, "L"), slope("C", z), self._difference(cost, activation))
        by_a, by_z = self.cost_slope(cost), activation_slope(activation, a, z)
        return (self.delta(self.j, "L"), rf"{slope('C', a)} \cdot {slope(a, z)}",
                rf"{bracketed(by_a)} \cdot {by_z}")

    def hidden(self, activation: str) -> Iterator[tuple[str, ...]]:
        """δ_j^{(l)} from the layer after it."""
        a, z = at("a", self.j, "l"), at("z", self.j, "l")
        chain, shares = self._sum()
        by_z = activation_slope(activation, a, z)
        if self.notation == "Delta":
            yield self.name(a), chain, shares
            chain, shares = slope("C", a), self.name(a)
        yield (self.delta(self.j, "l"), rf"{chain} \cdot {slope(a, z)}", rf"{shares} \cdot {by_z}")

    def last(self, letter: str, layer: str, net: MLP, cost: Any) -> tuple[str, ...]:
        """The derivative that was asked for."""
        z, delta = at("z", self.j, layer), self.delta(self.j, layer)
        if letter == "a":
            return self._by_a(layer, cost)
        if letter == "b" and self.notation == "Delta":
            return self.delta(self.j, layer), slope("C", z)
        node = at("b", self.j, layer) if letter == "b" else at("w", f"{self.i},{self.j}", layer)
        below = at("a", self.i, "L-1" if layer == "L" else "l-1")
        chain = rf"{slope('C', z)} \cdot {slope(z, node)}"
        if letter == "b":
            return self.name(node), chain, rf"{delta} \cdot 1", delta
        return self.name(node), chain, f"{delta} {below}"

    def cost_slope(self, cost: Any) -> str:
        """∂C/∂a_j^{(L)} as a formula."""
        if cost not in SLOPES:
            raise DerivationError(f"{getattr(cost, '__name__', cost)} has no ∂C/∂a_j over general "
                                  "indices with this output layer; write cost=nn.half_sse, nn.mse "
                                  "or nn.binary_cross_entropy, or give the output layer sigmoid, "
                                  "softmax or linear as the cost needs")
        formula = SLOPES[cost](Symbol(at("a", self.j, "L")), Symbol(f"y_{self.j}"))
        return str(formula.latex())

    def _by_a(self, layer: str, cost: Any) -> tuple[str, ...]:
        a = at("a", self.j, layer)
        if layer == "L":
            return self.name(a), self.cost_slope(cost)
        return (self.name(a), *self._sum())

    def _sum(self) -> tuple[str, str]:
        """∂C/∂a_j^{(l)} as a sum over the units k of the next layer."""
        a, z = at("a", self.j, "l"), at("z", self.k, "l+1")
        weight = at("w", f"{self.j},{self.k}", "l+1")
        return (rf"\sum_{self.k} {slope('C', z)} \cdot {slope(z, a)}",
                rf"\sum_{self.k} {self.delta(self.k, 'l+1')} {weight}")

    def _difference(self, cost: Any, activation: str) -> str:
        places = {"a": at("a", self.j, "L"), "z": at("z", self.j, "L"), "j": self.j,
                  "z_all": "z^{(L)}"}
        return (CANCELLED[cost, activation].format(**places) + " - "
                + TARGETS[cost].format(j=self.j))


def activation_slope(activation: str, a: str, z: str) -> str:
    r"""∂a/∂z by the rule table, in LaTeX.

    >>> activation_slope("tanh", "a", "z")
    '\\left(1 - a^{2}\\right)'
    """
    if activation == "linear":
        return "1"
    if activation == "softmax":
        raise DerivationError("each output of softmax depends on every z, so ∂a_j/∂z_j alone gives "
                              "no gradient; write cost=nn.log_likelihood for a softmax output")
    formula = RULES[activation].derivative(0, Symbol(a), [Symbol(z)])
    return bracketed(formula.latex())


def _parsed(x: str) -> tuple[str, str, str, str]:
    """The letter, its indices i and j, and l or L."""
    match = _NAME.fullmatch(x) if isinstance(x, str) else None
    letter, first, second, single, layer = match.groups("") if match else ("",) * 5
    if layer not in ("l", "L") or (letter == "w") != bool(second):
        raise DerivationError(f"{x!r} names no parameter with letters for indices; write "
                              "'w_{i,j}^{(l)}', 'b_j^{(l)}' or 'a_j^{(l)}', with (L) for the "
                              "output layer alone")
    return (letter, first, second, layer) if second else (letter, "i", first or single, layer)
