"""The ways to take a pair that its author left open, the literal one first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..meaning.binding import Binding
from ..meaning.definition import Definition
from ..meaning.nodes import has_hadamard, names_in, nodes, written_names
from ..meaning.reach import is_open
from ..meaning.scope import goes_far, stops_short
from ..meaning.spelling import CALLED, NET
from ..reader import tree as n
from .standpoint import LITERAL, Manner

COLUMNS = "∂u/∂v has the entries of v in rows, those of u in columns"
ENTRIES = "entry by entry"
ROWS = "∂C/∂v is the row of the derivatives by the entries of v"


@dataclass(frozen=True)
class Context:
    """What a statement is judged under.

    `cost` is a name in COSTS or a Definition (the cost as the document states it), `whole` the name
    of that cost and a penalty, if it has one of its own; `form` is that of the activation function,
    where the document defines its own; `least` is, in an equation that holds only there, what has
    its minimum and the letter that makes it so.
    """

    binding: Binding
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    cost: Any = "any"
    quick: bool = False
    has_hadamard: bool = False
    form: Any = None
    whole: str = ""
    least: tuple[str, str] | None = None

    @property
    def smallest(self) -> Definition | None:
        """What has its minimum."""
        name = self.least[0] if self.least else ""
        stated = isinstance(self.cost, Definition) and self.cost.name == name
        return self.cost if stated and not self.whole else self.definitions.get(self.whole or name)


@dataclass(frozen=True)
class Reading:
    """A way to take a pair that its author left open; `words` is "" for the literal one."""

    words: str = ""
    manner: Manner = LITERAL
    capture: bool = False
    component: bool = False
    diagonal: bool = False
    anchor: str = ""
    reaches: bool = False
    nearby: bool = False
    wide: bool = False


def readings(left: n.Node, right: n.Node, context: Context) -> Iterator[Reading]:
    """Literal first; then the other meanings of matrix notation, then of letters left bare."""
    names = [node for node in nodes((left, right)) if isinstance(node, n.Name)]
    bare = {name.base for name in names if _is_bare_name(name, context)}
    yield Reading()
    if bare and is_of_functions(left, right, context.binding):
        yield Reading(manner=Manner("entries", True))
    if bare:
        yield from _matrix_readings(context, any(name.base == "nabla" for name in names),
                                    not _of_all_samples(left, right, context.binding))
        if has_hadamard((left, right)):
            yield Reading("⊙ and products are taken from left to right", Manner(leftward=True))
        yield Reading("each component, with the index left out", component=True)
    if context.least is None:
        yield from _symmetric(left, right, context)
    if any(context.binding.role(name.base) in ("target", "class") for name in names):
        yield Reading("only for the class that is right", diagonal=True)
    if any(isinstance(node, n.Reduction) for node in nodes((left, right))):
        yield Reading("the index of the Σ is another one than the free index of the same name",
                      capture=True)
    if is_open(left, right):
        yield Reading("the Σ goes over every term that carries its index", reaches=True)
    if goes_far((left, right)):
        yield Reading("d/dx ends before the next derivative", nearby=True)
    if stops_short((left, right)):
        yield Reading("d/dx is taken of all that stands behind it", wide=True)
    if "weight" in context.binding.roles.values() and any(context.binding.role(
            name.base) in ("prediction", "target", "cost") for name in names):
        yield Reading("what has no layer belongs to the last one", anchor="L")


def is_of_functions(left: n.Node, right: n.Node, binding: Binding) -> bool:
    """σ′(x) = σ(x)(1 − σ(x)), which is said of numbers whatever x is elsewhere."""
    names = list(written_names((left, right)))
    functions = [name for name in names if binding.role(name.base) == "activation"
                 or name.base in CALLED]
    return bool(functions) and len({name.base for name in names if name not in functions}) < 2


def _symmetric(left: n.Node, right: n.Node, context: Context) -> Iterator[Reading]:
    """Square matrices of a sheet, of which the words often say that they are symmetric; not those
    that something is differentiated by."""
    by = {name.base for node in nodes((left, right)) for name in names_in(
        node.wrt if isinstance(node, n.Derivative) else getattr(node, "subs", ()))}
    square = {name.base for name in names_in((left, right)) if len(set(
        context.binding.arrays.get(name.base, (0, 1)))) == 1}
    if square and not square & by:
        yield Reading(f"if {' and '.join(sorted(square))} is symmetric", Manner(symmetric=True))


def _matrix_readings(context: Context, upright: bool, entries: bool) -> Iterator[Reading]:
    yield Reading(ROWS, Manner("numerator"))
    yield Reading(COLUMNS, Manner("denominator"))
    if not context.binding.matrix_notation and not context.binding.arrays and entries:
        yield Reading(ENTRIES, Manner("entries", not context.has_hadamard, upright))


def _of_all_samples(left: n.Node, right: n.Node, binding: Binding) -> bool:
    """Whether two matrices are multiplied that have all samples in them: dZ X."""
    return bool(binding.samples) and any(
        _has_samples(one, binding) and _has_samples(two, binding) and sign != "odot"
        for node in nodes((left, right)) if isinstance(node, n.Product)
        for one, two, sign in zip(node.factors, node.factors[1:], node.signs))


def _has_samples(factor: n.Node, binding: Binding) -> bool:
    """A capital without an index, Z or A^{[1]}, where it is a unit's."""
    return (isinstance(factor, n.Name) and factor.base[-1:].isupper() and not factor.subs
            and binding.role(factor.base) in ("pre", "post", "input", "prediction", "target"))


def _is_bare_name(name: n.Name, context: Context) -> bool:
    """A quantity of the network, or something defined, without an index."""
    layered = context.binding.subscript_layers and len(name.subs) == 1
    return (layered or not name.subs) and (context.binding.role(name.base) in NET
                              or name.base in context.binding.arrays
                              or any(key.startswith(name.base) for key in context.definitions))


def branches(left: n.Node, right: n.Node,
             ) -> list[tuple[n.Node, n.Node, tuple[n.Condition, ...]]]:
    """One pair for each row of `cases`, with the row's condition; the pair itself without any."""
    if isinstance(right, n.Cases):
        return [(left, value, tests) for value, tests in _rows(right)]
    if isinstance(left, n.Cases):
        return [(value, right, tests) for value, tests in _rows(left)]
    return [(left, right, ())]


def _rows(cases: n.Cases) -> Iterator[tuple[n.Node, tuple[n.Condition, ...]]]:
    """Each value with its condition; "otherwise" is where none of the others holds."""
    before: list[n.Condition] = []
    for value, condition in cases.rows:
        if condition is None or not condition.relations:
            yield value, tuple(_negated(each) for each in before)
        else:
            yield value, (condition,)
            before.append(condition)


NEGATION = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _negated(condition: n.Condition) -> n.Condition:
    return replace(condition, relations=tuple(NEGATION.get(each, each)
                                              for each in condition.relations))
