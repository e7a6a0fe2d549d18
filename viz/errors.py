"""What the diagrams refuse, and why a picture could not be made."""

from __future__ import annotations

from chalkgrad.engine import ChalkgradError


class DiagramError(ChalkgradError, ValueError):
    """A diagram that can't be drawn or saved as asked: too large, or an unknown file ending."""


class RenderError(ChalkgradError, RuntimeError):
    """The layout program is missing or failed; `dot` still holds the diagram's DOT text."""

    def __init__(self, message: str, dot: str = "") -> None:
        super().__init__(message)
        self.dot = dot
