"""Sums and dot products of floats against exact fractions."""

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from truth import ulps

from chalkgrad.engine.summation import exact_dot, exact_sum

doubles = st.floats(allow_nan=False, allow_infinity=False)
near = st.floats(-1e3, 1e3)
pairs = st.lists(st.tuples(doubles, doubles) | st.tuples(near, near), max_size=12)


def rounded(exact):
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


@given(st.lists(doubles | near, max_size=12))
def test_a_sum_is_rounded_once(numbers):
    assert exact_sum(numbers) == rounded(sum(map(Fraction, numbers)))


@given(pairs)
def test_a_dot_product_is_within_four_ulp(pairs):
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    exact = sum((Fraction(a) * Fraction(b) for a, b in pairs), Fraction(0))
    assert ulps(exact_dot(left, right), exact) <= 4


@given(st.lists(near, min_size=1, max_size=6), st.lists(near, min_size=6, max_size=6), near)
def test_what_cancels_leaves_the_truth(left, right, rest):
    """Σ ab − Σ ab + r is r, and one that cancels to the last product is still rounded once."""
    right = right[:len(left)]
    assert exact_dot([*left, *(-a for a in left), 1.0], [*right, *right, rest]) == rest
    nudged = [math.nextafter(b, math.inf) for b in right]
    exact = sum(Fraction(a) * (Fraction(b) - Fraction(c)) for a, b, c in zip(left, right, nudged))
    assert ulps(exact_dot([*left, *(-a for a in left)], [*right, *nudged]), exact) <= 1


def test_within_four_ulp_where_roundings_add_up_below_a_power_of_two():
    """Each product is rounded upwards by about ½ ulp of 1, a whole ulp of what lies below 1."""
    left = [1.0034874340663542, 1.002491683293091, 1.0042150099011897, -1.0127394665936098,
            -1.0109988061627997, 0.004264592142241508]
    right = [1.010132912782801, 1.011969185293708, 1.009526036416628, 1.0094603499176595,
             1.012732977481089, 1.0]
    assert math.fsum(a * b for a, b in zip(left, right)) == 1.0
    assert ulps(exact_dot(left, right), sum(Fraction(a) * Fraction(b)
                                            for a, b in zip(left, right))) <= 4


@pytest.mark.parametrize("numbers, want", [
    ([], 0.0), ([1e308, 1e308], math.inf), ([-1e308, -1e308], -math.inf),
    ([1e308, 1e308, -1e308], 1e308), ([math.inf, 1.0], math.inf), ([1e16, 1.0, -1e16], 1.0),
])
def test_sums_at_the_edges(numbers, want):
    assert exact_sum(numbers) == want == exact_dot(numbers, [1.0] * len(numbers))


def test_what_is_undefined_is_nan():
    assert math.isnan(exact_sum([math.inf, -math.inf]))
    assert math.isnan(exact_dot([math.inf, 1.0], [0.0, 1.0]))
    assert math.isnan(exact_dot([math.nan], [1.0]))


def test_other_kinds_keep_their_kind():
    third = Fraction(1, 3)
    assert exact_sum([third, third]) == Fraction(2, 3)
    assert exact_dot([third], [third]) == Fraction(1, 9)
    assert exact_dot([1j], [1j]) == -1
    assert exact_sum([mpmath.mpf("0.1")] * 3) == mpmath.mpf("0.1") * 3
