"""Sheets of functions and their derivatives, by any letter for the function and its argument."""

import pytest

from chalkgrad.check import document
from chalkgrad.check.report import FALSE, TRUE, UNSETTLED

PAGES = {
    "logistic": [r"F(X) = \frac{1}{1 + e^{-X}}", r"F'(X) = F(X) (1 - F(X))", "F' = F (1 - F)",
                 r"\frac{d F}{d X} = F (1 - F)", "1 - F(X) = F(-X)",
                 r"\frac{d}{dX} F(X) = \frac{e^{-X}}{(1 + e^{-X})^2} = F(X) (1 - F(X))"],
    "tanh": [r"F(X) = \frac{e^X - e^{-X}}{e^X + e^{-X}}", "F'(X) = 1 - F(X)^2", "F' = 1 - F^2",
             r"\frac{d F}{d X} = 1 - F^2(X)"],
    "relu": [r"F(X) = \max(0, X)",
             r"F'(X) = \begin{cases} 1 & X > 0 \\ 0 & X \le 0 \end{cases}"],
    "leaky": [r"F(X) = \max(0.01 X, X)",
              r"F'(X) = \begin{cases} 1 & X > 0 \\ 0.01 & X < 0 \end{cases}"],
    "elu": [r"F(X) = \begin{cases} X & X > 0 \\ \alpha (e^X - 1) & X \le 0 \end{cases}",
            r"F'(X) = \begin{cases} 1 & X > 0 \\ F(X) + \alpha & X \le 0 \end{cases}"],
    "softplus": [r"F(X) = \ln(1 + e^X)", r"F'(X) = \frac{1}{1 + e^{-X}}"],
}
LETTERS = [(r"\sigma", "z"), ("f", "t"), ("g", "u"), (r"\phi", "v"), ("S", "x"), ("y", "x"),
           ("a", "z"), ("h", "x")]


def verdicts(folder, lines, letters):
    path = folder / "notes.md"
    page = "\n\n".join(f"$$\n{line}\n$$" for line in lines)
    path.write_text(page.replace("F", letters[0]).replace("X", letters[1]))
    return [claim.verdict for claim in document(path).claims]


NETWORK = r"""- $z^{[1]} = {W^{[1]}}^T \cdot a^{[0]} + b^{[1]}$ and $a^{[1]} = \sigma(z^{[1]})$
and $z^{[2]} = {W^{[2]}}^T \cdot a^{[0]} + b^{[2]}$ and $a^{[2]} = \sigma(z^{[1]})$ for the 2nd one.
- $g(z) = \tanh(z)$
- $g(z) = \max(0.01 \times z, z)$
- $A^{[2]} = g^{[2]}(Z^{[2]}) = \sigma(Z^{[2]})$
- $dW = \frac{1}{m}dZ^{[1]}\cdot X^T$"""


def test_one_letter_for_several_functions_is_no_mistake(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(NETWORK)
    assert [claim.verdict for claim in document(path).claims][5] == UNSETTLED


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("name", PAGES)
def test_every_line_is_true(name, letters, tmp_path):
    assert set(verdicts(tmp_path, PAGES[name], letters)) == {TRUE}


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize(("name", "wrong"), [
    ("logistic", "F' = F (1 + F)"), ("logistic", "F'(X) = F(X)"), ("tanh", "F' = 1 - F"),
    ("logistic", r"\frac{d F}{d X} = \frac{e^{-X}}{1 + e^{-X}}"),
    ("tanh", r"\frac{d F}{d X} = 1 + F^2"), ("softplus", r"F'(X) = \frac{1}{1 + e^{X}}"),
    ("relu", r"F'(X) = \begin{cases} 1 & X > 0 \\ X & X \le 0 \end{cases}")])
def test_a_slip_is_not_true(name, wrong, letters, tmp_path):
    assert verdicts(tmp_path, [*PAGES[name], wrong], letters)[-1] in (FALSE, UNSETTLED)


@pytest.mark.parametrize(("name", "wrong"), [
    ("logistic", "F' = F (1 + F)"), ("tanh", "F' = 1 + F^2"),
    ("logistic", r"\frac{d F}{d X} = -\frac{e^{-X}}{(1 + e^{-X})^2} = F (1 - F)")])
def test_a_slip_with_the_usual_letters_is_false(name, wrong, tmp_path):
    assert verdicts(tmp_path, [*PAGES[name], wrong], (r"\sigma", "x"))[-1] == FALSE
