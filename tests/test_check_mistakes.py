"""Mistakes that students make in ordinary notes: each is false, and the cause is what was done."""

from __future__ import annotations

import pytest

from chalkgrad import check

TANH = (r"z_j = \sum_i w_{ij} x_i + b_j", r"h_j = \tanh(z_j)", r"o_k = \sum_j v_{jk} h_j + c_k",
        r"p_k = \frac{e^{o_k}}{\sum_l e^{o_l}}", r"C = -\sum_k y_k \log p_k", r"\sum_k y_k = 1")
NEURON = (r"z = \sum_i w_i x_i + b", r"a = \sigma(z) = \frac{1}{1 + e^{-z}}",
          r"C = \frac{1}{2} (a - y)^2")
LOGISTIC = (r"z = w^\top x + b", r"\hat y = \sigma(z) = \frac{1}{1 + e^{-z}}",
            r"L = -y \log \hat y - (1 - y) \log(1 - \hat y)")
RELU = (r"z_1 = W_1 x + b_1", r"h = \operatorname{ReLU}(z_1)", r"\hat y = W_2 h + b_2",
        r"L = \frac{1}{2} \| \hat y - y \|^2")
HIDDEN = r"\frac{\partial C}{\partial z_j} = "
REST = r" \sum_k v_{jk} (p_k - y_k)"
SOFTMAX = r"\frac{\partial p_k}{\partial o_l} = "

SLIPS = [
    (TANH, HIDDEN + "h_j (1 - h_j)" + REST, "the derivative of the sigmoid",
     HIDDEN + "(1 - h_j^2)" + REST),
    (TANH, HIDDEN + "(1 - h_j)^2" + REST, "the square stands at the brackets",
     HIDDEN + "(1 - h_j^2)" + REST),
    (TANH, HIDDEN + "h_j" + REST, "h_j stands where (1 - h_j^2) is meant",
     HIDDEN + "(1 - h_j^2)" + REST),
    (TANH, HIDDEN + REST[1:], "the factor (1 - h_j^2) is missing", ""),
    (TANH, HIDDEN + "(1 - h_j^2) \\sum_k v_{jk} (y_k - p_k)", "y_k - p_k has the wrong sign",
     HIDDEN + "(1 - h_j^2)" + REST),
    (TANH, r"\frac{\partial C}{\partial w_{ij}} = (1 - h_j^2)" + REST, "the factor x_i is missing",
     ""),
    (TANH, r"\frac{\partial C}{\partial v_{jk}} = p_k - y_k", "the factor h_j is missing", ""),
    (TANH, SOFTMAX + "p_k (1 - p_l)", r"1 stands where \delta_{kl} is meant",
     SOFTMAX + r"p_k (\delta_{kl} - p_l)"),
    (TANH, SOFTMAX + "-p_k p_l", "this holds only where k ≠ l", ""),
    (TANH, SOFTMAX + "p_k (1 - p_k)", "this holds only where k = l", ""),
    (TANH, r"\tanh'(z) = \tanh(z) (1 - \tanh(z))", "the derivative of the sigmoid",
     r"\tanh'(z) = 1 - \tanh(z)^2"),
    (TANH, r"\tanh'(z) = 1 - \tanh(z^2)", "the argument of", r"\tanh'(z) = 1 - \tanh(z)^2"),
    (NEURON, r"\frac{\partial a}{\partial z} = 1 - a^2", "the derivative of tanh",
     r"\frac{\partial a}{\partial z} = a (1 - a)"),
    (NEURON, r"\frac{\partial C}{\partial w_i} = (a - y) x_i", r"\sigma'(z) is missing", ""),
    (NEURON, r"\frac{\partial C}{\partial w_i} = a - y a (1 - a) x_i", "the brackets around a - y",
     r"\frac{\partial C}{\partial w_i} = (a - y) a (1 - a) x_i"),
    (NEURON, r"\frac{\partial z}{\partial w_i} = x_i + b", "the term b must not stand there",
     r"\frac{\partial z}{\partial w_i} = x_i"),
    (LOGISTIC, r"\frac{\partial L}{\partial z} = (\hat y - y) \hat y (1 - \hat y)",
     r"the factor \hat y (1 - \hat y) must not stand there",
     r"\frac{\partial L}{\partial z} = (\hat y - y)"),
    (LOGISTIC, r"\frac{\partial L}{\partial b} = 1", "is missing",
     r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial z}"),
    (LOGISTIC, r"\frac{\partial L}{\partial \hat y} = -\frac{\hat y}{y} + \frac{1 - \hat y}{1 - y}",
     "upside down", r"\frac{\partial L}{\partial \hat y} = -\frac{y}{\hat y} + "
     r"\frac{1 - y}{1 - \hat y}"),
    (LOGISTIC, r"\frac{\partial^2 L}{\partial w_i \partial w_j} = \hat y (1 - \hat y) x_i",
     "the factor x_j is missing", ""),
    (RELU, r"\frac{\partial L}{\partial z_1} = W_2^\top (\hat y - y) \odot h \odot (1 - h)",
     r"is meant", r"\frac{\partial L}{\partial z_1} = W_2^\top (\hat y - y) \odot "
     r"\mathbb{1}[z_1 > 0]"),
]


@pytest.mark.parametrize(("before", "wrong", "words", "repair"), SLIPS,
                         ids=[row[1] for row in SLIPS])
def test_the_slip_is_named_and_mended(before, wrong, words, repair, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in (*before, wrong)))
    claim = check.document(page).claims[-1]
    assert claim.verdict == "false"
    assert words in claim.diagnosis, (claim.diagnosis, claim.repair)
    assert claim.repair == repair or not repair
