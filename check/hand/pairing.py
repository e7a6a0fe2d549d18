"""Which number by hand belongs to which node of the graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...engine import GraphError, NumberError, ShapeError, Value
from ...engine.label import cut, readable
from ...engine.number import Number, as_constant
from ...engine.watch import finite
from ..errors import CheckError
from .digits import number_in

DEEPEST = 8  # lists within lists


@dataclass(frozen=True)
class Block:
    """Values in a shape and the numbers by hand that belong to them, also as they were written
    (a text has more to say than its number); None where they were not written but computed."""

    nodes: tuple[Value, ...]
    shape: tuple[int, ...]
    hand: tuple[Number, ...]
    written: tuple[Any, ...]

    def places(self) -> list[tuple[int, ...]]:
        """The indices of every number."""
        found: list[tuple[int, ...]] = [()]
        for length in self.shape:
            found = [(*place, i) for place in found for i in range(length)]
        return found


def pairs_of(hand: Any) -> list[tuple[Any, Any]]:
    """Keys and their numbers, of a mapping or a list of pairs."""
    if isinstance(hand, Mapping):
        return list(hand.items())
    pairs: list[Any] = [None]
    if isinstance(hand, Iterable) and not isinstance(hand, str):
        pairs = list(hand)
    if not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in pairs):
        raise CheckError("the numbers by hand come with what they are the derivative by; write "
                         "{w: 0.5, b: 0.1}, or for lists of Values [(layer.w, dw), (layer.b, db)]")
    return [(pair[0], pair[1]) for pair in pairs]


def blocks_of(key: Any, given: Any, names: dict[Value, str], y: Value) -> list[Block]:
    """The key and the numbers, block by block where the key's rows have different shapes."""
    keys, numbers = nodes_in(key, names, y), listed(given)
    if isinstance(keys, list) and shape_of(keys) is None:
        if not isinstance(numbers, list) or len(numbers) != len(keys):
            raise ShapeError(f"there are {len(keys)} lists of Values, but by hand "
                             f"{shape_words(shape_of(numbers))}; give one array for each list")
        return [block for each, part in zip(keys, numbers)
                for block in blocks_of(each, part, names, y)]
    return [_block(keys, numbers, names, y)]


def _block(keys: Any, numbers: Any, names: dict[Value, str], y: Value) -> Block:
    nodes, shape, other = flat(keys), shape_of(keys) or (), shape_of(numbers)
    spare = other is not None and len(nodes) == len(flat(numbers)) and (
        min(len(shape), len(other)) < 2
        and [n for n in shape if n > 1] == [n for n in other if n > 1])
    if not (other == shape or spare):
        remedy = ("the matrix is transposed: write its .T (w[i][j] leads from i to j)"
                  if other and len(other) == 2 and other == shape[::-1] else
                  "give one number for every Value, in the same order")
        raise ShapeError(f"∂{names[y]}/∂({_span(nodes, names)}) is {shape_words(shape)}, but by "
                         f"hand there {'is' if other == () else 'are'} {shape_words(other)}; "
                         f"{remedy}")
    written = flat(numbers)
    hand = tuple(_number(given, node, names, y) for given, node in zip(written, nodes))
    return Block(tuple(nodes), shape, hand, tuple(written))


def _number(given: Any, node: Value, names: dict[Value, str], y: Value) -> Number:
    what = f"∂{names[y]}/∂{names[node]} by hand"
    try:
        found = as_constant(_unquoted(given, node.data), node.data)
    except NumberError as error:
        raise NumberError(f"{what}: {error}") from None
    if isinstance(found, complex) or hasattr(found, "_mpc_"):
        raise CheckError(f"{what} is {found}, but {names[node]} is real; give real numbers")
    if not finite(found):
        raise CheckError(f"{what} is {found}, which is no number to compare; look for log(0), a "
                         "division by 0 or an overflow in the derivation")
    return found


def _unquoted(given: Any, beside: Number) -> Any:
    """The number that a text such as "-0.1040" is, of the kind beside it; all else as it is."""
    number = number_in(given) if isinstance(given, str) else None
    if number is None:
        return given
    if isinstance(beside, Fraction):
        return Fraction(number)
    return beside.context.mpf(str(number)) if hasattr(beside, "context") else float(number)


def nodes_in(key: Any, names: dict[Value, str], y: Value) -> Any:
    """A key as a Value or nested lists of Values below y, labels looked up."""
    return mapped(listed(key), lambda each: _node(each, names, y))


def _node(given: Any, names: dict[Value, str], y: Value) -> Value:
    if isinstance(given, str):
        found = labelled(given, names)
        if not found:
            labels = ", ".join(dict.fromkeys(node.label for node in names if node.label))
            raise CheckError(f"no node below {names[y]} has the label {given!r}; "
                             + (f"there are {cut(labels, 200)}" if labels else
                                "none has a label, so give the Value itself"))
        return only(found, given)
    if not isinstance(given, Value):
        raise GraphError(f"{given!r} ({type(given).__name__}) is no node of a graph; give a Value "
                         "below y, its label as text, or a list of Values")
    if given not in names:
        raise CheckError(f"{given!r} is not below {names[y]}, which was not computed from it; "
                         "give a Value of this graph (a new forward pass makes new nodes)")
    return given


def labelled(name: str, names: Iterable[Value]) -> list[Value]:
    """The nodes with that label, as it stands or without the signs that no Python name has."""
    exact = [node for node in names if node.label and name in (node.label, readable(node.label))]
    return exact or [node for node in names if node.label
                     and name == re.sub(r"[^\w]", "", node.label)]


def only(nodes: Sequence[Value], name: str) -> Value:
    """The one node that has a label; raises CheckError where there are several."""
    if len(nodes) > 1:
        raise CheckError(f"{len(nodes)} nodes have the label {name!r}; give them other labels, or "
                         "give the Value itself")
    return nodes[0]


def _span(nodes: Sequence[Value], names: dict[Value, str]) -> str:
    ends = [names[nodes[0]], names[nodes[-1]]] if nodes else ["nothing"]
    return " … ".join(dict.fromkeys(ends))


def listed(given: Any, depth: int = 0) -> Any:
    """Arrays, tuples and iterators as lists; anything else as it is."""
    if depth > DEEPEST:
        raise ShapeError(f"lists within lists, more than {DEEPEST} deep; give a matrix as a list "
                         "of its rows")
    if hasattr(given, "tolist") and not isinstance(given, list):
        given = given.tolist()
    if isinstance(given, (list, tuple)) or hasattr(given, "__next__"):
        return [listed(each, depth + 1) for each in given]
    return given


def mapped(given: Any, change: Callable[[Any], Any]) -> Any:
    return [mapped(each, change) for each in given] if isinstance(given, list) else change(given)


def flat(given: Any) -> list[Any]:
    return [each for part in given for each in flat(part)] if isinstance(given, list) else [given]


def shape_of(given: Any) -> tuple[int, ...] | None:
    """The lengths of nested lists, or None where rows differ in length."""
    if not isinstance(given, list):
        return ()
    shapes = {shape_of(each) for each in given}
    if len(shapes) > 1 or None in shapes:
        return None
    return len(given), *(shapes.pop() or () if shapes else ())


def shape_words(shape: tuple[int, ...] | None) -> str:
    if shape is None:
        return "rows of different lengths"
    if len(shape) < 2:
        return f"{shape[0]} numbers" if shape else "one number"
    return "×".join(map(str, shape)) + " numbers"
