"""Single edits of a formula: what an author may have written instead of what was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..meaning.binding import Binding
from ..meaning.term import entries
from ..reader import tree as n

Replacement = tuple[int, int, str]
NET = ("post", "pre", "weight", "bias", "input", "target", "prediction", "delta")


@dataclass(frozen=True)
class Edit:
    """A cause, the words for it, and the texts to put in: (start, end, text) in the source."""

    cause: str
    words: str
    replacements: tuple[Replacement, ...]


def applied(latex: str, edit: Edit) -> str:
    """The source with the edit made.

    >>> applied("a_i + b_i", Edit("wrong index", "j for i", ((2, 3, "j"), (8, 9, "j"))))
    'a_j + b_j'
    """
    for start, end, text in sorted(edit.replacements, reverse=True):
        latex = latex[:start] + text + latex[end:]
    return latex


@dataclass(frozen=True)
class Scene:
    """A pair with its source: `sides` are those to edit, the right one first; `letters` are the
    index letters with the layer each counts, as far as it is known; `whole` is every side, where
    `sides` are not all."""

    latex: str
    sides: tuple[n.Node, ...]
    binding: Binding
    letters: tuple[tuple[str, Any], ...] = ()
    whole: tuple[n.Node, ...] = ()

    def only(self, *sides: n.Node) -> Scene:
        """The scene with only these sides to edit."""
        return replace(self, sides=sides, whole=self.whole or self.sides)

    def alone(self, side: n.Node) -> Scene:
        """The scene as if only this part were there."""
        return replace(self, sides=(side,), whole=(side,))

    @property
    def known(self) -> Scene:
        """The scene with every side: what the author's style and letters are taken from."""
        return replace(self, sides=self.whole or self.sides, whole=())

    def text(self, node: Any) -> str:
        return self.latex[node.span[0]:node.span[1]]

    def everything(self) -> list[Any]:
        """Every node of both sides, scripts and indices included."""
        return [node for side in self.sides for node in below(side)]

    def wholes(self) -> list[n.Node]:
        """The sides; of `cases`, the value of every row."""
        return [whole for side in self.sides for whole in (
            [value for value, _ in side.rows] if isinstance(side, n.Cases) else [side])]

    def line(self) -> list[Any]:
        """Every node that stands on the line: no indices and no superscripts but those of e."""
        return [node for side in self.sides for node in below(side, scripts=False)]

    def quantities(self, side: Any = None) -> list[n.Name]:
        """The names that stand for something in the network, those after ∇ too."""
        sides = self.sides if side is None else (side,)
        return [name for each in sides for name in on_the_line(each)
                if self.binding.role(name.base) in NET and name.span[0] < name.span[1]]


SCRIPTS = ("subs", "sups", "index", "lower", "upper")


def _parts(kind: type, scripts: bool) -> list[str]:
    """The fields of a class of nodes that hold nodes, the last one first."""
    return [name for name in reversed(entries(kind)) if scripts or name not in SCRIPTS]


def below(tree: Any, scripts: bool = True) -> Iterator[Any]:
    """Every node of a tree, in the order of the source."""
    stack = [tree]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            stack.extend(reversed(top))
        elif entries(top.__class__):
            yield top
            stack.extend(getattr(top, entry) for entry in _parts(
                type(top), scripts or getattr(top, "base", "") == "e"))


def on_the_line(tree: Any) -> Iterator[n.Name]:
    """The names that are no indices; those below ∇ or a bare C are, and exponents of e and Σ's
    conditions are left out only where they are scripts."""
    stack = [tree]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            stack.extend(reversed(top))
        elif isinstance(top, n.Name):
            yield top
            stack.extend(reversed(_inner(top)))
        elif isinstance(top, n.Script):
            continue
        elif entries(top.__class__):
            stack.extend(getattr(top, entry) for entry in _parts(type(top), False))


def _inner(name: n.Name) -> list[n.Node]:
    """What stands below ∇ or above e."""
    if name.base == "e":
        return [script.body for script in name.sups]
    return [sub for sub in name.subs if isinstance(sub, n.Name) and (sub.sups or sub.subs)]


def terms_of(node: n.Node) -> list[n.Node]:
    """The terms of a sum, or the node itself."""
    return [part for _, part in node.terms] if isinstance(node, n.Add) else [node]


def before(whole: n.Node, text: str) -> tuple[Replacement, ...]:
    """A factor put before the whole of a side, in brackets where it is a sum.

    >>> terms = ((1, n.Name("a", span=(0, 1))), (1, n.Name("b", span=(4, 5))))
    >>> applied("a + b", Edit("", "", before(n.Add(terms, (0, 5)), "2 ")))
    '2 (a + b)'
    """
    start, end = whole.span
    if isinstance(whole, n.Add) and len(whole.terms) > 1:
        return (start, start, text + "("), (end, end, ")")
    at = whole.terms[0][1].span[0] if isinstance(whole, n.Add) else start
    return ((at, at, text),)


Kind = Callable[[Scene], Iterator[Edit]]


def edits(scene: Scene) -> Iterator[Edit]:
    """Every single edit, the most likely ones first, none twice."""
    from .edit_kinds import stages

    seen = set()
    for kind, part in stages(scene):
        for edit in kind(part):
            if edit.replacements not in seen and applied(scene.latex, edit) != scene.latex:
                seen.add(edit.replacements)
                yield edit
