"""Labels from assignment: a Value is called what the variable that holds it is called."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from types import FrameType, TracebackType
from typing import Any

from ..engine.value import Value

_SUBSCRIPT = re.compile(r"(.+)_(\d+)")
_DEEPEST = 3  # lists within lists that are looked into


def label_locals(variables: Mapping[str, Any] | None = None) -> None:
    """Label the Values that have no label yet after the variables that hold them.

    Without an argument these are the variables where it is called: those of the function, or in
    a REPL and a notebook all. The elements of lists, tuples and object arrays are counted from 1,
    as w_1 or w_{1,2}. A Value with several names gets the one assigned first. Variables that
    begin with _ are skipped, and no label is ever overwritten.

    >>> w, x = [Value(2.0), Value(3.0)], Value(4.0, "input")
    >>> z = w[0] * x
    >>> label_locals()
    >>> z, w[1].label, x.label
    (Value(8, op=mul, label='z'), 'w_2', 'input')
    """
    given = sys._getframe(1).f_locals if variables is None else variables
    for name, held in list(given.items()):
        if not name.startswith("_"):
            _label(name, held)


class names:  # written like a function, as `with names():`
    """Label, on leaving the block, the Values that were assigned to variables inside it.

    What a variable held before the block is left alone; a block that fails still labels what was
    assigned until then. The rules are those of label_locals.

    >>> before = Value(1.0)
    >>> with names():
    ...     a = before * 2
    ...     b = a.exp()
    >>> a.label, b.label, before.label
    ('a', 'b', '')
    """

    def __init__(self) -> None:
        self._frame: FrameType | None = sys._getframe(1)
        self._before: dict[str, Any] = {}

    def __enter__(self) -> None:
        self._before = self._variables()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        before, after = self._before, self._variables()
        self._frame, self._before = None, {}
        label_locals({name: held for name, held in after.items()
                      if name not in before or before[name] is not held})

    def _variables(self) -> dict[str, Any]:
        """The variables as they are now; a block that was left has none."""
        return dict(self._frame.f_locals) if self._frame else {}


def _label(name: str, held: Any) -> None:
    for place, node in _values(held, ()):
        if not node.label:
            node.label = subscripted(name, place)


def _values(held: Any, place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Value]]:
    """The Values in a variable, each with its place in nested lists."""
    if isinstance(held, Value):
        yield place, held
        return
    listed = isinstance(held, (list, tuple)) or str(getattr(held, "dtype", "")) == "object"
    if listed and len(place) < _DEEPEST and getattr(held, "ndim", 1) != 0:
        for i, element in enumerate(held, 1):
            yield from _values(element, (*place, i))


def subscripted(name: str, place: tuple[int, ...]) -> str:
    """A variable's name with the place of an element, in LaTeX.

    >>> subscripted("w", (2,)), subscripted("w", (1, 12)), subscripted("a_1", (2,))
    ('w_2', 'w_{1,12}', 'a_{1,2}')
    """
    found = _SUBSCRIPT.fullmatch(name)
    if found and place:
        name, place = found[1], (int(found[2]), *place)
    index = ",".join(map(str, place))
    if not index:
        return name
    return f"{name}_{index}" if len(index) == 1 else f"{name}_{{{index}}}"
