"""The engine: values, rules, formulas, and the ways through a graph. It knows no other room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import ChalkgradError, DomainError, GraphError, NumberError, ShapeError
from .op import RULES, Domain, Operation
from .rules import (
    abs,
    add,
    cos,
    div,
    exp,
    log,
    log_sigmoid,
    maximum,
    minimum,
    mul,
    neg,
    pow,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    sub,
    tanh,
)
from .sums import dot, log_softmax, logsumexp, softmax, total
from .symbol import Symbol
from .value import Value
from .walk import (
    backward,
    grad,
    hessian,
    inner_nodes,
    recompute,
    topological_order,
    zero_grad,
)

if TYPE_CHECKING:
    from .watch import NonFiniteError, Recording, place_of, recording, strict

__all__ = [
    "RULES", "ChalkgradError", "Domain", "DomainError", "GraphError", "NonFiniteError",
    "NumberError", "Operation", "Recording", "ShapeError", "Symbol", "Value", "abs", "add",
    "backward", "cos", "div", "dot", "exp", "grad", "hessian", "inner_nodes", "log",
    "log_sigmoid", "log_softmax", "logsumexp", "maximum", "minimum", "mul", "neg", "place_of",
    "pow", "recompute", "recording", "relu", "sigmoid", "sin", "softmax", "softplus", "sqrt",
    "strict", "sub", "tanh", "topological_order", "total", "zero_grad",
]


def __getattr__(name: str) -> Any:
    """Load what looks on at the engine's work on first use: most sessions never do."""
    if name in ("NonFiniteError", "Recording", "place_of", "recording", "strict"):
        from . import watch

        return getattr(watch, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
