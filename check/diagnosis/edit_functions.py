"""Edits of functions and quantities: a prime, a for 1 − a, z for a, C for z in a derivative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from ..meaning.spelling import CALLED, is_transpose
from ..reader import tree as n
from .edit_indices import without
from .edit_layers import has_layer_below, layers_above, name_of
from .edit_products import products, takes, units
from .edit_text import base_text, letter, own_layer
from .edits import Edit, Replacement, Scene, applied, on_the_line

_PRIME = re.compile(r"\^?\s*\{?\s*(\\prime|')\s*\}?|'")


def functions(scene: Scene) -> Iterator[n.Name]:
    """The names of functions that can be differentiated."""
    called = {head.span for node in products(scene)
              for head, after in pairwise(node.factors) if isinstance(head, n.Name)
              and isinstance(after, n.Group) and takes(scene, head, (after,))}
    for side in scene.sides:
        for name in on_the_line(side):
            if name.span[0] < name.span[1] and not name.sups and (
                    name.primes or scene.binding.role(name.base) == "activation"
                    or name.span in called
                    or (name.base in CALLED and not scene.binding.role(name.base))):
                yield name


def missing_prime(scene: Scene) -> Iterator[Edit]:
    """σ for σ′."""
    for name in functions(scene):
        at = name.span[0] + len(base_text(scene, name))
        yield Edit("prime missing", f"a prime is missing: {name_of(scene, name)}′",
                   ((at, at, "'"),))


def extra_prime(scene: Scene) -> Iterator[Edit]:
    """σ′ for σ."""
    for name in functions(scene):
        found = _PRIME.search(scene.text(name), len(base_text(scene, name)))
        if name.primes and found:
            start = name.span[0]
            yield Edit("prime too many", f"{name_of(scene, name)} has a prime too many",
                       ((start + found.start(), start + found.end(), ""),))


def complements(scene: Scene) -> Iterator[Edit]:
    """1 − a for a, and a for 1 − a."""
    for node in scene.line():
        if isinstance(node, n.Add) and len(node.terms) == 2 and node.terms[0] == (
                1, n.Number("1")) and node.terms[1][0] < 0:
            kept = scene.text(node.terms[1][1])
            yield Edit("1 − a for a", f"{scene.text(node)} stands where {kept} is meant",
                       ((*node.span, kept),))
    for text, span in _complemented(scene):
        yield Edit("a for 1 − a", f"{text} stands where 1 - {text} is meant",
                   ((*span, f"(1 - {text})"),))


def _complemented(scene: Scene) -> Iterator[tuple[str, n.Span]]:
    """What a 1 − may be missing before: outputs, σ(z), fractions."""
    for name in scene.quantities():
        if scene.binding.role(name.base) in ("post", "prediction", "target"):
            yield scene.text(name), name.span
    for node in scene.line():
        spans = units(scene, node) if isinstance(node, n.Product) else [
            node.span] if isinstance(node, n.Quotient) else []
        yield from ((scene.latex[slice(*span)], span) for span in spans)


def exchanged_letters(scene: Scene) -> Iterator[Edit]:
    """a for z and z for a, in one place or all over one side."""
    for side in scene.sides:
        names = scene.quantities(side)
        for base in dict.fromkeys(name.base for name in names):
            for other in partners(scene, base):
                same = [name for name in names if name.base == base]
                yield from (_renamed(scene, [name], other) for name in same)
                if len(same) > 1:
                    yield _renamed(scene, same, other)


def targets_exchanged(scene: Scene) -> Iterator[Edit]:
    """y ln a for a ln y: the outputs where the targets belong, and the other way round."""
    for side in scene.sides:
        names = scene.quantities(side)
        for target, output in product(*(dict.fromkeys(
                name.base for name in names if scene.binding.role(name.base) in roles)
                for roles in (("target",), ("post", "prediction")))):
            spans = [(name.span[0], name.span[0] + len(base_text(scene, name)), letter(
                scene, output if name.base == target else target))
                for name in names if name.base in (target, output)]
            yield Edit("wrong letter", f"{letter(scene, output)} and {letter(scene, target)} are "
                       "exchanged", tuple(spans))


ALIKE = {"post": ("pre", "prediction"), "pre": ("post", "prediction"),
         "input": ("post", "prediction"), "prediction": ("pre", "target"),
         "target": ("prediction", "post"), "weight": ("weight",)}


def partners(scene: Scene, base: str) -> list[str]:
    """The letters that are easily taken for this one."""
    return [other for role in ALIKE.get(scene.binding.role(base), ())
            for other in scene.binding.letters(role)[:2] if other != base]


def _renamed(scene: Scene, names: list[n.Name], other: str) -> Edit:
    cause = f"{names[0].base} for {other}"
    role = scene.binding.role(names[0].base)
    text = letter(scene, other)
    spans = [(name.span[0], name.span[0] + len(base_text(scene, name)), text) for name in names]
    spans += [span for name in names for span in _layer_dropped(scene, name, other)]
    return Edit("z for a" if role == "pre" else "a for z" if role == "post" else cause,
                f"{_shown(scene, names[0], ())} stands where {_shown(scene, names[0], spans)} is "
                "meant", tuple(spans))


def _shown(scene: Scene, name: n.Name, changes: Sequence[Replacement]) -> str:
    """A name as it is once changed, without its transpose."""
    start, end = name.span
    inside = [change for change in changes if start <= change[0] and change[1] <= end]
    inside += [without(scene, script) for script in name.sups if is_transpose(script)]
    ends = [(a - start, b - start, text) for a, b, text in inside]
    return applied(name_of(scene, name), Edit("", "", tuple(ends)))


def _layer_dropped(scene: Scene, name: n.Name, other: str) -> list[Replacement]:
    """What takes the layer off a name whose new letter bears none: h_j for z_j^{(1)}."""
    role = scene.binding.role(other)
    bears = own_layer(scene, other) is None and role not in ("prediction", "target")
    if bears or role == "weight":
        return []
    if has_layer_below(scene, name):
        start = name.span[0] + len(base_text(scene, name))
        above = scene.latex.find("^", start, name.span[1])
        return [(start, above if above >= 0 else name.span[1], "")]
    return [without(scene, script) for each, script in layers_above(scene.only(name))
            if each is name]


def wrong_letter(scene: Scene) -> Iterator[Edit]:
    """Another quantity altogether: δ for a, y for a, w for b; also of whole vectors."""
    for name in scene.quantities():
        whole = not name.subs and not any(script.style for script in name.sups)
        for role in ("input", "post", "prediction", "delta", "target"):
            for other in scene.binding.letters(role)[:1]:
                if other != name.base and (whole or len(name.subs) == 1):
                    edit = _renamed(scene, [name], other)
                    yield Edit("wrong letter", edit.words, edit.replacements)


def numerators(scene: Scene) -> Iterator[Edit]:
    """∂z/∂b for ∂C/∂b."""
    derivatives = [node for node in scene.line() if isinstance(node, n.Derivative)]
    tops = dict.fromkeys(scene.text(node.of) for node in scene.known.line()
                         if isinstance(node, n.Derivative))
    for node in derivatives:
        for text in (*tops, *scene.binding.letters("cost")[:1]):
            if text != scene.text(node.of) and node.span[0] <= node.of.span[0] < node.span[1]:
                yield Edit("wrong derivative", f"∂{scene.text(node.of)} stands where ∂{text} is "
                                               "meant", ((*node.of.span, text),))
        text = scene.text(node.of)
        yield Edit("wrong derivative", f"the derivative of {text} stands where {text} is meant",
                   ((*node.span, text),))


def bars(scene: Scene) -> Iterator[Edit]:
    """‖…‖ where brackets are meant."""
    for node in scene.line():
        if isinstance(node, n.Bars):
            yield Edit("bars for brackets", "the bars must be brackets: a norm is never negative",
                       ((*node.span, f"({scene.text(node.body)})"),))
