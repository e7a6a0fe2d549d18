"""Side conditions: `\\text{if } l = L`, `\\forall l`, `l = 1, \\dots, L`, `| j \\neq y`."""

from __future__ import annotations

from .grammar import expression, flat, relation
from .stream import Stream
from .table import JUXTAPOSED
from .tree import Add, Condition, Ellipsis_, Group, Name, Node, Product, Words
from .vocabulary import CONDITION_WORDS, words_of

INDICES = words_of("i j k l m n p q r t ell")
STEPS = {"down to": "down to", "to": "up to", "up to": "up to", "through": "up to"}
ENDS = {"sep", "break", "stop", "close", "}", "row", "cell", "end", "bar", "mid", "words", "forall"}


def starts_condition(stream: Stream) -> bool:
    """Whether `\\forall`, or a word such as "if", stands here."""
    if stream.kind == "forall":
        return True
    return stream.kind == "words" and first_word(stream.token.text) in CONDITION_WORDS


def first_word(text: str) -> str:
    """The first word of a piece of prose, in small letters.

    >>> first_word("If the unit is hidden,"), first_word("(chain rule)")
    ('if', '(chain')
    """
    return (text.lower().split() or [""])[0].rstrip(",:")


def condition(stream: Stream) -> Condition:
    """A condition with the words before it: a chain in which commas may stand as relations."""
    start = stream.index
    words = _words(stream)
    members: list[Node] = []
    relations: list[str] = []
    if stream.kind not in ENDS - {"bar"}:
        _chain(stream, members, relations)
        while _continues(stream, relations, members):
            stream.take()
            relations.append(",")
            _chain(stream, members, relations)
    nodes, signs = flat(members, relations) if members else ((), ())
    inner = _bracketed(nodes[0]) if len(nodes) == 1 else None
    if inner is not None:
        nodes, signs = inner.members, inner.relations
    return Condition(nodes, signs, words, stream.span(start))


def _bracketed(node: Node) -> Condition | None:
    """The l = L of (l = L)."""
    items = node.items if isinstance(node, Group) and node.opening == "(" else ()
    return items[0] if len(items) == 1 and isinstance(items[0], Condition) else None


def _words(stream: Stream) -> str:
    words = []
    while stream.kind in ("words", "forall"):
        words.append(stream.take().text.strip(" ,:"))
    return " ".join(words)


def _chain(stream: Stream, members: list[Node], relations: list[str]) -> None:
    _member(stream, members, relations)
    while stream.kind == "relation" and stream.token.text != ":":
        relations.append(relation(stream))
        _member(stream, members, relations)


def _member(stream: Stream, members: list[Node], relations: list[str]) -> None:
    """One member; `1 \\ldots L` is spread out, "to" is a relation, other prose belongs to it."""
    start = stream.index
    node = expression(stream)
    nodes = _spread(node)
    while stream.kind == "words" and not starts_condition(stream):
        if (step := STEPS.get(stream.token.text.lower())) is not None:
            stream.take()
            relations += [","] * (len(nodes) - 1) + [step]
            members += nodes
            nodes = _spread(expression(stream))
        else:
            nodes[-1] = _with_words(stream, start, nodes[-1])
    relations += [","] * (len(nodes) - 1)
    members += nodes


def _with_words(stream: Stream, start: int, node: Node) -> Node:
    """`i` with the prose after it, and with what follows that: `i \\text{ in layer } l`."""
    parts = [node, Words(stream.token.text, (stream.token.start, stream.token.end))]
    stream.take()
    if stream.kind in JUXTAPOSED:
        parts.append(expression(stream))
    return Product(tuple(parts), ("",) * (len(parts) - 1), stream.span(start))


def _spread(node: Node) -> list[Node]:
    dotted = isinstance(node, Product) and any(isinstance(each, Ellipsis_) for each in node.factors)
    return list(node.factors) if isinstance(node, Product) and dotted else [node]


def _continues(stream: Stream, relations: list[str], members: list[Node]) -> bool:
    """Whether the comma here goes on with a list: `1, \\dots, L` or `i, j`."""
    if (stream.kind, stream.token.text) != ("sep", ","):
        return False
    if stream.ahead().kind in ENDS:
        return False
    if stream.ahead().kind == "dots" or isinstance(members[-1], Ellipsis_):
        return True
    found = relation_in(stream, stream.index + 1)
    if found is None:
        return stream.ahead().kind in ("name", "number") and stream.ahead(2).kind != "relation"
    return set(relations) <= {","} and stream.ahead().kind == "name" and found in ("=", "in", "!=")


def relation_in(stream: Stream, index: int) -> str | None:
    """The first relation before the next separator, outside brackets."""
    while stream.tokens[index].kind not in ENDS:
        if stream.tokens[index].kind == "relation":
            return stream.tokens[index].text
        index = stream.ends.get(index, index) + 1
    return None


def enumeration(stream: Stream, members: list[Node], relations: list[str]) -> None:
    """After `l = L-1` in a statement: the list that goes on with dots."""
    while _lists(stream, members):
        stream.take()
        relations.append(",")
        _chain(stream, members, relations)


def _lists(stream: Stream, members: list[Node]) -> bool:
    index = stream.index
    if stream.kind != "sep" or stream.ahead().kind in ENDS:
        return False
    if isinstance(members[-1], Ellipsis_):
        return relation_in(stream, index + 1) is None
    for _ in range(3):
        if stream.tokens[index].kind != "sep" or relation_in(stream, index + 1) is not None:
            return False
        if stream.tokens[index + 1].kind == "dots":
            return True
        index = _next(stream, index + 1)
    return False


def _next(stream: Stream, index: int) -> int:
    while stream.tokens[index].kind not in ENDS:
        index = stream.ends.get(index, index) + 1
    return index


def is_condition(members: tuple[Node, ...], relations: tuple[str, ...]) -> bool:
    """Whether a chain after a comma restricts indices, rather than claiming something.

    >>> from .tree import Number
    >>> is_condition((Name("l"), Number("2")), ("=",)), is_condition((Name("a"), Name("z")), ("=",))
    (True, False)
    >>> from .parser import read  # p = f(z) defines p
    >>> [len(read(text).statements) for text in ("a = z, p = f(z)", "a_l = z_l, l = 2 k")]
    [2, 1]
    """
    signs = set(relations) - {","}
    if not signs or not all(_simple(member) for member in members):
        return False
    if signs <= {"<", "<=", ">", ">=", "!=", "in", "not in", "up to", "down to"}:
        return True
    return members[0] in [Name(index) for index in INDICES] and all(map(_counts, members[1:]))


def _counts(node: Node) -> bool:
    """Whether an index may be equal to this: a number, another index, a capital such as L."""
    if isinstance(node, Add):
        return all(_counts(term) for _, term in node.terms)
    if isinstance(node, (Product, Group)):
        return all(map(_counts, node.factors if isinstance(node, Product) else node.items))
    return not isinstance(node, Name) or node.base in INDICES or node.base.isupper()


def _simple(node: Node) -> bool:
    if isinstance(node, Add):
        return all(_simple(term) for _, term in node.terms)
    if isinstance(node, Name):
        counts = node.base[:1] in "NnLlsKkMmdDJI" or not node.subs
        return counts and not node.sups and not node.primes
    return not isinstance(node, Product) or all(_simple(each) for each in node.factors)
