"""The order of a graph and the ways through it: backward, grad, hessian, recompute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Literal, overload

from .collector import space_full_passes
from .errors import GraphError
from .number import Number, as_number
from .value import Value, places, record, replay

_by_order = attrgetter("order")


def inner_nodes(*roots: Value) -> list[Value]:
    """The nodes below the roots that an operation made, inputs before outputs.

    This is the order in which they were computed, which is a topological order.
    """
    nodes = list(dict.fromkeys(root for root in roots if root.op is not None))
    seen = set(nodes)
    stack = nodes.copy()
    while stack:
        for node in stack.pop().inputs:
            if node.op is not None and node not in seen:
                seen.add(node)
                nodes.append(node)
                stack.append(node)
    nodes.sort(key=_by_order)
    return nodes


def topological_order(*roots: Value) -> list[Value]:
    """Every node below the roots, leaves too, in the order in which they were made.

    >>> x = Value(3.0, "x")
    >>> [str(node.op) for node in topological_order(x * x + x)]
    ['None', 'mul', 'add']
    """
    nodes = set(roots)
    for node in inner_nodes(*roots):
        nodes.add(node)
        nodes.update(node.inputs)
    return sorted(nodes, key=_by_order)


def backward(y: Value, seed: Number | None = None) -> None:
    """Fill in `grad` below y by reverse accumulation: grad(input) += grad(node) · partial.

    Leaves accumulate over calls; inner nodes hold the last pass.
    """
    adjoint = seed_of(y, seed)
    if y.op is None:
        y.grad = adjoint if y.grad is None else y.grad + adjoint
        return
    nodes = [y]
    try:
        _mark(nodes, mark=object())
    finally:  # the marks go, even if Ctrl-C comes between
        for node in nodes:
            node.grad = None
    nodes.sort(key=_by_order)
    space_full_passes(len(nodes))
    y.grad = adjoint
    for node in reversed(nodes):
        _share_out(node)


def _mark(nodes: list[Value], mark: Any) -> None:
    """Add all inner nodes below the first, found by a mark in their grad instead of a set."""
    nodes[0].grad = mark
    seen = None
    for node in nodes:  # grows as it goes
        left, right = node.left, node.right
        if left.__class__ is tuple:
            if right is None:
                left = node.right_partial
            elif right is not seen:  # what the neurons of a layer weigh is marked once for all
                seen = right
                left += right
            for given in left:
                if given.op is not None and given.grad is not mark:
                    given.grad = mark
                    nodes.append(given)
            continue
        if node.left_partial is not None and left.op is not None and left.grad is not mark:
            left.grad = mark
            nodes.append(left)
        if node.right_partial is not None and right.op is not None and right.grad is not mark:
            right.grad = mark
            nodes.append(right)


def _share_out(node: Value) -> None:
    """Give every input its share: the node's adjoint times the local derivative."""
    adjoint, left, partial = node.grad, node.left, node.left_partial
    if left.__class__ is tuple:
        if node.right is not None:
            _share_out_pairs(node, adjoint)
            return
        for given, slope in zip(node.right_partial, partial):
            before = given.grad
            given.grad = adjoint * slope if before is None else before + adjoint * slope
        return
    if partial is not None:
        before = left.grad
        left.grad = adjoint * partial if before is None else before + adjoint * partial
    partial = node.right_partial
    if partial is not None:
        right = node.right
        before = right.grad
        right.grad = adjoint * partial if before is None else before + adjoint * partial


def _share_out_pairs(node: Value, adjoint: Number) -> None:
    """The same for a neuron's Σ: a weight and its input in one step, at last the bias."""
    left, slopes = node.left, node.left_partial
    if adjoint == 0.0 and _is_zero(adjoint * node.data):  # a finite Σ has only finite slopes
        _reach(left + node.right)
        return
    for w, x, slope, back in zip(left, node.right, slopes, node.right_partial):
        before = w.grad
        w.grad = adjoint * slope if before is None else before + adjoint * slope
        before = x.grad
        x.grad = adjoint * back if before is None else before + adjoint * back
    bias, slope = left[-1], slopes[-1]
    before = bias.grad
    bias.grad = adjoint * slope if before is None else before + adjoint * slope


def _is_zero(number: Number) -> bool:
    return number.__class__ is float and number == 0.0


def _reach(inputs: tuple[Value, ...]) -> None:
    """Give every input a share of 0: what a dead unit passes on."""
    for given in inputs:
        if given.grad is None:
            given.grad = 0.0


def zero_grad(y: Value) -> None:
    """Set `grad` of y and all nodes below back to None."""
    for node in topological_order(y):
        node.grad = None


def recompute(y: Value) -> None:
    """Replay the forward pass below y; if a number leaves its domain, nothing is changed."""
    nodes = inner_nodes(y)
    before = [(node.data, node.partials) for node in nodes]
    try:
        for node in nodes:
            replay(node)
    except Exception:
        for node, (data, partials) in zip(nodes, before):
            record(node, data, partials)
        raise


@overload
def grad(y: Value, xs: Sequence[Value], create_graph: Literal[False] = False) -> list[Number]: ...
@overload
def grad(y: Value, xs: Sequence[Value], create_graph: bool) -> list[Any]: ...


def grad(y: Value, xs: Sequence[Value], create_graph: bool = False) -> list[Any]:
    """∂y/∂x for every x of a list, as numbers; touches no `.grad`.

    With create_graph they are Values that can be differentiated again. Where y does not depend
    on x, the derivative is 0. Raises GraphError for anything that is not a Value.

    >>> x = Value(3.0)
    >>> (slope,) = grad(x ** 3, [x], create_graph=True)
    >>> slope.data, grad(slope, [x])
    (27.0, [18.0])
    """
    leaves = _listed(xs)
    partials = _partials_as_values if create_graph else _recorded_partials
    adjoints = _adjoints(y, leaves, partials)
    zero = 0.0 if y.data.__class__ is float else y.data.__class__(0)
    found = [adjoints.get(x, zero) for x in leaves]
    return [_as_value(g) for g in found] if create_graph else found


def hessian(y: Value, xs: Sequence[Value]) -> list[list[Number]]:
    """The second derivatives ∂²y/∂xᵢ∂xⱼ, row by row.

    >>> a, b = Value(2.0), Value(3.0)
    >>> hessian(a * a * b, [a, b])
    [[6.0, 4.0], [4.0, 0.0]]
    """
    return [grad(slope, xs) for slope in grad(y, xs, create_graph=True)]


def _adjoints(y: Value, xs: Iterable[Value], partials: Any) -> dict[Value, Any]:
    """∂y/∂node for the nodes between the xs and y."""
    nodes = inner_nodes(_node(y))
    wanted = set(xs)
    adjoints: dict[Value, Any] = {y: seed_of(y)}
    for node in nodes:
        if any(given in wanted for given in node.inputs):
            wanted.add(node)
    for node in reversed(nodes):
        if node in wanted and node in adjoints:
            for given, partial in zip(node.inputs, partials(node, wanted)):
                if given in wanted:
                    share = _times(adjoints[node], partial)
                    adjoints[given] = adjoints[given] + share if given in adjoints else share
    return adjoints


def adjoints(y: Value) -> dict[Value, Number]:
    """∂y/∂node for every node below y, as numbers; touches no `.grad`.

    >>> x = Value(3.0)
    >>> adjoints(x * x + x)[x]
    7.0
    """
    found = {y: seed_of(y)}
    for node in reversed(inner_nodes(_node(y))):
        adjoint = found[node]
        for given, partial in zip(node.inputs, node.partials):
            share = adjoint * partial
            found[given] = found[given] + share if given in found else share
    return found


def _recorded_partials(node: Value, wanted: set[Value]) -> Sequence[Any]:
    return node.partials


def _partials_as_values(node: Value, wanted: set[Value]) -> list[Any]:
    """The node's rule read on Values: the local derivatives as a graph."""
    op, arguments = node.op, node.arguments
    assert op is not None
    return [op.partial(i, node, arguments) if arguments[i] in wanted else None
            for i in places(arguments)]


def _times(adjoint: Any, partial: Any) -> Any:
    """adjoint · partial, without a node for a factor 1 or 0."""
    if not isinstance(adjoint, Value) and isinstance(partial, Value) and adjoint == 1:
        return partial
    if not isinstance(partial, Value) and isinstance(adjoint, Value):
        return adjoint if partial == 1 else 0 * adjoint.data if partial == 0 else adjoint * partial
    return adjoint * partial


def _as_value(given: Any) -> Value:
    return given if isinstance(given, Value) else Value(given)


def seed_of(y: Value, seed: Number | None = None) -> Number:
    """Where the backward phase starts: the given seed, or a 1 of the kind of y."""
    if seed is None:
        return 1.0 if _node(y).data.__class__ is float else 1
    return as_number(seed)


def _node(given: Any) -> Value:
    if not isinstance(given, Value):
        raise GraphError(f"{given!r} ({type(given).__name__}) is no node of a graph, so it has no "
                         "derivative; give the Value that a computation with Values returned")
    return given


def _listed(xs: Any) -> list[Value]:
    if isinstance(xs, Value):
        raise GraphError("the Values to differentiate by come in a list; write grad(y, [x])")
    return [_node(x) for x in xs]
