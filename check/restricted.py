"""Lines that need not hold in general: a number of an example, a condition in words, another
name, the chain rule of vectors, a column with as many entries as its author has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .meaning import term as t
from .meaning.binding import Binding
from .meaning.definition import Definition
from .meaning.evidence import BAR
from .meaning.forms import softmax_argument
from .meaning.nodes import names_in, neighbours, nodes, written_names
from .meaning.spelling import CALLED, ERRORS, is_transpose
from .reader import tree as n
from .report import DEFINITION, FALSE, UNSETTLED, Part
from .trial.arrays import ShapeClash
from .trial.judge import Judged
from .trial.pairs import Pair, called_name

WHEN = re.compile(r"\b(if|when|unless|case|suppos\w+|assum\w+|wenn|falls|sei|si|cuando|sea|se|"
                  r"quando|caso|lorsque|если|когда|пусть)\b|如果|若|当|假设|identi|linea|líneal",
                  re.IGNORECASE)
COST = re.compile(r"cross.?entrop|\bB?CE\b|\bMSE\b|\bNLL\b|squared? error|交叉熵|均方",
                  re.IGNORECASE)
ENTROPY = re.compile(r"entrop|CE|NLL|交叉熵", re.IGNORECASE)


def restricted(pairs: Sequence[Pair], found: Sequence[Judged]) -> None:
    """Leave open what is false in general, but may be said of something in particular."""
    for at, (pair, one) in enumerate(zip(pairs, found)):
        if one.part.verdict == FALSE and one.context is not None and not one.part.diagnosis and (
                why := _restriction(pair, one) or _defined_again(pair, pairs)
                or _said_otherwise(at, pairs, found)):
            one.part = Part(one.part.latex, UNSETTLED, reason=why)


def _said_otherwise(at: int, pairs: Sequence[Pair], found: Sequence[Judged]) -> str:
    """∂z/∂x = 1 behind z = x + y, which is not true of the z of the page."""
    slope = pairs[at].left
    if not isinstance(slope, n.Derivative) or not isinstance(
            slope.of, n.Name) or slope.of != n.Name(slope.of.base):
        return ""
    said = [one.part for pair, one in zip(pairs[:at], found)
            if pair.first and pair.left == slope.of]
    otherwise = said and said[-1].verdict == UNSETTLED and not (
        said[-1].reason.startswith(DEFINITION))
    return f"{slope.of.base} is said to be something else right before" if otherwise else ""


def _defined_again(pair: Pair, pairs: Sequence[Pair]) -> str:
    """g(z) = max(0.01 z, z) after g(z) = max(0, z), and h(x) = g(f(x)) after h(x) = f(x) g(x):
    another of the functions that it can be."""
    name, inside = called_name(pair.left)
    if not inside or name is None or name.primes or name.base in {*CALLED, "sigma"} or not (
            pair.first):
        return ""
    written = {each.base for each in written_names(pair.right)} - {*CALLED, "e"}
    functions = {each.base for node in nodes(pair.right) for each, group, _ in neighbours(node)
                 if isinstance(each, n.Name) and isinstance(group, n.Group)}
    if written - functions != {each.base for each in written_names(inside)}:
        return ""
    others = [each for each in pairs if each.first and each.left == pair.left
              and each.right != pair.right]
    return f"{name.base} is defined otherwise too" if others else ""


def _restriction(pair: Pair, one: Judged) -> str:
    if pair.relation == "~" and any(written_names(pair.right)):
        return "the two sides differ; they may be meant to come close"
    if pair.relation == "->" and isinstance(pair.left, n.Name):
        return "the arrow may give a new value"
    if _adds_up(pair):
        return "the two sides differ; it may be a sum that grows"
    if pair.relation == "=>":
        return "the two sides differ; the arrow may lead to something else"
    if one.context is not None and _is_of_an_example(pair, one.context.binding):
        return "the two sides differ in general; it may be a number of an example"
    if isinstance(pair.left, n.Name) and isinstance(pair.right, n.Name) and (
            pair.left.base not in ERRORS and not pair.left.base.startswith(BAR)):
        return "one quantity by the name of another, which no other line here needs"
    if one.context is not None and isinstance(pair.left, n.Name) and isinstance(
            pair.right, n.Number) and one.context.binding.role(pair.left.base) == "target":
        return "a label in one case"
    units = [one.context.binding.role(name.base) for name in written_names(pair.left)
             if not name.subs] if one.context else []
    if pair.right == n.Number("1") and {"pre", "bias"} == set(units):
        return "the two sides differ; it may be said of one unit"
    (one_name, inside), (other, argument) = map(called_name, (pair.left, pair.right))
    if inside and one_name and other and inside == argument and not one_name.primes:
        return "one function by the name of another"
    if one_name and inside and softmax_argument(pair.right) is not None:
        return "the softmax by the name of another function"
    if isinstance(pair.left, n.Name) and not any(names_in(pair.right)):
        return "the two sides differ; it may be a value in an example"
    if _by_another(pair, one):
        return "nothing says what this is a function of here"
    if WHEN.search(pair.words) or (_names_another_cost(pair, one) and _has_slope(pair)):
        return "the two sides differ in general; the words before it may say when it holds"
    if _telescopes(pair) or (
            isinstance(one.error, ShapeClash) and not pair.first and _is_chain(pair.left)):
        return "the chain rule, but the shapes don't fit as it is read"
    question = one.question
    if question is not None and isinstance(one.error, ShapeClash) and any(
            isinstance(part, t.Listed) for part in t.parts((question.left, question.right))):
        return f"{one.part.reason}: as many entries are written out as the author has"
    return ""


def _by_another(pair: Pair, one: Judged) -> bool:
    """∂f/∂q, where f may be the activation function, but q is no weighted input."""
    if one.context is None or one.context.binding.plain:
        return False
    role = one.context.binding.role
    return any(isinstance(node, n.Derivative) and role(getattr(node.of, "base", "")) == "activation"
               and role(getattr(node.wrt[0], "base", "")) in ("", "input")
               for node in nodes((pair.left, pair.right)))


def _names_another_cost(pair: Pair, one: Judged) -> bool:
    """Whether the words name a cost that isn't the one stated: logarithms and squares differ."""
    named = COST.search(pair.topic)
    cost = one.context.cost if one.context else None
    if named is None or not isinstance(cost, Definition):
        return named is not None
    logarithms = any(isinstance(part, t.Apply) and part.function == "ln"
                     for part in t.parts(cost.body))
    return logarithms != bool(ENTROPY.search(named[0]))


def _adds_up(pair: Pair) -> bool:
    """ΔW = ΔW + ∇J."""
    terms = pair.right.terms if isinstance(pair.right, n.Add) else ()
    return len(terms) > 1 and terms[0] == (1, pair.left) and terms[1][0] > 0 and isinstance(
        pair.left, n.Product)


def _has_slope(pair: Pair) -> bool:
    """Whether a line is about a derivative, and no statement of a cost."""
    return any(isinstance(node, n.Derivative) or getattr(node, "base", "") in ERRORS
               for node in nodes((pair.left, pair.right)))


def _is_of_an_example(pair: Pair, binding: Binding) -> bool:
    """δ_1 = 0.2, or 0.5 · 0.2; not σ(0) = 0.4."""
    sides = (pair.left, pair.right)
    values = [[name for name in written_names(side) if name.base not in CALLED
               and binding.role(name.base) != "activation"] for side in sides]
    return any(values) and not all(values) and any(
        isinstance(node, n.Number) and "." in node.text for node in nodes(sides))


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


def _is_chain(node: n.Node) -> bool:
    """∂L/∂y ∂y/∂h."""
    factors = node.factors if isinstance(node, n.Product) else ()
    return len(factors) > 1 and all(isinstance(each, n.Derivative) for each in factors) and not any(
        name.subs and not isinstance(name.subs[0], n.Number) for name in names_in(node))


def _same(one: n.Node, two: n.Node) -> bool:
    """Whether two names are of the same quantity, either of them transposed."""
    names = [replace(name, sups=tuple(script for script in name.sups if not is_transpose(script)))
             if isinstance(name, n.Name) else name for name in (one, two)]
    return names[0] == names[1]
