"""What the room raises about a document."""

from __future__ import annotations

from ..engine import ChalkgradError


class CheckError(ChalkgradError):
    """A document, a convention or an argument that can't be used; says what to write instead."""


class ReadError(CheckError):
    """A formula that can't be read, and where: `position` counts characters from its start."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.position = position


class DotsError(ReadError):
    """Factors around dots that don't follow one another: what the dots stand for isn't said."""
