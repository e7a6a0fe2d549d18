"""Edits of sums: a Σ missing, one too many, one over the wrong letter."""

from __future__ import annotations

from collections.abc import Iterator

from ..reader import tree as n
from .edit_indices import letters_of
from .edits import Edit, Scene, below, terms_of


def missing_sum(scene: Scene) -> Iterator[Edit]:
    """A Σ before a term that has a letter of its own."""
    for side in scene.sides:
        bound = {node.index.base for node in below(side)
                 if isinstance(node, n.Reduction) and node.index is not None}
        other = {letter for one in scene.known.sides if one is not side
                 for letter in _own(scene, one)}
        for letter in sorted(letters_of(scene), key=lambda each: (each in other, each)):
            if letter not in bound:
                yield from _sums(scene, side, letter)


def _own(scene: Scene, node: n.Node) -> list[str]:
    """The letters of one part."""
    return letters_of(scene.alone(node))


def _sums(scene: Scene, side: n.Node, letter: str) -> Iterator[Edit]:
    for term in terms_of(side):
        if letter in _own(scene, term):
            start = term.span[0]
            yield Edit("Σ missing", f"the Σ over {letter} is missing",
                       ((start, start, f"\\sum_{letter} "),))


def extra_sum(scene: Scene) -> Iterator[Edit]:
    """A Σ that must not stand there."""
    for node in scene.everything():
        if isinstance(node, n.Reduction):
            letter = node.index.base if node.index is not None else ""
            yield Edit("Σ too many", f"the Σ over {letter} must not stand there",
                       ((node.span[0], node.body.span[0], ""),))


def other_sum(scene: Scene) -> Iterator[Edit]:
    """A Σ over another letter."""
    for node in scene.everything():
        if isinstance(node, n.Reduction) and node.index is not None:
            for letter in letters_of(scene):
                if letter != node.index.base:
                    yield Edit("wrong index", f"the sum is over {letter}, not "
                                              f"{node.index.base}", ((*node.index.span, letter),))
