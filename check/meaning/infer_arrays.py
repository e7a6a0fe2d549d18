"""Sheets of matrix calculus: which letters are vectors and matrices, and of what shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from ..reader.vocabulary import GREEK, words_of
from .binding import USUAL
from .evidence import Evidence
from .heads import head_of
from .infer_weights import has_noise
from .nodes import names_in, nodes
from .spelling import CALLED, is_transpose

Shape = tuple[str, str]
SCALAR: Shape = ("1", "1")
SIZES = (4, 3, 5, 2, 6, 7)  # of whatever may differ


def arrays(seen: Evidence) -> dict[str, tuple[int, int]]:
    r"""The shapes of all vectors and matrices, where a document is about nothing else.

    >>> from ..reader.parser import read
    >>> arrays(Evidence(read(r"\nabla_x \|A x - b\|^2 = 2 A^T (A x - b)").statements))
    {'A': (4, 3), 'b': (4, 1), 'x': (3, 1)}
    """
    seen = replace(seen, statements=[statement for statement in seen.statements
                                     if not any(map(has_noise, statement.members))])
    if not _is_algebra(seen):
        return {}
    vectors = {letter for letter in _letters(seen) if _is_vector(seen, letter)}
    for _ in range(3):
        solved = _solved(seen, vectors)
        if solved.added <= vectors:
            break
        vectors |= solved.added
    return solved.sizes(sorted(_letters(seen) - _defined(seen)))


def _solved(seen: Evidence, vectors: set[str]) -> _Shapes:
    """First what is differentiated and defined; the results may be wrong, and only add to it."""
    solved, defined = _Shapes(vectors), _defined(seen) - {""}
    for statement in seen.statements:
        given = statement.members[:2 if _head(statement) in defined else 1]
        solved.equation([solved.shape(member) for member in given])
    for statement in seen.statements:
        before, known, added = dict(solved.parent), set(solved.seen), set(solved.added)
        solved.equation([solved.shape(member) for member in statement.members])
        solved.added -= known - added
        if solved.merges(before, known):
            solved.parent = before
    return solved


def _defined(seen: Evidence) -> set[str]:
    """The letters that lines define, but for those that something is differentiated by."""
    by = {name.base for node in nodes(list(seen.statements)) for name in names_in(
        node.wrt if isinstance(node, n.Derivative) else
        node.subs if isinstance(node, n.Name) and node.base == "nabla" else ())}
    return {_head(statement) for statement in seen.statements} - by


def _head(statement: n.Statement) -> str:
    """The f of f = … and f(x) = …, "" if the line defines nothing."""
    head = head_of(statement.members[0])
    return "" if head is None or head.base == "nabla" or head.sups else head.base


def _is_algebra(seen: Evidence) -> bool:
    """Derivatives of what is written out in letters without an index, some of them matrices."""
    statements = list(seen.statements)
    names = list(names_in(statements))
    known = {n.Name(_head(statement)) for statement in statements}
    slopes = list(_differentiated(statements))
    return (bool(slopes) and not seen.affine and not seen.units
            and all(map(_is_letter, names))
            and any(map(is_transpose, (script for name in names for script in name.sups)))
            and not any(of == n.Name(getattr(of, "base", "")) and of not in known for of in slopes)
            and not any(isinstance(node, (n.Reduction, n.Ellipsis_, n.Matrix))
                        for node in nodes(statements)))


def _differentiated(statements: Any) -> Iterator[n.Node]:
    """What stands behind ∂ and behind ∇."""
    for node in nodes(statements):
        if isinstance(node, n.Derivative):
            yield node.of
        elif isinstance(node, n.Product):
            yield from (after for head, after in zip(node.factors, node.factors[1:])
                        if getattr(head, "base", "") == "nabla")


def _is_letter(name: n.Name) -> bool:
    """A, x, Aᵀ, ∇_x or λ; no index, no layer, no word that is not known."""
    if name.subs and name.base != "nabla":
        return False
    base = name.base.removeprefix("hat ")
    return not name.primes and (len(base) == 1 or base in {"nabla", "top", *GREEK_LETTERS,
                                                           *CALLED, *USUAL["cost"]})


GREEK_LETTERS = words_of(GREEK) - {"delta", "Delta"}


GREEK_VECTORS = ("beta", "theta", "omega", "mu")


def _letters(seen: Evidence) -> set[str]:
    """The Latin letters, but for those that only write a transpose, and the Greek ones that
    vectors have."""
    written = {name.base for node in nodes(list(seen.statements)) for name in _own(node)}
    return {base for base in written
            if (len(base) == 1 and base not in ("e", "T")) or base in GREEK_VECTORS}


def _own(node: Any) -> list[n.Name]:
    return [node] if isinstance(node, n.Name) else []


def _is_vector(seen: Evidence, letter: str) -> bool:
    """A small letter that is transposed, stands behind a matrix, or has a norm."""
    if letter.isupper():
        return False
    for node in nodes(list(seen.statements)):
        if isinstance(node, n.Name) and node.base == letter and any(map(is_transpose, node.sups)):
            return True
        if isinstance(node, n.Bars) and node.double and node.body == n.Name(letter):
            return True
        if isinstance(node, n.Product) and any(
                two == n.Name(letter) and _is_turned_or_matrix(one)
                for one, two in zip(node.factors, node.factors[1:])):
            return True
    return False


def _is_turned_or_matrix(node: n.Node) -> bool:
    turned = any(map(is_transpose, getattr(node, "sups", ())))
    return turned or (isinstance(node, n.Name) and node.base.isupper())


def _turned(shape: Shape, sups: tuple[n.Script, ...]) -> Shape:
    return (shape[1], shape[0]) if sum(map(is_transpose, sups)) % 2 else shape


class _Shapes:
    """Rows and columns by names, those that have to be equal joined; "1" is the number 1."""

    def __init__(self, vectors: set[str]) -> None:
        self.vectors, self.parent = vectors, dict[str, str]()
        self.seen: set[str] = set()
        self.added: set[str] = set()  # letters that are added to a vector

    def find(self, name: str) -> str:
        while name in self.parent:
            name = self.parent[name]
        return name

    def join(self, one: str, two: str) -> None:
        one, two = self.find(one), self.find(two)
        if one != two:
            self.parent[max(one, two)] = min(one, two)  # "1" sorts before every letter

    def merges(self, before: dict[str, str], letters: set[str]) -> bool:
        """Whether rows or columns of these letters that were told apart before are one now."""
        earlier = _Shapes(self.vectors)
        earlier.parent = before
        ends = {earlier.find(end) for letter in letters for end in self.of(letter)}
        return len({self.find(end) for end in ends}) < len(ends)

    def of(self, base: str) -> Shape:
        """The shape of a letter."""
        if base.isupper() and len(base) == 1:
            return f"rows of {base}", f"{base}, columns"
        return (f"rows of {base}", "1") if base in self.vectors else SCALAR

    def shape(self, node: n.Node) -> Shape | None:
        """The shape of what is written there, None where nothing tells."""
        reader = getattr(self, f"_{type(node).__name__.lower()}", None)
        found: Shape | None = reader(node) if reader is not None else SCALAR
        return found

    def _name(self, node: n.Name) -> Shape:
        self.seen.add(node.base)
        return _turned(self.of(node.base), node.sups)

    def _group(self, node: n.Group) -> Shape | None:
        return self.shape(node.items[0]) if len(node.items) == 1 else None

    def _scripted(self, node: n.Scripted) -> Shape | None:
        shape = self.shape(node.body)
        return None if shape is None else _turned(shape, node.sups)

    def _bars(self, node: n.Bars) -> Shape:
        self.shape(node.body)
        return SCALAR

    def _add(self, node: n.Add) -> Shape | None:
        shapes = [self.shape(term) for _, term in node.terms]
        whole = next((shape for shape in shapes if shape and not self.is_number(shape)), None)
        if whole is None:
            return None if None in shapes else SCALAR
        for (_, term), shape in zip(node.terms, shapes):
            if isinstance(term, n.Name) and shape == SCALAR and len(term.base) == 1:
                self.added.add(term.base)
            elif shape is not None and not self.is_number(shape):
                self._equal(whole, shape)
        return whole

    def is_number(self, shape: Shape) -> bool:
        return self.find(shape[0]) == self.find(shape[1]) == "1"

    def _equal(self, one: Shape, two: Shape) -> None:
        self.join(one[0], two[0])
        self.join(one[1], two[1])

    def _product(self, node: n.Product) -> Shape | None:
        head = node.factors[0]
        if getattr(head, "base", "") == "nabla" or getattr(head, "base", "") in CALLED:
            inner = [self.shape(factor) for factor in node.factors[1:]]
            return inner[0] if getattr(head, "base", "") != "nabla" and len(inner) == 1 else None
        shapes = [self.shape(factor) for factor in node.factors]
        if None in shapes:
            return None
        chain = [shape for shape in shapes if shape and not self.is_number(shape)]
        for one, two in zip(chain, chain[1:]):
            if "odot" in node.signs:
                self._equal(one, two)
            else:
                self.join(one[1], two[0])
        return (chain[0][0], chain[-1][1]) if chain else SCALAR

    def _quotient(self, node: n.Quotient) -> Shape | None:
        self.shape(node.bottom)
        return self.shape(node.top)

    def _derivative(self, node: n.Derivative) -> None:
        self.shape(node.of)

    def equation(self, shapes: list[Shape | None]) -> None:
        """Sides that are told and no numbers are alike."""
        told = [shape for shape in shapes if shape and not self.is_number(shape)]
        for one, two in zip(told, told[1:]):
            self._equal(one, two)

    def sizes(self, letters: list[str]) -> dict[str, tuple[int, int]]:
        """The shapes in numbers; {} where a vector would have to be a number."""
        shapes = {letter: self.of(letter) for letter in letters
                  if letter.isupper() or letter in self.vectors}
        if any(self.is_number(shape) for shape in shapes.values()):
            return {}
        classes = list(dict.fromkeys(self.find(end) for shape in shapes.values() for end in shape))
        known = dict(zip([each for each in classes if each != "1"], SIZES * len(classes)))
        return {letter: (known.get(self.find(rows), 1), known.get(self.find(columns), 1))
                for letter, (rows, columns) in shapes.items()}
