"""The t of Σ_t (r^t − y^t)², and the n of Σ_n (ŷ_n − y_n)² where ŷ = σ(w^T x) is one number: they
number the samples, as in y^{(n)}."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .data_rows import Row, rows_of
from .heads import head_of
from .nodes import names_in, neighbours, nodes, written_names
from .spelling import is_transpose
from .term import rebuilt

ABOVE, BELOW = "above", "below"
PLACES = ("first", "second")  # of two indices
FIXED = ("always first", "always second")  # whatever the letters are: x_{ji} is of sample j
INDICES = ("i", "j", "k", "n", "m", "l", "p", "t", "s")
Mark = tuple[str, str]  # a letter of samples with ABOVE or BELOW; what bears it with its place


def sample_letters(statements: Sequence[n.Statement]) -> frozenset[Mark]:
    """The letters of samples that stand bare, above or below, and where on letters with two
    indices.

    >>> from ..reader.parser import read
    >>> sample_letters(read(r"E = \\sum_t (r^t - y^t)^2").statements)
    frozenset({('t', 'above')})
    >>> model = read(r"p = \\sigma(w^T x), \\quad C = \\sum_n (p_n - y_n)^2").statements
    >>> sample_letters(model)
    frozenset({('n', 'below')})
    """
    sums = [node for node in nodes(statements) if isinstance(node, n.Reduction)
            and node.index is not None and node.index == n.Name(node.index.base)]
    above = {(node.index.base, ABOVE) for node in sums if node.index and (
        node.index.base == "t" or _compares(node, _stands_above))}
    rows = rows_of(statements)
    below = {(letter, BELOW) for letter in _below(statements, sums, rows)}
    fixed = _fixed(rows) if below else set()
    places = _places(statements, below) - {(base, place) for base, _ in fixed for place in PLACES}
    mixed = len({base for base, _ in places}) < len(places)  # s_{ik} and s_{ki}: one is a mistake
    return frozenset(above if mixed else above | below | places | fixed)


def _below(statements: Sequence[n.Statement], sums: Sequence[n.Reduction], rows: Sequence[Row],
           ) -> set[str]:
    """The n of Σ_n (ŷ_n − y_n)² and the i of w^T x_i, where they number no weights."""
    outputs = _of_one_unit(statements)
    found = {node.index.base for node in sums if node.index and outputs
             and _compares(node, _stands_below) and _is_of_outputs(node, outputs)}
    found |= {letter for node in nodes(statements) for letter in _beside_rows(node)}
    found |= {row.sample for row in rows}
    return found - set(_of_weights(statements))


def _places(statements: Sequence[n.Statement], below: Collection[Mark]) -> set[Mark]:
    """Where the sample stands on each letter with two indices: x_{nj} is x_j^{(n)}."""
    return {(name.base, PLACES[at]) for name in names_in(statements) if len(name.subs) == 2
            for at, sub in enumerate(name.subs) if _is_marked(BELOW, sub, below)}


def _fixed(rows: Sequence[Row]) -> set[Mark]:
    """Where the sample stands on the data, the first place where no Σ says so."""
    places = {row.data.lower(): row.place for row in sorted(rows, key=lambda row: row.place is None,
                                                            reverse=True)}
    return {(base, FIXED[place or 0]) for data, place in places.items()
            for base in (data, data.upper())}


def _beside_rows(node: Any) -> Iterator[str]:
    """The i of w_k^T x_i."""
    for one, two, _ in neighbours(node):
        if isinstance(one, n.Name) and isinstance(two, n.Name) and _is_row(one) and (
                two.base in USUAL["input"] and not two.sups and len(two.subs) == 1
                and isinstance(two.subs[0], n.Name) and one.subs != two.subs):
            yield two.subs[0].base


def _is_row(name: n.Name) -> bool:
    """Whether it is the w_k^T of class k."""
    return (name.base in USUAL["weight"] and len(name.subs) == 1
            and isinstance(name.subs[0], n.Name) and any(map(is_transpose, name.sups)))


def _compares(total: n.Reduction, bears: Any) -> bool:
    """Whether a target bears the index of a Σ, and something else there does, too."""
    bearing = {name.base for name in names_in(total.body) if bears(name, total.index)}
    return bool(bearing & set(USUAL["target"])) and len(bearing) > 1


def _stands_above(name: n.Name, index: n.Name) -> bool:
    return any(not script.style and script.body == index for script in name.sups)


def _stands_below(name: n.Name, index: n.Name) -> bool:
    return name.subs == (index,) and not name.sups


def _of_one_unit(statements: Sequence[n.Statement]) -> set[str]:
    """The ŷ of ŷ = σ(w^T x + b), the h of h(x) = …, without an index, in a document where w^T x
    is written."""
    if not any(map(_is_inner, nodes(statements))):
        return set()
    heads = (head_of(statement.members[0]) for statement in statements
             if statement.relations[:1] in (("=",), (":=",)))
    return {head.base for head in heads if head is not None and not head.sups
            and not any(sub.base in INDICES for sub in head.subs if isinstance(sub, n.Name))}


def _is_inner(node: Any) -> bool:
    """w^T x, w · x and x^T w, of vectors without an index, and Σ_i w_i x_i."""
    if isinstance(node, n.Reduction) and node.kind == "sum":
        both = node.body.factors if isinstance(node.body, n.Product) else ()
        return len(both) == 2 and node.index is not None and all(
            isinstance(one, n.Name) and one.subs == (node.index,) and not one.sups for one in both)
    return any(isinstance(one, n.Name) and isinstance(two, n.Name) and not (one.subs or two.subs)
               and {one.base, two.base} & set(USUAL["input"])
               and not (one.base + two.base).isupper()
               and (sign == "*" or any(map(is_transpose, one.sups)))
               for one, two, sign in neighbours(node))


def _is_of_outputs(total: n.Reduction, outputs: set[str]) -> bool:
    """Whether ŷ_n or h(x_n) stands below a Σ over n."""
    bearing = {name.base for name in names_in(total.body) if total.index in name.subs}
    called = {one.base for node in nodes(total.body) for one, two, _ in neighbours(node)
              if isinstance(one, n.Name) and isinstance(two, n.Group) and any(
                  total.index in name.subs for name in written_names(two))}
    return bool(outputs & (bearing | called))


def _of_weights(statements: Sequence[n.Statement]) -> Iterator[str]:
    """The indices of weights and biases."""
    return (sub.base for name in names_in(statements) for sub in name.subs
            if isinstance(sub, n.Name) and name.base in (*USUAL["weight"], *USUAL["bias"]))


def in_brackets(tree: Any, letters: frozenset[Mark]) -> Any:
    """The tree with r^{(t)} for every r^t, and x_j^{(n)} for every x_{nj}.

    >>> x = n.Name("x", (n.Name("n"), n.Name("j")))
    >>> in_brackets(x, frozenset({("n", "below"), ("x", "first")})) == n.Name(
    ...     "x", (n.Name("j"),), (n.Script("()", n.Name("n")),))
    True
    """
    if isinstance(tree, n.Script) and not tree.style and _is_marked(ABOVE, tree.body, letters):
        return replace(tree, style="()")
    tree = rebuilt(tree, lambda part: in_brackets(part, letters))
    at = _counting(tree, letters) if isinstance(tree, n.Name) else None
    if at is None:
        return tree
    base = tree.base.lower() if _is_fixed(tree, letters) else tree.base  # X_{ij} is x_j^{(i)}
    return replace(tree, base=base, subs=tree.subs[:at] + tree.subs[at + 1:],
                   sups=(*tree.sups, n.Script("()", tree.subs[at])))


def _counting(name: n.Name, letters: frozenset[Mark]) -> int | None:
    """Which index of a name counts samples."""
    if len(name.subs) == 2 and _is_fixed(name, letters):
        return int((name.base, FIXED[1]) in letters)
    return next((at for at, sub in enumerate(name.subs) if _is_marked(BELOW, sub, letters) and (
        len(name.subs) == 1 or (name.base, PLACES[at]) in letters)), None)


def _is_fixed(name: n.Name, letters: Collection[Mark]) -> bool:
    """Whether the sample stands at one place on a letter, whatever the letters are."""
    return any((name.base, place) in letters for place in FIXED)


def _is_marked(where: str, node: Any, letters: Collection[Mark]) -> bool:
    return isinstance(node, n.Name) and node == n.Name(node.base) and (node.base, where) in letters
