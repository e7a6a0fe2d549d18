"""The node: a number that remembers how it was made, and Python's operators on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from .compared import note
from .errors import NumberError
from .number import Number, as_constant, as_number
from .op import Operation
from .operators import Operators
from .rules import add, mul, relu, sub

_new = object.__new__
_next_order = _position = count(1).__next__
_PLAIN = (float, int)


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
    (Value(0.1192, grad=1, op=sigmoid), 0.209987170807013)
    """

    # One or two arguments lie in the node itself, `right` being None where there is one; more lie
    # in a tuple in `left`, with the partials and inputs as tuples in the partials' slots. So a node
    # is a single object to the garbage collector. A constant has the partial None. A neuron's Σ has
    # its weights and bias in `left` and what they weigh in `right`, which its whole layer shares.
    __slots__ = ("data", "grad", "label", "left", "left_partial", "op", "order", "right",
                 "right_partial")

    data: Number
    grad: Number | None
    label: str
    op: Operation | None
    order: int
    left: Any
    right: Any
    left_partial: Any
    right_partial: Any

    def __init__(self, data: object, label: str = "") -> None:
        self.data = as_number(data)
        self.grad = None
        self.label = _text(label)
        self.op = self.left = self.right = self.left_partial = self.right_partial = None
        self.order = _next_order()

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The inputs and the plain constants that the operation was applied to, in order."""
        if self.left.__class__ is tuple:
            return self.left if self.right is None else _unpaired(self.left, self.right)
        if self.right is None:
            return () if self.left is None else (self.left,)
        return self.left, self.right

    @property
    def inputs(self) -> tuple[Value, ...]:
        """The Values among the arguments."""
        if self.left.__class__ is tuple:
            return self.right_partial if self.right is None else self.arguments
        if self.left_partial is None:
            return () if self.right_partial is None else (self.right,)
        return (self.left,) if self.right_partial is None else (self.left, self.right)

    @property
    def partials(self) -> tuple[Number, ...]:
        """The local derivatives ∂self/∂input, as recorded in the forward pass."""
        if self.left.__class__ is tuple:
            if self.right is None:
                return self.left_partial  # type: ignore[no-any-return]
            return _unpaired(self.left_partial, self.right_partial[:len(self.right)])
        return tuple([p for p in (self.left_partial, self.right_partial) if p is not None])

    @staticmethod
    def apply_operation(op: Operation, arguments: tuple[Any, ...], checked: bool = True) -> Value:
        """The node op(*arguments); raises DomainError naming the node where op is not defined."""
        if len(arguments) == 1 and not op.variadic:
            return _function_of_one(op, arguments[0], checked)
        if set(map(type, arguments)) == _ONLY_VALUES:
            numbers, where, inputs = tuple([given.data for given in arguments]), None, arguments
        else:
            arguments, numbers, where, inputs = _with_constants(arguments)
        if checked and not op.everywhere:
            op.check(numbers, arguments)
        data = op.forward(*numbers)
        node = made(op, arguments, inputs)
        record(node, data, op.partials(data, numbers, where))
        return node

    # The hot path: rows add, sub, mul and relu once more, without a detour.

    def __add__(self, other: Any) -> Any:
        a = self.data
        if other.__class__ is Value:
            b, slope = other.data, 1.0
        elif a.__class__ is float and other.__class__ in _PLAIN:
            b = other = as_number(other)
            slope = None
        else:
            return super().__add__(other)
        node = _new(Value)
        node.data = data = a + b
        node.grad = None
        node.label = ""
        node.op = add
        node.left = self
        node.right = other
        if data.__class__ is float:
            node.left_partial, node.right_partial = 1.0, slope
        else:
            node.left_partial = node.right_partial = 1
        node.order = _next_order()
        return node

    def __radd__(self, other: Any) -> Any:
        if other.__class__ is int and other == 0:
            return self  # where sum() starts
        if self.data.__class__ is float and other.__class__ in _PLAIN:
            number = as_number(other)
            return _after_constant(add, number, self, number + self.data, 1.0)
        return super().__radd__(other)

    def __sub__(self, other: Any) -> Any:
        a = self.data
        if other.__class__ is Value:
            b, slope = other.data, -1.0
        elif a.__class__ is float and other.__class__ in _PLAIN:
            b = other = as_number(other)
            slope = None
        else:
            return super().__sub__(other)
        node = _new(Value)
        node.data = data = a - b
        node.grad = None
        node.label = ""
        node.op = sub
        node.left = self
        node.right = other
        if data.__class__ is float:
            node.left_partial, node.right_partial = 1.0, slope
        else:
            node.left_partial, node.right_partial = 1, -1
        node.order = _next_order()
        return node

    def __rsub__(self, other: Any) -> Any:
        if self.data.__class__ is float and other.__class__ in _PLAIN:
            number = as_number(other)
            return _after_constant(sub, number, self, number - self.data, -1.0)
        return super().__rsub__(other)

    def __mul__(self, other: Any) -> Any:
        a = self.data
        if other.__class__ is Value:
            b, slope = other.data, a
        elif a.__class__ is float and other.__class__ in _PLAIN:
            b = other = as_number(other)
            slope = None
        else:
            return super().__mul__(other)
        node = _new(Value)
        node.data = a * b
        node.grad = None
        node.label = ""
        node.op = mul
        node.left = self
        node.right = other
        node.left_partial = b
        node.right_partial = slope
        node.order = _next_order()
        return node

    def __rmul__(self, other: Any) -> Any:
        if self.data.__class__ is float and other.__class__ in _PLAIN:
            number = as_number(other)
            return _after_constant(mul, number, self, number * self.data, number)
        return super().__rmul__(other)

    def relu(self) -> Any:
        """max(0, z) of this value, as chalkgrad.relu."""
        z = self.data
        if z.__class__ is not float or z != z:
            return super().relu()
        node = _new(Value)
        if z > 0.0:
            node.data, node.left_partial = z, 1.0
        else:
            node.data = node.left_partial = 0.0
        node.grad = None
        node.label = ""
        node.op = relu
        node.left = self
        node.right = node.right_partial = None
        node.order = _next_order()
        return node

    # Comparisons look at the data, and are noted: a branch holds for the numbers it was built
    # with. == and hash are identity.

    def __lt__(self, other: Any) -> bool:
        found = bool(self.data < _data(other))
        note(self, "<", other, found, _position())
        return found

    def __le__(self, other: Any) -> bool:
        found = bool(self.data <= _data(other))
        note(self, "<=", other, found, _position())
        return found

    def __gt__(self, other: Any) -> bool:
        found = bool(self.data > _data(other))
        note(self, ">", other, found, _position())
        return found

    def __ge__(self, other: Any) -> bool:
        found = bool(self.data >= _data(other))
        note(self, ">=", other, found, _position())
        return found

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

    def __copy__(self) -> Value:
        from .store import restored

        return restored(*self._state())

    def __reduce__(self) -> Any:
        from .store import restored

        return restored, self._state()

    def _state(self) -> tuple[Any, ...]:
        return self.data, self.grad, self.label, self.op, self.arguments, self.partials


_ONLY_VALUES = {Value}


def shown(number: Number) -> str:
    """A number to four significant digits, as in a node's repr.

    >>> shown(0.57444252), shown(2.0), shown(1e-12)
    ('0.5744', '2', '1e-12')
    """
    if isinstance(number, (float, int, complex)):
        return format(number, ".4g")
    return str(number)


def made(op: Operation, arguments: tuple[Any, ...], inputs: tuple[Value, ...]) -> Value:
    """A node for op(*arguments) that has yet to be recorded."""
    node = _new(Value)
    node.grad = None
    node.label = ""
    node.op = op
    node.order = _next_order()
    node.left = node.right = node.right_partial = None
    if len(arguments) > 2:
        node.left, node.right_partial = arguments, inputs
    elif len(arguments) == 2:
        node.left, node.right = arguments
    else:
        (node.left,) = arguments
    return node


def made_of_pairs(op: Operation, left: tuple[Value, ...], right: tuple[Value, ...]) -> Value:
    """A node for op(*left[:-1], *right, left[-1]) that has yet to be recorded, kept in pairs."""
    node = _new(Value)
    node.grad = None
    node.label = ""
    node.op = op
    node.left = left
    node.right = right
    node.order = _next_order()
    return node


def _unpaired(left: Sequence[Any], right: Sequence[Any]) -> tuple[Any, ...]:
    return (*left[:-1], *right, left[-1])


def _after_constant(op: Operation, number: float, given: Value, data: float,
                    slope: float) -> Value:
    """The node op(number, given)."""
    node = _new(Value)
    node.data = data
    node.grad = None
    node.label = ""
    node.op = op
    node.left = number
    node.right = given
    node.left_partial = None
    node.right_partial = slope
    node.order = _next_order()
    return node


def _function_of_one(op: Operation, given: Value, checked: bool) -> Value:
    """op(given), without the detour that constants and lists need."""
    z = given.data
    if checked and not op.everywhere:
        op.check((z,), (given,))
    node = _new(Value)
    node.data = data = op.forward(z)
    node.grad = None
    node.label = ""
    node.op = op
    node.left = given
    node.left_partial = op.exact[0](data, z)
    node.right = node.right_partial = None
    node.order = _next_order()
    return node


def record(node: Value, data: Number, partials: tuple[Number, ...]) -> None:
    """Write down a forward pass: the node's number and its derivatives by its inputs."""
    node.data = data
    if node.right.__class__ is tuple:
        n = len(node.right)
        node.left_partial, node.right_partial = (*partials[:n], partials[-1]), partials[n:-1]
    elif node.left.__class__ is tuple:
        node.left_partial = partials
    else:
        node.left_partial = partials[0] if isinstance(node.left, Value) else None
        node.right_partial = partials[-1] if isinstance(node.right, Value) else None


def replay(node: Value, checked: bool = True) -> None:
    """Compute the node from its arguments' numbers as they are now, by its row."""
    op, arguments = node.op, node.arguments
    assert op is not None
    numbers = tuple([given.data if isinstance(given, Value) else given for given in arguments])
    if checked:
        op.check(numbers, arguments)
    data = op.forward(*numbers)
    record(node, data, op.partials(data, numbers, places(arguments)))


def places(arguments: Sequence[Any]) -> list[int]:
    """Where Values stand among the arguments."""
    return [i for i, given in enumerate(arguments) if isinstance(given, Value)]


def _with_constants(given: tuple[Any, ...]) -> tuple[
        tuple[Any, ...], tuple[Number, ...], list[int], tuple[Value, ...]]:
    """The arguments with their constants as numbers of the Values' kind; all numbers; where the
    Values stand; the Values."""
    where = places(given)
    beside = given[where[0]].data
    arguments = tuple([a if isinstance(a, Value) else as_constant(a, beside) for a in given])
    numbers = tuple([a.data if isinstance(a, Value) else a for a in arguments])
    return arguments, numbers, where, tuple([given[i] for i in where])


def _data(other: Any) -> Number:
    return other.data if isinstance(other, Value) else as_constant(other, 0.0)


def _text(label: object) -> str:
    if not isinstance(label, str):
        raise NumberError(f"a label is text, but {label!r} was given; write Value(data, 'label')")
    return label

