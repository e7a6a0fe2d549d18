"""The claims of five documents, formula by formula: each is a line of a page of its own document.

A new document is a new file in tests/claims.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalkgrad import check
from chalkgrad.check import Claim

CLAIMS = Path(__file__).parent / "claims"
DOCUMENTS = sorted(path.stem for path in CLAIMS.glob("*.json"))
FIELDS = ("latex", "as_written")
# Lines that can't be settled, and why: letters that the scan lost, or a quantity that the page
# doesn't define.
OPEN = {
    ("S3-10", "as_written"): "a^l scanned as α′, and without the range that is wrong",
}


def claims(document: str) -> list[dict[str, Any]]:
    return json.loads((CLAIMS / f"{document}.json").read_text(encoding="utf-8"))["claims"]


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> dict[tuple[str, str], dict[str, Claim]]:
    """Every page checked once: its claims by their LaTeX without spaces."""
    folder, found = tmp_path_factory.mktemp("claims"), {}
    for document in DOCUMENTS:
        for field in FIELDS:
            page = folder / f"{document}_{field}.md"
            page.write_text("\n\n".join(f"$$\n{claim[field]}\n$$" for claim in claims(document)))
            found[document, field] = {bare(claim.latex): claim
                                      for claim in check.document(page).claims}
    return found


def bare(latex: str) -> str:
    return "".join(latex.split())


def wanted(verdict: str, field: str) -> str:
    """What the checker must say, "" where anything but a wrong verdict will do."""
    if verdict == "wrong":
        return "false" if field == "as_written" else ""
    if verdict == "true after repair":
        return "true" if field == "latex" else ""
    return "unsettled" if verdict == "unreadable" and field == "as_written" else \
        "" if verdict == "unreadable" else "true"


TABLE = [(document, field, claim["id"]) for document in DOCUMENTS for field in FIELDS
         for claim in claims(document)]


@pytest.mark.parametrize("document, field, name", TABLE, ids="/".join)
def test_every_claim_has_its_verdict(document, field, name, reports):
    (claim,) = (claim for claim in claims(document) if claim["id"] == name)
    verdict = reports[document, field][bare(claim[field])].verdict
    should = wanted(claim["verdict"], field)
    if (name, field) in OPEN:
        assert verdict == "unsettled"
    elif should in ("false", "unsettled"):
        assert verdict == should
    elif should == "true":
        assert verdict in ("true", "true under a reading")


def test_the_table_of_claims_is_whole():
    assert sum(len(claims(document)) for document in DOCUMENTS) == 141


CAUSES = {
    "S1-05": "exponents", "S2-12": "prime is missing", "S2-14": "∂L is meant",
    "S2-29": "\\sigma'(z^L) is missing", "S2-31": "a product is meant",
    "S1-14": "is missing", "S1-15": "L-1", "S1-16": "L-1", "S1-18": "bound",
    "S2-16": "Σ over k", "S4-10": "must not stand", "S4-13": "", "S4-23": "L only",
}


@pytest.mark.parametrize("name", CAUSES)
def test_a_wrong_line_gets_its_cause(name, reports):
    document = f"00{name[1]}"
    (claim,) = (claim for claim in claims(document) if claim["id"] == name)
    found = reports[document, "as_written"][bare(claim["as_written"])]
    assert CAUSES[name] in found.diagnosis


BINDINGS = {
    "000": {"preactivation": "z", "activation": "a", "weight order": "from-to"},
    "001": {"preactivation": "a", "activation": "z", "weight order": "to-from",
            "labels": "flipped", "prediction": "y", "target": "t"},
    "002": {"preactivation": "z", "activation": "a", "weight order": "from-to"},
    "003": {"weight order": "to-from", "summation convention": "yes"},
    "004": {"preactivation": "z", "weight order": "to-from", "error": "delta"},
}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_conventions_are_found(document, reports):
    found = next(iter(reports[document, "latex"].values())).binding
    assert BINDINGS[document].items() <= found.items()
