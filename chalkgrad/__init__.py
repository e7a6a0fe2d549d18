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
    from . import nn, viz

__version__ = "0.1.0"
__all__ = [
    "ChalkgradError", "DomainError", "GraphError", "NumberError", "ShapeError", "Symbol", "Value",
    "cos", "dot", "exp", "grad", "hessian", "log", "log_sigmoid", "log_softmax", "logsumexp",
    "maximum", "minimum", "nn", "relu", "sigmoid", "sin", "softmax", "softplus", "sqrt", "tanh",
    "total", "viz",
]


def __getattr__(name: str) -> Any:
    """Load a room on first use, so that `import chalkgrad` stays quick."""
    if name in ("nn", "viz"):
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
