"""How a walk shows itself: 80 columns of text, colours in a terminal, HTML in a notebook."""

import io
import xml.dom.minidom

import pytest
from rich.console import Console

from chalkgrad import Value, nn, walk
from chalkgrad.demos.stepping import to_step_through

HOSTILE = ["</td><script>alert(1)</script>", "a & b", '"quoted"', r"\input{x}", r"\) <b>",
           r"\(\href{javascript:x}{y}\)", "[bold]x"]


def test_plain_text_is_a_table_the_line_and_what_comes_next():
    lines = [line.rstrip() for line in repr(walk(to_step_through()).to("a")).splitlines()]
    assert lines[0].split() == ["node", "formula", "value", "∂C/∂node"]
    assert any(line.startswith("▸   a") and line.split()[-2:] == ["0.5744", "·"] for line in lines)
    assert lines[-3:] == ["step 3 of 16", "a = σ(z) = σ(0.3000) = 0.5744", "next: v₂ = a − y"]


@pytest.mark.parametrize("position", [0, 40, 600, 1000])
def test_it_fits_eighty_columns_and_a_window(position):
    net = nn.MLP([4, 16, 16, 2], seed=0)
    w = walk(nn.half_sse(net([0.5, -1.0, 2.0, 0.0]), [1.0, 0.0]))
    lines = repr(w.to(min(position, len(w)))).splitlines()
    assert max(map(len, lines)) <= 80 and len(lines) <= 24
    assert any("more nodes above and below" in line for line in lines)


def test_what_is_to_come_is_not_given_away():
    shown = repr(walk(to_step_through()).to("z"))
    assert "0.3000" in shown and "0.5744" not in shown


def test_waiting_contributions_are_counted():
    x = Value(3.0, "x")
    w = walk(x * x)
    w.to(3)
    assert "3 (+1)" in repr(w)


def test_rich_prints_it_in_colours():
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    console.print(walk(to_step_through()).to("a"))
    assert "\x1b[1m" in console.file.getvalue() and "σ(0.3000)" in console.file.getvalue()


def test_a_notebook_gets_html_with_mathematics():
    w = walk(to_step_through()).to(12)
    page = w._repr_html_()
    xml.dom.minidom.parseString(f"<div>{page}</div>")
    assert r"\frac{\partial C}{\partial z} \mathrel{+}=" in page
    assert r"\left(a \left(1 - a\right)\right)" in page and "step 12 of 16" in page


@pytest.mark.parametrize("label", HOSTILE)
def test_labels_are_data_in_every_form(label):
    y = Value(2.0, label) * 3.0
    y.label = label
    for w in (walk(y), walk(y).run()):
        xml.dom.minidom.parseString(f"<div>{w._repr_html_()}</div>")
        assert "<script>" not in w._repr_html_() and "<b>" not in w._repr_html_()
        assert r"\input" not in w._repr_html_() and r"\href" not in w._repr_html_()
        assert repr(w)
