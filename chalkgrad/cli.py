"""The command line: `python -m chalkgrad step FILE.py:NAME`, `python -m chalkgrad check FILE…`."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .check_command import check
from .engine import ChalkgradError, Value

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help="Autodiff for the chalkboard.")


def _version(wanted: bool) -> None:
    if wanted:
        from . import __version__

        typer.echo(f"chalkgrad {__version__}")
        raise typer.Exit


@app.callback()
def chalkgrad(version: Annotated[bool, typer.Option(
        "--version", callback=_version, is_eager=True, help="print the version")] = False) -> None:
    """Autodiff for the chalkboard."""


app.command()(check)


@app.command()
def step(where: Annotated[str, typer.Argument(
        help="FILE.py:NAME, a Value or a function that returns one; or the name of a demo")],
        ) -> None:
    """Step through a computation, forward and back, in the full terminal."""
    try:
        walk = _walk(_value(where))
        _stepper()(walk).run()
    except (ChalkgradError, OSError) as error:
        typer.echo(f"chalkgrad: {error}", err=True)
        raise typer.Exit(2) from error


def _walk(value: Value) -> Any:
    from .chalk import walk

    return walk(value)


def _stepper() -> Any:
    try:
        from .chalk.stepper import Stepper
    except ImportError as error:
        raise ChalkgradError(f"the stepper needs textual ({error}); write "
                             "pip install 'chalkgrad[step]'") from error
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ChalkgradError("the stepper fills a terminal, and there is none here; for text write "
                             "in Python: for step in walk(y): print(step)")
    return Stepper


def _value(where: str) -> Value:
    """The Value that FILE.py:NAME or a demo's name stands for."""
    if where.endswith(".py"):
        raise ChalkgradError(f"{where} names a file but no Value in it; write {where}:NAME")
    file, _, name = where.rpartition(":")
    found = _from_file(Path(file), name) if file else _from_demo(where)
    value = found() if callable(found) else found
    if not isinstance(value, Value):
        raise ChalkgradError(f"{where} is {value!r} ({type(value).__name__}), not a Value; name a "
                             "Value, or a function without arguments that returns one")
    return value


def _from_file(file: Path, name: str) -> Any:
    if not file.is_file():
        raise ChalkgradError(f"there is no file {file}; write FILE.py:NAME")
    sys.path.insert(0, str(file.resolve().parent))
    names = runpy.run_path(str(file))
    if name not in names:
        values = [key for key, thing in names.items() if isinstance(thing, Value)]
        raise ChalkgradError(f"{file} defines no {name!r}; it has the Values "
                             f"{', '.join(values) or '(none)'}")
    return names[name]


def _from_demo(name: str) -> Any:
    from importlib import import_module
    from importlib.util import find_spec

    if not name.isidentifier() or find_spec(f"chalkgrad.demos.{name}") is None:
        raise ChalkgradError(f"there is no demo {name!r}; write FILE.py:NAME, or a demo such as "
                             "stepping")
    demo = import_module(f"chalkgrad.demos.{name}")
    if not hasattr(demo, "to_step_through"):
        raise ChalkgradError(f"{name!r} has nothing to step through; write for instance "
                             "python -m chalkgrad step stepping")
    return demo.to_step_through
