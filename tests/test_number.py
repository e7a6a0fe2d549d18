"""What counts as one number, and what the errors say about everything else."""

import decimal
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from chalkgrad.engine import NumberError
from chalkgrad.engine.number import Index, as_constant, as_number, library, log1p

STAY = [0.5, 2 + 1j, Fraction(1, 3), mpmath.mpf("0.1"), mpmath.mpc(1, 2)]
BECOME_FLOAT = [3, np.float64(3), np.float32(3), np.int64(3), np.uint8(3), np.array(3.0)]

REFUSED = [
    (True, "True is a truth value, not a number; write 1.0 or 0.0"),
    (np.bool_(False), "truth value, not a number; write 1.0 or 0.0"),
    ("3", r"'3' is text, not a number; write float\('3'\)"),
    (np.str_("3"), "text, not a number"),
    (None, "None is not a number; write a number such as 0.0"),
    (np.zeros((2, 3)), r"array of shape \(2, 3\) is not one number; make an object array"),
    (np.zeros(1), r"array of shape \(1,\) is not one number"),
    ([1.0, 2.0], r"list of 2 is not one number; write \[Value\(x\) for x in …\]"),
    ((), "tuple of 0 is not one number"),
    (decimal.Decimal("0.1"), r"Decimal; write fractions.Fraction\(…\) to stay exact"),
    (object(), r"object .*is not a number; write a float, int, complex"),
    ({}, "is not a number; write a float"),
    (10 ** 400, "exceeds the largest float, 1.8e308; write fractions.Fraction"),
    (np.array([10 ** 400], dtype=object)[0], "exceeds the largest float"),
]


@pytest.mark.parametrize("given", STAY, ids=repr)
def test_kinds_that_stay(given):
    assert as_number(given) is given


@pytest.mark.parametrize("given", BECOME_FLOAT, ids=repr)
def test_kinds_that_become_float(given):
    assert type(as_number(given)) is float and as_number(given) == 3


def test_numpy_complex_becomes_complex():
    assert type(as_number(np.complex128(1j))) is complex


@pytest.mark.parametrize("given, message", REFUSED, ids=[m[:20] for _, m in REFUSED])
def test_everything_else_is_refused_with_a_remedy(given, message):
    for convert in (as_number, lambda x: as_constant(x, 1.0)):
        with pytest.raises(NumberError, match=message):
            convert(given)


@pytest.mark.parametrize("beside", [0.5, 1j, Fraction(1, 3), mpmath.mpf(2)], ids=repr)
def test_an_int_takes_the_kind_of_what_it_meets(beside):
    assert as_constant(3, beside) == 3 and type(as_constant(3, beside)) is type(beside)


def test_an_int_past_the_floats_meets_exact_kinds():
    assert as_constant(10 ** 400, Fraction(1)) == 10 ** 400


def test_an_index_stays_an_index():
    assert type(as_number(Index(2))) is type(as_constant(Index(2), 0.5)) is Index


@pytest.mark.parametrize("number, want", [
    (1.0, "math"), (1, "math"), (Fraction(1), "math"), (1j, "cmath")])
def test_library(number, want):
    assert library(number).__name__ == want
    assert library(mpmath.mpf(1)).exp(mpmath.mpf(0)) == 1


def test_log1p_of_every_kind():
    assert log1p(1e-20) == 1e-20
    assert log1p(1j) == pytest.approx(complex(math.log(2) / 2, math.pi / 4))
    assert log1p(mpmath.mpf(1)) == mpmath.log(2)
