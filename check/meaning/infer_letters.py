"""Letters that stand for one layer only: s = Σ v x, h = f(s), u = Σ w h, y = f(u)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..reader import tree as n
from .binding import USUAL
from .evidence import Evidence
from .infer_layers import counted_letter
from .infer_numbers import LAYERED, Numbers
from .nodes import names_in

Tie = tuple[n.Name, int, n.Name]  # a name, and one that is so many layers further


def letter_layers(seen: Evidence) -> dict[str, int]:
    """The layer of every letter that stands for one layer only: s, h, u and y in the example, or
    the h of h = σ(W_1 x + b_1); empty where they contradict each other."""
    letters = _Letters(seen)
    found = letters.placed()
    found = {base: layer for base, layer in found.items() if not _is_of_outputs(seen, base)}
    return found if max(found.values(), default=0) > (0 if letters.shared else 1) else {}


class _Letters:
    """What the definitions, each a list of ties, say of the letters that have no layer written."""

    def __init__(self, seen: Evidence) -> None:
        self.seen, self.numbers = seen, Numbers(seen)
        self.shared = {name.base for name in names_in(seen.statements)
                       if _has_layer(name, self.numbers)} - seen.single
        self.known = {source.base: 0 for _, _, source, _ in seen.sums
                      if seen.roles.get(source.base) == "input"}
        self.sums = [*map(_of_sum, seen.sums)]
        self.lines = [*self.sums, *([(total, 0, unit)] for unit, total in seen.gates)]

    def placed(self) -> dict[str, int]:
        """The layers on which all lines agree, or all lines but one, which is wrong then: rather a
        sum, whose weights have numbers, than an activation. A letter that two lines define may be
        one of several layers."""
        known = {**self.known, **self._output()}
        whole = self._agreed(self.lines, known)
        defined = [line[0][2].base for line in self.lines if line[0][2].base not in self.shared]
        if whole is not None or len(self.lines) < 3 or len(set(defined)) < len(defined):
            return whole or {}
        for wrong in (self.sums, self.lines):
            fewer = [found for each in wrong if (found := self._agreed(_both_ways(
                line for line in self.lines if line is not each), known)) is not None
                and all(found.get(line[0][2].base) != 0 for line in self.lines)]
            most = max(map(len, fewer), default=0)
            best = [found for found in fewer if len(found) == most]
            if best:
                return best[0] if len(best) == 1 else {}
        return {}

    def _output(self) -> dict[str, int]:
        """What the targets are compared with is of the last layer, if it is one letter and no
        other one is of that layer."""
        seen = self.seen
        compared = {base for base in seen.compared if seen.roles.get(base) != "target"}
        below = self._agreed([line[:1] for line in self.lines], self.known)  # without the weights
        if seen.layers or seen.last or len(compared) != 1 or compared & self.shared or not below:
            return {}
        last = max([*below.values(), *self._written()])
        others = {base for base, layer in below.items() if layer == last} - compared
        return {} if others or last < 2 else dict.fromkeys(compared, last)

    def _written(self) -> Iterator[int]:
        """The numbers of layers that stand anywhere."""
        for name in names_in(self.seen.statements):
            number = self.numbers.on(name)
            if number is not None and self.seen.roles.get(name.base) in LAYERED:
                yield number

    def _agreed(self, lines: Sequence[Sequence[Tie]], known: dict[str, int],
                ) -> dict[str, int] | None:
        """The layers that these lines say, None where they contradict each other."""
        found = dict(known)
        for _ in lines:
            for start, step, end in (tie for line in lines for tie in line):
                here, there = (self.numbers.on(name) if name.base in self.shared
                               else found.get(name.base) for name in (start, end))
                if here is None:
                    continue
                if there is not None and there != here + step:
                    return None
                if end.base not in self.shared:
                    found[end.base] = here + step
        return found


def _both_ways(lines: Iterable[Sequence[Tie]]) -> list[list[Tie]]:
    """The lines with what each tie says of its beginning, where its end is known."""
    return [[*line, *((end, -step, start) for start, step, end in line)] for line in lines]


def _of_sum(found: tuple[n.Name, n.Name, n.Name, n.Name | None]) -> list[Tie]:
    """What total = Σ weight source + bias says of layers."""
    total, weight, source, bias = found
    ties = [(source, 1, total), (weight, 0, total), (source, 1, weight)]
    return ties if bias is None else [*ties, (weight, 0, bias)]


def _is_of_outputs(seen: Evidence, base: str) -> bool:
    """∂E/∂a_k beside a_j = Σ w_ji x_i and t_k: whether a letter is defined with the index of the
    hidden units alone, and stands with that of the targets as well; not where y_k = f(u_k)."""
    defined = _indices(head for head, *_ in seen.sums if head.base == base)
    used = _indices(name for name in names_in(seen.statements) if name.base == base)
    targets = _indices(name for name in names_in(seen.statements)
                       if seen.roles.get(name.base) == "target")
    others = _indices(total for _, total in seen.gates if total.base != base)
    return bool(defined) and bool((used - defined) & targets) and not others & targets


def _indices(names: Iterable[n.Name]) -> set[str]:
    """The letters that stand alone below."""
    return {name.subs[0].base for name in names
            if len(name.subs) == 1 and isinstance(name.subs[0], n.Name)}


def outputs_called_inputs(seen: Evidence) -> dict[str, int]:
    """x without a layer, where x^l is the output of layer l: what layer 1 is given; unless a
    weighted sum or an activation leaves out its layers."""
    numbers = Numbers(seen)
    defined = [source for _, _, source, _ in seen.sums] + [unit for unit, _ in seen.gates]
    bare = {name.base for name in defined if not _has_layer(name, numbers)}
    return {base: 0 for base in USUAL["input"] if seen.roles.get(base) == "post"
            and base not in bare}


def unbiased(seen: Evidence, letters: dict[str, int]) -> frozenset[int]:
    """The layers whose weighted sums are written without a bias, where others have one."""
    numbers = Numbers(seen)
    found: dict[int, bool] = {}
    for _, weight, _, bias in seen.sums:
        layer = numbers.on(weight) or letters.get(weight.base, 0)
        found[layer] = found.get(layer, False) or bias is not None
    return frozenset(layer for layer, biased in found.items() if layer and not biased)


def _has_layer(name: n.Name, numbers: Numbers) -> bool:
    """Whether a name says its layer, by a number or by a letter."""
    below = name.subs if numbers.indexed and len(name.subs) == 1 else ()
    places = [*(script.body for script in name.sups), *below]
    letters = numbers.seen.layers | numbers.seen.last
    return numbers.on(name) is not None or any(
        counted_letter(place)[0] in letters for place in places)
