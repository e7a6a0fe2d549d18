"""Conventions that notes have without saying so: thresholds, names, times, a cost left out; each
page with a slip, and pages that are only odd."""

import pytest

from chalkgrad import check

TRUE, READING, FALSE, OPEN = "true", "true under a reading", "false", "unsettled"
SQUARES = r"E = \frac12 \sum_j (\hat y_j - y_j)^2"
NUMBERED = [r"z_1 = w_{11} x_1 + w_{21} x_2 + b_1", r"z_2 = w_{12} x_1 + w_{22} x_2 + b_2",
            r"h_1 = \sigma(z_1), \quad h_2 = \sigma(z_2)", r"u = v_1 h_1 + v_2 h_2 + c",
            r"\hat y = \sigma(u)"]
BATCH = [r"Z_1 = W_1 X + b_1", r"A_1 = g(Z_1)", r"Z_2 = W_2 A_1 + b_2", r"A_2 = \sigma(Z_2)",
         r"dZ_2 = A_2 - Y", r"dW_2 = \frac{1}{m} dZ_2 A_1^T"]
STEPS = [r"I_j = \sum_i w_{ji} x_i", r"O_j = f(I_j)", r"E = \frac12 \sum_j (d_j - O_j)^2",
         r"\Delta w_{ji} = -\eta \frac{\partial E}{\partial w_{ji}}"]

# Each page with, last, a line and what a slip makes of it.
PAGES = {
    "thresholds": (
        [r"b_h = f(\sum_i v_{ih} x_i - \gamma_h)", r"\hat y_j = f(\sum_h w_{hj} b_h - \theta_j)",
         SQUARES],
        r"\frac{\partial E}{\partial \theta_j} = -(\hat y_j - y_j) \hat y_j (1 - \hat y_j)",
        r"\frac{\partial E}{\partial \theta_j} = (\hat y_j - y_j) \hat y_j (1 - \hat y_j)"),
    "thresholds beside named sums": (
        [r"\alpha_h = \sum_i v_{ih} x_i", r"b_h = f(\alpha_h - \gamma_h)",
         r"\beta_j = \sum_h w_{hj} b_h", r"\hat y_j = f(\beta_j - \theta_j)", SQUARES,
         r"g_j = \hat y_j (1 - \hat y_j)(y_j - \hat y_j)", r"\Delta w_{hj} = \eta g_j b_h"],
        r"\Delta \theta_j = -\eta g_j", r"\Delta \theta_j = \eta g_j"),
    "one output, its weights a vector": (
        [r"a_j = \sum_i w^{(1)}_{ij} x_i", r"z_j = \tanh(a_j)",
         r"\hat y = \sum_j w^{(2)}_j z_j", r"L = \frac12 (y - \hat y)^2",
         r"\delta = \hat y - y"],
        r"\delta_j = (1 - z_j^2) w^{(2)}_j \delta", r"\delta_j = (1 - z_j) w^{(2)}_j \delta"),
    "a time in brackets": (
        STEPS, r"w_{ji}(t+1) = w_{ji}(t) + \Delta w_{ji}",
        r"w_{ji}(t+1) = w_{ji}(t) - \Delta w_{ji}"),
    "a change added": (
        STEPS, r"w_{ji} \leftarrow w_{ji} + \Delta w_{ji}",
        r"w_{ji} \leftarrow w_{ji} - \Delta w_{ji}"),
    "a change without a rate": (
        [*STEPS[:3], r"\Delta w_{ji} = -\frac{\partial E}{\partial w_{ji}}"],
        r"w_{ji} \leftarrow w_{ji} + \eta \Delta w_{ji}",
        r"w_{ji} \leftarrow w_{ji} - \eta \Delta w_{ji}"),
    "an ε that a line defines": (
        [r"o_k = \sum_j v_{jk} H_j + c_k", r"O_k = \sigma(o_k)",
         r"E = \frac12 \sum_k (Y_k - O_k)^2", r"\varepsilon_k = (O_k - Y_k) O_k (1 - O_k)",
         r"\frac{\partial E}{\partial c_k} = \varepsilon_k"],
        r"v_{jk} = v_{jk} - \gamma \varepsilon_k H_j",
        r"v_{jk} = v_{jk} + \gamma \varepsilon_k H_j"),
    "a derivative by what every layer puts out": (
        [r"E = \frac12 \sum_j (t_j - y_j)^2"],
        r"\frac{\partial E}{\partial y_i} = \sum_j \frac{\partial E}{\partial z_j}"
        r"\frac{d z_j}{d y_i}",
        r"\frac{\partial E}{\partial y_i} = \frac{\partial E}{\partial z_j}"
        r"\frac{d z_j}{d y_i}"),
    "an operator in braces": (
        [r"o_j = \varphi(\text{net}_j)", r"\text{net}_j = \sum_k w_{kj} o_k"],
        r"{\frac {\partial }{\partial w_{ij}}}\left(\sum_{k=1}^n w_{kj} o_k\right) = o_i",
        r"{\frac {\partial }{\partial w_{ij}}}\left(\sum_{k=1}^n w_{kj} o_k\right) = o_j"),
    "an index with a prime": (
        [r"I_j = \sum_i w_{ji} x_i", r"O_j = f(I_j)"],
        r"\frac{\partial}{\partial w_{ji}} \left( \sum_{i'} w_{ji'} x_{i'} \right) = x_i",
        r"\frac{\partial}{\partial w_{ji}} \left( \sum_{i'} w_{ji'} x_{i'} \right) = x_j"),
    "names above": (
        [r"h = \tanh(W x + b^h)", r"y = V h + b^y", r"E = \frac12 \|y - t\|^2"],
        r"\frac{\partial E}{\partial b^h} = V^T (y - t) \odot (1 - h^2)",
        r"\frac{\partial E}{\partial b^h} = V^T (y - t) \odot (1 + h^2)"),
    "words below": (
        [r"y_{pred} = \sigma(z)", r"L = -y_{true} \log y_{pred} "
         r"- (1 - y_{true}) \log(1 - y_{pred})"],
        r"\frac{\partial L}{\partial z} = y_{pred} - y_{true}",
        r"\frac{\partial L}{\partial z} = y_{true} - y_{pred}"),
    "what goes in and what comes out": (
        [r"O_{out,k} = f(O_{in,k})", r"O_{in,k} = \sum_j w_{jk} H_{out,j}",
         r"H_{out,j} = f(H_{in,j})", r"H_{in,j} = \sum_i v_{ij} x_i"],
        r"\frac{\partial O_{in,k}}{\partial w_{jk}} = H_{out,j}",
        r"\frac{\partial O_{in,k}}{\partial w_{jk}} = H_{in,j}"),
    "a Σ of plain letters": (
        [r"z_j = \sum_i (w_{ij} x_i) + b_j", r"y_j = f(z_j)", r"E = \frac12 \sum (t - y)^2"],
        r"\frac{\partial E}{\partial w_{ij}} = (y_j - t_j) f'(z_j) x_i",
        r"\frac{\partial E}{\partial w_{ij}} = (t_j - y_j) f'(z_j) x_i"),
    "a Σ of plain letters over two terms": (
        [r"z = W x + b", r"\hat y = \sigma(z)",
         r"L = -\sum y \log \hat y + (1-y) \log (1 - \hat y)"],
        r"\frac{\partial L}{\partial W} = (\hat y - y) x^T",
        r"\frac{\partial L}{\partial W} = (y - \hat y) x^T"),
    "no cost, one layer back": (
        [*BATCH, r"dZ_1 = W_2^T dZ_2 \odot g'(Z_1)"], r"dW_1 = \frac{1}{m} dZ_1 X^T",
        r"dW_1 = dZ_1 X^T"),
    "no cost, the biases": (
        BATCH, r"db_2 = \frac{1}{m} \sum dZ_2", r"db_2 = \sum dZ_2"),
    "no cost, Σ as a letter": (
        BATCH, r"db_2 = \frac{1}{m} \Sigma dZ_2", r"db_2 = \Sigma dZ_2"),
    "numbered letters, no cost": (
        [*NUMBERED, r"\frac{\partial L}{\partial v_1} = \frac{\partial L}{\partial u} h_1"],
        r"\frac{\partial L}{\partial w_{11}} = \frac{\partial L}{\partial z_1} x_1",
        r"\frac{\partial L}{\partial w_{11}} = \frac{\partial L}{\partial z_1} x_2"),
    "numbered letters, a cost with arguments": (
        [*NUMBERED, r"L(y, \hat y) = -[y \ln \hat y + (1-y) \ln(1 - \hat y)]",
         r"\frac{\partial L}{\partial v_1} = (\hat y - y) h_1"],
        r"\frac{\partial L}{\partial w_{11}} = (\hat y - y) v_1 h_1 (1 - h_1) x_1",
        r"\frac{\partial L}{\partial w_{11}} = (\hat y - y) v_2 h_1 (1 - h_1) x_1"),
    "the last layer's cost": (
        [r"C = (a^{(L)} - y)^2", r"z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}",
         r"a^{(L)} = f(z^{(L)})"],
        r"\frac{\partial C^{(L)}}{\partial a^{(L)}} = 2 (a^{(L)} - y)",
        r"\frac{\partial C^{(L)}}{\partial a^{(L)}} = 2 (y - a^{(L)})"),
    "a sum with dots": (
        [r"z = w_1 x_1 + w_2 x_2 + \cdots + w_n x_n + b", r"\hat y = \sigma(z)",
         r"L = -(y \log \hat y + (1-y) \log(1 - \hat y))"],
        r"\frac{\partial L}{\partial w_j} = (\hat y - y) x_j",
        r"\frac{\partial L}{\partial w_j} = (\hat y - y) x_k"),
    "an error that a line signs": (
        [r"E = \sum_k \frac12 (t_k - o_k)^2",
         r"\delta_j = -\frac{\partial E}{\partial \text{net}_j}"],
        r"\delta_j = (t_j - o_j) o_j (1 - o_j)", r"\delta_j = (o_j - t_j) o_j (1 - o_j)"),
    "whole numbers put in": (
        [r"x = 2", r"w = 3", r"b = 1"], r"z = w x + b = 3 \cdot 2 + 1 = 7",
        r"z = w x + b = 3 \cdot 2 + 1 = 8"),
    "a new value": (
        [r"w = 0.5", r"\eta = 0.1"], r"w = 0.5 - 0.1 \cdot 0.62 = 0.438",
        r"w = 0.5 - 0.1 \cdot 0.62 = 0.448"),
}


def is_untested(claim):
    """Whether it is only open because no other line uses what it defines."""
    return all(part.verdict in (TRUE, READING) or (
        part.verdict == OPEN and "no other line here tests it" in part.reason)
        for part in claim.parts)


def verdicts(lines, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$${line}$$" for line in lines))
    return check.document(page).claims


@pytest.mark.parametrize(("before", "right", "wrong"), PAGES.values(), ids=PAGES)
def test_a_convention_is_found_and_a_slip_against_it(before, right, wrong, tmp_path):
    found = verdicts([*before, right], tmp_path)
    assert all(each.verdict in (TRUE, READING) or is_untested(each) for each in found[:-1])
    assert found[-1].verdict in (TRUE, READING)
    assert verdicts([*before, wrong], tmp_path)[-1].verdict == FALSE


# Pages without a mistake, or with one that nothing shows: what must not be called false, or true.
ODD = {
    "an output y beside a target with a hat": (
        [r"h = \sigma(W_1 x), \quad y = W_2 h", r"L = (\hat y - y)^2",
         r"\frac{\partial L}{\partial W_2} = 2 (\hat y - y) h"], OPEN),
    "a row of a matrix, or an entry": (
        [r"z^{(1)} = x W^{(1)} + b^{(1)}, \quad h = \tanh(z^{(1)})",
         r"z^{(2)} = h V + c, \quad p = \sigma(z^{(2)})", r"L = -[y \ln p + (1 - y) \ln(1 - p)]",
         r"\frac{\partial L}{\partial z^{(2)}} = p - y",
         r"\frac{\partial L}{\partial h_j} = V_j \frac{\partial L}{\partial z^{(2)}}",
         r"\frac{\partial L}{\partial V_j} = h_j \frac{\partial L}{\partial z^{(2)}}"], OPEN),
    "an error that nothing signs": (
        [r"z_k = \sum_j y_j w_{jk}", r"\Delta w_{jk} = -\frac{\partial S}{\partial w_{jk}}",
         r"\Delta w = y \delta"], OPEN),
    "a dZ of the other sign, and no cost": ([*BATCH[:4], r"dZ_2 = Y - A_2"], OPEN),
    "a value in an example": (
        [r"q = \frac{x}{y}", r"f = 0.5", r"\frac{\partial f}{\partial x} = "
         r"\frac{\partial f}{\partial q} \frac{\partial q}{\partial x} = \frac{1}{y}"], OPEN),
    "any function of a layer": (
        [r"\delta^{(L)} = \frac{\partial L}{\partial a^{(L)}} \odot \sigma'(z^{(L)})",
         r"z^{(1)} = W^{(1)} x + b^{(1)}", r"a^{(1)} = \text{ReLU}(z^{(1)})",
         r"z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}", r"\hat y = \text{sigmoid}(z^{(2)})",
         r"L = -[y \log \hat y + (1-y) \log(1 - \hat y)]",
         r"\delta^{(2)} = \hat y - y"], OPEN),
}


@pytest.mark.parametrize(("lines", "last"), ODD.values(), ids=ODD)
def test_what_is_only_odd_is_left_open(lines, last, tmp_path):
    found = verdicts(lines, tmp_path)
    assert found[-1].verdict == last
    assert all(each.verdict != FALSE for each in found)


def test_a_softmax_by_the_name_of_the_sigmoid_is_one_all_the_same(tmp_path):
    found = verdicts([r"\sigma(z_i) = \frac{e^{z_i}}{\sum_j e^{z_j}}",
                      r"\sigma'(z) = \sigma(z)(1 - \sigma(z)) \leq 0.25"], tmp_path)
    assert [each.verdict for each in found] == [TRUE, READING]


def test_a_power_that_has_no_value_is_said_in_words(tmp_path):
    found = verdicts([r"z^{(l+1)} = \theta^{(l)} a^{(l)}", r"a^{(l)} = g(z^{(l)})",
                      r"J = -\sum_k y_k \log a_k^{(\text{end})} "
                      r"+ (1-y_k) \log(1-a_k^{(\text{end})})",
                      r"\delta_k^{\text{end}} = (a_k^{(\text{end})} - y_k)"], tmp_path)
    assert "a power, root or logarithm in it has no value" in found[-1].reason


def test_a_supposed_cost_is_named(tmp_path):
    assert "if the cost is the binary cross-entropy" in verdicts(BATCH, tmp_path)[4].reading


def test_a_cost_named_in_words_that_is_stated_restricts_nothing(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(r"""$\hat y = \sigma(z)$

BCE: $L = -y \ln \hat y - (1-y) \ln(1 - \hat y)$

$\frac{\partial L}{\partial \hat y} = -\frac{y}{\hat y} - \frac{1-y}{1 - \hat y}$
""")
    assert check.document(page).claims[-1].verdict == FALSE


@pytest.mark.parametrize(("words", "verdict"), [
    ("If $y = 1$ we get", OPEN), ("If we differentiate, we get", FALSE)])
def test_a_condition_in_words_holds_for_the_displays_that_follow(words, verdict, tmp_path):
    page = tmp_path / "page.md"
    lines = (r"a = \sigma(z)", r"C = \frac12 (a-y)^2",
             r"\frac{\partial C}{\partial z} = (y - a) a (1 - a)")
    page.write_text("\n\n".join([words, *(f"$${line}$$" for line in lines)]))
    assert check.document(page).claims[-1].verdict == verdict


def test_a_rule_across_the_page_begins_a_section(tmp_path):
    page = tmp_path / "page.md"
    squares = [r"a = \sigma(z)", r"C = \frac12 (a - y)^2",
               r"\frac{\partial C}{\partial z} = (a - y) a (1 - a)"]
    entropy = [r"a = \sigma(z)", r"C = -y \ln a - (1 - y) \ln(1 - a)",
               r"\frac{\partial C}{\partial z} = a - y"]
    page.write_text("\n\n".join(f"$${line}$$" if line != "---" else line for line in (
        *squares, "---", *entropy, "---", r"\frac{\partial C}{\partial a} = a - y", *squares)))
    assert all(each.verdict != FALSE for each in check.document(page).claims)


def test_a_condition_alone_crashes_no_page(tmp_path):
    found = verdicts([r"S_i = \frac{e^{a_i}}{\sum_k e^{a_k}}", r"\forall i \in \{1,\cdots,N\}"],
                     tmp_path)
    assert [each.verdict for each in found] == [OPEN, OPEN]


def test_brackets_that_lost_their_backslashes_hold_formulas():
    assert check.formula("[ \\sigma'(z) = \\sigma(z)(1 - \\sigma(z)) ]").verdict == TRUE


@pytest.mark.parametrize(("biases", "verdict"), [("added", OPEN), ("subtracted", TRUE)])
def test_what_becomes_of_biases_can_be_given(biases, verdict):
    conventions = {"biases are": biases, "weight order": "from-to"}
    line = r"z_j = \sum_i w_{ij} x_i - b_j"
    assert check.formula(line, conventions=conventions).verdict == verdict


SIGMOID = (r"\sigma(z) = \frac{1}{1 + e^{-z}}", r"\sigma'(z) = \sigma(z)(1 - \sigma(z))")


@pytest.mark.parametrize("unit", [r"\text{ReLU}(z^{(1)})", r"\tanh(z^{(1)})"])
def test_a_function_that_is_defined_need_not_be_that_of_the_units(unit, tmp_path):
    lines = [*SIGMOID, r"z^{(1)} = W^{(1)} x + b^{(1)}, \quad a^{(1)} = " + unit]
    assert {each.verdict for each in verdicts(lines, tmp_path)} == {TRUE}
    wrong = r"\sigma'(z) = \sigma(z)(1 + \sigma(z))"
    assert verdicts([SIGMOID[0], wrong, lines[2]], tmp_path)[1].verdict == FALSE


def test_several_lines_may_number_the_weights_the_other_way(tmp_path):
    found = verdicts([
        r"O_k = f(I_k)", r"E = \frac12 \sum_k (d_k - y_k)^2",
        r"\frac{\partial E}{\partial w_{jk}} = \frac{\partial E}{\partial O_k} "
        r"\frac{\partial O_k}{\partial I_k} \frac{\partial I_k}{\partial w_{jk}} "
        r"= -(d_k - y_k) \cdot f'(I_k) \cdot O_j = -\delta_k O_j",
        r"\delta_k = (d_k - y_k) f'(I_k)", r"w_{jk}(t+1) = w_{jk}(t) + \eta \delta_k O_j",
        r"\delta_k = (d_k - y_k) y_k (1 - y_k)",
        r"w_{ij}(t+1) = w_{ij}(t) + \eta \delta_j O_i "
        r"= w_{ij}(t) + \eta O_j (1 - O_j) \left( \sum_k \delta_k w_{kj} \right) O_i"], tmp_path)
    turned = [part for claim in found for part in claim.parts
              if "weights written from-to" in part.reading]
    assert len(turned) == 3 and all(part.verdict == READING for part in turned)


@pytest.mark.parametrize(("right", "wrong"), [
    (r"\Delta \theta_j = -\eta g_j", r"\Delta \theta_j = \eta g_j"),
    (r"\Delta v_{ih} = \eta e_h x_i", r"\Delta v_{ih} = \eta e_h b_h"),
])
def test_everything_may_be_said_of_sample_k(right, wrong, tmp_path):
    lines = [r"\alpha_h = \sum_i v_{ih} x_i", r"b_h = f(\alpha_h - \gamma_h)",
             r"\beta_j = \sum_h w_{hj} b_h", r"\hat y_j^k = f(\beta_j - \theta_j)",
             r"E_k = \frac12 \sum_j (\hat y_j^k - y_j^k)^2",
             r"g_j = \hat y_j^k (1 - \hat y_j^k)(y_j^k - \hat y_j^k)",
             r"\Delta w_{hj} = \eta g_j b_h", r"e_h = b_h (1 - b_h) \sum_j w_{hj} g_j"]
    found = verdicts([*lines, right], tmp_path)
    assert found[-1].verdict == TRUE and all(each.verdict != FALSE for each in found)
    assert verdicts([*lines, wrong], tmp_path)[-1].verdict == FALSE
