"""The derivation of one derivative as on the board: symbols, then numbers, then the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, overload

from ..engine.errors import ChalkgradError, GraphError
from ..engine.number import Number
from ..engine.value import Value
from ..engine.walk import grad
from .board import Board
from .chain import MOST_PATHS, Chain, Line, Term, readable_as_paths
from .definitions import Definition, name_all
from .pen import LATEX, TEXT, Pen, equation, layout

Style = Literal["paths", "adjoints"]
STYLES = ("paths", "adjoints")
MOST_LINES = 24
LONGEST_PATH = 1000


class StyleError(ChalkgradError, ValueError):
    """There is no such style of derivation."""


@dataclass(frozen=True)
class Derivation:
    """A derivation: prints as text, `latex()` gives an align*, `value` is the number it ends in.

    `lines` are its equations, top to bottom; in the style "paths" there is one, whose terms are
    the paths from y to x. `left_out` counts the lines (or paths, of so many that they aren't
    counted) that are not shown, after the first `before`; `definitions` say what v₁, … stand for.
    """

    y: Value
    x: Value
    value: Number
    style: Style
    lines: tuple[Line, ...]
    definitions: tuple[Definition, ...] = ()
    before: int = 0
    left_out: int = 0

    @property
    def paths(self) -> tuple[Term, ...]:
        """The paths from y to x as products of factors; empty in the style "adjoints"."""
        return self.lines[0].terms if self.style == "paths" else ()

    def __str__(self) -> str:
        return layout(self._equations(TEXT), TEXT)

    __repr__ = __str__

    def latex(self) -> str:
        """The derivation as an align* for a document that loads amsmath."""
        return layout(self._equations(LATEX), LATEX)

    def _repr_latex_(self) -> str:
        return self.latex()

    def _equations(self, pen: Pen) -> Iterator[list[str]]:
        for i, line in enumerate(self.lines):
            if self.left_out and i == self.before and self.style == "adjoints":
                yield [pen.more(self.left_out)]
            yield equation(line, pen)
        for i, (symbol, formula) in enumerate(self.definitions):
            yield [pen.where(i) + pen.formula(symbol), pen.formula(formula)]


class Derivable(Protocol):
    """What knows a derivation of its own, such as a network over general indices."""

    def derivation(self, x: str, **options: Any) -> Any:
        """The derivation by what x names."""


@overload
def derive(y: Value, x: Value, style: Style | None = None) -> Derivation: ...
@overload
def derive(y: Derivable, x: str, **options: Any) -> Any: ...


def derive(y: Any, x: Any, style: Any = None, **options: Any) -> Any:
    """∂y/∂x as a lecturer derives it, from the rules that made the graph.

    Labelled nodes are the symbols. Unlabelled ones are written out in the formula above them, or
    get the names v₁, v₂, … where they are shared or long. The style "paths" sums over all paths
    from y to x; "adjoints" gives a line to every node between; None chooses the more readable.
    `value` is grad(y, [x])[0]. For a network, x names parameters over general indices, as in
    derive(net, "w_{i,j}^{(l)}", cost=nn.half_sse). Raises GraphError for anything that is not a
    Value, and StyleError for an unknown style.

    >>> x, w, y = Value(2.0, "x"), Value(0.5, "w"), Value(1.0, "y")
    >>> z = w * x - 0.7
    >>> z.label = "z"
    >>> a = z.sigmoid()
    >>> a.label = "a"
    >>> C = 0.5 * (a - y) ** 2
    >>> C.label = "C"
    >>> print(derive(C, w))
    ∂C/∂w = ∂C/∂a · ∂a/∂z · ∂z/∂w = (a − y) · a(1 − a) · x = −0.4256 · 0.2445 · 2 = −0.2081
    >>> print(derive(a, x).latex())
    \\begin{align*}
    \\frac{\\partial a}{\\partial x} &= \\frac{\\partial a}{\\partial z} \\cdot \
\\frac{\\partial z}{\\partial x} \\\\
    &= a \\left(1 - a\\right) \\cdot w \\\\
    &= 0.2445 \\cdot 0.5 \\\\
    &= 0.1222
    \\end{align*}
    """
    if hasattr(y, "derivation") and not isinstance(y, Value):
        return y.derivation(x, **options)
    _check(y, x, style)
    chain = Chain(Board(y, x))
    chosen: Style = style or ("paths" if readable_as_paths(chain) else "adjoints")
    return (_by_paths if chosen == "paths" else _by_adjoints)(chain)


def _by_paths(chain: Chain) -> Derivation:
    y, x = chain.board.y, chain.board.x
    if len(chain.nodes) > LONGEST_PATH:
        raise StyleError(f"there are {len(chain.nodes)} named nodes between the two, too many for "
                         "a sum over paths; write style='adjoints', or leave it out")
    (value,) = grad(y, [x])
    terms = tuple(chain.paths(MOST_PATHS))
    line = Line(*chain.ends(x), terms, value, len(terms) < chain.count)
    definitions = name_all(chain.board, [line])
    return Derivation(y, x, value, "paths", (line,), definitions,
                      len(terms), max(0, chain.count - len(terms)))


def _by_adjoints(chain: Chain) -> Derivation:
    y, x = chain.board.y, chain.board.x
    nodes = chain.levels()[1:] or [x]  # none where x does not enter y
    first = MOST_LINES * 2 // 3
    left_out = max(0, len(nodes) - MOST_LINES)
    chosen = nodes[:first] + nodes[first + left_out:]
    lines = chain.adjoint_lines(chosen)
    definitions = name_all(chain.board, lines)
    return Derivation(y, x, lines[-1].value, "adjoints", lines, definitions, first, left_out)


def _check(y: object, x: object, style: object) -> None:
    for given in (y, x):
        if not isinstance(given, Value):
            raise GraphError(f"{given!r} ({type(given).__name__}) is no node of a graph, so there "
                             "is nothing to derive; write derive(y, x) with two Values, y computed "
                             "from x")
    if style is not None and style not in STYLES:
        raise StyleError(f"there is no style {style!r}; write 'paths' for a sum over paths, "
                         "'adjoints' for a line per node, or leave it out")
