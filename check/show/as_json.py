"""A report as plain data for graders: finite JSON with the same keys for every claim."""

from __future__ import annotations

import math
from typing import Any

from ..report import Claim, Part, Report, Worst


def to_json(report: Report) -> dict[str, Any]:
    """A report as dictionaries, lists, strings and finite numbers; an infinite one is a string.

    >>> to_json(Report("notes.md", {"pre-activation": "z"}, [Claim("a = a", 3, [], "true")]))
    {'document': 'notes.md', 'binding': {'pre-activation': 'z'}, 'claims': [{'latex': 'a = a',
     'line': 3, 'verdict': 'true', 'reading': '', 'diagnosis': '', 'repair': '', 'reason': '',
     'tag': '', 'worst': None, 'parts': []}], 'notes': []}
    """
    return {"document": report.document,
            "binding": {str(role): str(what) for role, what in report.binding.items()},
            "claims": [_claim(claim) for claim in report.claims],
            "notes": [str(note) for note in report.notes]}


def _claim(claim: Claim) -> dict[str, Any]:
    return {"latex": claim.latex, "line": int(claim.line), "verdict": claim.verdict,
            "reading": claim.reading, "diagnosis": claim.diagnosis, "repair": claim.repair,
            "reason": claim.reason, "tag": claim.tag, "worst": _worst(claim.worst),
            "parts": [_part(part) for part in claim.parts]}


def _part(part: Part) -> dict[str, Any]:
    return {"latex": part.latex, "line": int(part.line), "verdict": part.verdict,
            "reading": part.reading, "reason": part.reason, "diagnosis": part.diagnosis,
            "evidence": part.evidence, "repair": part.repair, "worst": _worst(part.worst)}


def _worst(worst: Worst | None) -> dict[str, Any] | None:
    if worst is None:
        return None
    where = {str(index): at if isinstance(at, str) else int(at)
             for index, at in worst.where.items()}
    return {"where": where, "left": _finite(worst.left), "right": _finite(worst.right)}


def _finite(value: float | str) -> float | str:
    """The number, or its name if JSON has none for it; NumPy's and mpmath's become floats."""
    if isinstance(value, str):
        return value
    number = float(value)
    return number if math.isfinite(number) else str(number)
