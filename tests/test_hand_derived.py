"""Five sets of lecture notes: their gradients by hand against the graph's, and their errata.

The formulas stand in chalkgrad.demos, each beside the lecture that shows it; here they meet random
networks of many shapes. A derivative holds if it is within 1e-13 of the largest in its layer.
"""

from functools import partial, reduce

import numpy as np
import pytest

from chalkgrad import Value, exp, grad, log, nn, sigmoid
from chalkgrad.demos import (
    binary_classifier,
    classifier_errata,
    deep_network,
    equations,
    equations_errata,
    flipped_labels,
    matrix_chain,
)
from chalkgrad.demos.arrays import (
    gradients,
    jacobian,
    network,
    normal,
    numbers,
    parameters,
    sigmoid_prime,
)

SHAPES = [(4, 1), (3, 2), (2, 5, 1), (5, 2, 3), (3, 5, 4, 2), (2, 6, 3, 5, 4), (3, 2, 5, 2, 4, 3)]
SEEDS = [0, 1, 2]
WRONG = 0.01

shapes = pytest.mark.parametrize("sizes", SHAPES, ids=lambda sizes: "-".join(map(str, sizes)))
seeds = pytest.mark.parametrize("seed", SEEDS)


def hold(comparisons):
    """Every comparison holds, beside the largest derivative in its layer; there is at least one."""
    largest = {}
    for item in comparisons:
        layer = item.name.partition("^")[2]
        largest[layer] = max(largest.get(layer, 0), np.max(np.abs(item.by_graph)))
    assert largest
    for item in comparisons:
        near(item.by_hand, item.by_graph, largest[item.name.partition("^")[2]])


def near(got, want, scale=None):
    assert np.shape(got) == np.shape(want)
    scale = np.max(np.abs(want)) if scale is None else scale
    assert scale > 0 and np.max(np.abs(np.subtract(got, want))) <= 1e-13 * scale


def one_output(sizes):
    return (*sizes[:-1], 1)


# The notes on a deep sigmoid network

@shapes
@seeds
def test_the_algorithm_of_the_deep_network(sizes, seed):
    found = deep_network.compare(sizes, seed)
    assert list(found) == list(range(len(sizes) - 1, 0, -1))
    hold([item for items in found.values() for item in items])
    assert sum(map(len, found.values())) == 3 * len(found) - 1


def test_the_algorithm_needs_an_input_layer_at_depth_one():
    assert [deep_network.never_assigned(sizes) for sizes in SHAPES] == [0, 0, *[None] * 5]


@pytest.mark.parametrize("x", [-3.0, -0.5, 0.0, 0.1, 2.0])
def test_the_forms_of_sigma(x):
    at = Value(x)
    sig = sigmoid(x)
    near([exp(x) / (1 + exp(x)), 1 - sigmoid(-x)], [sig, sig])
    (slope,) = grad(at.sigmoid(), [at])
    near([exp(-x) / (1 + exp(-x)) ** 2, sig * sigmoid(-x), sig * (1 - sig)], [slope] * 3)


@shapes
def test_the_local_derivatives_of_a_layer(sizes):
    net = network(sizes, 0)
    trace = net.trace(normal(sizes[0], 1).tolist())
    for below, z, a, layer in zip(trace.a, trace.z[1:], trace.a[1:], net.layers):
        w = parameters(net).w[layer.number]
        near(jacobian(z, layer.b), np.eye(len(z)))
        near(jacobian(z, below), w.T)
        near(jacobian(z[:1], [row[0] for row in layer.w])[0], numbers(below))
        near(np.diag(jacobian(a, z)), numbers(a) * (1 - numbers(a)))


# The notes with flipped labels

@shapes
@seeds
@pytest.mark.parametrize("label", [0, 1])
def test_back_propagation_with_flipped_labels(sizes, seed, label):
    hold(flipped_labels.compare(one_output(sizes), label, seed))


@pytest.mark.parametrize("t", [0.0, 1.0])
def test_the_forms_of_delta_out(t):
    a = Value(0.7)
    y = a.sigmoid()
    (delta,) = grad(nn.bernoulli_nll([y], [t], positive=0), [a])
    s, slope = y.data, sigmoid_prime(np.array(0.7))
    near([-(1 - t) * slope / s + t * slope / (1 - s), -(1 - t) * (1 - s) + t * s, s - (1 - t)],
         [delta] * 3)
    assert abs(delta - (s - t)) > 0.3  # the label is flipped indeed


# The notes on a binary classifier

@shapes
@seeds
@pytest.mark.parametrize("hidden", binary_classifier.HIDDEN)
@pytest.mark.parametrize("loss", binary_classifier.LOSSES)
def test_the_gradient_over_many_examples(sizes, seed, hidden, loss):
    wide = (sizes[0], *(3 * width for width in sizes[1:-1]), 1)  # no layer of dead ReLUs
    hold(binary_classifier.compare(wide, hidden, loss, seed))


@seeds
def test_one_step_of_descent(seed):
    hold([binary_classifier.update(0.3, seed)])


@pytest.mark.parametrize("z", [-700.0, -40.0, 0.5, 12.0, 40.0, 700.0])
def test_saturation(z):
    by_board, by_graph, exact = binary_classifier.saturation(z)
    assert by_graph == pytest.approx(exact, rel=1e-15) and by_graph > 0
    assert (by_board == 0) == (z >= 40)


def test_delta_with_the_mean_over_outputs_needs_two_over_n():
    net, x, y = network((3, 4, 3), 0), normal(3, 1), normal(3, 2)
    a = numbers(net(x.tolist()))
    delta = -(y - a) * a * (1 - a)
    near(delta, gradients(net, x, partial(nn.half_sse, y=y.tolist())).z[2])
    near(2 / 3 * delta, gradients(net, x, partial(nn.mse, y=y.tolist())).z[2])


# The notes on a chain of matrices

@shapes
@seeds
def test_every_weight_as_a_product_of_matrices(sizes, seed):
    found = matrix_chain.compare(sizes, seed)
    assert len(found) == 3 * (len(sizes) - 1)
    hold(found)


@pytest.mark.parametrize("A, B, layer", [(1, 1, 1), (5, 3, 1), (4, 5, 2), (6, 1, 3)])
def test_one_weight_as_a_product(A, B, layer):
    hold([matrix_chain.one_weight(A, B, layer, seed) for seed in SEEDS])


@shapes
def test_the_jacobian_between_two_layers(sizes):
    net, x = network(sizes, 0), normal(sizes[0], 1)
    w, b = parameters(net).transposed
    z, _ = matrix_chain.forward(x, w, b)
    trace = net.trace(x.tolist())
    for low in range(len(w)):
        matrices = [matrix_chain.layer_matrix(z, w, layer) for layer in range(len(w), low, -1)]
        near(reduce(np.matmul, matrices), jacobian(trace.a[-1], trace.a[low]))


# The notes with the equations (1) to (10)

@shapes
@seeds
@pytest.mark.parametrize("samples", [1, 4])
@pytest.mark.parametrize("cost", equations.COSTS)
def test_the_equations(sizes, seed, samples, cost):
    outputs = sizes if sizes[-1] > 1 else (*sizes[:-1], 2)
    hold(equations.compare(cost, samples, outputs, seed))


@seeds
def test_counting_sigma_prime_twice(seed):
    """As written δ is σ′(z) times what it should be, and less still in the layer below."""
    found = equations.twice(seed)
    right, wrong, slope = found[2]
    near(wrong, right * slope)
    assert np.all(slope <= 0.25)
    right, wrong, slope = found[1]
    assert np.max(np.abs(wrong)) < 0.5 * np.max(np.abs(right * slope))


@pytest.mark.parametrize("y", [0.0, 1.0, 0.3])
def test_the_derivation_of_the_cross_entropy(y):
    w, a_in, b = 0.8, 0.6, Value(0.3)
    a = (w * a_in + b).sigmoid()
    p = a.data
    slopes = [grad(log(a), [b])[0], grad(log(1 - a), [b])[0],
              grad(nn.binary_cross_entropy([a], [y]), [b])[0]]
    near([1 - p, -p, -(y * (1 - p) + (1 - y) * -p)], slopes)
    near([1 / p * p * (1 - p), 1 / (1 - p) * -p * (1 - p), p - y], slopes)


def test_the_derivation_of_softmax():
    net, x, y = network((4, 5), 0, "sigmoid", "softmax"), normal(4, 1), 2
    trace = net.trace(x.tolist())
    e = np.exp(numbers(trace.z[1]))
    s, f = e.sum(), e.sum() - e[y]
    (d_y,) = grad(trace.a[1][y], [trace.z[1][y]])
    near(f * e[y] / (f + e[y]) ** 2, d_y)
    by_b = np.array(grad(nn.log_likelihood(trace.a[1], y), net.layers[0].b))
    near([-(e[y] + f) / e[y] * d_y, -f / (e[y] + f), (e[y] - s) / s, e[y] / s - 1], [by_b[y]] * 4)
    near(numbers(trace.a[1]) - np.eye(5)[y], by_b)


# What does not hold as written

ERRATA = {
    "likelihood": flipped_labels.likelihood_erratum,
    "missing factor": flipped_labels.missing_factor_erratum,
    "skipped layer": flipped_labels.skipped_layer_erratum,
    "its derivative": flipped_labels.skipped_jacobian_erratum,
    "upper limit": flipped_labels.upper_limit_erratum,
    "captured index": matrix_chain.captured_index_erratum,
    "range of the sum": matrix_chain.range_erratum,
    "n samples": lambda seed: equations_errata.missing_mean(seed + 2, seed),
    "σ′ twice": equations_errata.slope_twice,
    "norm bars": lambda seed: equations_errata.norm_bars(0.2 + 0.3 * seed, 1.0),
    "one letter for two": lambda seed: equations_errata.one_letter_for_two(bias=0.3 - seed),
    "every layer": equations_errata.every_layer,
    "every class": lambda seed: equations_errata.every_class(seed + 1, seed),
    "class for component": lambda seed: equations_errata.class_for_component(seed + 1, seed),
    **{f"classifier {n}": lambda seed, n=n: classifier_errata.errata(seed)[n] for n in range(7)},
}


@pytest.mark.parametrize("name", ERRATA)
@seeds
def test_an_equation_is_wrong_as_written_and_right_as_corrected(name, seed):
    erratum = ERRATA[name](seed)
    near(erratum.corrected, erratum.by_graph)
    assert erratum.error > WRONG
    assert erratum.written != erratum.correct
