"""One pair `left = right`, ready to be tried: its letters typed, its unknown layers found."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import term as t
from .binding import Binding
from .definition import Definition
from .kinds import Type
from .layers import Types
from .quantities import BARE, HERE


@dataclass(frozen=True)
class Question:
    """Two terms that should be equal wherever the tests hold.

    `letters` are the free indices, `bases` the free layer letters; `equations` the layers that
    had to be taken for one, such as l = L.
    """

    left: t.Term
    right: t.Term
    relation: str
    tests: tuple[t.Test, ...]
    types: Mapping[t.Letter, Type]
    letters: tuple[t.Letter, ...]
    bases: tuple[str, ...]
    equations: tuple[tuple[t.Layer, t.Layer], ...]


def asked(left: t.Term, right: t.Term, relation: str, tests: tuple[t.Test, ...],
          binding: Binding, definitions: Mapping[str, Definition],
          ties: Sequence[tuple[t.Layer, t.Layer]] = (), anchor: str = "") -> Question:
    """Type the letters of both sides. Raises Clash where they contradict each other."""
    types = Types(binding.order, definitions)
    if binding.depth:
        types.equal(t.Layer("L"), t.Layer("", binding.depth))
    for test in tests:
        if test.relation == "=" and isinstance(test.left, t.Layer) and isinstance(test.right,
                                                                                    t.Layer):
            types.equal(test.left, test.right)
    both = (left, right, tests)
    types.read(both)
    for unknown, known in ties:
        types.same(unknown, known)
    for part in t.parts(both):
        if isinstance(part, t.Slope):
            types.next_to(part)
    last = "weight" not in binding.roles.values()
    _anchor(types, both, definitions, anchor or ("L" if last else HERE))
    left, right, tests = types.settled(both)
    letters = {part for part in t.parts(both) if isinstance(part, t.Letter)}
    return Question(left, right, relation, tests, {letter: types.of(letter) for letter in letters},
                    _in_order(letter for letter in letters if not letter.scope),
                    _bases((left, right, tests), types, letters), tuple(types.equations))


def _in_order(letters: Iterable[t.Letter]) -> tuple[t.Letter, ...]:
    return tuple(sorted(letters, key=lambda letter: letter.name))


def _bases(terms: Any, types: Types, letters: set[t.Letter]) -> tuple[str, ...]:
    found = {part.base for part in t.parts(terms) if isinstance(part, t.Layer)}
    found |= {kind.base for kind in map(types.of, letters) if isinstance(kind, t.Layer)}
    bound = {part.base for part in t.parts(terms) if isinstance(part, t.AllLayers)}
    return tuple(sorted(found - {"", "L"} - bound))


def _anchor(types: Types, terms: Any, definitions: Mapping[str, Definition], base: str) -> None:
    """Give a place to every layer that nothing fixes: the outputs' where a target stands beside
    it, another one that is named, or else any layer λ."""
    layers = [part for part in t.parts(terms) if isinstance(part, t.Layer)]
    for layer in sorted({part.base for part in layers if part.base.startswith("?")},
                        key=lambda base: (base != BARE, base)):
        if types.layer(t.Layer(layer)).base.startswith("?"):
            types.same(t.Layer(layer), _natural(types, terms, definitions, layer, base))


def _natural(types: Types, terms: Any, definitions: Mapping[str, Definition], unknown: str,
             base: str) -> t.Layer:
    if (unknown == BARE or base == "L") and reaches_output(terms, definitions):
        return t.Layer("L")
    if unknown != BARE:
        return t.Layer(HERE)
    tensors = [part for part in t.parts(terms) if isinstance(part, t.Tensor)]
    for roles in (("weight", "bias", "pre"), ("post",)):
        for tensor in tensors:
            layer = types.layer(tensor.layer)
            if tensor.role in roles and not layer.base.startswith("?"):
                return layer if layer != types.layer(t.Layer("")) else layer + 1  # the input's
    return t.Layer(HERE)


def reaches_output(terms: Any, definitions: Mapping[str, Definition]) -> bool:
    """Whether a target, a prediction or something defined by one takes part."""
    for part in t.parts(terms):
        if isinstance(part, t.Tensor) and (part.role == "target" or part.layer == t.Layer("L")):
            return True
        if isinstance(part, t.Alias) and part.name in definitions:
            body = definitions[part.name].body
            if reaches_output(body, {k: v for k, v in definitions.items() if k != part.name}):
                return True
    return False


def choices(question: Question, evaluator: Any, most: int) -> Iterator[dict[t.Letter, int]]:
    """Every choice of the free indices in the layers chosen, or `most` of them at random."""
    domains = [evaluator.domain(letter) for letter in question.letters]
    total = 1
    for domain in domains:
        total *= len(domain)
    if total <= most:
        picked: Any = itertools.product(*domains)
    else:
        dice = random.Random(7)
        picked = ([dice.choice(domain) for domain in domains] for _ in range(most))
    for places in picked:
        yield dict(zip(question.letters, places))


def layer_choices(question: Question, last: int) -> Iterator[dict[str, int]]:
    """Every choice of the free layer letters, the last layer first."""
    for numbers in itertools.product(range(last + 1, -2, -1), repeat=len(question.bases)):
        yield dict(zip(question.bases, numbers))
