"""Names of a worked example: `net_{h1}`, `w_5` and `w_5^{+}` are one symbol each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from ..meaning.binding import USUAL
from ..meaning.nodes import nodes
from ..meaning.spelling import CALLED, is_transpose
from ..meaning.term import entries, rebuilt
from ..reader import tree as n

FUNCTIONS = set(USUAL["activation"]) | set(CALLED)
CONSTANTS = {"pi", "e"}


def mapped(node: Any, change: Callable[[Any], Any]) -> Any:
    """The tree with every node changed, from the leaves up."""
    inner = rebuilt(node, lambda part: mapped(part, change))
    return change(inner) if entries(node.__class__) else inner


def symbols(node: Any, functions: Collection[str] = FUNCTIONS) -> Any:
    r"""The tree with every name made one symbol; powers stay, functions stay.

    >>> from chalkgrad.check.reader.parser import read
    >>> from chalkgrad.check.reader.outline import outline
    >>> outline(symbols(read(r"net_{h1}^2 + w_5^{+} = \sigma(z_1^{(1)})").statements[0]))
    '(+ +net_{h1}^2 +w_5^+) = (sigma (z_1^(1)))'
    """
    bound = {each.index.base for each in nodes(node) if isinstance(each, n.Reduction)
             and each.index is not None}
    return mapped(node, lambda each: _symbol(each, functions, bound)
                  if isinstance(each, n.Name) else each)


def _symbol(name: n.Name, functions: Collection[str], bound: set[str]) -> n.Name:
    """The name as a symbol; one that Σ counts waits until its sum is written out."""
    if name.base in functions or name.base == "e" or is_general(name) or any(
            isinstance(sub, n.Name) and sub.base in bound for sub in name.subs):
        return name
    marks = [script for script in name.sups if _is_mark(script)]
    powers = tuple(script for script in name.sups if not _is_mark(script))
    key = key_of(name.base, name.subs) + "".join(map(_mark, marks)) + "'" * name.primes
    return n.Name(key, (), powers, 0, name.span)


def key_of(base: str, subs: tuple[n.Node, ...]) -> str:
    """`w_5`, `net_{h1}`: base and label as one word."""
    label = ",".join(map(_label, subs)) if any(len(_label(sub)) > 1 for sub in subs) else "".join(
        map(_label, subs))
    if not label:
        return base
    return f"{base}_{label}" if len(label) == 1 else f"{base}_{{{label}}}"


def _label(sub: Any) -> str:
    if isinstance(sub, n.Number):
        return sub.text
    if isinstance(sub, n.Words):
        return sub.text
    if not isinstance(sub, n.Name):
        return "?"
    return sub.base.replace("_", "").strip("{}") + "".join(map(_label, sub.subs))


def is_general(name: n.Name) -> bool:
    """Whether an index is counted: w_{j+1}, z^{(l)}."""
    if any(_label(sub) == "?" for sub in name.subs):
        return True
    return any(script.style and isinstance(script.body, n.Name) and len(script.body.base) == 1
               and script.body.base != "t" for script in name.sups)


def has_letter(name: n.Name) -> bool:
    """Whether one index is a single letter, as in w_{ij}."""
    return any(isinstance(sub, n.Name) and len(sub.base) == 1 and not sub.subs
               for sub in name.subs)


def _is_mark(script: n.Script) -> bool:
    """A superscript that belongs to the name: the layer (1), an update's + or new."""
    if is_transpose(script):
        return False
    return bool(_mark(script)) or _is_time(script)


def _is_time(script: n.Script) -> bool:
    return bool(script.style) and isinstance(script.body, n.Name) and script.body.base == "t"


def _mark(script: n.Script) -> str:
    body = script.body
    if script.style and isinstance(body, n.Number):
        return f"^{script.style[0]}{body.text}{script.style[-1]}"
    if isinstance(body, n.Words):
        return f"^{body.text.strip()}"
    if isinstance(body, n.Add) and _is_next(body):
        return "^+"
    if isinstance(body, n.Product) and all(isinstance(each, n.Name) for each in body.factors):
        return "^" + "".join(each.base for each in body.factors if isinstance(each, n.Name))
    return f"^{body.base}" if isinstance(body, n.Name) and len(body.base) > 2 else ""


def _is_next(body: n.Add) -> bool:
    """t + 1."""
    return [getattr(part, "base", getattr(part, "text", "")) for _, part in body.terms] in (
        ["t", "1"], ["n", "1"], ["k", "1"]) and body.terms[1][0] > 0


def updated(key: str) -> str:
    """The name whose new value `key` is, "" if it is none.

    >>> updated("w_5^+"), updated("w_5'"), updated("z_1^(1)"), updated("w_{11}^new")
    ('w_5', 'w_5', '', 'w_{11}')
    """
    if key.endswith("'"):
        return key[:-1]
    base, _, mark = key.rpartition("^")
    if mark.endswith((")", "]")) or mark in ("", "alt", "old"):
        return ""
    return base


def used(node: Any) -> Iterator[str]:
    """The symbols that take part, without functions, constants and indices of a Σ."""
    bound = {each.index.base for each in nodes(node) if isinstance(each, n.Reduction)
             and each.index is not None}
    for each in nodes(node):
        if isinstance(each, n.Name) and each.base not in bound and not (
                each.base in CALLED or (each.base == "e" and each.sups)):
            yield each.base


def expanded(node: Any, known: Collection[str]) -> Any:
    """Σ over numbered names written out: every number for which all its names are known."""
    return mapped(node, lambda each: _written_out(each, known)
                  if isinstance(each, n.Reduction) else each)


def _written_out(node: n.Reduction, known: Collection[str]) -> n.Node:
    if node.index is None or node.kind != "sum" or node.condition is not None:
        return node
    bodies = [_put(node.body, node.index.base, k) for k in _range(node)]
    bodies = bodies if node.upper is not None else [
        body for body in bodies if set(used(symbols(body))) <= set(known)]
    bodies = [symbols(body, FUNCTIONS - set(known)) for body in bodies]
    return n.Add(tuple((1, body) for body in bodies), node.span) if bodies else node


def _range(node: n.Reduction) -> range:
    """The numbers of a Σ, twenty where it doesn't say them."""
    if node.upper is None:
        return range(1, 21)
    low, high = (int(bound.text) if isinstance(bound, n.Number) and bound.text.isdigit() else -1
                 for bound in (node.lower, node.upper))
    return range(low, min(high, 40) + 1) if low >= 0 else range(0)


def _put(node: n.Node, letter: str, number: int) -> n.Node:
    def change(each: Any) -> Any:
        is_it = isinstance(each, n.Name) and each.base == letter and not each.subs
        return n.Number(str(number), each.span) if is_it else each
    return mapped(node, change)  # type: ignore[no-any-return]


def head_of(node: n.Node) -> str:
    """The name that stands there alone, "" for anything else.

    >>> head_of(n.Name("a_2")), head_of(n.Number("6"))
    ('a_2', '')
    """
    return node.base if isinstance(node, n.Name) and not node.sups else ""
