"""Spellings of everyday notes, a slip in each; and pages that are misread rather than wrong."""

import pytest

from chalkgrad import check

TRUE, READING, FALSE, OPEN = "true", "true under a reading", "false", "unsettled"
LOGISTIC = (r"J = -\frac1m \sum_{i=1}^m [y^{(i)} \log a^{(i)} + (1-y^{(i)}) \log(1-a^{(i)})]",
            r"\frac{\partial J}{\partial w} = \frac1m X (A - Y)^T")
ENTROPY = r"L = -\sum_i y_i \log p_i"
LOSS = r"\mathcal{L}(a, y) = -(y \log a + (1-y) \log(1-a))"
REGULAR = (r"J = \frac1m \sum_{i=1}^m (-y^{(i)} \log \hat y^{(i)} "
           r"- (1-y^{(i)}) \log(1-\hat y^{(i)})) + \frac{\lambda}{2m} \sum_{j=1}^n \theta_j^2")

# Each page with, last, a line and what a slip makes of it.
PAGES = {
    "a Σ without an index": (
        [r"z_j = \sum w_{ij} x_i + b_j", r"a_j = \sigma(z_j)", r"E = \frac12 \sum (a_j - t_j)^2"],
        r"\frac{\partial E}{\partial w_{ij}} = (a_j - t_j) a_j (1-a_j) x_i",
        r"\frac{\partial E}{\partial w_{ij}} = (t_j - a_j) a_j (1-a_j) x_i"),
    "an error handed back by a bare Σ": (
        [r"z_k = \sum w_{jk} a_j", r"a_j = \sigma(z_j)"],
        r"\delta_j = \sigma'(z_j) \sum \delta_k w_{jk}",
        r"\delta_j = \sigma(z_j) \sum \delta_k w_{jk}"),
    "a softmax with a bare Σ": (
        [r"p_i = \frac{e^{z_i}}{\sum e^{z_i}}", ENTROPY],
        r"\frac{\partial L}{\partial z_i} = p_i - y_i",
        r"\frac{\partial L}{\partial z_i} = y_i - p_i"),
    "targets with a prime": (
        [r"y_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", r"L = -\sum_i y'_i \log y_i"],
        r"\frac{\partial L}{\partial z_i} = y_i - y'_i",
        r"\frac{\partial L}{\partial z_i} = y'_i - y_i"),
    "predictions with a prime": (
        [r"y' = \sigma(z)", r"L = -y \log y' - (1-y) \log(1-y')"],
        r"\frac{\partial L}{\partial z} = y' - y", r"\frac{\partial L}{\partial z} = y - y'"),
    "columns of samples": (
        [r"A = \sigma(w^T X + b)", LOGISTIC[0]], LOGISTIC[1],
        r"\frac{\partial J}{\partial w} = -\frac1m X (A - Y)^T"),
    "a loss and its mean": (
        [r"z = w^T x + b", r"a = \sigma(z)", LOSS,
         r"J = \frac1m \sum_{i=1}^m \mathcal{L}(a^{(i)}, y^{(i)})",
         r"\frac{\partial \mathcal{L}}{\partial z} = a - y"],
        r"\frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^m (a^{(i)} - y^{(i)})",
        r"\frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^m (y^{(i)} - a^{(i)})"),
    "one weight of a vector": (
        [r"z = w^T x + b", r"a = \sigma(z)", r"L = -(y \log a + (1-y) \log(1-a))"],
        r"\frac{\partial L}{\partial w_1} = x_1 (a - y)",
        r"\frac{\partial L}{\partial w_1} = x_1 (y - a)"),
    "softmax regression": (
        [r"p_k = \frac{e^{w_k^T x}}{\sum_j e^{w_j^T x}}", r"L = -\sum_k 1\{y = k\} \log p_k"],
        r"\nabla_{w_k} L = (p_k - 1\{y = k\}) x", r"\nabla_{w_k} L = (1\{y = k\} - p_k) x"),
    "the probability of a class": (
        [r"P(y=k|x) = \frac{e^{w_k^T x}}{\sum_j e^{w_j^T x}}",
         r"L = -\sum_k y_k \log P(y=k|x)"],
        r"\frac{\partial L}{\partial w_k} = (P(y=k|x) - y_k) x",
        r"\frac{\partial L}{\partial w_k} = (y_k - P(y=k|x)) x"),
    "softmax in a chain": (
        [r"\hat y_k = \text{softmax}(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
         r"L = -\sum_k y_k \log \hat y_k"],
        r"\frac{\partial \hat y_k}{\partial z_i} = \hat y_k (\delta_{ki} - \hat y_i)",
        r"\frac{\partial \hat y_k}{\partial z_i} = \hat y_k (\delta_{ki} + \hat y_i)"),
    "a softmax called σ": (
        [r"z_k = \mathbf{w}_k^T \mathbf{x} + b_k",
         r"p_k = \sigma(\mathbf{z})_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}",
         r"L = -\sum_k y_k \log p_k"],
        r"\frac{\partial L}{\partial z_j} = p_j - y_j",
        r"\frac{\partial L}{\partial z_j} = y_j - p_j"),
    "a net input named a": (
        [r"E = \frac12 \sum_k (d_k - y_k)^2",
         r"\delta_j = \frac{\partial E}{\partial a_j}"],
        r"\frac{\partial E}{\partial a_j} = \frac{\partial E}{\partial y_j} \sigma'(a_j)",
        r"\frac{\partial E}{\partial a_j} = \frac{\partial E}{\partial y_j} \sigma(a_j)"),
    "the definition turned round": (
        [r"\sigma(z) = \sigma(w x + b) = \hat y",
         r"C(y, \hat y) = \frac12 \sum_j (\hat y_j - y_j)^2"],
        r"\frac{\partial C}{\partial w_{jk}} = x_k \sigma'(z_j) (\hat y_j - y_j)",
        r"\frac{\partial C}{\partial w_{jk}} = x_k \sigma(z_j) (\hat y_j - y_j)"),
    "biases numbered apart": (
        [r"z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l+1)}", r"a^{(l)} = \sigma(z^{(l)})",
         r"\frac{\partial J}{\partial W^{(l)}} = \delta^{(l+1)} (a^{(l)})^T"],
        r"\frac{\partial J}{\partial b^{(l+1)}} = \delta^{(l+1)}",
        r"\frac{\partial J}{\partial b^{(l)}} = \delta^{(l+1)}"),
    "a factor behind a quad": (
        [r"z_j = \sum_i w_{ij} x_i, \qquad a_j = \sigma(z_j)",
         r"C = \frac12 \sum_j (a_j - y_j)^2"],
        r"\frac{\partial C}{\partial z_j} = (a_j - y_j) \quad a_j (1 - a_j)",
        r"\frac{\partial C}{\partial z_j} = (y_j - a_j) \quad a_j (1 - a_j)"),
    "a penalty beside a mean": (
        [r"\hat y = \sigma(\theta^T x)", REGULAR],
        r"\frac{\partial J}{\partial \theta_j} = "
        r"\frac1m \sum_{i=1}^m (\hat y^{(i)} - y^{(i)}) x_j^{(i)} + \frac{\lambda}{m} \theta_j",
        r"\frac{\partial J}{\partial \theta_j} = "
        r"\frac1m \sum_{i=1}^m (\hat y^{(i)} - y^{(i)}) x_j^{(i)} - \frac{\lambda}{m} \theta_j"),
    "a penalty on all layers": (
        [r"z^{(k)} = W^{(k)} h^{(k-1)} + b^{(k)}",
         r"\Omega(\theta) = \sum_k \sum_i \sum_j (W_{i,j}^{(k)})^2"],
        r"\nabla_{W^{(k)}} \Omega(\theta) = 2 W^{(k)}",
        r"\nabla_{W^{(k)}} \Omega(\theta) = W^{(k)}"),
    "a function of several letters": (
        [r"f(x,y,z) = (x+y) z", r"q = x + y", r"f = q z"],
        r"\frac{\partial f}{\partial y} = z", r"\frac{\partial f}{\partial y} = x"),
    "numbers above without brackets": (
        [r"z^1 = W^1 x + b^1, \quad a^1 = \tanh(z^1)",
         r"z^2 = W^2 a^1 + b^2, \quad a^2 = \sigma(z^2)",
         r"L = \frac12 \|a^2 - y\|^2"],
        r"\delta^2 = (a^2 - y) \odot \sigma'(z^2)", r"\delta^2 = (a^2 - y) \odot \sigma(z^2)"),
    "a step numbered in time": (
        [r"\theta_{t+1} = \theta_t - \eta \nabla_\theta J(\theta_t)", r"h_\theta(x) = \theta^T x",
         r"J(\theta) = \frac{1}{2m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2"],
        r"\frac{\partial J}{\partial \theta_j} = "
        r"\frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}",
        r"\frac{\partial J}{\partial \theta_j} = "
        r"\frac2m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}"),
    "weights that shrink": (
        [r"h_\theta(x) = \theta^T x", r"J = \frac{1}{2m} [\sum_{i=1}^m (h_\theta(x^{(i)}) - "
         r"y^{(i)})^2 + \lambda \sum_{j=1}^n \theta_j^2]"],
        r"\theta_j := \theta_j (1 - \alpha \frac{\lambda}{m}) - "
        r"\alpha \frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}",
        r"\theta_j := \theta_j (1 + \alpha \frac{\lambda}{m}) - "
        r"\alpha \frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}"),
}


def verdicts(tmp_path, *lines):
    """The verdicts on displays, with words between them where a line begins with >."""
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(line[1:] if line[0] == ">" else f"$$ {line} $$" for line in lines),
                    encoding="utf-8")
    return [claim.verdict for claim in check.document(page).claims]


@pytest.mark.parametrize(("before", "right", "wrong"), PAGES.values(), ids=PAGES)
def test_a_page_is_true_and_a_slip_in_it_false(before, right, wrong, tmp_path):
    assert set(verdicts(tmp_path, *before, right)) == {TRUE}
    found = verdicts(tmp_path, *before, wrong)
    assert found[-1] == FALSE and FALSE not in found[:-1]


MEAN = [r"\mathcal{L} = -\frac1m \sum_{i=1}^m \sum_k y_k^{(i)} \log a_k^{(i)}"]
MISREAD = {
    "a mean over samples in an index": [*MEAN, (
        r"\frac{\partial \mathcal{L}}{\partial b^{[l]}} = \frac1m \sum_{i=1}^m \delta^{[l]}_i")],
    "one output": [r"z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}", r"\hat y = \sigma(z^{[2]})",
                   r"L = \frac12 (\hat y - y)^2",
                   r"\delta^{[1]} = (W^{[2]})^T \delta^{[2]} \odot \sigma'(z^{[1]})",
                   r"\delta^{[2]} = (\hat y - y) \cdot \sigma'(z^{[2]})"],
    "an arrow to something else": [r"a = \sigma(z) \Rightarrow L(y, a)",
                                   r"L(y, a) = -y \log a - (1-y) \log(1-a)"],
    "a step behind an arrow": [
        r"\frac{\partial E}{\partial w_{jk}} = -\delta_k h_j \implies "
        r"w_{jk} \leftarrow w_{jk} + \eta \delta_k h_j"],
    "a Σ over a word": [r"Z = X W + b", r"\frac{\partial L}{\partial b} = "
                        r"\sum_{\text{samples}} \frac{\partial L}{\partial Z}"],
    "letters that are no index": [
        r"Z = X W + b",
        r"\frac{\partial L}{\partial b} = \sum_{batch} \frac{\partial L}{\partial Z}"],
    "a label in one case": [r"\hat y_j = \frac{e^{z_j}}{\sum_k e^{z_k}}",
                            ">where $y$ is one-hot with $y_j = 1$."],
    "one neuron": [r"z = W x + b", r"a = \sigma(z)", r"\frac{\partial z}{\partial b} = 1"],
    "products of entries": [
        r"a_1 = \sigma(W_1 x + b_1)", r"\frac{\partial L}{\partial z_1} = \frac{\partial L}"
        r"{\partial a_1} \odot \sigma'(z_1) = \frac{\partial L}{\partial a_1} \odot a_1 (1 - a_1)"],
    "a second model": [r"\hat y = w^T x + b", r"\hat y = \sigma(w^T x + b)"],
    "a second function": [
        r"f(x, y, z) = (x + y) z", r"q = x + y", r"f = q z",
        r"\frac{\partial f}{\partial q} = z", r"f(x) = (x + 1)^2", r"\frac{df}{dx} = 2 (x + 1)"],
    "an example beside the rule": [
        r"z^{[1]} = W^{[1]} x + b^{[1]}", r"a^{[1]} = g(z^{[1]})",
        r"z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}", r"a^{[2]} = g(z^{[2]})",
        r"z_1 = W_1 x + b_1 = [0.5, 0.3]"],
    "a weight at a time": [
        r"x_j = \sum_i w_{ij} y_i + b_j", r"y_j = f(x_j)", r"E = \frac12 \sum_j (y_j - d_j)^2",
        r"\Delta w(t) = -\epsilon \frac{\partial E}{\partial w(t)} + \alpha \Delta w(t-1)"],
    "an error named after z": [
        r"z = W_2 a + b_2", r"\hat p = \mathrm{softmax}(z)", r"L = -\sum_j y_j \log \hat p_j",
        r"\delta_z := \frac{\partial L}{\partial z} = \hat p - y",
        r"\frac{\partial L}{\partial b_2} = \delta_z = \hat p - y"],
    "a sum that grows": [
        r"z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l)}",
        r"\nabla_{W^{(l)}} J = \delta^{(l+1)} (a^{(l)})^T",
        r"\Delta W^{(l)} = \Delta W^{(l)} + \nabla_{W^{(l)}} J"],
    "the square of a function": [r"h(a) = \tanh(a)", r"h'(a) = 1 - h(a)^2"],
    "arrows beside numbers": [
        r"w \rightarrow z \rightarrow a \rightarrow J", "b = -1", "y = 6", "z = 3(4) - 1 = 11",
        "a = 11", r"J = \frac12 (a - y)^2", r"J = \frac{25}{2} = 12.5"],
    "two of one kind": [r"E_{total} = E_{o1} + E_{o2}"],
    "numbers in an example": [r">$\theta_0 = 0, \theta_1 = 0$",
                              r">$\theta_0 := 0 - (0.00001) \times (-310) = 0.0031$"],
    "another function of that name": [
        r"\sigma(x) = \frac{1}{1 + e^{-x}}",
        r"\sigma(x; \alpha) = \begin{cases} x & \text{if } x > 0 \\ \alpha x & \text{if } x \le 0"
        r"\end{cases}"],
    "the name of the cost in the words": [
        r"C = \frac12 \|a - y\|^2", r"\delta^{(L)} = (a^{(L)} - y) \odot g'(z^{(L)})",
        ">The cross-entropy cost has a property of its own. For the last layer:",
        r"\delta^{(L)} = a^{(L)} - y"]}


@pytest.mark.parametrize("lines", MISREAD.values(), ids=MISREAD)
def test_what_may_be_meant_otherwise_is_not_false(lines, tmp_path):
    assert FALSE not in verdicts(tmp_path, *lines)


SECTIONS = """# Regression
$$ \\hat y = w^T x + b $$
$$ L = \\frac12 (\\hat y - y)^2 $$
$$ \\frac{\\partial L}{\\partial b} = \\hat y - y $$
# Classification
$$ \\hat y = \\sigma(w^T x + b) $$
$$ L = -(y \\log \\hat y + (1-y) \\log(1-\\hat y)) $$
$$ \\frac{\\partial L}{\\partial b} = \\hat y - y $$
"""


def test_a_section_may_have_a_model_of_its_own(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(SECTIONS)
    assert FALSE not in [claim.verdict for claim in check.document(page).claims]
    page.write_text(SECTIONS.replace("= \\hat y - y", "= y - \\hat y"))
    found = [claim.verdict for claim in check.document(page).claims]
    assert found[2] == FALSE and found[-1] in (FALSE, OPEN)


def test_a_case_behind_a_cost_doesnt_replace_it(tmp_path):
    found = verdicts(tmp_path, r"\hat y^{(i)} = \sigma(w^T x^{(i)} + b)", LOGISTIC[0].replace(
        "a^", r"\hat y^"), r">$J = -\frac1m \sum_i \log \hat y^{(i)}$ when $y^{(i)} = 1$",
        r"\frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^m (\hat y^{(i)} - y^{(i)})")
    assert found[-1] == TRUE and FALSE not in found


def test_a_condition_in_a_heading_is_heard(tmp_path):
    found = verdicts(tmp_path, r"># Softmax (case $i \neq j$)", PAGES["softmax in a chain"][0][0],
                     r">1. The numerator doesn't depend on $z_i$.",
                     r"\frac{\partial \hat y_j}{\partial z_i} = -\hat y_j \hat y_i")
    assert found[-1] == READING


def test_d_by_dz_may_be_taken_of_all_that_follows(tmp_path):
    found = verdicts(tmp_path, r"p = \sigma(z) = \frac{1}{1 + e^{-z}}",
                     r"\frac{d}{dz} [\ln(1 + e^{-z}) + (1-y) z] = "
                     r"\frac{d}{dz} \ln(1 + e^{-z}) + \frac{d}{dz} (1-y) z")
    assert found == [TRUE, READING]


def test_time_leaves_only_what_carries_it_open(tmp_path):
    lines = (r"z_2 = W_2 a_1 + b_2", r"\hat y = \sigma(z_2)", r"h_t = f(U h_{t-1})")
    for sign, verdict in (("-", READING), ("+", FALSE)):
        slope = rf"\frac{{\partial \hat y}}{{\partial z_2}} = \hat y (1 {sign} \hat y)"
        assert verdicts(tmp_path, *lines, slope)[-1] == verdict


def test_a_printed_number_may_stand_behind_two_signs(tmp_path):
    assert verdicts(tmp_path, r"-\log(0.8) = -(-0.2231) = 0.2231") == [TRUE]
    assert verdicts(tmp_path, r"-\log(0.8) = -(-0.2331) = 0.2331") == [FALSE]


def test_a_line_that_only_the_numbers_make_true_is_so_under_a_reading(tmp_path):
    numbers = ["x = 4", "w = 3", "b = -1", "y = 6", r"J = \frac12 (a - y)^2",
               r"J = \frac{25}{2} = 12.5"]
    lost = r"\frac{\partial J}{\partial w} = (a - y) x"
    found = verdicts(tmp_path, "z = w x + b", r"a = \sigma(z)", lost, *numbers)
    assert found[2] == READING


def test_a_section_doesnt_turn_the_weights_round(tmp_path):
    found = verdicts(
        tmp_path, "># One", r"z^{[2]} = W^{[2]} (W^{[1]} x + b^{[1]}) + b^{[2]}", "># Two",
        r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}", "># Three",
        r"\delta^{(l)} = (W^{(l+1)} \delta^{(l+1)}) \odot g'(z^{(l)})")
    assert found[-1] in (FALSE, OPEN)


@pytest.mark.parametrize("lines", [
    [r"Z = W X + B", r"B^{[i]} = B^{[i]} - \alpha \cdot dB^{[i]}"],
    [r"a = f(z)",
     r"f(z) = \begin{cases} 1 & \text{if } z \geq 0 \\ 0 & \text{if } z < 0\end{cases}"],
    [r"w_{MLE} = \arg \max \space \ell(w)"],
    [r"\hat y = g(Xw + b)", r"f(x) = g(θ^T x)", r"w \cdot x + b = 0",
     r"L(f, y) = -y \log(f) - (1-y) \log(1-f)",
     r"J(θ) = \frac{1}{m} [y^T \log(f) + (1-y)^T \log(1-f)]",
     r"b := b - α \frac{\partial J}{\partial b}"]])
def test_what_cant_be_tried_says_so_in_words(lines, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$ {line} $$" for line in lines))
    for claim in check.document(page).claims:
        assert "unpack" not in claim.reason and "index out of range" not in claim.reason
