"""activation(op): a function of one number and its derivative, with saturation shaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from chalkgrad.engine import RULES, DomainError, Symbol, Value, grad

from .errors import DiagramError
from .plot import Plot, plotted, tint
from .theme import Theme, ThemeName

Function = Callable[[Any], Any]
POINTS = 601
SATURATED = 0.1  # of the steepest slope, or of 1 where that is less
_JUMP = 0.25  # of the slope's range between neighbouring points


@dataclass(frozen=True)
class Curve:
    """A function at many z: its values and slopes (nan where it isn't defined), and formulas."""

    z: list[float]
    a: list[float]
    slope: list[float]
    text: str
    formula: str
    derivative: str

    @property
    def threshold(self) -> float:
        """The slope below which the function counts as saturated."""
        steepest = max((abs(slope) for slope in self.slope if math.isfinite(slope)), default=0.0)
        return SATURATED * min(1.0, steepest)

    def tails(self) -> list[tuple[float, float]]:
        """Where it is saturated: from an end of the range up to the first steeper point."""
        flat = [abs(slope) < self.threshold for slope in self.slope]
        left = flat.index(False) if False in flat else len(flat)
        right = flat[::-1].index(False) if False in flat else 0
        ends = ((self.z[0], self.z[left - 1]) if left else None,
                (self.z[-right], self.z[-1]) if right else None)
        return [end for end in ends if end is not None]


def activation(op: str | Function, *, reach: Sequence[float] = (-6.0, 6.0),
               theme: ThemeName = "light") -> Plot:
    """A function of one number and its derivative over z, with the saturated parts shaded.

    `op` is the name of an operation ("sigmoid", "tanh", "relu", …, or "linear"), the operation
    itself, or any function of one Value. Values, slopes and formulas are the rule table's. It is
    saturated where, out to the end of `reach`, its slope stays below a tenth of the steepest (of
    1, if that is more). Raises DiagramError for a name that is no such operation or an empty
    reach, MissingPackageError without matplotlib (extra [demos]).

    >>> activation("sigmoid").save("sigmoid.svg")  # doctest: +SKIP
    """
    curve = curve_of(function_named(op) if isinstance(op, str) else op, *_checked(reach))
    return plotted(partial(_paint, curve), theme, f"a = {curve.text} and its derivative")


def function_named(name: str) -> Function:
    """The operation of that name, if it is one of a single number.

    >>> function_named("tanh")
    tanh
    """
    functions: dict[str, Function] = {op.name: op for op in RULES.values()
                                      if len(op.letters) == 2 and not op.variadic}
    functions["linear"] = lambda z: z
    if name not in functions:
        raise DiagramError(f"{name!r} is no operation of one number; write one of "
                           f"{', '.join(map(repr, functions))}, or give a function of one Value")
    return functions[name]


def curve_of(function: Function, low: float, high: float) -> Curve:
    """The function at evenly spread points; its slopes are those that backward multiplies by.

    >>> curve = curve_of(function_named("sigmoid"), -1.0, 1.0)
    >>> curve.formula, curve.derivative, curve.a[300], curve.slope[300]
    ('\\\\sigma(z)', 'a \\\\left(1 - a\\\\right)', 0.5, 0.25)
    """
    z = [low + (high - low) * i / (POINTS - 1) for i in range(POINTS)]
    a, slope = zip(*[_at(function, point) for point in z])
    return Curve(z, list(a), list(slope), *_formulas(function))


def _at(function: Function, point: float) -> tuple[float, float]:
    z = Value(point, "z")
    try:
        a = function(z)
    except DomainError:
        return math.nan, math.nan
    return a.data, grad(a, [z])[0]


def _formulas(function: Function) -> tuple[str, str, str]:
    """The function as text and in LaTeX, and its derivative if it is a single row of the table."""
    z = Symbol("z")
    try:
        formula = function(z)
    except (TypeError, AttributeError):  # it asks for more than a formula can answer, as z < 0
        return "f(z)", "f(z)", ""
    if isinstance(formula, Symbol) and formula.op is not None and formula.arguments == (z,):
        derivative = _latex(formula.op.derivative(0, Symbol("a"), (z,)))
        return str(formula), formula.latex(), derivative
    return str(formula), _latex(formula), "1" if formula == z else ""


def _latex(formula: Any) -> str:
    return formula.latex() if isinstance(formula, Symbol) else str(formula)


def _checked(reach: Sequence[float]) -> tuple[float, float]:
    low, high = reach
    if not -math.inf < low < high < math.inf:
        raise DiagramError(f"reach={reach!r} is no range of z; give a smaller and a larger number, "
                           "such as (-6, 6)")
    return float(low), float(high)


def _paint(curve: Curve, axes: Any, look: Theme) -> None:
    axes.axhline(0, color=look.line, linewidth=0.8)
    axes.axvline(0, color=look.line, linewidth=0.8)
    equal = f" = {curve.derivative}" if curve.derivative else ""
    axes.plot(curve.z, curve.a, color=look.value, label=f"$a = {curve.formula}$")
    axes.plot(curve.z, _broken(curve.slope), color=look.gradient, linestyle=(0, (5, 2)),
              label=rf"$\partial a/\partial z{equal}$")
    _shade(curve, axes, look)
    axes.set(xlabel="$z$", xlim=(curve.z[0], curve.z[-1]), ylim=_height(curve))


def _shade(curve: Curve, axes: Any, look: Theme) -> None:
    """The saturated parts, told apart by more than a colour, and one entry in the legend."""
    label = rf"saturated: $|\partial a/\partial z| < {curve.threshold:.2g}$"
    for i, (start, end) in enumerate(curve.tails()):
        axes.axvspan(start, end, facecolor=tint(look.line, look, 0.15), hatch="//", linewidth=0,
                     edgecolor=tint(look.line, look, 0.45), zorder=0, label="" if i else label)


def _height(curve: Curve) -> tuple[float, float]:
    """Room for the function, and for its slope unless that shoots up as at a pole."""
    values = [a for a in curve.a if math.isfinite(a)] or [0.0]
    most = 1.25 * max(map(abs, values)) or 1.0
    shown = [*values, *[slope for slope in curve.slope if abs(slope) <= most], 0.0]
    room = 0.06 * (max(shown) - min(shown)) or 1.0
    return min(shown) - room, max(shown) + room


def _broken(slopes: list[float]) -> list[float]:
    """The slopes with a gap where they jump, as that of relu does at 0."""
    known = [slope for slope in slopes if math.isfinite(slope)]
    far = _JUMP * (max(known) - min(known)) if known else 0.0
    return [math.nan if i and far and abs(slope - slopes[i - 1]) > far else slope
            for i, slope in enumerate(slopes)]
