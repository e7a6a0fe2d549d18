"""A whole document or one formula: read, its conventions found, every line given its verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from .chains import count_steps, no_conditions, resumed
from .choosing import scored
from .composition import general_rules
from .credible import believed
from .errors import CheckError
from .explaining import (
    by_another_order,
    doubted,
    explained,
    one_layout,
    written_out,
)
from .implied import at_odds
from .lines import (
    Line,
    definitions_for,
    lines_of,
    macros_of,
    pairs_of,
    statements_of,
    with_points,
    with_sums,
)
from .meaning.binding import Binding
from .meaning.classes import named_softmax
from .meaning.conventions import conventions as read_conventions
from .meaning.conventions import described, overridden
from .meaning.infer import inferred
from .meaning.infer_weights import has_noise
from .meaning.numbered import last_vectors, named_above, named_matrices, numbered_letters
from .meaning.primed import primed_letters
from .meaning.respelled import spellings
from .meaning.worded import worded_letters
from .minima import at_minimum
from .operators import without_operators
from .pages.displays import displays, displays_of
from .pages.source import Source
from .reader import tree as n
from .report import UNSETTLED, Claim, Part, Report
from .restricted import restricted
from .scans.scanned import rescanned
from .sections import by_themselves
from .settling import settled_pairs
from .stated import stated
from .trial.judge import Judged
from .trial.pairs import Pair
from .trial.world import COSTS
from .used import twofold, unused
from .words import is_of_a_case, said_beside, sentence_before, words_before


def document(path: str | Path, conventions: Any = None,
             definitions: Sequence[str] = ()) -> Report:
    """Check every formula of a document against a network, under the conventions found in it.

    `conventions` (a TOML file or a mapping, with the keys that a report prints) override what
    would be found. `definitions` are formulas, such as `C = …`, that hold where the document
    doesn't define the letter itself. Returns a Report with one Claim for every display, and for
    every inline formula that states something. Raises CheckError for a file that can't be read.
    """
    source = displays(path)
    report = _checked(source, str(path), conventions, definitions)
    by_themselves(report, source, lambda part: _checked(
        part, str(path), conventions, definitions, alone=True))
    return report


def formula(latex: str, net: Any = None, cost: str | None = None, conventions: Any = None) -> Claim:
    r"""Check one formula, in LaTeX as it stands in notes, with or without its delimiters.

    `net` (an nn.MLP) says which activations are meant, `cost` is a name such as "half-sse" or
    the formula that states it; `conventions` are as for `document`. Returns a Claim. Raises
    CheckError for a cost that is neither.

    >>> claim = formula(r"\frac{\partial C}{\partial a_j^L} = a_j^L - y_j", cost="half-sse")
    >>> claim.verdict
    'true'
    >>> wrong = r"\delta^l = w^{l+1} \delta^{l+1} \odot \sigma'(z^l)"
    >>> formula(wrong, conventions={"weight order": "to-from"}).repair
    "\\delta^l = (w^{l+1})^T \\delta^{l+1} \\odot \\sigma'(z^l)"
    """
    given = {**read_conventions(conventions), **_of_network(net)}
    before = ""
    if cost in COSTS:
        given["cost function"] = cost
    elif cost is not None:
        before = f"$$\n{_stated_cost(cost)}\n$$\n\n"
    source = displays_of(f"{before}$$\n{_bare(latex)}\n$$", "md")
    return _checked(source, "formula", given).claims[-1]


def _bare(latex: str) -> str:
    """The formula without dollars around it and without lines that would end it."""
    return re.sub(r"\n\s*\n", "\n", latex.strip().strip("$").strip())


def _stated_cost(cost: str) -> str:
    """The formula, if it is one that says what a cost is."""
    if "=" not in cost:
        raise CheckError(f"there is no cost function {cost!r}; write one of {', '.join(COSTS)}, or "
                         r"the formula that states it, such as C = \frac{1}{2} (a - y)^2")
    return _bare(cost)


def _of_network(net: Any) -> dict[str, Any]:
    if net is None:
        return {}
    names = [layer.activation for layer in net.layers]
    output = {"output layer": names[-1]} if names[-1] != names[0] else {}
    return {"activation is": names[0], **output}


def _checked(source: Source, name: str, conventions: Any, definitions: Sequence[str] = (),
             alone: bool = False) -> Report:
    """The report on a source; of a section read `alone` only what is true there counts, so that
    nothing is explained or taken for a scanner's mistake."""
    own = lines_of(source)
    before = definitions_for(own, definitions)
    own_spellings = spellings(statements_of([*before, *own]))
    lines = [line.respelled(own_spellings) for line in (*before, *own)]
    apart = _told_apart(statements_of(lines))
    lines = with_points(with_sums([line.told_apart(apart) for line in lines]))
    pairs = _pairs(source, lines, len(before))
    statements = _without(lines, [*(pairs[at] for at in general_rules(pairs)),
                                  *(pair for pair in pairs if pair.case or has_noise(pair.right))])
    given = {key: value for key, value in read_conventions(conventions).items()
             if not str(value).startswith("as stated")}
    binding = overridden(inferred(statements), given).but(
        spellings=own_spellings, apart=apart)
    if "einstein" in source.text.casefold() and "summation convention" not in given:
        binding = min((binding, binding.but(einstein=True)), key=lambda one: scored(pairs, one, {}))
    binding, read, found, weighed = settled_pairs(
        pairs, binding, "cost function" in given, alone)

    def explain(found: list[Judged]) -> None:
        if not alone:
            rescanned(lines, pairs, found, binding, macros_of(source))
        restricted(pairs, found)
        if not alone:
            explained(read, found, macros_of(source))
    found = weighed(_looked_over(pairs, found, binding, explain))
    for pair, one in zip(pairs, found):
        one.part.line = source.place(lines[pair.line].passage, pair.right.span[0])[0]
    words = {**described(binding), **stated(pairs, found, binding, lines, len(before))}
    return Report(name, words, _claims(lines, pairs, found, words, source)[len(before):],
                  [*source.notes, *twofold(statements, binding), *_nothing(own, source)],
                  [key for key in unused(statements, binding) if key not in given])


def _told_apart(statements: Sequence[n.Statement]) -> frozenset[str]:
    """What stands for letters of their own, by a number, a name below or a prime."""
    return (numbered_letters(statements) | named_matrices(statements)
            | primed_letters(statements) | named_softmax(statements)
            | last_vectors(statements) | named_above(statements) | worded_letters(statements))


def _pairs(source: Source, lines: Sequence[Line], before: int) -> list[Pair]:
    """The pairs of all lines, those of the document itself with the words before them."""
    return [pair if pair.line < before else replace(
        pair, prose=said_beside(source, lines[pair.line].passage, macros_of(source)),
        words=sentence_before(source, lines[pair.line].passage),
        topic=words_before(source, lines[pair.line].passage),
        case=is_of_a_case(source, lines[pair.line].passage)) for pair in pairs_of(lines)]


def _looked_over(pairs: Sequence[Pair], found: list[Judged], binding: Binding,
                 explain: Callable[[list[Judged]], None]) -> list[Judged]:
    """The verdicts once more, each beside the others: explained, or taken back where they hinge
    on what the other lines speak against."""
    no_conditions(pairs, found)
    found = resumed(pairs, found)
    written_out(pairs, found)
    at_odds(pairs, found)
    at_minimum(pairs, found, binding)
    explain(found)
    by_another_order(pairs, found)
    doubted(pairs, found, binding)
    one_layout(found)
    believed(pairs, found, binding)
    without_operators(pairs, found, binding)
    doubted(pairs, found, binding)  # once more, of what isn't believed any longer
    count_steps(pairs, found)
    return found


def _without(lines: Sequence[Line], pairs: Sequence[Pair]) -> list[n.Statement]:
    """The statements of the document but those that the pairs come from."""
    taken = {(pair.line, pair.number) for pair in pairs}
    return [statement for at, line in enumerate(lines) if line.display
            for k, statement in enumerate(line.display.statements)
            if statement.members and (at, k) not in taken]


def _nothing(lines: Sequence[Line], source: Source) -> list[str]:
    """Why there is nothing to check, so that nobody takes it for a clean sheet."""
    if lines:
        return []
    if not source.text.strip():
        return ["the file is empty"]
    return [r"no formulas were found; write them as $$ … $$, \[ … \] or \begin{equation}"]


def _claims(lines: Sequence[Line], pairs: Sequence[Pair], found: Sequence[Judged],
            binding: dict[str, str], source: Source) -> list[Claim]:
    claims = []
    for number, line in enumerate(lines):
        parts = [one.part for pair, one in zip(pairs, found) if pair.line == number]
        if line.display is None:
            parts = [Part(line.passage.latex, UNSETTLED, reason=line.error)]
        if not parts:
            parts = [Part(line.passage.latex, UNSETTLED, reason="no equation")]
        claims.append(claim(line, parts, binding, macros_of(source)))
    return claims


def claim(line: Line, parts: list[Part], binding: dict[str, str],
          macros: Mapping[str, tuple[int, str]]) -> Claim:
    """One display: as bad as its worst part."""
    found = Claim(line.passage.latex, line.passage.line, parts, binding=binding, macros=macros,
                  tag=line.display.tag if line.display else "")
    found.settle()
    return found
