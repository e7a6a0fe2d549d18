"""Running a Graphviz program: the embedded one, or the system's dot."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from .errors import DiagramError, RenderError

Engine = Literal["auto", "embedded", "system"]
EMBEDDED = "graphviz-pure"
SECONDS = 30.0  # a program that takes longer is stopped


def run(dot: str, form: str, engine: Engine = "auto", layout: str = "dot",
        flags: tuple[str, ...] = (), seconds: float = SECONDS) -> bytes:
    """What Graphviz makes of DOT text, in one of its output forms such as json or png.

    "auto" is the embedded program, or the system's dot where that is missing.
    Raises RenderError, which holds the DOT text, if there is no program, it fails, or it takes
    longer than the given seconds.
    """
    command = [program(engine, dot), f"-K{layout}", f"-T{form}", "-q", *flags]
    try:
        done = subprocess.run(command, input=dot.encode(), capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise RenderError(f"{command[0]} took longer than {seconds:g} seconds; draw a smaller "
                          "part of the graph, or fold it: draw(y, limit=100)", dot) from None
    except OSError as error:
        raise RenderError(f"{command[0]} could not be started ({error})", dot) from error
    return _checked(done, command[0], dot)


def _checked(done: subprocess.CompletedProcess[bytes], name: str, dot: str) -> bytes:
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip() or "nothing"
        raise RenderError(f"{name} ended with status {done.returncode} and said: {said}", dot)
    return done.stdout


def program(engine: Engine = "auto", dot: str = "") -> str:
    """The path of the program; raises RenderError if there is none, DiagramError for a typo."""
    finders = {"auto": (embedded_program, system_program), "embedded": (embedded_program,),
               "system": (system_program,)}
    if engine not in finders:
        raise DiagramError(f"there is no engine {engine!r}; write engine='auto', 'embedded' "
                           "or 'system'")
    for find in finders[engine]:
        if path := find():
            return path
    raise RenderError(_MISSING[engine], dot)


_INSTALL = f"`pip install {EMBEDDED}==0.2.2`"
_STILL = "the DOT text needs no layout: save('picture.dot'), or this error's .dot"
_MISSING = {
    "auto": f"neither {EMBEDDED} nor a system dot is installed, so nothing can lay the diagram "
            f"out; run {_INSTALL} or install Graphviz; {_STILL}",
    "embedded": f"{EMBEDDED} is not installed; run {_INSTALL}, or draw with engine='system'; "
                f"{_STILL}",
    "system": "there is no `dot` on the PATH; install Graphviz from graphviz.org, or draw with "
              f"engine='embedded'; {_STILL}",
}


def embedded_program() -> str | None:
    """Where the package graphviz-pure has put its program, by the package's own file list."""
    try:
        files = distribution(EMBEDDED).files or []
    except PackageNotFoundError:
        return None
    found = [Path(str(file.locate())) for file in files if file.stem == EMBEDDED
             and file.suffix in ("", ".exe")]
    return next((str(path.resolve()) for path in found if path.is_file()), None)


def system_program() -> str | None:
    """The `dot` on the PATH."""
    return shutil.which("dot")
