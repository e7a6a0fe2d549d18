"""What the letters of a document mean: the conventions its formulas are read under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..reader.tree import Node

ROLES = {
    "post": "activation of a unit", "pre": "weighted input of a unit", "weight": "weight",
    "bias": "bias", "input": "input", "target": "target", "prediction": "output of the network",
    "cost": "cost", "delta": "δ, the error of a unit", "activation": "activation function",
    "rate": "learning rate", "class": "index of the right class", "parameter": "any parameter",
    "probability": "probability", "identity": "identity matrix",
}

# What a letter most often means; a document's own definitions come first.
USUAL: dict[str, tuple[str, ...]] = {
    "post": ("a", "A", "h", "o", "out"),
    "pre": ("z", "Z", "net", "in", "u", "s"),
    "weight": ("w", "W", "omega", "theta", "Theta"),
    "bias": ("b", "B", "beta"),
    "input": ("x", "X"),
    "target": ("y", "t", "d", "Y", "T", "y_true", "y_target", "y_label", "y_actual", "y_desired",
               "y_gt", "Y_true", "Y_label"),
    "prediction": ("hat y", "hat Y", "hat p", "y_pred", "y_predicted", "Y_pred"),
    "cost": ("C", "E", "J", "L", "cost", "Cost", "loss", "Loss", "ell", "MSE", "SSE", "RSS", "BCE",
             "NLL", "CE"),
    "delta": ("delta",),
    "activation": ("sigma", "sig", "sigmoid", "f", "g", "phi", "varphi", "psi"),
    "rate": ("eta", "alpha", "epsilon", "lr", "gamma"),
}

WEIGHT_VECTORS = (*USUAL["weight"], "beta")  # of a regression's, too

DELTAS = {"dC/dz": "∂C/∂z", "-dC/dz": "−∂C/∂z", "dC/da": "∂C/∂a"}
HALVED = "-dC/2dz"  # δ = (t − a) σ′ beside the cost Σ (t − a)², whose 2 is left out
MIXED = "mixed"  # δ is one derivative in one line, and another in another


@dataclass(frozen=True)
class Binding:
    """One way to read a document; `evidence` says for each entry where it was found.

    Of the weights, `single` are vectors and `lone` entries of a single neuron, `augmented` vectors
    that hold the bias, `matrices` those without an index, and `fed` are inputs with a weight's two
    indices. `sampled` are letters of samples that stand below and alone, as in x_i, `stacked` those
    that stand for all samples: h = g(X w); `sample_places` says of letters with two indices which
    of them is the sample's. `counts` are numbers of samples, `widths` of outputs.
    `letter_layers` are letters that belong to one layer, `unbiased` layers
    without a bias, `biases` is what becomes of them, such as "subtracted" in Σ w a − θ;
    `matrix_notation` is whether transposes and ⊙ are written out, `one_unit_each` whether what
    has no index is a number, of one unit in each layer, `adjoints` whether bars write
    derivatives, `functions` are names of functions other than the hidden layers' activation,
    `named` the derivatives that δ_1, δ_2 stand for, by their numbers, where δ is MIXED,
    `spellings` of its own (respelled.py) and `apart` letters that their numbers tell apart,
    `redefined` an e or d that a line defines, `together` an X of which nothing says how samples
    lie in it; `averaged` is whether dW is written with 1/m, `divided` whether dZ
    is, `plain` whether no letter is of a
    network: each is a number, or one of `arrays`, a vector or matrix of that shape.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    last: frozenset[str] = frozenset({"L"})
    layers: frozenset[str] = frozenset({"l", "ell"})
    samples: frozenset[str] = frozenset()
    sampled: frozenset[str] = frozenset()
    stacked: frozenset[str] = frozenset()
    sample_places: Mapping[str, int] = field(default_factory=dict)
    order: str = "to-from"
    stored: str = ""
    offset: int = 0
    ahead: bool = False
    biases: str = "added"
    first: int = 0
    activation: str = "sigmoid"
    output: str = ""
    cost: str = "any"
    delta: str = "dC/dz"
    step: str = "gradient"
    einstein: bool = False
    subscript_layers: bool = False
    bare_numbers: bool = False
    single: frozenset[str] = frozenset()
    lone: frozenset[str] = frozenset()
    fed: frozenset[str] = frozenset()
    augmented: frozenset[str] = frozenset()
    adjoints: bool = False
    biased: bool = True
    unbiased: frozenset[int] = frozenset()
    batch: str = ""
    counts: frozenset[str] = frozenset()
    widths: frozenset[str] = frozenset()
    averaged: bool = False
    divided: bool = False
    error_offset: int = 0
    depth: int = 0
    letter_layers: Mapping[str, int] = field(default_factory=dict)
    matrices: frozenset[str] = frozenset()
    matrix_notation: bool = False
    one_unit_each: bool = False
    functions: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, Node] = field(default_factory=dict)
    spellings: tuple[frozenset[Any], ...] = ()
    apart: frozenset[str] = frozenset()
    redefined: frozenset[str] = frozenset()
    plain: bool = False
    arrays: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    together: frozenset[str] = frozenset()
    flipped: bool = False
    rows: bool = False
    evidence: Mapping[str, str] = field(default_factory=dict)

    def role(self, base: str) -> str:
        """What a letter stands for, "" if nothing in particular.

        >>> Binding({"z": "pre"}).role("z")
        'pre'
        """
        return self.roles.get(base, "")

    def letters(self, role: str) -> list[str]:
        """Every letter that stands for that.

        >>> Binding({"z": "pre", "u": "pre"}).letters("pre")
        ['z', 'u']
        """
        return [base for base, meaning in self.roles.items() if meaning == role]

    def but(self, **changes: Any) -> Binding:
        """The same with some entries changed.

        >>> Binding().but(order="from-to").order
        'from-to'
        """
        return replace(self, **changes)
