"""Pages on one output and many samples, as regression has them, and what their lines rest on."""

import pytest

from chalkgrad import check

TRUE, FALSE, OPEN = "true", "false", "unsettled"
MODEL = r"\hat y^{(i)} = w^T x^{(i)} + b"
MEAN = r"J = \frac{1}{2m} \sum_{i=1}^m (\hat y^{(i)} - y^{(i)})^2"
SLOPE = r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_i (\hat y^{(i)} - y^{(i)}) x^{(i)}"
SHARE = r"%s^{(i)} = \frac12 (\hat y^{(i)} - y^{(i)})^2"
SUM = r"J = \sum_i %s^{(i)} = \sum_i \frac12 (\hat y^{(i)} - y^{(i)})^2"
SUMMED = r"\frac{\partial J}{\partial w} = \sum_i (\hat y^{(i)} - y^{(i)}) x^{(i)}"
ERRORS = [MODEL, r"e^{(i)} = \hat y^{(i)} - y^{(i)}",
          r"J = \frac{1}{2m} \sum_{i=1}^m (e^{(i)})^2"]
MARGIN = r"L(w) = \sum_{i=1}^n \log(1 + e^{-y_i w^T x_i})"
SQUARES = r"L(\theta) = \frac{1}{n} \sum_{i=1}^n (\theta^T x_i - y_i)^2"
LABELS = [r"P(y=1|x) = \sigma(w^T x)",
          r"\ell(w) = \sum_{i=1}^n y_i \ln \sigma(w^T x_i) + (1 - y_i) \ln(1 - \sigma(w^T x_i))",
          r"\nabla \ell(w) = \sum_{i=1}^n (y_i - \sigma(w^T x_i)) x_i"]
LAST = [r"C = \frac{1}{n_L} \sum_{j=1}^{n_L} \frac12 (a_j^L - y_j)^2", r"a_j^L = \sigma(z_j^L)",
        r"z_j^L = \sum_{k=1}^{n_{L-1}} w_{jk}^L a_k^{L-1} + b_j^L"]
AGAIN = (r"C = \frac{1}{n_L} \sum_{j=1}^{n_L} \frac12 "
         r"(\sigma(\sum_{k=1}^{n_{L-1}} w_{jk}^L a_k^{L-1} + b_j^L) - y_j)^2")
ENDS = r"\frac{\partial C}{\partial a_j^L} = \frac{1}{n_L} (a_j^L - y_j)"
BELOW = [r"\delta_j^L = \frac{\partial C}{\partial z_j^L}",
         r"\frac{\partial C}{\partial a_j^l} = \sum_q w_{qj}^{l+1} \delta_q^{l+1}",
         r"\frac{\partial C}{\partial w_{jk}^l} = \delta_j^l a_k^{l-1}"]
OUTPUT = [r"\hat y = \sigma(z)", r"z = W x + b", r"L = \frac12 \|\hat y - y\|^2"]
LIKELIHOOD = (r"\ell(w) = \sum_{i=1}^n y_i \log \sigma(w^T x_i) + "
              r"(1 - y_i) \log(1 - \sigma(w^T x_i))")
CLIMB = r"\nabla_w \ell(w) = \sum_{i=1}^n (y_i - \sigma(w^T x_i)) x_i"


def parts(tmp_path, lines):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {line} $$" for line in lines), encoding="utf-8")
    return [part for claim in check.document(page).claims for part in claim.parts]


@pytest.mark.parametrize("lines", [
    [MODEL, MEAN, SLOPE],
    *([MODEL, SHARE % loss, SUM % loss, SUMMED] for loss in ("l", r"\ell", "L", "e")),
    [*ERRORS, r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_i e^{(i)} x^{(i)}"],
    [SQUARES, r"\nabla_\theta L(\theta) = \frac{2}{n} \sum_{i=1}^n (\theta^T x_i - y_i) x_i"],
    [MARGIN, r"\nabla L(w) = -\sum_{i=1}^n \frac{y_i x_i}{1 + e^{y_i w^T x_i}}"],
    [*LABELS, r"L(w) = \prod_{i=1}^n P(y_i|x_i) = "
     r"\prod_{i=1}^n [\sigma(w^T x_i)]^{y_i} [1 - \sigma(w^T x_i)]^{1 - y_i}"],
    [LIKELIHOOD, CLIMB], [LIKELIHOOD.replace(r"\ell(w) = ", "L = -"),
                          r"\nabla_w L = \sum_{i=1}^n (\sigma(w^T x_i) - y_i) x_i"],
    [*LAST, AGAIN, ENDS, *BELOW],
    [*OUTPUT, r"\frac{\partial L}{\partial z} = (\hat y - y) , \hat y (1 - \hat y)"],
])
def test_every_line_is_true(lines, tmp_path):
    assert {part.latex: part.verdict for part in parts(tmp_path, lines)
            if part.verdict != TRUE} == {}


@pytest.mark.parametrize(("lines", "last"), [
    ([MODEL, MEAN], SLOPE.replace(r"\frac{1}{m}", r"\frac{2}{m}")),
    ([MODEL.replace("w^T x^{(i)} + b", r"\sigma(w^T x^{(i)} + b)"), MEAN], SLOPE),
    ([MODEL, SHARE % "l", SUM % "l"], SUMMED.replace(r"= \sum", r"= -\sum")),
    (ERRORS, r"\frac{\partial J}{\partial w} = -\frac{1}{m} \sum_i e^{(i)} x^{(i)}"),
    ([SQUARES], r"\nabla_\theta L(\theta) = \frac{1}{n} \sum_{i=1}^n (\theta^T x_i - y_i) x_i"),
    ([MARGIN], r"\nabla L(w) = \sum_{i=1}^n \frac{y_i x_i}{1 + e^{y_i w^T x_i}}"),
    ([LIKELIHOOD], CLIMB.replace(r"y_i - \sigma(w^T x_i)", r"\sigma(w^T x_i) - y_i")),
    ([*LAST, AGAIN], ENDS.replace("= ", "= -")),
    (OUTPUT, r"\frac{\partial L}{\partial z} = (y - \hat y) , \hat y (1 - \hat y)"),
])
def test_a_slip_is_false(lines, last, tmp_path):
    assert parts(tmp_path, [*lines, last])[-1].verdict == FALSE


CASES = [r"x_1 = 2", r"x_2 = 3", r"z_1 = w_{11} x_1 + w_{12} x_2 + b_1",
         r"z_2 = w_{21} x_1 + w_{22} x_2 + b_2",
         r"a_i = \max(0, z_i)", r"\hat y = v_1 a_1 + v_2 a_2 + b_3", r"z_1 = z_2 = 0",
         r"a_1 = a_2 = \text{ReLU}(0) = 0", r"\hat y = 0", r"L = (0 - 5)^2 = 25",
         r"z_1 = 1 \cdot 2 + 1 \cdot 3 + 1 = 6", r"z_2 = 6", r"a_1 = a_2 = 6"]
NUMBERS = [r"x = 0.05, \; w = 0.15, \; b = 0.35", r"z = w x + b = 0.3575",
           r"a = \sigma(z) = \frac{1}{1 + e^{-z}} = 0.5888",
           r"\frac{\partial a}{\partial z} = 0.5888 \times 0.4112"]


def test_a_quantity_with_the_numbers_of_two_cases_is_open(tmp_path):
    assert FALSE not in [part.verdict for part in parts(tmp_path, CASES)]


def test_a_wrong_digit_does_not_make_the_next_line_false(tmp_path):
    found = {part.latex: part for part in parts(tmp_path, NUMBERS)}
    assert [part.verdict for part in found.values() if "0.5888" in part.latex] == [FALSE, OPEN]


def test_an_operator_is_no_factor(tmp_path):
    lines = [r"a_j = \sum_i w_{ji} x_i", r"z_j = h(a_j)", r"R(w) = v", r"R(z_j) = h'(a_j) R(a_j)",
             r"R(y_k) = \sum_j w_{kj} R(z_j)", r"R(\delta_k) z_j = \delta_k R(z_j)"]
    assert parts(tmp_path, lines)[-1].verdict == OPEN
