"""Single factors, and the run of factors that a product is read into."""

from __future__ import annotations

from .scripts import scripted
from .stream import DEEPEST, Stream, shown
from .table import JUXTAPOSED, READERS
from .tree import Add, Node, Product, Words


class Run:
    """The factors of a product so far, and the token each began with.

    `first` is where the factors begin that stand side by side at the end.
    """

    def __init__(self) -> None:
        self.factors: list[Node] = []
        self.signs: list[str] = []
        self.starts: list[int] = []
        self.first = self.wrapped = 0

    def add(self, stream: Stream, sign: str = "") -> None:
        """Read one more factor, after this sign."""
        if self.factors:
            self.signs.append(sign)
        if sign:
            self.first = len(self.factors)
        self.starts.append(stream.index)
        self.factors.append(factor(stream))

    def wrap(self, stream: Stream, index: int, node: Node) -> None:
        """Put one node in the place of all factors from `index` on."""
        self.wrapped += 1
        if self.wrapped > DEEPEST:
            stream.fail(f"more than {DEEPEST} slashes or bars in one product; use brackets")
        del self.factors[index:], self.starts[index + 1:], self.signs[index:]
        self.factors.append(node)

    def node(self, stream: Stream, index: int = 0) -> Node:
        """The factors from `index` on as one node."""
        if len(self.factors) == index + 1:
            return self.factors[index]
        factors, signs = tuple(self.factors[index:]), tuple(self.signs[index:])
        return Product(factors, signs, stream.span(self.starts[index]))


def factor(stream: Stream) -> Node:
    """One factor with its sign, scripts and primes: `-\\sigma'`, `(a - y)^2`."""
    start = stream.index
    skip_breaks(stream)
    if stream.kind == "sign":
        value = sign(stream)
        return Add(((value, factor(stream)),), stream.span(start))
    reader = READERS.get(stream.kind)
    if reader is None:
        stream.fail(f"a quantity was expected, not {shown(stream.token)}")
    return scripted(stream, start, reader(stream))


def sign(stream: Stream) -> int:
    """Take the signs that stand here: −1 for an odd number of minuses."""
    value = 1
    while stream.kind == "sign":
        value *= -1 if stream.take().text == "-" else 1
        skip_breaks(stream)
    return value


def skip_breaks(stream: Stream) -> None:
    """Where an operand must follow, a new line says nothing."""
    while stream.kind == "break":
        stream.take()


def operand(stream: Stream) -> Node:
    """What an operator such as ∂/∂a acts on: the bracket that follows, or the whole product."""
    if stream.kind == "open":
        return factor(stream)
    stream.accept("times")
    if stream.kind not in READERS:
        return Words("·", stream.span(stream.index))
    stream.enter("operator")
    node = READERS["product"](stream)
    stream.leave()
    return node


def beside(stream: Stream) -> Node:
    """Factors that stand side by side, up to a sign, a slash or the next ∂."""
    run = Run()
    run.add(stream)
    while stream.kind in JUXTAPOSED and stream.kind != "partial":
        run.add(stream)
    return run.node(stream)
