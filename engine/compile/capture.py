"""The graph as flat lists: one pass over the nodes that merges equal ones and folds constants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import copysign
from typing import Any

from ..errors import NumberError
from ..number import Index
from ..op import Operation
from ..rules import add, maximum, minimum, mul
from ..value import Value
from ..walk import inner_nodes

CONSTANT, PARAMETER, BATCHED = 0, 1, 2  # what a node depends on: a sum of the last two
_EITHER_ORDER = {add, mul, maximum, minimum}


class Graph:
    """Nodes by number: inputs, parameters, then constants and computed nodes, inputs first.

    `ops[i]` is None for a leaf, `arguments[i]` are numbers of nodes, `depends[i]` says on what,
    `chosen[i]` is the component of a softmax, `constants` holds the numbers of constant nodes.
    """

    def __init__(self, inputs: Sequence[Value], parameters: Sequence[Value]) -> None:
        self.ops: list[Operation | None] = []
        self.arguments: list[tuple[int, ...]] = []
        self.depends: list[int] = []
        self.chosen: dict[int, int] = {}
        self.constants: dict[int, float] = {}
        self.nodes: list[Value | None] = []
        self.place: dict[Any, int] = {}
        self._same: dict[tuple[Any, ...], int] = {}
        self.inputs, self.parameters = len(inputs), len(parameters)
        for depends, leaves in ((BATCHED, inputs), (PARAMETER, parameters)):
            for leaf in leaves:
                self.place[leaf] = self._enter(None, (), depends, leaf)

    def _enter(self, op: Operation | None, arguments: tuple[int, ...], depends: int,
               node: Value | None = None) -> int:
        self.ops.append(op)
        self.arguments.append(arguments)
        self.depends.append(depends)
        self.nodes.append(node)
        return len(self.ops) - 1

    def add(self, roots: Iterable[Value]) -> None:
        """Enter everything below the roots."""
        roots = list(roots)
        place, same, depends = self.place, self._same, self.depends
        enter, find, lists = self._enter, self._find, _Lists(self)
        for node in inner_nodes(*roots):
            if node in place:
                continue
            op, left, right = node.op, node.left, node.right
            if left.__class__ is tuple:
                arguments = lists.of(node)
                on = 0
                for a in arguments:
                    on |= depends[a]
            elif right is None:
                a = place[left] if left in place else find(left)
                arguments, on = (a,), depends[a]
            else:
                a = place[left] if left in place else find(left)
                b = place[right] if right in place else find(right)
                arguments = (b, a) if a > b and op in _EITHER_ORDER else (a, b)
                on = depends[a] | depends[b]
            key = (op, *arguments)
            found = same.get(key)
            if found is None:
                written = (a, b) if len(arguments) == 2 and right is not None else arguments
                found = self._fold(node, arguments) if not on else enter(op, written, on, node)
                same[key] = found
            place[node] = found
        for root in roots:
            find(root)
        lists.finish()

    def computed(self, op: Operation, arguments: tuple[int, ...]) -> int:
        """The number of the node op(arguments), which is entered if there is none."""
        swapped = op in _EITHER_ORDER and arguments[0] > arguments[-1]
        key = (op, *(arguments[::-1] if swapped else arguments))
        if key not in self._same:
            on = 0
            for a in arguments:
                on |= self.depends[a]
            self._same[key] = self._enter(op, arguments, on) if on else self.constant(
                op.forward(*(self.constants[a] for a in arguments)))
        return self._same[key]

    def _fold(self, node: Value, arguments: tuple[int, ...]) -> int:
        """A node of constants alone is a constant: what the eager engine computes for it."""
        numbers = [given.data if isinstance(given, Value) else given for given in node.arguments]
        numbers = [n if isinstance(n, Index) else self.constants[a]
                   for n, a in zip(numbers, arguments)]
        assert node.op is not None
        node.op.check(numbers, node.arguments)
        return self.constant(node.op.forward(*numbers))

    def _find(self, given: Any) -> int:
        """The number of a leaf or a constant that has none yet, or an inner node's."""
        if given in self.place:
            return self.place[given]
        if isinstance(given, Value):
            number = self.place[given] = self.constant(real(given.data, given))
            return number
        return self.constant(real(given, given))

    def constant(self, number: float) -> int:
        """The node of a constant; equal constants are one node, but 0 and −0 are two."""
        key = number if number else ("zero", copysign(1.0, number))
        if key not in self.place:
            self.place[key] = self._enter(None, (), CONSTANT)
            self.constants[self.place[key]] = float(number)
        return self.place[key]


class _Lists:
    """The numbers of long argument lists, of which the neurons of a layer share one."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: dict[int, tuple[Any, tuple[int, ...]]] = {}

    def of(self, node: Value) -> tuple[int, ...]:
        """The arguments' numbers; a softmax's component k is a constant among them."""
        if node.right is None:
            return self._numbers(node.left)
        shared = self.known.get(id(node.right))
        if shared is None:
            shared = self.known[id(node.right)] = node.right, self._numbers(node.right)
        left = self._numbers(node.left)
        return *left[:-1], *shared[1], left[-1]

    def _numbers(self, given: tuple[Any, ...]) -> tuple[int, ...]:
        try:
            return tuple(map(self.graph.place.__getitem__, given))
        except KeyError:
            return tuple(map(self.graph._find, given))

    def finish(self) -> None:
        """Take the components of softmaxes out of the argument lists."""
        graph = self.graph
        for i, op in enumerate(graph.ops):
            if op is not None and op.name in ("softmax", "log_softmax") and i not in graph.chosen:
                k, *z = graph.arguments[i]
                graph.chosen[i], graph.arguments[i] = int(graph.constants[k]), tuple(z)


def real(number: Any, given: Any) -> Any:
    if number.__class__ is float or isinstance(number, Index):
        return number
    raise NumberError(f"compile computes in float64, but the graph holds {given!r}, a "
                      f"{type(number).__name__}; build it with floats, or evaluate it with "
                      "backward() and grad()")


def captured(roots: Sequence[Value], inputs: Sequence[Value], parameters: Sequence[Value],
             ) -> Graph:
    """The graph below the roots."""
    graph = Graph(inputs, parameters)
    graph.add(roots)
    return graph
