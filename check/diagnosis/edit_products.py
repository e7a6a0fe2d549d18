"""Edits of products: ⊙ for ·, the order of a matrix product, a factor missing or too many."""

from __future__ import annotations

from collections.abc import Iterator

from ..meaning import term as t
from ..meaning.quantities import HERE
from ..meaning.spelling import CALLED
from ..reader import tree as n
from .edit_text import letter, quantity
from .edits import Edit, Scene, below, terms_of

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
        open_ = isinstance(factor, n.Name) and _takes(scene, factor, node.factors[k + 1:k + 2])
    return found


def _takes(scene: Scene, head: n.Name, after: tuple[n.Node, ...]) -> bool:
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
    """Two neighbours of a matrix product exchanged."""
    for node in products(scene):
        places = units(scene, node)
        for one, two in zip(places, places[1:]):
            texts = scene.latex[slice(*one)], scene.latex[slice(*two)]
            yield Edit("order of the product", f"{texts[0]} and {texts[1]} stand in the wrong "
                       "order", ((*one, texts[1]), (*two, texts[0])))


def extra_factor(scene: Scene) -> Iterator[Edit]:
    """A factor that must not stand there."""
    for node in products(scene):
        places = units(scene, node)
        for k, (start, end) in enumerate(places if len(places) > 1 else ()):
            text = scene.latex[start:end]
            cut = (start, places[k + 1][0]) if k + 1 < len(places) else (places[k - 1][1], end)
            yield Edit("factor too many", f"the factor {text} must not stand there",
                       ((*cut, ""),))


def missing_factor(scene: Scene) -> Iterator[Edit]:
    """A local derivative or a quantity of the statement that should be there too."""
    for factor in factors(scene):
        for side in scene.sides:
            for replacements in _places(scene, side, factor):
                yield Edit("factor missing", f"the factor {factor} is missing", replacements)


def _places(scene: Scene, side: n.Node, factor: str) -> Iterator[tuple[tuple[int, int, str], ...]]:
    """After the whole side, after each term, before a Σ."""
    start, end = side.span
    sign = " \\odot " if "\\odot" in factor or not _indexed(scene) else " "
    if isinstance(side, n.Add):
        yield (start, start, "("), (end, end, ")" + sign + factor)
    for term in terms_of(side):
        if not isinstance(term, n.Add):
            yield ((term.span[1], term.span[1], sign + factor),)
            yield from (((node.span[1], node.span[1], sign + factor),) for node in below(term)
                        if isinstance(node, n.Reduction) and node.span[1] != term.span[1])
        if isinstance(term, n.Reduction):
            yield ((term.span[0], term.span[0], factor + " "),)


def _indexed(scene: Scene) -> bool:
    names = scene.known.quantities()
    return any(name.subs for name in names) or not any(name.sups for name in names)


def factors(scene: Scene) -> list[str]:
    """Candidates in the author's own style, local derivatives first."""
    kinds = [(name, kind) for name, kind in scene.letters if isinstance(kind, t.Layer)]
    found: list[str | None] = []
    for name, kind in kinds or _layers(scene):
        z, a = (quantity(scene, role, kind, name) for role in ("pre", "post"))
        found += [f"{_sigma(scene)}'({z})" if z and _sigma(scene) else None, a,
                  f"(1 - {a})" if a else None]
    for name, kind in kinds:
        found += [quantity(scene, "weight", kind, indices) for other, below_ in kinds
                  if below_ == kind + -1 for indices in [_pair(scene, other, name)]]
    for name, kind in kinds or _layers(scene):
        found += [quantity(scene, "delta", kind, name), quantity(scene, "pre", kind, name)]
        found.append(quantity(scene, "target", kind, name) if kind.base == "L" else None)
    found += _slopes(scene, kinds)
    found += _units_of_statement(scene.known)
    return list(dict.fromkeys(factor for factor in found if factor))


def _slopes(scene: Scene, kinds: list[tuple[str, t.Layer]]) -> list[str | None]:
    """∂z_j/∂z_i between the layers of two letters."""
    found: list[str | None] = []
    for one, upper in kinds:
        for two, lower in kinds:
            if upper.base == lower.base and upper.offset > lower.offset:
                tops = quantity(scene, "pre", upper, one), quantity(scene, "pre", lower, two)
                found.append(f"\\frac{{\\partial {tops[0]}}}{{\\partial {tops[1]}}}"
                             if all(tops) else None)
    return found


def _layers(scene: Scene) -> list[tuple[str, t.Layer]]:
    """The layers of a statement in matrix notation."""
    from .edit_layers import counted, layer_scripts

    found = [counted(layer) for _, layer in layer_scripts(scene.known)]
    return [("", t.Layer("L" if base in scene.binding.last else base or "", offset))
            for base, offset in dict.fromkeys(found)] or [("", t.Layer(HERE))]


def _pair(scene: Scene, source: str, target: str) -> str:
    return source + target if scene.binding.order == "from-to" else target + source


def _sigma(scene: Scene) -> str:
    found = scene.binding.letters("activation")
    return letter(scene, found[0]) if found else ""


def _units_of_statement(scene: Scene) -> list[str]:
    """What stands as a factor somewhere in the statement, derivatives of the cost included."""
    texts = [scene.latex[start:end] for node in products(scene)
             for start, end in units(scene, node)]
    texts += [scene.text(node) for node in scene.line() if isinstance(node, n.Derivative)]
    return [text for text in dict.fromkeys(texts) if len(text) < 80 and "\\sum" not in text]
