"""Which layer a letter is of: small documents, each line with its verdict."""

import pytest

from chalkgrad import check

TRUE, READING, FALSE, OPEN = "true", "true under a reading", "false", "unsettled"
X = [(r"s_j^l = \sum_i w_{ij}^l x_i^{l-1} + b_j^l", TRUE), (r"x_j^l = \theta(s_j^l)", TRUE),
     (r"E = \frac12 \sum_j (x_j^L - y_j)^2", TRUE),
     (r"\delta_j^l = \frac{\partial E}{\partial s_j^l}", TRUE),
     (r"\frac{\partial E}{\partial w_{ij}^l} = x_i^{l-1} \delta_j^l", TRUE)]
ROWS = [(r"Z_l = A_{l-1} W_l", TRUE), (r"A_l = \varphi(Z_l)", TRUE),
        (r"J = \frac12 \| A_L - Y \|_F^2", TRUE),
        (r"\frac{\partial J}{\partial A_{l-1}} = \frac{\partial J}{\partial Z_l} W_l^T", TRUE),
        (r"\frac{\partial J}{\partial W_l} = A_{l-1}^T \frac{\partial J}{\partial Z_l}", TRUE)]
HIDDEN = [(r"a_j = \sum_i w_{ji}^{(1)} x_i", TRUE), (r"z_j = \tanh(a_j)", TRUE),
          (r"y_k = \sum_j w_{kj}^{(2)} z_j", TRUE), (r"E_n = \frac12 \sum_k (y_k - t_k)^2", TRUE),
          (r"\delta_k = \frac{\partial E_n}{\partial a_k} = y_k - t_k", TRUE),
          (r"\delta_j = \frac{\partial E_n}{\partial a_j} = (1 - z_j^2) \sum_k w_{kj} \delta_k",
           TRUE)]
NUMBERED = [(r"z_1 = W_1 x + b_1", TRUE), (r"a_1 = \sigma(z_1)", TRUE),
            (r"z_2 = W_2 a_1 + b_2", TRUE), (r"\hat y = \sigma(z_2)", TRUE),
            (r"L = (\hat y - y)^2", TRUE),
            (r"\frac{d L}{d z_2} = \frac{d L}{d \hat y} \odot \sigma'(z_2)", TRUE),
            (r"\frac{d L}{d z_2} = 2 (\hat y - y) \odot \hat y \odot (1 - \hat y)", TRUE),
            (r"\frac{d L}{d a_1} = W_2^T \frac{d L}{d z_2}", TRUE)]
LETTERS = [(r"z = W_1 x", TRUE), (r"h = \phi(z)", TRUE), (r"o = W_2 h", TRUE),
           (r"L = \frac12 \|o - y\|^2", TRUE),
           (r"\frac{\partial L}{\partial W_2} = (o - y) h^T", TRUE),
           (r"\frac{\partial L}{\partial h} = W_2^T (o - y)", TRUE),
           (r"\frac{\partial L}{\partial z} = \frac{\partial L}{\partial h} \odot \phi'(z)", TRUE)]
BELOW = [(r"s_l = W_l x_{l-1} + b_l", TRUE), (r"x_l = \theta(s_l)", TRUE),
         (r"E = \frac12 \| x_L - y \|^2", TRUE),
         (r"\frac{\partial E}{\partial W_l} = \frac{\partial E}{\partial s_l} x_{l-1}^T", TRUE)]
UNIT = [(r"h_i = \tanh(\sum_j W_{ij} x_j + b_i)", TRUE), (r"y = \sum_i v_i h_i + c", TRUE),
        (r"E = \frac12 (y - t)^2", TRUE), (r"\frac{\partial E}{\partial v_i} = (y - t) h_i", TRUE),
        (r"\frac{\partial E}{\partial c} = y - t", TRUE),
        (r"\frac{\partial E}{\partial W_{ij}} = (y - t) v_i (1 - h_i^2) x_j", TRUE)]
GIVEN = [(r"z^l = W^l a^{l-1} + b^l", TRUE), (r"a^l = \sigma(z^l)", TRUE)]

UNITS = [(r"s_j = \sum_i w_{ji} x_i", TRUE), (r"x_j = \sigma(s_j)", TRUE),
         (r"s_k = \sum_j w_{kj} x_j", TRUE), (r"y_k = \sigma(s_k)", TRUE),
         (r"E = \frac12 \sum_k (y_k - d_k)^2", TRUE),
         (r"\frac{\partial E}{\partial w_{kj}} = (y_k - d_k) y_k (1 - y_k) x_j", TRUE),
         (r"\frac{\partial E}{\partial x_j} = \sum_k (y_k - d_k) y_k (1 - y_k) w_{kj}", TRUE)]

WIDE = r"\frac{\partial z_k^{l+1}}{\partial z_i^l} = \frac{\partial}{\partial z_i^l} \sum_p " \
       r"w_{kp}^{l+1} g(z_p^l) + b_k^{l+1}"
BARE = [(r"z_k^{l+1} = \sum_p w_{kp}^{l+1} a_p^l + b_k^{l+1}", TRUE), (r"a_p^l = g(z_p^l)", TRUE),
        (rf"{WIDE} = w_{{ki}}^{{l+1}} g'(z_i^l)", READING)]


def changed(lines, at, line, verdict=FALSE):
    """The same document with one line written otherwise; the others stay what they are."""
    return [*lines[:at], (line, verdict), *lines[at + 1:]]


def bracketed(lines):
    """The same with layers in brackets above instead of below."""
    return [(line.replace("W_1", "W^{(1)}").replace("W_2", "W^{(2)}").replace(
        "W^{(2)}^T", r"W^{(2)\top}"), verdict) for line, verdict in lines]


DOCUMENTS = {
    "x is the output of every layer": X,
    "x is the output of every layer, said first": [X[1], X[0], *X[2:]],
    "x is the output of every layer, without numbers": UNITS,
    "a derivative that lost its brackets": BARE,
    "g' is missing in it": changed(BARE, 2, rf"{WIDE} = w_{{ki}}^{{l+1}}"),
    "x_j is meant": changed(
        UNITS, 5, r"\frac{\partial E}{\partial w_{kj}} = (y_k - d_k) y_k (1 - y_k) x_i"),
    "x^{l-1} is meant": changed(X, 0, r"s_j^l = \sum_i w_{ij}^l x_i^l + b_j^l"),
    "x^{l-1} is meant in a gradient": changed(
        X, 4, r"\frac{\partial E}{\partial w_{ij}^l} = x_i^l \delta_j^l"),
    "x^{(0)} is the input": [(r"x^{(0)} = x", TRUE),
                             (r"z^{(l)} = (W^{(l)})^T x^{(l-1)} + b^{(l)}", TRUE),
                             (r"x^{(l)} = \varphi(z^{(l)})", TRUE)],
    "x_l is the output of layer l": BELOW,
    "X_N is the output of the last layer": [
        (r"Y_n = W_n X_{n-1}", TRUE), (r"X_n = F(Y_n)", TRUE),
        (r"E = \frac12 \| D - X_N \|^2", TRUE),
        (r"\frac{\partial E}{\partial X_{n-1}} = W_n^T \frac{\partial E}{\partial Y_n}", TRUE)],
    "rows, with layers below": ROWS,
    "rows, with a bias for each": changed(ROWS, 0, r"Z_l = A_{l-1} W_l + \mathbf{1} b_l", TRUE),
    "rows, in the wrong order": changed(
        ROWS, 4, r"\frac{\partial J}{\partial W_l} = \frac{\partial J}{\partial Z_l} A_{l-1}^T"),
    "weights that lead out of their layer, from 0": [
        (r"f_0 = x", TRUE), (r"f_i = \sigma(A_{i-1} f_{i-1} + b_{i-1})", TRUE)],
    **{f"{given} is given": [(given, TRUE), *GIVEN]
       for given in ("a^0 = x", "a^1 = x", "a^{(0)} = x", "a^{(1)} = x")},
    "a^1 isn't given beside a^0": [
        (r"a^{(1)} = x", OPEN), (r"z^{(1)} = W^{(1)} a^{(0)} + b^{(1)}", TRUE),
        (r"a^{(1)} = \sigma(z^{(1)})", TRUE)],
    "x is a layer by its number": [
        (r"a^{(1)} = x", TRUE), (r"z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}", TRUE),
        (r"a^{(2)} = \sigma(z^{(2)})", TRUE),
        (r"\frac{\partial z^{(2)}}{\partial a^{(1)}} = W^{(2)}", TRUE)],
    "a^2 is a square": [(r"a^l = \tanh(z^l)", TRUE), GIVEN[0],
                        (r"\frac{\partial a}{\partial z} = 1 - a^2", TRUE)],
    "a_k of linear outputs": HIDDEN,
    "a_k of linear outputs, with a wrong sign": changed(
        changed(HIDDEN, 4, HIDDEN[4][0].replace("y_k - t_k", "t_k - y_k")), 3, HIDDEN[3][0], OPEN),
    "s_k isn't u_k": [
        (r"s_j = \sum_i w_{ij} x_i", TRUE), (r"h_j = f(s_j)", TRUE),
        (r"u_k = \sum_j v_{jk} h_j", TRUE), (r"y_k = f(u_k)", TRUE),
        (r"E = \frac12 \sum_k (y_k - t_k)^2", TRUE),
        (r"\frac{\partial E}{\partial u_k} = (y_k - t_k) f'(s_k)", FALSE),
        (r"\frac{\partial E}{\partial v_{jk}} = (y_k - t_k) f'(u_k) h_j", TRUE)],
    "a letter of two layers": [
        HIDDEN[0], (r"z_j = h(a_j)", TRUE), (r"a_k = \sum_j w_{kj}^{(2)} z_j", TRUE),
        (r"y_k = \sigma(a_k)", TRUE), (r"\frac{\partial a_k}{\partial z_j} = w_{kj}^{(2)}", TRUE)],
    "numbers, and a letter for the outputs": NUMBERED,
    "z_2 is meant": changed(NUMBERED, 3, r"\hat y = \sigma(z_1)"),
    "letters for the layers": LETTERS,
    "W_2 is meant": changed(LETTERS, 2, "o = W_1 h"),
    "W_1 is meant": changed(LETTERS, 0, "z = W_2 x"),
    "h is meant": changed(LETTERS, 2, "o = W_2 x"),
    "letters for the layers, above": bracketed(LETTERS),
    "W^{(2)} is meant": bracketed(changed(LETTERS, 2, "o = W_1 h")),
    "W^{(1)} is meant": bracketed(changed(LETTERS, 0, "z = W_2 x")),
    "nothing is compared with o": [*LETTERS[:2], ("o = W_1 h", OPEN)],
    "the weights of one output": UNIT,
    "the weights of one output, without a bias": changed(
        changed(UNIT, 1, r"y = \sum_i v_i h_i", TRUE), 4, UNIT[4][0], OPEN),
    "the weights of one output are missing": changed(
        UNIT, 5, r"\frac{\partial E}{\partial W_{ij}} = (y - t) (1 - h_i^2) x_j"),
    "no weights beside units": [UNIT[0], (r"c = \sum_i q_i h_i", OPEN)],
    "no weights in a cost": [UNIT[0], (r"E = \sum_i \lambda_i h_i + R", OPEN)],
    "no weights, but targets": [UNIT[0], (r"s = \sum_i y_i h_i + c", OPEN)],
    "weights numbered from 0": [("z = W_0 x", OPEN), LETTERS[1], ("o = W_1 h", TRUE),
                                (LETTERS[3][0], OPEN), LETTERS[6]],
}


@pytest.mark.parametrize("lines", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_line_has_its_verdict(lines, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$\n{line}\n$$" for line, _ in lines))
    assert [claim.verdict for claim in check.document(page).claims] == [one for _, one in lines]
