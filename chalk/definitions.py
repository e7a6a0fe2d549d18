"""Names for the unlabelled nodes that a derivation shows: v₁, v₂, … and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from ..engine.label import scripts
from ..engine.sums import dot, total
from ..engine.symbol import Expression, Symbol
from ..engine.value import Value
from .board import LONGEST_FORMULA, Board
from .chain import Line
from .monomial import size
from .pen import MOST_FACTORS, MOST_TERMS, abridged

MOST_NAMES = 24


class Definition(NamedTuple):
    """symbol = formula."""

    symbol: Symbol
    formula: Expression


def name_all(board: Board, lines: Sequence[Line]) -> tuple[Definition, ...]:
    """Name what the lines show; return what the names mean, in the order of computation.

    Without labels, y is called y, C or f and x is called x if those names are free. Past a few
    dozen names, a definition says … for what has none.
    """
    waiting = {s.name: node for node, s in board.symbols.items() if s.name[:1] == "\0"}
    met = sorted(_met(board, lines, waiting), key=lambda node: node.order)
    names = _names(board, met)
    for node in waiting.values():
        symbol = board.symbols[node]
        symbol.name, symbol._latex = names.get(node, ("…", r"\dots"))
    return tuple([Definition(board.symbols[node], _abridged(board, node)) for node in met
                  if node is not board.x and (node is not board.y or _short(board, node))])


def _abridged(board: Board, node: Value) -> Expression:
    """The node's formula; of a long sum its first terms and its last."""
    if node.op not in (total, dot) or len(node.arguments) <= 2 * MOST_TERMS:
        return board.formula(node)
    arguments = [board.shown[g] if isinstance(g, Value) else g for g in node.arguments]
    terms = arguments if node.op is total else _products(arguments)
    return total.apply(tuple([Symbol("…", r"\dots") if term is None else term
                              for _, term in abridged(terms, MOST_TERMS)]))


def _products(wxb: Sequence[Expression]) -> list[Expression]:
    n = len(wxb) // 2
    return [w * x for w, x in zip(wxb[:n], wxb[n:])] + list(wxb[2 * n:])


def _short(board: Board, node: Value) -> bool:
    short = size(board.formula(node), LONGEST_FORMULA + 1) <= LONGEST_FORMULA
    return short and node.op is not None


def _met(board: Board, lines: Sequence[Line], waiting: dict[str, Value]) -> list[Value]:
    """The nameless nodes in the lines, and in the formulas of these nodes."""
    met = dict.fromkeys(waiting[name] for line in lines for shown in _shown(line)
                        for name in _names_in(shown) if name in waiting)
    todo = list(met)
    for node in todo:
        below = [waiting[name] for name in _names_in(board.formula(node)) if name in waiting]
        new = [given for given in dict.fromkeys(below) if given not in met]
        new = new[:max(0, MOST_NAMES - len(met))]
        met.update(dict.fromkeys(new))
        todo.extend(new)
    return list(met)


def _names(board: Board, nodes: Sequence[Value]) -> dict[Value, tuple[str, str]]:
    """A free name for each of the nodes, as text and in LaTeX."""
    taken = {symbol.name for symbol in board.symbols.values()}
    fresh = ((name, latex) for latex in map("v_{{{}}}".format, count(1))
             if (name := scripts(latex)) not in taken)
    wished = {node: name for name, node in (("f", board.y), ("C", board.y), ("y", board.y),
                                                ("x", board.x)) if name not in taken}
    return {node: (wished[node],) * 2 if node in wished else next(fresh) for node in nodes}


def _shown(line: Line) -> Iterator[Expression]:
    """Every formula in a line that is written out."""
    yield from (line.of, line.by)
    for _, term in abridged(line.terms, MOST_TERMS):
        for _, factor in abridged(term or (), MOST_FACTORS):
            if factor is not None:
                yield from (factor.of, factor.by, factor.formula)


def _names_in(expression: Expression) -> Iterator[str]:
    todo = [expression]
    while todo:
        item = todo.pop()
        if isinstance(item, Symbol):
            todo.extend(reversed(item.arguments))
            if item.op is None:
                yield item.name
