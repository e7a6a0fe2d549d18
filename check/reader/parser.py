"""Reads one display of LaTeX into the tree: statements, their chains and their side conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import ReadError
from . import atoms, brackets, environments, fractions, reductions
from .conditions import condition, enumeration, is_condition, starts_condition
from .grammar import expression, flat, relation
from .layout import laid_out
from .macros import expand
from .stream import Stream, shown
from .tokens import tokenize
from .tree import Condition, Display, Group, Node, Number, Statement

FILES = (atoms, brackets, environments, fractions, reductions)  # they fill table.READERS

AFTER_STATEMENT = {"stop", "sep", "break", "words", "forall", "bar", "mid", "noise"}


def read(latex: str, macros: Mapping[str, tuple[int, str]] = {}) -> Display:
    """The tree of one display, without or with its delimiters; macros are (arguments, body).

    Raises ReadError, with the place and what was expected there, for anything that is no formula.

    >>> from chalkgrad.check.reader.outline import outline
    >>> outline(read(r"\\delta_j = \\sum_k w_{kj} \\delta_k \\, \\sigma'(z_j) \\tag{3}"))
    "delta[j] = (sum k - - (w[k,j] delta[k] sigma' (z[j]))) #3"
    """
    latex = latex.replace(".*", "⊙ ")  # entry by entry, as in Octave
    layout = laid_out(tokenize(expand(latex, macros)))
    stream = Stream(layout.tokens, len(latex))
    try:
        statements, numbers = _Statements(stream).run()
    except RecursionError:
        raise ReadError("nested too deep; write the parts one by one", 0) from None
    return Display(tuple(statements), ", ".join(layout.tags or numbers))


class _Statements:
    """Statements one after the other; a condition joins the one before it."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.done: list[Statement] = []
        self.waiting: list[Condition] = []
        self.numbers: list[str] = []
        self.after_break = self.new_line = False

    def run(self) -> tuple[list[Statement], list[str]]:
        while self._skip():
            self._next()
        if self.waiting:
            self.done.append(Statement((), (), tuple(self.waiting), span=self.waiting[0].span))
        return self.done, self.numbers

    def _skip(self) -> bool:
        """Pass over separators and remarks; False at the end."""
        stream = self.stream
        start = stream.index
        while stream.kind in ("sep", "break", "noise") or self._arrow() or self._remark():
            stream.take()
        self.new_line = stream.index > start and stream.ahead(-1).text == "\\\\"
        self.after_break = stream.index > start and stream.ahead(-1).kind in ("break", "sep")
        return stream.kind != "stop"

    def _arrow(self) -> bool:
        token = self.stream.token
        return not self.done and (token.kind, token.text) == ("relation", "=>")

    def _remark(self) -> bool:
        """Prose between statements, which is no condition."""
        stream = self.stream
        if stream.kind != "words" or starts_condition(stream):
            return False
        return stream.ahead().kind not in ("times", "slash", "sign", "^", "_")

    def _next(self) -> None:
        stream = self.stream
        if starts_condition(stream):
            self._condition(condition(stream))
        elif stream.kind in ("bar", "mid") and self.done and not self.after_break:
            stream.take()
            self._condition(condition(stream))
        else:
            self._add(self._statement())

    def _condition(self, found: Condition) -> None:
        """A condition belongs to the statement before it, or to the first one after it."""
        if self.stream.kind == "relation" and self.stream.token.text == ":":
            self.stream.take()
        if not self.done:
            self.waiting.append(found)
            return
        last = self.done[-1]
        span = (last.span[0], max(last.span[1], found.span[1]))
        self.done[-1] = replace(last, conditions=(*last.conditions, found), span=span)

    def _add(self, statement: Statement) -> None:
        if self.done and self.after_break and self._joins(statement):
            return
        conditions = (*self.waiting, *statement.conditions)
        self.waiting = []
        self.done.append(replace(statement, conditions=conditions))

    def _joins(self, statement: Statement) -> bool:
        """`1 \\le i \\le n` and `(j \\ne k)` restrict, `(2)` is a number of the display."""
        only = statement.members[0] if len(statement.members) == 1 else None
        if isinstance(only, Group) and only.opening == "(" and not statement.relations:
            return self._bracketed(only)
        new_line = self.new_line and "=" in statement.relations
        if new_line or statement.dangling:
            return False
        if not is_condition(statement.members, statement.relations):
            return False
        self._condition(Condition(statement.members, statement.relations, span=statement.span))
        return True

    def _bracketed(self, group: Group) -> bool:
        items = group.items
        if len(items) == 1 and isinstance(items[0], Number):
            self.numbers.append(items[0].text)
            return True
        held = [each for each in items if isinstance(each, Condition)]
        for each in held if len(held) == len(items) else ():
            self._condition(each)
        return bool(held) and len(held) == len(items)

    def _statement(self) -> Statement:
        stream = self.stream
        start = stream.index
        members: list[Node] = []
        relations: list[str] = []
        dangling = stream.kind == "relation"
        if not dangling:
            members.append(expression(stream))
        self._rest(members, relations)
        enumeration(stream, members, relations)
        self._ended()
        if dangling:
            nodes, signs = flat(members, relations[1:])
            return Statement(nodes, (relations[0], *signs), (), True, stream.span(start))
        nodes, signs = flat(members, relations)
        return Statement(nodes, signs, (), False, stream.span(start))

    def _rest(self, members: list[Node], relations: list[str]) -> None:
        """Relations and members; a row that begins with a relation goes on with the chain."""
        stream = self.stream
        while self._relation_follows():
            while stream.kind in ("break", "sep"):
                stream.take()
            relations.append(relation(stream))
            members.append(expression(stream))

    def _relation_follows(self) -> bool:
        index = self.stream.index
        while self.stream.tokens[index].kind in ("break", "sep"):
            index += 1
        return self.stream.tokens[index].kind == "relation"

    def _ended(self) -> None:
        stream = self.stream
        if stream.kind not in AFTER_STATEMENT:
            stream.fail(f"a sign, a comma or the end was expected, not {shown(stream.token)}")
