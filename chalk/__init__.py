"""What goes on the board: the walk through the chain rule, derivations, explanations, checks."""

from .cursor import Walk, WalkError, walk
from .derive import Derivation, derive
from .explain import Explanation, explain
from .gradcheck import check_gradients
from .labelling import label_locals, names

__all__ = [
    "Derivation", "Explanation", "Walk", "WalkError", "check_gradients", "derive", "explain",
    "label_locals", "names", "walk",
]
