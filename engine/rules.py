"""Every operation: its forward value, its derivatives written once, its notation, its domain.

Read a row as on the board: `lambda a, z: a * (1 - a)` says ∂a/∂z = a(1 − a) for a = σ(z).
"""

from __future__ import annotations

import builtins
import math
from typing import Any

from .notation import (
    ATOM,
    NEGATIVE,
    POWER,
    PRODUCT,
    QUOTIENT,
    SUM,
    Notation,
    latex_product,
    plus,
    product,
)
from .number import Number, library, log1p
from .op import ANYWHERE, Domain, rule


def ordered(*numbers: Number) -> bool:
    """Whether all numbers lie on the real line, where they can be compared."""
    return not any(isinstance(n, complex) or hasattr(n, "_mpc_") for n in numbers)


def _infinite(z: Number) -> bool:
    return bool(z.real == math.inf or z.real == -math.inf)


anywhere = ANYWHERE
reals = Domain("real numbers", ordered)
finite = Domain("a finite number", lambda z: not _infinite(z))
nonzero_divisor = Domain("a divisor other than 0", lambda a, b: b != 0)
positive = Domain("a number > 0", lambda z: not z <= 0 if ordered(z) else z != 0)
nonnegative = Domain("a number ≥ 0", lambda z: not (ordered(z) and z < 0))


def _power_defined(x: Number, y: Number) -> bool:
    if x == 0:
        return not y.real < 0
    return not (ordered(x, y) and x < 0 and not _infinite(y) and y == y and y != int(y))


power_domain = Domain("x > 0, or an integer exponent, or x = 0 with an exponent ≥ 0",
                      _power_defined)


# Arithmetic

@rule(lambda c, a, b: 1, lambda c, a, b: 1, domain=anywhere,
      text=Notation(plus, SUM, (SUM,)), latex=Notation(plus, SUM, (SUM,)))
def add(a: Number, b: Number) -> Number:
    """a + b."""
    return a + b


@rule(lambda c, a, b: 1, lambda c, a, b: -1, domain=anywhere,
      text=Notation("{} − {}", SUM, (SUM, QUOTIENT)),
      latex=Notation("{} - {}", SUM, (SUM, QUOTIENT)))
def sub(a: Number, b: Number) -> Number:
    """a − b, one node."""
    return a - b


@rule(lambda c, a, b: b, lambda c, a, b: a, domain=anywhere,
      text=Notation(product, PRODUCT, (PRODUCT, PRODUCT)),
      latex=Notation(latex_product, PRODUCT, (PRODUCT, PRODUCT)))
def mul(a: Number, b: Number) -> Number:
    """a·b.

    >>> mul.derivation()
    '∂c/∂a = b, ∂c/∂b = a'
    """
    return a * b


def _divisor_slope(c: Any, a: Any, b: Any) -> Any:
    """−c/b; where c is too small to carry its digits, from a magnified quotient."""
    if c.__class__ is float and builtins.abs(c) < 1e-290 and c == c and a:
        return -(div.forward(div.forward(a * 2.0 ** 500, b), b) * 2.0 ** -500)
    return -div.unchecked(c, b)


@rule(lambda c, a, b: 1 / b, lambda c, a, b: -c / b, domain=nonzero_divisor,
      exact=(lambda c, a, b: div.unchecked(1, b), _divisor_slope),
      text=Notation("{}/{}", QUOTIENT, (PRODUCT, POWER)),
      latex=Notation(r"\frac{{{}}}{{{}}}", PRODUCT, (0, 0)))
def div(a: Number, b: Number) -> Number:
    """a/b, rounded once; ±inf in the limit b → 0.

    >>> div.derivation()
    '∂c/∂a = 1/b, ∂c/∂b = −c/b'
    """
    if b == 0 and not isinstance(a, complex):
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * _sign_of_zero(b)
    return a / b


def _sign_of_zero(zero: Number) -> float:
    return math.copysign(1.0, zero) if zero.__class__ is float else 1.0


@rule(lambda c, a: -1, domain=anywhere,
      text=Notation("−{}", NEGATIVE, (QUOTIENT,)), latex=Notation("-{}", NEGATIVE, (QUOTIENT,)))
def neg(a: Number) -> Number:
    """−a."""
    return -a


def _power_slope(c: Any, x: Any, y: Any) -> Any:
    """y xʸ⁻¹; 0 for a constant exponent 0, and at x = y = 0."""
    if x.__class__ is float and y.__class__ is float:
        return _float_power_slope(c, x, y)
    exponent = getattr(y, "data", y)
    if exponent == 0 and (exponent is y or getattr(x, "data", x) == 0):
        return 0
    return y * pow.unchecked(x, y - 1)


def _float_power_slope(c: float, x: float, y: float) -> float:
    """y xʸ⁻¹; where y − 1 is rounded c y/x; from the root of c where either leaves the doubles."""
    if x < 0:
        slope = _float_power_slope(builtins.abs(c), -x, y)
        return -slope if y % 2 == 0 else slope
    if x == 0 or y == 0:
        return y * pow.forward(x, y - 1) if y else 0.0
    whole = y == y // 1 and builtins.abs(y) < 2.0 ** 53
    factor, other = (y, pow.forward(x, y - 1)) if whole else (c, y / x)
    if _normal(factor) and _normal(other) and _normal(factor * other):
        return factor * other
    root: float = pow.forward(x, y / 2)
    return y * root / x * root


def _normal(number: float) -> bool:
    """Whether a number is far enough from under- and overflow to carry all its digits."""
    return 1e-290 < builtins.abs(number) < math.inf


def _exponent_slope(c: Any, x: Any, y: Any) -> Any:
    """xʸ log x; 0 at x = 0, undefined (nan) for x < 0."""
    base, value = getattr(x, "data", x), getattr(c, "data", c)
    if base == 0:
        return 0
    if value.__class__ is float and x.__class__ is float and not 1e-290 < value < 1e308 and x > 0:
        root = pow.forward(x, y / 2)
        return root * (root * math.log(x))
    return c * log.unchecked(x)


@rule(lambda c, x, y: y * x ** (y - 1), lambda c, x, y: c * log(x),
      exact=(_power_slope, _exponent_slope), domain=power_domain,
      text=Notation("{}^{}", POWER, (ATOM, ATOM)),
      latex=Notation("{}^{{{}}}", POWER, (ATOM, 0)))
def pow(x: Number, y: Number) -> Number:
    """x to the power y; 1 at y = 0.

    >>> pow.derivation()
    '∂c/∂x = y x^(y − 1), ∂c/∂y = c log(x)'
    """
    try:
        power = x ** y
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return -math.inf if x.real < 0 and y % 2 == 1 else math.inf
    return math.nan if isinstance(power, complex) and ordered(x, y) else power


@rule(lambda c, a: sign.unchecked(a), domain=reals, text="|{}|", latex=r"\left|{}\right|")
def abs(a: Number) -> Number:
    """|a|, with derivative 0 at 0: the middle of the subgradients −1 … 1.

    >>> abs.derivation()
    '∂c/∂a = sign(a)'
    """
    return builtins.abs(a)


@rule(lambda c, a: 0, domain=reals, text="sign({})", latex=r"\operatorname{{sign}}({})")
def sign(a: Number) -> Number:
    """−1, 0 or 1: the derivative of |a|."""
    return a if a != a else int(a > 0) - int(a < 0)


@rule(lambda c, a, b, tie: 0, lambda c, a, b, tie: 0, lambda c, a, b, tie: 0, domain=reals,
      text=Notation(lambda a, b, tie: f"[{a} > {b}]"),
      latex=Notation(lambda a, b, tie: f"[{a} > {b}]"))
def greater(a: Number, b: Number, tie: Number) -> Number:
    """Iverson's bracket [a > b]: 1 or 0, and `tie` where a = b."""
    return a - b if a != a or b != b else type(a)(tie) if a == b else int(a > b)


@rule(lambda c, a, b: greater.unchecked(a, b, 0.5),
      lambda c, a, b: greater.unchecked(b, a, 0.5), domain=reals,
      text=Notation("max({}, {})"), latex=Notation(r"\max({}, {})"))
def maximum(a: Number, b: Number) -> Number:
    """The larger of two; where they tie, each has derivative ½.

    >>> maximum(1.0, 2.0), maximum.derivation()
    (2.0, '∂c/∂a = [a > b], ∂c/∂b = [b > a]')
    """
    return a if a >= b or a != a else b


@rule(lambda c, a, b: greater.unchecked(b, a, 0.5),
      lambda c, a, b: greater.unchecked(a, b, 0.5), domain=reals,
      text=Notation("min({}, {})"), latex=Notation(r"\min({}, {})"))
def minimum(a: Number, b: Number) -> Number:
    """The smaller of two; where they tie, each has derivative ½.

    >>> minimum(1.0, 2.0)
    1.0
    """
    return a if a <= b or a != a else b


# Functions of one number

@rule(lambda a, z: a, domain=anywhere,
      text=Notation("e^{}", POWER, (ATOM,)), latex=Notation("e^{{{}}}", POWER, (0,)))
def exp(z: Number) -> Number:
    """eᶻ; inf past the largest double.

    >>> exp(0.0), exp.derivation()
    (1.0, '∂a/∂z = a')
    """
    try:
        return library(z).exp(z)
    except OverflowError:
        return math.inf


@rule(lambda a, z: 1 / z, exact=lambda a, z: div.unchecked(1, z), domain=positive,
      text="log({})", latex=r"\ln({})")
def log(z: Number) -> Number:
    """The natural logarithm.

    >>> log(1.0), log.derivation()
    (0.0, '∂a/∂z = 1/z')
    """
    if z == 0 and ordered(z):
        return -math.inf
    return math.nan if ordered(z) and z < 0 else library(z).log(z)


@rule(lambda a, z: 1 / (2 * a), exact=lambda a, z: div.unchecked(0.5, a), domain=nonnegative,
      text="√({})", latex=r"\sqrt{{{}}}")
def sqrt(z: Number) -> Number:
    """The square root; its derivative at 0 is inf.

    >>> sqrt(4.0), sqrt.derivation()
    (2.0, '∂a/∂z = 1/(2a)')
    """
    return math.nan if ordered(z) and z < 0 else library(z).sqrt(z)


@rule(lambda a, z: cos(z), domain=finite, text="sin({})", latex=r"\sin({})")
def sin(z: Number) -> Number:
    """The sine of z radians.

    >>> sin(0.0), sin.derivation()
    (0.0, '∂a/∂z = cos(z)')
    """
    return math.nan if _infinite(z) else library(z).sin(z)


@rule(lambda a, z: -sin(z), domain=finite, text="cos({})", latex=r"\cos({})")
def cos(z: Number) -> Number:
    """The cosine of z radians.

    >>> cos(0.0), cos.derivation()
    (1.0, '∂a/∂z = −sin(z)')
    """
    return math.nan if _infinite(z) else library(z).cos(z)


def _near_zero_in_a_graph(z: Any) -> bool:
    """Whether z is a node whose tanh is small: there 1 − tanh² differentiates without loss."""
    return hasattr(z, "inputs") and bool(builtins.abs(z.data) < 1)


def _sigmoid_slope(a: Any, z: Any) -> Any:
    """σ(z)σ(−z); in a graph near 0 by way of tanh(z/2)."""
    if _near_zero_in_a_graph(z):
        return 0.25 * (1 - tanh.unchecked(z / 2) ** 2)
    return a * sigmoid.unchecked(-z)


def _tanh_slope(a: Any, z: Any) -> Any:
    """4σ(2z)σ(−2z); in a graph near 0 as on the board."""
    if _near_zero_in_a_graph(z):
        return 1 - a ** 2
    return 4 * sigmoid.unchecked(2 * z) * sigmoid.unchecked(-2 * z)


@rule(lambda a, z: a * (1 - a), exact=_sigmoid_slope, domain=anywhere,
      text="σ({})", latex=r"\sigma({})")
def sigmoid(z: Number) -> Number:
    """The logistic function 1/(1 + e⁻ᶻ).

    >>> sigmoid(0.0), sigmoid.derivation()
    (0.5, '∂a/∂z = a(1 − a)')
    """
    e = library(z).exp(-z if z.real >= 0 else z)
    smaller = e / (1 + e)  # of σ(z) and σ(−z); 1 minus it is nearer the truth than 1/(1 + e)
    return 1 - smaller if z.real >= 0 else smaller


@rule(lambda a, z: 1 - a ** 2,
      exact=_tanh_slope, domain=anywhere,
      text="tanh({})", latex=r"\tanh({})")
def tanh(z: Number) -> Number:
    """The hyperbolic tangent.

    >>> tanh(0.0), tanh.derivation()
    (0.0, '∂a/∂z = 1 − a^2')
    """
    return library(z).tanh(z)


@rule(lambda a, z: greater.unchecked(z, 0, 0), domain=reals, text="relu({})",
      latex=r"\operatorname{{relu}}({})")
def relu(z: Number) -> Number:
    """max(0, z), with derivative 0 at 0.

    >>> relu(-1.0), relu.derivation()
    (0.0, '∂a/∂z = [z > 0]')
    """
    return z if z > 0 or z != z else type(z)(0)


@rule(lambda a, z: sigmoid(z), domain=anywhere, text="softplus({})",
      latex=r"\operatorname{{softplus}}({})")
def softplus(z: Number) -> Number:
    """log(1 + eᶻ), without overflow.

    >>> softplus(800.0), softplus.derivation()
    (800.0, '∂a/∂z = σ(z)')
    """
    if not z.real > 0:
        return log1p(library(z).exp(z))
    above = z + log1p(library(z).exp(-z))
    return above if ordered(z) else above.real + library(z).log(library(z).exp(1j * above.imag))


@rule(lambda a, z: sigmoid(-z), domain=anywhere,
      text=Notation("log σ({})", QUOTIENT), latex=Notation(r"\ln \sigma({})", QUOTIENT))
def log_sigmoid(z: Number) -> Number:
    """log σ(z), finite where σ(z) underflows.

    >>> log_sigmoid(-800.0), log_sigmoid.derivation()
    (-800.0, '∂a/∂z = σ(−z)')
    """
    return -softplus.forward(-z)


