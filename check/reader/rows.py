"""Rows and columns: which `\\\\`, `&` and `\\quad` separate, and which only line things up."""

from __future__ import annotations

from ..errors import ReadError
from .tokens import Token
from .vocabulary import words_of

TRANSPARENT = words_of("equation align aligned alignat alignedat gather gathered multline split "
                       "eqnarray displaymath math flalign subequations multlined dmath "
                       "IEEEeqnarray")
MATRICES = {prefix + "matrix" for prefix in ("", "b", "p", "v", "V", "B", "small", "bsmall")}
TABLES = MATRICES | {"cases", "dcases", "rcases", "array", "substack"}
FACTORS = {"open", "close", "{", "}", "frac", "name", "number", "_", "^", "sign", "prime", "times"}
OPERATORS = {"sign", "times", "slash"}


def rows_resolved(tokens: list[Token]) -> list[Token]:
    """Rows of displays become breaks, rows and columns of tables "row" and "cell" tokens.

    Raises ReadError for an unknown or unmatched environment.
    """
    return _arrows(_breaks(_Rows(tokens).run()))


class _Rows:
    """Walks the tokens with what is open: environments, braces and brackets."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.open: list[tuple[Token, str]] = []
        self.columns = 0
        self.done: list[Token] = []

    def run(self) -> list[Token]:
        for index, token in enumerate(self.tokens):
            method = getattr(self, "_" + token.kind, None) if token.kind.isalpha() else None
            if method:
                method(index, token)
            elif token.kind == "&":
                self._column(index, token)
            else:
                self._other(index, token)
        for token, name in self.open:
            if token.kind == "begin":
                raise ReadError(f"\\begin{{{name}}} never ends", token.start)
        return self.done

    def _other(self, index: int, token: Token) -> None:
        if token.kind in ("{", "open"):
            substack = index > 0 and self.tokens[index - 1].kind == "substack"
            self.open.append((token, "substack" if substack else token.kind))
        elif token.kind in ("}", "close"):
            self._closed(token.kind)
        self.done.append(token)

    def _closed(self, kind: str) -> None:
        while kind == "}" and self.open and self.open[-1][1] == "open":
            self.open.pop()
        closes = kind == "}" or self._innermost() == "open"
        if closes and self.open and self.open[-1][0].kind != "begin":
            self.open.pop()

    def _begin(self, index: int, token: Token) -> None:
        name = token.text.rstrip("*")
        braced = index > 0 and self.tokens[index - 1][:2] == ("open", "{")
        if name == "array" and braced:
            name = "cases"
        elif name == "array" and self._lines_up(index):
            name = "aligned"
        if name not in TRANSPARENT | TABLES:
            raise ReadError(f"unknown environment {token.text!r}", token.start)
        self.open.append((token, name))
        self.columns = 0
        if name in TABLES:
            self.done.append(token._replace(text=name))

    def _lines_up(self, index: int) -> bool:
        """Whether an array is used as an alignment: a column of relations."""
        pairs = zip(self.tokens[index:], self.tokens[index + 1:])
        for one, two in pairs:
            if two.kind in ("end", "begin"):
                return False
            if {one.kind, two.kind} == {"&", "relation"}:
                return True
        return False

    def _end(self, index: int, token: Token) -> None:
        while self.open and self.open[-1][1] == "open":
            self.open.pop()
        begun = bool(self.open) and self.open[-1][0].kind == "begin"
        name = self.open[-1][0].text if begun else ""
        if not begun or name != token.text:
            expected = f"\\end{{{name}}}" if name else "no \\end"
            raise ReadError(f"\\end{{{token.text}}} stands where {expected} was expected",
                            token.start)
        if self.open.pop()[1] in TABLES:
            self.done.append(token)

    def _innermost(self) -> str:
        return self.open[-1][1] if self.open else "equation"

    def _row(self, index: int, token: Token) -> None:
        self.columns = 0
        inner = self._innermost()
        if inner in TABLES:
            self.done.append(token)
        elif inner in TRANSPARENT:
            nested = any(name not in TRANSPARENT for _, name in self.open)
            self.done.append(token._replace(kind="sep" if nested else "break",
                                            text=";" if nested else "\\\\"))

    def _quad(self, index: int, token: Token) -> None:
        if all(name in TRANSPARENT for _, name in self.open):
            self.done.append(token._replace(kind="break", text="quad"))

    def _column(self, index: int, token: Token) -> None:
        inner = self._innermost()
        if inner in TABLES and inner != "substack":
            self.done.append(token._replace(kind="cell"))
        elif inner in TRANSPARENT:
            self.columns += 1
            if self.columns % 2 == 0 and inner != "eqnarray":
                self._quad(index, token)
        elif "begin" not in [opening.kind for opening, _ in self.open]:
            raise ReadError("& stands outside a table or an alignment", token.start)


def _breaks(tokens: list[Token]) -> list[Token]:
    """Breaks that only carry a formula on to the next row are dropped, neighbours made one."""
    done: list[Token] = []
    tokens = [token for before, token in zip([None, *tokens], tokens)
              if before is None or {before.kind, token.kind} != {"break"}]
    ahead = _relation_ahead(tokens)
    for index, token in enumerate(tokens):
        if token.kind == "break" and _carries_on(done, tokens, index, ahead):
            continue
        done.append(token)
    return done


def _relation_ahead(tokens: list[Token]) -> list[bool]:
    """For each token: does a relation follow before the next break, outside brackets?"""
    ahead, found, depth = [False] * len(tokens), False, 0
    for index in range(len(tokens) - 1, -1, -1):
        kind = tokens[index].kind
        depth += (kind in ("close", "}", "end")) - (kind in ("open", "{", "begin"))
        if kind == "break":
            found, depth = False, 0
        found = found or (kind == "relation" and depth == 0)
        ahead[index] = found
    return ahead


def _carries_on(done: list[Token], tokens: list[Token], index: int, ahead: list[bool]) -> bool:
    if not done or done[-1].kind in OPERATORS or index + 1 == len(tokens):
        return True
    if tokens[index].text == "quad" and not ahead[index + 1] and _is_factor(done, tokens, index):
        return True
    following = tokens[index + 1]
    if following.kind == "sign":
        return following.text == "+" or not ahead[index + 1]
    return following.kind in OPERATORS


def _is_factor(done: list[Token], tokens: list[Token], index: int) -> bool:
    r"""Whether what stands behind a \quad is one more factor: f'(h_j), x_i or (y_j - t_j)."""
    end = next((at for at in range(index + 1, len(tokens))
                if tokens[at].kind in ("break", "stop")), len(tokens))
    kinds = [token.kind for token in tokens[index + 1:end]]
    starts = kinds[0] in ("open", "frac", "name") and done[-1].kind in (
        "name", "number", "}", "close")
    return (starts and set(kinds) <= FACTORS and bool({"_", "sign"} & set(kinds))
            and _has_relation([*done, tokens[index]]))


def _arrows(tokens: list[Token]) -> list[Token]:
    r"""In `X = Y \quad \leftarrow \quad U = V` the arrow only separates."""
    done: list[Token] = []
    for index, token in enumerate(tokens):
        around = [each.kind for each in tokens[max(index - 1, 0):index + 2]]
        lone = token.text in ("<-", "->") and around == ["break", "relation", "break"]
        if lone and _has_relation(done):
            continue
        if token.kind == "break" and done and done[-1].kind == "break":
            continue
        done.append(token)
    return done


def _has_relation(done: list[Token]) -> bool:
    for token in reversed(done[:-1]):
        if token.kind in ("relation", "break"):
            return token.kind == "relation"
    return False
