"""A formula as it was written: the tree that LaTeX makes, before any letter has a meaning.

Nothing is decided here that only the document can decide: whether `^l` is a layer or a power,
whether `y(1 - a)` is a product or an application, whether a prime is a derivative or an update.
Every node knows where it stands in the source, so that a repair can be written into the author's
own LaTeX.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: `2`, `0.5744`, `\\infty` (text "inf")."""

    text: str
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Script:
    """A superscript: `^{(l)}` has style "()", `^{[l]}` style "[]", `^l` and `^{l-1}` style ""."""

    style: str
    body: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A letter or word with its decorations: `w_{i,j}^{(l)}`, `\\hat y_i`, `\\sigma'`, `\\ln`.

    `base` is canonical: "w", "W", "sigma", "Delta", "ln", "sig", "net", "nabla", "hat y", "C" (also
    for `\\mathcal{C}`; bold and roman letters lose their font). `subs` are the index entries
    one by one: `_{i,j}` and `_{ij}` give two, `_{\\text{out}}` one Name "out", `_{j+1}` one Add.
    """

    base: str
    subs: tuple[Node, ...] = ()
    sups: tuple[Script, ...] = ()
    primes: int = 0
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A bracketed list: `(a - y)` has one item, `f(x; w)` two; `opening` is "(", "[" or "{" (only
    `\\{…\\}`: TeX's own braces leave no node)."""

    opening: str
    items: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Scripted:
    """Scripts or primes on something that is no letter: `(a - y)^2`, `(w^{l+1})^T`, `(sig x)'`."""

    body: Node
    subs: tuple[Node, ...] = ()
    sups: tuple[Script, ...] = ()
    primes: int = 0
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Add:
    """Signed terms: `a - y + 1` is ((1, a), (-1, y), (1, 1)); `-a` is ((-1, a),)."""

    terms: tuple[tuple[int, Node], ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Product:
    """Factors in a row; `signs[k]` stands between factors k and k+1: "" (juxtaposed), "*" (`*`,
    `\\cdot`, `\\times`) or "odot" (`\\odot`, `\\circ`, `\\bullet`)."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quotient:
    """`\\frac{a}{b}`, `{a \\over b}` or, with `slash`, `a / b`."""

    top: Node
    bottom: Node
    slash: bool = False
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reduction:
    """`\\sum_{i=1}^{n} body` (kind "sum") or `\\prod` ("product"); the body is the whole product
    that follows. `index` is None for a bare `\\sum`; `condition` holds `i \\neq j`, `i \\in S`."""

    kind: str
    index: Name | None
    lower: Node | None
    upper: Node | None
    condition: Condition | None
    body: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Derivative:
    """`\\frac{\\partial of}{\\partial wrt}` (kind "partial") or `\\frac{d of}{d wrt}` ("d").

    `\\frac{\\partial}{\\partial a}(…)` takes what it acts on as `of`; a second derivative has two
    `wrt`. `written` is the whole fraction's span, `of` may stand outside it.
    """

    of: Node
    wrt: tuple[Node, ...]
    kind: str
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Differential:
    """`\\partial x` alone, not part of a quotient of two."""

    body: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Bars:
    """`\\|x\\|` (double) or `|x|`."""

    body: Node
    double: bool
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Restriction:
    """`body \\Big|_{x = 0}`: evaluated where the condition holds."""

    body: Node
    condition: Condition
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Cases:
    """`\\begin{cases}`: (value, condition) rows; a row "otherwise" has condition None."""

    rows: tuple[tuple[Node, Condition | None], ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matrix:
    """`\\begin{bmatrix}` and its kin."""

    rows: tuple[tuple[Node, ...], ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ellipsis_:
    """`\\dots`, `\\cdots`, `\\vdots`, `...`."""

    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Prose inside a formula: `\\text{for all}`."""

    text: str
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A side condition as a chain: `1 \\le i \\le n` has members (1, i, n) and relations ("<=",
    "<="); `\\forall l` has one member and no relation; `words` is what prose stood before it
    ("if", "for", "for all", "where", ""); `l = L-1 down to 2` has relation "down to"."""

    members: tuple[Node, ...]
    relations: tuple[str, ...]
    words: str = ""
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """One chain `a = b = c` with its conditions.

    `members` has one entry more than `relations`, except that a continuation (`= c` at the head of
    a display) is `dangling`: its relations are as many as its members and the first one joins the
    statement before. A lone expression has one member and no relation. Relations: "=", ":=", "<-",
    "->", "=>", "~" (approximately), "<", "<=", ">", ">=", "!=", "in", "propto".
    """

    members: tuple[Node, ...]
    relations: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    dangling: bool = False
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Display:
    """Everything between one pair of display delimiters: `tag` is the author's number, if any."""

    statements: tuple[Statement, ...]
    tag: str = ""


Node = (Number | Name | Group | Scripted | Add | Product | Quotient | Reduction | Derivative
        | Differential | Bars | Restriction | Cases | Matrix | Ellipsis_ | Words | Condition)
