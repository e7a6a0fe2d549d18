"""The engine: values, rules, formulas, and the ways through a graph. It knows no other room."""

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

__all__ = [
    "RULES", "ChalkgradError", "Domain", "DomainError", "GraphError", "NumberError", "Operation",
    "ShapeError", "Symbol", "Value", "abs", "add", "backward", "cos", "div", "dot", "exp", "grad",
    "hessian", "inner_nodes", "log", "log_sigmoid", "log_softmax", "logsumexp", "maximum",
    "minimum", "mul", "neg", "pow", "recompute", "relu", "sigmoid", "sin", "softmax", "softplus",
    "sqrt", "sub", "tanh", "topological_order", "total", "zero_grad",
]
