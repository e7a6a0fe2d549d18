"""Notes in the notations of other authors: no true line is called false, no false line true.

Every document has a table of its displays with their verdicts; a new one is two new files. Where
the table says so ("settled"), no line may be left open.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from chalkgrad import check

NOTES = Path(__file__).parent / "notes"
TABLES = sorted(NOTES.glob("*.json"))


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_no_verdict_is_wrong(table, counts):
    wanted = json.loads(table.read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for claim in check.document(NOTES / wanted["document"]).claims:
        found.setdefault(bare(claim.latex), []).append(claim.verdict)
    for claim in wanted["claims"]:
        verdicts = found.get(bare(claim["latex"]), [])
        verdict = verdicts.pop(0) if verdicts else "unsettled"
        counts["open" if verdict == "unsettled" else "settled"] += 1
        assert verdict != "unsettled" or not wanted.get("settled"), claim["latex"]
        if claim["verdict"] == "false":
            assert verdict in ("false", "unsettled"), claim["latex"]
        elif claim["verdict"] != "unsettled":
            assert verdict != "false", claim["latex"]


def test_most_lines_are_settled(counts):
    if len(TABLES) > 10 and sum(counts.values()) > 150:  # not when single tests are picked
        assert counts["settled"] > 0.75 * sum(counts.values())


def bare(latex: str) -> str:
    return "".join(latex.split())
