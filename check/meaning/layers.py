"""Which layer every index letter runs over: types of indices, found by unification.

Every index letter, and every layer that the author left out, is a number relative to another: in
`z_j = Σ_i w_ij a_i` the layer of i is the layer of j less one. A weighted union–find holds these
differences; two that contradict each other are a clash, found before anything is computed.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from .definition import Definition
from .kinds import SAMPLE, Kind, Type, clash
from .term import (
    Alias,
    Chain,
    Cost,
    Entry,
    Free,
    Index,
    Kronecker,
    Layer,
    Letter,
    Likelihood,
    Slope,
    Tensor,
    Test,
    Times,
    Transposed,
    parts,
    rebuilt,
)


class Types:
    """The layer of every letter of one statement.

    `equations` are layers that must coincide for the formula to make sense, such as l = L.
    """

    def __init__(self, order: str, definitions: Mapping[str, Definition] | None = None) -> None:
        self.order, self.definitions = order, definitions or {}
        self._parent: dict[Hashable, tuple[Hashable, int]] = {}
        self.equations: list[tuple[Layer, Layer]] = []

    def read(self, term: Any) -> None:
        """Take in everything that a term says about its letters."""
        everything = list(parts(term))
        for part in everything:
            self._part(part)
        for part in everything:
            if isinstance(part, Chain):
                self._chain(part)

    def _part(self, part: Any) -> None:
        if isinstance(part, Tensor):
            self._sample(part)
            self._slots(part.indices, slots(part, self.order))
        elif isinstance(part, Free):
            self._slots(part.indices, [Kind(f"{part.name}{k}") for k in range(9)])
        elif isinstance(part, Alias):
            known = self.definitions.get(part.name)
            self._slots(part.indices, known.kinds if known else ())
        elif isinstance(part, Entry):
            self._slots(part.indices, self._axes(part.body))
        elif isinstance(part, Kronecker) or (isinstance(part, Test)
                                             and part.relation in ("=", "!=")):
            self._same(part.left, part.right)
        elif isinstance(part, (Cost, Likelihood)):
            self._sample(part)

    def _sample(self, part: Tensor | Cost | Likelihood) -> None:
        if isinstance(part.sample, Letter):
            self.join(part.sample, Kind(SAMPLE))

    def _chain(self, chain: Chain) -> None:
        """The first row's index counts what the factors' left index counts at the top layer."""
        kind = self.of(chain.left)
        if isinstance(kind, Layer) and isinstance(chain.start, Letter):
            self.join(chain.start, chain.top + (kind.offset - chain.bottom.offset))

    def _axes(self, term: Any) -> list[Type]:
        """What the rows and columns of a matrix or vector count, as far as can be told."""
        if isinstance(term, Tensor):
            return slots(term, self.order)
        if isinstance(term, Transposed):
            return self._axes(term.body)[::-1]
        if isinstance(term, Slope):
            return self._axes(term.wrt[0]) if isinstance(term.of, Cost) else []
        if isinstance(term, Times):
            return self._axes(term.factors[0])[:1] + self._axes(term.factors[-1])[1:]
        return []

    def _slots(self, indices: tuple[Index, ...], types: Sequence[Type]) -> None:
        for index, kind in zip(indices, types):
            if isinstance(index, Letter):
                self.join(index, kind)

    def _same(self, left: Any, right: Any) -> None:
        if isinstance(left, Letter) and isinstance(right, Letter):
            self._union(left, right, 0)

    def join(self, letter: Letter, kind: Type) -> None:
        """Letter counts what `kind` says."""
        if isinstance(kind, Layer):
            self._union(letter, ("base", kind.base), kind.offset)
        else:
            self._union(letter, ("kind", kind.name), 0)

    def same(self, unknown: Layer, found: Layer) -> None:
        """An unknown layer is the one found."""
        self._union(("base", unknown.base), ("base", found.base), found.offset - unknown.offset)

    def next_to(self, slope: Slope) -> None:
        """∂z_k/∂a_j without layers: the layer of k follows that of j, if nothing else says so."""
        of, by = slope.of, slope.wrt[0]
        if not isinstance(of, Tensor) or not isinstance(by, Tensor) or len(slope.wrt) > 1:
            return
        step = {("pre", "post"): 1, ("pre", "pre"): 1, ("post", "post"): 1, ("post", "pre"): 0}.get(
            (of.role, by.role))
        here, there = (self._find(("base", tensor.layer.base))[0] for tensor in (of, by))
        if step is not None and here != there and not (_rigid(here) and _rigid(there)) and not (
                _rigid(here) or _rigid(there)):
            self.same(of.layer, by.layer + step)

    def equal(self, left: Layer, right: Layer) -> None:
        """Two layers are one, as a side condition l = L says."""
        (a, up), (b, over) = self._find(("base", left.base)), self._find(("base", right.base))
        gap = right.offset + over - left.offset - up
        if a != b:
            first, second, gap = (b, a, -gap) if a[1] in ("", "L") else (a, b, gap)  # type: ignore[index]
            self._parent[first] = (second, gap)

    def _find(self, node: Hashable) -> tuple[Hashable, int]:
        offset = 0
        while node in self._parent:
            node, more = self._parent[node]
            offset += more
        return node, offset

    def _union(self, left: Any, right: Any, difference: int) -> None:
        """left = right + difference."""
        (a, up), (b, over) = self._find(left), self._find(right)
        gap = difference + over - up  # a = b + gap
        if a == b:
            if gap and not _free(a):
                raise clash(self._letter(left), self._type(a, up),
                            self._type(b, over + difference))
        elif _rigid(a) and _rigid(b):
            self._meet(left, a, b, gap)
        elif _rigid(a) or (_stiff(a) and not _rigid(b)):
            self._parent[b] = (a, -gap)
        else:
            self._parent[a] = (b, gap)

    def _meet(self, letter: Any, a: Any, b: Any, difference: int) -> None:
        if a[0] == "kind" or b[0] == "kind":
            raise clash(self._letter(letter), self._type(a, 0), self._type(b, 0))
        equation = (Layer(a[1]), Layer(b[1], difference))
        if equation not in self.equations:
            self.equations.append(equation)

    def _letter(self, node: Any) -> Any:
        """The letter that a clash is about; of a layer that isn't written, one that counts it."""
        root = self._find(node)[0]
        letters = [each for each in self._parent if isinstance(each, Letter)]
        return node if isinstance(node, Letter) else next(
            (letter for letter in letters if self._find(letter)[0] == root), node)

    def _type(self, root: Any, offset: int) -> Type:
        if isinstance(root, tuple) and root[0] == "base":
            return Layer(root[1], offset)
        return Kind(root[1] if isinstance(root, tuple) else root.name)

    def of(self, letter: Letter) -> Type:
        """What the letter counts."""
        root, offset = self._find(letter)
        return self._type(root, offset)

    def layer(self, layer: Layer) -> Layer:
        """The layer, with an unknown one replaced by what was found out."""
        root, offset = self._find(("base", layer.base))
        found = self._type(root, offset + layer.offset)
        return found if isinstance(found, Layer) else layer

    def settled(self, term: Any) -> Any:
        """The same term with every unknown layer filled in."""
        layers = {part for part in parts(term) if isinstance(part, Layer)}
        known = {each: found for each in layers if (found := self.layer(each)) != each}
        return _filled(term, known) if known else term


def _filled(term: Any, known: Mapping[Layer, Layer]) -> Any:
    """The same term with those layers in the place of unknown ones."""
    if term.__class__ is Layer:
        return known.get(term, term)
    return rebuilt(term, lambda part: _filled(part, known))


def slots(tensor: Tensor, order: str) -> list[Type]:
    """The layers that a tensor's indices count: two for a weight, one for everything else."""
    if tensor.role == "weight" and len(tensor.indices) == 1:
        return [tensor.layer]
    if tensor.role == "weight":
        ends: list[Type] = [tensor.layer + -1, tensor.layer]
        return ends if order == "from-to" else ends[::-1]
    if tensor.batch and not tensor.indices:
        axes: list[Type] = [Kind(SAMPLE), tensor.layer]
        return axes if tensor.batch == "rows" else axes[::-1]
    return [tensor.layer]


def _rigid(root: Any) -> bool:
    """A layer number or the samples: it is what it is."""
    if not isinstance(root, tuple):
        return False
    return not root[1].startswith("?") if root[0] == "base" else root[1] == SAMPLE


def _stiff(root: Any) -> bool:
    """An unknown layer rather than a letter: a letter hangs below it."""
    return isinstance(root, tuple) and root[0] == "base"


def _free(root: Any) -> bool:
    return isinstance(root, tuple) and root[0] == "kind"
