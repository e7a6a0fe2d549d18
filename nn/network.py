"""The multilayer perceptron: layers of weights w from i to j, biases b, activations a of z."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from ..engine import ChalkgradError, ShapeError, Value, sigmoid, softmax, tanh
from ..engine.layer import weighted_sums

Activation = Callable[[list[Value]], list[Value]]


def _each(function: Callable[[Any], Value]) -> Activation:
    return lambda zs: [function(z) for z in zs]


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": _each(sigmoid),
    "tanh": _each(tanh),
    "relu": _each(Value.relu),
    "linear": lambda zs: zs,
    "softmax": softmax,
}


class Trace(NamedTuple):
    """A forward pass: `a[l][j]` and `z[l][j]`, with l = 0 the input (a only), l = 1 … L layers."""

    a: list[list[Value]]
    z: list[list[Value]]


class Layer:
    """One layer: `w[i][j]` is the weight from input i to unit j, `b[j]` its bias.

    `number` counts layers from 1 and appears in the labels: w_{1,2}^{(1)}.
    """

    def __init__(self, inputs: int, outputs: int, activation: str, number: int,
                 draw: Callable[[], float]) -> None:
        self.activation = activation
        self.number = number
        self.w = [[Value(draw(), f"w_{{{i + 1},{j + 1}}}^{{({number})}}") for j in range(outputs)]
                  for i in range(inputs)]
        self.b = [Value(0.0, self._label("b", j)) for j in range(outputs)]
        self._z_labels = [self._label("z", j) for j in range(outputs)]
        self._a_labels = [self._label("a", j) for j in range(outputs)]

    def z(self, a: Sequence[Value]) -> list[Value]:
        """The pre-activations z_j = b_j + Σᵢ w_ij aᵢ, one Σ node each."""
        if len(a) != len(self.w):
            raise ShapeError(f"layer {self.number} takes {len(self.w)} inputs, but {len(a)} were "
                             f"given; give a list of {len(self.w)} numbers or Values")
        return _labelled(weighted_sums(self.w, a, self.b), self._z_labels)

    def activate(self, zs: list[Value]) -> list[Value]:
        """The activations a_j of the pre-activations z."""
        activated = ACTIVATIONS[self.activation](zs)
        return zs if activated is zs else _labelled(activated, self._a_labels)

    def parameters(self) -> Iterator[Value]:
        """The weights row by row, then the biases."""
        for row in self.w:
            yield from row
        yield from self.b

    def _label(self, letter: str, j: int) -> str:
        return f"{indexed(letter, j + 1)}^{{({self.number})}}"

    def __repr__(self) -> str:
        return f"Layer({len(self.w)} → {len(self.b)}, {self.activation})"


class MLP:
    """A multilayer perceptron of the given layer sizes, the input's first.

    `activation` names the hidden layers' function, `output` the last layer's (None: the same):
    "sigmoid", "tanh", "relu", "linear" or "softmax". Weights start uniform within
    ±√(6/(inputs + outputs)) (Glorot & Bengio 2010), before relu within ±√(6/inputs) (He et al.
    2015); biases start at 0; the same `seed` gives the same weights.

    >>> net = MLP([2, 3, 1], seed=0)
    >>> net
    MLP([2, 3, 1], activation='sigmoid', output='sigmoid')
    >>> net.layers[0].w[0][1].label, len(net([0.5, -1.0]))
    ('w_{1,2}^{(1)}', 1)
    """

    def __init__(self, sizes: Sequence[int], activation: str = "sigmoid",
                 output: str | None = None, seed: int | None = None) -> None:
        self.sizes = _checked_sizes(sizes)
        self.activation = _checked_activation(activation)
        self.output = _checked_activation(activation if output is None else output)
        generator = random.Random(seed)
        self.layers: list[Layer] = []
        for number, (i, o) in enumerate(zip(self.sizes, self.sizes[1:]), 1):
            name = self.output if number == len(self.sizes) - 1 else self.activation
            reach = math.sqrt(6 / (i if name == "relu" else i + o))
            self.layers.append(Layer(i, o, name, number,
                                     partial(generator.uniform, -reach, reach)))

    def __call__(self, x: Sequence[Any]) -> list[Value]:
        """The output activations for one sample x, a list of numbers or Values."""
        return self.trace(x).a[-1]

    def trace(self, x: Sequence[Any]) -> Trace:
        """Every activation and pre-activation of one forward pass.

        >>> trace = MLP([2, 3, 1], seed=0).trace([0.5, -1.0])
        >>> trace.a[0][1], len(trace.z[1]), trace.a[2][0].label
        (Value(-1, label='x_2'), 3, 'a_1^{(2)}')
        """
        trace = Trace([_inputs(x)], [[]])
        for layer in self.layers:
            trace.z.append(layer.z(trace.a[-1]))
            trace.a.append(layer.activate(trace.z[-1]))
        return trace

    def derivation(self, x: str, **options: Any) -> Any:
        """The derivation of ∂C/∂x over general indices; see `nn.general.general`."""
        from .general import general

        return general(self, x, **options)

    def parameters(self) -> Iterator[Value]:
        """Every weight and bias, layer by layer."""
        for layer in self.layers:
            yield from layer.parameters()

    def zero_grad(self) -> None:
        """Set the parameters' `grad` back to None."""
        for parameter in self.parameters():
            parameter.grad = None

    def __repr__(self) -> str:
        return f"MLP({self.sizes}, activation={self.activation!r}, output={self.output!r})"


def _inputs(x: Sequence[Any]) -> list[Value]:
    if not hasattr(x, "__iter__"):
        raise ShapeError(f"{x!r} ({type(x).__name__}) is no sample; give its inputs as a list, "
                         f"such as [{x!r}]")
    return [given if isinstance(given, Value) else Value(given, indexed("x", i))
            for i, given in enumerate(x, 1)]


def indexed(letter: str, number: int) -> str:
    """A letter with a subscript in LaTeX: x_1, x_{10}."""
    return f"{letter}_{number}" if number < 10 else f"{letter}_{{{number}}}"


def _labelled(nodes: list[Value], labels: list[str]) -> list[Value]:
    for node, label in zip(nodes, labels):
        node.label = label
    return nodes


def _checked_sizes(sizes: Sequence[int]) -> list[int]:
    checked = [int(size) for size in sizes]
    if len(checked) < 2 or min(checked) < 1 or checked != list(sizes):
        raise ShapeError(f"sizes {sizes!r} make no network; give the number of inputs and the "
                         "width of every layer, each at least 1: MLP([2, 3, 1])")
    return checked


def _checked_activation(name: str) -> str:
    if name not in ACTIVATIONS:
        raise ChalkgradError(f"there is no activation {name!r}; write one of "
                             + ", ".join(map(repr, ACTIVATIONS)))
    return name
