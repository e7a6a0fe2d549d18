"""The formulas of a document, parsed, and their chains as neighbouring pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .errors import ReadError
from .likelihood import is_alone, likelihood
from .meaning.bare_sums import of_entries, usual_indices, with_indices
from .meaning.batch_sums import with_samples
from .meaning.numbered import told_apart
from .meaning.point_free import at_points, points
from .meaning.respelled import Spellings, respelled
from .meaning.tidied import usual
from .pages.displays import displays_of
from .pages.source import Passage, Source
from .reader import tree as n
from .reader.conditions import INDICES
from .reader.parser import read
from .trial.pairs import Pair, called_name


@dataclass
class Line:
    """A passage of the document, read or not."""

    passage: Passage
    display: n.Display | None
    error: str = ""

    def respelled(self, found: Spellings) -> Line:
        """The line in the spelling that is read."""
        return replace(self, display=respelled(self.display, found)) if self.display else self

    def told_apart(self, letters: frozenset[str]) -> Line:
        """The line with x_1 and x_2 as letters of their own."""
        return replace(self, display=told_apart(self.display, letters)) if self.display else self


def with_points(lines: Sequence[Line]) -> list[Line]:
    """The lines with an argument for every function that has none, in σ′ = σ (1 − σ)."""
    known = points(statements_of(lines))
    return [replace(line, display=replace(line.display, statements=tuple(
        at_points(statement, known) for statement in line.display.statements)))
        if line.display else line for line in lines]


def lines_of(source: Source) -> list[Line]:
    """Every formula of the document, parsed; one that can't be read says why."""
    found = []
    macros = macros_of(source)
    for passage in source.passages:
        try:
            found.append(Line(passage, usual(read(passage.latex, macros))))
        except ReadError as error:
            found.append(Line(passage, None, str(error)))
    worked = any(line.passage.inline and "." in _given(line) for line in found)
    return [line for line in found if not (
        line.passage.inline and line.display and _is_small(line)
        and not (worked and _given(line)))]


def with_sums(lines: Sequence[Line]) -> list[Line]:
    """The lines with an index for every Σ that has none; a line that starts with = goes on with
    the chain before it."""
    found, head = [], None
    letters = usual_indices(statements_of(lines))
    for line in lines:
        statements = []
        for statement in line.display.statements if line.display else ():
            if statement.members:
                head = statement.members[0] if head is None or not statement.dangling else head
                statement = with_samples(with_indices(statement, head))
            statements.append(of_entries(statement, letters))
        found.append(replace(line, display=replace(line.display, statements=tuple(statements)))
                     if line.display else line)
    return found


def _given(line: Line) -> str:
    """The number that a letter is given, as in x = 1.5; "" for anything else, and for l = 2."""
    statements = line.display.statements if line.display else ()
    if len(statements) != 1 or len(statements[0].members) != 2 or statements[0].relations != ("=",):
        return ""
    name, number = statements[0].members
    number = number.terms[0][1] if isinstance(number, n.Add) and len(number.terms) == 1 else number
    own = isinstance(name, n.Name) and name.base not in INDICES and is_letter(name)
    return number.text if own and isinstance(number, n.Number) else ""


def _is_small(line: Line) -> bool:
    """An inline `l = 2` or `i ≠ j` is part of a sentence, no claim; `z = x + y` is one."""
    assert line.display is not None
    members = [member for statement in line.display.statements for member in statement.members]
    return all(map(is_letter, members)) and not any(map(_is_sum, members))


def _is_sum(node: n.Node) -> bool:
    """x + y, of letters that count nothing."""
    terms = [term for _, term in node.terms] if isinstance(node, n.Add) else []
    return len(terms) > 1 and all(isinstance(term, n.Name) and term.base.islower()
                                  and term.base not in INDICES for term in terms)


def is_letter(node: n.Node) -> bool:
    if isinstance(node, n.Add):
        return all(is_letter(part) for _, part in node.terms)
    if isinstance(node, n.Name):
        return not node.sups and not node.primes and not node.subs
    return isinstance(node, (n.Number, n.Ellipsis_, n.Words))


def definitions_for(lines: Sequence[Line], definitions: Sequence[str]) -> list[Line]:
    """Those of some definitions, parsed, whose letters the lines don't define themselves."""
    text = "\n\n".join(f"$$\n{latex}\n$$" for latex in definitions)
    own = _heads(lines)
    return [line for line in lines_of(displays_of(text, "md"))
            if line.display and not _heads([line]) & own]


def _heads(lines: Sequence[Line]) -> set[str]:
    """The letters that stand alone, or with indices or arguments, left of an equals sign."""
    heads = [called_name(statement.members[0])[0] for statement in statements_of(lines)
             if statement.relations[:1] in (("=",), (":=",)) and not statement.dangling]
    return {head.base for head in heads if head is not None}


def macros_of(source: Source) -> dict[str, tuple[int, str]]:
    return {name.lstrip("\\"): body for name, body in source.macros.items()}


def pairs_of(lines: Sequence[Line]) -> list[Pair]:
    """The neighbouring pairs of all chains; a chain that starts with = continues the one before,
    or else one of those before that, which is not so sure."""
    found: list[Pair] = []
    chain: list[n.Node] = []
    others: list[n.Node] = []
    labels = likelihood(statements_of(lines))
    for number, line in enumerate(lines):
        for k, statement in enumerate(line.display.statements if line.display else ()):
            found.extend(_pairs(statement, number, k, line.passage.latex, chain, others))
            if labels is not None and is_alone(statement):
                found.append(_of_labels(statement, number, k, line.passage.latex, labels))
            if not statement.relations or _is_remark(line.passage.latex, statement):
                continue
            if not statement.dangling:
                others, chain = [*chain[:1], *others][:9], []
            chain = [*reversed(statement.members), *chain][:9]
    return found


def _is_remark(latex: str, statement: n.Statement) -> bool:
    r"""\because \ln 1 = 0, which no chain goes on from."""
    return latex[:statement.span[0]].rstrip(" &").endswith((r"\because", "∵"))


def _pairs(statement: n.Statement, line: int, number: int, latex: str, chain: list[n.Node],
           others: list[n.Node]) -> Iterator[Pair]:
    members = statement.members
    if statement.dangling:
        if chain:
            yield Pair(chain[0], members[0], statement.relations[0], statement.conditions, line,
                       number, latex, False, tuple(chain), others=tuple(others))
        relations: Sequence[str] = statement.relations[1:]
    else:
        relations = statement.relations
    for k, (left, relation, right) in enumerate(zip(members, relations, members[1:])):
        if relation in ("in", ",", "not in") or _separates(relations, k):
            continue
        span = slice(left.span[0], right.span[1])
        yield Pair(left, right, relation, statement.conditions, line, number, latex[span],
                   (k == 0 and not statement.dangling) or (k > 0 and _separates(relations, k - 1)))


def _of_labels(statement: n.Statement, line: int, number: int, latex: str, labels: n.Node) -> Pair:
    """A product over the samples by itself, in a document that says what p(t = 0 | x) is."""
    right = statement.members[0]
    return Pair(labels, right, "=", statement.conditions, line, number, latex[slice(*right.span)],
                False, (labels,), said="as the probability of the labels that were seen")


def _separates(relations: Sequence[str], k: int) -> bool:
    """A = B ⟹ C = D are two equations, A = B ⟹ C ⟹ D one chain."""
    return (relations[k] == "=>" and relations[k + 1:k + 2] in (("=",), (":=",), ("<-",))
            and (k == 0 or relations[k - 1] == "="))


def statements_of(lines: Sequence[Line]) -> list[n.Statement]:
    """Those of all lines that say something: ∀ i ∈ {1, …, n} alone is only a condition."""
    return [statement for line in lines if line.display
            for statement in line.display.statements if statement.members]
