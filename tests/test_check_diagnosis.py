"""The wrong lines of the five documents are found false, each for the reason its note gives."""

from __future__ import annotations

import pytest

from chalkgrad.check.choosing import best
from chalkgrad.check.diagnosis.diagnosis import Diagnosis, diagnosed
from chalkgrad.check.disputes import overruled
from chalkgrad.check.lines import lines_of, pairs_of, statements_of
from chalkgrad.check.meaning.infer import inferred
from chalkgrad.check.pages.displays import displays_of
from chalkgrad.check.report import FALSE
from chalkgrad.check.trial.judge import Judged
from chalkgrad.check.trial.pairs import Pair
from chalkgrad.check.trial.study import studied

BISHOP = (r"a_i^{(l)} = \sum_{j=1}^{N_{l-1}} w_{ij}^{(l)} z_j^{(l-1)} + w_{i0}^{(l)}",
          r"z_i^{(l)} = \sigma(a_i^{(l)})", r"p(t=0|x) = y(x; \omega)",
          r"\delta_{\text{out}} = \frac{\partial L}{\partial a_{\text{out}}}")
HALF = (r"z_j^l = \sum_i w_{ij}^l a_i^{l-1} + b_j^l", r"a_j^l = \sigma(z_j^l)",
        r"\sigma(z) = \frac{1}{1+e^{-z}}", r"L = \frac{1}{2} \sum_j (y_j - a_j^L)^2",
        r"\delta_j^l = \frac{\partial L}{\partial z_j^l}")
ENTROPY = (r"a = \sigma(z) = \hat{y}", r"\delta^L = \frac{\partial L}{\partial z^L}",
           r"L = -\sum_i (y_i \log \hat{y}_i + (1-y_i) \log (1-\hat{y}_i))")
NIELSEN = (r"z^l = w^l a^{l-1} + b^l", r"a^l = \sigma(z^l)",
           r"\sigma(z) = { 1 \over 1 + e^{-z}}", r"\delta^l = \nabla C_a \odot \sigma^\prime(z^l)")

WRONG = [
    ("S1-14", BISHOP, r"\delta_i^{(L-2)} = \sum_{j=1}^{N_L} \delta_j^{(L)}", "factor missing"),
    ("S1-15", BISHOP, r"a_j^{(L)} = \sum_{i=1}^{N_{L-2}} w_{ji}^{(L)} \cdot "
     r"\sigma(a_i^{(L-2)}) + w_{j0}^{(L)}", "wrong layer"),
    ("S1-16", BISHOP, r"\frac{\partial a_j^{(L)}}{\partial a_i^{(L-2)}} = w_{ji}^{(L)} "
     r"\sigma'(a_i^{(L-2)})", "wrong layer"),
    ("S1-18", BISHOP, r"\delta_i^{(l-1)} = \sum_{j=1}^{N_L} \delta_j^{(l)} w_{ji}^{(l)} \cdot "
     r"\sigma'(a_i^{(l-1)})", "wrong bound"),
    ("S2-12", HALF, r"\delta_j^{L} = -(y_j - a_{j}) \sigma(z_j)", "prime missing"),
    ("S2-14", HALF, r"\frac{\partial z_j}{\partial b_j} = \frac{\partial L}{\partial a_j} \cdot "
     r"\frac{\partial a_j}{\partial z_j} \cdot \frac{\partial z_j}{\partial b_j}",
     "wrong derivative"),
    ("S2-16", HALF, r"\frac{\partial L}{\partial w_{ij}^{l}} = \frac{\partial L}{\partial "
     r"z_{k}^{l+1}} \cdot \frac{\partial z_{k}^{l+1}}{\partial a_{i}^{l}} \cdot \frac{\partial "
     r"a_{i}^{l}}{\partial z_{i}^{l}} \cdot \frac{\partial z_{i}^{l}}{\partial w_{i,j}^{l}}",
     "Σ missing"),
    ("S2-17", HALF, r"\frac{\partial z_{k}^{l+1}}{\partial a_{j}^{l}} = \sum_{j} w_{jk} a_{j}^{l} "
     r"+ b_k^{l+1}", "wrong derivative"),
    ("S2-29", ENTROPY, r"\delta^L = \left( \frac{-y}{\hat{y}} + \frac{1-y}{1-\hat{y}} \right)",
     "factor missing"),
    ("S2-31", ENTROPY, r"\delta^L = \left(\frac{-y}{\hat{y}} + \frac{1-y}{1-\hat{y}}\right) "
     r"\left(\hat{y} - (1-\hat{y})\right)", "sign for a product"),
    ("S4-10", NIELSEN, r"\nabla C_{a^l} = (w^{l+1})^T \delta^{l+1} \odot \sigma^\prime(z^l)",
     "factor too many"),
    ("S4-23", (*NIELSEN, r"C = - \sum_j ( y_j \ln (a_j) + (1-y_j) \ln(1-a_j) )"),
     r"C'(w_{jk}^l) = a_k^{l-1}(a_j^l-y)", "wrong layer"),
]


def judged_lines(lines: list[str]) -> list[tuple[Pair, Judged]]:
    """The pairs of a document made of these displays, each with its verdict."""
    source = displays_of("\n\n".join(f"$$\n{line}\n$$" for line in lines), "md")
    read = lines_of(source)
    pairs, seen = pairs_of(read), {}
    binding = best(pairs, inferred(statements_of(read)), seen)
    return list(zip(pairs, studied(pairs, binding, overruled=overruled(pairs, binding, seen))))


def last_wrong(lines: list[str]) -> Diagnosis | None:
    """The diagnosis of the last line, None if it isn't found false."""
    for pair, found in judged_lines(lines):
        if pair.line == len(lines) - 1 and found.part.verdict == FALSE:
            return diagnosed(pair, found)
    return None


@pytest.mark.parametrize(("claim", "before", "latex", "cause"), WRONG,
                         ids=[row[0] for row in WRONG])
def test_a_wrong_claim_is_diagnosed_as_its_note_says(claim, before, latex, cause):
    found = last_wrong([*before, latex])
    assert found is not None
    assert found.cause == cause, found
    assert found.words and found.evidence


def test_a_norm_in_the_cost_is_blamed_and_not_the_lines_that_follow():
    wrong = r"C = - \| y \ln (a) + (1-y) \ln(1-a) \|"
    lines = [*NIELSEN[:3], wrong, r"{\partial C \over \partial b_j^L} = a_j^L - y_j",
             r"C'(b) = a-y", r"{\partial C \over \partial w_{jk}^L} = a_k^{L-1} (a_j^L - y_j)"]
    found = {pair.line: diagnosed(pair, each) for pair, each in judged_lines(lines)
             if each.part.verdict == FALSE}
    assert {line: each.cause for line, each in found.items()} == {3: "bars for brackets"}


def test_the_repair_is_true():
    found = last_wrong([*HALF, WRONG[5][2]])
    assert found is not None and found.repair
    assert judged_lines([*HALF, found.repair])[-1][1].part.verdict.startswith("true")


def test_nothing_is_guessed():
    found = last_wrong([*HALF, r"a_j^l = e^{b_j^l} + 3 z_j^l - 17"])
    assert found == Diagnosis()
