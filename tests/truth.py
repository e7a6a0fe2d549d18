"""The truth to 50 digits: every rule and its derivatives once more, written for mpmath alone."""

import math
from fractions import Fraction

import mpmath
from mpmath import inf, mpf, nan

mpmath.mp.dps = 50
LARGEST = mpf(1.7976931348623157e308)


def power(x, y):
    """xʸ over the reals, clamped where no double can follow."""
    if y == 0 or x == 0:
        return mpf(1) if y == 0 else mpf(0) if y > 0 else inf
    sign = -1 if x < 0 and mpmath.floor(y / 2) * 2 != y else 1
    return sign * clamped_exp(y * mpmath.log(abs(x)))


def clamped_exp(t):
    """eᵗ; inf and 0 far outside the doubles, where mpmath would count forever."""
    return inf if t > 1500 else mpf(0) if t < -1500 else mpmath.exp(t)


def power_by_base(x, y):
    if x == 0:
        return mpf(0) if y == 0 or y > 1 else mpf(1) if y == 1 else inf
    return y * power(x, y) / x


def power_by_exponent(x, y):
    if x <= 0:
        return mpf(0) if x == 0 else nan
    return power(x, y) * mpmath.log(x) if x != 1 else mpf(0)


def logistic(z):
    return 1 / (1 + clamped_exp(-z)) if z > 0 else clamped_exp(z) / (1 + clamped_exp(z))


def logistic_slope(z):
    return clamped_exp(-abs(z)) / (1 + clamped_exp(-abs(z))) ** 2


def log_one_plus_exp(z):
    return max(z, mpf(0)) + mpmath.log1p(clamped_exp(-abs(z)))


def step(a, b, tie=0):
    """[a > b], with a value of its own where they tie."""
    return mpf(tie) if a == b else mpf(a > b)


half = mpf(1) / 2

# name → (value, first partial by each argument)
TRUTH = {
    "add": (lambda a, b: a + b, lambda a, b: mpf(1), lambda a, b: mpf(1)),
    "sub": (lambda a, b: a - b, lambda a, b: mpf(1), lambda a, b: mpf(-1)),
    "mul": (lambda a, b: a * b, lambda a, b: b, lambda a, b: a),
    "div": (lambda a, b: a / b, lambda a, b: 1 / b, lambda a, b: -a / b ** 2),
    "neg": (lambda a: -a, lambda a: mpf(-1)),
    "pow": (power, power_by_base, power_by_exponent),
    "abs": (abs, lambda a: mpf(mpmath.sign(a))),
    "sign": (lambda a: mpf(mpmath.sign(a)), lambda a: mpf(0)),
    "greater": (step, *3 * (lambda a, b, tie: mpf(0),)),
    "maximum": (max, lambda a, b: step(a, b, half), lambda a, b: step(b, a, half)),
    "minimum": (min, lambda a, b: step(b, a, half), lambda a, b: step(a, b, half)),
    "exp": (clamped_exp, clamped_exp),
    "log": (mpmath.log, lambda z: 1 / z),
    "sqrt": (mpmath.sqrt, lambda z: 1 / (2 * mpmath.sqrt(z)) if z else inf),
    "sin": (mpmath.sin, mpmath.cos),
    "cos": (mpmath.cos, lambda z: -mpmath.sin(z)),
    "sigmoid": (logistic, logistic_slope),
    "tanh": (lambda z: mpf(mpmath.sign(z)) if abs(z) > 1500 else mpmath.tanh(z),
             lambda z: mpf(0) if abs(z) > 1500 else mpmath.sech(z) ** 2),
    "relu": (lambda z: max(z, mpf(0)), lambda z: step(z, 0)),
    "softplus": (log_one_plus_exp, logistic),
    "log_sigmoid": (lambda z: -log_one_plus_exp(-z), lambda z: logistic(-z)),
}


# Rows over lists: (value, every partial) of the arguments in the order of the row.

def shares(z):
    """e^(zᵢ) / Σ e^(zⱼ), with the largest taken out first."""
    top = max(z)
    e = [clamped_exp(v - top) for v in z]
    return [v / mpmath.fsum(e) for v in e]


def log_share(k, z):
    """log of the k-th share: −log Σ e^(zⱼ − z_k)."""
    others = [v - z[k] for j, v in enumerate(z) if j != k]
    top = max([mpf(0), *others])
    if top > 0:
        return -top - mpmath.log(clamped_exp(-top) + sum(clamped_exp(v - top) for v in others))
    return -mpmath.log1p(mpmath.fsum(map(clamped_exp, others)))


def log_of_sum(z):
    """log Σ e^(zᵢ), with digits enough for a sum next to 1."""
    with mpmath.workdps(750):
        top = max(z)
        return top + mpmath.log(mpmath.fsum(clamped_exp(v - top) for v in z))


def without(k, p):
    return mpmath.fsum(p[:k] + p[k + 1:])


def softmax_partials(k, z):
    p = shares(z)
    return [p[k] * without(k, p) if j == k else -p[k] * q for j, q in enumerate(p)]


def log_softmax_partials(k, z):
    p = shares(z)
    return [without(k, p) if j == k else -q for j, q in enumerate(p)]


def dot_of(wxb):
    n = len(wxb) // 2
    return sum((w * x for w, x in zip(wxb[:n], wxb[n:2 * n])), sum(wxb[2 * n:]))


def dot_partials(wxb):
    n = len(wxb) // 2
    return [*wxb[n:2 * n], *wxb[:n], 1][:len(wxb)]


LISTS = {
    "total": (sum, lambda z: [1] * len(z)),
    "dot": (dot_of, dot_partials),
    "logsumexp": (log_of_sum, shares),
    "softmax": (lambda k, z: shares(z)[k], softmax_partials),
    "log_softmax": (log_share, log_softmax_partials),
}


# How near is near

def exactly(number):
    """A float, mpf or Fraction as an mpf that has lost nothing that four ulp could show."""
    if isinstance(number, Fraction):
        with mpmath.workdps(60):
            return mpf(number.numerator) / number.denominator
    return mpf(number)


def ulps(got, truth):
    """How many units in the last place of the rounded truth lie between a float and the truth."""
    got, truth = float(got), exactly(truth)
    if mpmath.isnan(truth) or math.isnan(got):
        return 0.0 if math.isnan(got) and mpmath.isnan(truth) else math.inf
    if got == truth:
        return 0.0
    if math.isinf(got):  # right where the truth exceeds the largest double
        got, truth = mpf(2) ** 1024 * (1 if got > 0 else -1), truth
        if abs(truth) >= abs(got) and truth * got > 0:
            return 0.0
    unit = math.ulp(float(min(abs(truth), LARGEST)))
    return float(min(abs(got - truth) / unit, mpf(10) ** 300))
