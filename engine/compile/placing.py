"""Results put where they belong: added to what is there, scattered, compared with what was."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Array


def add_to(share: Array, out: Array) -> None:
    np.add(out, share, out)


def made_and_added(*rest: Any) -> None:
    """The kernel's result added to `out`; before `out` in the arguments stands room for it."""
    *given, out, kernel = rest
    kernel(*given)
    np.add(out, given[-1], out)


def take_rows(given: Array, index: Any, out: Array) -> None:
    given.take(index, 0, out, "clip")


def scatter(target: Array, index: Any, share: Array, spare: Array) -> None:
    np.copyto(spare, share)
    _put(target, index, spare)


def scatter_add(target: Array, index: Any, share: Array, spare: Array) -> None:
    target.take(index, 0, spare, "clip")
    np.add(spare, share, spare)
    _put(target, index, spare)


def _put(target: Array, index: Any, share: Array) -> None:
    """Rows of numbers to places of their own, each as one item."""
    item = np.dtype((np.void, share.itemsize * share.shape[-1] if share.ndim > 1 else 8))
    target.view(item).reshape(-1).put(index, share.view(item).reshape(-1), "clip")


def compare(left: Any, right: Any, sign: Any, wanted: Any, guards: Any, changed: Any) -> None:
    """Note the guards for which some row's comparison doesn't come out as wanted."""
    wrong = sign(left, right) != wanted
    if wrong.any():
        changed.append((guards, wrong))
