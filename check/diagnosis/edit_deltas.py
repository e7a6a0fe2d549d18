"""Edits of single numbers: 1 where δ_kl, or a quantity of the network, is meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..reader import tree as n
from .edit_indices import letters_of
from .edit_text import letter
from .edits import Edit, Scene


def missing_delta(scene: Scene) -> Iterator[Edit]:
    """1 − p_l for δ_kl − p_l; 1 where the two indices are the same, else 0."""
    letters = [each for each in letters_of(scene.known) if len(each) == 1]
    for node in _ones(scene):
        for one, two in combinations(letters, 2):
            yield Edit("δ missing", f"1 stands where \\delta_{{{one}{two}}} is meant, which is 0 "
                       f"unless {one} = {two}", ((*node.span, f"\\delta_{{{one}{two}}}"),))


def number_for_letter(scene: Scene) -> Iterator[Edit]:
    """p − 1 for p − y."""
    names = [scene.text(name) for name in scene.quantities()]
    for node in _ones(scene):
        for role in ("target", "post", "prediction", "input"):
            for base in scene.binding.letters(role)[:1]:
                for text in dict.fromkeys((letter(scene, base), *(
                        letter(scene, base) + f"_{index}" for index in letters_of(scene.known)))):
                    if text not in names:
                        yield Edit("1 for a letter", f"1 stands where {text} is meant",
                                   ((*node.span, text),))


def _ones(scene: Scene) -> Iterator[n.Number]:
    """The 1 in sums: 1 − p."""
    for node in scene.line():
        if isinstance(node, n.Add):
            yield from (term for _, term in node.terms if term == n.Number("1"))
