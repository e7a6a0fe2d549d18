"""How a diagram is to be drawn, as asked for; and what is written where under that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from .errors import DiagramError
from .formula import Glyphs, typeset
from .graph import Cluster, Edge, Graph, Node
from .labels import Edges, Line, Lines, edge_line, node_lines
from .names import plain
from .theme import Theme, ThemeName, theme

Direction = Literal["LR", "TB"]


@dataclass(frozen=True)
class Style:
    """The choices of `draw`; raises DiagramError for a choice that there isn't."""

    edges: Edges = "both"
    theme: ThemeName = "light"
    direction: Direction = "LR"
    legend: bool | None = None

    def __post_init__(self) -> None:
        _choose("edges", self.edges, get_args(Edges))
        _choose("direction", self.direction, get_args(Direction))
        theme(self.theme)

    @cached_property
    def colours(self) -> Theme:
        """The theme that was chosen."""
        return theme(self.theme)

    def lines(self, node: Node, graph: Graph) -> Lines:
        """What stands in a node's box."""
        return node_lines(node, graph, self.colours)

    def line(self, edge: Edge, tail: Node, head: Node) -> Line | None:
        """What stands along an edge."""
        return edge_line(edge, tail, head, self.colours, self.edges)

    def badge(self, node: Node) -> Glyphs | None:
        """How many nodes a box stands for, such as × 12; nothing for one."""
        colours = self.colours
        return typeset(rf"\times\,{node.count}", colours.label_size * colours.scale,
                       colours.ink) if node.count > 1 else None

    def title(self, cluster: Cluster) -> Line:
        """What stands above a cluster."""
        colours = self.colours
        return Line(cluster.title, typeset(plain(cluster.title), colours.label_size * colours.scale,
                                           colours.label))


def _choose(name: str, given: str, choices: tuple[str, ...]) -> None:
    if given not in choices:
        raise DiagramError(f"there is no {name}={given!r}; write {name}="
                           + " or ".join(map(repr, choices)))
