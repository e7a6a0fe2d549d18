"""Which letters number layers and samples: what stands in superscripts, and what is added to it."""

from __future__ import annotations

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .forms import softmax_argument, ungrouped
from .heads import bare_name
from .nodes import names_in, nodes
from .spelling import is_transpose

LAYER_LETTERS = {"l", "ell", "L", "k", "r", "h"}


def layer_letters(seen: Evidence) -> None:
    """The letters in superscripts: those that are counted up and down are layers."""
    alone: dict[str, set[str]] = {}
    for name in names_in(seen.statements):
        for script in name.sups:
            if is_transpose(script):
                continue
            letter, moved = counted_letter(script.body)
            if letter and moved:
                _is_layer(seen, letter)
            elif letter:
                alone.setdefault(letter, set()).add(script.style + name.base)
    layered = {name.base for name in names_in(seen.statements) for script in name.sups
               if counted_letter(script.body)[0] in seen.layers | {"l", "ell"}}
    compared = _compared(seen)
    seen.samples |= compared
    for letter, uses in alone.items():
        if letter not in compared:
            _lone_letter(seen, letter, uses, layered)
    for letter in _below(seen):
        _take_below(seen, letter)


def classes_below(seen: Evidence) -> set[str]:
    """The l of e^{z_k} / Σ_l e^{z_l}, which numbers outputs, and no layers."""
    sums = [ungrouped(node.bottom) for node in nodes(seen.statements)
            if isinstance(node, n.Quotient) and softmax_argument(node) is not None]
    return {total.index.base for total in sums
            if isinstance(total, n.Reduction) and total.index is not None}


def _compared(seen: Evidence) -> set[str]:
    """The k of Σ_k (y^{(k)} − t^{(k)})²: nothing is compared with targets layer by layer."""
    sums = [node for node in nodes(seen.statements) if isinstance(node, n.Reduction)]
    return {total.index.base for total in sums if total.index is not None and any(
        name.base in USUAL["target"] and any(
            script.style and script.body == total.index for script in name.sups)
        for name in names_in(total.body))} - {"l", "ell", "L"}


def _below(seen: Evidence) -> set[str]:
    """The i of W_i a_{i−1}, where a matrix and what it multiplies have no other index and nothing
    is summed over it; but t is a time."""
    statements = list(seen.statements)
    summed = {node.index.base for node in nodes(statements)
              if isinstance(node, n.Reduction) and node.index is not None}
    found = set[str]()
    for node in nodes(statements):
        for one, two in zip(node.factors, node.factors[1:]) if isinstance(node, n.Product) else ():
            (first, _), (second, moved) = _index(one), _index(two)
            if first == second and moved and getattr(one, "base", "").isupper():
                found.add(first)
    return found - summed - {"", "t", "T", "tau"}


def _index(node: n.Node) -> tuple[str, bool]:
    """The only index of a name, and whether something is added to it."""
    alone = isinstance(node, n.Name) and len(node.subs) == 1 and not any(
        not is_transpose(script) for script in node.sups)
    return counted_letter(node.subs[0]) if alone and isinstance(node, n.Name) else ("", False)


def _take_below(seen: Evidence, letter: str) -> None:
    """The letter numbers layers, and the K of a_K the last one, where a_i is of a layer."""
    names = list(names_in(seen.statements))
    layered = {name.base for name in names if _index(name)[0] == letter}
    seen.layers.add(letter)
    seen.last |= {last for name in names if name.base in layered and (
        last := _index(name)[0]).isupper() and len(last) == 1}


def _lone_letter(seen: Evidence, letter: str, uses: set[str], layered: set[str]) -> None:
    plain = all(use in layered for use in uses)  # a plain superscript where others have layers
    if letter == "dagger" or (letter not in LAYER_LETTERS and len(letter) == 1 and plain):
        seen.last.add(letter)
    elif letter in LAYER_LETTERS or letter in seen.layers | seen.last:
        if any(use.strip("()[]") not in "xyt" for use in uses):
            _is_layer(seen, letter)
    elif any(use.startswith(("()", "[]")) for use in uses) and len(letter) == 1:
        if letter.isupper() and any(use.strip("()[]") in "azhwWb" for use in uses):
            _is_layer(seen, letter)
        else:
            seen.samples.add(letter)


def layers_below(seen: Evidence) -> None:
    """A_{l−1} W_l: a letter below a weight is a layer's, where it is counted up or down on what
    the weight multiplies and no Σ runs over it; A_L is of the last one."""
    bound = {node.index.base for node in nodes(seen.statements)
             if isinstance(node, n.Reduction) and node.index is not None}
    found: set[str] = set()
    for product in nodes(seen.statements):
        factors = [*map(bare_name, product.factors)] if isinstance(product, n.Product) else []
        for one, two in zip(factors, factors[1:]):
            found |= {_counted_beside(one, two), _counted_beside(two, one)} - bound - {""}
    below = {getattr(sub, "base", "") for name in names_in(seen.statements) for sub in name.subs}
    seen.layers |= found
    seen.last |= {letter.upper() for letter in found} & below


def _counted_beside(weight: n.Node, source: n.Node) -> str:
    """The l of W_l beside A_{l−1}, "" for anything else."""
    if not (isinstance(weight, n.Name) and isinstance(source, n.Name)
            and len(weight.subs) == len(source.subs) == 1):
        return ""
    letter, (counted, moved) = counted_letter(weight.subs[0])[0], counted_letter(source.subs[0])
    heavy = weight.base.isupper() or weight.base in USUAL["weight"]
    return letter if heavy and moved and letter == counted and source.base not in USUAL[
        "weight"] else ""


def moved_by(node: n.Node) -> int:
    """The −1 of l − 1, 0 for l.

    >>> moved_by(n.Add(((1, n.Name("l")), (-1, n.Number("1")))))
    -1
    """
    if not isinstance(node, n.Add):
        return 0
    sign, number = node.terms[1]
    return sign * int(getattr(number, "text", "0"))


def _is_layer(seen: Evidence, letter: str) -> None:
    (seen.last if letter[0].isupper() or "_" in letter else seen.layers).add(letter)


def counted_letter(node: n.Node) -> tuple[str, bool]:
    """The letter of l, l − 1, n_l, and whether something is added to it."""
    if isinstance(node, n.Name) and not node.sups and not node.primes:
        if len(node.subs) == 1 and isinstance(node.subs[0], n.Name):
            return f"{node.base}_{node.subs[0].base}", False
        return (node.base, False) if not node.subs else ("", False)
    if isinstance(node, n.Add) and len(node.terms) == 2 and isinstance(node.terms[1][1], n.Number):
        letter = counted_letter(node.terms[0][1])[0]
        return (letter, True) if node.terms[0][0] > 0 else ("", False)
    return "", False
