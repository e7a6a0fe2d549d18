"""The node: a number that remembers how it was made, and Python's operators on it."""

from __future__ import annotations

from itertools import count
from typing import Any

from .errors import NumberError
from .number import Number, as_constant, as_number
from .op import Operation
from .operators import Operators
from .rules import add, mul, relu, sub

_new = object.__new__
_next_order = count(1).__next__
_ONE_ONE, _ONE_MINUS_ONE = (1.0, 1.0), (1.0, -1.0)
_ONE, _ZERO = (1.0,), (0.0,)


class Value(Operators):
    """One number in a computation, with the operation and the inputs that made it.

    `data` is the number and `label` its name. `op` is None for a leaf; `inputs` are the Values it
    was computed from and `partials` the local derivatives by them, recorded in the forward pass;
    `arguments` are the inputs and the plain constants together, in the order written. `grad` is
    None until a backward pass reaches the node.
    Raises NumberError for anything that is not one number.

    >>> x, w = Value(2.0, "x"), Value(-1.0, "w")
    >>> y = (w * x).sigmoid()
    >>> y.backward()
    >>> y, w.grad
    (Value(0.1192, grad=1, op=sigmoid), 0.20998717080701304)
    """

    __slots__ = ("arguments", "data", "grad", "inputs", "label", "op", "order", "partials")

    data: Number
    grad: Number | None
    label: str
    op: Operation | None
    arguments: tuple[Any, ...]
    inputs: tuple[Value, ...]
    partials: tuple[Number, ...]
    order: int

    def __init__(self, data: object, label: str = "") -> None:
        self.data = as_number(data)
        self.grad = None
        self.label = _text(label)
        self.op = None
        self.arguments = self.inputs = self.partials = ()
        self.order = _next_order()

    @staticmethod
    def apply_operation(op: Operation, arguments: tuple[Any, ...], checked: bool = True) -> Value:
        """The node op(*arguments); raises DomainError naming the node where op is not defined."""
        numbers, places = _numbers(arguments)
        if checked:
            op.check(numbers, arguments)
        data = op.forward(*numbers)
        inputs = tuple([arguments[i] for i in places])
        if len(inputs) < len(arguments):
            arguments = tuple([given if isinstance(given, Value) else number
                               for given, number in zip(arguments, numbers)])
        return _node(data, op, arguments, inputs, op.partials(data, numbers, places))

    # The hot path: rows add, sub, mul and relu once more, without a detour.

    def __add__(self, other: Any) -> Any:
        if other.__class__ is not Value:
            return super().__add__(other)
        node = _new(Value)
        node.data = data = self.data + other.data
        node.grad = None
        node.label = ""
        node.op = add
        node.arguments = node.inputs = (self, other)
        node.partials = _ONE_ONE if data.__class__ is float else (1, 1)
        node.order = _next_order()
        return node

    def __radd__(self, other: Any) -> Any:
        if other.__class__ is int and other == 0:
            return self  # where sum() starts
        return super().__radd__(other)

    def __sub__(self, other: Any) -> Any:
        if other.__class__ is not Value:
            return super().__sub__(other)
        node = _new(Value)
        node.data = data = self.data - other.data
        node.grad = None
        node.label = ""
        node.op = sub
        node.arguments = node.inputs = (self, other)
        node.partials = _ONE_MINUS_ONE if data.__class__ is float else (1, -1)
        node.order = _next_order()
        return node

    def __mul__(self, other: Any) -> Any:
        if other.__class__ is not Value:
            return super().__mul__(other)
        a, b = self.data, other.data
        node = _new(Value)
        node.data = a * b
        node.grad = None
        node.label = ""
        node.op = mul
        node.arguments = node.inputs = (self, other)
        node.partials = (b, a)
        node.order = _next_order()
        return node

    def relu(self) -> Any:
        """max(0, z) of this value, as chalkgrad.relu."""
        z = self.data
        if z.__class__ is not float or z != z:
            return super().relu()
        node = _new(Value)
        positive = z > 0.0
        node.data = z if positive else 0.0
        node.grad = None
        node.label = ""
        node.op = relu
        node.arguments = node.inputs = (self,)
        node.partials = _ONE if positive else _ZERO
        node.order = _next_order()
        return node

    # Comparisons look at the data; == and hash are identity.

    def __lt__(self, other: Any) -> bool:
        return bool(self.data < _data(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.data <= _data(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.data > _data(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.data >= _data(other))

    def backward(self, seed: Number | None = None) -> None:
        """Fill in `grad` for every node below: ∂self/∂node, times the seed (1 unless given).

        Leaves accumulate over calls; inner nodes hold the last pass.
        """
        from .walk import backward

        backward(self, seed)

    def zero_grad(self) -> None:
        """Set `grad` of this node and all below it back to None: not computed."""
        from .walk import zero_grad

        zero_grad(self)

    def recompute(self) -> None:
        """Replay the forward pass below this node, after leaves have got new data."""
        from .walk import recompute

        recompute(self)

    def __repr__(self) -> str:
        parts = [shown(self.data)]
        if self.grad is not None:
            parts.append(f"grad={shown(self.grad)}")
        if self.op is not None:
            parts.append(f"op={self.op.name}")
        if self.label:
            parts.append(f"label={self.label!r}")
        return f"Value({', '.join(parts)})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        from .store import copied

        return copied(self, memo)

    def __reduce__(self) -> Any:
        from .store import from_records, to_records

        return from_records, (to_records(self),)


def shown(number: Number) -> str:
    """A number to four significant digits, as in a node's repr.

    >>> shown(0.57444252), shown(2.0), shown(1e-12)
    ('0.5744', '2', '1e-12')
    """
    if isinstance(number, (float, int, complex)):
        return format(number, ".4g")
    return str(number)


def _node(data: Number, op: Operation, arguments: tuple[Any, ...], inputs: tuple[Value, ...],
          partials: tuple[Number, ...]) -> Value:
    node = _new(Value)
    node.data = data
    node.grad = None
    node.label = ""
    node.op = op
    node.arguments = arguments if len(inputs) < len(arguments) else inputs
    node.inputs = inputs
    node.partials = partials
    node.order = _next_order()
    return node


def _numbers(arguments: tuple[Any, ...]) -> tuple[tuple[Number, ...], tuple[int, ...]]:
    """The arguments' numbers, and the places where Values stand."""
    places = tuple([i for i, given in enumerate(arguments) if isinstance(given, Value)])
    beside = arguments[places[0]].data
    return tuple([given.data if isinstance(given, Value) else as_constant(given, beside)
                  for given in arguments]), places


def _data(other: Any) -> Number:
    return other.data if isinstance(other, Value) else as_constant(other, 0.0)


def _text(label: object) -> str:
    if not isinstance(label, str):
        raise NumberError(f"a label is text, but {label!r} was given; write Value(data, 'label')")
    return label

