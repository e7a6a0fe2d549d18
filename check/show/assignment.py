"""A class's homework: every student's formulas under the conventions of the lecturer's template."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ...engine import ChalkgradError
from ...engine.label import clean
from ..errors import CheckError
from ..pages.inline import relations
from ..report import DEFINITION, TRUE, Claim, Report
from .marks import Row, Table
from .wording import bare

SUFFIXES = (".tex", ".md", ".txt", ".ipynb")
Checker = Callable[..., Report]


def assignment(template: str | os.PathLike[str],
               submissions: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
               check: Checker | None = None) -> Table:
    """Check a folder or a list of students' files, and tell how each did on every formula.

    The template has the right formulas and definitions. The conventions found in it hold for all,
    and what it defines, such as the cost, wherever a student's file doesn't define the letter
    itself; a student who states another cost is checked under that.
    A student's formula belongs to the template's with the same number, else the same left-hand
    side, else, where as many are left on both sides, the same place in the order. A file that
    can't be checked is a row that says why. Raises CheckError if the template can't be read or
    there are no submissions.
    """
    check = check or _document()
    model = check(template)
    rows = [_row(model, name, path, check) for name, path in _files(submissions)]
    return Table(model.document, model.claims, rows)


def _document() -> Checker:
    from .. import document

    return document


def _files(submissions: Any) -> list[tuple[str, Path]]:
    """The files and what each is called in the table."""
    if not isinstance(submissions, (str, os.PathLike)):
        return [(path.stem, path) for path in map(Path, submissions)]
    folder = Path(submissions)
    if not folder.is_dir():
        raise CheckError(f"{folder} is no folder; give the folder of the submissions, or a list "
                         "of files")
    files = [path for path in sorted(folder.rglob("*"))
             if path.suffix.lower() in SUFFIXES and path.is_file()]
    if not files:
        raise CheckError(f"{folder} has no files that end in {', '.join(SUFFIXES)}; give the "
                         "folder of the submissions")
    return list(zip(_names(folder, files), files))


def _names(folder: Path, files: Sequence[Path]) -> Iterator[str]:
    """A file's name in the folder, with its suffix where two students would share a name."""
    names = [str(path.relative_to(folder).with_suffix("")) for path in files]
    for name, path in zip(names, files):
        yield name if names.count(name) == 1 else name + path.suffix


def _row(model: Report, name: str, path: Path, check: Checker) -> Row:
    try:
        report = check(path, conventions=_conventions(model), definitions=_definitions(model))
    except (ChalkgradError, OSError) as error:
        return Row(name, error=clean(str(error)))
    except Exception as error:  # one student's file never ends the whole class
        return Row(name, error=clean(f"could not be checked ({type(error).__name__}: {error})"))
    found = matched(model.claims, report.claims)
    taken = {id(claim) for claim in found if claim}
    return Row(name, found, [claim for claim in report.claims if id(claim) not in taken])


def _conventions(model: Report) -> dict[str, str]:
    """What the template says for all; a cost that it states is among its definitions."""
    return {key: value for key, value in model.binding.items() if not value.startswith("as stated")}


def _definitions(model: Report) -> list[str]:
    """The formulas of the template that define a letter."""
    return [claim.latex for claim in model.claims if claim.verdict == TRUE and any(
        part.reason.startswith(DEFINITION) for part in claim.parts)]


def matched(model: Sequence[Claim], given: Sequence[Claim]) -> list[Claim | None]:
    """For each formula of the template the student's that answers it, or None.

    >>> a, b = Claim("a = 1", 1, [], "true"), Claim("b = 2", 2, [], "true")
    >>> c = Claim("b = 3", 1, [], "false")
    >>> matched([a, b], [c])[1] is c
    True
    """
    found: list[Claim | None] = [None] * len(model)
    rest = list(given)
    for key in (_tag, _formula, _left):
        _match(model, found, rest, key)
    empty = [place for place, claim in enumerate(found) if claim is None]
    if len(empty) == len(rest):
        for place, claim in zip(empty, rest):
            found[place] = claim
    return found


def _match(model: Sequence[Claim], found: list[Claim | None], rest: list[Claim],
           key: Callable[[Claim], str]) -> None:
    """Fill empty places with claims that have the same key, in the order of the document."""
    for place, claim in enumerate(model):
        if found[place] is None and key(claim):
            same = next((one for one in rest if key(one) == key(claim)), None)
            if same is not None:
                found[place] = same
                del rest[[one is same for one in rest].index(True)]


def _tag(claim: Claim) -> str:
    return claim.tag


def _formula(claim: Claim) -> str:
    return bare(claim.latex)


def _left(claim: Claim) -> str:
    r"""What stands before the first relation, without sizes of brackets; "" if there is none."""
    place = next((place for place, _ in relations(claim.latex)), 0)
    left = claim.latex[:place].replace("\\left", "").replace("\\right", "")
    return bare(left)
