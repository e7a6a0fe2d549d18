"""Scanned notes: letters taken for others, read by what the same document calls things."""

from __future__ import annotations

import pytest

from chalkgrad import check

SCANNED = [
    r"z_j^l = \sum_i w_{ij}^l a_i^{l-1} + b_j^l", r"a_j^l = \sigma(z_j^l)",
    r"\delta_j^l = \frac{\partial C}{\partial z_j^l}", r"C = \frac{1}{2} \sum_j (a_j^L - y_j)^2",
    r"8j^{L} = (\alpha_j^{L} - y_j) \sigma'(2j^{L})",           # a true line
    r"8j^{L} = (\alpha_j^{L} - y_j) \sigma(2j^{L})",            # no prime
    r"\frac{\partial C}{\partial b_j^l} = S_j^l",               # true
    r"5'(z) = 5(z) (1 - 5(z))",                                 # true
    r"8j^{l} = \sum_k w_{jk}^{l+1} + 3 \alpha_k^{l+1}",         # false for more than one reason
    r"\frac{\partial C}{\partial q} = \mu_j",                   # nothing looks like μ
]
VERDICTS = ["true"] * 4 + ["true under a reading", "false", "true under a reading",
                           "true under a reading", "unsettled", "unsettled"]

CLEAN = [
    r"z_j^l = \sum_i w_{ij}^l a_i^{l-1} + b_j^l", r"a_j^l = \sigma(z_j^l)",
    r"\delta_j^l = \frac{\partial C}{\partial z_j^l}",
    r"\frac{\partial C}{\partial b_j^l} = S_j^l", r"\alpha_j^l = \delta_j^l",
    r"\frac{\partial \alpha_j^l}{\partial z_j^l} = \sigma(z_j^l)",
    r"w_{ij}^l \leftarrow w_{ij}^l - \alpha \frac{\partial C}{\partial w_{ij}^l}",
]


def claims(folder, lines):
    page = folder / "page.md"
    page.write_text("\n\n".join(f"$$ {line} $$" for line in lines))
    return check.document(page).claims


def test_a_scanned_letter_is_read_as_the_one_that_it_looks_like(tmp_path):
    found = claims(tmp_path, SCANNED)
    assert [claim.verdict for claim in found] == VERDICTS
    assert "8j is a scanned \\delta_{j}" in found[4].reading
    assert "S is a scanned \\delta" in found[6].reading


def test_a_mistake_in_a_scanned_line_is_explained_in_the_letters_that_are_meant(tmp_path):
    wrong = claims(tmp_path, SCANNED)[5]
    assert wrong.diagnosis == "a prime is missing: \\sigma′"
    assert wrong.repair == r"\delta_{j}^{L} = (a_j^{L} - y_j) \sigma'(z_{j}^{L})"
    assert "2j is a scanned z_{j}" in wrong.reading


def test_in_notes_that_were_not_scanned_letters_are_what_they_are(tmp_path):
    for claim in claims(tmp_path, CLEAN):
        assert "scanned" not in claim.reading + claim.reason
        assert claim.verdict != "false"


BISHOP = [r"a_i^{(l)} = \sum_j w_{ij}^{(l)} z_j^{(l-1)} + w_{i0}^{(l)}",
          r"z_i^{(l)} = \sigma(a_i^{(l)})"]
FLIPPED = [r"p(t=0|x) = y(x; w)", r"L(w) = -(1-t^{(i)}) \log y(x^{(i)}; w) "
           r"- t^{(i)} \log (1 - y(x^{(i)}; w))"]
USUAL = [r"p(t=1|x) = y(x; w)", r"L(w) = -t^{(i)} \log y(x^{(i)}; w) "
         r"- (1-t^{(i)}) \log (1 - y(x^{(i)}; w))"]


@pytest.mark.parametrize(("before", "verdict"), [
    (FLIPPED, "false"), (USUAL, "true under a reading"), (USUAL[1:], "unsettled")])
def test_a_product_alone_is_the_likelihood_where_that_is_stated(before, verdict, tmp_path):
    product = r"\prod_{i=1}^N y(x^{(i)}; w)^{t^{(i)}} (1 - y(x^{(i)}; w))^{1-t^{(i)}}"
    claim = claims(tmp_path, [*BISHOP, *before, product])[-1]
    assert claim.verdict == verdict
    if verdict == "false":
        assert "exponents" in claim.diagnosis


def test_a_definition_of_unheard_letters_says_nothing(tmp_path):
    found = claims(tmp_path, [r"a = \sigma(z)", r"N = K - M", r"s = 2 k", r"r = s + k"])
    assert [claim.verdict for claim in found] == ["true", "unsettled", "unsettled", "unsettled"]
    assert "nothing says what" in found[1].reason and "tests it" in found[2].reason
