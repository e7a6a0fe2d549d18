"""The scalar graph as an array program."""

from .build import compile
from .program import Program

__all__ = ["Program", "compile"]
