"""What the formulas of a worked example look like that need a look of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..meaning.nodes import nodes
from ..reader import tree as n
from .names import FUNCTIONS, has_letter, is_general, updated, used


def climbs(name: str, right: n.Node) -> bool:
    """w⁺ = w + η ∂C/∂w."""
    return bool(updated(name)) and isinstance(right, n.Add) and any(
        sign > 0 and _is_step(part, updated(name)) for sign, part in right.terms)


def _is_step(part: n.Node, name: str) -> bool:
    factors = part.factors if isinstance(part, n.Product) else (part,)
    return all(isinstance(each, (n.Number, n.Name, n.Derivative)) for each in factors) and any(
        isinstance(each, n.Derivative) and name in used(each.wrt) for each in factors)


def is_counted(sides: Any, unknown: Sequence[str]) -> bool:
    """Whether an index is counted in it, or Σ runs over one."""
    names = [each for each in nodes(sides) if isinstance(each, n.Name)]
    letters = any(_one_letter(name) or _two_letters(name) for name in unknown)
    counted = any(isinstance(each, n.Reduction) and each.index is not None
                  for each in nodes(sides))
    return letters or counted or any(is_general(name) or has_letter(name) for name in names)


def _one_letter(name: str) -> bool:
    label = name.partition("_")[2].strip("{}")
    return len(label) == 1 and label.isalpha()


def _two_letters(name: str) -> bool:
    label = name.partition("_{")[2].rstrip("}")
    return label in ("ij", "ji", "jk", "kj", "ik", "ki", "i,j", "j,i", "j,k", "k,j")


def defines_function(sides: Any) -> bool:
    """σ(z) = … without any name of the example defines a function."""
    return any(isinstance(each, n.Name) and each.base in FUNCTIONS for each in nodes(sides)) \
        and not any(isinstance(each, n.Number) and "." in each.text for each in nodes(sides))
