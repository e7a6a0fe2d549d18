"""The sums of a program as mathematics: Σᵢ wᵢⱼ xᵢ, and the matrix product that it became."""

from __future__ import annotations

from typing import Any

from .lowered import Lowered, Part
from .parts import View
from .summing import factors, in_one, right_factors
from .wording import Pair, Wording, added, entrywise, times, written


def sum_line(wording: Wording, lowered: Lowered) -> tuple[Pair, Pair, str]:
    """A group of sums in index form, in matrix form, and the shapes of its first product."""
    index, matrix, shapes = [], [], ""
    for part in sorted(lowered.parts, key=lambda p: (p.number % 2, p.product is None)):
        negative = bool(part.number % 2)
        found, shape = _matrix_terms(wording, part)
        index += [(negative, pair) for pair in _index_terms(wording, part)]
        matrix += [(negative, pair) for pair in found]
        shapes = shapes or shape
    return added(index), added(matrix), shapes


def _index_terms(wording: Wording, part: Part) -> list[Pair]:
    if part.product is None and not in_one(part, wording.low):
        return [_term(wording, part, k, wording.of_each, times)
                for k in range(part.right.shape[1])]
    right = wording.indexed(right_factors(wording.low, part, part.right), "i",
                            part.right.shape[1])
    if part.left is None:
        return [Pair(f"Σᵢ {right.text}", rf"\sum_i {right.latex}")]
    rows = wording.low.rows(part.left)
    left = wording.indexed(rows, "ij", rows.shape[0])
    return [Pair(f"Σᵢ {left.text} {right.text}", rf"\sum_i {left.latex} {right.latex}")]


def _matrix_terms(wording: Wording, part: Part) -> tuple[list[Pair], str]:
    if part.product is not None:
        return _product(wording, part)
    if not in_one(part, wording.low):
        form = entrywise if len(part.right) > 1 else times
        return [_term(wording, part, k, wording.whole, form)
                for k in range(part.right.shape[1])], ""
    right = wording.whole(wording.low.rows(part.right))
    if part.left is None:
        return [Pair(f"Σ {right.text}", rf"\sum {right.latex}")], ""
    both = entrywise(wording.whole(wording.low.rows(part.left)), right)
    return [Pair(f"Σ {both.text}", rf"\sum {both.latex}")], ""


def _term(wording: Wording, part: Part, k: int, form: Any, product: Any) -> Pair:
    """The k-th term of each sum."""
    right = form(wording.low.operand(part.right[:, k]))
    if part.left is None:
        return written(right)
    made: Pair = product(form(wording.low.operand(part.left[:, k])), right)
    return made


def _product(wording: Wording, part: Part) -> tuple[list[Pair], str]:
    assert part.product is not None
    a, b = factors(wording.low, part)
    left = wording.whole(wording.low.rows(part.product.left))
    right = wording.whole(right_factors(wording.low, part, part.product.right))
    k = a.shape[-1]
    if not b.batched:
        return [times(right, left)], f"({a.shape[0]}×{k} · {k}×{b.shape[1]})"
    if _turned(wording, part):
        left = Pair(f"{left.text}ᵀ", f"{{{left.latex}}}^T")
    return [times(left, right)], f"({a.shape[0]}×{k} · {k}×n)"


def _turned(wording: Wording, part: Part) -> bool:
    """Whether the weights lie as from × to, so that the product has their transpose."""
    assert part.product is not None
    ref = wording.low.rows(part.product.left).ref
    name = wording.names.of(ref)
    if name is None or len(name.shape) != 2 or not isinstance(ref, View):
        return False
    return name.shape != ref.shape or (ref.strides[0] == 1 and ref.shape[0] > 1)
