"""What every rendering of a report says: marks, words, counts, and which parts need telling."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ...engine.label import chalk, clean, scripts
from ..report import FALSE, READING, TRUE, UNSETTLED, Claim, Part, Report, Worst
from .plain import plain

MARKS = {TRUE: "✓", READING: "✓", FALSE: "✗", UNSETTLED: "?"}
WORDS = {TRUE: "true", READING: "true under a reading", FALSE: "false", UNSETTLED: "not settled"}
_NUMBER = re.compile(r"\\(?:tag|label)\*?\s*\{[^{}]*\}")
_LATEX = re.compile(r"\\[A-Za-z]|[_^](?:\{|[^\W_](?!\w))")
_WORD = re.compile(r"[A-Za-z]{2}")
EVIDENCE = " — "  # between an entry of the binding and where it was found


_NAMES = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma "
          "tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega")
_GREEK = dict(zip(_NAMES.split(" "), "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"))
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}


def as_letters(entry: str) -> str:
    """An entry of the binding with its letters as they are written.

    >>> as_letters("sigma, z, hat y"), as_letters("to-from")
    ('σ, z, ŷ', 'to-from')
    """
    return ", ".join(map(_letter, entry.split(", ")))


def _letter(name: str) -> str:
    accent, _, letter = name.rpartition(" ")
    if accent in _ACCENTS and len(letter) == 1:
        return unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    return _GREEK.get(name, name)


def told(claim: Claim) -> list[Part]:
    """The parts that need words: all but the plainly true; the claim itself where it has no parts.

    >>> told(Claim("a = b", 1, [], UNSETTLED, reason="b is unknown"))[0].reason
    'b is unknown'
    """
    if claim.verdict == TRUE:
        return []
    parts = [part for part in claim.parts if part.verdict != TRUE]
    if len(parts) > 1:
        return parts
    return [_whole(claim, parts[0] if parts else Part(claim.latex, claim.verdict))]


def step(part: Part, claim: Claim) -> str:
    """Which step of a derivation a part is, and whether it goes wrong there first.

    >>> wrong = Part("b = c", FALSE, line=4, step=(2, 2))
    >>> step(wrong, Claim("a = b = c", 3, [Part("a = b", TRUE, line=3, step=(1, 2)), wrong], FALSE))
    'first goes wrong in step 2 of 2, line 4'
    """
    number, steps = part.step
    if steps == 1:
        return f"line {part.line}" if part.line not in (0, claim.line) else ""
    places = [(each.line, each.step) for each in claim.parts]
    at = places.index((part.line, part.step)) if (part.line, part.step) in places else 0
    before = [each.verdict for each in claim.parts[max(0, at - number + 1):at]]
    word = "first goes wrong in " if part.verdict == FALSE and FALSE not in before else ""
    several = len({line for line, _ in places}) > 1
    return f"{word}step {number} of {steps}" + (f", line {part.line}" if several else "")


def _whole(claim: Claim, part: Part) -> Part:
    """The only part that needs words, completed by what is said of the whole claim."""
    return Part(part.latex, claim.verdict, part.reading or claim.reading,
                part.reason or claim.reason, part.worst or claim.worst,
                part.diagnosis or claim.diagnosis, part.evidence, claim.repair or part.repair,
                part.line, part.step)


def same(latex: str, other: str) -> bool:
    r"""Whether two formulas differ in nothing but their spaces, number and last stop.

    >>> same(r"\tag{1} a = b.", "a=b"), same("a = b", "a = c")
    (True, False)
    """
    return bare(latex) == bare(other)


def bare(latex: str) -> str:
    """A formula without spaces, number and last stop."""
    return "".join(_NUMBER.sub("", latex).split()).rstrip(".,;")


def place(worst: Worst) -> str:
    """Where the sides differ most, and their values.

    >>> place(Worst({"i": 2, "l": 3}, 0.25, -0.5))
    'i = 2, l = 3: left 0.25, right −0.5'
    """
    where = ", ".join(f"{clean(str(index))} = {clean(str(at))}"
                      for index, at in worst.where.items())
    values = f"left {value(worst.left)}, right {value(worst.right)}"
    return f"{where}: {values}" if where else values


def value(given: float | str) -> str:
    """A side's value as it is printed.

    >>> value(0.1234567), value("a vector of 3")
    ('0.1235', 'a vector of 3')
    """
    if isinstance(given, str):
        return clean(given)
    return "not a number" if math.isnan(given) else chalk(float(given))


def counted(verdicts: Iterable[str]) -> str:
    """How many there are of each verdict.

    >>> counted([TRUE, FALSE, TRUE, READING])
    '2 true · 1 true under a reading · 1 false'
    """
    found = list(verdicts)
    counts = [(found.count(verdict), word) for verdict, word in WORDS.items()]
    return " · ".join(f"{count} {word}" for count, word in counts if count) or "no formulas"


def conventions(report: Report) -> tuple[dict[str, str], str]:
    """The conventions that the lines make use of, and a sentence for the others.

    >>> claims = [Claim("a = b", 1, [], TRUE)]
    >>> conventions(Report("a.md", {"cost": "C", "labels": "as usual"}, claims, [], ["labels"]))
    ({'cost': 'C'}, '1 other convention makes no difference here')
    """
    if not report.claims:
        return {}, ""
    used = {key: str(entry) for key, entry in report.binding.items() if key not in report.unused}
    rest = len(report.binding) - len(used)
    other = "1 other convention makes" if rest == 1 else f"{rest} other conventions make"
    return used, f"{other} no difference here" if rest else ""


def evidence(entry: str) -> tuple[str, str]:
    """An entry of the binding and where it was found, if that is said.

    >>> evidence("z — line 26"), evidence("half the squared error")
    (('z', 'line 26'), ('half the squared error', ''))
    """
    what, _, found = entry.partition(EVIDENCE)
    return what, found


def words(text: str) -> str:
    r"""A sentence made safe to print, with its formulas as text, indices lowered and raised.

    >>> words(r"the factor \sigma'(z_j^L) is missing"), words(r"y - \hat y has the wrong sign")
    ('the factor σ′(zⱼᴸ) is missing', 'y − ŷ has the wrong sign')
    """
    return scripts(" ".join(plain(run) if formula else run for run, formula in runs(text)))


def runs(text: str) -> Iterator[tuple[str, bool]]:
    r"""The pieces of a sentence, made safe, and whether each is a formula in LaTeX.

    >>> list(runs(r"the sign of \hat y - y is wrong"))
    [('the sign of', False), ('\\hat y - y', True), ('is wrong', False)]
    """
    for inside, some in groupby(clean(text).split(" "), _is_of_formula):
        run = " ".join(some)
        yield run, inside and bool(_LATEX.search(run)) and run.count("{") == run.count("}")


def _is_of_formula(word: str) -> bool:
    """Whether a word may stand in a formula: it has LaTeX, or else no two letters in a row."""
    return bool(word) and bool(_LATEX.search(word) or not _WORD.search(word))


def status(verdicts: Sequence[str]) -> int:
    """The exit status of a command: 1 if anything is false, else 0."""
    return int(FALSE in verdicts)
