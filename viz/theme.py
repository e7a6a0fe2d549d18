"""Colours, lines and sizes of a picture, for paper, screen and projector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .errors import DiagramError
from .graph import Kind

ThemeName = Literal["light", "dark", "print", "projector"]


@dataclass(frozen=True)
class Look:
    """How a box is filled and bordered; shape, dashes and a second border need no colour."""

    fill: str
    border: str
    thickness: float = 1.4
    radius: float = 9.0
    dash: str = ""
    double: bool = False
    inset: float = 3.5  # of the second border

    @property
    def small(self) -> Look:
        """The same for a box in a legend."""
        return replace(self, radius=self.radius / 2.5, thickness=self.thickness * 0.8,
                       dash="3 2" if self.dash else "", inset=self.inset * 0.75)


@dataclass(frozen=True)
class Theme:
    """All colours of a picture, and the sizes of its letters in points."""

    paper: str
    ink: str
    value: str
    gradient: str
    label: str
    pale: str
    line: str
    frame: str
    looks: dict[Kind, Look]
    title_size: float = 16.0
    number_size: float = 13.0
    label_size: float = 12.5
    stroke: float = 1.3
    scale: float = 1.0
    room: float = 1.0  # between ranks; a picture for the projector keeps its letters close

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every colour of letters with every ground that it may stand on."""
        for ground in (self.paper, self.frame):
            yield from ((colour, ground) for colour in
                        (self.ink, self.value, self.gradient, self.label, self.pale))
        for look in self.looks.values():
            yield from ((colour, look.fill) for colour in
                        (self.ink, self.value, self.gradient, self.pale))


def theme(name: ThemeName) -> Theme:
    """The theme of that name; raises DiagramError for any other.

    >>> theme("dark").paper
    '#12161d'
    """
    if name not in THEMES:
        raise DiagramError(f"there is no theme {name!r}; write theme="
                           + ", ".join(map(repr, list(THEMES)[:-1])) + f" or {list(THEMES)[-1]!r}")
    return THEMES[name]


def _looks(parameter: tuple[str, str], given: tuple[str, str], operation: tuple[str, str],
           output: tuple[str, str]) -> dict[Kind, Look]:
    """Thick and round, dashed and square, plain, double: told apart without colour too."""
    return {"parameter": Look(*parameter, thickness=2.6, radius=14),
            "input": Look(*given, thickness=1.3, radius=0, dash="6 3"),
            "operation": Look(*operation),
            "output": Look(*output, thickness=1.3, double=True)}


_LIGHT = Theme(
    paper="#ffffff", ink="#14181f", value="#08691f", gradient="#ad1a15", label="#434c5a",
    pale="#5f6875", line="#667080", frame="#f6f7f9",
    looks=_looks(("#e4eefc", "#2563b8"), ("#f1f2f4", "#6d7582"), ("#ffffff", "#1f2630"),
                 ("#fff2d4", "#96660a")))
_DARK = Theme(
    paper="#12161d", ink="#f2f4f7", value="#74e094", gradient="#ff9a90", label="#c3cad5",
    pale="#a3acb9", line="#8b95a5", frame="#1a202a",
    looks=_looks(("#17304f", "#6aa9ff"), ("#252b36", "#a3acb9"), ("#181d26", "#dfe3e9"),
                 ("#3a2f0d", "#ffc53d")))
_PRINT = Theme(
    paper="#ffffff", ink="#000000", value="#004d14", gradient="#8a0d09", label="#2b2b2b",
    pale="#4d4d4d", line="#4d4d4d", frame="#f4f4f4",
    looks=_looks(("#e2e2e2", "#000000"), ("#ffffff", "#4d4d4d"), ("#ffffff", "#000000"),
                 ("#ffffff", "#000000")))
_PROJECTOR = replace(
    _LIGHT, ink="#000000", value="#005a17", gradient="#a30f0a", label="#20262f", line="#39414d",
    scale=1.6, room=0.62, label_size=13.5, stroke=1.5,
    looks={kind: replace(look, thickness=look.thickness * 1.3, radius=look.radius * 1.5)
           for kind, look in _LIGHT.looks.items()})
THEMES: dict[str, Theme] = {"light": _LIGHT, "dark": _DARK, "print": _PRINT,
                            "projector": _PROJECTOR}
