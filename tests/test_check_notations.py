"""The same right formulas in many notations are true, and with a slip they aren't."""

from pathlib import Path
from random import Random

import pytest
from notations import KINDS, slip

from chalkgrad import check

SEEDS = range(5)
GRADIENTS = (r"\frac{\partial", r"\nabla", r"\delta", "d")


def verdicts(page: list[str], folder: Path) -> dict[str, str]:
    path = folder / "page.md"
    path.write_text("\n\n".join(f"$$ {line} $$" for line in page), encoding="utf-8")
    return {claim.latex.strip(): claim.verdict for claim in check.document(path).claims}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_right_line_is_true_in_any_notation(kind, seed, tmp_path):
    found = verdicts(KINDS[kind](Random(seed)), tmp_path)
    assert set(found.values()) <= {"true", "true under a reading"}, found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_in_a_gradient_is_found_in_any_notation(kind, seed, tmp_path):
    page = KINDS[kind](Random(seed))
    at = max(k for k, line in enumerate(page) if line.startswith(GRADIENTS))
    page[at] = slip(page[at])
    assert verdicts(page, tmp_path)[page[at]] == "false"
