"""An instruction as a call of NumPy on the arrays of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays import Array, Arrays
from .calls import Bound, Step
from .guards import SIGNS
from .kernels import ALONG_ROWS, KERNELS
from .parts import CALL_ADJOINT, INPUT, Gather, Instruction, View
from .placing import add_to, compare, made_and_added, scatter, scatter_add, take_rows

if TYPE_CHECKING:
    from .program import Program

Changed = list[tuple[Any, Any]]


class Binding:
    """Binds the instructions of a program; comparisons note in `changed` what came out anew."""

    def __init__(self, program: Program, arrays: Arrays) -> None:
        self.arrays, self.guards, self.changed = arrays, program.guards, Changed()

    def bound(self, each: Instruction) -> Bound:
        """The instruction as a call, and as one for later blocks, which adds to the gradient."""
        given = {i: a for i, a in enumerate(each.arguments)
                 if isinstance(a, (View, Gather)) and a.buffer == INPUT}
        collected = each.phase == "backward" and each.out.buffer == CALL_ADJOINT
        first = self._step(each, each.adds)
        later = self._step(each, True) if collected and not each.adds else first
        return Bound(first, later, given, each.op == "contract")

    def _step(self, each: Instruction, adds: bool) -> Step:
        if each.op == "take":
            return self._take(each)
        if each.op in SIGNS:
            return self._compare(each)
        arguments = self._arguments(each)
        if isinstance(each.out, Gather):
            return self._scattered(each, arguments, adds)
        out = self.arrays.of(each.out)
        if each.op == "sum_stretches":
            return np.add.reduceat, (*arguments, each.starts, 0, None, out)
        if adds:
            return self._added(each.op, arguments, out)
        kernel, arguments = self._kernel(each.op, arguments, out)
        return kernel, (*arguments, out, *self._second(each, out))

    def _second(self, each: Instruction, out: Array) -> tuple[Array, ...]:
        """Where the other result of the sigmoid goes."""
        if each.op != "sigmoid":
            return ()
        return (self.arrays.spare(out.shape) if each.also is None else self.arrays.of(each.also),)

    def _arguments(self, each: Instruction) -> tuple[Any, ...]:
        spread = self.arrays.is_batched(each.out) and each.op not in ALONG_ROWS
        return tuple(self.arrays.operand(a, spread) for a in each.arguments)

    def _kernel(self, op: str, arguments: tuple[Any, ...], out: Array) -> Step:
        """What computes the operation, of the ways that NumPy has the fastest."""
        kernel = KERNELS[op]
        if op == "contract":
            kernel, arguments = _contraction(arguments)
            if kernel is np.matmul and _is_wide(out):
                return _matmul_through, (*arguments, self.arrays.spare(out.shape))
        elif op == "sum_rows" and out.data.contiguous and _is_matrix(arguments[0]):
            return np.dot, (*arguments, self.arrays.ones)
        if kernel is np.matmul and out.ndim == 2:
            return _product(arguments, out)
        if isinstance(kernel, np.ufunc):  # an array of one number is taken faster than a float
            return kernel, tuple(np.array(a) if isinstance(a, float) else a for a in arguments)
        return kernel, arguments

    def _added(self, op: str, arguments: tuple[Any, ...], out: Array) -> Step:
        if op == "copy":
            return add_to, (*arguments, out)
        spare = self.arrays.spare(out.shape)
        kernel, arguments = self._kernel(op, arguments, spare)
        return made_and_added, (*arguments, spare, out, kernel)

    def _compare(self, each: Instruction) -> Step:
        assert each.starts is not None
        batched = any(self.arrays.is_batched(a) for a in each.arguments
                      if not isinstance(a, float))
        pair = tuple(self.arrays.operand(a, batched) for a in each.arguments)
        wanted = np.array([self.guards[k].found for k in each.starts.tolist()])
        return compare, (*pair, SIGNS[each.op], wanted[:, None] if batched else wanted,
                         each.starts, self.changed)

    def _take(self, each: Instruction) -> Step:
        (source,) = each.arguments
        assert isinstance(source, Gather)
        out = self.arrays.of(each.out)
        if source.buffer == INPUT:
            return take_rows, (None, source.index, out)
        return self.arrays.all(source.buffer).take, (source.index, 0, out, "clip")

    def _scattered(self, each: Instruction, arguments: tuple[Any, ...], adds: bool) -> Step:
        assert isinstance(each.out, Gather) and each.op == "copy"
        target, index = self.arrays.all(each.out.buffer), each.out.index
        spare = self.arrays.spare((*index.shape, *target.shape[1:]))
        return scatter_add if adds else scatter, (target, index, *arguments, spare)


def _is_matrix(array: Array | None) -> bool:
    return array is not None and array.ndim == 2 and array.flags.c_contiguous


def _contraction(factors: tuple[Any, ...]) -> Step:
    """∂Z·Bᵀ; added up over the matrices if there are several."""
    dz, b = factors
    if dz.ndim == 2:
        return np.matmul, (dz, None if b is None else b.T)
    return _contract_all, (dz, None if b is None else b.transpose(0, 2, 1))


def _product(factors: tuple[Any, ...], out: Array) -> Step:
    """A product of matrices: dot costs less a call than matmul, but copies what isn't contiguous,
    such as columns of X; matmul is slow where BLAS can't take the strides. Both are slower where
    the result isn't stored row by row, so that its transpose is computed then."""
    known = [each for each in factors if each is not None]
    contiguous = len(known) == 2 and all(each.flags.forc for each in known)
    dot = contiguous or not all(map(_for_blas, known))
    if out.flags.c_contiguous:
        return np.dot if dot else np.matmul, factors
    return _turned_dot if dot and out.flags.f_contiguous else _turned_matmul, factors


def _is_wide(out: Array) -> bool:
    """Whether a matrix that is stored column by column is so wide that OpenBLAS computes it sooner
    row by row, to be copied: measured, from twice as wide as high, up to a height of about 100."""
    height, width = out.shape
    return (not out.flags.c_contiguous and height <= 100 and width >= max(64, 2 * height)
            and out.size >= 2048)


def _for_blas(array: Array) -> bool:
    """Whether the numbers lie row by row or column by column, perhaps with gaps between."""
    across, along = sorted(array.strides, reverse=True)
    return along == 8 and across >= 8 * min(array.shape)


def _turned_dot(a: Array, b: Array, out: Array) -> None:
    np.dot(b.T, a.T, out.T)


def _turned_matmul(a: Array, b: Array, out: Array) -> None:
    np.matmul(b.T, a.T, out.T)


def _matmul_through(a: Array, b: Array, spare: Array, out: Array) -> None:
    np.matmul(a, b, spare)
    np.copyto(out, spare)


def _contract_all(dz: Array, turned: Array, out: Array) -> None:
    np.add.reduce(np.matmul(dz, turned), axis=0, out=out)
