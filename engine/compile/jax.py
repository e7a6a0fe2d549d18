"""Programs as pure JAX functions, for jit, grad, vmap and shard_map."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from ..errors import MissingPackageError, ShapeError
from .dataflow import ALONG_ROWS, Dataflow, Read, Step, dataflow

if TYPE_CHECKING:
    import jax

    from .program import Program


def to_jax(program: Program) -> Callable[..., jax.Array]:
    """The values of the roots as a function of X and the parameters; see Program.to_jax."""
    try:
        import jax.numpy as jnp
    except ModuleNotFoundError as error:
        raise MissingPackageError("to_jax needs JAX, which is not installed; write pip install "
                                  "'chalkgrad[jax]'") from error
    flow, numbers, constants = dataflow(program), program.parameters, program.constants

    def values(X: Any = None, parameters: Any = None) -> jax.Array:
        """The value for each row of X, shape (batch,); of several roots, (batch, roots)."""
        theta = jnp.asarray(numbers if parameters is None else parameters)
        rows = jnp.zeros((1, 0), theta.dtype) if X is None else jnp.asarray(X)
        _check(program, rows, theta)
        return _computed(flow, rows, theta, constants)

    return values


def _check(program: Program, rows: jax.Array, theta: jax.Array) -> None:
    for name, given, wanted in (("rows of", rows.shape[1:], program.inputs),
                                ("", theta.shape, program.size)):
        if given != (wanted,):
            what = f"{name} {wanted} inputs" if name else f"{wanted} parameters"
            raise ShapeError(f"the function takes {what}, but an array of shape "
                             f"{(rows if name else theta).shape} was given")


def _computed(flow: Dataflow, rows: jax.Array, theta: jax.Array, constants: Any) -> jax.Array:
    import jax.numpy as jnp

    kind = jnp.result_type(rows, theta)
    results = [theta.astype(kind), jnp.asarray(constants, kind), rows.T.astype(kind)]
    count = rows.shape[0]
    for step in flow.steps:
        results.append(_step(step, results, count))
    roots = [jnp.broadcast_to(_read(root, results, count).reshape(-1), (count,))
             for root in flow.roots]
    return roots[0] if len(roots) == 1 else jnp.stack(roots, 1)


def _step(step: Step, results: list[jax.Array], count: int) -> jax.Array:
    import jax.numpy as jnp

    spread = step.batched and step.op not in ALONG_ROWS
    arguments = [_argument(a, results, count, spread) for a in step.arguments]
    made = functions()[step.op](*arguments)
    return jnp.broadcast_to(made, (*step.shape, count) if step.batched else step.shape)


def _argument(argument: Read | float, results: list[jax.Array], count: int, spread: bool) -> Any:
    if isinstance(argument, float):
        return argument
    read = _read(argument, results, count)
    return read[..., None] if spread and not argument.batched else read


def _read(read: Read, results: list[jax.Array], count: int) -> jax.Array:
    import jax.numpy as jnp

    rows = (count,) if read.batched else ()
    flat = [results[k].reshape(-1, *rows) for k in read.results]
    found = flat[0] if len(flat) == 1 else jnp.concatenate(flat)
    for name, *how in read.moves:
        if name == "take":
            found = found[how[0]]
        elif name == "stretch":
            found = found[slice(*how)]
        elif name == "shape":
            found = found.reshape(*how[0], *rows)
        else:
            found = found[:, :how[0]] if name == "columns" else found.swapaxes(0, 1)
    return found


@cache
def functions() -> dict[str, Callable[..., Any]]:
    """What each operation is in JAX; those over lists go along axis 1."""
    import jax
    import jax.numpy as jnp

    return {
        "add": jnp.add, "sub": jnp.subtract, "mul": jnp.multiply, "div": jnp.divide,
        "neg": jnp.negative, "pow": _power, "square": jnp.square, "reciprocal": lambda z: 1 / z,
        "abs": jnp.abs, "maximum": jnp.maximum, "minimum": jnp.minimum, "exp": jnp.exp,
        "log": jnp.log, "sqrt": jnp.sqrt, "sin": jnp.sin, "cos": jnp.cos, "tanh": jnp.tanh,
        "sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "softplus": jax.nn.softplus,
        "log_sigmoid": jax.nn.log_sigmoid, "softmax": lambda z: jax.nn.softmax(z, 1),
        "log_softmax": lambda z: jax.nn.log_softmax(z, 1),
        "logsumexp": lambda z: jax.nn.logsumexp(z, 1), "matmul": jnp.matmul,
        "sum_terms": lambda z: z.sum(1), "copy": lambda z: z,
    }


def _power(x: Any, y: Any) -> Any:
    return x ** (int(y) if isinstance(y, float) and y.is_integer() else y)
