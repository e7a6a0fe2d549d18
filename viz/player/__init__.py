"""The player: a computation as one HTML file to step through, without a request to anywhere."""

from .computation import player
from .training import training_player

__all__ = ["player", "training_player"]
