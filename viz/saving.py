"""What can be saved: a file whose ending says of which kind, and a notebook's own picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from chalkgrad.engine.files import write_whole

from .errors import DiagramError


def as_html(path: str | os.PathLike[str]) -> Path:
    """The path of a page; raises DiagramError for one that promises another kind of file.

    >>> as_html("steps.html").name
    'steps.html'
    """
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise DiagramError(f"{str(target)!r} does not end in .html, and a player is a page; write "
                           f"for instance '{target.stem or 'player'}.html'")
    return target


class Saved:
    """A picture with a method or a text for each of its `endings`, such as svg() for .svg."""

    endings: tuple[str, ...] = ()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the file that the path's ending asks for; returns its path.

        The file is either written whole or left as it was. Raises DiagramError (a ValueError)
        for an ending that is none of `endings`.
        """
        target = Path(path)
        ending = target.suffix.lower()
        if ending not in self.endings:
            raise DiagramError(f"{str(target)!r} does not end in {', '.join(self.endings)}, so the "
                               "kind of picture is unknown; write for instance "
                               f"save('{target.stem or 'picture'}.svg')")
        found = getattr(self, ending[1:])
        made = found() if callable(found) else found
        return write_whole(target, made if isinstance(made, bytes) else made.encode())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows."""
        return {"image/svg+xml": self.svg(), "text/plain": repr(self)}  # type: ignore[attr-defined]
