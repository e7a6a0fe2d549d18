"""Networks and their gradients as NumPy arrays, numbered as on the board: w[l], b[l], l = 1 … L."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chalkgrad import Value, grad, nn

Array: TypeAlias = NDArray[np.float64]
Layers: TypeAlias = dict[int, Array]
Cost: TypeAlias = Callable[[list[Value]], Value]


class Parameters(NamedTuple):
    """The weights w[l], shape (from, to), and the biases b[l], shape (to,), of layers l = 1 … L."""

    w: Layers
    b: Layers

    @property
    def transposed(self) -> Parameters:
        """The same for notes that write w_ij to i from j: w[l] of shape (to, from)."""
        return Parameters({layer: w.T for layer, w in self.w.items()}, self.b)


class Gradients(NamedTuple):
    """What backward() found: ∂C/∂z and ∂C/∂a of every layer, and those by the parameters."""

    z: Layers
    a: Layers
    parameters: Parameters


def sigmoid(z: Array) -> Array:
    """σ(z) = 1/(1 + e⁻ᶻ), as on the board."""
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z: Array) -> Array:
    """σ′(z) = σ(z)(1 − σ(z)), as on the board."""
    return sigmoid(z) * (1 - sigmoid(z))


def network(sizes: Sequence[int], seed: int, activation: str = "sigmoid",
            output: str | None = None) -> nn.MLP:
    """A network with normally distributed parameters, of variance 1 over a layer's inputs.

    >>> parameters(network([2, 3, 1], seed=0)).w[1].shape
    (2, 3)
    """
    net = nn.MLP(sizes, activation, output)
    generator = np.random.default_rng(seed)
    for layer in net.layers:
        for parameter in layer.parameters():
            parameter.data = float(generator.normal(scale=len(layer.w) ** -0.5))
    return net


def normal(shape: int | tuple[int, int], seed: int) -> Array:
    """Inputs from the standard normal distribution."""
    return np.random.default_rng(seed).normal(size=shape)


def one_hot(classes: int, samples: int, seed: int) -> Array:
    """Random classes as columns of 0s and a 1, shape (classes, samples)."""
    return np.eye(classes)[:, np.random.default_rng(seed).integers(0, classes, samples)]


def numbers(values: Sequence[Value]) -> Array:
    """The data of Values, shape (n,)."""
    return np.array([value.data for value in values], float)


def slopes(values: Sequence[Value]) -> Array:
    """The `grad` of Values, shape (n,)."""
    return np.array([value.grad for value in values], float)


def parameters(net: nn.MLP, read: Callable[[Sequence[Value]], Array] = numbers) -> Parameters:
    """Every layer's weights and biases; with read=slopes, the derivatives by them."""
    return Parameters({layer.number: np.array([read(row) for row in layer.w])
                       for layer in net.layers},
                      {layer.number: read(layer.b) for layer in net.layers})


def backward(net: nn.MLP, cost: Value) -> Parameters:
    """The derivatives of a cost by the network's parameters, by the graph."""
    net.zero_grad()
    cost.backward()
    return parameters(net, slopes)


def gradients(net: nn.MLP, x: ArrayLike, cost: Cost) -> Gradients:
    """All derivatives of cost(output) for one sample x, by the graph; a[0] is that by the input."""
    trace = net.trace(np.asarray(x, float).tolist())
    found = backward(net, cost(trace.a[-1]))
    return Gradients({layer: slopes(z) for layer, z in enumerate(trace.z) if layer},
                     {layer: slopes(a) for layer, a in enumerate(trace.a)}, found)


def jacobian(outputs: Sequence[Value], inputs: Sequence[Value]) -> Array:
    """∂output_j/∂input_i by the graph, shape (outputs, inputs)."""
    return np.array([grad(output, inputs) for output in outputs])
