"""One mistake each in lines of a textbook: the cause that is named, and the line that is meant."""

from __future__ import annotations

import pytest

from chalkgrad import check

LAYERS = (r"z_j^l = \sum_i w_{ij}^l a_i^{l-1} + b_j^l", r"a_j^l = \sigma(z_j^l)",
          r"\sigma(z) = \frac{1}{1+e^{-z}}", r"C = \frac{1}{2} \sum_j (a_j^L - y_j)^2",
          r"\delta_j^l = \frac{\partial C}{\partial z_j^l}")

# the wrong line, what the diagnosis says, and the repair
ONE_MISTAKE = [
    (r"\frac{\partial C}{\partial w_{ij}^l} = \frac{\partial C}{\partial a_j^l} "
     r"\frac{\partial z_j^l}{\partial w_{ij}^l}", "is missing",
     r"\frac{\partial a_j^l}{\partial z_j^l}"),
    (r"\frac{\partial C}{\partial w_{ij}^l} = \frac{\partial a_j^l}{\partial z_j^l} "
     r"\frac{\partial z_j^l}{\partial w_{ij}^l}", "is missing",
     r"\frac{\partial C}{\partial a_j^l}"),
    (r"\frac{\partial C}{\partial w_{ij}^l} = \frac{\partial C}{\partial a_j^l} "
     r"\frac{\partial a_j^l}{\partial z_j^l}", "is missing",
     r"\frac{\partial z_j^l}{\partial w_{ij}^l}"),
    (r"\frac{\partial C}{\partial w_{ij}^l} = \frac{\partial C}{\partial a_j^l} a_i^{l-1}",
     "is missing", r"\sigma'(z_j^l)"),
    (r"\frac{\partial C}{\partial w_{ij}^l} = a_i^{l-1}", "is missing", r"\delta_j^l"),
    (r"\delta_j^L = \sigma'(z_j^L)", "is missing", r"(a_j^L - y_j)"),
    (r"a_j^l = \sigma(\sum_i a_i^{l-1} + b_j^l)", "is missing", r"w_{ij}^l"),
    (r"\delta_j^l = \begin{cases} (a_j^l - y_j) & \text{if } l = L \\ "
     r"\sum_k \delta_k^{l+1} w_{jk}^{l+1} \sigma'(z_j^l) & \text{if } l < L \end{cases}",
     "is missing", r"\sigma'(z_j^l)"),
    (r"z_j^l = \sum_i w_{ji}^l a_j^{l-1} + b_i^l", "are exchanged", r"b_j^l"),
    (r"\frac{\partial C}{\partial w_{ji}^l} = \delta_j^l a_i^{l-1}", "are exchanged", "w_{ij}^l"),
    (r"\frac{\partial C}{\partial a_j^l} = \delta_j^l", "z_j^l is meant", r"\partial z_j^l"),
    (r"\delta_j^l = \frac{\partial C}{\partial a_j^l}", "is missing", r"\sigma'(z_j^l)"),
    (r"\operatorname{sig}(x) = \frac{1}{1+e^x}", "sign of the exponent", "e^{-x}"),
]


def checked(folder, line):
    """The line as the last one of the page."""
    page = folder / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in (*LAYERS, line)))
    return check.document(page).claims[-1]


@pytest.mark.parametrize(("wrong", "words", "repair"), ONE_MISTAKE)
def test_the_cause_of_one_mistake_is_named(wrong, words, repair, tmp_path):
    claim = checked(tmp_path, wrong)
    assert claim.verdict == "false"
    assert words in claim.diagnosis
    assert repair in claim.repair
    assert checked(tmp_path, claim.repair).verdict == "true"


EINSTEIN = (r"z_i^l = w_{ij}^l a_j^{l-1} + b_i^l", r"a_i^l = \sigma(z_i^l)",
            r"\frac{\partial z_i^l}{\partial a_j^{l-1}} = w_{ij}^l")
DOTS = (r"\frac{\partial z_i^L}{\partial z_k^l} = (w_{ip}^L \sigma'(z_p^{L-1})) "
        r"(w_{pq}^{L-1} \sigma'(z_q^{L-2})) \cdots (w_{rk}^{l+1} \sigma'(z_k^l))")


@pytest.mark.parametrize(("right", "wrong", "words"), [
    ("", "", ""), ("w_{pq}", "w_{qp}", "are exchanged"), ("w_{pq}", "w_{iq}", "index i instead"),
    ("q", "k", "index k instead"),
    (r"\sigma'(z_q", r"\sigma(z_q", "prime is missing"), ("w_{rk}^{l+1}", "w_{rk}^l", "layer l "),
    ("= (", "= 2 (", "factor 2")])
def test_a_mistake_beside_dots_is_named(right, wrong, words, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in (
        *EINSTEIN, DOTS.replace(right, wrong, 1))))
    claim = check.document(page).claims[-1]
    assert claim.verdict == ("false" if words else "true")
    assert words in claim.diagnosis


MATRICES = (r"z^l = W^l a^{l-1} + b^l", r"a^l = \sigma(z^l)",
            r"\delta^l = \frac{\partial C}{\partial z^l}")
NEURONS = (r"v_j = \sum_i w_{ji} y_i", r"y_j = \varphi(v_j)", r"e_j = d_j - y_j",
           r"E = \frac{1}{2} \sum_j e_j^2")


@pytest.mark.parametrize(("before", "wrong", "factor"), [
    (MATRICES, r"\delta^l = \delta^{l+1} \odot \sigma'(z^l)", r"(W^{l+1})^T"),
    (MATRICES, r"\delta^l = (W^{l+1})^T \odot \sigma'(z^l)", r"\delta^{l+1}"),
    (MATRICES, r"\frac{\partial C}{\partial W^l} = \delta^l", r"(a^{l-1})^T"),
    (MATRICES, r"\frac{\partial C}{\partial W^l} = (a^{l-1})^T", r"\delta^l"),
    (NEURONS, r"\frac{\partial E}{\partial w_{ji}} = -e_j y_i", r"'(v_j)"),
    (NEURONS, r"\delta_j = e_j", r"'(v_j)")])
def test_the_factor_that_was_forgotten_is_named(before, wrong, factor, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in (*before, wrong)))
    *first, claim = check.document(page).claims
    assert {each.verdict for each in first} == {"true"}
    assert claim.verdict == "false"
    assert "is missing" in claim.diagnosis and factor in claim.diagnosis


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\sigma'(z) \to 0 \text{ for } |z| \text{ large}", "true under a reading"),
    (r"\sigma(z) \to 0 \text{ for } |z| \text{ large}", "false"),
    (r"\sigma(z) \to 1", "true under a reading"), (r"\sigma(z) = -\hat{y}", "false"),
    (r"\sigma(z) = \frac{z}{1 + |z|}", "unsettled")])
def test_what_is_said_of_an_activation_function(line, verdict):
    conventions = {"prediction": "hat y", "activation": "a", "preactivation": "z"}
    assert check.formula(line, conventions=conventions).verdict == verdict


VECTORS = (r"s = V x + c, \quad h = \tanh(s)", r"o = U h + b", r"E = \frac12 \| o - t \|^2",
           r"\frac{\partial E}{\partial h} = U^T (o - t)")
TURNED = (*MATRICES, r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)")


@pytest.mark.parametrize(("before", "wrong", "words", "repair"), [
    (VECTORS, r"\frac{\partial E}{\partial U} = (o - t) x^T", "h is meant", "(o - t) h^T"),
    (VECTORS, r"\frac{\partial E}{\partial V} = (U^T (o - t) \odot (1 - h^2)) h^T", "x is meant",
     "x^T"),
    (TURNED, r"W^l \leftarrow W^l - \gamma a^{l-1} (\delta^l)^T", "must be transposed",
     r"(\delta^l) (a^{l-1})^T"),
    (TURNED, r"W^l \leftarrow W^l - \gamma a^{l-1} {\delta^l}^{T}", "must be transposed",
     r"{\delta^l} (a^{l-1})^T")])
def test_the_wrong_vector_of_an_outer_product_is_named(before, wrong, words, repair, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in (*before, wrong)))
    claim = check.document(page).claims[-1]
    assert (claim.verdict, words in claim.diagnosis) == ("false", True), claim
    assert repair in claim.repair


def test_the_other_side_is_no_factor_that_was_forgotten(tmp_path):
    """∂z/∂w = 1 isn't repaired by ∂z/∂w = 1 ∂z/∂w."""
    page = tmp_path / "page.md"
    lines = ("z = w x + b", r"a = \sigma(z)", r"\frac{\partial z}{\partial w} = 1")
    page.write_text("\n\n".join(f"$$ {each} $$" for each in lines))
    claim = check.document(page).claims[-1]
    assert (claim.verdict, claim.repair) == ("false", "")
