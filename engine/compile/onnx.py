"""Programs as ONNX models, in float64."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import MissingPackageError
from ..files import write_whole
from .dataflow import ALONG_ROWS, Dataflow, Read, Step, dataflow

if TYPE_CHECKING:
    from .program import Program

OPSET, IR = 18, 8


def to_onnx(program: Program, path: str | os.PathLike[str]) -> Path:
    """Write the values of the roots as a model; see Program.to_onnx."""
    try:
        import onnx
    except ModuleNotFoundError as error:
        raise MissingPackageError("to_onnx needs onnx, which is not installed; write pip install "
                                  "'chalkgrad[onnx]'") from error
    model = _model(program)
    onnx.checker.check_model(model, full_check=True)
    return write_whole(path, model.SerializeToString())


def _model(program: Program) -> Any:
    from onnx import TensorProto, helper, numpy_helper

    def declared(name: str, *shape: Any) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.DOUBLE, shape)

    flow = dataflow(program)
    graph = _Graph(program, flow)
    rows = [declared("X", "batch", program.inputs)] if program.inputs else []
    shape = ("batch" if rows else 1, *([len(flow.roots)] if len(flow.roots) > 1 else []))
    nodes = [helper.make_node(op, inputs, [name], **attributes)
             for op, inputs, name, attributes in graph.nodes]
    constants = [numpy_helper.from_array(array, name) for name, array in graph.constants.items()]
    made = helper.make_graph(nodes, "chalkgrad", [*rows, declared("parameters", program.size)],
                             [declared("values", *shape)], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR,
                             producer_name="chalkgrad")


class _Graph:
    """Nodes as (operator, inputs, name of the result, attributes), and constants by name;
    `results` are the names of the results that reads refer to."""

    def __init__(self, program: Program, flow: Dataflow) -> None:
        self.nodes: list[tuple[str, tuple[str, ...], str, dict[str, Any]]] = []
        self.constants = {"parameters": program.parameters}
        self.known: dict[Any, str] = {}
        rows = self.node("Transpose", "X", perm=[1, 0]) if program.inputs else ""
        self.results = ["parameters", self.constant(program.constants), rows]
        self.sizes = [program.size, len(program.constants), program.inputs]
        self.batch = self.rows() if program.inputs else self.constant([1])
        for step in flow.steps:
            self.step(step)
        self.values(flow)

    def node(self, op: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """A node, and the name of its result."""
        name = name or f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append((op, inputs, name, attributes))
        return name

    def constant(self, given: Any) -> str:
        """A constant: whole numbers are places and shapes, others numbers to compute with."""
        array = np.asarray(given)
        array = array.astype(np.int64 if array.dtype.kind == "i" else np.float64)
        key = array.dtype.str, array.shape, array.tobytes()
        if key not in self.known:
            self.known[key] = f"constant_{len(self.known)}"
            self.constants[self.known[key]] = array
        return self.known[key]

    def rows(self) -> str:
        """The number of rows, as a shape of one axis."""
        return self.node("Slice", self.node("Shape", "X"), self.constant([0]), self.constant([1]))

    def step(self, step: Step) -> None:
        """One operation."""
        spread = step.batched and step.op not in ALONG_ROWS
        arguments = [self.argument(a, spread) for a in step.arguments]
        made = NODES[step.op](self, *arguments)
        if not _fills(step):
            made = self.node("Expand", made, self.shape(step.shape, step.batched))
        self.results.append(made)
        self.sizes.append(prod(step.shape))

    def shape(self, shape: Sequence[int], batched: bool) -> str:
        """A shape, whose last axis is the batch if it is batched."""
        fixed = self.constant(np.array(shape, np.int64))
        return self.node("Concat", fixed, self.batch, axis=0) if batched else fixed

    def argument(self, argument: Read | float, spread: bool) -> str:
        """A constant, or what is read of earlier results; numbers per call get an axis for the
        rows."""
        if isinstance(argument, float):
            return self.constant(argument)
        read = self.read(argument)
        if spread and not argument.batched:
            return self.node("Unsqueeze", read, self.constant([-1]))
        return read

    def read(self, read: Read) -> str:
        """The numbers of earlier results, joined and moved."""
        rows = [-1] if read.batched else []
        flat = [self.node("Reshape", self.results[k], self.constant([self.sizes[k], *rows]))
                for k in read.results]
        found = flat[0] if len(flat) == 1 else self.node("Concat", *flat, axis=0)
        for name, *how in read.moves:
            if name == "take":
                found = self.node("Gather", found, self.constant(how[0]), axis=0)
            elif name == "shape":
                found = self.node("Reshape", found, self.constant([*how[0], *rows]))
            elif name == "turn":
                found = self.node("Transpose", found, perm=[1, 0, 2][:2 + read.batched])
            else:
                start, stop, axis, step = (0, how[0], 1, 1) if name == "columns" else \
                    (*how[:2], 0, how[2])
                found = self.node("Slice", found, *(self.constant([number]) for number
                                                    in (start, stop, axis, step)))
        return found

    def values(self, flow: Dataflow) -> None:
        """The roots: one for each row, of several one column each."""
        roots = [self.node("Expand", self.node("Reshape", self.read(root), self.constant([-1])),
                           self.batch) for root in flow.roots]
        if len(roots) == 1:
            self.node("Identity", *roots, name="values")
        else:
            columns = [self.node("Unsqueeze", root, self.constant([1])) for root in roots]
            self.node("Concat", *columns, name="values", axis=1)


def _fills(step: Step) -> bool:
    """Whether the operation gives all numbers of its result, not one that stands for several."""
    reads = [a for a in step.arguments if isinstance(a, Read)]
    if step.batched and not any(read.batched for read in reads):
        return False
    return step.op in _OTHER_SHAPE or np.broadcast_shapes(*(r.shape for r in reads)) == step.shape


def _plain(op: str, **attributes: Any) -> Callable[..., str]:
    return lambda graph, *given: graph.node(op, *given, **attributes)


def _log1p_of_exp(graph: _Graph, z: str) -> str:
    """log(1 + e) for e = e^−|z| without losing small e: log(u)·e/(u − 1) with u = 1 + e."""
    one = graph.constant(1.0)
    e = graph.node("Exp", graph.node("Neg", graph.node("Abs", z)))
    u = graph.node("Add", e, one)
    quotient = graph.node("Div", e, graph.node("Sub", u, one))
    return graph.node("Where", graph.node("Equal", u, one), e,
                      graph.node("Mul", graph.node("Log", u), quotient))


def _sigmoid(graph: _Graph, z: str) -> str:
    """1/(1 + e) or e/(1 + e) with e = e^−|z|: the operator Sigmoid may give 0 for small results."""
    one = graph.constant(1.0)
    e = graph.node("Exp", graph.node("Neg", graph.node("Abs", z)))
    top = graph.node("Where", graph.node("Less", z, graph.constant(0.0)), e, one)
    return graph.node("Div", top, graph.node("Add", one, e))


def _softplus(graph: _Graph, z: str) -> str:
    return graph.node("Add", graph.node("Max", z, graph.constant(0.0)), _log1p_of_exp(graph, z))


def _log_sigmoid(graph: _Graph, z: str) -> str:
    return graph.node("Sub", graph.node("Min", z, graph.constant(0.0)), _log1p_of_exp(graph, z))


def _reduced(op: str) -> Callable[..., str]:
    return lambda graph, z: graph.node(op, z, graph.constant([1]), keepdims=0)


_OTHER_SHAPE = {"matmul", "sum_terms", "logsumexp"}
NODES: dict[str, Callable[..., str]] = {
    "add": _plain("Add"), "sub": _plain("Sub"), "mul": _plain("Mul"), "div": _plain("Div"),
    "neg": _plain("Neg"), "pow": _plain("Pow"), "square": lambda graph, z: graph.node("Mul", z, z),
    "reciprocal": _plain("Reciprocal"), "abs": _plain("Abs"), "maximum": _plain("Max"),
    "minimum": _plain("Min"), "exp": _plain("Exp"), "log": _plain("Log"), "sqrt": _plain("Sqrt"),
    "sin": _plain("Sin"), "cos": _plain("Cos"), "tanh": _plain("Tanh"), "relu": _plain("Relu"),
    "sigmoid": _sigmoid, "softplus": _softplus,
    "log_sigmoid": _log_sigmoid, "softmax": _plain("Softmax", axis=1),
    "log_softmax": _plain("LogSoftmax", axis=1), "logsumexp": _reduced("ReduceLogSumExp"),
    "matmul": _plain("MatMul"), "sum_terms": _reduced("ReduceSum"), "copy": _plain("Identity"),
}
