"""Formulas set in type, held against ziamath's own setting of them."""

import re
import warnings
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad.viz.formula import Glyphs, definitions, typeset
from chalkgrad.viz.formula.boxes import MEDIUM, SMALL, THICK, Box
from chalkgrad.viz.formula.letters import words
from chalkgrad.viz.formula.reader import read

FORMULAS = [
    "w", "w_1", r"w_{1,2}^{(1)}", r"\bar{x}", r"\sigma", r"-0.2081",
    r"1.5 \cdot 10^{-12}",
    r"\frac{1}{2}", r"\frac{a}{b}", r"a - y", r"a + b - c", r"a = b", r"2 a", r"e^{-z}", r"x^{2}",
    r"\sqrt{2 a}", r"\ln(z)", r"\max(a, b)", r"\operatorname{relu}(z)", r"\left|x\right|", "x'",
    r"\mathbf{x}", r"\text{some text}", r"\infty", r"\partial C", r"\left(a - y\right)",
]
BEYOND = [r"\sum_{i=1}^n x_i", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\int_0^1 x"]
BROKEN = ["{", "}", r"\frac{a}", "a_", "^", r"\left(", r"\right)", r"\nosuchcommand", "a & b", "$",
          r"\text{", "%", "\\", "_{", "a^b^", r"\sqrt", r"\hat", "#1", "~"]


def by_ziamath(latex: str, size: float) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath
        width, height = ziamath.Latex(latex, size=size, inline=True).getsize()  # type: ignore[attr-defined]
    return width, height


@pytest.mark.parametrize("latex", FORMULAS)
def test_a_formula_is_about_as_large_as_ziamath_sets_it(latex: str) -> None:
    read(latex)  # by our reader, not by ziamath
    formula, (width, height) = typeset(latex, 20), by_ziamath(latex, 20)
    assert formula.width == pytest.approx(width, rel=0.12, abs=3.5)
    assert formula.height == pytest.approx(height, rel=0.25, abs=3)


@pytest.mark.parametrize("latex", BEYOND)
def test_what_the_reader_does_not_know_is_set_by_ziamath(latex: str) -> None:
    formula, (width, _) = typeset(latex, 20), by_ziamath(latex, 20)
    assert formula.width == pytest.approx(width, rel=0.3) and len(formula.marks) > 2
    assert formula.width < 0.6 * typeset(rf"\text{{{latex}}}", 20).width or len(latex) < 20


@pytest.mark.parametrize("latex", BROKEN)
def test_what_is_no_latex_is_shown_as_text(latex: str) -> None:
    assert typeset(latex, 20).marks or not latex.strip()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.text(r"\{}_^fracleftright()ab12 ", max_size=30))
def test_nothing_raises_and_everything_is_finite(latex: str) -> None:
    formula = typeset(latex, 12)
    assert 0 <= formula.width < 1e4 and -1 < formula.baseline < 1e4
    document = f'<svg xmlns:xlink="x">{definitions([formula])}{formula.svg}</svg>'
    minidom.parseString(document.encode())


def test_the_bar_of_a_fraction_touches_neither_side() -> None:
    formula = typeset(r"\dfrac{\partial g_j}{\partial f_{1,2}^{(1)}}", 10)
    (bar,) = [mark for mark in formula.marks if not mark.sign]
    above, below = read(r"\partial g_j"), read(r"\partial f_{1,2}^{(1)}")
    assert formula.box.up >= -bar.y + 0.9 * (above.up + above.down) + 60
    assert formula.box.down >= bar.y + 68 + 0.9 * (below.up + below.down) + 60


def test_signs_keep_apart_as_tex_has_it() -> None:
    def room(latex: str, *parts: str) -> float:
        return read(latex).width - sum(read(part).width for part in parts)

    assert room("a - b", "a", "-", "b") == pytest.approx(2 * MEDIUM)
    assert room("-b", "-", "b") == pytest.approx(0)
    assert room("a = -b", "a", "=", "-b") == pytest.approx(2 * THICK)
    assert room(r"a \left(b\right)", "a", "(", "b", ")") == pytest.approx(0)
    assert read("x_{a-b}").width < read("x").width + SMALL * read("a - b").width


def test_subscripts_stand_low_and_superscripts_high() -> None:
    base, high, low = (mark.y for mark in typeset("w_1^2", 10).marks)
    assert base == 0 and high < -100 and low > 100
    assert all(mark.scale == pytest.approx(0.7) for mark in typeset("w_1^2", 10).marks[1:])


def test_what_the_font_lacks_is_left_to_other_fonts() -> None:
    (mark,) = typeset(r"\text{損失}").marks
    assert mark.text == "損失" and mark.width > 1500
    assert 'textLength="2000"' in typeset(r"\text{損失}").svg


def test_signs_are_stored_once() -> None:
    formulas = [typeset("a a a"), typeset("a b")]
    stored = re.findall(r'id="g(\d+)"', definitions(formulas))
    assert len(stored) == len(set(stored)) == 2
    assert len(re.findall("<use", "".join(formula.svg for formula in formulas))) == 5


def test_deep_nesting_is_shown_as_text() -> None:
    assert typeset("{" * 5000 + "}" * 5000).width > 0
    assert isinstance(words("x"), Box) and isinstance(typeset("x"), Glyphs)
