"""Regression over the rows of data, in every way that authors write the inner product."""

import pytest

from chalkgrad import check

MODELS = {  # how w^T x_i is written, with the letters of the weights and of the data's entries
    r"w^T x_i": ("w", "x_{ij}"), r"x_i^T w": ("w", "x_{ij}"), r"x_i^T w + b": ("w", "x_{ij}"),
    r"\theta^T x_i": (r"\theta", "x_{ij}"), r"x_i^\top \theta": (r"\theta", "x_{ij}"),
    r"x_i^T \beta": (r"\beta", "x_{ij}"), r"x_i^\top \beta + \beta_0": (r"\beta", "x_{ij}"),
    r"w \cdot x_i + b": ("w", "x_{ij}"), r"x_i \cdot w": ("w", "x_{ij}"),
    r"\langle w, x_i \rangle": ("w", "x_{ij}"), r"\langle x_i, w \rangle": ("w", "x_{ij}"),
    r"\sum_j w_j x_{ij}": ("w", "x_{ij}"), r"\sum_j x_{ij} w_j + b": ("w", "x_{ij}"),
    r"\sum_j w_j x_{ji}": ("w", "x_{ji}"), r"\sum_{j=1}^d X_{ij} w_j": ("w", "X_{ij}"),
    r"x^{(i)T} w": ("w", "x_j^{(i)}"), r"(x^{(i)})^T w + b": ("w", "x_j^{(i)}")}
COST = r"J = \frac{1}{2n} \sum_{i=1}^n (ERROR - y_i)^2"
GRADIENT = r"\frac{\partial J}{\partial WEIGHTS_j} = "
TURNED = {"x_{ij}": "x_{ji}", "x_{ji}": "x_{ij}", "X_{ij}": "X_{ji}"}


def verdicts(tmp_path, displays):
    path = tmp_path / "notes.md"
    path.write_text("\n\n".join(f"$${each}$$" for each in displays))
    return check.document(path).claims


def page(model, right, stated):
    """A page of the model, its cost and its gradient."""
    weights, data = MODELS[model]
    first = [r"\hat{y}_i = " + model] if stated else []
    error = r"\hat{y}_i" if stated else model
    lines = [*first, COST, GRADIENT.replace("WEIGHTS", weights) + right.replace("DATA", data)]
    written = [line.replace("ERROR", error) for line in lines]
    return [line.replace("y_i", "y^{(i)}").replace("{y}_i", "{y}^{(i)}") if "(i)" in data else line
            for line in written]


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize("model", MODELS)
def test_the_gradient_is_true(tmp_path, model, stated):
    found = verdicts(tmp_path, page(model, r"\frac{1}{n} \sum_{i=1}^n (ERROR - y_i) DATA", stated))
    assert {each.verdict for each in found} == {"true"}


@pytest.mark.parametrize("wrong", [
    r"-\frac{1}{n} \sum_{i=1}^n (ERROR - y_i) DATA", r"\sum_{i=1}^n (ERROR - y_i) DATA",
    r"\frac{1}{n} (ERROR - y_i) DATA", r"\frac{2}{n} \sum_{i=1}^n (ERROR - y_i) DATA"])
@pytest.mark.parametrize("model", MODELS)
def test_a_slip_is_false(tmp_path, model, wrong):
    assert verdicts(tmp_path, page(model, wrong, True))[-1].verdict == "false"


@pytest.mark.parametrize("model", [model for model, (_, data) in MODELS.items() if data in TURNED])
def test_exchanged_indices_of_the_data_are_false(tmp_path, model):
    right = r"\frac{1}{n} \sum_{i=1}^n (ERROR - y_i) "
    last = verdicts(tmp_path, page(model, right + TURNED[MODELS[model][1]], True))[-1]
    assert last.verdict == "false" and "are exchanged" in last.parts[0].diagnosis
    assert last.parts[0].repair.endswith(MODELS[model][1])


@pytest.mark.parametrize("model", MODELS)
def test_an_entry_without_its_sample_is_a_reading(tmp_path, model):
    last = verdicts(tmp_path, page(model, r"\frac{1}{n} \sum_{i=1}^n (ERROR - y_i) x_j", True))[-1]
    assert last.verdict == "true under a reading" and "of sample i" in last.reading


@pytest.mark.parametrize("data, verdict", [
    ("x_{ij}", "true"), ("X_{ij}", "true"), ("x_{ji}", "false"), ("X_{ji}", "false")])
def test_a_matrix_of_rows_says_where_the_sample_stands(tmp_path, data, verdict):
    found = verdicts(tmp_path, [
        r"\hat y = X w", r"J = \frac{1}{2n} \sum_{i=1}^n (\hat y_i - y_i)^2",
        rf"\frac{{\partial J}}{{\partial w_j}} = \frac1n \sum_i (\hat y_i - y_i) {data}"])
    assert found[-1].verdict == verdict


@pytest.mark.parametrize("samples, classes", ["NK", "NC", "mn", "mK"])
def test_the_mean_is_over_the_samples_and_not_the_classes(tmp_path, samples, classes):
    def last(right):
        return verdicts(tmp_path, [
            "Z = XW + b", r"P = \mathrm{softmax}(Z)",
            rf"L = -\frac{{1}}{{{samples}}} \sum_{{i=1}}^{samples} \sum_{{j=1}}^{classes} "
            r"Y_{ij} \log P_{ij}", rf"\frac{{\partial L}}{{\partial Z}} = {right}"])[-1]
    assert last(rf"\frac{{1}}{{{samples}}} (P - Y)").verdict == "true"
    assert last(rf"\frac{{1}}{{{classes}}} (P - Y)").verdict == "unsettled"
    assert rf"\frac{{1}}{{{samples}}}" in last("P - Y").parts[0].diagnosis


@pytest.mark.parametrize("letter", ["r", "e", r"\epsilon", "u", "q", "s", "v", "R", "D", "g"])
def test_the_residual_may_have_any_letter(tmp_path, letter):
    for above in (False, True):
        index = "^{(i)}" if above else "_i"
        displays = [r"\hat yI = w^T xI", rf"{letter}I = \hat yI - yI",
                    rf"J = \frac{{1}}{{2n}} \sum_{{i=1}}^n ({letter}I)^2",
                    rf"\frac{{\partial J}}{{\partial w}} = \frac1n \sum_{{i=1}}^n {letter}I xI"]
        found = verdicts(tmp_path, [each.replace("I", index) for each in displays])
        assert {each.verdict for each in found} == {"true"}


def test_two_classes_have_two_probabilities(tmp_path):
    found = verdicts(tmp_path, [r"p(C_1|\phi) = \sigma(w^T \phi)", r"p(C_2|\phi) = 1 - p(C_1|\phi)",
                                r"\sigma(a) = \frac{1}{1 + e^{-a}}"])
    assert "false" not in {each.verdict for each in found}


def test_a_cost_stated_again_with_its_labels_exchanged_is_not_taken_for_granted(tmp_path):
    found = verdicts(tmp_path, [
        r"z_i = w^T x_i", r"p_i = \sigma(z_i)",
        r"\ell_i = -(y_i \log p_i + (1 - y_i) \log (1 - p_i))",
        r"\ell_i = \log(1 + e^{-z_i}) + y_i z_i"])
    assert found[-1].verdict == "unsettled"


FEATURES = [r"y_n = \sigma(w^T \phi_n)",
            r"E(w) = -\sum_{n=1}^N (t_n \ln y_n + (1 - t_n) \ln (1 - y_n))",
            r"\nabla E(w) = \sum_{n=1}^N (y_n - t_n) \phi_n", r"\nabla E(w) = \Phi^T (y - t)",
            r"\nabla \nabla E(w) = \sum_n y_n (1 - y_n) \phi_n \phi_n^T"]
SQUARES = [r"y(x, w) = w^T \phi(x)", r"E(w) = \frac12 \sum_{n=1}^N (t_n - w^T \phi(x_n))^2",
           r"\nabla E(w) = -\sum_{n=1}^N (t_n - w^T \phi(x_n)) \phi(x_n)",
           r"w_{ML} = (\Phi^T \Phi)^{-1} \Phi^T t"]


def test_features_are_the_inputs_of_the_weights(tmp_path):
    assert {each.verdict for each in verdicts(tmp_path, FEATURES)} == {"true"}
    found = [each.verdict for each in verdicts(tmp_path, SQUARES)]
    assert found == ["true"] * 3 + ["true under a reading"]


@pytest.mark.parametrize("page, wrong", [
    (FEATURES, r"\nabla E(w) = \sum_{n=1}^N (t_n - y_n) \phi_n"),
    (FEATURES, r"\nabla \nabla E(w) = \sum_n y_n (1 + y_n) \phi_n \phi_n^T"),
    (FEATURES, r"\nabla E(w) = \Phi^T (t - y)"),
    (SQUARES, r"\nabla E(w) = \sum_{n=1}^N (t_n - w^T \phi(x_n)) \phi(x_n)"),
    (SQUARES, r"w_{ML} = (\Phi^T \Phi)^{-1} \Phi t")])
def test_a_slip_with_features_is_false(tmp_path, page, wrong):
    assert verdicts(tmp_path, [*page, wrong])[-1].verdict == "false"
