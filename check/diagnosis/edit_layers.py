"""Edits of layers: l − 1 for l, L for l, of one quantity or wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

from ..meaning.binding import MIXED
from ..meaning.quantities import NUMBERED
from ..meaning.spelling import is_transpose
from ..reader import tree as n
from .edit_text import braced, last_letter, layer_letter
from .edits import Edit, Replacement, Scene

SIZES = ("n", "N", "s", "m", "d", "D", "K", "M")


def layer_scripts(scene: Scene) -> Iterator[tuple[n.Name, n.Node]]:
    """What says a layer, above or below, each with the name that bears it."""
    yield from ((name, script.body) for name, script in layers_above(scene))
    yield from ((name, name.subs[0]) for name in scene.quantities()
                if has_layer_below(scene, name))


def layers_above(scene: Scene) -> Iterator[tuple[n.Name, n.Script]]:
    """The superscripts that are layers."""
    for name in scene.quantities():
        for script in name.sups:
            if not is_transpose(script) and _is_layer(scene, name, script):
                yield name, script


def has_layer_below(scene: Scene, name: n.Name) -> bool:
    """Whether the index of W_1 is its layer."""
    return (scene.binding.subscript_layers and len(name.subs) == 1
            and scene.binding.role(name.base) in NUMBERED
            and counted(name.subs[0])[0] in scene.binding.layers | scene.binding.last | {""})


def _is_layer(scene: Scene, name: n.Name, script: n.Script) -> bool:
    if scene.binding.role(name.base) in ("target", "input"):
        return False
    base, _ = counted(script.body)
    if base == "":
        return bool(script.style) or scene.binding.bare_numbers
    return base in scene.binding.layers | scene.binding.last


def counted(node: n.Node) -> tuple[str | None, int]:
    """The letter and what is added to it: ("l", −1); a plain number has the letter ""."""
    if isinstance(node, n.Number) and node.text.isdigit():
        return "", int(node.text)
    if isinstance(node, n.Name) and not node.subs and not node.sups:
        return node.base, 0
    if isinstance(node, n.Add) and len(node.terms) == 2:
        (_, head), (sign, more) = node.terms
        if isinstance(head, n.Name) and isinstance(more, n.Number) and more.text.isdigit():
            return head.base, sign * int(more.text)
    return None, 0


def moved(scene: Scene, node: n.Node) -> Iterator[str]:
    """Other layers that may have been meant, the nearest ones first."""
    base, offset = counted(node)
    if base is None:
        return
    for step in (-1, 1):
        yield written(scene, node, base, offset + step)
    if base in scene.binding.last:
        yield written(scene, node, layer_letter(scene), offset, True)
    elif base:
        yield written(scene, node, last_letter(scene), offset, True)


def written(scene: Scene, node: n.Node, base: str, offset: int, other: bool = False) -> str:
    """A layer's text, with the letter as it stands in `node` unless it is another one."""
    if not base:
        return str(offset)
    own = node.terms[0][1] if isinstance(node, n.Add) else node
    text = base if other else scene.text(own)
    return text if not offset else f"{text}{'+' if offset > 0 else '-'}{abs(offset)}"


def wrong_layer(scene: Scene) -> Iterator[Edit]:
    """One quantity in another layer."""
    for name, layer in layer_scripts(scene):
        for text in moved(scene, layer):
            kind = "number" if _is_own(scene, name) else "layer"
            words = f"{name_of(scene, name)} stands with {kind} {scene.text(layer)} instead of "
            yield Edit("wrong layer", words + text, (_put(scene, layer, text),))


def _is_own(scene: Scene, name: n.Name) -> bool:
    """Whether the number of δ_1 is no layer: δ_1 and δ_2 are different derivatives."""
    return scene.binding.role(name.base) == "delta" and scene.binding.delta == MIXED


def name_of(scene: Scene, name: n.Name) -> str:
    return scene.text(name).replace("\n", " ")


def _put(scene: Scene, node: n.Node, text: str) -> Replacement:
    return node.span[0], node.span[1], braced(scene, node.span[0], text)


def wrong_bound(scene: Scene) -> Iterator[Edit]:
    """Another layer below the n of a sum's last term, or its first or last number off by one."""
    for node in scene.everything():
        if isinstance(node, n.Reduction):
            for bound in (node.upper, node.lower):
                yield from _bounds(scene, bound)


def _bounds(scene: Scene, bound: n.Node | None) -> Iterator[Edit]:
    if isinstance(bound, n.Number) and bound.text.isdigit():
        for number in (1, int(bound.text) + 1, int(bound.text) - 1):
            yield _bound(scene, bound, str(number))
    elif isinstance(bound, n.Name) and len(bound.subs) == 1:
        for text in moved(scene, bound.subs[0]):
            yield _bound(scene, bound.subs[0], text)
    elif isinstance(bound, n.Add) and bound.terms:
        yield _bound(scene, bound, scene.text(bound.terms[0][1]))
    if isinstance(bound, n.Name):
        yield _bound(scene, bound, scene.text(bound) + "-1")


def _bound(scene: Scene, node: n.Node, text: str) -> Edit:
    return Edit("wrong bound", f"the bound of the sum is {text}, not {scene.text(node)}",
                (_put(scene, node, text),))


def same_layer_everywhere(scene: Scene) -> Iterator[Edit]:
    """The same wrong layer in several places, bounds included."""
    places: dict[str, list[n.Node]] = {}
    for _, layer in layer_scripts(scene):
        places.setdefault(scene.text(layer), []).append(layer)
    for node in scene.everything():
        if isinstance(node, n.Name) and node.base in SIZES and len(node.subs) == 1:
            places.setdefault(scene.text(node.subs[0]), []).append(node.subs[0])
    for text, nodes in places.items():
        if len(nodes) > 1:
            for other in moved(scene, nodes[0]):
                yield Edit("wrong layer", f"layer {text} stands where {other} is meant",
                           tuple(dict.fromkeys(_put(scene, node, other) for node in nodes)))


def last_everywhere(scene: Scene) -> Iterator[Edit]:
    """What is true of the last layer only, written for any."""
    bodies = [layer for _, layer in layer_scripts(scene)]
    for bases, other in ((scene.binding.layers, last_letter(scene)),
                         (scene.binding.last, layer_letter(scene))):
        put = {_put(scene, body, written(scene, body, other, offset, True)) for body in bodies
               for base, offset in [counted(body)] if base in bases}
        if len(put) > 1:
            yield Edit("wrong layer", f"this holds for {other} only", tuple(sorted(put)))


def layer_on_one_side(scene: Scene) -> Iterator[Edit]:
    """The same wrong layer all over one side."""
    for side in scene.sides:
        yield from same_layer_everywhere(scene.only(side))
