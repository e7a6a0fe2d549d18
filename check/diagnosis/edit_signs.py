"""Edits of arithmetic: a sign, a 2, a square, two exponents exchanged, a minus for a dot."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..meaning.spelling import is_transpose
from ..reader import tree as n
from .edit_layers import layers_above
from .edit_products import products, takes
from .edit_text import braced
from .edits import Edit, Scene, before, terms_of


def signs(scene: Scene) -> Iterator[Edit]:
    """The sign of a side, or of one term."""
    for whole in scene.wholes():
        if not isinstance(whole, n.Add):
            yield Edit("sign", "a minus is missing", before(whole, "-"))
        elif len(whole.terms) > 1:
            yield Edit("sign", "a minus is missing before the whole side", before(whole, "-"))
    for node in scene.line():
        if isinstance(node, n.Add):
            yield from _terms(scene, node)
        elif isinstance(node, n.Name) and node.base == "e" and len(node.sups) == 1:
            yield from _exponent(scene, node.sups[0].body)
        elif isinstance(node, n.Product):
            yield from (edit for name, group in zip(node.factors, node.factors[1:])
                        if getattr(name, "base", "") == "exp" and isinstance(group, n.Group)
                        for edit in _exponent(scene, group.items[0]))


def _exponent(scene: Scene, body: n.Node) -> Iterator[Edit]:
    """e^z for e^{−z}, exp(z) for exp(−z)."""
    if not isinstance(body, n.Add):
        start, text = body.span[0], f"-{scene.text(body)}"
        yield Edit("sign", f"the sign of the exponent {scene.text(body)} is wrong",
                   ((*body.span, braced(scene, start, text)),))


def _terms(scene: Scene, node: n.Add) -> Iterator[Edit]:
    ends = [node.span[0], *(part.span[1] for _, part in node.terms)]
    for (sign, part), start in zip(node.terms, ends):
        gap = scene.latex[start:part.span[0]]
        at = start + max(gap.find("+"), gap.find("-"))
        words = f"the sign of {scene.text(part)} is wrong"
        if "-" in gap:
            yield Edit("sign", words, ((at, at + 1, "+" if start > node.span[0] else ""),))
        elif "+" in gap:
            yield Edit("sign", words, ((at, at + 1, "-"),))
        elif sign > 0 and len(node.terms) > 1:
            yield Edit("sign", words, ((part.span[0], part.span[0], "-"),))


def turned(scene: Scene) -> Iterator[Edit]:
    """y − a for a − y, and a − 1 for 1 − a."""
    return (_turned(scene, node) for node in _differences(scene)
            if not isinstance(node.terms[0][1], n.Number))


def turned_complements(scene: Scene) -> Iterator[Edit]:
    """1 − a for a − 1, which is rarer than a minus that is missing."""
    return (_turned(scene, node) for node in _differences(scene))


def _differences(scene: Scene) -> Iterator[n.Add]:
    return (node for node in scene.line() if isinstance(node, n.Add) and len(node.terms) == 2
            and node.terms[0][0] > 0 > node.terms[1][0])


def _turned(scene: Scene, node: n.Add) -> Edit:
    (_, first), (_, second) = node.terms
    return Edit("sign", f"{scene.text(node)} has the wrong sign",
                ((*first.span, scene.text(second)), (*second.span, scene.text(first))))


def constants_dropped(scene: Scene) -> Iterator[Edit]:
    """A 2 or a ½ too many."""
    for node in scene.line():
        if isinstance(node, n.Product):
            yield from _dropped(scene, node)


def constants(scene: Scene) -> Iterator[Edit]:
    """A 2 or a ½ missing."""
    for whole in scene.wholes():
        for text, words in (("2 ", "a factor 2 is missing"),
                            ("\\frac{1}{2} ", "a factor ½ is missing")):
            for part in (*terms_of(whole), whole):
                yield Edit("factor 2", words, before(part, text))


def _dropped(scene: Scene, node: n.Product) -> Iterator[Edit]:
    first, following = node.factors[0], node.factors[1]
    half = isinstance(first, n.Quotient) and isinstance(first.bottom, (n.Number, n.Name))
    if isinstance(first, n.Number) or half:
        span = (first.span[0], following.span[0], "")
        words = f"the factor {scene.text(first)} must not stand there"
        yield Edit("factor 2" if "2" in scene.text(first) else "factor n", words, (span,))
        if half and isinstance(first, n.Quotient):
            yield Edit("factor n", f"{scene.text(first)} must be its inverse",
                       ((*first.span, scene.text(first.bottom)),))
            if isinstance(first.top, n.Number):
                for text in {"1": ("2",), "2": ("1",)}.get(first.top.text, ()):
                    yield Edit("factor 2", f"{first.top.text} must be {text}",
                               ((*first.top.span, text),))


def sizes(scene: Scene) -> Iterator[Edit]:
    """A 1/n missing, with every n that the statement, the document or its layers know."""
    texts = dict.fromkeys(scene.text(node) for node in scene.known.everything()
                          if isinstance(node, n.Name) and node.base in ("n", "N", "m")
                          and not node.sups and node.span[0] < node.span[1])
    texts.update(dict.fromkeys(sorted(scene.binding.counts)))
    for side in scene.sides:
        for text in [*texts, "n_L"]:
            for put in (f"\\frac{{1}}{{{text}}} ", text + " "):
                yield Edit("factor n", f"a factor {put.strip()} is missing", before(side, put))


def powers(scene: Scene) -> Iterator[Edit]:
    """A square too many or missing."""
    for node in scene.line():
        if isinstance(node, (n.Name, n.Scripted)):
            for script in node.sups:
                if script.style == "" and script.body == n.Number("2"):
                    yield Edit("power", "a square too many", (_cut(scene, script),))
    heads = {after.span: head for node in products(scene)
             for head, after in pairwise(node.factors)
             if isinstance(head, n.Name) and takes(scene, head, (after,))}
    for node in scene.line():
        if (isinstance(node, n.Bars) and node.double) or (
                isinstance(node, n.Group) and len(node.items) == 1 and node.opening[:1] in "(["):
            start = heads.get(node.span, node).span[0]
            yield Edit("power", f"the square of {scene.latex[start:node.span[1]]} is meant",
                       ((node.span[1], node.span[1], "^2"),))
    for name in scene.quantities():
        if scene.binding.role(name.base) in ("post", "prediction", "pre", "input", "target"):
            texts = ((name.span[0], name.span[0], "("), (name.span[1], name.span[1], ")^2"))
            yield Edit("power", f"the square of {scene.text(name)} is meant",
                       texts if name.sups else ((name.span[1], name.span[1], "^2"),))


def _cut(scene: Scene, script: n.Script) -> tuple[int, int, str]:
    from .edit_indices import without

    return without(scene, script)


def exponents(scene: Scene) -> Iterator[Edit]:
    """The exponents of two factors exchanged."""
    layers = [script for _, script in layers_above(scene)]
    for node in scene.line():
        if isinstance(node, n.Product):
            raised = [script.body for factor in node.factors for script in getattr(
                factor, "sups", ()) if script.style == "" and not is_transpose(script)
                and script not in layers]
            for k, one in enumerate(raised):
                for two in raised[k + 1:]:
                    yield Edit("exponents exchanged", f"the exponents {scene.text(one)} and "
                               f"{scene.text(two)} are exchanged",
                               ((*one.span, scene.text(two)), (*two.span, scene.text(one))))


def minus_for_dot(scene: Scene) -> Iterator[Edit]:
    """ŷ − (1 − ŷ) for ŷ (1 − ŷ)."""
    for node in scene.line():
        if isinstance(node, n.Add):
            for (_, one), (sign, two) in zip(node.terms, node.terms[1:]):
                yield Edit("sign for a product", f"{'+' if sign > 0 else '−'} stands where a "
                           "product is meant", ((one.span[1], two.span[0], " \\cdot "),))
            if len(node.terms) > 2 and all(sign > 0 for sign, _ in node.terms):
                yield Edit("sign for a product", "+ stands where a product is meant", tuple(
                    (one.span[1], two.span[0], " \\cdot ")
                    for (_, one), (_, two) in pairwise(node.terms)))
