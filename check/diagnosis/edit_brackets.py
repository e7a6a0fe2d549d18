"""Edits of brackets and whole parts: brackets that are missing or too many, a term or a function
too many, a fraction upside down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..meaning.spelling import CALLED
from ..reader import tree as n
from .edit_products import products, units
from .edits import Edit, Scene


def missing_brackets(scene: Scene) -> Iterator[Edit]:
    """a − y x for (a − y) x, W a − y for W (a − y)."""
    for node in scene.line():
        if isinstance(node, n.Add):
            for (_, one), (_, two) in pairwise(node.terms):
                last, first = _ends(scene, one)[-1], _ends(scene, two)[0]
                if (last, first) != (one.span, two.span):
                    yield _brackets(scene, last[0], first[1])


def _ends(scene: Scene, term: n.Node) -> list[n.Span]:
    return units(scene, term) if isinstance(term, n.Product) else [term.span]


def _brackets(scene: Scene, start: int, end: int) -> Edit:
    return Edit("brackets", f"the brackets around {scene.latex[start:end]} are missing",
                ((start, start, "("), (end, end, ")")))


def extra_brackets(scene: Scene) -> Iterator[Edit]:
    """W (δ ⊙ a) for W δ ⊙ a."""
    for node in products(scene):
        for group in node.factors:
            if isinstance(group, n.Group) and len(group.items) == 1 and isinstance(
                    group.items[0], n.Product):
                inner, (start, end) = group.items[0].span, group.span
                yield Edit("brackets", f"the brackets around {scene.latex[slice(*inner)]} must "
                           "not stand there", ((start, inner[0], ""), (inner[1], end, "")))


def extra_term(scene: Scene) -> Iterator[Edit]:
    """x + b for x."""
    for node in scene.line():
        if isinstance(node, n.Add) and len(node.terms) > 1:
            for (_, one), (_, two) in pairwise(node.terms):
                yield Edit("term too many", f"the term {scene.text(two)} must not stand there",
                           ((one.span[1], two.span[1], ""),))


def extra_function(scene: Scene) -> Iterator[Edit]:
    """ln a for a."""
    for node in products(scene):
        for head, argument in pairwise(node.factors):
            if isinstance(head, n.Name) and (head.base in CALLED or scene.binding.role(
                    head.base) == "activation") and not head.primes:
                yield Edit("function too many", f"{scene.text(head)} must not stand there: "
                           f"{scene.text(argument)} itself is meant",
                           ((head.span[0], argument.span[0], ""),))


def upside_down(scene: Scene) -> Iterator[Edit]:
    """a/b for b/a, one fraction or all; a b for a/b."""
    fractions = [node for node in scene.line()
                 if isinstance(node, n.Quotient) and not node.slash]
    for nodes in [[node] for node in fractions] + [fractions][:len(fractions) > 1]:
        texts = " and ".join(scene.text(node) for node in nodes)
        verb = "stands" if len(nodes) == 1 else "stand"
        yield Edit("fraction", f"{texts} {verb} upside down", tuple(
            replacement for node in nodes for replacement in (
                (*node.top.span, scene.text(node.bottom)),
                (*node.bottom.span, scene.text(node.top)))))
    for node in products(scene):
        for one, two in pairwise(units(scene, node)):
            top, bottom = scene.latex[slice(*one)], scene.latex[slice(*two)]
            yield Edit("fraction", f"{bottom} stands beside {top}, not below it",
                       ((one[0], two[1], f"\\frac{{{top}}}{{{bottom}}}"),))
