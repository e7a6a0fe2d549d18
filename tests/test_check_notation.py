"""Notations of the field, each in a small document: one line's verdict after a few definitions."""

import pytest

from chalkgrad import check

LAYERS = (r"z = W x + b", r"a = \sigma(z)")
UNITS = (r"z_j = \sum_i w_{ij} a_i", "a_j = f(z_j)", r"E = \sum_k E_k",
         r"E_k = \frac12 (y_k - a_k)^2")
NAMED = (*UNITS[:2], r"\Delta_k = (y_k - a_k) f'(z_k)", r"E = \sum_k (y_k - a_k)^2",
         r"\Delta_j = f'(z_j) \sum_k w_{jk} \Delta_k")
SCORES = (r"p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}", r"L_i = -\log p_{y_i}")
INDICATORS = [r"\mathbf 1[k = y_i]", "[y_i = k]", "I(y_i = k)", "1_{y_i = k}", r"1_{\{k = y_i\}}",
              r"\mathbb{I}\{y_i = k\}", r"\delta_{k y_i}"]
POWERS = (r"a_j = \frac{e^{z_j}}{\sum_k e^{z_k}}", r"C = -\ln a_y", r"x_k = e^{z_k}")
NEURON = (r"z = w^T x + b, \quad a = \sigma(z) = \frac{1}{1 + e^{-z}}", r"C = \frac12 (a - y)^2")
ERROR, DIFFERENCE = (*NEURON, "e = a - y"), (*NEURON, "d = y - a")
CHANGES = (*NEURON, r"dz = (a - y) a (1 - a)")
SCORED = (r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", r"L = -\sum_k y_k \log p_k", "e = p - y",
          r"\frac{\partial L}{\partial z} = e")
FOUR = (r"z_1 = W_1 x + b_1, \quad h = \tanh(z_1), \quad z_2 = W_2 h + b_2, \quad "
        r"p = \mathrm{softmax}(z_2)", r"L = -\sum_k y_k \log p_k")
SOFTMAX = ("z_j = \\sum_i w_{ij} x_i + b_j", POWERS[0],
           r"J_{ij} = \frac{\partial a_i}{\partial z_j}")
JACOBIAN = (*LAYERS, r"J = \frac{\partial a}{\partial z}")
SAMPLES = (r"y^t = \sum_j w_j x_j^t + w_0", r"E = \frac12 \sum_t (r^t - y^t)^2")
RECURRENT = (r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b)",)
SUMMED = (r"a_i = \sigma(w^T x_i + b)",
          r"L = -\sum_{i=1}^n (y_i \log a_i + (1 - y_i) \log (1 - a_i))")
ROWS = (r"a = \sigma(X w)", SUMMED[1])
TABLE = [
    (SOFTMAX, r"J_{ij} = a_i (\delta_{ij} - a_j)", "true"),
    (SOFTMAX, r"J_{ij} = a_i (\delta_{ij} + a_j)", "false"),
    (JACOBIAN, r"J = \mathrm{diag}(a \odot (1 - a))", "true"),
    (JACOBIAN, r"J = \mathrm{diag}(a)", "false"),
    (JACOBIAN, r"\frac{\partial a}{\partial x} = J W", "true"),
    (SAMPLES, r"\frac{\partial E}{\partial w_j} = -\sum_t (r^t - y^t) x_j^t", "true"),
    (SAMPLES, r"\frac{\partial E}{\partial w_j} = \sum_t (r^t - y^t) x_j^t", "false"),
    (SAMPLES, r"\frac{\partial E}{\partial w_j} = -(r^t - y^t) x_j^t", "false"),
    (RECURRENT, r"\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(1 - h_t^2)", "unsettled"),
    (ERROR[:-1], "e = a - y", "unsettled"),  # no other line tests it
    (ERROR, r"\frac{\partial C}{\partial w_j} = e a (1 - a) x_j", "true"),
    (ERROR, r"\frac{\partial C}{\partial w_j} = e x_j", "false"),
    (ERROR, r"C = \frac12 e^2", "true"),
    (ERROR, r"\frac{\partial a}{\partial z} = \frac{e^{-z}}{(1 + e^{-z})^2}", "true"),
    (ERROR, r"\frac{\partial a}{\partial z} = \frac{e^z}{(1 + e^{-z})^2}", "false"),
    (DIFFERENCE, r"\frac{\partial C}{\partial b} = -d \sigma'(z)", "true"),
    (DIFFERENCE, r"\frac{\partial C}{\partial b} = -d \odot a \odot (1 - a)", "true"),
    (DIFFERENCE, r"\frac{\partial C}{\partial b} = -d \odot a", "false"),
    (DIFFERENCE, r"\frac{d C}{d b} = -d \sigma'(z)", "true"),
    (NEURON, r"\nabla_w C = X^\top (a - y)", "unsettled"),  # what X is beside x, nothing says
    (SUMMED, r"\nabla_w L = X^\top (a - y)", "true"),  # a column of samples: they are the rows of X
    (SUMMED, r"\nabla_w L = X (a - y)", "unsettled"),
    (ROWS, r"\nabla_w L = X^\top (a - y)", "true"),  # X w says that they are
    (ROWS, r"\nabla_w L = X (a - y)", "false"),
    ((r"a = \sigma(X w)", NEURON[1]), r"\nabla_w C = X^\top (a - y) a (1 - a)", "unsettled"),
    (CHANGES, "dw = x dz", "true"),
    (CHANGES, "dw = a x dz", "false"),
    (SCORED, r"\frac{\partial L}{\partial z_k} = \frac{e^{z_k}}{\sum_j e^{z_j}} - y_k", "true"),
    (SCORED, r"\frac{\partial L}{\partial z_k} = e_k", "true"),
    (SCORED, r"\frac{\partial L}{\partial z_k} = e^{z_k} - y_k", "false"),
    ((), FOUR[0], "true"),
    (FOUR, r"\frac{\partial L}{\partial z_1} = W_2^T (p - y) \odot (1 - h^2)", "true"),
    (FOUR, r"\frac{\partial L}{\partial z_1} = W_2^T (y - p) \odot (1 - h^2)", "false"),
    (POWERS, r"C'(b_y) = \frac{x_y - s}{s}", "true under a reading"),  # s is Σ x
    (POWERS, r"C'(b_y) = \frac{x_y + s}{s}", "unsettled"),
    (POWERS, r"C'(b_y) = \frac{x_y - s}{s + q}", "unsettled"),
    (LAYERS, r"\frac{\partial z}{\partial b} = I", "true"),
    (LAYERS, r"\frac{\partial (z + b)}{\partial b} = 2 I", "true"),
    (LAYERS, r"\frac{\partial (z + a)}{\partial z} = I + \mathrm{diag}(\sigma'(z))", "true"),
    (LAYERS, r"\frac{\partial z}{\partial b} = 2 I", "false"),
    (LAYERS, r"\frac{\partial a}{\partial z} = I", "false"),
    (LAYERS, "W^T W = I", "unsettled"),  # says what matrices are meant
    ((r"I_j = \sum_i w_{ij} x_i", "o_j = f(I_j)"), r"\frac{\partial I_j}{\partial w_{ij}} = x_i",
     "true"),  # defined, so it's no identity
    (UNITS, r"\frac{\partial E_k}{\partial w_{jk}} = -(y_k - a_k) f'(z_k) a_j", "true"),
    (UNITS, r"\frac{\partial E_k}{\partial w_{jk}} = -2 (y_k - a_k) f'(z_k) a_j", "false"),
    (UNITS, r"\frac{\partial E_k}{\partial a_j} = -(y_k - a_k) f'(z_k) w_{jk}", "true"),  # of one
    (UNITS, r"\frac{\partial E}{\partial a_j} = -(y_k - a_k) f'(z_k) w_{jk}", "false"),  # of all
    (NAMED, r"w_{jk} \leftarrow w_{jk} + \alpha a_j \Delta_k", "true under a reading"),
    (NAMED, r"w_{jk} \leftarrow w_{jk} - \alpha a_j \Delta_k", "false"),
    (NAMED, r"\frac{\partial E}{\partial w_{jk}} = -2 a_j \Delta_k", "true"),
    *((SCORES, rf"\frac{{\partial L_i}}{{\partial f_k}} = p_k {sign} {one}", verdict)
      for one in INDICATORS for sign, verdict in (("-", "true"), ("+", "false"))),
    (SCORES, r"\frac{\partial L_i}{\partial w_{jk}} = x_k", "unsettled"),  # what f has to do with w
]


@pytest.mark.parametrize("before, line, verdict", TABLE, ids=[line for _, line, _ in TABLE])
def test_a_line_after_its_definitions(before, line, verdict, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$\n{each}\n$$" for each in (*before, line)))
    assert check.document(page).claims[-1].verdict == verdict
