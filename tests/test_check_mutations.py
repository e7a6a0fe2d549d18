"""True lines with one mistake put in: none may be called true, most must be explained rightly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from test_check_diagnosis import judged_lines

from chalkgrad.check.diagnosis.diagnosis import diagnosed
from chalkgrad.check.diagnosis.edits import Edit, Scene, applied, edits
from chalkgrad.check.errors import ReadError
from chalkgrad.check.reader.parser import read
from chalkgrad.check.reader.tree import Node
from chalkgrad.check.report import FALSE, READING, TRUE
from chalkgrad.check.trial.judge import Judged, judged
from chalkgrad.check.trial.pairs import Pair

CLAIMS = Path(__file__).parent / "claims"
OPPOSITE = {
    "prime missing": "prime too many", "Σ missing": "Σ too many", "a for 1 − a": "1 − a for a",
    "z for a": "a for z", "factor too many": "factor missing",
}
OPPOSITE |= {after: before for before, after in OPPOSITE.items() if before != "factor too many"}
KINDS = ("sign", "factor 2", "transposed", "wrong layer", "wrong index", "wrong bound",
         "Hadamard product", *OPPOSITE)
ALIKE = {"wrong index": "transposed", "transposed": "wrong index", "wrong bound": "wrong layer"}
STILL_TRUE = (  # the chain rule may go through any layer
    r"\frac{\partial a_i^{L}}{\partial a_j^{l+2}} \frac{\partial a_j^{l+2}}{\partial a_A^{l}}",)
EVERY = {"000": 97, "001": 31, "003": 41}


def claims(document: str) -> list[str]:
    """The true lines of a document, in the author's notation."""
    content = json.loads((CLAIMS / f"{document}.json").read_text(encoding="utf-8"))
    return [claim["latex"] for claim in content["claims"] if claim["verdict"] != "unreadable"]


def mutants(document: str) -> Iterator[tuple[Pair, Judged, Edit, Node]]:
    """Every true pair with one edit on the right; a definition is left alone, since nothing but
    itself says what it defines."""
    for pair, found in judged_lines(claims(document)):
        if found.part.verdict == TRUE and found.context is not None and not pair.alternatives:
            offset = " " * pair.left.span[0]
            scene = Scene(offset + pair.latex, (pair.right,), found.context.binding)
            for edit in edits(scene):
                changed = edited(scene, pair.right, edit) if edit.cause in KINDS else None
                if changed is not None:
                    yield pair, found, edit, changed


def edited(scene: Scene, side: Node, edit: Edit) -> Node | None:
    """The side with the mistake in it, None if it can't be read."""
    start, end = side.span
    moved = tuple((a - start, b - start, text) for a, b, text in edit.replacements)
    try:
        (statement,) = read(applied(scene.latex[start:end], Edit("", "", moved))).statements
        (member,) = statement.members
    except (ReadError, ValueError):
        return None
    return None if statement.conditions else member


def mutated(pair: Pair, found: Judged, edit: Edit, side: Node) -> tuple[Pair, Judged]:
    """The pair with the mistake in it, judged as the true one was."""
    assert found.context is not None
    shift = pair.left.span[0]
    moved = tuple((a - shift, b - shift, text) for a, b, text in edit.replacements)
    latex = applied(pair.latex, Edit("", "", moved))
    (statement,) = read(latex).statements
    wrong = replace(pair, left=statement.members[0], right=statement.members[-1], latex=latex)
    return wrong, judged(wrong.left, wrong.right, pair.relation, pair.conditions, found.context,
                         latex)


def is_equal(pair: Pair, found: Judged, side: Node, latex: str) -> bool:
    """Whether the edit changes no value: a ⊙ between numbers, a transpose of a number."""
    assert found.context is not None
    context = replace(found.context, quick=True)
    if any(text in latex for text in STILL_TRUE):
        return True
    verdict = judged(pair.right, side, "=", pair.conditions, context).part.verdict
    return verdict in (TRUE, READING)


def verdicts() -> Iterator[tuple[Pair, Judged, Edit, bool]]:
    """A fixed sample of the mutants, each with its verdict; True for those equal in value."""
    for document, step in EVERY.items():
        for pair, found, edit, side in list(mutants(document))[::step]:
            wrong, verdict = mutated(pair, found, edit, side)
            yield wrong, verdict, edit, is_equal(pair, found, side, wrong.latex)


def test_a_mistake_is_found_and_explained():
    called_true, right = [], []
    for pair, found, edit, equal in verdicts():
        if found.part.verdict in (TRUE, READING) and not equal:
            called_true.append((edit.cause, pair.latex))
        if found.part.verdict == FALSE:
            wanted = OPPOSITE.get(edit.cause, edit.cause)
            right.append(diagnosed(pair, found).cause in (wanted, ALIKE.get(wanted, wanted)))
    assert not called_true
    assert len(right) > 30 and sum(right) >= 0.85 * len(right)
