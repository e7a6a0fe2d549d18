"""A repair, put in its place, is true on the page itself: a network in vectors, line by line."""

from __future__ import annotations

import pytest

from chalkgrad import check
from chalkgrad.check.report import FALSE, TRUE

FORWARD = [r"z_1 = W_1 x + b_1, \quad a_1 = \sigma(z_1)",
           r"z_2 = W_2 a_1 + b_2, \quad \hat y = \sigma(z_2)",
           r"L = -y \log \hat y - (1 - y) \log(1 - \hat y)"]
SQUARED = [FORWARD[0], r"\hat y = z_2 = W_2 a_1 + b_2", r"L = \frac{1}{2} \|\hat y - y\|^2"]
GRADIENTS = [r"\delta_2 = \frac{\partial L}{\partial z_2} = \hat y - y",
             r"\frac{\partial L}{\partial W_2} = \delta_2 a_1^T"]
ANY_LAYER = [r"z^{(\ell)} = W^{(\ell)} a^{(\ell-1)} + b^{(\ell)}",
             r"a^{(\ell)} = \sigma(z^{(\ell)})",
             r"\delta^{(\ell)} = \frac{\partial C}{\partial z^{(\ell)}}"]
OUTER = "(W_2^T (\\hat y - y) \\odot \\sigma'(z_1)) x^T"
SLOPE, TURN, ORDER = "\\sigma'(z_1) is missing", "must be transposed", "the wrong order"

SLIPS = [
    (r"\frac{\partial L}{\partial b_1}", r"W_2^T (\hat y - y)",
     r"W_2^T (\hat y - y) \odot \sigma'(z_1)", SLOPE),
    (r"\frac{\partial L}{\partial W_1}", r"(W_2^T (\hat y - y)) x^T", OUTER, SLOPE),
    (r"\frac{\partial L}{\partial W_1}", r"W_2^T (\hat y - y) x^T", OUTER, SLOPE),
    (r"\delta_1", r"W_2^T \delta_2", r"W_2^T \delta_2 \odot \sigma'(z_1)", SLOPE),
    (r"\delta_1", r"W_2 \delta_2 \odot \sigma'(z_1)", r"W_2^T \delta_2 \odot \sigma'(z_1)", TURN),
    (r"\frac{\partial L}{\partial a_1}", r"(\hat y - y) W_2", r"W_2^T (\hat y - y)", ORDER),
    (r"\frac{\partial L}{\partial a_1}", r"(\hat y - y) W_2^T", r"W_2^T (\hat y - y)", ORDER),
    (r"\frac{\partial L}{\partial W_1}", r"x \delta_1^T", r"\delta_1 x^T", TURN),
]


def last_of(lines, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {line} $$" for line in lines))
    return check.document(page).claims[-1]


@pytest.mark.parametrize("page", [FORWARD, SQUARED], ids=["entropy", "squares"])
@pytest.mark.parametrize(("left", "wrong", "right", "words"), SLIPS)
def test_a_slip_in_vectors(page, left, wrong, right, words, tmp_path):
    lines = [*page, *GRADIENTS]
    found = last_of([*lines, f"{left} = {wrong}"], tmp_path)
    assert found.verdict == FALSE and words in found.diagnosis, found
    assert found.repair == f"{left} = {right}"
    assert last_of([*lines, found.repair], tmp_path).verdict == TRUE


def test_a_layer_is_called_as_in_the_document(tmp_path):
    wrong = r"\delta^{(\ell)} = (W^{(\ell+1)})^T \delta^{(\ell+1)}"
    found = last_of([*ANY_LAYER, wrong], tmp_path)
    assert found.repair == rf"{wrong} \odot \sigma'(z^{{(\ell)}})"
