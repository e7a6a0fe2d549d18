"""Edits of products: ⊙ for ·, the order of a matrix product, a factor too many."""

from __future__ import annotations

from collections.abc import Iterator

from ..meaning.spelling import CALLED
from ..reader import tree as n
from .edits import Edit, Scene

Unit = tuple[int, int]


def products(scene: Scene) -> Iterator[n.Product]:
    return (node for node in scene.line() if isinstance(node, n.Product))


def units(scene: Scene, node: n.Product) -> list[Unit]:
    """The factors, a function with its argument as one: where each starts and ends."""
    found: list[Unit] = []
    open_ = False
    for k, factor in enumerate(node.factors):
        if open_ and not node.signs[k - 1]:
            found[-1] = (found[-1][0], factor.span[1])
        else:
            found.append(factor.span)
        open_ = isinstance(factor, n.Name) and takes(scene, factor, node.factors[k + 1:k + 2])
    return found


def takes(scene: Scene, head: n.Name, after: tuple[n.Node, ...]) -> bool:
    """Whether what follows is the name's argument."""
    role = scene.binding.role(head.base)
    if head.base in ("nabla", "Delta", "d") and not role:
        return True
    if role == "activation" or head.base in CALLED:
        return True
    return bool(after) and isinstance(after[0], n.Group) and after[0].opening.startswith("(") and (
        head.primes > 0 or (len(head.base) == 1 and head.base.isupper() and role != "weight"
                            ) or role in ("cost", "prediction", "target", "activation"))


def hadamard(scene: Scene) -> Iterator[Edit]:
    """⊙ for a product, and a product for ⊙."""
    for node in products(scene):
        for sign, one, two in zip(node.signs, node.factors, node.factors[1:]):
            span = (one.span[1], two.span[0])
            if sign == "odot":
                yield Edit("Hadamard product", "⊙ stands where a matrix product is meant",
                           ((*span, " "),))
            elif any(end == span[0] for _, end in units(scene, node)):
                yield Edit("Hadamard product", "a matrix product stands where ⊙ is meant",
                           ((*span, " \\odot "),))


def order(scene: Scene) -> Iterator[Edit]:
    """Two neighbours of a matrix product exchanged, and the latter transposed, too."""
    for node in products(scene):
        places = units(scene, node)
        for one, two in zip(places, places[1:]):
            texts = scene.latex[slice(*one)], scene.latex[slice(*two)]
            words = f"{texts[0]} and {texts[1]} stand in the wrong order"
            yield Edit("order of the product", words, ((*one, texts[1]), (*two, texts[0])))
            yield Edit("order of the product", f"{words}, and {texts[1]} must be transposed",
                       ((*one, transposed(texts[1])), (*two, texts[0])))


def transposed(factor: str) -> str:
    """A quantity's transpose.

    >>> transposed("x"), transposed("a^{l-1}")
    ('x^T', '(a^{l-1})^T')
    """
    return f"({factor})^T" if "^" in factor else f"{factor}^T"


def extra_factor(scene: Scene) -> Iterator[Edit]:
    """A factor that must not stand there, or two: the a (1 − a) of a derivative."""
    for node in products(scene):
        places = units(scene, node)
        for count in (1, 2):
            for k in range(len(places) - count + 1 if len(places) > count else 0):
                yield _without(scene, places, k, k + count)


def _without(scene: Scene, places: list[Unit], first: int, end: int) -> Edit:
    """The product without the factors from one to another."""
    text = scene.latex[places[first][0]:places[end - 1][1]]
    cut = (places[first][0], places[end][0]) if end < len(places) else (
        places[first - 1][1], places[-1][1])
    return Edit("factor too many", f"the factor {text} must not stand there", ((*cut, ""),))
