"""Mistakes that may be the checker's, who takes another cost or function than is meant."""

from __future__ import annotations

from dataclasses import replace

from .disputes import OUTPUTS
from .meaning.definition import Definition
from .meaning.nodes import names_in, nodes, written_names
from .meaning.spelling import CALLED
from .reader import tree as n
from .trial.judge import judged
from .trial.pairs import called_name
from .trial.world import COSTS
from .understood import UNITS, Page
from .untested import holds


def _cost_further_on(page: Page, at: int) -> str:
    """A step by the factor 2 that is taken before any line states a cost, though later ones do."""
    places = [k for k, pair in enumerate(page.pairs) if page.stated_cost(pair)]
    if page.found[at].cause not in ("factor 2", "factor n") or not places or min(places) < at:
        return ""
    pair = page.pairs[at]
    costly = any(page.binding.role(name) == "cost" for name in pair.names)
    return "" if costly or page.is_forward(pair) else "the cost is only stated further on"


def _cost_unread(page: Page, at: int) -> str:
    """The last line before that states the cost isn't true as it is read."""
    pair, one = page.pairs[at], page.found[at]
    before = [k for k in range(at) if page.stated_cost(page.pairs[k]) in pair.names]
    unread = bool(before) and not one.part.repair and not holds(page.found[before[-1]])
    return "the cost that is stated before it couldn't be read" if unread else ""


def _another_cost(page: Page, at: int) -> str:
    """A line with the cost, which no line states, is true of another usual one, or of another
    output layer."""
    pair, context = page.pairs[at], page.found[at].context
    if "cost=" in page.binding.evidence or context is None or context.cost == "any" or isinstance(
            context.cost, Definition) or not any(
            context.binding.role(name) == "cost" for name in pair.names):
        return ""
    others = (replace(context, cost=cost, binding=context.binding.but(output=output))
              for cost in COSTS if cost != "any" for output in ("", *OUTPUTS))
    return "this is true of another cost, and none is stated here" if any(
        holds(judged(pair.left, pair.right, pair.relation, pair.conditions, other))
        for other in others) else ""


def _cost_of_others(page: Page, at: int) -> str:
    """∂L/∂z = p − y beside an L that a line states of another output, a."""
    pair = page.pairs[at]
    outputs = {name for name in pair.names if page.binding.role(name) in UNITS}
    stated = [other for other in page.pairs if page.stated_cost(other)]
    apart = bool(stated) and not any(outputs & other.names for other in stated)
    return "the cost that is stated is one of other outputs" \
        if page.found[at].cause == "other convention" and outputs and apart and (
            "for the cost" in page.found[at].part.diagnosis) else ""


def _another_stated_cost(page: Page, at: int) -> str:
    """∂E/∂a = a − t, where a page compares ½ Σ (a − t)² with −Σ t ln a."""
    one, letters = page.found[at], page.pairs[at].names
    stated = {other.right for other in page.pairs if page.stated_cost(other) in letters}
    return "several costs are stated here" if len(stated) > 1 and one.cause == \
        "other convention" and "for the cost" in one.part.diagnosis else ""


def _has_parameter(page: Page, at: int) -> str:
    """φ(v) = 1/(1 + e^{−a v}), or φ′(v) = a φ(v)(1 − φ(v)), where no line defines the letter and it
    never has an index."""
    pair, context = page.pairs[at], page.found[at].context
    if context is None or context.form is not None:
        return ""  # the document says itself what it is
    left, right = ({name.base for name in written_names(side)} for side in (pair.left, pair.right))
    functions, own = left & _letters(page, at), right - left - {"e", "d", *CALLED}
    sloped = any(isinstance(node, n.Derivative) or getattr(node, "primes", 0)
                 for node in nodes(pair.left))
    return "the function may have a parameter of its own" if functions and len(own) == 1 and (
        len(left - functions) == 1 and left - functions <= right
        and not (sloped and own & _known(page))) else ""


def _known(page: Page) -> set[str]:
    """The letters that some line defines, or that have an index."""
    heads = [called_name(pair.left)[0] for pair in page.pairs]
    return {head.base for head in heads if head is not None} | {
        name.base for pair in page.pairs for name in written_names((pair.left, pair.right))
        if name.subs or name.sups}


def _hidden_units(page: Page, at: int) -> str:
    """h′(a_j) = 1 − z_j², where the outputs, which have a letter of their own, are linear."""
    pair, context = page.pairs[at], page.found[at].context
    outer = {"prediction", "target", "cost", "delta"}
    if context is None or not context.binding.output or outer & {
            page.binding.role(name) for name in pair.names}:
        return ""
    hidden = replace(context, binding=context.binding.but(output=""))
    return "this is true of hidden units, and the outputs may not be meant" if holds(judged(
        pair.left, pair.right, pair.relation, pair.conditions, hidden)) else ""


def _function_of_each_layer(page: Page, at: int) -> str:
    """σ′(z^{(L)}) for any function, where the outputs have another one than the hidden units."""
    pair, binding = page.pairs[at], page.binding
    said = {name for other, _ in page.others(at) if page.is_forward(other) for name in other.names}
    letters = _letters(page, at)
    last = any(name.base in binding.last for side in (pair.left, pair.right)
               for outer in names_in(side) for name in names_in(outer.sups))
    differ = last and binding.output not in ("", binding.activation)
    return "σ may be the function of each layer, and the outputs have another one" \
        if differ and letters and not letters & said else ""


def _function_of_no_unit(page: Page, at: int) -> str:
    """σ′ = σ(1 − σ) beside units that are tanh(z), where no line says what σ is."""
    said = {name for other in page.pairs if page.is_forward(other) for name in other.names}
    letters = _letters(page, at)
    return "nothing says what function this is: the units have theirs by its name" \
        if page.found[at].cause in ("other function's derivative", "") and letters and not (
            letters & said) and "activation=" in page.binding.evidence else ""


def _letters(page: Page, at: int) -> set[str]:
    """The letters on a line that stand for the activation function."""
    return {name for name in page.pairs[at].names if page.binding.role(name) == "activation"}


OF_FUNCTIONS = (_cost_further_on, _cost_unread, _another_cost, _cost_of_others,
                _another_stated_cost, _has_parameter, _hidden_units, _function_of_each_layer,
                _function_of_no_unit)
