"""Autodiff for the chalkboard: a Value is a number that remembers how it was made.

>>> from chalkgrad import Value
>>> x, w = Value(2.0, "x"), Value(-1.0, "w")
>>> a = (w * x).sigmoid()
>>> a.backward()
>>> a.data, w.grad
(0.11920292202211755, 0.209987170807013)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .engine import (
    ChalkgradError,
    DomainError,
    GraphError,
    NumberError,
    ShapeError,
    Symbol,
    Value,
    cos,
    dot,
    exp,
    grad,
    hessian,
    log,
    log_sigmoid,
    log_softmax,
    logsumexp,
    maximum,
    minimum,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    tanh,
    total,
)

if TYPE_CHECKING:
    from . import check, nn, viz
    from .chalk import check_gradients, derive, explain, label_locals, names, walk
    from .engine.compile import compile

__version__ = "0.1.0"
__all__ = [
    "ChalkgradError", "DomainError", "GraphError", "NumberError", "ShapeError", "Symbol", "Value",
    "check", "check_gradients", "compile", "cos", "derive", "dot", "exp", "explain", "grad",
    "hessian", "label_locals", "log", "log_sigmoid", "log_softmax", "logsumexp", "maximum",
    "minimum", "names", "nn", "relu", "sigmoid", "sin", "softmax", "softplus", "sqrt", "tanh",
    "total", "viz", "walk",
]


_ROOMS = ("check", "nn", "viz")
_ON_THE_BOARD = ("check_gradients", "derive", "explain", "label_locals", "names", "walk")


def __getattr__(name: str) -> Any:
    """Load a room on first use, so that `import chalkgrad` stays quick."""
    from importlib import import_module

    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name == "compile":
        return import_module(f"{__name__}.engine.compile").compile
    if name in _ON_THE_BOARD:
        return getattr(import_module(f"{__name__}.chalk"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
