"""Worked numerical examples: definitions, printed digits, slips, and what stays unsettled."""

from pathlib import Path

import pytest

from chalkgrad.check import document
from chalkgrad.check.report import FALSE, READING, TRUE, UNSETTLED, Report

NEURON = (r"w = 0.6, b = 0.9, x = 1, y = 0, \eta = 0.15", r"z = wx + b = 0.6 \cdot 1 + 0.9 = 1.5",
          r"a = \sigma(z) = \sigma(1.5) = 0.8176", r"C = \frac{(a - y)^2}{2} \approx 0.3342")
NETWORK = (
    r"i_1 = 0.05, i_2 = 0.1, target_{o1} = 0.01, target_{o2} = 0.99, w_1 = 0.15, w_2 = 0.2, "
    r"w_3 = 0.25, w_4 = 0.3, b_1 = 0.35, w_5 = 0.4, w_6 = 0.45, w_7 = 0.5, w_8 = 0.55, b_2 = 0.6",
    r"net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1 * 1 = 0.3775",
    r"out_{h1} = \frac{1}{1+e^{-net_{h1}}} = 0.593269992", r"out_{h2} = 0.596884378",
    r"net_{o1} = w_5 * out_{h1} + w_6 * out_{h2} + b_2 * 1 = 1.105905967",
    r"out_{o1} = \frac{1}{1+e^{-net_{o1}}} = 0.75136507",
    r"E_{o1} = \frac12 (target_{o1} - out_{o1})^2 = 0.274811083")
TOTAL = (*NETWORK, r"out_{o2} = 0.772928465", r"E_{total} = E_{o1} + E_{o2}")

CLAIMS = [
    (NEURON, r"\frac{\partial C}{\partial w} = (a - y) a (1 - a) x = 0.1219", TRUE, ""),
    (NEURON, r"\frac{\partial C}{\partial w} = (a - y) \sigma'(z) = 0.1219", READING, ""),
    (NEURON, r"\frac{\partial C}{\partial w} = (a - y) (1 - a) x", FALSE, ""),
    (NEURON, r"\frac{\partial C}{\partial b} = 0.1291", FALSE, "two digits exchanged"),
    (NEURON, r"\frac{\partial C}{\partial b} = -0.1219", FALSE, "the sign"),
    (NEURON, r"\frac{\partial C}{\partial b} = 0.1229", FALSE, "one digit wrong"),
    (NEURON, r"w' = w - \eta \frac{\partial C}{\partial w} = 0.6 - 0.15 \cdot 0.1219 = 0.5817",
     TRUE, ""),
    (NEURON, r"w' = w + \eta \frac{\partial C}{\partial w}", FALSE, "the sign of the step"),
    (NEURON, r"\frac{\partial C}{\partial v} = 0.3", UNSETTLED, ""),
    (NEURON, r"x = 2", READING, ""),
    (NETWORK, r"out_{o2} = 0.772982465", FALSE,
     "the number is 0.772928465 (printed: 0.772982465), two digits exchanged"),
    (NETWORK, r"out_{o2} = 0.772928465", TRUE, ""),
    (TOTAL, r"E_{total} = 0.274811083 + 0.023560026 = 0.298371109", TRUE, ""),
    (TOTAL, r"\frac{\partial E_{total}}{\partial out_{h1}} = "
            r"\frac{\partial E_{o1}}{\partial out_{h1}} + "
            r"\frac{\partial E_{o2}}{\partial out_{h1}} "
            r"= 0.055399425 + (-0.019049119) = 0.036350306", TRUE, ""),
    (NETWORK, r"\frac{\partial net_{o1}}{\partial w_5} = 1 * out_{h1} * w_5^{(1 - 1)}", TRUE, ""),
    (TOTAL, r"E_{total} = \sum \frac12 (target - output)^2", UNSETTLED, ""),
    (NETWORK, r"E_{o1} = \frac12 (target_{o1} - out_{o1})", FALSE, ""),
]


def checked(folder: Path, *displays: str) -> Report:
    path = folder / "example.md"
    path.write_text("\n\n".join(f"$$ {latex} $$" for latex in displays), encoding="utf-8")
    return document(path)


@pytest.mark.parametrize(("before", "latex", "verdict", "why"), CLAIMS)
def test_a_claim_after_an_example(tmp_path: Path, before: tuple[str, ...], latex: str,
                                  verdict: str, why: str) -> None:
    *others, claim = checked(tmp_path, *before, latex).claims
    assert {other.verdict for other in others} == {TRUE}
    assert claim.verdict == verdict, claim.parts
    assert why in "; ".join(part.diagnosis for part in claim.parts)


def test_a_second_pass_with_the_new_values_is_no_mistake(tmp_path: Path) -> None:
    found = checked(tmp_path, *NEURON, r"w' = w - 0.1 = 0.5", "z = 0.5 + 0.9 = 1.4").claims[-1]
    assert (found.verdict, found.reading) == (READING, "with the updated values")


def test_what_only_has_a_number_has_no_slope(tmp_path: Path) -> None:
    found = checked(tmp_path, "w = 0.1, x = 0.5", r"a = \sigma(0.05) = 0.5125",
                    r"L = a^2 = 0.2627", r"\frac{\partial L}{\partial w} = 0.1").claims[-1]
    assert found.verdict == UNSETTLED


def test_a_sum_over_numbers_is_written_out(tmp_path: Path) -> None:
    found = checked(tmp_path, "t_1 = 0.2, t_2 = 0.7, y_1 = 0.31, y_2 = 0.64",
                    r"E = \frac12 \sum_{k=1}^2 (t_k - y_k)^2 = 0.00785",
                    r"\frac{\partial E}{\partial y_2} = t_2 - y_2").claims
    assert [claim.verdict for claim in found] == [TRUE, TRUE, FALSE]


def test_a_number_that_several_quantities_share_may_be_rounded(tmp_path: Path) -> None:
    outputs = [rf"o_{k} = 1 \cdot 0.622 = 0.622" for k in range(2, 12)]
    report = checked(tmp_path, "x = 0.5, \\; w = 1, \\; d = 1", r"o_1 = \sigma(x) = 0.622",
                     *outputs, r"\delta_2 = (d - o_2) \cdot 1 = 0.378",
                     r"\delta_1 = \delta_2 w \sigma'(x) = 0.378 \cdot 0.622 \cdot (1 - 0.622)")
    assert report.claims[-1].verdict == TRUE


def test_general_notes_are_no_example(tmp_path: Path) -> None:
    found = checked(tmp_path, r"z_j = \sum_i w_{ji} x_i + b_j", r"a_j = \sigma(z_j)", r"\eta = 0.1")
    assert [part.reason for part in found.claims[0].parts] == [""]


STEPS = r"""$\theta_0 = 0$, $\theta_1 = 0$, $\alpha = 0.01$

$$\theta_0 := 0 - 0.01 \times (-3.25) = 0.0325$$

$$\theta_1 := 0 - 0.01 \times (-10.25) = 0.1025$$

$$\theta_0 := 0.0325 - 0.01 \times (-2.96125) = 0.0325 + 0.0296125 = 0.0621125$$

$$\theta_0 := 0.0621125 - 0.01 \times (-2) = 0.0821125$$
"""


def test_every_step_has_a_new_value(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(STEPS)
    assert {claim.verdict for claim in document(path).claims} == {TRUE}
    path.write_text(STEPS.replace("0.0821125", "0.0821225"))
    assert document(path).claims[-1].verdict == FALSE


def test_a_number_given_before_those_it_could_be_worked_out_from_is_of_another_example(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("$\\hat y = \\sigma(z)$\n\nThe label is $y = 0$, the prediction "
                    "$\\hat y = 0.9$.\n\n$$L = -\\log(1 - 0.9) = 2.303$$\n\nNow let $z = 0$: "
                    "$\\hat y = 0.5$.\n")
    assert FALSE not in {claim.verdict for claim in document(path).claims}


def test_a_sum_of_letters_between_words_is_a_claim(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(r"The gate $z = x + y$ has $\frac{\partial z}{\partial x} = 1$; $l = L + 1$.")
    first, second = document(path).claims
    assert (first.latex, second.verdict) == ("z = x + y", TRUE)
