"""Neural networks: a small layer over Values, in the notation of the board."""

from .data import TrainingError
from .eager import UntracedWarning
from .files import load, save
from .fit import fit
from .history import History
from .losses import (
    bce_with_logits,
    bernoulli_nll,
    binary_cross_entropy,
    cross_entropy_with_logits,
    half_mse,
    half_sse,
    log_likelihood,
    mse,
)
from .network import MLP, Layer, Trace
from .optimizers import SGD, Adam, Optimizer
from .targets import Untraceable

__all__ = [
    "MLP", "SGD", "Adam", "History", "Layer", "Optimizer", "Trace", "TrainingError", "Untraceable",
    "UntracedWarning", "bce_with_logits", "bernoulli_nll", "binary_cross_entropy",
    "cross_entropy_with_logits", "fit", "half_mse", "half_sse", "load", "log_likelihood", "mse",
    "save",
]
