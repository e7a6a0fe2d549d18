"""What the letters of a document have been found to mean so far, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..reader import tree as n
from .nodes import names_in

BAR = "bar "  # how the reader writes an accent


@dataclass
class Evidence:
    """Roles as they are found, first come first served, each with where it was found.

    Most entries end up in Binding under the same name; `affine` is whether any weighted sum is
    defined, `biased` whether one has a bias; `single` are weight vectors of a single neuron;
    `sums` are the weighted sums as (sum, weight, source, bias or None) and `gates` the activations
    as (unit, sum), with their scripts; `units` are the units with the name of their function,
    `compared` those that the cost compares with the targets, `named` the derivatives that single δ
    stand for, `plain` whether no letter is of a network, `arrays` those that are then vectors and
    matrices, with their shapes, and `general` functions that nothing is said of.
    """

    statements: Sequence[n.Statement]
    roles: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    order: str = ""
    last: set[str] = field(default_factory=set)
    layers: set[str] = field(default_factory=set)
    samples: set[str] = field(default_factory=set)
    sampled: set[str] = field(default_factory=set)
    stacked: set[str] = field(default_factory=set)
    einstein: bool = False
    rows: bool = False
    offset: int | None = None
    ahead: bool = False
    bias_signs: set[int] = field(default_factory=set)
    shifts: set[int] = field(default_factory=set)
    single: set[str] = field(default_factory=set)
    stored: str = ""
    biased: bool = False
    affine: bool = False
    batch: str = ""
    counts: set[str] = field(default_factory=set)
    delta: str = ""
    flipped: bool = False
    step: str = "gradient"
    activation: str = ""
    output: str = ""
    sums: list[tuple[n.Name, n.Name, n.Name, n.Name | None]] = field(default_factory=list)
    gates: list[tuple[n.Name, n.Name]] = field(default_factory=list)
    units: list[tuple[n.Name, str]] = field(default_factory=list)
    compared: set[str] = field(default_factory=set)
    named: dict[str, n.Node] = field(default_factory=dict)
    plain: bool = False
    arrays: dict[str, tuple[int, int]] = field(default_factory=dict)
    general: dict[str, str] = field(default_factory=dict)

    @cached_property
    def adjoints(self) -> bool:
        """Whether bars write derivatives of the cost: \bar y and \bar z beside y and z."""
        bases = {name.base for name in names_in(self.statements)}
        return sum(base.startswith(BAR) and base[len(BAR):] in bases for base in bases) > 1

    def take(self, base: str, role: str, why: str = "") -> None:
        """Let the letter have that role, unless it has one."""
        if base not in self.roles and not (self.adjoints and base.startswith(BAR)):
            self.roles[base] = role
            self.found[role] = why or self.found.get(role, "")
