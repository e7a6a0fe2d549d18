"""What is called false must be explained by one mistake, or stand among lines that are understood:
else it is rather the checker that misreads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .disputes import OUTPUTS
from .explaining import mixes
from .meaning import term as t
from .meaning.binding import Binding
from .meaning.definition import Definition
from .meaning.kinds import Clash
from .meaning.nodes import names_in, nodes, written_names
from .meaning.spelling import CALLED, is_transpose
from .reader import tree as n
from .report import FALSE, UNSETTLED, Part
from .trial.arrays import ShapeClash
from .trial.judge import Judged, judged
from .trial.pairs import Pair, called_name
from .trial.updates import is_step
from .trial.world import COSTS
from .untested import SEVERAL, holds

LOOSE = ("", "factor missing", "factor too many", "factor n", "wrong bound", "wrong letter",
         "term too many", "function too many", "brackets", "fraction",
         "order of the product", "power")  # as which a misread definition often looks
EXCHANGED = ("a for z", "z for a", "1 − a for a", "a for 1 − a", "bars for brackets",
             "sign for a product")
ERRORS = ("delta", "Delta", "nabla")


def believed(pairs: Sequence[Pair], found: Sequence[Judged], binding: Binding) -> None:
    """Leave open what is false, but for which no mistake was found, and whose letters no other
    line shows to be read rightly; and so the definitions that don't look like a slip."""
    turned = any(_is_turned(pair) for pair in pairs)
    for at, (pair, one) in enumerate(zip(pairs, found)):
        scanned = one.part.diagnosis and not one.cause  # told by what scanners do
        if one.part.verdict != FALSE or one.context is None or scanned:
            continue
        why = _special(pair, one)
        if one.cause == "transposed" and not turned:
            why = "the shapes don't fit, but no line here writes a transpose out"
        if one.cause == "wrong bound" and not binding.letters("bias"):
            why = "the sum would have to begin at 0, but no line here has a bias"
        if not why and "cost=" not in binding.evidence and _is_of_another_cost(pair, one):
            why = "this is true of another cost, and none is stated here"
        if why:
            one.part = Part(one.part.latex, UNSETTLED, reason=why)
            continue
        if _is_of_activation(pair, binding) or mixes(pair):
            continue
        names = _true_names(at, pairs, found)
        own = {name.base for name in written_names((pair.left, pair.right))} - set(CALLED)
        if _is_forward(pair, binding):
            heads = {name.base for name in written_names(pair.left)}
            sure = own <= names and one.cause not in LOOSE and _proven(pairs, found) >= SEVERAL
            alone = len(pairs) == 1 and any(name.sups for name in written_names(pair.left))
            kept = bool(one.part.repair) and (alone or sure or (
                bool(heads & names) and not _is_loose(one.cause)))
        else:
            fits = one.error is None or (isinstance(one.error, Clash) and _proven(pairs, found))
            kept = bool(one.part.repair or (fits and own <= names))
        if not kept:
            one.part = Part(one.part.latex, UNSETTLED, reason=_reason(one.part))


WHEN = re.compile(r"\b(if|when|unless|case|suppos\w+|assum\w+|wenn|falls|sei|si|cuando|sea|se|"
                  r"quando|caso|lorsque|если|когда|пусть)\b|如果|若|当|假设|identi|linea|líneal",
                  re.IGNORECASE)


COSTS_NAMED = re.compile(r"cross.?entrop|\bB?CE\b|\bMSE\b|\bNLL\b|squared? error|交叉熵|均方",
                         re.IGNORECASE)


def _special(pair: Pair, one: Judged) -> str:
    """Why a line need not hold in general: a number of an example, a condition in words, a chain
    rule of vectors, a column of another length; "" otherwise."""
    if any(isinstance(node, n.Number) and "." in node.text
           for node in nodes((pair.left, pair.right))) and not all(
            any(written_names(side)) for side in (pair.left, pair.right)):
        return "the two sides differ in general; it may be a number of an example"
    if isinstance(pair.left, n.Name) and isinstance(pair.right, n.Name) and (
            pair.left.base not in ERRORS):
        return "one quantity by the name of another, which no other line here needs"
    if WHEN.search(pair.words) or COSTS_NAMED.search(pair.words):
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
    links = [(*each.wrt, after.of) for each, after in pairwise(chain)]
    ends = [(chain[0].of, pair.left.of), (*chain[-1].wrt, *pair.left.wrt)]
    letters = any(isinstance(sub, n.Name) for name in names_in((pair.left, pair.right))
                  for sub in name.subs)
    return not letters and all(len(link) == 2 and _same(*link) for link in (*links, *ends))


def _same(one: n.Node, two: n.Node) -> bool:
    """Whether two names are of the same quantity, either of them transposed."""
    names = [replace(name, sups=tuple(script for script in name.sups if not is_transpose(script)))
             if isinstance(name, n.Name) else name for name in (one, two)]
    return names[0] == names[1]


def _is_loose(cause: str) -> bool:
    """Whether a line that says something else altogether would be explained so, too."""
    return cause in LOOSE or (" for " in cause and cause not in EXCHANGED)


def _reason(part: Part) -> str:
    """Why a line stays open, with what was found."""
    found = f"{part.reason}; " if part.reason else "the two sides differ; "
    if part.repair:
        return f"{found}it would hold as {part.repair}, but it may be meant otherwise"
    return f"{found}no single change makes it right, and it may be meant otherwise"


def _is_of_activation(pair: Pair, binding: Binding) -> bool:
    """σ(z) = …, of the function itself."""
    function, arguments = called_name(pair.left)
    return function is not None and bool(arguments) and (
        binding.role(function.base) == "activation" or function.base in CALLED)


def _is_turned(pair: Pair) -> bool:
    """Whether something is transposed there."""
    return any(is_transpose(script) for node in nodes((pair.left, pair.right))
               if isinstance(node, (n.Name, n.Scripted)) for script in node.sups)


def _is_of_another_cost(pair: Pair, one: Judged) -> bool:
    """Whether a line with the cost, which no line states, is true of another usual one, or of
    another output layer."""
    context = one.context
    if context is None or isinstance(context.cost, Definition) or context.cost == "any" or not any(
            context.binding.role(name) == "cost" for name in pair.names):
        return False
    others = (replace(context, cost=cost, binding=context.binding.but(output=output))
              for cost in COSTS if cost != "any" for output in ("", *OUTPUTS))
    return any(holds(judged(pair.left, pair.right, pair.relation, pair.conditions, other))
               for other in others)


def _proven(pairs: Sequence[Pair], found: Sequence[Judged]) -> int:
    """How many lines about derivatives are true."""
    return sum(holds(one) and any(isinstance(node, n.Derivative)
                                  for node in nodes((pair.left, pair.right)))
               for pair, one in zip(pairs, found))


def _true_names(at: int, pairs: Sequence[Pair], found: Sequence[Judged]) -> set[str]:
    """The letters of the other lines that are true, which are therefore read rightly."""
    return {name for k, (pair, one) in enumerate(zip(pairs, found)) if k != at and holds(one)
            for name in pair.names}


def _is_forward(pair: Pair, binding: Binding) -> bool:
    """Whether a line says what a quantity is, without any derivative."""
    if is_step(pair.left, pair.right, pair.relation, binding):
        return False
    return not any(isinstance(node, n.Derivative) or getattr(node, "primes", 0)
                   or getattr(node, "base", "") in ERRORS
                   for node in nodes((pair.left, pair.right)))
