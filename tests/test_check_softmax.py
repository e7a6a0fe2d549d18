"""Softmax, its Jacobian and its cost, by whatever letters an author has for it."""

import pytest

from chalkgrad.check import document
from chalkgrad.check.report import FALSE, READING, TRUE
from chalkgrad.check.words import _behind

LETTERS = [("a_{}", "z"), ("p_{}", "z"), ("s_{}", "x"), ("y_{}", "z"), ("o_{}", "z"), ("h_{}", "x"),
           (r"\sigma_{}", "z"), (r"\sigma(z)_{}", "z"), (r"\sigma(\mathbf{{z}})_{}", "z"),
           (r"\sigma(z_{})", "z"), ("S(x)_{}", "x"), ("p(z_{})", "z"), (r"\hat y_{}", "o"),
           ("a_{}^L", "z"), (r"\text{{softmax}}(z)_{}", "z")]
SLOPE = r"\frac{{\partial {}}}{{\partial {}}}"


def page(out, scores):
    """The definition, both halves of the Jacobian, the cost and its gradient."""
    above = "^L" if "^L" in out else ""
    p, z = (lambda k: out.format(k)), (lambda k: f"{scores}_{k}{above}")
    target = "t" if out.startswith("y") else "y"
    return [rf"{p('i')} = \frac{{e^{{{z('i')}}}}}{{\sum_k e^{{{z('k')}}}}}",
            f"{SLOPE.format(p('i'), z('i'))} = {p('i')} (1 - {p('i')})",
            rf"{SLOPE.format(p('i'), z('j'))} = -{p('i')} {p('j')} \quad (i \ne j)",
            rf"L = -\sum_k {target}_k \log {p('k')}",
            f"{SLOPE.format('L', z('i'))} = {p('i')} - {target}_i"]


def verdicts(folder, lines):
    path = folder / "notes.md"
    path.write_text("\n\n".join(f"$$\n{line}\n$$" for line in lines))
    return [claim.verdict for claim in document(path).claims]


@pytest.mark.parametrize(("out", "scores"), LETTERS)
@pytest.mark.parametrize("lines", [3, 5])
def test_every_line_is_true(out, scores, lines, tmp_path):
    assert set(verdicts(tmp_path, page(out, scores)[:lines])) == {TRUE}


@pytest.mark.parametrize(("out", "scores"), LETTERS)
def test_a_wrong_sign_is_not_true(out, scores, tmp_path):
    lines = page(out, scores)[:3]
    lines[2] = lines[2].replace("= -", "= ")
    assert verdicts(tmp_path, lines)[2] not in (TRUE, READING)


CLASSES = [r"z_k = \sum_j w_{kj} x_j + b_k", r"p_k = \frac{\exp(z_k)}{\sum_{l=1}^K \exp(z_l)}",
           r"\frac{\partial p_k}{\partial z_l} = -p_k p_l, \qquad k \neq l"]


def test_l_numbers_classes_in_a_softmax(tmp_path):
    assert set(verdicts(tmp_path, CLASSES)) == {TRUE}


JACOBIAN = r"$$a_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$ and so %s"
APART = r"\frac{\partial a_j}{\partial z_i} = -a_j a_i"


@pytest.mark.parametrize(("words", "verdict"), [
    ("$$%s$$ where $j \\neq i$.", READING),
    ("\\\\[%s\\\\] where \\\\(j \\neq i\\\\).", READING),
    ("\\begin{equation}\n%s\n\\end{equation}\nfor all $j \\ne i$.", READING),
    ("$$%s$$ (for $j$ different from $i$)", READING),
    ("$$%s$$\nfor $j \\neq i$:\n$$q = 1$$", FALSE),
    ("$$%s$$\n\nwhere $j = i$.", FALSE),
])
def test_a_condition_may_stand_behind_the_display(words, verdict, tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(JACOBIAN % words % APART)
    assert document(path).claims[1].verdict == verdict


def test_each_display_has_the_condition_behind_it(tmp_path):
    path = tmp_path / "notes.md"
    own = r"\frac{\partial a_j}{\partial z_i} = a_i (1 - a_i)"
    path.write_text(JACOBIAN % f"$${own}$$ where $i = j$, and $${APART}$$ where $i \\neq j$.")
    assert [claim.verdict for claim in document(path).claims] == [TRUE, READING, READING]


def test_blanks_behind_a_display_take_no_time():
    assert _behind(" " * 100_000 + "x") == ()  # with two runs of blanks it would not end
