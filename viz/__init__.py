"""Diagrams: the graph below a Value as data, and as pictures for notebooks and slides."""

from .activation_plot import activation
from .boundary_plot import decision_boundary
from .drawing import Drawing, draw
from .errors import DiagramError, RenderError
from .graph import Cluster, Edge, Graph, Node, diagram
from .loss_plot import loss_curve
from .network import NetworkDrawing, network
from .player import player, training_player
from .plot import Plot
from .tree import Text, text

__all__ = [
    "Cluster", "DiagramError", "Drawing", "Edge", "Graph", "NetworkDrawing", "Node", "Plot",
    "RenderError", "Text", "activation", "decision_boundary", "diagram", "draw", "loss_curve",
    "network", "player", "text", "training_player",
]
