"""Edits of indices: the two of a weight exchanged, a transpose, one letter for another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ..meaning.spelling import is_transpose
from ..reader import tree as n
from .edit_layers import has_layer_below, name_of
from .edits import Edit, Replacement, Scene, below, on_the_line

NUMBERED = re.compile(r"_\s*\{?\s*([1-9]{1,2})(?!\d)")


def exchanged(scene: Scene) -> Iterator[Edit]:
    """The two indices of a weight."""
    for name in scene.quantities():
        if len(below := written_below(name)) == 2:
            first, second = below
            yield Edit("transposed", f"the indices of {name_of(scene, name)} are exchanged",
                       ((*first.span, scene.text(second)), (*second.span, scene.text(first))))


def transposes(scene: Scene) -> Iterator[Edit]:
    """A transpose too many, or one missing."""
    for node in scene.everything():
        if isinstance(node, (n.Name, n.Scripted)):
            for script in node.sups:
                if is_transpose(script):
                    yield Edit("transposed", f"{scene.text(node)} must not be transposed",
                               (without(scene, script),))
    for node in _untransposed(scene):
        yield Edit("transposed", f"{scene.text(node)} must be transposed", _with(scene, node))


def without(scene: Scene, script: n.Script) -> Replacement:
    """Take the whole ^T away, or only the T of ^{[l]T}."""
    start, end = script.span
    left, right = scene.latex[:start].rstrip(), end
    if left.endswith("{") and scene.latex[end:].lstrip().startswith("}"):
        right = scene.latex.index("}", end) + 1
        left = left[:-1].rstrip()
    return (len(left) - 1, right, "") if left.endswith("^") else (start, end, "")


def _untransposed(scene: Scene) -> Iterator[n.Node]:
    for name in scene.quantities():
        plain = not name.subs or has_layer_below(scene, name)
        if plain and not any(map(is_transpose, name.sups)):
            yield name
    for node in scene.everything():
        if isinstance(node, n.Group) and node.opening.startswith("(") and len(node.items) == 1 \
                and not isinstance(node.items[0], n.Name):
            yield node


def _with(scene: Scene, node: n.Node) -> tuple[Replacement, ...]:
    start, end = node.span
    if isinstance(node, n.Name) and node.sups:
        return (start, start, "("), (end, end, ")^T")
    return ((end, end, "^T"),)


def transposes_moved(scene: Scene) -> Iterator[Edit]:
    """a^T δ for δ^T a … the transpose stands on the wrong factor."""
    off = [edit for edit in transposes(scene) if edit.words.endswith("must not be transposed")]
    on = [edit for edit in transposes(scene) if edit.words.endswith("must be transposed")]
    for one in off:
        for two in on:
            if not _touch(one, two):
                yield Edit("transposed", "the transpose stands on the wrong factor",
                           one.replacements + two.replacements)


def outer_products(scene: Scene) -> Iterator[Edit]:
    """u v^T for v u^T: the whole product the other way up, whatever number stands before it."""
    for node in scene.line():
        if isinstance(node, n.Product) and not node.signs[-1]:
            one, two = node.factors[-2:]
            script = next(filter(is_transpose, getattr(two, "sups", ())), None)
            if script is not None and scene.text(two).rstrip("}").endswith(scene.text(script)):
                plain = scene.latex[two.span[0]:script.span[0]].removesuffix("{").removesuffix("^")
                span = one.span[0], node.span[1]
                first = scene.text(one) if not getattr(one, "sups", ()) else f"({scene.text(one)})"
                yield Edit("transposed", f"{scene.latex[slice(*span)]} must be transposed",
                           ((*span, f"{plain} {first}^T"),))


def _touch(one: Edit, two: Edit) -> bool:
    return any(a[0] <= b[1] and b[0] <= a[1] for a in one.replacements for b in two.replacements)


def letters_of(scene: Scene) -> list[str]:
    """The index letters that the statement uses, those of samples too."""
    layers = scene.binding.layers | scene.binding.last
    return list(dict.fromkeys(
        sub.base for name in scene.known.quantities() for sub in (*name.subs, *samples_of(name))
        if isinstance(sub, n.Name) and not sub.subs and not sub.sups and len(sub.base) == 1
        and (sub in name.subs or sub.base not in layers)))


def samples_of(name: n.Name) -> tuple[n.Node, ...]:
    """The i of x^{(i)}, and of x_i where that is what it stands for."""
    return tuple(script.body for script in name.sups if script.style == "()")


def written_below(name: n.Name) -> tuple[n.Node, ...]:
    """The indices of a name in the order they are written; of x_{ij} too, which is x_j^{(i)}."""
    moved = [script.body for script in name.sups if script.span == (0, 0) != script.body.span]
    return tuple(sorted((*name.subs, *moved), key=lambda sub: sub.span))


def wrong_index(scene: Scene) -> Iterator[Edit]:
    """One letter for another in one place."""
    for name in scene.quantities():
        for sub in written_below(name):
            if isinstance(sub, n.Name) and not sub.subs and not sub.sups:
                for other in dict.fromkeys((*letters_of(scene), *dict(scene.letters))):
                    if other != sub.base and len(sub.base) == len(other) == 1:
                        yield Edit("wrong index", f"{name_of(scene, name)} has index {sub.base} "
                                                  f"instead of {other}", ((*sub.span, other),))


def wrong_number(scene: Scene) -> Iterator[Edit]:
    """v_2 for v_1, where numbers tell letters or units apart."""
    names = [] if scene.binding.subscript_layers else [
        name for side in scene.sides for name in on_the_line(side) if name.span[0] < name.span[1]]
    for name in names:
        found = NUMBERED.search(scene.text(name))
        for at in range(*found.span(1)) if found else ():
            place = name.span[0] + at
            for other in sorted(set("123") - {scene.latex[place]}):
                yield Edit("wrong index", f"{name_of(scene, name)} has number "
                           f"{scene.latex[place]} instead of {other}",
                           ((place, place + 1, other),))


def wrong_index_everywhere(scene: Scene) -> Iterator[Edit]:
    """One letter for another in every quantity of one side that bears it alone."""
    for side in scene.sides:
        for letter in letters_of(scene):
            spans = [name.subs[0].span for name in scene.quantities(side) if len(name.subs) == 1
                     and isinstance(name.subs[0], n.Name) and name.subs[0].base == letter]
            for other in letters_of(scene) if len(spans) > 1 else ():
                if other != letter:
                    yield Edit("wrong index", f"the index {letter} stands where {other} is meant",
                               tuple((*span, other) for span in spans))


def letters_exchanged(scene: Scene) -> Iterator[Edit]:
    """i for j and j for i all over one side, with and without the indices of its sums."""
    for side in scene.sides:
        subs = [sub for name in scene.quantities(side) for sub in name.subs]
        sums = [node.index for node in below(side)
                if isinstance(node, n.Reduction) and node.index is not None]
        for one, two in combinations(letters_of(scene), 2):
            for nodes in (subs, subs + sums):
                edit = _exchanged(nodes, {one: two, two: one})
                if edit is not None:
                    yield edit


def _exchanged(nodes: list[n.Node], other: dict[str, str]) -> Edit | None:
    """The letters exchanged wherever they stand; None if not both do."""
    found = [node for node in nodes if isinstance(node, n.Name) and node.base in other]
    if len({node.base for node in found}) < 2:
        return None
    return Edit("wrong index", f"the indices {' and '.join(other)} are exchanged",
                tuple((*node.span, other[node.base]) for node in found))
