"""Edits of an activation function's derivative: that of another function, a square in the wrong
place, anything else in its stead."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..meaning.spelling import CALLED
from ..reader import tree as n
from .edit_products import products, takes, units
from .edits import Edit, Scene

Slope = tuple[n.Span, str, str]  # where it stands, the function that it belongs to, its output


def other_function(scene: Scene) -> Iterator[Edit]:
    """a (1 − a) for 1 − a², the derivative of the sigmoid for that of tanh; and the reverse."""
    for span, function, output in slopes(scene):
        other = "tanh" if function == "sigmoid" else "sigmoid"
        meant = written(scene, other, output)
        text = meant if _is_alone(scene, span) or other == "sigmoid" else f"({meant})"
        yield Edit("other function's derivative",
                   f"{scene.latex[slice(*span)]} is the derivative of {_named(function)}, "
                   f"{meant} of {_named(other)} is meant", ((*span, text),))


def _named(function: str) -> str:
    return "the sigmoid" if function == "sigmoid" else function


def written(scene: Scene, function: str, output: str) -> str:
    """The derivative of a function by its output, as this author multiplies."""
    if function == "sigmoid":
        return f"{output} \\odot (1 - {output})" if "\\odot" in scene.latex else (
            f"{output} (1 - {output})")
    return f"1 - {squared(output)}"


def squared(text: str) -> str:
    """The square of a letter or a call; what has a superscript already is put in brackets.

    >>> squared("h_j"), squared("a^{[l]}"), squared(r"\\tanh(z)")
    ('h_j^2', '(a^{[l]})^2', '\\\\tanh(z)^2')
    """
    return f"({text})^2" if "^" in text.partition("(")[0] else f"{text}^2"


def _is_alone(scene: Scene, span: n.Span) -> bool:
    return span in [whole.span for whole in scene.wholes()]


def slopes(scene: Scene) -> Iterator[Slope]:
    """Every a (1 − a) and every 1 − a² of the line; brackets around the latter are part of it."""
    for node in products(scene):
        for one, two in pairwise(units(scene, node)):
            output = scene.latex[slice(*one)]
            if _bare(scene.latex[slice(*two)]) in _bracketed(f"1-{_bare(output)}"):
                yield (one[0], two[1]), "sigmoid", output
            output = scene.latex[slice(*two)]
            if _bare(scene.latex[slice(*one)]) in _bracketed(f"1-{_bare(output)}"):
                yield (one[0], two[1]), "sigmoid", output
    grouped = {node.items[0].span: node.span for node in scene.line()
               if isinstance(node, n.Group) and len(node.items) == 1}
    for node in scene.line():
        output = _complement_of_square(scene, node)
        if output:
            yield grouped.get(node.span, node.span), "tanh", output


def _bare(text: str) -> str:
    return "".join(text.replace("\\left", "").replace("\\right", "").split())


def _bracketed(text: str) -> tuple[str, str]:
    return f"({text})", f"[{text}]"


def _complement_of_square(scene: Scene, node: n.Node) -> str:
    """The a of 1 − a² and of 1 − a ⊙ a, "" for anything else."""
    if not isinstance(node, n.Add) or len(node.terms) != 2 or node.terms[0] != (
            1, n.Number("1")) or node.terms[1][0] > 0:
        return ""
    square = node.terms[1][1]
    if isinstance(square, n.Product):
        texts = [scene.latex[slice(*span)] for span in units(scene, square)]
        if len(texts) == 2 and texts[0] == texts[1]:
            return texts[0]
        square = square.factors[0]
    return _unsquared(scene, node.terms[1][1], square)


def _unsquared(scene: Scene, whole: n.Node, head: n.Node) -> str:
    """What is squared: the a of a², the f(z) of f²(z) and of f(z)²."""
    text = scene.text(whole)
    for node in (head, *(getattr(whole, "factors", ())[1:])):
        for script in getattr(node, "sups", ()):
            if script.style == "" and script.body == n.Number("2"):
                start, end, _ = _cut(scene, script)
                offset = whole.span[0]
                return text[:start - offset] + text[end - offset:]
    return ""


def _cut(scene: Scene, script: n.Script) -> tuple[int, int, str]:
    from .edit_indices import without

    return without(scene, script)


def squares_moved(scene: Scene) -> Iterator[Edit]:
    """(1 − a)² for 1 − a², f(z²) for f(z)²."""
    for node in scene.line():
        if isinstance(node, n.Scripted) and isinstance(node.body, n.Group) and len(
                node.body.items) == 1 and isinstance(node.body.items[0], n.Add):
            yield from _into(scene, node, node.body.items[0])
    for node in products(scene):
        for head, group in pairwise(node.factors):
            if isinstance(head, n.Name) and isinstance(group, n.Group) and (
                    head.base in CALLED or takes(scene, head, (group,))):
                yield from _out_of(scene, head, group)


def _square(node: n.Node) -> n.Script | None:
    scripts = [script for script in getattr(node, "sups", ()) if script.style == ""]
    return scripts[-1] if scripts and scripts[-1].body == n.Number("2") else None


def _into(scene: Scene, node: n.Scripted, inner: n.Add) -> Iterator[Edit]:
    script, (_, last) = _square(node), inner.terms[-1]
    if script is not None:
        start, end, _ = _cut(scene, script)
        meant = squared(scene.text(last))
        yield Edit("power", f"the square stands at the brackets, not at {scene.text(last)}",
                   ((start, end, ""), (*last.span, meant)))


def _out_of(scene: Scene, head: n.Name, group: n.Group) -> Iterator[Edit]:
    script = _square(group.items[0]) if len(group.items) == 1 else None
    if script is not None:
        cut, at = _cut(scene, script), group.span[1]
        call = scene.latex[head.span[0]:cut[0]] + scene.latex[cut[1]:at]
        yield Edit("power", f"the square stands at the argument of {call}, not at its value",
                   (cut, (at, at, "^2")))
