"""A loss traced once: the program of one sample's loss, with its input and target as leaves."""

from __future__ import annotations

import dis
import functools
import math
from collections.abc import Iterator, Sequence
from types import CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine import DomainError, Value
from ..engine.walk import topological_order
from .data import as_matrix, plain
from .eager import Loss
from .losses import half_mse, half_sse
from .network import MLP
from .targets import Form, Target, Untraceable, forms, joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.compile import Program

NUMBERS = {"data", "grad", "partials"}  # what a traced loss may not read of a Value
CLOSE = 1e-9  # far above rounding, far below another formula
NUDGE = 0.01  # how far weights are moved to see whether the trace depends on where they were


class Traced(NamedTuple):
    """`program` takes a row of `rows` for each sample and the `parameters`, as far as the loss
    depends on them."""

    program: Program
    parameters: list[Value]
    rows: NDArray[Any]


def traced(net: MLP, loss: Loss, samples: Sequence[Any], targets: Sequence[Any]) -> Traced:
    """The program of a network's loss; raises Untraceable, saying why there can't be one."""
    loss = half_sse if loss is half_mse else loss  # the mean of the one is the other
    x = as_matrix(samples)
    if x is None:
        raise Untraceable("the samples hold something other than plain numbers")
    _check_weights(net)
    _check_code(loss)
    reason = Untraceable("the targets are neither numbers nor lists of them")
    some = sorted({0, len(x) // 2, len(x) - 1})
    for form in forms(targets, net.sizes[-1]):
        try:
            found = _compiled(net, loss, x, form, some)
            _compare(net, loss, samples, targets, found, some)
            return found
        except Untraceable as error:
            reason = error
        except Exception as error:  # whatever a loss raises that can't take leaves for numbers
            reason = Untraceable(f"tracing it raises {type(error).__name__}: {error}")
    raise reason


def _compiled(net: MLP, loss: Loss, x: NDArray[Any], form: Form, some: list[int]) -> Traced:
    import numpy as np

    from ..engine.compile import compile

    inputs, leaves, costs = _traced_at(net, loss, x, form, some)
    weights = list(net.parameters())
    reached = [_leaves(cost, inputs[0].order, {*weights, *inputs, *leaves}) for cost in costs]
    parameters = [w for w in weights if w in reached[0]]
    if any(each.isdisjoint(weights) or each & {*weights} != {*parameters} for each in reached):
        raise Untraceable("the loss doesn't depend on the same weights for every target")
    used = set().union(*reached) | ({*leaves} if len(costs) > 1 else set())
    columns = [i for i, leaf in enumerate([*inputs, *leaves]) if leaf in used]
    program = compile(joined(costs, leaves), [[*inputs, *leaves][i] for i in columns], parameters)
    if program.guards:
        places = ", ".join(dict.fromkeys(guard.place for guard in program.guards))
        raise Untraceable(f"it compares Values to decide what to compute, at {places}")
    return Traced(program, parameters, np.hstack([x, form.columns])[:, columns])


def _traced_at(net: MLP, loss: Loss, x: NDArray[Any], form: Form, some: list[int],
               ) -> tuple[list[Value], list[Target], list[Value]]:
    """Inputs, leaves of the target, and costs, at the first sample at which they are defined."""
    for s in some:
        inputs = [Value(number) for number in x[s].tolist()]
        leaves = [Target(number) for number in form.columns[s].tolist()]
        try:
            costs = form.costs(loss, net(inputs), leaves)
            break
        except DomainError as error:
            undefined = error
    else:
        raise undefined
    for cost in costs:
        if not isinstance(cost, Value):
            raise Untraceable(f"the loss gives {cost!r}, not a Value")
    return inputs, leaves, costs


def _leaves(cost: Value, start: int, known: set[Value]) -> set[Value]:
    """The leaves below a cost; raises Untraceable for one that the training doesn't know of."""
    leaves = {node for node in topological_order(cost) if node.op is None}
    for leaf in leaves - known:
        if leaf.order < start:
            raise Untraceable(f"the loss depends on {leaf!r}, which is neither a weight of the "
                              "network nor data")
    return leaves


def _check_weights(net: MLP) -> None:
    weights = list(net.parameters())
    if len(set(weights)) < len(weights):
        raise Untraceable("a weight stands in the network twice")
    for weight in weights:
        if weight.op is not None or type(weight.data) is not float:
            raise Untraceable(f"the weight {weight!r} is no leaf with a float")


# Losses that look past the graph

def _check_code(loss: Loss) -> None:
    for function in _functions(loss, set()):
        read = NUMBERS.intersection(_attributes(function.__code__))
        if read:
            raise Untraceable(f"{function.__qualname__} reads .{min(read)}, which a graph can't "
                              "follow")


def _functions(given: Any, seen: set[int]) -> Iterator[FunctionType]:
    """The Python functions that a loss may call, apart from this package's."""
    if id(given) in seen or str(getattr(given, "__module__", "")).startswith("chalkgrad."):
        return
    seen.add(id(given))
    if isinstance(given, functools.partial):
        yield from _functions(given.func, seen)
    elif isinstance(given, MethodType):
        yield from _functions(given.__func__, seen)
    elif isinstance(given, FunctionType):
        yield given
        named = [given.__globals__.get(name) for code in _codes(given.__code__)
                 for name in code.co_names]
        cells = [cell.cell_contents for cell in given.__closure__ or () if _filled(cell)]
        for each in (*named, *cells):
            yield from _functions(each, seen)
    elif not isinstance(given, type) and callable(given):
        yield from _functions(vars(type(given)).get("__call__"), seen)


def _filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:  # a variable that has no value yet
        return False


def _attributes(code: CodeType) -> set[str]:
    return {each.argval for part in _codes(code) for each in dis.get_instructions(part)
            if each.opname in ("LOAD_ATTR", "LOAD_METHOD")}


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of the functions in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


# The program against the loss itself

def _compare(net: MLP, loss: Loss, samples: Sequence[Any], targets: Sequence[Any],
             found: Traced, some: list[int]) -> None:
    """Raise Untraceable if the program gives another loss than `loss` does, on several samples
    and at weights that it wasn't traced with."""
    weights = list(net.parameters())
    before = [w.data for w in weights]
    try:
        for number, weight in enumerate(weights):
            weight.data += NUDGE * math.sin(number + 1)
        same = [_agrees(net, loss, plain(samples[s]), plain(targets[s]), found, s) for s in some]
    finally:
        for weight, data in zip(weights, before):
            weight.data = data
    if not any(same):
        raise Untraceable("the loss is not defined for the first, middle and last sample")


def _agrees(net: MLP, loss: Loss, x: Any, y: Any, found: Traced, sample: int) -> bool:
    """Whether both are defined, and then alike."""
    theta = [w.data for w in found.parameters]
    try:
        wanted = loss(net(x), y).data
        (value,) = found.program.value(found.rows[sample:sample + 1], theta)
    except DomainError:
        return False
    if not abs(value - wanted) <= CLOSE * (1 + abs(wanted)):
        raise Untraceable(f"traced on one sample, the loss of sample {sample} comes out as "
                          f"{value:.6g} instead of {wanted:.6g}: it looks at numbers")
    return True
