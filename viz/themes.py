"""The colours and sizes of pictures, by name: for a page, the dark, grey print and a lecture."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import DiagramError


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb, and how much larger than on a page things are."""

    name: str
    paper: str
    ink: str
    line: str
    value: str
    gradient: str
    positive: str
    negative: str
    scale: float = 1.0


THEMES = {theme.name: theme for theme in (
    Theme("light", "#ffffff", "#1a1a1a", "#667080", "#0b7a2b", "#b3201b", "#1f5fa8", "#c2410c"),
    Theme("dark", "#14171c", "#eceff4", "#9aa5b4", "#5fd38a", "#ff8a80", "#6fb3ff", "#ffb069"),
    Theme("print", "#ffffff", "#000000", "#555555", "#000000", "#000000", "#333333", "#777777"),
    Theme("projector", "#ffffff", "#000000", "#444b55", "#00611c", "#a00f0b", "#0b4a94",
          "#a83200", 1.35),
)}


def theme_named(name: str) -> Theme:
    """The theme of that name; raises DiagramError for a name that there isn't."""
    if name not in THEMES:
        raise DiagramError(f"there is no theme {name!r}; write one of "
                           + ", ".join(map(repr, THEMES)))
    return THEMES[name]
