"""The gallery's pictures: one function for each, whose body is the code that stands beside it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from chalkgrad import Value, dot, nn, viz


def neuron() -> Value:
    """A neuron of two inputs and its cost."""
    w, x = [Value(0.5, "w_1"), Value(-1.0, "w_2")], [Value(2.0, "x_1"), Value(1.0, "x_2")]
    z = dot(w, x, Value(0.3, "b"))
    a = z.sigmoid()
    C: Value = 0.5 * (a - Value(1.0, "y")) ** 2
    z.label, a.label, C.label = "z", "a", "C"
    C.backward()
    return C


def cost(*sizes: int) -> Value:
    """The cost of a network of these sizes on one sample."""
    net = nn.MLP(sizes, seed=0)
    x = [math.sin(i + 1) for i in range(sizes[0])]
    C: Value = nn.half_sse(net(x), [1.0] + [0.0] * (sizes[-1] - 1))
    C.label = "C"
    C.backward()
    return C


def ring() -> tuple[list[list[float]], list[list[int]]]:
    """Points in a square, and whether they lie in a circle, but for some noise."""
    noise = random.Random(0)
    points = [[noise.uniform(-1.5, 1.5), noise.uniform(-1.5, 1.5)] for _ in range(150)]
    return points, [[int(math.hypot(*point) + noise.gauss(0, 0.08) < 1)] for point in points]


def trained(optimizer: Any) -> tuple[nn.MLP, nn.History]:
    """A network of 2-6-1 units that has learned the ring, and how it went."""
    net, (X, Y) = nn.MLP([2, 6, 1], "tanh", "sigmoid", seed=0), ring()
    return net, nn.fit(net, X, Y, nn.binary_cross_entropy, optimizer, epochs=50, batch_size=8,
                       progress=False)


# Diagrams

def diagram() -> viz.Drawing:
    """A diagram

    Values in green, gradients in red, local derivatives along the edges as formula and number.
    Inputs, parameters, operations and the output differ in shape and border, not only in colour.
    """
    return viz.draw(neuron())


def expanded() -> viz.Drawing:
    """Σ expanded

    Every product is a node of its own. Formulas only, from top to bottom.
    """
    return viz.draw(neuron(), sums="expanded", edges="formula", direction="TB")


def dark() -> viz.Drawing:
    """Dark"""
    return viz.draw(neuron(), theme="dark", edges="number")


def grey() -> viz.Drawing:
    """For print

    Everything can be told apart in grey.
    """
    return viz.draw(neuron(), theme="print", edges="formula")


def projector() -> viz.Drawing:
    """For the projector

    Large letters, strong lines.
    """
    return viz.draw(neuron(), theme="projector", edges="none", legend=False)


# Large graphs

def layers() -> viz.Drawing:
    """Layers in frames

    As the labels of `nn` say; `frames="neuron"` frames neurons as well.
    """
    return viz.draw(cost(2, 2, 1), frames="layer")


def neurons() -> viz.Drawing:
    """A box for each neuron

    Weights and sums are inside; the local derivatives are multiplied out over all ways through.
    """
    return viz.draw(cost(2, 3, 2), collapse="neuron")


def folded() -> viz.Drawing:
    """5,044 nodes in 12 boxes

    Nodes that are equal in structure become one, with a general index and the span of their
    values and gradients; × 4096 says how many. It is done by itself where a graph has more than
    1,000 nodes, and the picture says so.
    """
    return viz.draw(cost(64, 64, 10), direction="TB")


def by_layer() -> viz.Drawing:
    """A box for each layer"""
    return viz.draw(cost(64, 64, 10), collapse="layer")


def chain() -> viz.Drawing:
    """A chain folded upon itself

    Without any labels: thirty thousand links, of which each is computed from the one before.
    """
    x, w = Value(0.3, "x"), Value(0.5, "w")
    y = x
    for _ in range(10_000):
        y = (y * w + x).relu()
    y.backward()
    return viz.draw(y)


# Networks

def weights() -> viz.NetworkDrawing:
    """A network at a glance

    A line is as wide as its weight and dashed if that is negative; 1 stands for the biases.
    """
    net, _ = trained(nn.Adam(0.05))
    return viz.network(net, outputs=[r"\hat{y}"])


def gradients() -> viz.NetworkDrawing:
    """Gradients as widths"""
    net = nn.MLP([3, 4, 2], "tanh", "softmax", seed=1)
    nn.log_likelihood(net([1.0, -0.5, 2.0]), 0).backward()
    return viz.network(net, "gradients", theme="print", outputs=["cat", "dog"])


def wide() -> viz.NetworkDrawing:
    """Layers of any width"""
    net = nn.MLP([784, 30, 10], "relu", "softmax", seed=1)
    return viz.network(net, most=7, theme="dark", outputs=[str(digit) for digit in range(10)])


# Plots

def sigmoid() -> viz.Plot:
    """An activation, its slope and where it saturates

    Formulas and numbers come from the rule table.
    """
    return viz.activation("sigmoid")


def own_activation() -> viz.Plot:
    """An activation of your own"""
    return viz.activation(lambda z: z * z.sigmoid(), theme="dark")


def losses() -> viz.Plot:
    """Losses by epoch"""
    return viz.loss_curve({"SGD, η = 0.3": trained(nn.SGD(0.3))[1],
                           "Adam, η = 0.05": trained(nn.Adam(0.05))[1]})


def boundary() -> viz.Plot:
    """Where a network changes its mind

    Samples on the wrong side are ringed.
    """
    net, _ = trained(nn.Adam(0.05))
    return viz.decision_boundary(net, *ring(), resolution=60)


# In a terminal

def terminal() -> viz.Text:
    """In a terminal

    Shared nodes are spelled out once and then referred to with ↑.
    """
    return viz.text(cost(2, 2, 1), width=96)


ROOMS: dict[str, tuple[Callable[[], Any], ...]] = {
    "Diagrams": (diagram, expanded, dark, grey, projector),
    "Large graphs": (layers, neurons, folded, by_layer, chain),
    "Networks": (weights, gradients, wide),
    "Plots": (sigmoid, own_activation, losses, boundary), "Text": (terminal,)}
