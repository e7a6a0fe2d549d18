"""Edits that put in a link of the chain rule: ∂a/∂z between ∂C/∂a and ∂z/∂w."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..reader import tree as n
from .edits import Edit, Replacement, Scene, terms_of


def missing_link(scene: Scene) -> Iterator[Edit]:
    """∂C/∂a ∂z/∂w: the ∂a/∂z between them; at an end, what leads to the derivative beside it."""
    for node in _chains(scene):
        links = [factor for factor in node.factors if isinstance(factor, n.Derivative)] \
            if isinstance(node, n.Product) else [node]
        ends = [(scene.text(link.of), scene.text(link.wrt[0]), link.span) for link in links]
        for top, bottom in _outer(scene):
            for (_, over, (_, at)), (under, _, _) in pairwise(
                    [("", top, (0, links[0].span[0])), *ends, (bottom, "", (0, 0))]):
                if over and under and over != under:
                    factor = f"\\frac{{\\partial {over}}}{{\\partial {under}}}"
                    yield missing(factor, ((at, at, f" {factor} "),))


def _chains(scene: Scene) -> Iterator[n.Product | n.Derivative]:
    """The products with derivatives in them, and derivatives that are a whole term; ∂a/∂a is no
    link, but a letter written for another."""
    for node in scene.line():
        if isinstance(node, n.Product):
            links = [factor for factor in node.factors if isinstance(factor, n.Derivative)]
            if links and not any(link.of in link.wrt for link in links):
                yield node
    for term in (term for whole in scene.wholes() for term in terms_of(whole)):
        if isinstance(term, n.Derivative):
            yield term


def _outer(scene: Scene) -> list[tuple[str, str]]:
    """What is differentiated by what on the other side; "" where it is no derivative."""
    found = [(scene.text(node.of), scene.text(node.wrt[0])) for node in scene.known.sides
             if isinstance(node, n.Derivative) and node not in scene.sides]
    return [*found, ("", "")]


def missing(factor: str, replacements: tuple[Replacement, ...]) -> Edit:
    return Edit("factor missing", f"the factor {factor} is missing", replacements)
