"""Where in the source each node was made, and a stop at the first number that is not finite.

Both are off unless asked for, and then cost nothing: a block exchanges a few functions of the
engine for ones that look on, and puts them back. A block looks on in its own thread or task only.
"""

from __future__ import annotations

import linecache
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any
from weakref import WeakSet

from . import layer, op, value, walk
from .errors import ChalkgradError, DomainError
from .label import clean, cut, number, readable
from .number import Number
from .value import Value

GENERATION = 500_000  # nodes: a recording remembers the last one to two generations of them
_ROOMS = tuple(f"{Path(__file__).parent.with_name(room)}{os.sep}"
               for room in ("engine", "nn", "chalk"))


@dataclass(frozen=True)
class Place:
    """A place in the source: `text` is the line, `expression` the part of it (Python ≥ 3.11)."""

    file: str
    line: int
    text: str
    expression: str = ""

    def __str__(self) -> str:
        part = self.expression
        whole = not part or self.text.removeprefix("return ").split(" = ")[-1] == part
        shown = f": {cut(clean(self.text))}" if self.text else ""
        return f"{Path(self.file).name}:{self.line}{shown}{'' if whole else f', in {cut(part)}'}"


class Recording:
    """The places of the nodes made in a block; holds no node, so it keeps no graph alive."""

    def __init__(self) -> None:
        self._older: dict[int, tuple[CodeType, int]] = {}
        self._newer: dict[int, tuple[CodeType, int]] = {}
        _recordings.add(self)

    def place(self, node: Value) -> Place | None:
        """Where the node was made, or None if that was not inside."""
        found = self._newer.get(node.order) or self._older.get(node.order)
        return resolved(*found) if found else None

    def note(self, order: int, code: CodeType, instruction: int) -> None:
        """Remember that the node of that order was made at that instruction."""
        if len(self._newer) >= GENERATION:
            self._older, self._newer = self._newer, {}
        self._newer[order] = code, instruction


_recordings: WeakSet[Recording] = WeakSet()
_latest: list[Recording] = []
_active: ContextVar[tuple[Recording, ...]] = ContextVar("recordings", default=())
_strict: ContextVar[bool] = ContextVar("strict", default=False)


@contextmanager
def recording() -> Iterator[Recording]:
    """Keep the source line of every node made inside; errors inside then name it.

    Of the recordings that ended, place_of knows the latest and those that are still referred to.

    >>> with recording() as record:
    ...     y = Value(2.0).log() * 3
    >>> record.place(y).text, place_of(Value(1.0))
    ('y = Value(2.0).log() * 3', None)
    """
    started = Recording()
    token = _active.set((*_active.get(), started))
    try:
        with _watching():
            yield started
    finally:
        _active.reset(token)
        _latest[:] = [started]


@contextmanager
def strict() -> Iterator[None]:
    """Stop with NonFiniteError at the first inf or nan: in a node's value or, backward, in a grad.

    A backward pass that is stopped leaves the gradients that it had filled in.

    >>> with strict():
    ...     Value(800.0, "x").exp()  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    chalkgrad.engine.watch.NonFiniteError: exp of x = 800 is ∞; take smaller numbers ...
    """
    token = _strict.set(True)
    try:
        with _watching():
            yield
    finally:
        _strict.reset(token)


def place_of(node: Value) -> Place | None:
    """Where the node was made, if a recording knows; None if not."""
    found = (each.place(node) for each in list(_recordings))
    return next((place for place in found if place), None)


class NonFiniteError(ChalkgradError, ArithmeticError):
    """A number became infinite or undefined inside strict(); `node` has it, made at `place`."""

    def __init__(self, message: str, node: Value | None = None) -> None:
        super().__init__(message)
        self.node = node
        self.op = node.op if node is not None else None
        self.inputs = node.inputs if node is not None else ()
        self.place = place_of(node) if node is not None else None


def finite(given: Number) -> bool:
    """Whether a number of any kind is neither infinite nor nan.

    >>> finite(1e308), finite(float("inf")), finite(complex(0, float("nan")))
    (True, False, False)
    """
    return bool(given - given == 0)


# Looking on: what the engine's functions are exchanged for

_switch = threading.Lock()
_watchers = 0
_originals: dict[tuple[ModuleType, str], Any] = {}


@contextmanager
def _watching() -> Iterator[None]:
    """Exchange the functions while at least one block, in any thread, is open."""
    _count(1)
    try:
        yield
    finally:
        _count(-1)


def _count(change: int) -> None:
    global _watchers
    with _switch:
        before, _watchers = _watchers, _watchers + change
        if before == 0:
            for (module, name), exchange in _EXCHANGES.items():
                _originals[module, name] = getattr(module, name)
                setattr(module, name, exchange(_originals[module, name]))
        elif _watchers == 0:
            for (module, name), original in _originals.items():
                setattr(module, name, original)


def _noting(draw: Callable[[], int]) -> Callable[[], int]:
    """Every node, however it is made, draws its order: last, or before it is recorded."""
    def next_order() -> int:
        order, frame = draw(), sys._getframe(1)
        recordings = _active.get()
        if recordings:
            caller = _outside(frame)
            for each in recordings:
                each.note(order, caller.f_code, caller.f_lasti)
        if _strict.get():
            _check_drawn(frame, order)
        return order
    return next_order


def _check_drawn(frame: FrameType, order: int) -> None:
    """Check the node that the engine's frame is making, if it has its number already."""
    names = frame.f_locals
    node = names["node"] if "node" in names else names["self"]
    node.order = order
    _check_value(node, getattr(node, "data", 0.0))


def _recording_strictly(record: Callable[..., None]) -> Callable[..., None]:
    def checked(node: Value, data: Number, partials: tuple[Number, ...]) -> None:
        record(node, data, partials)
        _check_value(node, data)
    return checked


def _summing_strictly(exact_dot: Callable[..., Number]) -> Callable[..., Number]:
    def checked(*factors: Any) -> Number:
        data = exact_dot(*factors)
        _check_value(sys._getframe(1).f_locals["node"], data)
        return data
    return checked


def _sharing_strictly(share_out: Callable[..., None]) -> Callable[..., None]:
    def checked(node: Value, *others: Any) -> None:
        share_out(node, *others)
        if _strict.get():
            for given in (node, *node.inputs):
                if not finite(given.grad):
                    raise _gradient_error(given, given.grad, node, node.grad)
    return checked


def _adding_up_strictly(adjoints: Callable[..., Any]) -> Callable[..., Any]:
    def checked(*given: Any) -> Any:
        found = adjoints(*given)
        bad = [node for node, adjoint in found.items() if not finite(_plain(adjoint))]
        if bad and _strict.get():
            source = next((each for each in found if bad[0] in each.inputs), bad[0])
            raise _gradient_error(bad[0], _plain(found[bad[0]]), source, _plain(found[source]))
        return found
    return checked


def _naming_the_place(error: type[DomainError]) -> Callable[[str], DomainError]:
    def placed(message: str) -> DomainError:
        return error(message + (_made_at(_maker()) if _active.get() else ""))
    return placed


_EXCHANGES: dict[tuple[ModuleType, str], Callable[[Any], Any]] = {
    (value, "_next_order"): _noting,
    (value, "record"): _recording_strictly,
    (layer, "exact_dot"): _summing_strictly,
    (walk, "_share_out"): _sharing_strictly,
    (walk, "_adjoints"): _adding_up_strictly,
    (op, "DomainError"): _naming_the_place,
}


def _check_value(node: Value, data: Number) -> None:
    if _strict.get() and not finite(data):
        node.data = data
        raise NonFiniteError(_value_message(node), node)


def _value_message(node: Value) -> str:
    if node.op is None:
        made = f"{readable(node.label) or 'a Value'} = {number(node.data)} is not finite; give a "
        return f"{made}finite number, or make it before strict(){_made_at(place_of(node))}"
    return (f"{node.op.name} of {_listed(node)} is {number(node.data)}; take smaller numbers or a "
            "form that doesn't overflow, such as a loss with logits, or leave strict()"
            + _made_at(place_of(node)))


def _listed(node: Value) -> str:
    """The arguments by name and number, those that matter first if they are many."""
    given = [a for a in node.arguments if isinstance(a, (Value, float))]
    if len(given) > 4:
        given.sort(key=lambda a: -abs(_plain(a)))
    shown = [f"{readable(a.label)} = {number(a.data)}" if isinstance(a, Value) and a.label
             else number(_plain(a)) for a in given[:4]]
    return ", ".join(shown) + (f" and {len(given) - 4} more" if len(given) > 4 else "")


def _gradient_error(node: Value, adjoint: Number, source: Value,
                    before: Number) -> NonFiniteError:
    """For a node's gradient that is not finite; it came from `source`, which had `before`."""
    name = readable(node.label) or (f"the {node.op.name} node" if node.op else "a leaf")
    through = "" if source is node else (
        f": it came through {source.op} as {number(before)} times the local derivative "
        f"{_slopes(source, node)}{_made_at(place_of(source))}")
    return NonFiniteError(f"the gradient of {name} = {number(node.data)} is {number(adjoint)}"
                          f"{through}; move away from this point, or use a form whose slope stays "
                          f"finite, or leave strict(){_made_at(place_of(node))}", node)


def _slopes(node: Value, given: Value) -> str:
    """The local derivatives of a node by one of its inputs, which may stand in it twice."""
    return " and ".join(number(p) for a, p in zip(node.inputs, node.partials) if a is given)


def _plain(given: Any) -> Number:
    return given.data if isinstance(given, Value) else given


# Places

def _outside(frame: FrameType) -> FrameType:
    """The nearest frame that belongs to the caller, not to the engine or to nn."""
    while frame.f_code.co_filename.startswith(_ROOMS) and frame.f_back is not None:
        frame = frame.f_back
    return frame


def _maker() -> Place | None:
    """Where the node was made that is computed now: earlier, if it is recomputed."""
    frame = sys._getframe(2)
    caller = _outside(frame)
    while frame is not caller:
        if frame.f_code is value.replay.__code__:
            return place_of(frame.f_locals["node"])
        frame = frame.f_back or caller
    return resolved(caller.f_code, caller.f_lasti)


def _made_at(place: Place | None) -> str:
    return f" (made at {place})" if place else ""


@lru_cache(maxsize=10_000)
def resolved(code: CodeType, instruction: int) -> Place:
    """The source of an instruction: its line, and from Python 3.11 on its columns."""
    file = code.co_filename
    if not hasattr(code, "co_positions"):
        line = next(line for start, end, line in code.co_lines() if start <= instruction < end)
        return Place(file, line or 0, linecache.getline(file, line or 0).strip())
    first, last, start, end = list(code.co_positions())[instruction // 2]
    lines = [each.encode() for each in linecache.getlines(file)[(first or 1) - 1:last or first]]
    return Place(file, first or 0, _joined(lines), _cut_out(lines, start or 0, end))


def _cut_out(lines: list[bytes], start: int, end: int | None) -> str:
    """The characters from a column of the first line to one of the last; columns are bytes."""
    if not lines:
        return ""
    kept = [*lines[:-1], lines[-1][:end]]
    return _joined([kept[0][start:], *kept[1:]])


def _joined(lines: list[bytes]) -> str:
    return " ".join(b" ".join(lines).decode(errors="replace").split())
