"""A formula with its meaning: what the tree's letters stand for under one binding.

`Letter` is an index letter with a scope of its own: the j of one Σ is not the j of another.
`Layer` is a layer number such as l − 1 (base "l", offset −1), L, or 2 (base "").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from itertools import chain
from operator import attrgetter, is_
from typing import Any

from ..reader.tree import Span


@dataclass(frozen=True, slots=True)
class Letter:
    """An index letter; `scope` is 0 where it is free, a number of its own under a Σ."""

    name: str
    scope: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its number (counted from 1), or a special one: "out", "class"."""

    which: int | str


Index = Letter | Unit


@dataclass(frozen=True, slots=True)
class Layer:
    """base + offset; base "" is a plain number, "L" the last layer, "?…" one to be found."""

    base: str
    offset: int = 0

    def __add__(self, more: int) -> Layer:
        return Layer(self.base, self.offset + more)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number; `digits` is how many decimals were printed, None for an exact one."""

    value: Fraction
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Infinity:
    """∞, which only a limit may use."""


@dataclass(frozen=True, slots=True)
class Free:
    """A symbol of the claim's own: a random number (or one for every index)."""

    name: str
    indices: tuple[Index, ...] = ()
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Tensor:
    """A quantity of the network: role, layer, indices (none: the whole vector or matrix).

    `sample` is the training sample's index; `name` the letter as written; `explicit` whether the
    author wrote the layer; `batch` "rows" or "columns" where all samples stand in one matrix.
    """

    role: str
    layer: Layer
    indices: tuple[Index, ...] = ()
    sample: Index | None = None
    name: str = ""
    explicit: bool = False
    batch: str = ""
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost C of the network, or of one sample."""

    sample: Index | None = None
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Size:
    """How many values an index takes: the units of a layer, or what a letter runs over."""

    of: Layer | Letter | str
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that the document defines: `E(b)`, `s`, `x_k`."""

    name: str
    indices: tuple[Index, ...] = ()
    arguments: tuple[Term, ...] = ()
    primes: int = 0
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """An elementwise function, `primes` times differentiated: σ'(z) has one."""

    function: str
    argument: Term | None
    primes: int = 0
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms with their signs."""

    terms: tuple[tuple[int, Term], ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Times:
    """Factors with the signs between them, as in the tree."""

    factors: tuple[Term, ...]
    signs: tuple[str, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Over:
    """A quotient."""

    top: Term
    bottom: Term
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Power:
    """A power; of a vector or matrix, entry by entry."""

    base: Term
    exponent: Term
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Transposed:
    """The transpose of a vector or matrix."""

    body: Term
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reduced:
    """Σ or Π over a letter; bounds None mean everything the index can be."""

    kind: str
    letter: Letter
    lower: Term | None
    upper: Term | None
    conditions: tuple[Test, ...]
    body: Term
    implied: bool = False
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AllWeights:
    """Σ_w: the sum over every weight of the network, each in its turn called `name`."""

    name: str
    body: Term
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AllLayers:
    """Σ_l: the sum over the weights of every layer, each in its turn called `base`."""

    base: str
    body: Term
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Slope:
    """∂of/∂wrt, once for each entry of wrt."""

    of: Term
    wrt: tuple[Term, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Implied:
    """The variable that a prime differentiates by, or the argument σ′ leaves out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a vector or matrix: `(Wᵀδ)_j`."""

    body: Term
    indices: tuple[Index, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """A matrix product written with dots, `M_ip M_pm ⋯ M_qj`, from layer `top` down to `bottom`.

    `factor` is the last one, with entries (left, right); `start` is the first row's index.
    """

    factor: Term
    start: Index
    left: Letter
    right: Letter
    top: Layer
    bottom: Layer
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Dots:
    """Matrices multiplied along the layers, `W^{l+1} Σ'(z^{l+1}) ⋯ W^L Σ'(z^L)`.

    `cell` are the factors of one layer, as they stand with the layer `here`; there is one such
    cell for every layer from `first` to `last`, which count up or down by `step`.
    """

    cell: Term
    here: Layer
    first: Layer
    last: Layer
    step: int
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """p(t = label | x); label None means of the targets that were seen."""

    label: int | None
    sample: Index | None
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Kronecker:
    """δ_ij: 1 where the two indices are one, else 0."""

    left: Index
    right: Index
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity matrix, as large as what stands beside it; `name` is the letter as written."""

    name: str
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Norm:
    """‖body‖ (double) or |body|; of `order` 1, the sum of what its entries are without a sign."""

    body: Term
    double: bool
    order: int = 2
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Where:
    """The value of the first row whose tests hold; a row without tests always does."""

    rows: tuple[tuple[Term, tuple[Test, ...]], ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Test:
    """A relation between two indices, layers or numbers, such as j ≠ y or l < L."""

    left: Any
    relation: str
    right: Any


@dataclass(frozen=True, slots=True)
class Iverson:
    """[z > 0]: 1 where the relations hold, else 0; of vectors, entry by entry."""

    tests: tuple[Test, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in a row, as in ∇C = (∂C/∂w, ∂C/∂b), or a matrix."""

    rows: tuple[tuple[Term, ...], ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


Term = (Constant | Infinity | Free | Tensor | Cost | Size | Alias | Apply | Sum | Times | Over
        | Power | Transposed | Reduced | Slope | Implied | Entry | Chain | Dots | Likelihood
        | Kronecker | Identity | AllWeights | AllLayers | Norm | Where | Iverson | Listed)


@cache
def entries(kind: type) -> tuple[str, ...]:
    """The names of what a node of that kind holds; none for what is no node."""
    return tuple(name for name in getattr(kind, "__dataclass_fields__", ()) if name != "span")


LEAVES = {"str", "int", "bool", "Fraction", "int | None", "int | str", "tuple[str, ...]"}


@cache
def branches(kind: type) -> tuple[str, ...]:
    """The names of what a node of that kind holds that may itself be a node, or hold some."""
    fields = getattr(kind, "__dataclass_fields__", {})
    return tuple(name for name in entries(kind) if fields[name].type not in LEAVES)


@cache
def held(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """Reads the branches of a node of that kind; None for what is no node."""
    names = branches(kind)
    if len(names) > 1:
        return attrgetter(*names)
    if names:
        return lambda node: (getattr(node, names[0]),)
    return (lambda node: ()) if entries(kind) else None


KEPT = 20_000  # nodes whose parts are remembered


def remembered(walk: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any], tuple[Any, ...]]:
    """The same walk, but each node, which never changes, is only walked through once."""
    known: dict[int, tuple[Any, tuple[Any, ...]]] = {}

    def walked(node: Any) -> tuple[Any, ...]:
        found = known.get(id(node))
        if found is None or found[0] is not node:
            if len(known) >= KEPT:
                known.clear()
            found = known[id(node)] = (node, walk(node))
        return found[1]
    return walked


def parts(term: Any) -> Iterable[Any]:
    """The term, or each of a tuple of terms, and everything below it."""
    if term.__class__ is tuple:
        return chain.from_iterable(map(parts, reversed(term)))
    return _parts(term)


@remembered
def _parts(term: Any) -> tuple[Any, ...]:
    found, stack = [], [term]
    while stack:
        top = stack.pop()
        if top.__class__ is tuple:
            stack.extend(top)
        elif (read := held(top.__class__)) is not None:
            found.append(top)
            stack.extend(read(top))
    return tuple(found)


def rebuilt(term: Any, change: Callable[[Any], Any]) -> Any:
    """The same node or tuple with everything that it holds changed; what is neither, as it is.

    >>> rebuilt(Power(Free("a"), Free("b")), lambda part: Free("c"))
    Power(base=Free(name='c', indices=()), exponent=Free(name='c', indices=()))
    """
    kind = term.__class__
    inside = term if kind is tuple else read(term) if (read := held(kind)) is not None else ()
    if not inside:
        return term
    changed = tuple([change(part) if part.__class__ is tuple or held(part.__class__) is not None
                     else part for part in inside])
    if all(map(is_, inside, changed)):
        return term
    return changed if kind is tuple else replace(term, **dict(zip(branches(kind), changed)))
