"""A function derived by hand: what it is called with, and what it gives at several points."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from ...engine import ChalkgradError, Value, topological_order
from ...engine.label import number
from ..errors import CheckError
from .case import Diagnosis
from .comparing import held
from .pairing import Block, blocks_of, flat, labelled, listed, mapped, nodes_in, only, shape_of
from .points import Point, near
from .printing import HandCheck

NEAR = 0.1  # how far a point may be, relative to each leaf


class Call:
    """A function by hand and the nodes whose numbers it gets."""

    def __init__(self, function: Callable[..., Any], y: Value, inputs: Any,
                 names: dict[Value, str]) -> None:
        self.function, self.y, self.names = function, y, names
        if inputs is None:
            self.gets = self._matched(_parameters(function))
        else:
            given = inputs if isinstance(inputs, (list, tuple)) else [inputs]
            self.gets = [nodes_in(each, names, y) for each in given]

    def __call__(self, point: Point) -> Any:
        try:
            return self.function(*[_numbers(each, point) for each in self.gets])
        except Exception as error:
            at = ", ".join(f"{self.names[node]} = {number(point.at(node).data)}"
                           for node in flat(self.gets)[:6])
            raise CheckError(f"the function by hand fails at {at}: {type(error).__name__}: "
                             f"{error}; correct it, or write inputs=[…] to say what it "
                             "gets") from error

    def moved(self, wrt: Sequence[Value], hold: Iterable[Any]) -> list[Value]:
        """The leaves that may move: those that the function or the derivative depends on."""
        still = {node for given in hold for node in flat(nodes_in(given, self.names, self.y))}
        below = topological_order(*flat(self.gets), *wrt)
        return [node for node in below if node.op is None and node not in still]

    def _matched(self, parameters: Sequence[str] | None) -> list[Any]:
        """Each parameter's node: by its label, or else all leaves in order."""
        leaves = [node for node in self.names if node.op is None]
        if parameters is None:
            return leaves
        found = [labelled(name, self.names) for name in parameters]
        if all(found):
            return [only(nodes, name) for nodes, name in zip(found, parameters)]
        if len(parameters) == len(leaves) and all(
                not nodes or leaf in nodes for nodes, leaf in zip(found, leaves)):
            return leaves
        labels = ", ".join(node.label or "(no label)" for node in leaves[:12])
        raise CheckError(
            f"the function by hand takes ({', '.join(parameters)}), but {self.names[self.y]} is "
            f"computed from {len(leaves)} leaves: {labels}; name its parameters as their labels, "
            "or say which numbers it gets: inputs=[w, x]")


def _parameters(function: Callable[..., Any]) -> list[str] | None:
    """The parameters that need a number; None where there is any number of them."""
    try:
        given = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # some built-in functions don't tell
        return None
    if any(each.kind is each.VAR_POSITIONAL for each in given):
        return None
    return [each.name for each in given
            if each.default is each.empty and each.kind is not each.VAR_KEYWORD]


def _numbers(given: Any, point: Point) -> Any:
    """The numbers of a Value, or of nested lists of Values as an array."""
    if isinstance(given, Value):
        return point.at(given).data
    import numpy as np

    nested = mapped(given, lambda node: point.at(node).data)
    kind = float if all(type(node.data) is float for node in flat(given)) else object
    return np.array(nested, dtype=kind) if shape_of(nested) is not None else nested


class Trial:
    """One comparison of a function: how it is called, and everything that was asked."""

    def __init__(self, call: Call, wrt: Any, tolerance: float | None, seed: int,
                 points: int) -> None:
        self.call, self.wrt = call, wrt
        self.tolerance, self.seed, self.points = tolerance, seed, points

    def result(self, moved: Sequence[Value]) -> HandCheck:
        """The result; what is right only while some leaves are 0 or 1 says so."""
        found = self._at(moved)
        special = [leaf for leaf in moved if leaf.data in (0, 1)]
        if found.passed or not special or not all(e.agrees for e in found if e.point == 0):
            return found
        if not self._at([leaf for leaf in moved if leaf not in special]).passed:
            return found
        known = [each for each in found.diagnoses if each.cause != "unknown"]
        note = self._special(special, found.diagnoses[0].where)
        return replace(found, diagnoses=(note, *known))

    def _special(self, leaves: Sequence[Value], where: str) -> Diagnosis:
        told = ", ".join(f"{self.call.names[leaf]} = {number(leaf.data)}" for leaf in leaves[:4])
        return Diagnosis("special point", where, f"it is right only while {told}: a factor that "
                         "is 1 here is missing, or it was derived for this case",
                         f"for a label that is 0 or 1 write hold=[{leaves[0].label or 't'!r}]; "
                         "where the others move, it agrees")

    def _at(self, moved: Sequence[Value]) -> HandCheck:
        """The comparison at the present point and at those near."""
        y, draw = self.call.y, random.Random(self.seed)
        present = Point(y, {})
        tried = [(present, self._paired(present))]
        tried += [self._tried(moved, draw) for _ in range(self.points if moved else 0)]
        points, blocks = zip(*tried)
        return held(y, points, blocks, self.tolerance)

    def _tried(self, moved: Sequence[Value], draw: random.Random) -> tuple[Point, list[Block]]:
        """A point near, nearer still where y or the function is not defined."""
        for shrink in range(9):
            try:
                point = near(self.call.y, moved, NEAR * 0.25 ** shrink, draw)
                return point, self._paired(point)
            except (ChalkgradError, ArithmeticError) as error:
                last = error
        raise CheckError(f"no point near the present one can be tried: {last}; write points=0 to "
                         "compare at the present point alone") from last

    def _paired(self, point: Point) -> list[Block]:
        """The numbers that the function computes, which nobody has rounded."""
        given = one_of(self.wrt, self.call(point))
        blocks = blocks_of(self.wrt, given, self.call.names, self.call.y)
        return [replace(block, written=(None,) * len(block.hand)) for block in blocks]


def one_of(key: Any, given: Any) -> Any:
    """What a function returned for [w]: a number is as good as a list of it."""
    single = isinstance(key, (list, tuple)) and len(key) == 1
    return [given] if single and shape_of(listed(given)) == () else given
