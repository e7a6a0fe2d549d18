r"""Commas that were thin spaces: `a = b , c(1 - c)`, where `\,` has lost its backslash."""

from __future__ import annotations

from collections.abc import Iterator

from .tokens import Token

ENDS = {"sep", "break", "stop", "end"}
BEFORE = {"name", "number", "}", "close", "prime"}
AFTER = {"name", "frac", "open", "accent"}
OTHERWISE = {"relation", "dots", "words", "forall", "mid", "bar"}


def thin_spaces(tokens: list[Token]) -> list[Token]:
    """The tokens without commas that have a space on both sides and a factor behind them that
    states nothing by itself.

    >>> from .macros import expand
    >>> from .tokens import tokenize
    >>> texts = ("d = (a - y) , a (1 - a)", "a = b, c d", "a = b , c = d")
    >>> tokens = [tokenize(expand(text, {})) for text in texts]
    >>> ["".join(each.text for each in thin_spaces(some) if each.kind != "end") for some in tokens]
    ['d=(a-y)a(1-a)', 'a=b,cd', 'a=b,c=d']
    """
    commas = {at for at in _separators(tokens) if _is_spaced(tokens, at)
              and _states(tokens, at) and _only_multiplies(tokens, at)}
    return [token for at, token in enumerate(tokens) if at not in commas]


def _separators(tokens: list[Token]) -> Iterator[int]:
    """The commas outside of all brackets."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.kind in ("{", "open")) - (token.kind in ("}", "close"))
        if depth == 0 and (token.kind, token.text) == ("sep", ","):
            yield at


def _is_spaced(tokens: list[Token], at: int) -> bool:
    if not 0 < at < len(tokens) - 1:
        return False
    before, comma, after = tokens[at - 1:at + 2]
    return (before.end < comma.start and comma.end < after.start
            and before.kind in BEFORE and after.kind in AFTER)


def _states(tokens: list[Token], at: int) -> bool:
    """Whether an equation stands before the comma."""
    start = next((k for k in range(at - 1, -1, -1) if tokens[k].kind in ENDS), -1) + 1
    return any((each.kind, each.text) == ("relation", "=") for each in tokens[start:at])


def _only_multiplies(tokens: list[Token], at: int) -> bool:
    """Whether more than a letter follows, and no equation, list or condition."""
    end = next((k for k in range(at + 1, len(tokens)) if tokens[k].kind in ENDS), len(tokens))
    rest = tokens[at + 1:end]
    return len(rest) > 1 and not any(each.kind in OTHERWISE for each in rest) and (
        end == len(tokens) or tokens[end].kind != "sep")
