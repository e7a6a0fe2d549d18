"""What is written in a box and along an edge, and how it looks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chalkgrad.engine.label import cut, number

from .graph import Edge, Graph, Kind, Node

FONTS = {False: "Times", True: "Times-Italic"}  # by whether a line is italic
INK, GREEN, RED, GREY = "#1a1a1a", "#0b7a2b", "#b3201b", "#4b5563"
PALE = "#8a93a0"
LINE = "#667080"
_LONG, _ROWS = 24, 3  # characters of a title's line, and its lines


@dataclass(frozen=True)
class Line:
    """One line of text, its size in points and its colour."""

    text: str
    size: float
    colour: str
    italic: bool = False

    @property
    def width(self) -> float:
        """About how wide the line is in a Times-like font, in points; never too little."""
        return self.size * sum(map(_em, self.text))


@dataclass(frozen=True)
class Look:
    """The colours of a box and how thick its border is, in points."""

    fill: str
    border: str
    thickness: float


LOOKS: dict[Kind, Look] = {
    "parameter": Look("#e4eefc", "#2b6bc4", 1.8),
    "input": Look("#f2f3f5", "#7a828f", 1.0),
    "operation": Look("#ffffff", "#1a1a1a", 1.8),
    "output": Look("#fff2d4", "#b37a00", 1.8),
}


def node_lines(node: Node, graph: Graph) -> tuple[Line, ...]:
    """Name and formula, value, gradient.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz import diagram
    >>> y = Value(2.0, "a").sigmoid()
    >>> graph = diagram(y)
    >>> [line.text for line in node_lines(graph.output, graph)]
    ['v₁ = σ(a)', '0.8808', '∂v₁/∂v₁ not computed']
    """
    title = f"{node.name} = {node.formula}" if node.formula else node.name
    return (*[Line(part, 15, INK, italic=True) for part in _wrapped(title)],
            Line(number(node.value), 12, GREEN), _gradient_line(node, graph))


def _wrapped(title: str) -> list[str]:
    """A long sum in up to three lines, broken before a sign."""
    parts = [""]
    for term in re.split(r" (?=[+−] )", cut(title)):
        if parts[-1] and len(parts[-1]) + len(term) > _LONG and len(parts) < _ROWS:
            parts.append(term)
        else:
            parts[-1] = f"{parts[-1]} {term}".strip()
    return parts


def _gradient_line(node: Node, graph: Graph) -> Line:
    slope = f"∂{graph.output.name}/∂{node.name}"
    if node.gradient is None:
        return Line(cut(f"{slope} not computed"), 11, PALE)
    subject = slope if node.is_derivative else "grad"
    return Line(cut(f"{subject} = {number(node.gradient)}"), 12, RED)


def edge_line(edge: Edge, tail: Node, head: Node) -> Line:
    """The local derivative: ∂a/∂z = a(1 − a) = 0.2445."""
    steps = [f"∂{head.name}/∂{tail.name}", edge.formula, number(edge.partial)]
    if edge.formula.strip("()") == steps[-1].strip("()") or len(edge.formula) > 24:
        del steps[1]
    return Line(" = ".join(steps), 11, GREY)


def _em(character: str) -> float:
    """How wide a character is, in parts of the font's size."""
    if unicodedata.category(character) in ("Mn", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if unicodedata.category(character) in ("No", "Lm") or character in "ᵢᵣᵤᵥᵦᵧᵨᵩᵪ₊₋₌₍₎⁺⁻⁼⁽⁾":
        return 0.36
    return _WIDTHS.get(character, 0.56 if character.islower() else 0.72)


_WIDTHS = {character: width for characters, width in (
    ("ijlt/\\|!'.,:;`·", 0.29), (" ()[]frsIJ-′", 0.36), ("0123456789acekvxyz_$∂√", 0.5),
    ("bdghnopqu*?\"#{}", 0.52), ("+<>=−~^×–", 0.6), ("mM@W%w—&", 0.95),
) for character in characters}
