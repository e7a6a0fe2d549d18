"""Edits that put in a factor: a local derivative, any other quantity of the statement."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ..meaning import term as t
from ..meaning.quantities import HERE
from ..meaning.spelling import CALLED
from ..reader import tree as n
from .edit_layers import counted, has_layer_below, layer_scripts
from .edit_links import missing
from .edit_products import products, transposed, units
from .edit_slopes import written
from .edit_text import letter, quantity
from .edits import Edit, Replacement, Scene, below, terms_of

Kinds = list[tuple[str, t.Layer]]


def missing_slope(scene: Scene) -> Iterator[Edit]:
    """The derivative of a unit's activation, the factor that is forgotten most often; beside a
    ∂z/∂z it is not forgotten, but misspelt."""
    if any(isinstance(node, n.Derivative) and node.of in node.wrt for node in scene.line()):
        return
    for factor in _activations(scene, _kinds(scene)):
        yield from _put_in(scene, factor)
        if not _indexed(scene):
            yield from _put_into_matrices(scene, factor)


def _put_into_matrices(scene: Scene, factor: str) -> Iterator[Edit]:
    """A local derivative ⊙ the first factors of a matrix product: (W^T δ ⊙ σ′(z)) x^T."""
    for node in products(scene):
        places = units(scene, node)
        for _, end in places[1:-1]:
            yield missing(factor, ((places[0][0], places[0][0], "("),
                                   (end, end, f" \\odot {factor})")))
    for node in scene.line():
        if isinstance(node, n.Group) and len(node.items) == 1 and isinstance(
                node.items[0], n.Product):
            end = node.items[0].span[1]
            yield missing(factor, ((end, end, f" \\odot {factor}"),))


def wrong_slope(scene: Scene) -> Iterator[Edit]:
    """Something else in place of the derivative of a unit's activation: h for 1 − h²."""
    for factor in _activations(scene, _kinds(scene)):
        for node in products(scene):
            places = units(scene, node)
            spans = [*places, *((one[0], two[1]) for one, two in pairwise(places))]
            for start, end in spans:
                text = scene.latex[start:end]
                if text != factor:
                    yield Edit("wrong derivative", f"{text} stands where {factor} is meant",
                               ((start, end, factor),))


def missing_factor(scene: Scene) -> Iterator[Edit]:
    """Any other quantity of the statement that should be there too; not the other side."""
    sides = {scene.text(side) for side in scene.known.sides}
    for factor in factors(scene):
        yield from _put_in(scene, factor) if factor not in sides else ()
    for factor in _summands(scene):
        for start in _within_functions(scene):
            yield missing(factor, ((start, start, factor + " "),))
    if not _indexed(scene):
        yield from _missing_matrix(scene)


def _missing_matrix(scene: Scene) -> Iterator[Edit]:
    """A weight matrix or a row of activations, before or after any factor."""
    kinds = _kinds(scene)
    kinds += [("", kind + -1) for _, kind in kinds if ("", kind + -1) not in kinds]
    plain = _weights(scene, kinds) + [quantity(scene, role, kind, "") for role in ("post", "delta")
                                      for _, kind in kinds]
    for factor in dict.fromkeys(each for each in plain if each):
        for text in (transposed(factor), factor):
            for whole in scene.wholes():
                for start, end in _factors_of(scene, whole):
                    yield missing(text, ((start, start, text + " "),))
                    yield missing(text, ((end, end, " " + text),))


def _factors_of(scene: Scene, whole: n.Node) -> Iterator[tuple[int, int]]:
    """Where each factor of each term starts and ends."""
    for term in terms_of(whole):
        yield from units(scene, term) if isinstance(term, n.Product) else [term.span]


def _put_in(scene: Scene, factor: str) -> Iterator[Edit]:
    for whole in scene.wholes():
        for replacements in _places(scene, whole, factor):
            yield missing(factor, replacements)


def _places(scene: Scene, side: n.Node, factor: str) -> Iterator[tuple[Replacement, ...]]:
    """After the whole side, after each term, before a Σ."""
    start, end = side.span
    sign = " \\odot " if "\\odot" in factor or not _indexed(scene) else " "
    if isinstance(side, n.Add):
        yield (start, start, "("), (end, end, ")" + sign + factor)
    for term in terms_of(side):
        if term == n.Number("1"):
            yield ((*term.span, factor),)
        elif not isinstance(term, n.Add):
            yield ((term.span[1], term.span[1], sign + factor),)
            yield from (((node.span[1], node.span[1], sign + factor),) for node in below(term)
                        if isinstance(node, n.Reduction) and node.span[1] != term.span[1])
        if isinstance(term, n.Reduction):
            yield ((term.span[0], term.span[0], factor + " "),)


def _within_functions(scene: Scene) -> Iterator[int]:
    """Where a term starts that stands in a function's brackets: σ(a + b)."""
    for node in products(scene):
        for head, group in pairwise(node.factors):
            if isinstance(head, n.Name) and isinstance(group, n.Group) and len(group.items) == 1 \
                    and (scene.binding.role(head.base) == "activation" or head.base in CALLED):
                yield from (term.span[0] for term in terms_of(group.items[0]))


def _indexed(scene: Scene) -> bool:
    """Whether the statement is about numbers: something has an index, or nothing a layer."""
    names = scene.known.quantities()
    layered = [name for name in names if has_layer_below(scene, name)]
    return any(name.subs and name not in layered for name in names) or not (
        layered or any(name.sups for name in names))


# candidates, in the author's own style


def factors(scene: Scene) -> list[str]:
    """Everything that may be missing, local derivatives first."""
    kinds = _kinds(scene)
    found: list[str | None] = list(_activations(scene, kinds))
    for name, kind in kinds:
        a = quantity(scene, "post", kind, name)
        found += [a, f"(1 - {a})" if a else None]
    found += _weights(scene, kinds) + _errors(scene, kinds)
    found += [quantity(scene, "pre", kind, name) for name, kind in kinds]
    found += _slopes(scene, kinds)
    found += _units_of_statement(scene.known)
    return list(dict.fromkeys(factor for factor in found if factor))


def _kinds(scene: Scene) -> Kinds:
    """The letters of the statement with the layer that each counts; a single neuron has none."""
    found = [(name, kind) for name, kind in scene.letters if isinstance(kind, t.Layer)]
    alone = [("", t.Layer("L"))] if found and scene.binding.lone | scene.binding.single else []
    return found + alone or _layers(scene)


def _layers(scene: Scene) -> Kinds:
    """The layers of a statement in matrix notation."""
    found = [counted(layer) for _, layer in layer_scripts(scene.known)]
    return [("", t.Layer("L" if base in scene.binding.last else base or "", offset))
            for base, offset in dict.fromkeys(found)] or [("", t.Layer(HERE))]


def _activations(scene: Scene, kinds: Kinds) -> list[str]:
    """The derivative of every letter's activation: σ′(z), or where no letter stands for the
    function, what it is by its output."""
    if _sigma(scene):
        tops = [quantity(scene, "pre", kind, name) for name, kind in kinds]
        return [f"{_sigma(scene)}'({z})" for z in tops if z]
    return [slope for name, kind in kinds for slope in _by_output(scene, name, kind)]


def _by_output(scene: Scene, name: str, kind: t.Layer) -> Iterator[str]:
    """1 − h² of tanh, h (1 − h) of the sigmoid, [z > 0] of the rectifier."""
    z, a = (quantity(scene, role, kind, name) for role in ("pre", "post"))
    if scene.binding.activation == "relu" and z:
        yield f"\\mathbb{{1}}[{z} > 0]"
    elif a and scene.binding.activation in ("sigmoid", "tanh"):
        text = written(scene, scene.binding.activation, a)
        yield f"({text})" if scene.binding.activation == "tanh" else text


def _summands(scene: Scene) -> list[str]:
    """What stands in a weighted sum: weights and activations."""
    kinds = _kinds(scene)
    found = _weights(scene, kinds) + [quantity(scene, "post", kind, name) for name, kind in kinds]
    return list(dict.fromkeys(factor for factor in found if factor))


def _weights(scene: Scene, kinds: Kinds) -> list[str | None]:
    """The weights between two letters whose layers are neighbours; of a neuron, by one letter."""
    lone = [letter(scene, base) + f"_{name}" for base in sorted(scene.binding.lone)
            for name, _ in kinds if name]
    return lone + [quantity(scene, "weight", kind, indices) for name, kind in kinds
            for other, lower in kinds if lower == kind + -1
            for indices in [_pair(scene, other, name)]]


def _errors(scene: Scene, kinds: Kinds) -> list[str | None]:
    """δ, ∂C/∂z, [Δb] or a − y: what the cost's derivative is written as."""
    found: list[str | None] = []
    for name, kind in kinds:
        z, a, b = (quantity(scene, role, kind, name) for role in ("pre", "post", "bias"))
        found.append(quantity(scene, "delta", kind, name))
        for top in _costs(scene):
            found += [f"\\frac{{\\partial {top}}}{{\\partial {bottom}}}" for bottom in (z, a)
                      if bottom]
        if _has_changes(scene):
            found += [f"\\left[ \\Delta {bottom} \\right]" for bottom in (b, a) if bottom]
        y = quantity(scene, "target", t.Layer(HERE), name) if kind == t.Layer("L") else None
        found += [f"({a} - {y})" if a and y else None, y]
    return found


def _costs(scene: Scene) -> list[str]:
    """The costs that the statement differentiates."""
    return list(dict.fromkeys(
        scene.text(node.of) for node in scene.known.everything() if isinstance(node, n.Derivative)
        and isinstance(node.of, n.Name) and scene.binding.role(node.of.base) == "cost"))


def _has_changes(scene: Scene) -> bool:
    """Whether ∂C/∂q is written [Δq]."""
    return any(isinstance(node, n.Group) and node.opening.startswith("[")
               and _is_change(node.items[0]) for node in scene.known.everything())


def _is_change(node: Any) -> bool:
    return isinstance(node, n.Product) and getattr(node.factors[0], "base", "") == "Delta"


def _slopes(scene: Scene, kinds: Kinds) -> list[str | None]:
    """∂z_j/∂z_i between the layers of two letters."""
    found: list[str | None] = []
    for one, upper in kinds:
        for two, lower in kinds:
            if upper.base == lower.base and upper.offset > lower.offset:
                tops = quantity(scene, "pre", upper, one), quantity(scene, "pre", lower, two)
                found.append(f"\\frac{{\\partial {tops[0]}}}{{\\partial {tops[1]}}}"
                             if all(tops) else None)
    return found


def _pair(scene: Scene, source: str, target: str) -> str:
    return source + target if scene.binding.order == "from-to" else target + source


def _sigma(scene: Scene) -> str:
    found = scene.binding.letters("activation")
    return letter(scene, found[0]) if found else ""


def _units_of_statement(scene: Scene) -> list[str]:
    """What stands as a factor somewhere in the statement, derivatives of the cost included."""
    texts = [scene.latex[start:end] for node in products(scene)
             for start, end in units(scene, node)]
    texts += [scene.text(node) for node in scene.line() if isinstance(node, n.Derivative)]
    return [text for text in dict.fromkeys(texts) if len(text) < 80 and "\\sum" not in text]
