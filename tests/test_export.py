"""Programs as JAX functions and ONNX models, held against what they compute themselves."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import jax_devices
import numpy as np
import pytest
from test_compile_random import STEPS, run

from chalkgrad import (
    GraphError,
    ShapeError,
    Value,
    compile,
    dot,
    log_sigmoid,
    logsumexp,
    nn,
    sigmoid,
    softplus,
)
from chalkgrad.engine.compile.dataflow import dataflow
from chalkgrad.engine.compile.kernels import KERNELS
from chalkgrad.engine.errors import MissingPackageError

needs_jax = pytest.mark.skipif(find_spec("jax") is None, reason="the extra [jax] is missing")
needs_onnx = pytest.mark.skipif(not (find_spec("onnx") and find_spec("onnxruntime")),
                                reason="the extra [onnx] is missing")
SECONDS = 120


def leaves(count, start=0.3):
    return [Value(start + 0.1 * i, f"v_{i + 1}") for i in range(count)]


def of_step(step):
    """A graph in which a step meets itself, inputs and parameters."""
    v = leaves(4)
    return compile(run([(step, 1, 3), (step, 0, 2), (step, 2, 5)], v), v[:2], v[2:])


def of_network(activation, output, loss, target=None):
    net, x, y = nn.MLP([3, 5, 4], activation, output, seed=0), leaves(3), leaves(4)
    targets = y if target is None else []
    cost = loss(net(x), targets if target is None else target)
    return compile(cost, [*x, *targets], list(net.parameters()))


def of_roots():
    net, x = nn.MLP([3, 4, 2], "relu", "softmax", seed=0), leaves(3)
    return compile([*net(x), net.layers[0].b[0] * 2.0, x[1]], x, list(net.parameters()))


def of_data():
    """A loss over samples that the graph itself holds."""
    net = nn.MLP([2, 3, 1], seed=0)
    rows = np.random.default_rng(0).normal(size=(6, 2)).tolist()
    return compile(sum(nn.half_sse(net(row), [row[0]]) for row in rows),
                   parameters=list(net.parameters()))


def of_powers():
    """σ of z and of −z, and powers that have an operation of their own."""
    x, w = leaves(2), leaves(2)
    return compile(sigmoid(-(w[0] * x[0])) * sigmoid(w[0] * x[0]) + (w[1] * x[1]) ** -1
                   + (w[1] * x[1]) ** 0.5, x, w)


def of_mixture():
    """Parameters alone, scattered operands, and a matrix with some weights left out."""
    x, w = leaves(6), leaves(8, -0.5)
    z = [sum((w[(i + j) % 8] * x[i] for i in range(6) if (i + j) % 3), w[j]) for j in range(5)]
    scattered = sum(sigmoid(w[i]) for i in (5, 2)) * z[0]
    return compile(logsumexp([*z[::-1], w[0] * w[1], 0.25]) + scattered + dot(w, w[::-1]), x, w)


def of_columns(first):
    """Products with three of the five columns of a matrix; the other weights stand alone."""
    x, w = leaves(4), leaves(20, -0.5)
    z = [dot(w[j::5], x) for j in range(first, first + 3)]
    return compile(dot(z, z) + dot(w, w), x, w)


PROGRAMS = {
    **{f"step {k}": (of_step, k) for k in range(len(STEPS))},
    **{f"{activation}, {loss.__name__}": (of_network, activation, output, loss) for
       activation, output, loss in [("sigmoid", "sigmoid", nn.half_sse), ("tanh", "relu", nn.mse),
                                    ("relu", "sigmoid", nn.binary_cross_entropy),
                                    ("softmax", "linear", nn.bce_with_logits)]},
    "class": (of_network, "tanh", "linear", nn.cross_entropy_with_logits, 2),
    "several roots": (of_roots,), "a data set": (of_data,), "a mixture": (of_mixture,),
    "powers": (of_powers,),
    "first columns": (of_columns, 0), "last columns": (of_columns, 2),
}


def rows(program, count):
    """Numbers at which every step is defined, as the random graphs' are."""
    if not program.inputs:
        return None
    return np.random.default_rng(1).uniform(0.05, 0.95, (count, program.inputs))


def values(program, X, theta):
    found = program.outputs(X, theta)
    return found[:, 0] if len(program.roots) == 1 else found


def moved(program):
    return program.parameters + 0.05 * np.sin(np.arange(program.size))


@pytest.fixture(scope="module")
def x64():
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


# JAX

@needs_jax
@pytest.mark.parametrize("name", PROGRAMS)
def test_jax_gives_the_values_and_its_own_gradient(name, x64):
    import jax

    make, *how = PROGRAMS[name]
    program = make(*how)
    function, X, theta = program.to_jax(), rows(program, 5), moved(program)
    found = function(X, theta)
    assert found.dtype == np.float64
    assert np.asarray(found) == pytest.approx(values(program, X, theta), rel=1e-12, abs=1e-14)
    assert np.asarray(function(X)) == pytest.approx(values(program, X, None), rel=1e-12, abs=1e-14)
    slopes = jax.jit(jax.grad(lambda theta: function(X, theta).reshape(5 if program.inputs else 1,
                                                                       -1)[:, 0].sum()))(theta)
    assert np.asarray(slopes) == pytest.approx(program(X, theta)[1], rel=1e-10, abs=1e-12)


@needs_jax
def test_jax_maps_over_rows_and_over_parameters(x64):
    import jax

    program = of_network("tanh", "sigmoid", nn.half_sse)
    function, X, theta = program.to_jax(), rows(program, 6), moved(program)
    by_row = jax.vmap(lambda x: function(x[None], theta)[0])(X)
    assert np.asarray(by_row) == pytest.approx(program.value(X, theta), rel=1e-13)
    thetas = np.stack([theta, 2 * theta])
    by_theta = jax.vmap(function, (None, 0))(X, thetas)
    assert np.asarray(by_theta) == pytest.approx(np.stack([program.value(X, t) for t in thetas]))
    hessian = jax.hessian(lambda theta: function(X, theta).sum())(theta)
    assert hessian.shape == (program.size, program.size)
    for shapes in ((X[:, 1:], theta), (X, theta[1:])):
        with pytest.raises(ShapeError, match="the function takes"):
            function(*shapes)


@needs_jax
def test_jax_on_two_devices():
    """shard_map gives every device half of the rows; in float64, as the script asks for."""
    environment = {**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    ended = subprocess.run([sys.executable, Path(jax_devices.__file__)], env=environment, text=True,
                           capture_output=True, timeout=SECONDS)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    assert found["devices"] == 2 and max(found["values"], found["gradient"]) < 1e-13


# ONNX

def onnx_session(program, path):
    import onnxruntime

    assert program.to_onnx(path) == path
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path.read_bytes(), options,
                                        providers=["CPUExecutionProvider"])


@needs_onnx
@pytest.mark.parametrize("name", PROGRAMS)
def test_onnx_gives_the_values(name, tmp_path):
    make, *how = PROGRAMS[name]
    program = make(*how)
    session = onnx_session(program, tmp_path / "program.onnx")
    for count in (1, 5):
        X, theta = rows(program, count), moved(program)
        given = {} if X is None else {"X": X}
        found, = session.run(["values"], {**given, "parameters": theta})
        assert found.dtype == np.float64
        assert found == pytest.approx(values(program, X, theta), rel=1e-11, abs=1e-13)
        found, = session.run(None, given)
        assert found == pytest.approx(values(program, X, None), rel=1e-11, abs=1e-13)


@needs_onnx
@pytest.mark.parametrize("function", [softplus, log_sigmoid, sigmoid])
def test_onnx_keeps_the_digits_of_small_numbers(function, tmp_path):
    x = Value(1.0)
    program = compile(function(x) * 1.0, [x])
    session = onnx_session(program, tmp_path / "program.onnx")
    X = np.array([[z] for z in (-800.0, -700.0, -40.0, -1e-3, 0.0, 1e-3, 40.0, 800.0)])
    found, = session.run(None, {"X": X})
    assert found == pytest.approx(program.value(X), rel=1e-13, abs=1e-300)


# Both

def test_every_forward_operation_is_among_the_programs_and_can_be_written():
    there = {step.op for make, *how in PROGRAMS.values() for step in dataflow(make(*how)).steps}
    backward = {"sign", "greater", "others", "divisor_slope", "power_slope", "exponent_slope",
                "contract", "sum_rows", "zero"}
    assert there == set(KERNELS) - backward


def read(given, results, count):
    """What a step reads, moved with NumPy."""
    rows = (count,) if given.batched else ()
    found = np.concatenate([results[k].reshape(-1, *rows) for k in given.results])
    for move, *how in given.moves:
        if move in ("take", "stretch"):
            found = found[how[0] if move == "take" else slice(*how)]
        elif move == "shape":
            found = found.reshape(*how[0], *rows)
        else:
            found = found.swapaxes(0, 1) if move == "turn" else found[:, :how[0]]
    assert found.shape == (*given.shape, *rows)
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_dataflow_computes_what_the_program_does(name):
    make, *how = PROGRAMS[name]
    program = make(*how)
    X = np.empty((1, 0)) if rows(program, 3) is None else rows(program, 3)
    results, flow = [moved(program), program.constants, X.T], dataflow(program)
    for step in flow.steps:
        spread = step.batched and step.op != "matmul"
        given = [a if isinstance(a, float) else read(a, results, len(X))[
            (..., None) if spread and not a.batched else ...] for a in step.arguments]
        out = np.empty((*step.shape, len(X)) if step.batched else step.shape)
        more = [np.empty_like(out)] if step.op == "sigmoid" else []
        KERNELS[step.op](*given, out, *more)
        results.append(out)
    found = [np.broadcast_to(read(root, results, len(X)).reshape(-1), len(X))
             for root in flow.roots]
    assert np.array_equal(np.stack(found, 1), program.outputs(X, moved(program)))


@pytest.mark.parametrize("method, package", [("to_jax", "jax"), ("to_onnx", "onnx")])
def test_without_the_extra(method, package, monkeypatch, tmp_path):
    monkeypatch.delitem(sys.modules, f"chalkgrad.engine.compile.{package}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    arguments = [tmp_path / "a.onnx"] if package == "onnx" else []
    with pytest.raises(MissingPackageError, match=rf"chalkgrad\[{package}\]"):
        getattr(of_data(), method)(*arguments)


def test_branches_are_refused():
    x = Value(1.0)
    program = compile(x * 2.0 if x > 0 else -x, [x])
    with pytest.raises(GraphError, match=r"checks a branch.*test_export\.py:\d+"):
        dataflow(program)
    assert dataflow(compile(x * 2.0 if x > 0 else -x, [x], guards="ignore")).steps
