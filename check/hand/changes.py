"""What is written instead of a local derivative."""

from __future__ import annotations

from collections.abc import Callable

from ...engine import RULES, Value
from ...engine.number import Number
from ...engine.steps import operation

SIGNS = {"sigmoid": "σ"}
STEADY = ("add", "sub", "neg", "total")  # whose local derivatives are 1 and −1
ACTIVATIONS = ("sigmoid", "tanh", "relu")

Change = Callable[[Value, int, float], "float | None"]


def argument_of(node: Value) -> Value | None:
    """The argument of a function of one argument."""
    single = len(node.arguments) == 1 and operation(node).name not in STEADY
    return node.inputs[0] if single else None


def factor_of(node: Value, place: int) -> Value | Number | None:
    """What a product multiplies its argument at that place by."""
    half = len(node.arguments) // 2
    if operation(node).name not in ("mul", "dot"):
        return None
    return node.arguments[(place + half) % (2 * half)]


def _at_output(node: Value, place: int, partial: float) -> float | None:
    op = operation(node)
    if argument_of(node) is None:
        return None
    return float(op.partials(op.forward(node.data), [node.data])[0])


def _output(node: Value, place: int, partial: float) -> float | None:
    return None if argument_of(node) is None else float(node.data)


def _one_less_output(node: Value, place: int, partial: float) -> float | None:
    return None if argument_of(node) is None else 1.0 - float(node.data)


def _exponent(node: Value, place: int, partial: float) -> float | None:
    """2 for 2x: the derivative of a power without its base."""
    exponent = node.arguments[-1]
    given = operation(node).name == "pow" and not isinstance(exponent, Value)
    return float(exponent) if given else None


def _of_another(name: str) -> Change:
    def change(node: Value, place: int, partial: float) -> float | None:
        given = argument_of(node)
        if given is None or operation(node).name not in ACTIVATIONS or node.op is RULES[name]:
            return None
        return float(RULES[name].partials(RULES[name].forward(given.data), [given.data])[0])
    return change


def _before_function(node: Value, place: int, partial: float) -> float | None:
    """The z of the factor a = σ(z) that a product's local derivative is."""
    other = factor_of(node, place)
    inner = argument_of(other) if isinstance(other, Value) and other.op is not None else None
    return None if inner is None else float(inner.data)


CHANGES: list[tuple[str, Change, str]] = [
    ("missing", lambda node, place, partial: 1.0, "{} is missing"),
    ("twice", lambda node, place, partial: partial * partial, "{} is counted twice"),
    ("missing", _exponent, "the factor {given} of the power's derivative is missing"),
    ("argument", _at_output, "{} is taken at the output {output}, not at {given}"),
    ("output", _output, "{output} itself stands for {}"),
    ("output", _one_less_output, "1 − {output} stands for {}"),
    ("before the function", _before_function, "in {} the number before the function is taken "
                                              "(z for a)"),
    *(("other function", _of_another(name), f"the derivative of {name} stands for {{}}")
      for name in ACTIVATIONS),
]
