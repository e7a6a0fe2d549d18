"""compile: what a program is, finds, refuses and keeps."""

import copy
import gc
import importlib.util
import json
import pickle
import random
import subprocess
import sys
import threading
import tracemalloc
import weakref
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from rounding import eager

from chalkgrad import DomainError, GraphError, NumberError, ShapeError, Value, compile, grad, nn
from chalkgrad.engine import (
    RULES,
    ChalkgradError,
    dot,
    exp,
    log,
    log_softmax,
    logsumexp,
    softmax,
    sqrt,
    total,
)
from chalkgrad.engine.compile import BranchChanged, Program


def labelled(letter, count, number=0.1):
    return [Value(number, f"{letter}_{i + 1}") for i in range(count)]


def network(sizes, seed=0, **options):
    """A network with its inputs, targets, loss and parameters."""
    net = nn.MLP(sizes, seed=seed, **options)
    x, y = labelled("x", sizes[0]), labelled("y", sizes[-1], 0.5)
    return net, x, y, nn.half_sse(net(x), y), list(net.parameters())


def looped(sizes, rows, relu=Value.relu):
    """A loss over a data set as a beginner's loops write it, with its parameters."""
    generator = np.random.default_rng(0)
    weights = [[[Value(w) for w in row] for row in generator.normal(size=(o, i))]
               for i, o in zip(sizes, sizes[1:])]
    biases = [[Value(b) for b in generator.normal(size=o)] for o in sizes[1:]]
    loss = Value(0.0)
    for row in rows:
        a = list(map(float, row))
        for matrix, b in zip(weights, biases):
            z = []
            for w, start in zip(matrix, b):
                s = start
                for one, v in zip(w, a):
                    s = s + one * v
                z.append(s)
            a = [relu(v) for v in z]
        loss = loss + (sum(a[1:], a[0]) - 1) ** 2
    return loss, [w for m in weights for row in m for w in row] + [b for bs in biases for b in bs]


def check(y, inputs, parameters, X, **given):
    """The program's values and gradient against the eager engine's, row by row."""
    program = compile(y, inputs, parameters, **given)
    theta = [p.data for p in parameters]
    values, gradient = program(X)
    wanted = [eager(y, [*inputs, *parameters], parameters, [*row, *theta]) for row in X]
    for found, ((value, off), _) in zip(values, wanted):
        assert same(found, value, off)
    for k, found in enumerate(gradient):
        slopes = [slopes[k] for _, slopes in wanted]
        size = sum(abs(slope) for slope, _ in slopes)
        off = sum(off for _, off in slopes) + len(X) * 2.0 ** -52 * size
        assert same(found, sum(slope for slope, _ in slopes), off)
    return program


def same(found, wanted, off):
    alike = found == wanted or (found != found and wanted != wanted)
    return alike or abs(found - wanted) <= off


def batch(count, columns, seed=1):
    return np.random.default_rng(seed).normal(size=(count, columns))


def ops(program):
    return [each.op for each in program.instructions]


# Finding the algebra

@pytest.mark.parametrize("options", [{}, {"activation": "tanh"}, {"activation": "relu"},
                                     {"output": "softmax"}, {"output": "linear"}])
def test_a_network_is_a_matrix_product_per_layer(options):
    _, x, y, loss, parameters = network([3, 5, 4, 2], **options)
    program = check(loss, [*x, *y], parameters, batch(7, 5))
    assert ops(program).count("matmul") == 3 + 2  # forward; back to the hidden layers
    assert ops(program).count("contract") == 3 and "take" not in ops(program)


def test_a_loop_over_a_data_set_is_matrix_products_over_the_samples():
    loss, parameters = looped([3, 5, 4, 1], batch(20, 3))
    program = compile(loss, parameters=parameters)
    values, gradient = program()
    assert values.shape == (1,) and values[0] == pytest.approx(loss.data, rel=1e-14)
    assert gradient == pytest.approx(grad(loss, parameters), rel=1e-12, abs=1e-12)
    assert ops(program).count("matmul") == 3 + 3 + 2
    assert len(program.instructions) < 60
    assert "(20×5 · 5×4)" in str(program.explain())


def test_either_order_of_factors_and_any_order_of_terms_is_found():
    w = [[Value(0.1 * i - 0.2 * j) for i in range(4)] for j in range(3)]
    x, t = labelled("x", 4), labelled("t", 1)
    mixed = [sum((x[i] * row[i] if (i + j) % 2 else row[i] * x[i]
                  for i in (np.arange(4) + j) % 4), Value(0.0)) for j, row in enumerate(w)]
    flat = [one for row in w for one in row]
    program = check(total(mixed) * t[0], [*x, *t], flat, batch(5, 5))
    assert ops(program).count("matmul") == 1 and ops(program).count("contract") == 1


def test_towers_that_share_nothing_are_a_product_each():
    one, two = nn.MLP([6, 8], seed=0), nn.MLP([6, 8], seed=1)
    x, y = labelled("x", 6), labelled("y", 6)
    loss = total(one(x)) - total(two(y))
    parameters = [*one.parameters(), *two.parameters()]
    assert ops(check(loss, [*x, *y], parameters, batch(4, 12))).count("matmul") == 2


def test_shared_weights_over_places_are_one_product():
    kernels = [labelled(f"k{j}", 3, 0.3 * j - 0.4) for j in range(4)]
    x = labelled("x", 9)
    maps = [dot(kernel, x[i:i + 3]).tanh() for i in range(7) for kernel in kernels]
    parameters = [w for kernel in kernels for w in kernel]
    program = check(dot(maps, maps[::-1]), x, parameters, batch(5, 9))
    assert "matmul" in ops(program) and "contract" in ops(program)


def tangle(count, seed):
    """Operations of any two earlier nodes, added up, with the inputs and parameters."""
    draw = random.Random(seed)
    steps = [Value.__add__, Value.__sub__, Value.__mul__, lambda a, b: a.tanh(),
             lambda a, b: a.sigmoid(), lambda a, b: b.sin()]
    inputs, parameters = labelled("x", 8, 0.3), labelled("w", 20, -0.4)
    nodes = [*inputs, *parameters]
    for _ in range(count):
        nodes.append(draw.choice(steps)(draw.choice(nodes), draw.choice(nodes)))
    return total(nodes), inputs, parameters


@pytest.mark.parametrize("seed", range(3))
def test_a_tangle_of_nodes_gives_what_the_eager_engine_gives(seed):
    program = check(*tangle(500, seed), batch(3, 8))
    assert {"take", "mul", "sigmoid"} <= set(ops(program))


def test_a_node_that_stands_three_times_in_an_operand_gets_three_shares():
    x, p, q = labelled("x", 8), labelled("p", 8, 0.3), labelled("q", 24, 0.7)
    v = [(a * b).tanh() for a, b in zip(x, p)]
    nodes = [(v[7 * i % 8] * (q[i] * x[i % 3]).sin()).tanh() for i in range(24)]
    check(total(nodes), x, [*p, *q], batch(4, 8))


def test_every_second_share_of_an_operand_reaches_its_matrix_product():
    net, x, q = nn.MLP([3, 3], "linear", seed=0), labelled("x", 6), labelled("q", 6, 0.7)
    turns = [each for pair in zip(net(x[:3]), (a.tanh() for a in x[3:])) for each in pair]
    nodes = [((q[i] * x[i]).sin() * turns[i]).sin() for i in range(6)]
    check(total(nodes), x, [*q, *net.parameters()], batch(4, 6))


def test_a_chain_is_computed_link_by_link():
    x, w, b = Value(0.3), Value(0.8), Value(0.1)
    z = x
    for _ in range(30):
        z = (z * w + b).tanh()
    check(z, [x], [w, b], batch(3, 1))


def test_equal_nodes_are_one_and_constants_are_folded():
    x, w = Value(0.5), Value(2.0)
    three = Value(1.0) + 2.0
    program = compile((w * x).exp() + (x * w).exp() + log(three), [x], [w])
    assert ops(program).count("exp") == 1 and "log" not in ops(program)


def test_a_number_per_call_is_computed_once():
    x, w = Value(0.5), Value(2.0)
    program = check(x * exp(w) + w * w, [x], [w], batch(6, 1))
    assert [each.phase for each in program.instructions if each.op == "exp"] == ["before"]


LISTS = [
    lambda z: logsumexp(z), lambda z: softmax(z)[1], lambda z: log_softmax(z)[0],
    lambda z: total(a * k for k, a in enumerate(softmax(z), 1)), lambda z: dot(z, log_softmax(z)),
    lambda z: logsumexp([*z, 0.5]), lambda z: softmax([z[0], 1.0, z[2], z[1]])[2], total,
]


@pytest.mark.parametrize("function", LISTS)
@pytest.mark.parametrize("scale", [1.0, 40.0, 700.0])
def test_functions_of_lists(function, scale):
    x, w = labelled("x", 3), labelled("w", 3, 0.7)
    z = [a * b for a, b in zip(x, w)]
    check(function(z), x, w, scale * batch(6, 3))


POINTS = [-1e3, -700.0, -40.0, -1.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 1.0, 2.0, 40.0, 700.0]


@pytest.mark.parametrize("name", [name for name, op in RULES.items()
                                  if not op.variadic and len(op.letters) == 2])
def test_every_function_of_the_table_over_its_domain(name):
    x, w = Value(0.5), Value(1.0)
    op = RULES[name]
    rows = [[p] for p in POINTS if op.domain.contains(p)]
    check(op(x * w), [x], [w], rows)


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, -1, -2, 0.5, 1.5, -0.3])
def test_powers(exponent):
    x, w = Value(0.5), Value(1.0)
    rows = [[p] for p in (0.0, -2.0, 1e-3, 0.5, 3.0) if RULES["pow"].domain.contains(p, exponent)]
    check((x * w) ** exponent, [x], [w], rows)


def test_powers_and_quotients_at_their_edges():
    x, y, v, w = Value(0.5), Value(0.5), Value(1.0), Value(1.0)
    check((x * v) ** (y * w), [x, y], [v, w], [[0.0, 2.0], [0.0, 1.0], [0.0, 0.0], [2.0, 0.3],
                                               [1e-200, 2.5], [1e150, 2.0]])
    check((x * v) / (y * w), [x, y], [v, w], [[1e-300, 3.0], [0.0, 2.0], [1e-200, 1e-200]])


def test_the_larger_of_two_equal_numbers_shares_its_gradient():
    x, w = Value(0.5), Value(1.0)
    program = compile((x * w).maximum(x), [x], [w])
    assert program([[2.0]])[1] == [1.0]


# Calling

def test_parameters_weights_values_and_outputs():
    net, x, y, loss, parameters = network([3, 4, 2])
    out = net(x)
    program = compile([loss, *out], [*x, *y], parameters)
    X, theta = batch(6, 5), np.linspace(-1, 1, len(parameters))
    values, gradient = program(X, parameters=theta)
    for parameter, number in zip(parameters, theta):
        parameter.data = float(number)
    fresh = compile([loss, *out], [*x, *y], parameters)
    assert np.array_equal(fresh(X)[1], gradient) and np.array_equal(fresh.value(X), values)
    assert fresh.outputs(X).shape == (6, 3) and np.array_equal(fresh.outputs(X)[:, 0], values)
    each = [fresh(X[k:k + 1])[1] for k in range(6)]
    weighted = fresh(X, weights=[0, 1, 2, 0, 0, 3])[1]
    assert weighted == pytest.approx(each[1] + 2 * each[2] + 3 * each[5], rel=1e-12)
    assert not np.array_equal(program(X)[1], gradient)  # its own parameters are what they were


def test_no_rows_and_one_root_that_is_a_leaf():
    _, x, y, loss, parameters = network([3, 2])
    values, gradient = compile(loss, [*x, *y], parameters)(np.empty((0, 5)))
    assert values.shape == (0,) and not gradient.any() and len(gradient) == len(parameters)
    w = Value(3.0)
    assert [part.tolist() for part in compile(w, (), [w])()] == [[3.0], [1.0]]


def test_without_parameters_all_other_leaves_are():
    x, w, b = Value(1.0), Value(2.0), Value(3.0)
    assert compile(w * x + b, [x])([[5.0], [6.0]])[1].tolist() == [11.0, 2.0]


@pytest.mark.parametrize("rows", [40, 3])  # of a block; there are 40
@pytest.mark.parametrize("sizes", [[64, 32, 2], [210, 100, 1], [64, 33, 2], [300, 101, 2]])
def test_the_gradient_of_wide_layers_is_the_one_by_hand(sizes, rows):
    net, x, y, loss, parameters = network(sizes)
    program = compile(loss, [*x, *y], parameters)
    vars(program)["most_rows"] = rows
    X, Y = np.split(np.random.default_rng(0).normal(size=(40, sizes[0] + sizes[2])), sizes[:1], 1)
    (W1, b1), (W2, b2) = (([[w.data for w in row] for row in each.w], [b.data for b in each.b])
                          for each in net.layers)
    a1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    d2 = (a2 - Y) * a2 * (1 - a2)
    d1 = d2 @ np.transpose(W2) * a1 * (1 - a1)
    hand = [X.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0)]
    gradient = program(np.hstack([X, Y]))[1]
    assert gradient == pytest.approx(np.concatenate([part.ravel() for part in hand]), rel=1e-9,
                                     abs=1e-12)


def test_blocks_of_rows_give_what_one_block_gives():
    _, x, y, loss, parameters = network([3, 4, 2])
    X, weights = batch(50, 5), np.arange(50.0)
    whole, blocks = (compile(loss, [*x, *y], parameters) for _ in range(2))
    vars(blocks)["most_rows"] = 7
    assert np.array_equal(whole.value(X), blocks.value(X))
    assert whole(X, weights=weights)[1] == pytest.approx(blocks(X, weights=weights)[1], rel=1e-12)


def test_threads_have_memory_of_their_own():
    _, x, y, loss, parameters = network([3, 4, 2])
    program = compile(loss, [*x, *y], parameters)
    data = [batch(40, 5, seed) for seed in range(8)]
    wanted, found = [program(X) for X in data], [None] * 8

    def work(k):
        for _ in range(20):
            found[k] = program(data[k])
    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert all(np.array_equal(a, b) for f, w in zip(found, wanted) for a, b in zip(f, w))


def test_a_call_allocates_what_it_returns_and_little_more():
    _, x, y, loss, parameters = network([20, 30, 10])
    program, X = compile(loss, [*x, *y], parameters), batch(4000, 30)  # 5 MB of numbers
    program(X)
    gc.collect()
    tracemalloc.start()
    program(X)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * (4000 + len(parameters)) + 100_000  # NumPy's own buffer is 64 KB


def test_a_program_keeps_no_hold_of_the_rows_that_it_was_given():
    _, x, y, loss, parameters = network([3, 4, 2])
    program, X = compile(loss, [*x, *y], parameters), batch(6, 5)
    program(X)
    program.value(X)
    held = weakref.ref(X)
    del X
    assert held() is None


# Branches and domains

def leaky(v):
    return v if v > 0 else 0.1 * v


def test_a_row_that_takes_another_branch_is_refused_with_its_line():
    x, w = Value(1.0), Value(2.0)
    program = compile(leaky(w * x), [x], [w])
    assert program([[1.0], [3.0]])[0].tolist() == [2.0, 6.0]
    vars(program)["most_rows"] = 2
    with pytest.raises(BranchChanged, match="return v if v > 0") as error:
        program([[1.0], [-1.0], [2.0], [3.0], [-2.0]])
    assert error.value.rows.tolist() == [1, 4] and len(error.value.places) == 1
    with pytest.raises(BranchChanged):
        program.value([[1.0]], parameters=[-1.0])
    assert compile(leaky(w * x), [x], [w], guards="ignore")([[-1.0]])[0].tolist() == [-2.0]


def test_comparisons_that_came_out_differently_are_held_apart():
    x, w = [Value(1.0), Value(-1.0)], Value(2.0)
    program = compile(leaky(w * x[0]) + leaky(w * x[1]), x, [w])
    assert program([[1.0, -1.0], [3.0, -2.0]])[0] == pytest.approx([1.8, 5.6])
    with pytest.raises(BranchChanged) as error:
        program([[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]])
    assert error.value.rows.tolist() == [0, 2]


def test_a_comparison_of_a_value_that_is_gone_is_checked_or_refused():
    a, b = Value(1.0), Value(2.0)
    y = a * 2 if abs(a - b) * 3 > b + 0.5 else a * 3
    program = compile(y, [a, b], [])
    assert program([[1.0, 2.0]])[0] == [2.0]
    with pytest.raises(BranchChanged):
        program([[1.5, 2.0]])
    y = a * 2 if (a.exp().tanh().exp().tanh() + b).sin() > 0 else a * 3
    with pytest.raises(GraphError, match="is gone"):
        compile(y, [a], [])
    assert compile(y, [a], [], guards="ignore")([[1.0]])[0] == [2.0]


def test_comparisons_of_constants_are_no_guards():
    x, w = Value(1.0), Value(2.0)
    y = w * x + 1 if Value(3.0) > 2 else w
    assert compile(y, [x], [w]).guards == ()


def test_comparisons_keep_no_graph_alive():
    gc.disable()
    try:
        before = sum(type(each) is Value for each in gc.get_objects())
        y = leaky(Value(1.0) * Value(2.0))
        assert y > 1
        del y
        assert sum(type(each) is Value for each in gc.get_objects()) == before
    finally:
        gc.enable()


def test_a_number_outside_the_domain_is_refused_with_its_row():
    x, w = Value(1.0), Value(2.0)
    program = compile(1 / log(w * x + 2.0) + sqrt(x + 5), [x], [w])
    vars(program)["most_rows"] = 2
    with pytest.raises(DomainError, match=r"log.*row 3 of X"):
        program([[1.0], [2.0], [3.0], [-3.0]])
    with pytest.raises(DomainError, match=r"div.*row 0 of X"):
        program([[-0.5]])
    assert np.isfinite(program([[1.0]])[0]).all()
    z = [x * w + k for k in (1.0, 2.0, 5.0, 9.0)]
    scattered = compile(log(z[0]) + log(z[1]) + log(z[3]) + z[2], [x], [w])
    with pytest.raises(DomainError, match=r"log.*row 1 of X"):
        scattered([[1.0], [-1.5]])
    assert compile(sqrt(x * w), [x], [w])([[0.0]])[0] == [0.0]  # its slope is infinite: no error


# What is refused

def refusals():
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    y = a * b
    return {
        "an input that is not below": (lambda: compile(y, [a, c], [b]), GraphError, "c among"),
        "a parameter that is not below": (lambda: compile(y, [a], [b, c]), GraphError, "c among"),
        "a leaf twice": (lambda: compile(y, [a, a], [b]), GraphError, "a is given twice"),
        "a leaf in both": (lambda: compile(y, [a], [a, b]), GraphError, "a is given twice"),
        "an inner node": (lambda: compile(y + 1, [y], [b]), GraphError, "computed by mul"),
        "no list": (lambda: compile(y, a), GraphError, "inputs=\\[x\\]"),
        "no Value among them": (lambda: compile(y, [a, 1.0]), GraphError, "1.0"),
        "no node": (lambda: compile(3), GraphError, "3 is no node"),
        "no roots": (lambda: compile([]), GraphError, "no roots"),
        "guards": (lambda: compile(y, guards="maybe"), ChalkgradError, "'maybe'"),
        "a Fraction": (lambda: compile(Value(Fraction(1, 2)) * 2), NumberError, "Fraction"),
        "an mpf": (lambda: compile(y * Value(mpmath.mpf(2))), NumberError, "mpf"),
        "a complex": (lambda: compile(Value(1j) * 2, ()), NumberError, "complex"),
        "too few columns": (lambda: compile(y, [a], [b])([[1.0, 2.0]]), ShapeError, "1 inputs"),
        "no X": (lambda: compile(y, [a], [b])(), ShapeError, "nothing was given"),
        "parameters": (lambda: compile(y, [a], [b])([[1.0]], [1, 2]), ShapeError, "1 parameters"),
        "weights": (lambda: compile(y, [a], [b])([[1.0]], weights=[1, 2]), ShapeError, "1 rows"),
        "a name": (lambda: compile(y).to_python("a b"), ChalkgradError, "'a b'"),
    }


@pytest.mark.parametrize("case", refusals())
def test_refused(case):
    made, error, message = refusals()[case]
    with pytest.raises(error, match=message):
        made()


# Files and source

def test_a_program_is_plain_data(tmp_path):
    _, x, y, loss, parameters = network([3, 4, 2], output="softmax")
    program, X = compile(loss, [*x, *y], parameters), batch(6, 5)
    program(X)
    path = program.save(tmp_path / "network.npz")
    for again in (pickle.loads(pickle.dumps(program)), copy.deepcopy(program), Program.load(path)):
        assert all(np.array_equal(a, b) for a, b in zip(program(X), again(X)))
        assert str(again.explain()) == str(program.explain())
    with pytest.raises(AttributeError):
        program.inputs = 3
    with pytest.raises(ValueError):
        program.parameters[0] = 3.0


def test_a_file_that_is_no_program_is_refused(tmp_path):
    x, w = Value(1.0), Value(2.0)
    path = compile(leaky(x * w), [x], [w]).save(tmp_path / "p.npz")
    with np.load(path) as file:
        arrays = dict(file)
    text = json.loads(arrays["program"].tobytes())
    for key, value in (("format", "other"), ("roots", [[1, 999, [1], [1]]]), ("buffers", [])):
        arrays["program"] = np.frombuffer(json.dumps({**text, key: value}).encode(), np.uint8)
        np.savez(tmp_path / "bad.npz", **arrays)
        with pytest.raises(ChalkgradError, match="no program"):
            Program.load(tmp_path / "bad.npz")
    (tmp_path / "bad.npz").write_bytes(b"nothing")
    with pytest.raises(ChalkgradError, match="no program"):
        Program.load(tmp_path / "bad.npz")


def sources():
    _, x, y, loss, parameters = network([3, 4, 2], output="softmax")
    yield compile(loss, [*x, *y], parameters), batch(5, 5)
    looped_loss, looped_parameters = looped([3, 4, 2], batch(6, 3), Value.tanh)
    yield compile(looped_loss, (), looped_parameters), None
    x, w = labelled("x", 3), labelled("w", 3, 0.7)
    z = [a * b for a, b in zip(x, w)]
    many = [f(z) for f in LISTS] + [z[0].exp() ** z[1], z[0] / z[2].exp(), z[1].sigmoid(),
                                    z[0].softplus(), z[2].log_sigmoid(), z[1].maximum(z[2])]
    yield compile(dot(many, many[::-1]), x, w), batch(5, 3)


@pytest.mark.parametrize("case", range(3))
def test_the_source_computes_the_same(case, tmp_path):
    program, X = list(sources())[case]
    path = tmp_path / "written.py"
    path.write_text(program.to_python("step"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("written", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for found, wanted in zip(module.step(X), program(X)):
        assert found == pytest.approx(wanted, rel=1e-10, abs=1e-12)


def test_importing_chalkgrad_loads_no_compiler():
    code = "import sys, chalkgrad; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# Explaining

def test_the_index_form_stands_beside_the_matrix_form():
    _, x, y, loss, parameters = network([64, 32, 10])
    lines = str(compile(loss, [*x, *y], parameters).explain()).splitlines()
    assert lines[0].split("   ")[0] == "zⱼ⁽¹⁾ = Σᵢ wᵢⱼ⁽¹⁾ xᵢ + bⱼ⁽¹⁾"
    assert "z1 = W1ᵀ x + b1" in lines[0] and lines[0].endswith("(32×64 · 64×n)")
    assert "a2 − y" in lines[4]
    latex = compile(loss, [*x, *y], parameters).explain().latex()
    assert r"\sum_i w_{ij}^{(1)} x_{i}" in latex and "{W^{(2)}}^T a^{(1)}" in latex


def test_a_long_program_is_explained_in_part():
    x = Value(0.5)
    y = x
    for _ in range(150):
        y = (y * 0.5).sin()
    explanation = compile(y, (), [x]).explain()
    assert len(explanation.lines) == 40 and "… and" in str(explanation)
