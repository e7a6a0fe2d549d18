"""Which of the conventions the lines of a document make use of, and letters that stand for two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .meaning.binding import ROLES, Binding
from .meaning.nodes import names_in, nodes, written_names
from .reader import tree as n

NUMBERED = ("pre", "post", "weight", "bias", "delta", "input", "prediction")


def unused(statements: Sequence[n.Statement], binding: Binding) -> list[str]:
    """The conventions that no statement makes use of, by their keys in a report.

    >>> from .reader.parser import read
    >>> "weight order" in unused(read(r"a_j = f(z_j)").statements, Binding())
    True
    """
    seen = set(_occasions(statements, binding))
    return [key for key, occasions in USES.items() if not seen & set(occasions)]


# For each convention, what makes it matter: a role, a letter or a way of writing.
USES = {
    "layer letters": ["a layer"], "last layer": ["the last layer"],
    "weight order": ["weight"], "weights numbered": ["weight of a layer"],
    "biases numbered": ["biases numbered apart"], "biases are": ["thresholds"],
    "input layer": ["a numbered layer"],
    "activation is": ["activation", "post", "prediction"],
    "output layer": ["cost", "delta", "prediction", "the last layer"],
    "cost function": ["cost", "delta", "nabla"],
    "error numbered": ["delta of a layer"], "error is": ["delta"], "Delta is": ["Delta"],
    "labels": ["probability", "p", "P", "Pr"],
    "summation convention": ["Einstein's sums"], "vectors": ["a matrix"],
}


def _occasions(statements: Sequence[n.Statement], binding: Binding) -> Iterator[str]:
    if binding.einstein:
        yield "Einstein's sums"
    if binding.ahead:
        yield "biases numbered apart"
    if binding.biases != "added":
        yield "thresholds"
    for name in names_in(list(statements)):
        role = binding.role(name.base)
        yield from (name.base, role)
        if any(getattr(script.body, "base", "") in ("T", "top") for script in name.sups):
            yield "a matrix"
        if role in NUMBERED:
            yield from _scripts(name, role, binding)


def _scripts(name: n.Name, role: str, binding: Binding) -> Iterator[str]:
    """What the indices of a quantity bring up."""
    inside = [*name.subs, *(script.body for script in name.sups)]
    bases = {each.base for each in names_in(inside)}
    numbered = any(isinstance(each, n.Number) for each in inside)
    layered = bases & (binding.layers | binding.last)
    if bases & binding.layers:
        yield "a layer"
    if bases & binding.last:
        yield "the last layer"
    if numbered:
        yield "a numbered layer"
    if layered or name.sups or numbered:
        yield f"{role} of a layer"
    if role == "weight" and len([sub for sub in name.subs if not _is_layer(sub, binding)]) < 2:
        yield "a matrix"


def _is_layer(sub: n.Node, binding: Binding) -> bool:
    return any(name.base in binding.layers | binding.last for name in names_in(sub))


def twofold(statements: Sequence[n.Statement], binding: Binding) -> list[str]:
    """A sentence for every letter that is a quantity and an index too.

    >>> from .reader.parser import read
    >>> twofold(read(r"L = (a^L - y)^2").statements,
    ...         Binding({"L": "cost", "a": "post"}))
    ['L is two things here: the cost, and as an index the last layer']
    """
    quantities = {name.base for name in written_names(list(statements))}
    indices = {each.base for name in names_in(list(statements))
               for each in names_in([*name.subs, *(script.body for script in name.sups)])}
    summed = {node.index.base for node in nodes(list(statements))
              if isinstance(node, n.Reduction) and node.index is not None}
    layers = {**dict.fromkeys(binding.layers, "the layer"),
              **dict.fromkeys(binding.last, "the last layer")}
    found = {base: layers.get(base, "a number that is summed over")
             for base in sorted(quantities & indices & (set(layers) | summed))
             if binding.role(base) not in ("", "class", "parameter")}
    return [f"{base} is two things here: {_article(ROLES[binding.role(base)])}, and as an index "
            f"{index}" for base, index in found.items()]


def _article(role: str) -> str:
    return role if role.startswith(("any", "δ")) else f"the {role}"
