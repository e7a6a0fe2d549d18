"""What each instruction does in NumPy, into a given array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..rules import _divisor_slope, _exponent_slope, _power_slope

Array = NDArray[np.float64]
_LARGEST = np.array(709.0)  # e to this power is still a double, and σ of it is 1
_ONE, _ZERO = np.array(1.0), np.array(0.0)


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, _ZERO, out=out)


def _maximum(a: Any, b: Any, out: Array) -> None:
    np.maximum(a, b, out=out)


def _minimum(a: Any, b: Any, out: Array) -> None:
    np.minimum(a, b, out=out)


def _greater(a: Any, b: Any, tie: float, out: Array) -> None:
    """[a > b], and `tie` where they are equal."""
    if b.__class__ is float and b == 0.0:
        np.heaviside(a, tie, out)
    else:
        np.heaviside(np.subtract(a, b, out), tie, out)


def _sigmoid(z: Array, out: Array, also: Array) -> None:
    """σ(z) and, in `also`, σ(−z), from one exponential; 1 ulp where both are normal doubles."""
    np.minimum(z, _LARGEST, out=out)
    np.exp(out, out)
    np.add(out, _ONE, also)
    np.reciprocal(also, also)
    np.multiply(out, also, out)


def _softplus(z: Array, out: Array) -> None:
    """max(z, 0) + log(1 + e^−|z|)."""
    np.absolute(z, out)
    np.negative(out, out)
    np.exp(out, out)
    np.log1p(out, out)
    np.add(out, np.maximum(z, 0.0), out)


def _log_sigmoid(z: Array, out: Array) -> None:
    """min(z, 0) − log(1 + e^−|z|)."""
    np.absolute(z, out)
    np.negative(out, out)
    np.exp(out, out)
    np.log1p(out, out)
    np.subtract(np.minimum(z, 0.0), out, out)


# Over lists: axis 1 is the list, the last the batch, if there is one

def _exponentials(z: Array) -> tuple[Array, Array]:
    """e^(z − top), with what rounding took from z − top put back; and top."""
    top = z.max(1, keepdims=True)
    difference = z - top
    back = z - difference
    lost = (z - (difference + back)) + (back - top)
    e = np.exp(difference)
    e += e * np.where(difference < -746.0, 0.0, lost)
    return e, top


def _softmax(z: Array, out: Array) -> None:
    e, _ = _exponentials(z)
    np.divide(e, e.sum(1, keepdims=True), out)


def _logsumexp(z: Array, out: Array) -> None:
    top, rest = _log_of_rest(z)
    np.add(top[:, 0], rest[:, 0], out)


def _log_softmax(z: Array, out: Array) -> None:
    top, rest = _log_of_rest(z)
    np.subtract(np.subtract(z, top, out), rest, out)


def _log_of_rest(z: Array) -> tuple[Array, Array]:
    """The largest number, and log Σ e^(zᵢ − top) with one term 1 left out of the sum."""
    e, top = _exponentials(z)
    np.put_along_axis(e, z.argmax(1, keepdims=True), 0.0, 1)
    return top, np.log1p(e.sum(1, keepdims=True))


def _others(p: Array, out: Array) -> None:
    """Σⱼ≠ᵢ pⱼ along axis 1, without subtracting."""
    count = p.shape[1]
    without = np.ones((count, count)) - np.eye(count)
    if p.ndim == 3:
        np.matmul(without, p, out)
    else:
        np.matmul(p, without, out)


# Slopes that look at their numbers: where the short form may lose digits, the rule itself

def _patched(out: Array, doubtful: Any, rule: Any, *numbers: Any) -> None:
    if doubtful.any():
        columns = [np.broadcast_to(n, out.shape)[doubtful].tolist() for n in numbers]
        out[doubtful] = [rule(*each) for each in zip(*columns)]


def _no_normal(numbers: Any) -> Any:
    size = np.abs(numbers)
    return ~((size > 1e-290) & (size < 1e300))


def _divisor(c: Any, a: Any, b: Any, out: Array) -> None:
    np.negative(np.divide(c, b, out), out)
    _patched(out, _no_normal(c), _divisor_slope, c, a, b)


def _power_by_base(c: Any, x: Any, y: Any, out: Array) -> None:
    np.multiply(c, np.divide(y, x), out)
    _patched(out, _no_normal(out) | _no_normal(c) | np.less_equal(x, 0) | (np.mod(y, 1) == 0),
             _power_slope, c, x, y)


def _power_by_exponent(c: Any, x: Any, y: Any, out: Array) -> None:
    np.multiply(c, np.log(np.abs(x)), out)
    _patched(out, _no_normal(c) | np.less_equal(x, 0), _exponent_slope, c, x, y)


# Instructions that are no row of the table

def _copy(given: Any, out: Array) -> None:
    np.copyto(out, given)


def _zero(out: Array) -> None:
    out.fill(0.0)


def _sum_rows(given: Array, out: Array) -> None:
    np.add.reduce(given, axis=-1, out=out)


def _sum_terms(given: Array, out: Array) -> None:
    np.add.reduce(given, axis=1, out=out)


KERNELS: dict[str, Callable[..., Any]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
    "pow": np.power, "square": np.square, "reciprocal": np.reciprocal, "abs": np.absolute,
    "sign": np.sign, "maximum": _maximum, "minimum": _minimum, "greater": _greater,
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tanh": np.tanh,
    "sigmoid": _sigmoid, "relu": _relu, "softplus": _softplus, "log_sigmoid": _log_sigmoid,
    "softmax": _softmax, "logsumexp": _logsumexp, "log_softmax": _log_softmax, "others": _others,
    "divisor_slope": _divisor, "power_slope": _power_by_base, "exponent_slope": _power_by_exponent,
    "matmul": np.matmul, "contract": np.matmul, "sum_rows": _sum_rows, "sum_terms": _sum_terms,
    "copy": _copy, "zero": _zero,
}
PARTIAL: dict[str, tuple[str, tuple[float, ...]]] = {  # what may leave its row's domain
    "div": ("div", ()), "log": ("log", ()), "sqrt": ("sqrt", ()), "sin": ("sin", ()),
    "cos": ("cos", ()), "pow": ("pow", ()), "reciprocal": ("pow", (-1.0,)),
}
ALONG_ROWS = {"matmul", "contract"}  # whose numbers per call meet the rows as matrices
IN_PLACE = {"add", "sub", "mul", "div", "neg", "square", "reciprocal", "abs", "exp", "sqrt", "sin",
            "cos", "log", "tanh", "copy"}  # the result may take an argument's place
