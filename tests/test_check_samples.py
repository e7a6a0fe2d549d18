"""Lines about samples: numbered one by one, or all at once in a matrix."""

from __future__ import annotations

import pytest

from chalkgrad import check

WITHOUT_BIAS = [
    r"a_n = w^T x_n", r"\mu_n = \sigma(a_n)",
    r"\mathrm{NLL}(w) = -\sum_{n=1}^N [ y_n \log \mu_n + (1 - y_n) \log(1 - \mu_n) ]",
    r"\nabla_w \mathrm{NLL}(w) = \sum_{n=1}^N (\mu_n - y_n) x_n"]
COST_FIRST = [
    r"E = \frac12 \sum_n (y_n - t_n)^2", r"y_n = w^T x_n",
    r"\nabla_w E = \sum_n (y_n - t_n) x_n"]
ABOVE = [
    r"J(w) = \frac12 \sum_i (y^{(i)} - \phi(z^{(i)}))^2", r"z^{(i)} = w^T x^{(i)}", r"\phi(z) = z",
    r"\frac{\partial J}{\partial w_j} = -\sum_i (y^{(i)} - \phi(z^{(i)})) x_j^{(i)}"]
WITH_ARGUMENTS = [
    r"z = w^T x + b", r"f(w) = \frac12 w^T w", r"\nabla_w f(w) = w"]
CLASSES = [
    r"s_{ik} = w_k^T x_i + b_k", r"p_{ik} = \frac{e^{s_{ik}}}{\sum_j e^{s_{ij}}}",
    r"L = -\frac{1}{N} \sum_{i=1}^N \log p_{i y_i}",
    r"\frac{\partial L}{\partial s_{ik}} = \frac{1}{N} ( p_{ik} - [k = y_i] )",
    r"\nabla_{w_k} L = \frac{1}{N} \sum_{i=1}^N (p_{ik} - [k = y_i]) x_i"]
DESIGN = [
    r"h = g(X \theta)",
    r"J(\theta) = -\frac{1}{m} ( y^T \log h + (1 - y)^T \log(1 - h) )",
    r"\nabla_\theta J = \frac{1}{m} X^T (h - y)"]
HYPOTHESIS = [
    r"h_\theta(x) = g(\theta^T x)", r"g(z) = \frac{1}{1 + e^{-z}}",
    r"J(\theta) = \frac{1}{m} \sum_{i=1}^m [ -y^{(i)} \log(h_\theta(x^{(i)}))"
    r" - (1 - y^{(i)}) \log(1 - h_\theta(x^{(i)})) ]",
    r"\nabla_\theta J = \frac{1}{m} X^T (g(X\theta) - y)"]
LEAST_SQUARES = [
    r"\hat y = X w", r"L = \frac12 \|X w - y\|^2", r"\nabla_w L = X^T (X w - y)",
    r"\frac{\partial L}{\partial w} = X^T (\hat y - y)"]
RIDGE = [
    r"\hat y = X w", r"J = \frac12 \|X w - y\|^2 + \frac\lambda2 \|w\|^2",
    r"\nabla_w J = X^T (X w - y) + \lambda w",
    r"w \leftarrow w - \eta (X^T (\hat y - y) + \lambda w)"]
BIASED_DESIGN = [
    r"z = X w + b", r"\hat y = \sigma(z)",
    r"L = -\frac1N \sum_{i=1}^N [y_i \log \hat y_i + (1 - y_i) \log (1 - \hat y_i)]",
    r"\frac{\partial L}{\partial z} = \frac1N (\hat y - y)",
    r"\frac{\partial L}{\partial w} = \frac1N X^T (\hat y - y)",
    r"\frac{\partial L}{\partial b} = \frac1N \sum_i (\hat y_i - y_i)"]
ROWS = [
    r"Z = X W + b", r"P = \mathrm{softmax}(Z)", r"L = -\sum_n \sum_k Y_{nk} \log P_{nk}",
    r"\frac{\partial L}{\partial Z} = P - Y"]
COLUMNS = [
    r"Z = W X + b", r"A = \mathrm{softmax}(Z)",
    r"J = -\frac{1}{m} \sum_{i=1}^m \sum_k y_k^{(i)} \log a_k^{(i)}", r"dZ = A - Y",
    r"dW = \frac1m dZ X^T"]
STEP = [
    r"z = w^T x + b", r"y = \sigma(z)", r"E = \frac12 (y - t)^2",
    r"w \leftarrow w - \eta (y_n - t_n) y_n (1 - y_n) x_n"]
BATCH = [
    r"z^{[1](i)} = W^{[1]} x^{(i)} + b^{[1]}", r"a^{[1](i)} = \tanh(z^{[1](i)})",
    r"z^{[2](i)} = W^{[2]} a^{[1](i)} + b^{[2]}", r"a^{[2](i)} = \sigma(z^{[2](i)})",
    r"J = -\frac1m \sum_i (y^{(i)} \log a^{[2](i)} + (1 - y^{(i)}) \log(1 - a^{[2](i)}))",
    r"dZ^{[2]} = A^{[2]} - Y", r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}",
    r"dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T"]
RIGHT = [WITHOUT_BIAS, COST_FIRST, ABOVE, WITH_ARGUMENTS, CLASSES, DESIGN, HYPOTHESIS,
         LEAST_SQUARES, RIDGE, BIASED_DESIGN, ROWS, COLUMNS, STEP, BATCH]

WRONG = [
    (WITHOUT_BIAS, 3, r"\nabla_w \mathrm{NLL}(w) = \sum_{n=1}^N (y_n - \mu_n) x_n", "false"),
    (COST_FIRST, 2, r"\nabla_w E = (y_n - t_n) x_n", "false"),
    (ABOVE, 3, ABOVE[3].replace("= -", "= "), "false"),
    (WITH_ARGUMENTS, 2, r"\nabla_w f(w) = 2 w", "false"),
    (CLASSES, 1, r"p_{ik} = \frac{e^{s_{ik}}}{\sum_j e^{s_{ji}}}", "false"),
    (CLASSES, 1, r"p_{ik} = \frac{e^{s_{ki}}}{\sum_j e^{s_{ij}}}", "false"),
    (CLASSES, 2, r"L = -\frac{1}{N} \log p_{i y_i}", "unsettled"),
    (CLASSES, 3, r"\frac{\partial L}{\partial s_{ik}} = p_{ik} - [k = y_i]", "false"),
    (DESIGN, 2, r"\nabla_\theta J = X^T (h - y)", "false"),
    (DESIGN, 2, r"\nabla_\theta J = \frac{1}{m} X (h - y)", "false"),
    (HYPOTHESIS, 0, r"h_\theta(x) = g(\theta x)", "unsettled"),
    (HYPOTHESIS, 3, r"\nabla_\theta J = \frac{1}{m} X^T (y - g(X\theta))", "false"),
    (LEAST_SQUARES, 2, r"\nabla_w L = X (X w - y)", "false"),
    (RIDGE, 2, r"\nabla_w J = X^T (X w - y) + 2 \lambda w", "false"),
    (RIDGE, 3, r"w \leftarrow w - \eta (X (\hat y - y) + \lambda w)", "false"),
    (ROWS, 3, r"\frac{\partial L}{\partial Z} = Y - P", "false"),
    (COLUMNS, 4, r"dW = dZ X^T", "false"),
    (STEP, 3, r"w \leftarrow w - \eta (y_n - t_n) y_n (1 + y_n) x_n", "false"),
    (BATCH, 6, r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]}", "false"),
    (BATCH, 7, r"dW^{[1]} = dZ^{[1]} X^T", "false"),
]


def claims(folder, lines):
    page = folder / "page.md"
    page.write_text("\n\n".join(f"$$ {line} $$" for line in lines), encoding="utf-8")
    return check.document(page).claims


@pytest.mark.parametrize("lines", RIGHT, ids=[lines[0] for lines in RIGHT])
def test_the_right_lines_are_true(lines, tmp_path):
    assert {claim.latex: claim.verdict for claim in claims(tmp_path, lines)
            if claim.verdict != "true"} == {}


@pytest.mark.parametrize(("lines", "at", "wrong", "verdict"), WRONG,
                         ids=[wrong for _, _, wrong, _ in WRONG])
def test_the_wrong_line_is_found_and_no_other_one_is_false(lines, at, wrong, verdict, tmp_path):
    found = claims(tmp_path, [*lines[:at], wrong, *lines[at + 1:]])
    assert found[at].verdict == verdict
    assert [claim.latex for claim in found if claim.verdict == "false"
            and claim is not found[at]] == []


@pytest.mark.parametrize("start", [r"w \leftarrow w", r"\Delta w ="])
def test_the_step_for_one_sample_is_not_that_of_the_whole_cost(start, tmp_path):
    """Stochastic descent, or a Σ that was lost: nothing says which."""
    lines = [r"y_n = \sigma(w^T x_n + b)", r"E = \frac12 \sum_n (y_n - t_n)^2",
             start + r" - \eta (y_n - t_n) y_n (1 - y_n) x_n",
             start + r" + \eta (y_n - t_n) y_n (1 - y_n) x_n"]
    found = claims(tmp_path, lines)
    assert [claim.verdict for claim in found] == ["true", "true", "unsettled", "false"]
    assert "the step for sample n alone" in found[2].reason


def test_two_capitals_of_samples_are_no_product_entry_by_entry(tmp_path):
    lines = [r"z^{(i)} = W x^{(i)} + b", r"a^{(i)} = \sigma(z^{(i)})",
             r"J = -\frac1m \sum_i (y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log(1 - a^{(i)}))",
             r"dW = \frac1m dZ X"]
    assert claims(tmp_path, lines)[-1].verdict == "unsettled"


def test_a_softmax_without_its_samples_is_not_taken_for_one_of_all_entries(tmp_path):
    found = claims(tmp_path, [*ROWS[:1], r"P = \mathrm{softmax}(Z^T)", *ROWS[2:]])
    assert not found[1].verdict.startswith("true")
