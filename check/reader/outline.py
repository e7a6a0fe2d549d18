"""A tree as compact text, for tests and error messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from . import tree


def outline(node: tree.Node | tree.Statement | tree.Display | None) -> str:
    """The tree in a few characters.

    >>> outline(tree.Product((tree.Number("2"), tree.Name("w", (tree.Name("j"),))), ("",)))
    '(2 w[j])'
    """
    return "-" if node is None else _WRITERS[type(node)](node)


def _row(nodes: Iterable[Any], between: str = " ") -> str:
    return between.join(outline(node) for node in nodes)


def _script(script: tree.Script) -> str:
    return f"^{script.style[:1]}{outline(script.body)}{script.style[1:]}"


def _marks(node: tree.Name | tree.Scripted) -> str:
    subs = f"[{_row(node.subs, ',')}]" if node.subs else ""
    return subs + "".join(_script(script) for script in node.sups) + "'" * node.primes


def _name(node: tree.Name) -> str:
    return node.base.replace(" ", "-") + _marks(node)


def _add(node: tree.Add) -> str:
    terms = [("+" if sign > 0 else "-") + outline(term) for sign, term in node.terms]
    return f"(+ {' '.join(terms)})" if len(terms) > 1 else f"({terms[0]})"


def _product(node: tree.Product) -> str:
    parts = [outline(node.factors[0])]
    for sign, factor in zip(node.signs, node.factors[1:]):
        parts += [sign] * bool(sign) + [outline(factor)]
    return f"({' '.join(parts)})"


def _reduction(node: tree.Reduction) -> str:
    bounds = [node.index, node.lower, node.upper]
    where = f" {outline(node.condition)}" if node.condition else ""
    return f"({node.kind} {_row(bounds)}{where} {outline(node.body)})"


def _chain(members: tuple[tree.Node, ...], relations: tuple[str, ...]) -> str:
    leading = len(relations) >= len(members) > 0
    signs = relations if leading else ("", *relations)
    return " ".join(f"{sign} {outline(node)}".strip() for sign, node in zip(signs, members))


def _condition(node: tree.Condition) -> str:
    words = f"{node.words!r} " if node.words else ""
    return f"{{{words}{_chain(node.members, node.relations)}}}"


def _statement(node: tree.Statement) -> str:
    return _chain(node.members, node.relations) + "".join(
        " " + outline(each) for each in node.conditions)


def _cases(node: tree.Cases) -> str:
    rows = [f"{outline(value)} {outline(condition)}" for value, condition in node.rows]
    return f"(cases {'; '.join(rows)})"


_WRITERS: dict[type, Callable[[Any], str]] = {
    tree.Number: lambda node: node.text,
    tree.Name: _name,
    tree.Group: lambda node: f"{node.opening}{_row(node.items, ', ')}"
                             f"{ {'(': ')', '[': ']', '{': '}', '<': '>'}[node.opening]}",
    tree.Scripted: lambda node: f"<{outline(node.body)}>{_marks(node)}",
    tree.Add: _add,
    tree.Product: _product,
    tree.Quotient: lambda node: f"({'//' if node.slash else '/'} "
                                f"{outline(node.top)} {outline(node.bottom)})",
    tree.Reduction: _reduction,
    tree.Derivative: lambda node: f"({node.kind} {outline(node.of)} / {_row(node.wrt)})",
    tree.Differential: lambda node: f"(differential {outline(node.body)})",
    tree.Bars: lambda node: f"({'norm' if node.double else 'abs'} {outline(node.body)})",
    tree.Restriction: lambda node: f"(at {outline(node.body)} {outline(node.condition)})",
    tree.Cases: _cases,
    tree.Matrix: lambda node: f"(matrix {'; '.join(_row(row) for row in node.rows)})",
    tree.Ellipsis_: lambda node: "...",
    tree.Words: lambda node: repr(node.text),
    tree.Condition: _condition,
    tree.Statement: _statement,
    tree.Display: lambda node: _row(node.statements, " ; ") + (
        f" #{node.tag}" if node.tag else ""),
}
