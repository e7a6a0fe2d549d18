"""A wrong definition is found wrong, and makes no true line false."""

from __future__ import annotations

import pytest

from chalkgrad import check

COMPONENTS = [
    r"z_k^{(l)} = b_k^{(l)} + \sum_t w_{t,k}^{(l)} a_t^{(l-1)}", r"a_k^{(l)} = \sigma(z_k^{(l)})",
    r"\frac{\partial z_k^{(l)}}{\partial w_{t,k}^{(l)}} = a_t^{(l-1)}",
    r"\frac{\partial z_k^{(l)}}{\partial a_t^{(l-1)}} = w_{t,k}^{(l)}",
    r"\frac{\partial a_k^{(l)}}{\partial w_{t,k}^{(l)}} = \sigma'(z_k^{(l)}) a_t^{(l-1)}"]
MATRICES = [
    r"z^l = w^l a^{l-1} + b^l", r"a^l = \sigma(z^l)",
    r"\delta^l = \frac{\partial C}{\partial z^l}",
    r"\delta^l = (w^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)",
    r"\delta^{L-1} = (w^L)^T \delta^L \odot \sigma'(z^{L-1})",
    r"\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T"]
SOFTMAX = [
    r"z_j^l = \sum_k w_{jk}^l a_k^{l-1} + b_j^l", r"a_j^l = \sigma(z_j^l)",
    r"a_j^L = \frac{e^{z_j^L}}{\sum_k e^{z_k^L}}", r"C = -\sum_j y_j \ln a_j^L",
    r"\frac{\partial a_j^L}{\partial z_j^L} = a_j^L (1 - a_j^L)",
    r"\frac{\partial a_j^L}{\partial z_k^L} = -a_j^L a_k^L, \quad j \neq k",
    r"\frac{\partial C}{\partial a_j^L} = -\frac{y_j}{a_j^L}",
    r"\frac{\partial a_j^L}{\partial b_k^L} = -a_j^L a_k^L, \quad j \neq k"]
OUTPUTS = [
    r"z_j^l = \sum_k w_{jk}^l a_k^{l-1} + b_j^l", r"a_j^l = \sigma(z_j^l)",
    r"z_j^L = \sum_k w_{jk}^L a_k^{L-1} + b_j^L",
    r"\frac{\partial a_j^L}{\partial z_j^L} = \sigma'(z_j^L)",
    r"\frac{\partial a_j^L}{\partial b_j^L} = a_j^L (1 - a_j^L)",
    r"\frac{\partial a_j^L}{\partial a_k^{L-1}} = w_{jk}^L \sigma'(z_j^L)"]
NAMED = [
    r"C = -(y \ln a + (1-y) \ln (1-a))", r"a = \sigma(z)", r"C(b) = -D(b)",
    r"D'(b) = y E'(b) + (1-y) G'(b)", r"E'(b) = (1-a)", r"G'(b) = -a",
    r"D'(b) = y(1-a) - (1-y) a", r"E'(b) = \frac{1}{a} a (1-a)"]
BARE = [r"z_j^l = \sum_i w_{ij}^l a_i^{l-1} + b_j^l", r"a_j = \sigma(z_j)",
        r"\frac{\partial z_j}{\partial w_{ij}} = a_i^{l-1}",
        r"\frac{\partial a_j}{\partial w_{ij}} = \sigma'(z_j) a_i^{l-1}",
        r"\frac{\partial a_j^l}{\partial w_{ij}} = \sigma'(z_j) a_i^{l-1}"]

WRONG = [
    (COMPONENTS, 0, r"z_k^{(l+1)} = b_k^{(l)} + \sum_t w_{t,k}^{(l)} a_t^{(l-1)}", "layer"),
    (COMPONENTS, 0, r"z_k^{(l)} = b_k^{(l)} + \sum_t w_{t,k}^{(l-1)} a_t^{(l-1)}", "layer"),
    (MATRICES, 0, r"z^l = (w^l)^T a^{l-1} + b^l", "transposed"),
    (SOFTMAX, 2, r"a_j^L = \frac{e^{z_k^L}}{\sum_k e^{z_k^L}}", "index k instead of j"),
    (SOFTMAX, 2, r"a_j^L = 2 \frac{e^{z_j^L}}{\sum_k e^{z_k^L}}", "factor 2"),
    (OUTPUTS, 2, r"a_j^L = \sum_k w_{jk}^L a_k^{L-1} + b_j^L", "z is meant"),
    (NAMED, 4, r"E'(b) = 2 (1-a)", "factor 2"),
]


def verdicts(folder, lines):
    page = folder / "page.md"
    page.write_text("\n\n".join(f"$$ {line} $$" for line in lines))
    return check.document(page).claims


@pytest.mark.parametrize("lines", [COMPONENTS, MATRICES, SOFTMAX, OUTPUTS, NAMED, BARE])
def test_the_right_lines_are_true(lines, tmp_path):
    assert [claim.verdict for claim in verdicts(tmp_path, lines)
            if not claim.verdict.startswith("true")] == []


@pytest.mark.parametrize(("lines", "at", "wrong", "cause"), WRONG)
def test_only_the_wrong_line_is_false(lines, at, wrong, cause, tmp_path):
    found = verdicts(tmp_path, [*lines[:at], wrong, *lines[at + 1:]])
    assert [number for number, claim in enumerate(found) if claim.verdict == "false"] == [at]
    assert cause in found[at].diagnosis


@pytest.mark.parametrize("layer", ["l", "l-2"])
def test_a_layer_that_other_lines_imply_is_not_another_one_here(layer, tmp_path):
    wrong = rf"\frac{{\partial z_j}}{{\partial w_{{ij}}}} = a_i^{{{layer}}}"
    claim = verdicts(tmp_path, [*BARE[:2], wrong, *BARE[3:]])[2]
    assert claim.verdict in ("false", "unsettled")
