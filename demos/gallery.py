"""A picture for each thing that can be drawn, and the page that shows them with their code.

    python -m chalkgrad.demos.gallery --out docs
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

from chalkgrad import viz
from chalkgrad.engine.errors import MissingPackageError

from . import gallery_pictures
from .gallery_pictures import ROOMS, cost, neuron, ring, trained

Maker = Callable[[], Any]
FOLDER = "pictures/gallery"  # below the page
_TITLE = """# Gallery

Each picture is made by the lines above it; `make gallery` makes them all again. All of them save
themselves as `.svg`, `.png` and `.pdf`, diagrams also as `.tex` (TikZ), `.html`, `.gif` and `.dot`
([drawing](drawing.md)). Pages to step through a computation or a training have a guide of their
own: [the player](player.md). How this compares with other tools: [compared](compared.md).
"""


def page(made: dict[Maker, Any]) -> str:
    """The gallery as Markdown, for the pictures that were made."""
    parts = [_TITLE]
    for room, makers in ROOMS.items():
        parts.append(f"## {room}\n")
        parts.extend(part for maker in makers for part in _entry(maker, made.get(maker)))
    parts.append("## The values they show\n")
    helpers = "\n\n".join(_source(helper) for helper in (neuron, cost, ring, trained))
    parts.append(f"```python\n{helpers}\n```")
    return "\n".join(parts) + "\n"


def _entry(maker: Maker, picture: Any) -> Iterator[str]:
    title, _, words = inspect.cleandoc(maker.__doc__ or "").partition("\n\n")
    yield f"### {title}\n"
    if words:
        yield f"{words}\n"
    yield f"```python\n{_body(maker)}\n```\n"
    if isinstance(picture, viz.Text):
        yield f"```text\n{picture}\n```\n"
    else:
        yield f"![{title}]({FOLDER}/{maker.__name__}.svg)\n"


def _source(function: Callable[..., Any]) -> str:
    return inspect.getsource(function).rstrip()


def _body(maker: Maker) -> str:
    """What the function does, without its head, its docstring and its `return`."""
    lines = _source(maker).splitlines()[1:]
    quotes = [i for i, line in enumerate(lines) if '"""' in line]
    start = quotes[0] + 1 if lines[quotes[0]].count('"""') == 2 else quotes[1] + 1
    return dedent("\n".join(lines[start:])).replace("return ", "")


def make(folder: Path) -> dict[Maker, Any]:
    """Every picture, saved as SVG below the folder; raises MissingPackageError for plots
    without matplotlib."""
    made: dict[Maker, Any] = {}
    picture: Any
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for maker in (maker for makers in ROOMS.values() for maker in makers):
        made[maker] = picture = maker()
        if not isinstance(picture, viz.Text):
            picture.save(folder / FOLDER / f"{maker.__name__}.svg")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures and the page; 0 if all of them could be made."""
    parser = argparse.ArgumentParser(description=gallery_pictures.__doc__)
    parser.add_argument("--out", type=Path, default=Path("out"), help="the folder of the page")
    folder = parser.parse_args(arguments).out
    try:
        made = make(folder)
    except MissingPackageError as error:
        print(f"skipped: {error}")
        return 1
    (folder / "gallery.md").write_text(page(made), "utf-8")
    print(f"{len(made)} pictures in {folder / 'gallery.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
