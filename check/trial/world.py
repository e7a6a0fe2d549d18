"""A random network to hold formulas against: every quantity a node of a graph of Values."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...engine import Value, dot, exp, log, relu, sigmoid, sin, softmax, softplus, tanh, total
from ...engine.walk import adjoints

Activation = Callable[[Value], Value]


def smooth(z: Value) -> Value:
    """No activation in particular: nothing that holds for it holds by accident."""
    whole: Value = softplus(z) + sin(1.7 * z) * 0.3
    return whole


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": sigmoid, "tanh": tanh, "relu": relu, "softplus": softplus,
    "linear": lambda z: z * 1, "any": smooth,
}


BIASES = ("added", "subtracted", "added in the function", "subtracted in the function")
OWN = "own"  # the activation that the document defines itself


@dataclass(frozen=True)
class Shape:
    """How the network is built: widths of layers 0…L, samples, activations by name; `form` is that
    of the activation OWN."""

    sizes: tuple[int, ...] = (4, 6, 5, 3)
    samples: int = 1
    activation: str = "sigmoid"
    output: str = ""
    one_hot: bool = False
    biased: bool = True
    biases: str = "added"
    unbiased: frozenset[int] = frozenset()
    form: Any = None

    @property
    def last(self) -> int:
        """The number of the last layer, L."""
        return len(self.sizes) - 1


class World:
    """One random point of a network; all numbers are of one kind (float or mpf).

    `a[s][l][j]`, `z[s][l][j]`, `y[s][j]` for sample s, layer l, unit j; `w[l][i][j]` from i to j;
    `free` are letters of the document's own. `own` is its own activation function.
    """

    def __init__(self, shape: Shape, seed: int, number: Callable[[Any], Any] = float,
                 own: Callable[[World, Value], Value] | None = None) -> None:
        self.shape, self.seed, self.number, self.own = shape, seed, number, own
        self.free: dict[tuple[Any, ...], Value] = {}
        self.dice = random.Random(seed)
        self._slopes: dict[Value, dict[Value, Any]] = {}
        self._draw()
        self.z: list[list[list[Value]]] = []
        self.a: list[list[list[Value]]] = []
        for x in self.x:
            self._forward(x)

    def value(self, low: float, high: float) -> Value:
        """A new leaf, drawn from [low, high]; the same number whatever its kind."""
        return Value(self.number(self.dice.uniform(low, high)))

    def _draw(self) -> None:
        sizes, samples = self.shape.sizes, self.shape.samples
        self.x = [[self.value(-1.5, 1.5) for _ in range(sizes[0])] for _ in range(samples)]
        self.w: list[list[list[Value]]] = [[]] + [
            [[self.value(-1.2, 1.2) for _ in range(n)] for _ in range(m)]
            for m, n in zip(sizes, sizes[1:])]
        self.b: list[list[Value]] = [[]] + [
            [self._bias(layer) for _ in range(n)] for layer, n in enumerate(sizes[1:], 1)]
        self.label = [self.dice.randrange(sizes[-1]) for _ in range(samples)]
        self.y = [[self._target(s, j) for j in range(sizes[-1])] for s in range(samples)]

    def _bias(self, layer: int) -> Value:
        drawn = self.value(-0.8, 0.8)
        biased = self.shape.biased and layer not in self.shape.unbiased
        return drawn if biased else Value(self.number(0))

    def _target(self, s: int, j: int) -> Value:
        drawn = self.value(0.1, 0.9)
        one_hot = self.shape.one_hot and self.shape.sizes[-1] > 1  # one unit would always be 1
        return Value(self.number(int(j == self.label[s]))) if one_hot else drawn

    def _forward(self, x: list[Value]) -> None:
        a, z = [x], [list[Value]()]
        for layer in range(1, len(self.shape.sizes)):
            biases = self._signed(self.b[layer])
            columns = [[row[j] for row in self.w[layer]] for j in range(len(biases))]
            if self.shape.biases.endswith("in the function"):
                z.append([dot(weights, a[-1]) for weights in columns])
                a.append(self.activated([s + b for s, b in zip(z[-1], biases)], layer))
            else:
                z.append([dot(weights, a[-1], b) for weights, b in zip(columns, biases)])
                a.append(self.activated(z[-1], layer))
        self.z.append(z)
        self.a.append(a)

    def _signed(self, biases: list[Value]) -> list[Value]:
        """What is added to the weighted sums: −θ of thresholds."""
        return [-b for b in biases] if self.shape.biases.startswith("subtracted") else biases

    def moved(self, new: Mapping[Value, Value]) -> World:
        """The world with other leaves in the place of some."""
        world = copy(self)
        world.w = [[[new.get(w, w) for w in row] for row in layer] for layer in self.w]
        world.free = {key: new.get(value, value) for key, value in self.free.items()}
        world.z, world.a, world._slopes = [], [], {}
        for x in self.x:
            world._forward(x)
        return world

    def activated(self, z: Sequence[Value], layer: int) -> list[Value]:
        """The activations of that layer."""
        name = self.shape.activation
        if layer == self.shape.last and self.shape.output:
            name = self.shape.output
        if name == "softmax":
            return list(softmax(z))
        return [self.function(name)(each) for each in z]

    def function(self, name: str) -> Activation:
        """The activation of that name."""
        own = self.own
        if name != OWN or own is None:
            return ACTIVATIONS[name]
        return lambda z: own(self, z)

    def slopes(self, of: Value) -> dict[Value, Any]:
        """∂of/∂node for every node below `of`, kept for the next question."""
        if of not in self._slopes:
            self._slopes[of] = adjoints(of)
        return self._slopes[of]

    def exact(self, value: Fraction) -> Any:
        """A constant in this world's kind of number."""
        if value.denominator == 1:
            return int(value)
        return self.number(value.numerator) / value.denominator


Outputs = Sequence[Sequence[Value]]


def _each(rule: Callable[[Value, Value], Value]) -> Callable[[Outputs, Outputs], Value]:
    return lambda As, Ys: total([rule(a, y) for one, ys in zip(As, Ys) for a, y in zip(one, ys)])


def _entropy(a: Value, y: Value) -> Value:
    loss: Value = -(y * log(a) + (1 - y) * log(1 - a))
    return loss


def _some(As: Outputs, Ys: Outputs) -> Value:
    """No cost in particular, and no sum of one term per output either."""
    terms = [(0.7 + 0.4 * k) * exp(0.6 * a) * y + sin(a + 0.3 * k) * a
             for one, ys in zip(As, Ys) for k, (a, y) in enumerate(zip(one, ys))]
    whole: Value = total(terms) + total([one[0] * one[-1] for one in As])
    return whole


_SSE = _each(lambda a, y: (a - y) ** 2)
COSTS: dict[str, tuple[str, Callable[[Outputs, Outputs], Value]]] = {
    "any": ("not stated", _some),
    "half-sse": ("half the sum of squared errors, ½ Σ (a − y)²", lambda a, y: _SSE(a, y) / 2),
    "sse": ("the sum of squared errors, Σ (a − y)²", _SSE),
    "mse": ("the mean squared error, 1/n Σ (a − y)²", lambda a, y: _SSE(a, y) / len(a[0])),
    "half-mse": ("half the mean squared error over the samples, 1/(2n) Σ ‖y − a‖²",
                 lambda a, y: _SSE(a, y) / (2 * len(a))),
    "cross-entropy": ("the binary cross-entropy, −Σ (y ln a + (1 − y) ln(1 − a))", _each(_entropy)),
    "flipped": ("the cross-entropy with flipped labels, −Σ ((1 − t) ln y + t ln(1 − y))",
                _each(lambda a, y: _entropy(a, 1 - y))),
    "log-likelihood": ("the negative log-likelihood of the class, −Σ y ln a",
                       _each(lambda a, y: -y * log(a))),
}
