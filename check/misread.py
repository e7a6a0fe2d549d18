"""Mistakes that go against what no line of the page shows: there rather the checker misreads."""

from __future__ import annotations

import re

from .meaning.heads import slope_of
from .meaning.kinds import Clash
from .meaning.nodes import names_in, nodes, written_names
from .meaning.spelling import NET, is_transpose
from .misread_functions import OF_FUNCTIONS
from .reader import tree as n
from .report import DEFINITION
from .trial.arrays import ShapeClash
from .trial.pairs import Pair
from .understood import UNITS, Page
from .untested import is_definition

AVERAGED = ("Σ too many", "factor too many", "factor n")
_ARGUMENT = re.compile(r"factor \([a-zA-Z]\) must not")  # ∂E/∂w(t)


def unshown(page: Page, at: int) -> str:
    """Why a line that is false may be meant otherwise, "" if nothing speaks for that."""
    return next(filter(None, (why(page, at) for why in REASONS)), "")


def _without_transposes(page: Page, at: int) -> str:
    loose = page.found[at].cause == "transposed" and not page.turned
    return "the shapes don't fit, but no line here writes a transpose or ⊙ out" \
        if loose and not _has_indices(page.pairs[at]) else ""


def _without_biases(page: Page, at: int) -> str:
    one = page.found[at]
    from_zero = one.cause == "wrong bound" and "=0" in one.part.repair.replace(" ", "")
    return "the sum would have to begin at 0, but no line here has a bias" \
        if from_zero and not set(page.binding.letters("bias")) & page.known(at) else ""


def _input_elsewhere(page: Page, at: int) -> str:
    """The input beside a layer's number, which no other true line has, and weights that stand in
    no other true line."""
    pair = page.pairs[at]
    if page.found[at].cause != "wrong layer" or not _has_input(page, pair):
        return ""
    shown = any(_has_input(page, other) or page.weights(pair) & page.weights(other)
                for other, _ in page.others(at))
    return "" if shown else "the input may have another number than it is read with"


def _last_by_number(page: Page, at: int) -> str:
    """a^{(L)} = φ(z^{(2)}) of a net of two layers."""
    if page.found[at].cause != "wrong layer":
        return ""
    pair = page.pairs[at]
    last = any(getattr(script.body, "base", "") in page.binding.last
               for name in names_in((pair.left, pair.right)) for script in name.sups)
    highest = max((number for other in page.pairs for number in _layers(other)), default=0)
    return "the last layer may be the one with the highest number" \
        if last and highest in _layers(pair) else ""


def _of_any_layer(page: Page, at: int) -> str:
    """J^T ∂L/∂a^{(l)} beside J = ∂a/∂z, which is said of no layer in particular."""
    if page.found[at].cause != "wrong layer":
        return ""
    heads = {pair.left.base for pair, one in zip(page.pairs, page.found)
             if isinstance(pair.left, n.Name) and pair.left == n.Name(pair.left.base)
             and one.part.reason.startswith(DEFINITION)}
    own = sorted({name.base for name in written_names(page.pairs[at].right)
                  if not (name.subs or page.role(name))} & heads)
    return f"nothing says of which layer {own[0]} is" if own else ""


def _mean_of_samples(page: Page, at: int) -> str:
    pair, one = page.pairs[at], page.found[at]
    exchanged = one.cause == "transposed" and one.part.repair
    averaged = one.cause in AVERAGED or (isinstance(one.error, Clash) and not exchanged)
    shown = any(map(_has_mean, (pair.left, pair.right))) or (
        one.cause == "factor n" and _is_shared_out(pair.right) and any(
            _has_mean(other.right) for other in page.pairs))
    return "the mean may be that of the samples" if averaged and shown else ""


def _sum_of_samples(page: Page, at: int) -> str:
    """∂L/∂b = Σ_i δ_i, where samples may be rows."""
    pair, cause = page.pairs[at], page.found[at].cause
    slope = slope_of(pair.left)
    biases = slope is not None and any(page.role(by) == "bias" for by in slope.wrt)
    return "the Σ may be over the samples" \
        if cause == "Σ too many" and biases and isinstance(pair.right, n.Reduction) else ""


def _row_with_dots(page: Page, at: int) -> str:
    """[∂L/∂x_1 ⋯ ∂L/∂x_n], which is no product."""
    inside = [node for side in (page.pairs[at].left, page.pairs[at].right) for node in nodes(side)
              if isinstance(node, n.Group) and node.opening.startswith("[")]
    return "what stands in brackets may be a row of entries" if any(
        isinstance(node, n.Ellipsis_) for node in nodes(inside)) else ""


def _entry_by_entry(page: Page, at: int) -> str:
    pair, cause = page.pairs[at], page.found[at].cause
    misfit = cause == "Hadamard product" or (
        cause == "wrong derivative" and isinstance(page.found[at].error, ShapeClash))
    if misfit and any(map(_is_complemented, nodes(pair.right))):
        return "a (1 − a) may be meant entry by entry"
    shaped = cause in ("Hadamard product", "order of the product", "")
    one_output = any(_is_of_one_output(page, other) for other in page.pairs)
    return "the cost is that of one output, where a product is one of numbers" \
        if shaped and one_output and not _has_indices(pair) else ""


def _sign_of_the_error(page: Page, at: int) -> str:
    errors = any(page.role(name) == "delta" for name in written_names(page.pairs[at].right))
    if page.found[at].cause not in ("sign", "") or not errors:
        return ""
    said = any(page.role(other.left) == "delta" for other, _ in page.others(at))
    return "" if said else "no line that is understood says which sign the error has"


def _hatted_target(page: Page, at: int) -> str:
    """2 (ŷ − y) h where y is what the net puts out, so that ŷ would be the target."""
    hatted = {base for base in page.binding.letters("target") if base.startswith("hat ")}
    shown = any(hatted & other.names and not page.is_forward(other)
                for other, _ in page.others(at))
    return "the letter with a hat is read as the target, because the other one is what the " \
        "network puts out" if page.found[at].cause == "sign" and hatted and not shown else ""


def _row_or_entry(page: Page, at: int) -> str:
    """h_j ∂L/∂z beside ∂L/∂V_j, where V stands alone, too."""
    pair = page.pairs[at]
    single = {name.base for name in written_names((pair.left, pair.right))
              if page.role(name) == "weight" and len(name.subs) == 1} - page.binding.single
    whole = {name.base for other in page.pairs for name in written_names(
        (other.left, other.right)) if not name.subs}
    return "a weight with one index may be a row, or an entry of a vector" \
        if isinstance(page.found[at].error, Clash) and single & whole else ""


def _another_letter(page: Page, at: int) -> str:
    """y(φ) = σ(w^T φ), whose shapes would fit with p for φ: rather φ is misread."""
    one = page.found[at]
    misfit = isinstance(one.error, ShapeClash) and " for " in one.cause
    called = not isinstance(page.pairs[at].left, n.Name) and page.is_forward(page.pairs[at])
    return "the shapes don't fit as it is read, but would with another letter" \
        if misfit and called else ""


def _part_of_a_name(page: Page, at: int) -> str:
    """∂E/∂w(t), and the z of δ_z."""
    one = page.found[at]
    if one.cause == "factor too many" and _ARGUMENT.search(one.part.diagnosis):
        return f"{one.part.diagnosis}, unless it is an argument"
    below = [sub for name in written_names((page.pairs[at].left, page.pairs[at].right))
             for sub in name.subs if name.base != "nabla"]
    named = any(page.role(sub) in NET for sub in below)
    return f"{one.part.diagnosis}, unless a letter below is part of the name" \
        if named and one.cause in ("Σ missing", "wrong index") else ""


def _one_beside_all(page: Page, at: int) -> str:
    """a_2 beside Z_2."""
    pair = page.pairs[at]
    bases = {name.base for name in written_names((pair.left, pair.right))
             if page.role(name) in UNITS and not any(isinstance(sub, n.Name) for sub in name.subs)}
    mixed = any(base.isupper() for base in bases) and any(base.islower() for base in bases)
    inputs = set(page.binding.letters("input"))
    whole = {base for base in inputs & pair.names if base.isupper() and base.lower() in inputs}
    tested = {name for other, one in page.others(at) if not is_definition(one)
              for name in other.names}
    mixed = mixed or (bool(whole - tested) and any(base.islower() for base in bases))
    return "a letter of one sample stands beside a capital, which may be of all" \
        if mixed and page.found[at].cause != "sign" else ""


def _disturbed(page: Page, at: int) -> str:
    """a = σ(z + Δz): what a unit puts out when something changes what it is given."""
    one = page.found[at]
    changed = re.search(r"term [^ ]*(Delta|delta|varepsilon|epsilon)", one.part.diagnosis)
    return "the quantity may be one that is changed a little" \
        if changed and one.cause == "term too many" else ""


REASONS = (
    _without_transposes, _without_biases, _input_elsewhere, _last_by_number, _of_any_layer,
    _mean_of_samples, _sum_of_samples, _row_with_dots, _entry_by_entry, _sign_of_the_error,
    _hatted_target, _row_or_entry, _another_letter, _part_of_a_name, _one_beside_all, _disturbed,
    *OF_FUNCTIONS)


def _layers(pair: Pair) -> set[int]:
    """The numbers that stand above in brackets."""
    return {int(script.body.text) for name in names_in((pair.left, pair.right))
            for script in name.sups if script.style and isinstance(script.body, n.Number)
            and script.body.text.isdigit()}


def _is_of_one_output(page: Page, pair: Pair) -> bool:
    """Whether a line states the cost as ½ (a − y)², without a Σ and bars."""
    return bool(page.stated_cost(pair)) and not any(
        isinstance(node, (n.Reduction, n.Bars, n.Derivative)) or (
            isinstance(node, n.Name) and (node.subs or node.base == "nabla"))
        for node in nodes(pair.right))


def _has_input(page: Page, pair: Pair) -> bool:
    """Whether x stands beside a^{(2)}."""
    names = list(written_names((pair.left, pair.right)))
    return any(page.role(name) == "input" for name in names) and any(
        isinstance(script.body, n.Number) and script.style for name in names
        for script in name.sups)


def _is_complemented(node: n.Node) -> bool:
    """a (1 − a), without a sign between."""
    factors = node.factors if isinstance(node, n.Product) else ()
    return any(isinstance(one, n.Name) and not sign and isinstance(two, n.Group)
               and any(isinstance(item, n.Add) and (-1, one) in item.terms for item in two.items)
               for one, two, sign in zip(factors, factors[1:], getattr(node, "signs", ())))


def _has_indices(pair: Pair) -> bool:
    return any(name.subs for name in written_names((pair.left, pair.right)))


def _has_mean(side: n.Node) -> bool:
    """Whether 1/m Σ stands there."""
    return any(isinstance(node, n.Product) and any(map(_is_share, node.factors)) and any(
        isinstance(factor, n.Reduction) for factor in node.factors) for node in nodes(side))


def _is_shared_out(side: n.Node) -> bool:
    """1/m δ a^T, where the columns of δ and a may be those of m samples."""
    return isinstance(side, n.Product) and _is_share(side.factors[0]) and any(
        is_transpose(script) for node in nodes(side) for script in getattr(node, "sups", ()))


def _is_share(node: n.Node) -> bool:
    """1/m, where m may count the samples."""
    return isinstance(node, n.Quotient) and isinstance(
        node.bottom, n.Name) and node.bottom.base in ("m", "n", "N", "M")
