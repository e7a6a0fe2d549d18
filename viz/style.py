"""How a diagram is to be drawn, as asked for; and what is written in it then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from chalkgrad.engine.label import clean, cut

from .errors import DiagramError
from .formula import Glyphs, typeset
from .graph import Cluster, Graph, Node
from .labels import Edges, Line, edge_line, node_lines
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

    def badge(self, node: Node) -> Glyphs | None:
        """How many nodes a box stands for, such as × 12; nothing for one."""
        colours = self.colours
        return typeset(rf"\times\,{node.count}", colours.label_size * colours.scale,
                       colours.ink) if node.count > 1 else None

    def title(self, cluster: Cluster) -> Line:
        """What stands above a cluster."""
        colours, title = self.colours, cut(clean(cluster.title))
        return Line(title, typeset(plain(title), colours.label_size * colours.scale,
                                           colours.label))


class Captions:
    """Everything that is written in a picture: `nodes` and `edges` by key."""

    def __init__(self, graph: Graph, style: Style) -> None:
        self.style, colours = style, style.colours
        nodes = {node.key: node for node in graph.nodes}
        self.nodes = {node.key: node_lines(node, graph, colours) for node in graph.nodes}
        self.edges = {edge.key: edge_line(edge, nodes[edge.tail], nodes[edge.head], colours,
                                          style.edges) for edge in graph.edges}


def _choose(name: str, given: str, choices: tuple[str, ...]) -> None:
    if given not in choices:
        raise DiagramError(f"there is no {name}={given!r}; write {name}="
                           + " or ".join(map(repr, choices)))
