"""How authors write: the LaTeX of a letter, of a layer, of a quantity in their own style."""

from __future__ import annotations

import re

from ..meaning import term as t
from ..meaning.quantities import HERE, NUMBERED
from ..reader import tree as n
from ..reader.vocabulary import words_of
from .edits import Scene

_ACCENT = r"\\(?:hat|bar|tilde|dot|vec|widehat|overline|mathbf|boldsymbol|bm)(?![a-zA-Z])\s*"
_ARGUMENT = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_TOKEN = re.compile(rf"{_ACCENT}(?:\\[a-zA-Z]+|[^\s{{\\])|\\[a-zA-Z]+\s*{_ARGUMENT}"
                    r"|\\[a-zA-Z]+|\S")
GREEK = words_of("alpha beta gamma delta epsilon eta theta lambda mu nu phi varphi psi omega "
                 "sigma rho tau Delta Theta Sigma ell kappa")


def braced(scene: Scene, start: int, text: str) -> str:
    """The text as a script: in braces where a bare ^ or _ takes only one token."""
    before = scene.latex[:start].rstrip()[-1:]
    bare = before in ("^", "_") and len(_TOKEN.findall(text)) != 1
    return "{" + text + "}" if bare else text


def letter(scene: Scene, base: str) -> str:
    """A letter or word as the author writes it.

    >>> from ..meaning.binding import Binding
    >>> letter(Scene("", (), Binding()), "sigma"), letter(Scene("", (), Binding()), "hat y")
    ('\\\\sigma', '\\\\hat{y}')
    """
    for node in scene.known.everything():
        if isinstance(node, n.Name) and node.base == base and node.span[0] < node.span[1]:
            return base_text(scene, node)
    if " " in base:
        accent, _, inner = base.partition(" ")
        return f"\\{accent}{{{inner}}}"
    if base in GREEK:
        return _in_latex(base)
    return base if len(base.rstrip("'")) == 1 else f"\\operatorname{{{base}}}"


def _in_latex(base: str) -> str:
    return "\\" + base if base in GREEK else base


def base_text(scene: Scene, name: n.Name) -> str:
    """The name without its scripts and primes."""
    text = scene.text(name)
    found = _TOKEN.match(text)
    if found and found.group() in ("{", "("):
        return text
    return found.group() if found else text


def plain_layer(layer: t.Layer, last: str, offset: int = 0) -> str:
    """A layer as a superscript's text.

    >>> plain_layer(t.Layer("l", -1), "L"), plain_layer(t.Layer("ell"), "L")
    ('l-1', '\\\\ell')
    """
    moved = layer.offset
    base = last if layer.base == "L" else _in_latex(layer.base)
    if not base:
        return str(moved + offset)
    return base if not moved else f"{base}{'+' if moved > 0 else '-'}{abs(moved)}"


def layer_style(scene: Scene, base: str | None = None) -> str | None:
    """The brackets that layers stand in here: "()", "[]" or ""; None where no layer is written.

    Only layers with this base count, if one is given; numbers have the base "".
    """
    from .edit_layers import counted, layers_above

    for _, script in layers_above(scene.known):
        if base in (None, counted(script.body)[0]):
            return script.style
    return None


def quantity(scene: Scene, role: str, layer: t.Layer, indices: str) -> str | None:
    """A quantity of the network in the author's style; None where no letter stands for it."""
    layer = _counted_from_input(scene, layer)
    bases = [name.base for name in scene.known.quantities()
             if scene.binding.role(name.base) == role] + scene.binding.letters(role)
    if role == "post" and layer == t.Layer(""):
        bases = scene.binding.letters("input") or bases
    fit = [base for base in bases if own_layer(scene, base) in (None, layer)]
    if not fit:
        return None
    base = next((base for base in fit if own_layer(scene, base)), fit[0])
    if own_layer(scene, base) is not None:
        return letter(scene, base) + _below(scene, indices)
    if scene.binding.subscript_layers and not indices and role in NUMBERED and layer.base != HERE:
        return letter(scene, base) + _script("_", plain_layer(layer, last_letter(scene)))
    return letter(scene, base) + _below(scene, indices) + _above(scene, layer)


def _counted_from_input(scene: Scene, layer: t.Layer) -> t.Layer:
    """L − 1 by its number, where it is known how many layers there are; of one, any is the last."""
    depth = scene.binding.depth
    known = layer.base == "L" or (depth == 1 and layer.base == HERE)
    return t.Layer("", depth + layer.offset) if depth and known else layer


def own_layer(scene: Scene, base: str) -> t.Layer | None:
    """The layer of a letter that belongs to one only: it bears none."""
    if scene.binding.role(base) == "input":
        return t.Layer("")
    number = scene.binding.letter_layers.get(base)
    return t.Layer("", number) if number is not None else None


def _below(scene: Scene, indices: str) -> str:
    if not indices:
        return ""
    comma = re.search(r"_\{\s*\w\s*,\s*\w\s*\}", scene.latex)
    text = ", ".join(indices) if comma else "".join(indices)
    return f"_{{{text}}}" if len(indices) > 1 else f"_{text}"


def _above(scene: Scene, layer: t.Layer) -> str:
    style = layer_style(scene)
    numbered = layer_style(scene, "") if layer.base == "" else style
    if style is None or numbered is None or layer.base == HERE or layer.base.startswith("?"):
        return ""
    text = plain_layer(layer, last_letter(scene))
    if style:
        return f"^{{{style[0]}{text}{style[1]}}}"
    return _script("^", text)


def _script(sign: str, text: str) -> str:
    return sign + (text if len(text) == 1 else f"{{{text}}}")


def last_letter(scene: Scene) -> str:
    """The letter of the last layer."""
    used = [node.base for node in scene.known.everything() if isinstance(node, n.Name)
            and node.base in scene.binding.last and not node.subs]
    found = used + sorted(each for each in scene.binding.last if "_" not in each) + ["L"]
    return _in_latex(found[0])


def layer_letter(scene: Scene) -> str:
    """The letter of any layer."""
    used = [node.base for node in scene.known.everything() if isinstance(node, n.Name)
            and node.base in scene.binding.layers and not node.subs]
    return _in_latex((used + sorted(scene.binding.layers - {"ell"}) + ["l"])[0])
