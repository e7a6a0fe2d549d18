"""Pages on several models, and lines that only a part of the page speaks for."""

import pytest

from chalkgrad import check

TRUE, READING, FALSE, OPEN = "true", "true under a reading", "false", "unsettled"

BOX = r"""# A box

$$ Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} $$
$$ A^{[l]} = g^{[l]}(Z^{[l]}) $$
$$ dZ^{[L]} = A^{[L]} - Y $$
$$ dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T} $$
$$ db^{[l]} = \frac{1}{m} \sum dZ^{[l]} $$

"""
THRESHOLDS = r"""# Thresholds

$$ y_j = f(\beta_j - \theta_j), \quad \beta_j = \sum_i w_{ij} x_i $$
$$ E = \frac12 \sum_j (y_j - t_j)^2 $$
$$ g_j = -\frac{\partial E}{\partial \beta_j} = y_j (1 - y_j)(t_j - y_j) $$
$$ \frac{\partial E}{\partial w_{ij}} = -g_j x_i $$
$$ \frac{\partial E}{\partial \theta_j} = SIGN(y_j - t_j) f'(\beta_j - \theta_j) $$

"""


def checked(text, folder):
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return check.document(page).claims


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("sign", "verdicts"), [("-", (TRUE, READING)), ("", (FALSE, OPEN))])
def test_a_section_with_a_model_of_its_own_is_read_by_itself(turned, sign, verdicts, tmp_path):
    both = [BOX, THRESHOLDS.replace("SIGN", sign)]
    claims = checked("".join(both[::-1] if turned else both), tmp_path)
    last = next(claim for claim in claims if r"\partial \theta_j" in claim.latex)
    assert last.verdict in verdicts
    assert all(claim.verdict in (TRUE, READING) for claim in claims if claim is not last)


def test_of_two_models_without_headings_nothing_right_is_false(tmp_path):
    text = BOX.replace("# A box", "") + THRESHOLDS.replace("# Thresholds", "").replace("SIGN", "-")
    assert all(claim.verdict != FALSE for claim in checked(text, tmp_path))


UNITS = [r"z_j = \sum_i w_{ji} g_i + \theta_j", r"g_j = f(z_j)"]
TWO_COSTS = [*UNITS, r"g = f(z) = \frac{1}{1 + \exp(-z)}", r"E = \frac{1}{2} \sum (t - g)^2",
             r"E = -\sum t \log(g)",
             r"\Delta w_{ji} = -\eta \frac{\partial E}{\partial w_{ji}} "
             r"= \eta (1 - g_j) g_j g_i \sum_k (t_k - g_k) g_k (1 - g_k) w_{kj}"]
BATCH = [r"z^{(1)} = x W^{(1)} + b^{(1)} \qquad a^{(1)} = \sigma(z^{(1)})",
         r"z^{(2)} = a^{(1)} W^{(2)} + b^{(2)} \qquad p = \sigma(z^{(2)})",
         r"L = -[y \log(p) + (1 - y) \log(1 - p)]",
         r"\frac{\partial L}{\partial z^{(2)}} = p - y \equiv \delta^{(2)}",
         r"\frac{\partial L}{\partial b^{(2)}} = \delta^{(2)}",
         r"\nabla_{b^{(2)}} L = \sum_i \delta^{(2)}_i"]


@pytest.mark.parametrize("lines", [
    TWO_COSTS, [r"\varphi'(v) = a \varphi(v) [1 - \varphi(v)]"],
    [r"g = f(z) = \frac{1}{1 + \exp(-z/b)}", r"g = f(z)", *UNITS,
     r"z^{(l)} = W^{(l)} h^{(l-1)} + b^{(l)}", r"h^{(l)} = f(z^{(l)})"], BATCH,
    [r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}", r"a^{(l)} = \sigma(z^{(l)})",
     r"\delta^{(l)} = \frac{\partial C}{\partial z^{(\ell)}}"],
    [r"a^l_j = \sigma(z^l_j)", r"z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j",
     r"a^l_j = \sigma(z^l_j + \Delta z^l_j)"],
])
def test_what_may_be_meant_so_is_not_false(lines, tmp_path):
    text = "\n\n".join(f"$$ {line} $$" for line in lines)
    assert all(claim.verdict != FALSE for claim in checked(text, tmp_path))


@pytest.mark.parametrize(("right", "wrong"), [
    (r"\nabla_w \sigma(z) = \sigma(z) (1 - \sigma(z)) x", r"\nabla_w \sigma(z) = \sigma(z) x"),
    (r"\frac{d\sigma}{dx} = \sigma(x) (1 - \sigma(x))",
     r"\frac{d\sigma}{dx} = \sigma(x) (1 + \sigma(x))"),
])
def test_a_function_with_its_argument(right, wrong, tmp_path):
    start = "$$ z = w^T x + b $$\n\n$$ \\sigma(z) = \\frac{1}{1 + e^{-z}} $$\n\n"
    assert checked(f"{start}$$ {right} $$", tmp_path)[-1].verdict == TRUE
    assert checked(f"{start}$$ {wrong} $$", tmp_path)[-1].verdict in (FALSE, OPEN)


@pytest.mark.parametrize(("inside", "true"), [("x", True), ("-x", False)])
def test_relu_is_tried_where_it_isnt_zero(inside, true, tmp_path):
    claim, = checked(rf"$$ \text{{ReLU}}(x) = \max(0, {inside}) $$", tmp_path)
    assert (claim.verdict == TRUE) == true


SOFTMAX = r"""Let $\delta_{ij}$ be Kronecker's delta (it is $1$ if $i=j$, otherwise $0$):

$$ a_i = \frac{e^{z_i}}{\sum_j e^{z_j}} $$

$$ L = -\sum_i y_i \log a_i $$

With it (it is $1$ if $i=j$, otherwise $0$):

$$ \frac{\partial a_i}{\partial z_j} = a_i (\delta_{ij} - LETTER) $$
"""


@pytest.mark.parametrize(("letter", "true"), [("a_j", True), ("a_i", False)])
def test_what_explains_kroneckers_delta_is_no_condition(letter, true, tmp_path):
    last = checked(SOFTMAX.replace("LETTER", letter), tmp_path)[-1]
    assert (last.verdict == TRUE) == true and last.verdict != READING


def test_a_vanishing_gradient_of_an_unknown_cost_is_left_open(tmp_path):
    page = "$$ z = w^T x + b $$\n\n$$ \\frac{\\partial J}{\\partial w} = 0 $$"
    assert checked(page, tmp_path)[-1].verdict == OPEN


def test_one_over_n_counts_beside_an_example_in_numbers(tmp_path):
    lines = [r"z = w^T x + b = 1(1) + (-2)(1) + 0.5 = 1 - 2 + 0.5 = -0.5",
             r"\mathcal{L} = -\frac{1}{n} \sum_{i=1}^n [y_i \log \sigma(z_i) + "
             r"(1 - y_i) \log(1 - \sigma(z_i))]", r"z_i = w^T x_i", r"\hat y_i = \sigma(z_i)",
             r"\frac{\partial \mathcal{L}}{\partial z_i} = \frac{\partial \mathcal{L}}"
             r"{\partial \hat y_i} \cdot \frac{\partial \hat y_i}{\partial z_i}",
             r"\frac{\partial \mathcal{L}}{\partial \hat y_i} = -\frac{1}{n} "
             r"(\frac{y_i}{\hat y_i} - \frac{1 - y_i}{1 - \hat y_i})",
             r"\nabla_w \mathcal{L} = \sum_{i=1}^n (\hat y_i - y_i) x_i"]
    text = "\n\n".join(f"$$ {line} $$" for line in lines)
    assert checked(text, tmp_path)[-1].verdict == FALSE


@pytest.mark.parametrize(("factor", "verdict"), [(r"\frac{2}{n_L}", TRUE), ("2", FALSE)])
def test_a_cost_may_have_two_names(factor, verdict, tmp_path):
    lines = [r"a_j^{(l)} = f(z_j^{(l)})",
             r"z_j^{(l)} = \sum_k w_{jk}^{(l)} a_k^{(l-1)} + b_j^{(l)}",
             r"C = MSE = \frac{1}{n_L} \sum_{j=1}^{n_L} (a_j^{(L)} - y_j)^2",
             rf"\frac{{\partial C}}{{\partial a_j^{{(L)}}}} = {factor} (a_j^{{(L)}} - y_j)"]
    text = "\n\n".join(f"$$ {line} $$" for line in lines)
    assert checked(text, tmp_path)[-1].verdict == verdict


@pytest.mark.parametrize(("factor", "true"), [(r"(w^{l+1})^T \delta^{l+1}", True),
                                              (r"w^{l+1} \delta^{l+1}", False)])
def test_the_conditions_of_cases_may_stand_in_brackets(factor, true, tmp_path):
    lines = [r"z^l = w^l a^{l-1} + b^l,\qquad a^l = \sigma(z^l)",
             r"\delta^l = \frac{\partial C}{\partial z^l}",
             r"\delta^l = \begin{cases} \frac{\partial C}{\partial a^L} \odot \sigma'(z^L) & "
             rf"(l = L) \\ ({factor}) \odot \sigma'(z^l) & (l \neq L) \end{{cases}}"]
    text = "\n\n".join(f"$$ {line} $$" for line in lines)
    assert (checked(text, tmp_path)[-1].verdict == TRUE) == true


def test_braces_within_braces_say_nothing(tmp_path):
    line = r"\frac{\mathrm{d\sigma}}{\mathrm{d}z} = \sigma(z) (1 - \sigma(z))"
    assert checked(f"$$ {line} $$", tmp_path)[-1].verdict == TRUE


@pytest.mark.parametrize(("sign", "verdict"), [("-", TRUE), ("+", FALSE)])
def test_backslashes_may_be_doubled_in_markdown(sign, verdict, tmp_path):
    text = ("With \\\\( a = \\sigma(z) \\\\)\n\n"
            f"\\\\[ \\sigma'(z) = \\sigma(z) (1 {sign} \\sigma(z)) \\\\]\n")
    assert [claim.verdict for claim in checked(text, tmp_path)] == [TRUE, verdict]


@pytest.mark.parametrize(("factor", "verdict"), [(r"\frac{2}{n}", TRUE), ("2", FALSE),
                                                 (r"\frac{1}{n}", FALSE)])
def test_the_number_of_outputs_is_known_in_other_lines(factor, verdict, tmp_path):
    lines = [r"a_j = \sigma(z_j),\quad z_j = \sum_k w_{jk} x_k + b_j",
             r"C = \frac{1}{n} \sum_{j=1}^{n} (a_j - y_j)^2",
             rf"\frac{{\partial C}}{{\partial a_j}} = {factor} (a_j - y_j)"]
    text = "\n\n".join(f"$$ {line} $$" for line in lines)
    assert checked(text, tmp_path)[-1].verdict == verdict


@pytest.mark.parametrize("output", [r"\hat{y}", "y_{pred}"])
@pytest.mark.parametrize(("sign", "verdict"), [("", TRUE), ("-", FALSE)])
def test_a_model_may_be_written_without_its_hat(output, sign, verdict, tmp_path):
    lines = ["y = X w + b",
             rf"J = \frac{{1}}{{2m}} \sum_{{i=1}}^m ({output}^{{(i)}} - y^{{(i)}})^2",
             rf"\frac{{\partial J}}{{\partial w}} = {sign}\frac{{1}}{{m}} X^T ({output} - y)"]
    text = "\n\n".join(f"$$ {line} $$" for line in lines)
    assert checked(text, tmp_path)[-1].verdict == verdict
