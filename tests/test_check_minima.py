"""Equations that hold where a cost has its minimum, such as the normal equations."""

import pytest

from chalkgrad.check import document
from chalkgrad.check.trial.arrays import Array
from chalkgrad.check.trial.solving import inverse
from chalkgrad.engine import DomainError

LEAST = [r"J(w) = \|Xw - y\|^2", r"\nabla J = 2 X^T (X w - y)"]
RIDGE = [r"J(w) = \frac12 \|Xw - y\|^2 + \frac{\lambda}{2} \|w\|^2",
         r"\nabla_w J = X^T (X w - y) + \lambda w"]
NEURON = [r"\hat y_i = w^T x_i", r"J = \frac12 \sum_i (\hat y_i - y_i)^2",
          r"\nabla_w J = \sum_i (\hat y_i - y_i) x_i", r"\nabla_w J = X^T (X w - y)"]
MEAN = [r"\hat y = X w", r"J = \frac{1}{2n} \|\hat y - y\|^2",
        r"\frac{\partial J}{\partial w} = \frac1n X^T (\hat y - y)"]
STATED = [r"RSS(\beta) = (y - X\beta)^T (y - X\beta)",
          r"\frac{\partial RSS}{\partial \beta} = -2 X^T (y - X\beta)"]


def verdicts(folder, lines):
    path = folder / "notes.md"
    path.write_text("\n\n".join(f"$$\n{line}\n$$" for line in lines))
    return document(path).claims


@pytest.mark.parametrize(("page", "line"), [
    (LEAST, r"w = (X^T X)^{-1} X^T y"), (LEAST, r"X^T X w = X^T y"),
    (LEAST, r"w^* = (X^T X)^{-1} X^T y"), (LEAST, r"\hat w = (X^T X)^{-1} X^T y"),
    (LEAST, r"w_{OLS} = (X^T X)^{-1} X^T y"), (LEAST, r"X^T (X w - y) = 0"),
    (LEAST, r"X^T X \hat w = X^T y"), (RIDGE, r"w = (X^T X + \lambda I)^{-1} X^T y"),
    (RIDGE, r"(X^T X + \lambda I) w^* = X^T y"), (NEURON, r"w = (X^T X)^{-1} X^T y"),
    (MEAN, r"w = (X^T X)^{-1} X^T y"), (STATED, r"\hat\beta = (X^T X)^{-1} X^T y"),
    (STATED, r"X^T X \hat\beta = X^T y")])
def test_it_holds_at_the_minimum(page, line, tmp_path):
    found = verdicts(tmp_path, [*page, line])
    assert {each.verdict for each in found[:-1]} == {"true"}
    assert found[-1].verdict == "true under a reading"
    assert found[-1].reading == "where the cost has its minimum"


@pytest.mark.parametrize(("page", "line", "repair"), [
    (RIDGE, r"w = (X^T X + 2 \lambda I)^{-1} X^T y", r"w = (X^T X + \lambda I)^{-1} X^T y"),
    (RIDGE, r"w = (X^T X - \lambda I)^{-1} X^T y", r"w = (X^T X + \lambda I)^{-1} X^T y"),
    (LEAST, r"w = 2 (X^T X)^{-1} X^T y", r"w = (X^T X)^{-1} X^T y")])
def test_a_slip_is_false_with_its_repair(page, line, repair, tmp_path):
    last = verdicts(tmp_path, [*page, line])[-1]
    assert (last.verdict, last.repair) == ("false", repair)


@pytest.mark.parametrize(("page", "line"), [
    (LEAST, r"w = (X^T X)^{-1} X y"), (LEAST, r"w = (X X^T)^{-1} X^T y"), (LEAST, "X^T X w = y"),
    (RIDGE, r"w = (X^T X)^{-1} X^T y"), (RIDGE, r"w = (X^T X + \lambda)^{-1} y"),
    (NEURON, r"w = (X^T X)^{-1} y"), (LEAST, r"w = X^T y")])
def test_what_does_not_hold_there_is_not_true(page, line, tmp_path):
    found = verdicts(tmp_path, [*page, line])
    assert {each.verdict for each in found[:-1]} == {"true"}
    assert found[-1].verdict in ("false", "unsettled")


def test_a_cost_stated_again_is_held_against_the_first(tmp_path):
    right = r"J(w) = \frac12 (w^T X^T X w - 2 y^T X w + y^T y) + \frac{\lambda}{2} w^T w"
    wrong = right.replace("- 2 y", "- y")
    for line, verdict in ((right, "true"), (wrong, "unsettled")):
        found = [each.verdict for each in verdicts(tmp_path, [RIDGE[0], line, RIDGE[1]])]
        assert found == ["true", verdict, "true"]


def test_the_hessian_is_no_layer(tmp_path):
    assert [each.verdict for each in verdicts(tmp_path, [*LEAST, "H = X^T X"])][:2] == ["true"] * 2


def test_a_cost_without_a_square_has_no_minimum_to_work_out(tmp_path):
    last = verdicts(tmp_path, [r"J(w) = (w^T w)^2 - a^T w", r"\nabla_w J = 4 (w^T w) w - a",
                               r"w = \frac14 a"])[-1]
    assert last.verdict == "unsettled"


def test_the_inverse_of_a_matrix():
    matrix = Array(((0.0, 2.0, 1.0), (1.0, 1.0, 0.0), (3.0, 0.0, 1.0)))
    product = matrix @ inverse(matrix)
    assert product.entries == pytest.approx([1, 0, 0, 0, 1, 0, 0, 0, 1])
    with pytest.raises(DomainError):
        inverse(Array(((1.0, 2.0), (2.0, 4.0))))
