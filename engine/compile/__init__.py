"""The scalar graph as an array program."""

from .build import compile
from .guards import BranchChanged, Guard
from .program import Program

__all__ = ["BranchChanged", "Guard", "Program", "compile"]
