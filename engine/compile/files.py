"""Programs as files and as bytes: arrays in an .npz archive, everything else as JSON in it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ChalkgradError
from ..files import write_whole
from .explaining import Line
from .guards import SIGNS, Guard
from .kernels import KERNELS
from .naming import Name
from .parts import PHASES, Buffer, Gather, Instruction, View
from .program import Program

FORMAT = "chalkgrad program 1"


def to_bytes(program: Program) -> bytes:
    """The program as an .npz archive."""
    arrays = {"parameters": program.parameters, "constants": program.constants}
    text = {
        "format": FORMAT, "inputs": program.inputs, "unexplained": program.unexplained,
        "roots": [_written(root, arrays) for root in program.roots],
        "buffers": [[b.numbers, b.batched, b.name] for b in program.buffers],
        "instructions": [_instruction(each, arrays) for each in program.instructions],
        "guards": program.guards, "names": program.names, "lines": program.lines,
    }
    arrays["program"] = np.frombuffer(json.dumps(text).encode(), np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def _instruction(each: Instruction, arrays: dict[str, Any]) -> list[Any]:
    return [each.phase, each.op, _written(each.out, arrays),
            [_written(a, arrays) for a in each.arguments], each.adds,
            None if each.also is None else _written(each.also, arrays),
            None if each.starts is None else _array(each.starts, arrays)]


def _written(operand: Any, arrays: dict[str, Any]) -> Any:
    """A number by its digits, which JSON keeps whole, a view as a list, a gather by its array."""
    if isinstance(operand, float):
        return operand.hex()
    if isinstance(operand, View):
        return list(operand)
    return [operand.buffer, _array(operand.index, arrays)]


def _array(array: Any, arrays: dict[str, Any]) -> str:
    name = f"array_{len(arrays)}"
    arrays[name] = array
    return name


def from_bytes(content: bytes) -> Program:
    """The program that to_bytes wrote; raises ChalkgradError for anything else."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return _read(arrays)
    except (KeyError, ValueError, TypeError, IndexError, OSError, AttributeError) as error:
        raise ChalkgradError(f"this is no program that chalkgrad saved ({error}); give a file "
                             "that program.save wrote") from None


def _read(arrays: Any) -> Program:
    text = json.loads(arrays["program"].tobytes())
    if text["format"] != FORMAT:
        raise ValueError(f"its format is {text['format']!r}")
    buffers = tuple(Buffer(int(n), bool(b), str(name)) for n, b, name in text["buffers"])
    instructions = tuple(_instruction_of(each, arrays, buffers) for each in text["instructions"])
    return Program(
        int(text["inputs"]), np.asarray(arrays["parameters"], np.float64),
        np.asarray(arrays["constants"], np.float64),
        tuple(_operand(root, arrays, buffers) for root in text["roots"]), buffers, instructions,
        tuple(Guard(*each) for each in text["guards"]),
        tuple(Name(b, at, to, name, latex, tuple(shape))
              for b, at, to, name, latex, shape in text["names"]),
        tuple(Line(*each) for each in text["lines"]), int(text["unexplained"]))


def _instruction_of(each: list[Any], arrays: Any, buffers: tuple[Buffer, ...]) -> Instruction:
    phase, op, out, operands, adds, also, starts = each
    if phase not in PHASES or not (op in KERNELS or op in SIGNS or op in ("take", "sum_stretches")):
        raise ValueError(f"it has an instruction {op!r} in phase {phase!r}")
    return Instruction(phase, op, _operand(out, arrays, buffers),
                       tuple(_operand(a, arrays, buffers) for a in operands), bool(adds),
                       None if also is None else _operand(also, arrays, buffers),
                       None if starts is None else arrays[starts].astype(np.int64))


def _operand(written: Any, arrays: Any, buffers: tuple[Buffer, ...]) -> Any:
    """A number or a reference; raises ValueError for one that lies outside its buffer."""
    if isinstance(written, str):
        return float.fromhex(written)
    if len(written) == 2:
        found: Any = Gather(written[0], arrays[written[1]].astype(np.int64))
    else:
        buffer, start, shape, strides = written
        found = View(buffer, start, tuple(shape), tuple(strides))
    places = found.where()
    if places.size and not 0 <= places.min() <= places.max() < buffers[found.buffer].numbers:
        raise ValueError("a reference lies outside its buffer")
    return found


def save(program: Program, path: str | os.PathLike[str]) -> Path:
    """Write the program to a file, whole or not at all."""
    return write_whole(path, to_bytes(program))


def load(path: str | os.PathLike[str]) -> Program:
    """The program that `save` wrote; nothing in a file is ever executed."""
    return from_bytes(Path(path).read_bytes())
