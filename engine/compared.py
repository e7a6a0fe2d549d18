"""Comparisons of Values, remembered as plain data: a program compiled later has to hold to them.

`if v > 0` while a graph is built decides what is built. Remembered are the orders of the nodes, not
the nodes, so that no graph is kept alive; short formulas such as a − b, whose node is gone after
the comparison, are remembered down to what they are made of.
"""

from __future__ import annotations

import sys
from collections import deque
from threading import get_ident
from types import CodeType
from typing import Any, NamedTuple

MOST = 50_000  # comparisons that are remembered, the latest
UNNAMED = 4  # references to a node that only the comparison itself holds, at most
DEPTH = 3  # operations of a formula that are remembered below the compared node
# A recipe is a plain number, (order, number) for a leaf, (order, operation, recipes) for a node
# and (order,) for a node that is not taken apart further.
Recipe = Any


class Comparison(NamedTuple):
    """left sign right was `found`, at that point in the order of nodes, code and thread."""

    left: Recipe
    sign: str
    right: Recipe
    found: bool
    order: int
    code: CodeType
    instruction: int
    thread: int


_latest: deque[tuple[Any, ...]] = deque(maxlen=MOST)
_remember = _latest.append
_frame, _references = sys._getframe, sys.getrefcount


def note(left: Any, sign: str, right: Any, found: bool, order: int) -> None:
    """Remember a comparison; called by the operator, whose caller's place is kept."""
    frame = _frame(2)
    seen: Recipe = (left.order,)
    if left.op is None or _references(left) <= UNNAMED:
        seen = recipe(left)
    if right.__class__ is left.__class__:
        right = recipe(right)
    _remember((seen, sign, right, found, order, frame.f_code, frame.f_lasti, get_ident()))


def recipe(node: Any, depth: int = DEPTH) -> Recipe:
    """What is needed to compute a node again from others that may still be there."""
    if node.op is None:
        return node.order, node.data
    left, right = node.left, node.right
    if depth == 0 or left.__class__ is tuple:
        return (node.order,)
    kind = node.__class__
    first = recipe(left, depth - 1) if left.__class__ is kind else left
    if right is None:
        return node.order, node.op.name, (first,)
    return node.order, node.op.name, (first, recipe(right, depth - 1)
                                      if right.__class__ is kind else right)


def comparisons() -> list[Comparison]:
    """The comparisons that are remembered, in the order made."""
    return [Comparison(*each) for each in list(_latest)]


def forgotten() -> int:
    """The order before which comparisons may be remembered no more."""
    return _latest[0][4] if len(_latest) == MOST else 0
