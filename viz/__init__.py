"""Diagrams: the graph below a Value as data, and as pictures for notebooks and slides."""

from .drawing import Drawing, draw
from .errors import DiagramError, RenderError
from .graph import Cluster, Edge, Graph, Node, diagram
from .player import player, training_player
from .text import text

__all__ = ["Cluster", "DiagramError", "Drawing", "Edge", "Graph", "Node", "RenderError", "diagram", "draw", "player", "text", "training_player"]
