"""The equations of the notes on binary classification that do not hold as written."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from chalkgrad import nn

from .arrays import (
    Array,
    Cost,
    Gradients,
    Parameters,
    gradients,
    jacobian,
    network,
    normal,
    numbers,
    parameters,
    sigmoid,
    sigmoid_prime,
)
from .report import Erratum, relative_error

SIZES = (3, 5, 4, 3)
TARGET = np.array([0.0, 1.0, 1.0])


class Case(NamedTuple):
    """One sample in a network of three layers: its activations, and what the graph finds."""

    net: nn.MLP
    parameters: Parameters
    z: list[Array]
    a: list[Array]
    graph: Gradients


def case(cost: Cost, seed: int) -> Case:
    """A random network and sample under a cost of its outputs."""
    net, x = network(SIZES, seed), normal(SIZES[0], seed + 1)
    trace = net.trace(x.tolist())
    return Case(net, parameters(net), [numbers(z) for z in trace.z], [numbers(a) for a in trace.a],
                gradients(net, x, cost))


def errata(seed: int = 0) -> list[Erratum]:
    """All of them, in the order of the notes."""
    squares = case(partial(nn.half_sse, y=TARGET.tolist()), seed)
    entropy = case(partial(nn.binary_cross_entropy, y=TARGET.tolist()), seed)
    return [missing_prime(squares), wrong_left_side(squares), missing_sum(squares),
            sum_for_derivative(squares), letter_for_one(entropy), missing_factor(entropy),
            difference_for_product(entropy)]


def missing_prime(case: Case) -> Erratum:
    """δ of the output layer with σ for σ′."""
    slope = -(TARGET - case.a[3])
    return Erratum("δ of the output layer", "δ_j^L = −(y_j − a_j) σ(z_j)",
                   "δ_j^L = −(y_j − a_j) σ′(z_j)",
                   "∂a_j/∂z_j is σ′; and this is δ for L = ½ Σ_j (a_j − y_j)² alone",
                   slope * sigmoid(case.z[3]), slope * sigmoid_prime(case.z[3]), case.graph.z[3])


def wrong_left_side(case: Case) -> Erratum:
    """∂z/∂b, which is 1, set equal to ∂L/∂b."""
    delta = -(TARGET - case.a[3]) * sigmoid_prime(case.z[3])
    return Erratum("The bias", "∂z_j/∂b_j = ∂L/∂a_j · ∂a_j/∂z_j · ∂z_j/∂b_j",
                   "∂L/∂b_j = ∂L/∂a_j · ∂a_j/∂z_j · ∂z_j/∂b_j",
                   "∂z_j/∂b_j = 1, as the next line says; the product is ∂L/∂b_j = δ_j",
                   np.ones(3), delta, case.graph.parameters.b[3])


def chain(unit: str) -> str:
    """The factors from L to w_ij through one unit of the hidden layer."""
    return ("∂L/∂z_k^{l+1} ∂z_k^{l+1}/∂a_i^l ∂a_i^l/∂z_i^l ∂z_i^l/∂w_ij"
            .replace("_i^", f"_{unit}^"))


def missing_sum(case: Case) -> Erratum:
    """∂L/∂w of a hidden layer through one unit k alone: the best k is taken."""
    want = case.graph.parameters.w[2]
    through = case.graph.z[3] * case.parameters.w[3]
    terms = [np.outer(case.a[1], share * sigmoid_prime(case.z[2])) for share in through.T]
    return Erratum("∂L/∂w_ij of the hidden layer", f"= {chain('i')}", f"= Σ_k {chain('j')}",
                   "through a_j and every k; measured with the best single k, and a_j",
                   min(terms, key=lambda term: relative_error(term, want)), sum(terms), want)


def sum_for_derivative(case: Case) -> Erratum:
    """∂z/∂a written as z itself."""
    trace = case.net.trace(case.a[0].tolist())
    want = jacobian(trace.z[3], trace.a[2])
    return Erratum("Into the next layer", "∂z_k^{l+1}/∂a_j^l = Σ_g w_jk a_j^l + b^{l+1}",
                   "z_k^{l+1} = Σ_j w_jk a_j^l + b_k^{l+1}, so ∂z_k^{l+1}/∂a_j^l = w_jk",
                   "the right side is z_k itself, and g is nowhere in it",
                   np.broadcast_to(case.z[3][:, None], want.shape), case.parameters.w[3].T, want)


def letter_for_one(case: Case) -> Erratum:
    """The letter i, which is also the index, for the number 1 in the cross-entropy."""
    y, p, i = TARGET, case.a[3], np.arange(1.0, 4.0)
    node = nn.binary_cross_entropy(case.net(case.a[0].tolist()), y.tolist())
    return Erratum("Binary cross-entropy", "−Σ_{i=1}^m (y_i log ŷ_i + (i − y_i) log(i − ŷ_i))",
                   "−Σ_{i=1}^m (y_i log ŷ_i + (1 − y_i) log(1 − ŷ_i))",
                   "i for 1: the sum still has a value, so that no program complains",
                   -(y * np.log(p) + (i - y) * np.log(i - p)).sum(),
                   -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum(), node.data)


def missing_factor(case: Case) -> Erratum:
    """δ of the cross-entropy without ∂a/∂z."""
    by_output = -TARGET / case.a[3] + (1 - TARGET) / (1 - case.a[3])
    return Erratum("δ of the cross-entropy", "δ^L = (−y/ŷ + (1 − y)/(1 − ŷ))",
                   "δ^L = (−y/ŷ + (1 − y)/(1 − ŷ)) · ŷ(1 − ŷ)",
                   "δ^L = ∂L/∂a · ∂a/∂z: this is ∂L/∂a, the second factor is missing",
                   by_output, by_output * case.a[3] * (1 - case.a[3]), case.graph.z[3])


def difference_for_product(case: Case) -> Erratum:
    """δ of the cross-entropy with a minus sign for the product in ∂a/∂z."""
    a = case.a[3]
    by_output = -TARGET / a + (1 - TARGET) / (1 - a)
    return Erratum("The same with the factor", "δ^L = (−y_i/ŷ_i + (1−y_i)/(1−ŷ_i)) (ŷ_i − (1−ŷ_i))",
                   "δ^L = (−y_i/ŷ_i + (1−y_i)/(1−ŷ_i)) ŷ_i (1−ŷ_i) = ŷ_i − y_i",
                   "∂a/∂z = ŷ(1 − ŷ) is a product; a minus sign stands in its place",
                   by_output * (a - (1 - a)), a - TARGET, case.graph.z[3])
