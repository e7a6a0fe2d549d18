"""Formulas set in type, held against ziamath's own setting of them."""

import re
import warnings
from collections.abc import Iterator
from typing import Any
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


def test_signs_and_words_are_stored_once() -> None:
    formulas = [typeset("a a a"), typeset("a b"), typeset("w_1 + w_1"), typeset(r"\frac{w_1}{b}")]
    stored = re.findall(r'id="([gw][^"]*)"', definitions(formulas))
    used = re.findall("<use", "".join(formula.svg for formula in formulas))
    assert len(stored) == len(set(stored)) and sum(name[0] == "w" for name in stored) == 1
    assert len(used) == 3 + 2 + 3 + 2


@pytest.mark.parametrize("latex", [*FORMULAS, r"\dfrac{\partial z_1^{(2)}}{\partial w_{1,2}} = -1"])
def test_the_svg_draws_every_mark_where_it_is(latex: str) -> None:
    formula = typeset(latex, 10)
    document = minidom.parseString(
        f'<svg xmlns:xlink="x">{definitions([formula])}{formula.svg}</svg>'.encode())
    ids = {node.getAttribute("id"): node for node in document.getElementsByTagName("*")}
    drawn = sorted(unfolded(document.documentElement.lastChild, ids, 0.0, 0.0, 1.0))
    marks = sorted((mark.x, mark.y, mark.scale) for mark in formula.marks)
    assert len(drawn) == len(marks)
    for one, other in zip(drawn, marks):
        assert one == pytest.approx(other, abs=2)


def unfolded(node: Any, ids: dict[str, Any], x: float, y: float,
             scale: float) -> Iterator[tuple[float, float, float]]:
    """Where the signs and bars below a group stand, through all definitions."""
    for child in node.childNodes:
        at = [float(child.getAttribute(name) or 0) for name in "xy"]
        moved = re.search(r"translate\((\S+) ([^)]+)\)", child.getAttribute("transform"))
        at = [float(part) for part in moved.groups()] if moved else at
        size = re.search(r"scale\((\S+)\)", child.getAttribute("transform"))
        here = (x + at[0] * scale, y + at[1] * scale, scale * (float(size[1]) if size else 1.0))
        target = ids[child.getAttribute("xlink:href")[1:]] if child.tagName == "use" else child
        if target.tagName == "g":
            yield from unfolded(target, ids, *here)
        elif target.tagName == "use":
            yield (*here[:2], float(target.getAttribute("transform")[6:-1]) * here[2])
        else:
            bar = target.tagName == "rect"
            yield (*here[:2], float(target.getAttribute("height")) / 68 * here[2] if bar
                   else here[2])


def test_deep_nesting_is_shown_as_text() -> None:
    assert typeset("{" * 5000 + "}" * 5000).width > 0
    assert isinstance(words("x"), Box) and isinstance(typeset("x"), Glyphs)
