"""What is called false must be explained by one mistake, or stand among lines that are understood:
else it is rather the checker that misreads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .meaning import term as t
from .meaning.binding import Binding
from .meaning.nodes import names_in, nodes, written_names
from .meaning.spelling import CALLED
from .reader import tree as n
from .report import FALSE, UNSETTLED, Part
from .trial.arrays import ShapeClash
from .trial.judge import Judged
from .trial.pairs import Pair
from .trial.updates import is_step
from .untested import holds

LOOSE = ("", "factor missing", "factor too many", "factor n", "wrong bound", "wrong letter",
         "term too many", "function too many", "brackets", "bars for brackets", "fraction",
         "order of the product", "power")  # as which a misread definition often looks
ERRORS = ("delta", "Delta", "nabla")


def believed(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """Leave open what is false, but for which no mistake was found, and whose letters no other
    line shows to be read rightly; and so the definitions that don't look like a slip."""
    for at, (pair, one) in enumerate(zip(pairs, found)):
        scanned = one.part.diagnosis and not one.cause  # told by what scanners do
        if one.part.verdict != FALSE or one.context is None or scanned:
            continue
        if why := _special(pair, one):
            one.part = Part(one.part.latex, UNSETTLED, reason=why)
            continue
        known = _is_familiar(at, pairs, found) and (one.error is None or bool(one.part.repair))
        kept = known and not _is_loose(one.cause) if _is_forward(pair, binding) else (
            known or bool(one.part.repair))
        if not kept:
            one.part = Part(one.part.latex, UNSETTLED, reason=_reason(one.part))


WHEN = re.compile(r"\b(if|when|unless|case|suppos\w+|assum\w+|wenn|falls|sei|si|cuando|sea|se|"
                  r"quando|caso|lorsque|если|когда|пусть)\b|如果|若|当|假设|identi|linea|líneal",
                  re.IGNORECASE)


def _special(pair: Pair, one: Judged) -> str:
    """Why a line need not hold in general: a number of an example, a condition in words, a chain
    rule of vectors, a column of another length; "" otherwise."""
    if any(isinstance(node, n.Number) and "." in node.text
           for node in nodes((pair.left, pair.right))) and not all(
            any(written_names(side)) for side in (pair.left, pair.right)):
        return "the two sides differ in general; it may be a number of an example"
    if isinstance(pair.left, n.Name) and isinstance(pair.right, n.Name):
        return "one quantity by the name of another, which no other line here needs"
    if WHEN.search(pair.words):
        return "the two sides differ in general; the words before it may say when it holds"
    if _telescopes(pair):
        return "the chain rule, but the shapes don't fit as it is read"
    question = one.question
    if question is not None and isinstance(one.error, ShapeClash) and any(
            isinstance(part, t.Listed) for part in t.parts((question.left, question.right))):
        return f"{one.part.reason}: as many entries are written out as the author has"
    return ""


def _telescopes(pair: Pair) -> bool:
    """∂L/∂h = ∂L/∂y ∂y/∂h, of what bears no index."""
    factors = pair.right.factors if isinstance(pair.right, n.Product) else ()
    chain = [factor for factor in factors if isinstance(factor, n.Derivative)]
    if not isinstance(pair.left, n.Derivative) or len(chain) < 2 or len(chain) < len(factors):
        return False
    links = all(before.wrt == (after.of,) for before, after in pairwise(chain))
    bare = not any(name.subs for name in names_in((pair.left, pair.right)))
    return links and bare and chain[0].of == pair.left.of and chain[-1].wrt == pair.left.wrt


def _is_loose(cause: str) -> bool:
    """Whether a line that says something else altogether would be explained so, too."""
    return cause in LOOSE or (" for " in cause and cause not in ("a for z", "z for a"))


def _reason(part: Part) -> str:
    """Why a line stays open, with what was found."""
    found = f"{part.reason}; " if part.reason else "the two sides differ; "
    if part.repair:
        return f"{found}it would hold as {part.repair}, but it may be meant otherwise"
    return f"{found}no single change makes it right, and it may be meant otherwise"


def _is_familiar(at: int, pairs: Sequence[Pair], found: Sequence[Judged]) -> bool:
    """Whether every letter of a line stands in another one that is true."""
    true = {name for k, (pair, one) in enumerate(zip(pairs, found)) if k != at and holds(one)
            for name in pair.names}
    own = {name.base for name in written_names((pairs[at].left, pairs[at].right))
           if name.base not in CALLED}
    return own <= true


def _is_forward(pair: Pair, binding: Binding) -> bool:
    """Whether a line says what a quantity is, without any derivative."""
    if is_step(pair.left, pair.right, pair.relation, binding):
        return False
    return not any(isinstance(node, n.Derivative) or getattr(node, "primes", 0)
                   or getattr(node, "base", "") in ERRORS
                   for node in nodes((pair.left, pair.right)))
