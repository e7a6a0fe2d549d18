"""What a definition may say: small documents, each line with its verdict."""

import pytest

from chalkgrad import check

TRUE, FALSE, OPEN = "true", "false", "unsettled"
UNIT = [(r"o = \sigma(net), \qquad net = \vec{w} \cdot \vec{x}", TRUE),
        (r"\sigma(y) = \frac{1}{1 + e^{-y}}", TRUE), (r"E = \frac12 (t - o)^2", TRUE),
        (r"\frac{d\sigma(y)}{dy} = \sigma(y) (1 - \sigma(y))", TRUE),
        (r"\frac{\partial E}{\partial net} = -(t - o) o (1 - o)", TRUE)]
SOFTMAX = [(r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", TRUE), (r"L = -\sum_i y_i \log p_i", TRUE),
           (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", TRUE),
           (r"\frac{\partial L}{\partial z_j} = p_j - y_j", TRUE)]


def changed(lines, at, line, verdict=FALSE):
    """The same document with one line written otherwise; the others stay what they are."""
    return [*lines[:at], (line, verdict), *lines[at + 1:]]


DOCUMENTS = {
    "the argument is a letter of its own": UNIT,
    "the argument isn't in it": changed(UNIT, 1, r"\sigma(y) = \frac{1}{1 + e^{-t}}"),
    "the argument isn't in it, without a cost": [(r"\sigma(y) = \frac{1}{1 + e^{-t}}", FALSE)],
    "softmax": SOFTMAX,
    "softmax without its sum": changed(SOFTMAX, 0, r"p_i = \frac{e^{z_i}}{e^{z_k}}"),
    "an index that nothing binds": [(r"q_i = \frac{e^{z_i}}{e^{z_k}}", OPEN),
                                    (r"\sum_i y_i = 1", "true under a reading")],
    "a line without the name is no witness": [
        (r"q_i = \frac{e^{z_i}}{\sum_k e^{-z_k}}", OPEN),
        (r"\sum_i y_i = 1", "true under a reading")],
    "a class that others are compared with": [
        (r"q_i = \frac{e^{z_i}}{e^{z_K}}", OPEN), (r"\ln q_i = z_i - z_K", OPEN)],
}


@pytest.mark.parametrize("lines", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_line_has_its_verdict(lines, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n\n".join(f"$$\n{line}\n$$" for line, _ in lines))
    assert [claim.verdict for claim in check.document(page).claims] == [one for _, one in lines]
