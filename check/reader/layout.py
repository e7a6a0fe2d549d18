"""What only places things on the page is taken out: sizes, fonts, labels over signs, rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from ..errors import ReadError
from .rows import rows_resolved
from .thin_spaces import thin_spaces
from .tokens import Token
from .tree import Span

MOVABLE = {"relation", "sign", "times", "slash", "sep"}
FACTOR_ENDS = ("name", "number", "}", "close", "prime")
FACTOR_STARTS = ("name", "frac", "open", "accent")
TAKES_ARGUMENTS = {"^", "_", "frac", "sqrt", "accent", "derive", "binom", "stack", "brace"}


@dataclass
class Layout:
    """A formula's tokens without layout, and the author's tag."""

    tokens: list[Token]
    tags: list[str] = field(default_factory=list)


def laid_out(tokens: list[Token]) -> Layout:
    """The tokens that carry meaning, with rows marked as breaks.

    Raises ReadError for braces or environments that don't match.
    """
    tags = [token.text for token in tokens if token.kind == "tag"]
    tokens = [token for token in tokens if token.kind != "tag"]
    for change in (_merged, _unnested, _unwrapped, _numbered, _dotted, _stacked, _lone_signs,
                   _broken_brackets, rows_resolved, thin_spaces):
        tokens = change(tokens)
    return Layout(tokens, tags)


def matches(tokens: list[Token]) -> dict[int, int]:
    """Where each brace and bracket closes; brackets may be unbalanced, braces may not.

    Raises ReadError at a brace that never closes, or closes nothing.
    """
    found: dict[int, int] = {}
    waiting: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind in ("{", "open"):
            waiting.append(index)
        elif token.kind == "close" and waiting and tokens[waiting[-1]].kind == "open":
            found[waiting.pop()] = index
        elif token.kind == "}":
            found[_brace(tokens, waiting, token)] = index
    for index in waiting:
        if tokens[index].kind == "{":
            raise ReadError("the brace { opens here and never closes", tokens[index].start)
    return found


def _brace(tokens: list[Token], waiting: list[int], closing: Token) -> int:
    while waiting and tokens[waiting[-1]].kind == "open":
        waiting.pop()
    if not waiting:
        raise ReadError("the brace } closes nothing", closing.start)
    return waiting.pop()


def _merged(tokens: list[Token]) -> list[Token]:
    """Sizes and fonts join the token that follows them: `\\left(` is one bracket."""
    done: list[Token] = []
    before: list[Token] = []
    for token in tokens:
        if token.kind in ("size", "font", "not"):
            before.append(token)
        else:
            done.append(_with(before, token))
            before = []
    return done


def _unnested(tokens: list[Token]) -> list[Token]:
    r"""`{{a}}` as `{a}`, so that `\frac{\mathrm{dz^2}}{…}` begins with its d."""
    if not any(one.kind == two.kind == "{" for one, two in pairwise(tokens)):
        return tokens
    ends = matches(tokens)
    kinds = ["", *(token.kind for token in tokens), ""]
    inner = {at + 1 for at in range(len(tokens) - 1) if kinds[at + 1] == kinds[at + 2] == "{"
             and "{" not in (kinds[at], kinds[at + 3]) and ends[at] == ends[at + 1] + 1}
    left_out = inner | {ends[at] for at in inner}
    return [token for at, token in enumerate(tokens) if at not in left_out]


def _with(before: list[Token], token: Token) -> Token:
    for each in reversed(before):
        token = CHANGES.get(each.kind, _unchanged)(token, each.text)
        if each.call == token.call:
            token = token._replace(start=min(each.start, token.start), end=max(each.end, token.end))
    return token


def _sized(token: Token, side: str) -> Token:
    if token.text == "." and token.kind == "sep" and side in ("left", "right"):
        return token._replace(kind={"left": "open", "right": "close"}[side])
    if token.kind == "relation" and token.text in "<>" and side in ("left", "right"):
        return token._replace(kind={"left": "open", "right": "close"}[side],
                              text={"left": "<", "right": ">"}[side])
    if token.kind == "bar" and side:
        return token._replace(kind={"left": "open", "right": "close"}.get(side, "mid"))
    return token


def _unchanged(token: Token, _: str) -> Token:
    return token


def _negated(token: Token, _: str) -> Token:
    negative = {"=": "!=", "in": "not in", ":=": "!=", "<": ">=", ">": "<="}
    return token._replace(text=negative.get(token.text, token.text))


def _unwrapped(tokens: list[Token]) -> list[Token]:
    r"""`$$ [ z = w x ] [ a = f(z) ] $$`, where \[ and \] lost their backslashes: two formulas."""
    if not tokens or tokens[0][:2] != ("open", "["):
        return tokens
    ends, at, found = matches(tokens), 0, list[Token]()
    while at in ends and tokens[at][:2] == ("open", "["):
        inside = tokens[at + 1:ends[at]]
        if not any(token.kind == "relation" for token in inside):
            return tokens
        found += [*inside, tokens[ends[at]]._replace(kind="break", text="\\\\")]
        at = ends[at] + 1
    return found if at == len(tokens) else tokens


def _numbered(tokens: list[Token]) -> list[Token]:
    """W1 for W_1: a number that stands close to its letter, but not in an index, as in w_{i1}."""
    done: list[Token] = []
    inside = [False]  # whether each open brace is that of a script
    for token in tokens:
        before = done[-1].kind if done else ""
        if token.kind == "{":
            inside.append(inside[-1] or before in ("^", "_"))
        elif token.kind == "}" and len(inside) > 1:
            inside.pop()
        elif token.kind == "number" and not inside[-1] and _is_close(done, token):
            done.append(token._replace(kind="_", text="", end=token.start))
        done.append(token)
    return done


def _is_close(done: list[Token], number: Token) -> bool:
    """Whether a letter ends where a number begins, and is none of x^T2 or 1e5."""
    if not done or not number.text.isdecimal():
        return False
    letter, before = done[-1], done[-2].kind if len(done) > 1 else ""
    return (letter.kind == "name" and len(letter.text) == 1 and letter.end == number.start
            and letter.call == number.call and before not in ("^", "_", "number"))


def _dotted(tokens: list[Token]) -> list[Token]:
    """η.x for η · x: a point close to what stands on both sides; at an end it stands apart."""
    return [token._replace(kind="times", text="*") if (token.kind, token.text) == ("sep", ".")
            and 0 < at < len(tokens) - 1 and tokens[at - 1].end == token.start
            and tokens[at - 1].kind in FACTOR_ENDS and token.end == tokens[at + 1].start
            and tokens[at + 1].kind in FACTOR_STARTS else token for at, token in enumerate(tokens)]


def _stacked(tokens: list[Token]) -> list[Token]:
    r"""`\overset{\text{def}}{=}` is a relation; `\underset{j}{\max}` is `{\max}_j`."""
    if not any(token.kind == "stack" for token in tokens):
        return tokens
    ends = matches(tokens)
    done: list[Token] = []
    index = 0
    while index < len(tokens):
        label = _argument(tokens, ends, index + 1) if tokens[index].kind == "stack" else None
        base = _argument(tokens, ends, label.stop) if label else None
        if label and base:
            done += _restacked(tokens, index, label, base)
            index = base.stop
        else:
            done.append(tokens[index])
            index += 1
    return done


def _argument(tokens: list[Token], ends: dict[int, int], index: int) -> slice | None:
    if index >= len(tokens):
        return None
    return slice(index, ends[index] + 1 if tokens[index].kind == "{" else index + 1)


def _restacked(tokens: list[Token], index: int, label: slice, base: slice) -> list[Token]:
    body = [token for token in tokens[base] if token.kind not in ("{", "}")]
    if len(body) == 1 and body[0].kind in MOVABLE:
        said = "".join(token.text for token in tokens[label])
        defines = body[0].text == "=" and ("def" in said or said in ("Delta", "triangle"))
        text = ":=" if defines else body[0].text
        return [_between(tokens[index], body[0]._replace(text=text), tokens[base][-1])]
    if tokens[index].text != "underset":
        return tokens[base]
    first, *others = tokens[base]
    *start, last = tokens[label]
    mark = tokens[index]._replace(kind="_", text="")
    return [_between(tokens[index], first, first), *others, mark, *start,
            last._replace(end=max(last.end, tokens[base][-1].end))]


def _lone_signs(tokens: list[Token]) -> list[Token]:
    """`{=}` and `{\\cdot}` are the sign alone; `{}` is nothing, unless scripts stand on it."""
    done: list[Token] = []
    for index, token in enumerate(tokens):
        done.append(token)
        if token.kind == "}" and _lone(done, tokens[index + 1:index + 2]):
            opening = len(done) - (2 if done[-2].kind == "{" else 3)
            done[opening:] = [_between(done[opening], each, token) for each in done[opening + 1:-1]]
    return done


def _lone(done: list[Token], following: list[Token]) -> bool:
    movable = len(done) > 2 and (done[-2].kind in MOVABLE or done[-2][:2] == ("name", "d"))
    held = movable and done[-3].kind == "{"
    bare = len(done) > 1 and done[-2].kind == "{"
    before = done[-4:-3] if held else done[-3:-2]
    if before and (before[0].kind in TAKES_ARGUMENTS or (bare and before[0].kind == "}")):
        return False
    return held or (bare and not (following and following[0].kind in ("^", "_")))


def _between(opening: Token, token: Token, closing: Token) -> Token:
    span: Span = (min(opening.start, token.start), max(closing.end, token.end))
    return token._replace(start=span[0], end=span[1])


def _broken_brackets(tokens: list[Token]) -> list[Token]:
    r"""`\right. \\ & \left.` only carries a bracket over to the next row."""
    done: list[Token] = []
    for token in tokens:
        done.append(token)
        if (token.kind, token.text) == ("open", "."):
            _joined(done)
    return done


def _joined(done: list[Token]) -> None:
    index = len(done) - 2
    while index >= 0 and done[index].kind in ("row", "&", "quad"):
        index -= 1
    rows = any(token.kind == "row" for token in done[max(index, 0):])
    if rows and index >= 0 and (done[index].kind, done[index].text) == ("close", "."):
        del done[index:]


CHANGES: dict[str, Callable[[Token, str], Token]] = {"size": _sized, "not": _negated}
