"""Python's cyclic garbage collector, spared the full passes that a large graph would cost.

A graph has no cycles: reference counts alone free it, and the collector's full passes over it find
nothing. Over a million nodes they would take as long as building them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_usual = _spaced = gc.get_threshold()


def space_full_passes(nodes: int) -> None:
    """Let a full pass wait for about as many new objects as the graph at hand has nodes.

    Up to 77,000 nodes that is Python's own spacing, and so it is again after the next smaller
    graph. A threshold that somebody else has set stays as it is.

    >>> space_full_passes(1000)
    >>> gc.get_threshold() == _usual
    True
    """
    global _spaced
    young, middle, full = _usual
    if gc.get_threshold() == _spaced and young * middle > 0:
        _spaced = young, middle, max(full, nodes // (young * middle))
        gc.set_threshold(*_spaced)


@contextmanager
def without_passes() -> Iterator[None]:
    """No passes at all while much is made that holds no cycles; afterwards as before."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
