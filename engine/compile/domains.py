"""Numbers outside the domain of an operation, told as building the graph would."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import DomainError
from ..op import RULES
from .arrays import Arrays
from .kernels import PARTIAL
from .parts import Instruction


def check_domain(arrays: Arrays, each: Instruction, start: int) -> None:
    """Raise DomainError, naming the row, if a result is not finite because an argument is outside.

    `start` is the number of the block's first row.
    """
    out, batched = arrays.of(each.out), arrays.is_batched(each.out)
    for place in np.argwhere(~np.isfinite(out)).tolist():
        numbers = [_at(arrays.operand(a, batched), out.shape, place) for a in each.arguments]
        op, extra = PARTIAL[each.op]
        try:
            RULES[op].check((*numbers, *extra), (*numbers, *extra))
        except DomainError as error:
            row = f" (row {place[-1] + start} of X)" if batched else ""
            raise DomainError(f"{error}{row}") from None


def _at(array: Any, shape: tuple[int, ...], place: list[int]) -> float:
    return float(np.broadcast_to(array, shape)[tuple(place)])
