"""What notes everywhere write: none of it is called false, and a slip in it is found."""

import pytest

from chalkgrad import check

TRUE, READING, FALSE, OPEN = "true", "true under a reading", "false", "unsettled"


def verdicts(tmp_path, *lines):
    """The verdicts on displays, with words between them where a line begins with >."""
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(line[1:] if line[0] == ">" else f"$$ {line} $$" for line in lines),
                    encoding="utf-8")
    return [claim.verdict for claim in check.document(page).claims]


LINE = [r"\hat y_i = w x_i + b", r"L = \frac1n \sum_{i=1}^n (\hat y_i - y_i)^2",
        r"\frac{\partial L}{\partial w} = \frac2n \sum_{i=1}^n (\hat y_i - y_i) x_i",
        r"\frac{\partial L}{\partial b} = \frac2n \sum_{i=1}^n (\hat y_i - y_i)",
        r"w \leftarrow w - \eta \frac{\partial L}{\partial w}"]
HYPOTHESIS = [
    r"h_\theta(x) = \theta_0 + \theta_1 x",
    r"J(\theta_0,\theta_1) = \frac{1}{2m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2",
    r"\frac{\partial}{\partial \theta_1} J(\theta_0,\theta_1) = "
    r"\frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x^{(i)}",
    r"\theta_0 := \theta_0 - \alpha \frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})"]
UNNUMBERED = [r"\hat y = w x + b", *LINE[1:]]
NEURON = [r"z = w_1 x_1 + w_2 x_2 + b", r"a = \sigma(z)", r"L = \frac12 (a-y)^2",
          r"\frac{\partial L}{\partial w_1} = (a-y) a (1-a) x_1",
          r"\frac{\partial L}{\partial b} = (a-y) a (1-a)"]
SLOPE = [r"L(w,b) = \frac{1}{n}\sum_{i=1}^n (w x_i + b - y_i)^2",
         r"\frac{\partial L}{\partial w} = \frac2n \sum_{i=1}^n x_i (w x_i + b - y_i)",
         r"\frac{\partial^2 L}{\partial w^2} = \frac2n \sum_{i=1}^n x_i^2"]
NUMBERS = {"a line": LINE, "a hypothesis": HYPOTHESIS, "without the sample": UNNUMBERED,
           "a neuron": NEURON, "a mean of squares": SLOPE}
ZEROTH = [r"z = \sum_{i=0}^n w_i x_i = w^T x", r"a = \sigma(z)",
          r"\frac{\partial a}{\partial w_i} = a (1 - a) x_i"]
CHAIN = [r"y = f(u)", r"u = g(x)", r"\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx}",
         r"\frac{dy}{dx} = f'(g(x)) g'(x)"]
SOFTMAX = [r"L = -\sum_i y_i \log p_i", r"p_i = \frac{e^{o_i}}{\sum_j e^{o_j}}",
           r"\frac{\partial L}{\partial o_k} = p_k - y_k"]
COURSE = [
    r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", r"A^{[l]} = g(Z^{[l]})",
    r"dW^{[l]} = \frac{\partial J}{\partial W^{[l]}} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}",
    r"db^{[l]} = \frac{\partial J}{\partial b^{[l]}} = \frac1m \sum_{i=1}^{m} dZ^{[l](i)}",
    r"dA^{[l-1]} = \frac{\partial \mathcal{L}}{\partial A^{[l-1]}} = W^{[l]T} dZ^{[l]}",
    r"W^{[l]} = W^{[l]} - \alpha dW^{[l]}"]
SQUARES = [r"> y = X \beta + \epsilon", r"J(\beta) = (y-X\beta)^T(y-X\beta)",
           r"\frac{\partial J}{\partial \beta} = -2X^T(y-X\beta)"]
DESCENT = [r"J(w) = \frac{1}{2}\|X w - y\|^2", r"\nabla J(w) = X^T (X w - y)",
           r"w \leftarrow w - \eta X^T (X w - y)"]
UNITS = [r"z_j^l = \sum_i w_{ji}^l a_i^{l-1} + b_j^l", r"a_j^l(z_j^l) = \sigma(z_j^l)",
         r"\frac{\partial C}{\partial b_j^l} = \frac{\partial C}{\partial z_j^l}"]
NAMED = [r"h = \tanh(W_h x + b_h)", r"\hat y = \mathrm{softmax}(W_{ho} h + b_o)",
         r"L = -\sum_k y_k \log \hat y_k", r"\frac{\partial L}{\partial W_{ho}} = (\hat y - y) h^T",
         r"\frac{\partial L}{\partial h} = W_{ho}^T (\hat y - y)"]
BEFORE = [r"a_j = \sigma(z_j)", r"\frac{\partial C}{\partial z_j} = (a_j - y_j) a_j (1 - a_j)",
          r"C = \frac12 \sum_j (a_j - y_j)^2"]
RIGHT = {**NUMBERS, "matrices by name": NAMED, "the cost comes last": BEFORE,
         "w_0 in the sum": ZEROTH, "the chain rule": CHAIN, "scores": SOFTMAX,
         "a course": COURSE, "least squares": SQUARES, "descent": DESCENT, "a(z)": UNITS,
         "W1": ["z1 = W1 x + b1", r"a1 = \sigma(z1)", r"\frac{\partial L}{\partial z1} = "
                r"\frac{\partial L}{\partial a1} \odot \sigma'(z1)"],
         "a point for a dot": [r"y = \sum_{i=1}^N w_i.x_i", r"E = \frac{1}{2}(t-y)^2",
                               r"w_i' = w_i - \eta.\frac{dE}{dw_i}"],
         "new and old": [*UNITS, r"w_{ij}^{new} = w_{ij}^{old} - "
                         r"\eta \frac{\partial C}{\partial w_{ij}^{old}}",
                         r"w^{(t+1)} = w^{(t)} - \eta \frac{\partial C}{\partial w^{(t)}}"],
         "commas": [r"0{,}4 - 1 = -0{,}6", r"10{,}000 + 1 = 10{,}001"]}


@pytest.mark.parametrize("lines", RIGHT.values(), ids=RIGHT)
def test_right_lines_are_true(lines, tmp_path):
    shown = [line.lstrip("> ") for line in lines]
    found = dict(zip(shown, verdicts(tmp_path, *shown)))
    assert {line: verdict for line, verdict in found.items()
            if verdict != TRUE and line not in (*CHAIN[:2], SQUARES[0][2:])} == {}


@pytest.mark.parametrize(("lines", "at", "wrong"), [
    (LINE, 2, LINE[3].replace("partial b", "partial w")),
    (LINE, 3, LINE[3].replace(r"\frac2n", r"-\frac2n")),
    (UNNUMBERED, 2, UNNUMBERED[2].replace("(\\hat y_i - y_i)", "(y_i - \\hat y_i)")),
    (HYPOTHESIS, 2, HYPOTHESIS[2].replace("= ", "= -")),
    (NEURON, 3, NEURON[3].replace("x_1", "x_2")), (SLOPE, 1, SLOPE[1].replace("x_i (", "(")),
    (ZEROTH, 2, r"\frac{\partial a}{\partial w_i} = a (1 + a) x_i"),
    (SOFTMAX, 2, r"\frac{\partial L}{\partial o_k} = y_k - p_k"),
    (COURSE, 2, COURSE[2].replace(r"\frac{1}{m} ", "")),
    (NAMED, 4, r"\frac{\partial L}{\partial h} = W_{ho} (\hat y - y)"),
    (BEFORE, 1, r"\frac{\partial C}{\partial z_j} = (a_j - y_j)"),
    (DESCENT, 1, r"\nabla J(w) = X^T (y - X w)")])
def test_a_slip_in_them_is_false(lines, at, wrong, tmp_path):
    found = verdicts(tmp_path, *lines[:at], wrong, *lines[at + 1:])
    assert found[at] == FALSE or (lines is COURSE and found[at] == OPEN)
    assert found.count(FALSE) == (found[at] == FALSE)


CONDITIONS = [SOFTMAX[1], ">If $i = k$,", r"\frac{\partial p_i}{\partial o_k} = p_k (1 - p_k)",
              r">If \(i \neq k\),", r"\frac{\partial p_i}{\partial o_k} = - p_k p_i"]
OUT_OF_REACH = {
    "a hyperplane": [r"w \cdot x + b = 0"], "residuals": [r"r = y - Xw"],
    "of one kind of unit": [r"a = \sigma(z)", r"\sigma'(z) = 1"],
    "numbers": [*UNITS, r"a_1^l = 0.5", r"\frac{\partial C}{\partial b_1^l} = 0.2"],
    "one hot": [r"-\sum_w y_w \log \hat y_w = -y_o \log \hat y_o = -\log \hat y_o"],
    "close": [r"h_\theta(x) = \theta^T x", r"h_\theta(x) \approx y"],
    "in words": [r"z = W x + b", r"a = \sigma(z)", r"L = \frac12 \|a - y\|^2",
                 ">If the output is the identity, then", r"\frac{\partial L}{\partial z} = a - y"],
    "a function of one's own": [r"f(x) = x^2", r"f'(x) = 2x", r"x \leftarrow x - \eta 2 x"],
    "a dot between columns": [
        r"z_1 = W_1 x + b_1, \quad a_1 = \sigma(z_1)",
        r"\frac{dL}{dz_1} = \frac{dL}{da_1} \cdot \sigma'(z_1)",
        r"\frac{dL}{dW_1} = \frac{dL}{dz_1} x^T"],
    "rows": [r"z_k^2 = \sum_j w_{jk}^2 a_j^1 + b_k^2", r"a_k^l = \sigma(z_k^l)",
             r"\frac{\partial L}{\partial W^l} = (A^{l-1})^T \delta^l"],
    "a determinant": [r"\frac{\partial}{\partial X} \det(X) = \det(X) X^{-1}"],
    "a cost that is worked out": [r"E = C(f(net_j))", r"C(o_j) = \frac12 \sum_j (o_j - y_j)^2"]}


@pytest.mark.parametrize("lines", OUT_OF_REACH.values(), ids=OUT_OF_REACH)
def test_what_may_be_meant_otherwise_is_not_false(lines, tmp_path):
    assert FALSE not in verdicts(tmp_path, *lines)


def test_a_condition_in_the_words_is_heard(tmp_path):
    assert verdicts(tmp_path, *CONDITIONS)[1:] == [READING, READING]


@pytest.mark.parametrize("line", [
    r"b_i^l \leftarrow b_j^l - \eta \frac{\partial C}{\partial b_j^l}",
    r"b_j^{l+1} \leftarrow b_j^l - \eta \frac{\partial C}{\partial b_j^l}",
    r"w_{ki}^l \leftarrow w_{ji}^l - \eta \frac{\partial C}{\partial w_{ji}^l}"])
def test_a_step_leads_to_what_it_starts_from(line, tmp_path):
    assert verdicts(tmp_path, *UNITS, line)[-1] in (FALSE, OPEN)


def test_the_derivative_of_a_softmax_needs_no_definition():
    claim = check.formula(r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)")
    assert (claim.verdict, claim.reading) == (READING, "if the output layer is softmax")


def test_a_sum_whose_indices_stand_twice(tmp_path):
    page = tmp_path / "page.md"
    lines = r"$$ \frac{\partial v_b}{\partial h_c} = W_{cb} $$", r"$$ v_b = h_i W_{ib} + b_b $$"
    page.write_text("In Einstein's notation\n\n" + "\n\n".join(lines[::-1]), encoding="utf-8")
    assert FALSE not in [claim.verdict for claim in check.document(page).claims]


MEAN = [r"L = \frac{1}{n} \sum_{i=1}^n (y_i - \hat y_i)^2", r"\hat y_i = w^T x_i + b"]
BATCH = [r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}", r"a^{(l)} = g^{(l)}(z^{(l)})",
         r"L = -\frac{1}{m} \sum_{i=1}^m [y^{(i)} \log \hat y^{(i)} + "
         r"(1 - y^{(i)}) \log(1 - \hat y^{(i)})]"]
LAYERS = [r"L_j = \sigma(\sum w_{ij} L_i) = \sigma(net_j)",
          r"L_k = \sigma(\sum w_{jk} L_j) = \sigma(net_k)", r"E = \frac{(T - L_k)^2}{2}",
          r"\frac{\partial net_k}{\partial w_{jk}} = L_j"]
HIDDEN = [r"Z^{(1)}_i = \sum_j W^{(1)}_{ij} X_j + B^{(1)}_i", r"A^{(1)} = \sigma(Z^{(1)})",
          r"\frac{\partial C}{\partial Z^{(1)}} = \frac{\partial C}{\partial A^{(1)}} \odot "
          r"\sigma'(Z^{(1)})"]


@pytest.mark.parametrize(("lines", "last", "verdict"), [
    ([], r"\ln 2 = 0{,}6931", TRUE), ([], r"\ln 2 = 0{,}6932", FALSE),
    (MEAN[:1], r"\frac{\partial L}{\partial \hat y} = \frac{2}{n} (\hat y - y)", TRUE),
    (MEAN[:1], r"\frac{\partial L}{\partial \hat y} = 2 (\hat y - y)", READING),
    (MEAN, r"\frac{\partial L}{\partial \hat y} = 2 (\hat y - y)", READING),
    (MEAN, r"\frac{\partial L}{\partial \hat y_i} = 2 (\hat y_i - y_i)", FALSE),
    (BATCH, r"\frac{\partial L}{\partial W^{(l)}} = \frac{1}{m} \delta^{(l)} (a^{(l-1)})^T", OPEN),
    (LAYERS, r"E = \frac{(T - L_k)^2}{2} = \frac{(T - \sigma(net_k))^2}{2} = "
     r"\frac{(T - \sigma(\sum w_{jk} L_j))^2}{2}", OPEN),
    (HIDDEN, r"\frac{\partial C}{\partial Z^{(1)}} = \frac{\partial C}{\partial A^{(1)}} \odot "
     r"\left(A^{(1)} (1 - A^{(1)})\right)", OPEN),
])
def test_the_last_line_of_a_page(lines, last, verdict, tmp_path):
    assert verdicts(tmp_path, *lines, last)[-1] == verdict


UNIT_BY_INDEX = [r"a_j = \sigma(z_j)", r"z_j = \sum_k w_{jk} x_k + b_j",
                 r"C = \sum_i (y_i - a_i)^2"]


@pytest.mark.parametrize("letter", ["x", "y"])
def test_centred_data_are_a_condition(letter, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(r"$$ \hat y^{(i)} = \sigma(w^T x^{(i)} + b) $$" "\n\n"
                    rf"With centred data, $\sum {letter}^{{(i)}} = 0$.")
    assert "a condition on the data" in check.document(page).claims[-1].parts[0].reason


@pytest.mark.parametrize(("heading", "verdict"), [("", READING), (">## The cost", FALSE)])
def test_a_condition_ends_with_its_section(heading, verdict, tmp_path):
    lines = [*UNIT_BY_INDEX, ">Only the term with $i = k$ is left.",
             r"\frac{\partial C}{\partial z_k} = \frac{\partial C}{\partial a_k} \sigma'(z_k)",
             *filter(None, [heading]), r"\frac{\partial C}{\partial a_k} = 2 (a_i - y_i)"]
    assert verdicts(tmp_path, *lines)[-1] == verdict
