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
CHAINED = [r"z = w^\top x + b, \qquad a = \sigma(z) = \frac{1}{1+e^{-z}}",
           r"C = \frac{1}{2} (a-y)^2", r"\frac{\partial C}{\partial z} = (a - y) a (1-a)",
           r"\frac{\partial a}{\partial z} = a (1-a)"]
CLASSES = [r"z_j = \sum_i w_{ij} x_i + b_j", r"p_j = \frac{e^{z_j}}{\sum_l e^{z_l}}",
           r"C = -\sum_j y_j \log p_j", r"\frac{\partial C}{\partial z_j} = p_j - y_j",
           r"\frac{\partial C}{\partial w_{ij}} = (p_j - y_j) x_i",
           r"\frac{\partial C}{\partial b_j} = p_j - y_j"]
ERRORS = [r"z^l = W^l a^{l-1} + b^l", r"a^l = \sigma(z^l)", r"C = \frac{1}{2} \|a^L - y\|^2",
          r"\delta^l = \frac{\partial C}{\partial z^l}",
          r"\delta^L = (a^L - y) \odot \sigma'(z^L)",
          r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)",
          r"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T",
          r"\frac{\partial C}{\partial b^l} = \delta^l"]
LINEAR = [r"\hat y = W x + b", r"L = \| \hat y - y \|^2",
          r"\frac{\partial L}{\partial \hat y} = 2(\hat y - y)",
          r"\frac{\partial L}{\partial W} = 2(\hat y - y) x^T",
          r"\frac{\partial L}{\partial b} = 2(\hat y - y)"]
ENTROPIES = [r"z_j = \sum_d w_{jd} x_d + b_j", r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}",
             r"H = -\sum_i y_i \log p_i", r"\frac{\partial H}{\partial p_i} = -\frac{y_i}{p_i}",
             r"\frac{\partial H}{\partial z_j} = p_j - y_j",
             r"\frac{\partial H}{\partial w_{jd}} = (p_j - y_j) x_d",
             r"\frac{\partial H}{\partial b_j} = p_j - y_j"]
DIFFERENCES = [r"v_j = \sum_i w_{ij} x_i", r"y_j = \sigma(v_j)", r"e_j = t_j - y_j",
               r"E = \frac{1}{2} \sum_j e_j^2", r"\frac{\partial e_j}{\partial y_j} = -1",
               r"\frac{\partial E}{\partial y_j} = -(t_j - y_j)",
               r"\frac{\partial E}{\partial v_j} = -(t_j - y_j) y_j (1 - y_j)",
               r"\frac{\partial E}{\partial w_{ij}} = -(t_j - y_j) y_j (1 - y_j) x_i"]
OWN_SLOPE = [r"z_j = \sum_i w_{ij} x_i + b_j", r"a_j = g(z_j)",
             r"g(z) = \frac{1}{1 + \exp(-\beta z)}", r"g'(z) = \beta g(z) (1 - g(z))",
             r"\frac{\partial a_j}{\partial z_j} = \beta a_j (1 - a_j)",
             r"\frac{\partial a_j}{\partial w_{ij}} = \beta a_j (1 - a_j) x_i"]
POLE = [r"z_j = \sum_i w_{ij} x_i + b_j", r"a_j = g(z_j)", r"g(z) = \frac{1}{1 + e^{-z}}",
        r"g'(z) = g(z) (1 - g(z))", r"\frac{\partial a_j}{\partial w_{ij}} = a_j (1 - a_j) x_i"]

WRONG = [
    (COMPONENTS, 0, r"z_k^{(l+1)} = b_k^{(l)} + \sum_t w_{t,k}^{(l)} a_t^{(l-1)}", "layer"),
    (COMPONENTS, 0, r"z_k^{(l)} = b_k^{(l)} + \sum_t w_{t,k}^{(l-1)} a_t^{(l-1)}", "layer"),
    (MATRICES, 0, r"z^l = (w^l)^T a^{l-1} + b^l", "transposed"),
    (SOFTMAX, 2, r"a_j^L = \frac{e^{z_k^L}}{\sum_k e^{z_k^L}}", "index k instead of j"),
    (SOFTMAX, 2, r"a_j^L = 2 \frac{e^{z_j^L}}{\sum_k e^{z_k^L}}", "factor 2"),
    (OUTPUTS, 2, r"a_j^L = \sum_k w_{jk}^L a_k^{L-1} + b_j^L", "z_j^L is meant"),
    (NAMED, 4, r"E'(b) = 2 (1-a)", "factor 2"),
    (CHAINED, 0, CHAINED[0].replace("{-z}", "z"), "sign of the exponent"),
    (CLASSES, 2, CLASSES[2].replace("-", ""), "a minus is missing"),
    (ERRORS, 3, ERRORS[3].replace("= ", "= -"), "the sign"),
    (ERRORS, 3, ERRORS[3].replace("z^l", "a^l"), "the factor"),
    (LINEAR, 1, LINEAR[1].replace("^2", ""), "the square"),
    (ENTROPIES, 1, ENTROPIES[1].replace("k e^{z", "k e^{-z"), "the sign"),
    (ENTROPIES, 2, ENTROPIES[2].replace("-", ""), "a minus is missing"),
    (DIFFERENCES, 2, DIFFERENCES[2].replace("-", "+"), "the sign of y_j"),
    (OWN_SLOPE, 2, OWN_SLOPE[2].replace("-", ""), "the sign of the exponent"),
    (POLE, 2, POLE[2].replace("+", "-"), "the sign"),
]


def verdicts(folder, lines):
    page = folder / "page.md"
    page.write_text("\n\n".join(f"$$ {line} $$" for line in lines))
    return check.document(page).claims


@pytest.mark.parametrize("lines", [COMPONENTS, MATRICES, SOFTMAX, OUTPUTS, NAMED, BARE,
                                   CHAINED, CLASSES, ERRORS, LINEAR, ENTROPIES, DIFFERENCES,
                                   OWN_SLOPE, POLE])
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


UNITS = [r"z_j = \sum_i w_{ij} x_i + b_j", r"a_j = \sigma(z_j)"]
ENTROPY = r"C = -\sum_j (y_j \ln a_j + (1 - y_j) \ln (1 - a_j))"
SLOPE = r"\frac{\partial C}{\partial b_j} = a_j - y_j"
WEIGHTED = r"C = \frac{1}{2} \sum_j a_j (a_j - y_j)^2"
ITS_SLOPE = r"\frac{\partial C}{\partial a_j} = \frac{1}{2} (a_j - y_j)^2 + a_j (a_j - y_j)"

UNIT = [r"z = w^T x + b", r"a = \sigma(z)"]
LOGISTIC = r"L = -y \ln a - (1 - y) \ln (1 - a)"


@pytest.mark.parametrize(("lines", "at", "reason"), [
    ([r"\sigma(z) = \frac{1}{2} \frac{1}{1 + e^{-z}}"], 0, "no other line here tests it"),
    ([r"x_k = e^{z_k}"], 0, "no other line here tests it"),
    ([r"E'(b) = 2 (1 - a)"], 0, "no other line here tests it"),
    ([r"C = 2 - \sum_j (y_j \ln a_j + (1 - y_j) \ln (1 - a_j))"], 0, "no other line"),
    ([*UNITS, ENTROPY.replace("= -", "= 2 -"), SLOPE], 2, "but for a constant"),
    ([*UNIT, f"{LOGISTIC} + 1", r"\frac{\partial L}{\partial b} = a - y"], 2, "but for a constant"),
    ([*UNIT, rf"{LOGISTIC} + \|x\|^2", r"\frac{\partial L}{\partial w} = (a - y) x"], 2,
     "but for a constant"),
    ([*UNITS, ENTROPY.replace("1 - a_j", "1 + a_j"), SLOPE], 2, "a line that uses it contradicts"),
    ([*UNITS, r"s = 2 \sum_k x_k", r"\frac{\partial s}{\partial x_k} = 1",
      r"\frac{\partial s}{\partial x_j} = 1"], 2, "2 lines that use it contradict it")])
def test_a_definition_stays_open_where_no_line_speaks_for_it(lines, at, reason, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in lines))
    claim = check.document(page).claims[at]
    assert claim.verdict == "unsettled" and reason in claim.reason


@pytest.mark.parametrize(("lines", "at"), [
    ([ENTROPY], 0), ([r"\sigma(z) = \frac{1}{1 + e^{-z}}"], 0), ([r"x_1 = 0.5"], 0),
    ([*UNITS, WEIGHTED, ITS_SLOPE], 2),
    ([*UNIT, rf"{LOGISTIC} + \frac{{\lambda}}{{2}} \|w\|^2",
      r"\frac{\partial L}{\partial w} = (a - y) x + \lambda w"], 2),
    ([*UNIT, rf"{LOGISTIC} + \lambda b^2",
      r"\frac{\partial L}{\partial b} = a - y + 2 \lambda b"], 2),
    ([*UNITS, r"e_j = a_j - y_j", r"C = \frac{1}{2} \sum_j e_j^2"], 2),
    ([r"s = 2 \sum_k x_k", r"\frac{\partial s}{\partial x_k} = 2"], 0),
    ([*UNITS, r"q_{ij} = \frac{\partial a_j}{\partial x_i} = w_{ij} \sigma'(z_j)"], 2),
    ([r"f(x, y) = x y", r"\frac{\partial f}{\partial x} = y",
      r"f(x, y) = x + y", r"\frac{\partial f}{\partial x} = x"], 0)])
def test_a_definition_that_other_lines_speak_for_is_true(lines, at, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in lines))
    assert check.document(page).claims[at].verdict == "true"


PENALISED = [*UNIT, rf"{LOGISTIC} + \frac{{\lambda}}{{2}} \|w\|^2",
             r"\frac{\partial L}{\partial w_j} = (a - y) x_j + \lambda w_j",
             r"\nabla_w L = (a - y) x + \lambda w", r"\frac{\partial L}{\partial b} = a - y",
             r"w_j \leftarrow (1 - \eta \lambda) w_j - \eta (a - y) x_j"]


@pytest.mark.parametrize("wrong", [
    rf"{LOGISTIC} + \lambda \|w\|^2", rf"{LOGISTIC} + \frac{{\lambda}}{{2}} \|w\|",
    rf"{LOGISTIC} + \frac{{\lambda}}{{4}} \|w\|^2"])
def test_where_several_lines_contradict_a_penalty_it_is_wrong(wrong, tmp_path):
    found = verdicts(tmp_path, [*PENALISED[:2], wrong, *PENALISED[3:]])
    assert [claim.verdict for claim in found] == ["true"] * 2 + ["false"] + ["true"] * 4


@pytest.mark.parametrize(("lines", "at", "wrong"), [
    (PENALISED, 3, r"\frac{\partial L}{\partial w_j} = (a - y) x_j"),
    ([*UNIT, r"J = L + \frac{\lambda}{2} \|w\|^2",
      r"\frac{\partial J}{\partial w} = \frac{\partial L}{\partial w} + \lambda w"], 3,
     r"\frac{\partial J}{\partial w} = \frac{\partial L}{\partial w}")])
def test_a_penalty_that_is_forgotten_is_named(lines, at, wrong, tmp_path):
    assert not [claim for claim in verdicts(tmp_path, lines) if claim.verdict != "true"]
    claim = verdicts(tmp_path, [*lines[:at], wrong, *lines[at + 1:]])[at]
    assert claim.verdict == "false" and "without the penalty" in claim.diagnosis


def test_a_step_of_weights_down_the_other_cost_is_left_open(tmp_path):
    lines = [*UNIT, r"J = L + \frac{\lambda}{2} \|w\|^2",
             r"w \leftarrow w - \eta \frac{\partial L}{\partial w}"]
    claim = verdicts(tmp_path, lines)[3]
    assert claim.verdict == "unsettled" and "left out here on purpose" in claim.reason


NORMED = [
    r"z^l = w^l a^{l-1} + b^l", r"a^l = \sigma(z^l)",
    r"C(w,b) = \frac{1}{2n} \sum_x \| y(x) - a \|^2",
    r"\delta^l = \frac{\partial C}{\partial b^l}", r"\nabla C_{a^L} = a_j^L - y_j",
    r"C = - \| y \ln (a) + (1-y) \ln(1-a) \|", r"C(b) = - D( b )",
    r"D(b) = y E(b) + (1-y) G(b)", r"E(b) = \ln ( \sigma(wa+b) )",
    r"G(b) = \ln ( 1 - \sigma(wa+b) )", r"C'(b) = - D'(b)", r"E'(b) = 1-a", r"G'(b) = -a",
    r"C'(b) = a-y", r"C'(w_{jk}^l) = a_k^{l-1}(a_j^l-y)"]


def test_a_norm_where_a_sum_is_meant_is_the_line_that_is_wrong(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in NORMED))
    found = {claim.latex: claim.verdict for claim in check.document(page).claims}
    wrong = [latex for latex, verdict in found.items() if verdict == "false"]
    assert wrong == [NORMED[5], NORMED[-1]], found
    assert found[r"C'(b) = - D'(b)"] == found[r"C'(b) = a-y"] == "true"


def test_one_unit_is_tried_with_other_labels_than_one(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {each} $$" for each in (
        r"z = w^\top x + b, \quad a = \sigma(z)", r"L = -y \log a - (1-y) \log(1-a)",
        r"\frac{\partial L}{\partial z} = a - 1", r"\frac{\partial L}{\partial b} = a - 1")))
    assert [claim.verdict for claim in check.document(page).claims] == ["true"] * 2 + ["false"] * 2


@pytest.mark.parametrize(("wrong", "lines"), [
    (r"s(x) = \frac{1}{1 + e^{x}}", [
        r"o_j = s(\sum_i w_{ij} x_i)", r"\frac{\partial o_j}{\partial w_{ij}} = o_j (1 - o_j) x_i",
        r"\frac{\partial o_j}{\partial x_i} = o_j (1 - o_j) w_{ij}"]),
    (r"p_i = \frac{e^{z_i}}{\sum_j e^{-z_j}}", [
        r"\frac{\partial p_i}{\partial z_i} = p_i (1 - p_i)",
        r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)"])])
def test_two_lines_against_a_definition_are_left_open_with_it(wrong, lines, tmp_path):
    found = verdicts(tmp_path, [lines[0], wrong, *lines[1:]])
    assert [claim.verdict for claim in found if claim.latex.strip() == wrong] == ["unsettled"]
    assert "false" not in [claim.verdict for claim in found]
    assert any("would not" in claim.reason for claim in found)


def test_units_with_a_function_by_name_have_no_other(tmp_path):
    found = verdicts(tmp_path, [r"y = \tanh(z)", r"\sigma(z) = \frac{1}{1 + e^{-z}}",
                                r"E = \frac{1}{2} (t - y)^2",
                                r"\frac{\partial y}{\partial z} = y (1 - y)"])
    assert [claim.verdict for claim in found][1:2] == ["true"] and found[3].verdict == "false"


def test_a_stated_softmax_is_not_taken_for_a_sigmoid(tmp_path):
    found = verdicts(tmp_path, [
        r"z = W x + b", r"p = \mathrm{softmax}(z)", r"L = -\sum_j y_j \log p_j",
        r"\frac{\partial L}{\partial z_j} = \frac{\partial L}{\partial p_j} "
        r"\frac{\partial p_j}{\partial z_j}", r"\frac{\partial L}{\partial z_j} = p_j - y_j"])
    assert [claim.verdict for claim in found] == [*["true"] * 3, "false", "true"]


def test_what_holds_at_a_minimum_only_says_so(tmp_path):
    found = verdicts(tmp_path, [
        r"h = X \theta", r"J = \frac{1}{2} \|h - y\|^2", r"X^T X \theta = X^T y",
        r"\theta = (X^T X)^{-1} X^T y",
        r"\frac{\partial J}{\partial \theta} = X^T (h - y) = 0"])
    assert [claim.verdict for claim in found][2:] == ["true under a reading"] * 2 + ["unsettled"]
    assert [part.verdict for part in found[-1].parts] == ["true", "unsettled"]


@pytest.mark.parametrize("line", [r"f(x) = w^T x + b", r"A_1 = X W_1 + \mathbf{1} b_1^T"])
def test_a_definition_that_stands_alone_is_true(line, tmp_path):
    assert verdicts(tmp_path, [line, r"Z_1 = \tanh(A_1)"])[0].verdict == "true"
