"""A program as readable source: one plain NumPy function, a line for each instruction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import ChalkgradError
from .guards import SIGNS
from .helpers import HELPERS
from .parts import (
    CALL,
    CALL_ADJOINT,
    INPUT,
    PHASES,
    ROWS,
    ROWS_ADJOINT,
    SEED,
    Instruction,
    Operand,
    View,
)

if TYPE_CHECKING:
    from .program import Program

_BASES = {CALL: "call", ROWS: "rows", INPUT: "X.T", CALL_ADJOINT: "d_call", ROWS_ADJOINT: "d_rows",
          SEED: "seed", SEED + 1: "scratch", SEED + 2: "scratch_rows"}
_TITLES = {"before": "Once, before the rows", "forward": "Forward", "backward": "Backward",
           "after": "Backward, once for all rows"}
_INFIX = {"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "div": "{} / {}", "neg": "-{}",
          "pow": "{} ** {}", "square": "{} ** 2", "reciprocal": "1 / {}", "matmul": "{} @ {}",
          "sqrt": "np.sqrt({})", "exp": "np.exp({})", "log": "np.log({})", "sin": "np.sin({})",
          "cos": "np.cos({})", "tanh": "np.tanh({})", "abs": "np.abs({})", "sign": "np.sign({})",
          "relu": "np.maximum({}, 0)", "maximum": "np.maximum({}, {})", "copy": "{}",
          "minimum": "np.minimum({}, {})", "sum_rows": "{}.sum(-1)", "sum_terms": "{}.sum(1)",
          "take": "{}", "zero": "0"}
_ALONG = ("matmul", "contract")


def source(program: Program, name: str) -> str:
    """The source of a function `name(X, parameters, weights)` that computes as the program does.

    It doesn't check branches and domains. Raises ChalkgradError for a name that is no identifier.
    """
    if not name.isidentifier():
        raise ChalkgradError(f"{name!r} is no name for a function; write letters, digits and _")
    body = _Body(program)
    lines = [*_head(program, name), *body.names(), *body.lines(), *_foot(body, program)]
    helpers = [HELPERS[op] for op in HELPERS if op in body.used]
    numbers = [f"PARAMETERS = np.array({program.parameters.tolist()!r})",
               f"CONSTANTS = np.array({program.constants.tolist()!r})"]
    top = ['"""A program that chalkgrad compiled."""', "", "import numpy as np",
           "from numpy import inf, nan  # noqa: F401", "", *numbers]
    return "\n".join([*top, *("\n\n" + each for each in helpers), "\n", *lines]) + "\n"


def _head(program: Program, name: str) -> list[str]:
    sizes = [b.numbers for b in program.buffers]
    rest = sizes[CALL] - program.size - len(program.constants)
    return [
        f"def {name}(X=None, parameters=PARAMETERS, weights=None):",
        '    """The value for each row of X, and the gradient by the parameters."""',
        "    X = np.empty((1, 0)) if X is None else np.asarray(X, float)", "    n = len(X)",
        f"    call = np.concatenate([parameters, CONSTANTS, np.zeros({rest})])",
        f"    rows, d_rows = np.zeros(({sizes[ROWS]}, n)), np.zeros(({sizes[ROWS_ADJOINT]}, n))",
        f"    d_call, scratch = np.zeros({sizes[CALL_ADJOINT]}), np.zeros({sizes[SEED + 1]})",
        f"    scratch_rows = np.zeros(({sizes[SEED + 2]}, n))",
        "    seed = np.ones((1, n)) if weights is None else np.asarray(weights, float)[None]", ""]


def _foot(body: _Body, program: Program) -> list[str]:
    root = body.text(program.roots[0])
    values = f"{root}[0].copy()" if program.buffers[program.roots[0].buffer].batched else \
        f"np.full(n, {root}[0])"
    return ["", f"    return {values}, d_call[:{program.size}].copy()"]


class _Body:
    """The lines of the function; `used` are the operations that need a helper."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.batched = [b.batched for b in program.buffers]
        self.used: set[str] = set()
        self.known = dict(_known(program))

    def names(self) -> list[str]:
        """Views with the names of the program's arrays."""
        return [f"    {name} = {_BASES[buffer]}[{start}:{stop}]"
                + (f".reshape{shape}" if len(shape) == 2 else "")
                for (buffer, start, stop), (name, shape) in self.known.items()]

    def lines(self) -> list[str]:
        """A line for each instruction, under a heading for each phase."""
        found = []
        for phase in PHASES:
            here = [each for each in self.program.instructions
                    if each.phase == phase and each.op not in SIGNS]
            found += ["", f"    # {_TITLES[phase]}"] if here else []
            found += ["    " + self.line(each) for each in here]
        return found

    def line(self, each: Instruction) -> str:
        """One instruction."""
        spread = self.batched[each.out.buffer] and each.op not in _ALONG
        given = [self.operand(a, spread) for a in each.arguments]
        if each.op == "sum_stretches":
            assert each.starts is not None
            made = f"np.add.reduceat({given[0]}, {each.starts.tolist()}, axis=0)"
        elif each.op == "contract":
            made = self._contraction(each, given)
        elif each.op in _INFIX:
            made = _INFIX[each.op].format(*given)
        else:
            self.used.add(each.op)
            made = f"{each.op}({', '.join(given)})"
        also = "" if each.also is None else f"; {self.target(each.also)} = sigmoid(-{given[0]})"
        target, sign = self.target(each.out), "+=" if each.adds else "="
        start = f"{self.text(each.out)} + "
        if made.startswith(start) and not each.adds:
            sign, made = "+=", made.removeprefix(start)
        return f"{target} {sign} {made}{also}"

    def _contraction(self, each: Instruction, given: list[str]) -> str:
        if len(each.arguments[0].shape) == 1:  # type: ignore[union-attr]
            return f"{given[0]} @ {given[1]}.T"
        return f"({given[0]} @ {given[1]}.swapaxes(1, 2)).sum(0)"

    def target(self, ref: Any) -> str:
        """A reference that is assigned to."""
        text = self.text(ref)
        return text if text.endswith("]") and "reshape" not in text else f"{text}[...]"

    def operand(self, operand: Operand, spread: bool) -> str:
        """A number or a reference; numbers per call get an axis for the rows."""
        if isinstance(operand, float):
            return f"({operand!r})" if operand < 0 else repr(operand)
        column = spread and not self.batched[operand.buffer]
        return self.text(operand) + ("[..., None]" if column else "")

    def text(self, ref: Any) -> str:
        """A reference: by its name, as a slice, or by its places."""
        base = _BASES[ref.buffer]
        if not isinstance(ref, View):
            return f"{base}[{ref.index.tolist()}]"
        n = ", n" if self.batched[ref.buffer] else ""
        if len(ref.shape) == 1 and ref.strides[0] == 1:
            return self._stretch(ref, ref.shape[0])
        if len(ref.shape) == 2:
            (rows, columns), (down, along) = ref.shape, ref.strides
            count = rows * columns
            name, shape = self.known.get((ref.buffer, ref.start, ref.start + count), ("", ()))
            if along == 1 and (down == columns or rows == 1):
                whole = f"{self._stretch(ref, count)}.reshape({rows}, {columns}{n})"
                return name if shape == ref.shape else whole
            if down == 1 and (along == rows or columns == 1) and not n:
                whole = f"{self._stretch(ref, count)}.reshape({columns}, {rows}).T"
                return f"{name}.T" if shape == ref.shape[::-1] else whole
        return f"{base}[{ref.where().tolist()}]"

    def _stretch(self, ref: View, count: int) -> str:
        name, shape = self.known.get((ref.buffer, ref.start, ref.start + count), ("", ()))
        if name:
            return name if len(shape) == 1 else f"{name}.reshape(-1)"
        return f"{_BASES[ref.buffer]}[{ref.start}:{ref.start + count}]"


def _known(program: Program) -> Iterator[tuple[tuple[int, int, int], tuple[str, tuple[int, ...]]]]:
    """The stretches that get a name in the source, with the shape that it stands for."""
    count = Counter(each.name for each in program.names)
    for each in program.names:
        if each.buffer in _ADJOINTS and count[each.name] == 1 and each.name not in _RESERVED:
            matrix = each.buffer == CALL and len(each.shape) == 2
            shape = each.shape if matrix else (each.stop - each.start,)
            yield (each.buffer, each.start, each.stop), (each.name, shape)
            if each.buffer == ROWS or each.stop <= program.size:
                adjoint = _ADJOINTS[each.buffer]
                yield (adjoint, each.start, each.stop), (f"d_{each.name}", shape)


_ADJOINTS = {CALL: CALL_ADJOINT, ROWS: ROWS_ADJOINT}
_RESERVED = {"X", "n", "np", "call", "rows", "seed", "scratch", "scratch_rows", "d_call", "d_rows",
             "weights", "parameters", "inf", "nan", "PARAMETERS", "CONSTANTS"}
