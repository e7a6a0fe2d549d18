"""What is written in a box and along an edge, as lines of text and of LaTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from chalkgrad.chalk.typeset import latex_digits
from chalkgrad.engine.label import cut, number

from .formula import Glyphs, typeset
from .graph import Edge, Graph, Node
from .names import is_formula_like
from .theme import Theme

Edges = Literal["both", "formula", "number", "none"]
WIDEST = 190.0  # points of one line of a title, at scale 1
_MOST_LINES = 3
_LONGEST_NAME = 16  # characters that are repeated in ∂C/∂name
_LONGEST_FORMULA = 32  # characters of a local derivative that is written out
_MOST_ARGUMENTS = 4
_BREAK = re.compile(r" (?=[+-] )")
_ARGUMENTS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Line:
    """One line: as plain text, and set."""

    text: str
    glyphs: Glyphs


@dataclass(frozen=True)
class Lines:
    """All lines of a box."""

    title: tuple[Line, ...]
    value: Line
    gradient: Line

    @property
    def all(self) -> tuple[Line, ...]:
        """From top to bottom."""
        return (*self.title, self.value, self.gradient)


def node_lines(node: Node, graph: Graph, theme: Theme) -> Lines:
    """Name and formula, value, gradient.

    >>> from chalkgrad import Value
    >>> from chalkgrad.viz import diagram
    >>> from chalkgrad.viz.theme import THEMES
    >>> graph = diagram(Value(2.0, "a").sigmoid())
    >>> [line.text for line in node_lines(graph.output, graph, THEMES["light"]).all]
    ['v₁ = σ(a)', '0.8808', '∂v₁/∂v₁ not computed']
    """
    value = number(node.value)
    small = theme.number_size * theme.scale
    return Lines(_title(node, theme), Line(value, typeset(latex_digits(value), small, theme.value)),
                 _gradient_line(node, graph.output, theme))


def _title(node: Node, theme: Theme) -> tuple[Line, ...]:
    """Name and formula; a long one in up to three lines, broken before a sign."""
    size, widest = theme.title_size * theme.scale, WIDEST * theme.scale
    text = f"{node.name} = {node.formula}" if node.formula else node.name
    parts = [f"{node.latex} = {node.formula_latex}" if node.formula else node.latex]
    if node.formula and typeset(parts[0], size).width > widest:
        first, *terms = terms_of(abridged(node.formula_latex))
        parts = _broken([f"{node.latex} = {first}", *terms], size, widest)
    texts = [cut(abridged(text))] + [""] * (len(parts) - 1)
    return tuple([Line(shown, typeset(part, size, theme.ink))
                  for shown, part in zip(texts, parts)])


def _broken(terms: list[str], size: float, widest: float) -> list[str]:
    """The terms in lines that are not too wide; of too many, dots and the last."""
    lines = [terms[0]]
    for i, term in enumerate(terms[1:], 1):
        if typeset(f"{lines[-1]} {term}", size).width <= widest:
            lines[-1] += f" {term}"
        elif len(lines) == _MOST_LINES - 1 and i < len(terms) - 1:
            return [*lines, rf"{{}} + \cdots {terms[-1]}"]
        else:
            lines.append(f"{{}} {term}")
    return lines


def terms_of(latex: str) -> list[str]:
    """The formula split before every + and − that stands outside of brackets.

    >>> terms_of(r"w x + \\left(a + b\\right) - c")
    ['w x', '+ \\\\left(a + b\\\\right)', '- c']
    """
    terms: list[str] = []
    for part in _BREAK.split(latex):
        if terms and _depth(terms[-1]):
            terms[-1] += f" {part}"
        else:
            terms.append(part)
    return terms


def _depth(latex: str) -> int:
    return sum(latex.count(opened) - latex.count(closed)
               for opened, closed in (("{", "}"), ("(", ")"), ("[", "]")))


def abridged(formula: str) -> str:
    """The formula with long lists of arguments shortened.

    >>> abridged("softmax_2(z_1, z_2, z_3, z_4, z_5)")
    'softmax_2(z_1, z_2, …, z_5)'
    """
    return _ARGUMENTS.sub(_fewer, formula)


def _fewer(found: re.Match[str]) -> str:
    items = found[1].split(", ")
    return found[0] if len(items) <= _MOST_ARGUMENTS else \
        f"({', '.join([*items[:2], '…', items[-1]])})"


def _gradient_line(node: Node, output: Node, theme: Theme) -> Line:
    """∂C/∂w = −0.2, in red; a gradient that is none of the output's is only called so."""
    size = theme.number_size * theme.scale
    text, latex = f"∂{output.name}/∂{node.name}", _slope(output, node)
    if max(len(output.name), len(node.name)) > _LONGEST_NAME or not (
            node.is_derivative or node.gradient is None):
        text, latex = "grad", r"\text{grad}"
    if node.gradient is None:
        return Line(cut(f"{text} not computed"),
                    typeset(latex + r"\ \text{not computed}", size * 0.9, theme.pale))
    shown = number(node.gradient)
    return Line(cut(f"{text} = {shown}"),
                typeset(f"{latex} = {latex_digits(shown)}", size, theme.gradient))


def edge_line(edge: Edge, tail: Node, head: Node, theme: Theme, edges: Edges) -> Line | None:
    """The local derivative: ∂a/∂z = a(1 − a) = 0.2445, or what of it was asked for."""
    if edges == "none":
        return None
    shown, formula = number(edge.partial), abridged(edge.formula)
    has_formula = edges != "number" and 0 < len(formula) <= _LONGEST_FORMULA and (
        formula.strip("()") != shown.strip("()"))
    steps: list[tuple[str, str]] = []
    if edges != "number" and max(len(head.name), len(tail.name)) <= _LONGEST_NAME:
        steps.append((f"∂{head.name}/∂{tail.name}", _slope(head, tail)))
    if has_formula:
        steps.append((formula, abridged(edge.latex)))
    if edges != "formula" or not has_formula:
        steps.append((shown, latex_digits(shown)))
    text, latex = (" = ".join(parts) for parts in zip(*steps))
    return Line(text, typeset(latex, theme.label_size * theme.scale, theme.label))


def _slope(of: Node, by: Node) -> str:
    return rf"\dfrac{{\partial {_in_brackets(of)}}}{{\partial {_in_brackets(by)}}}"


def _in_brackets(node: Node) -> str:
    return rf"\left({node.latex}\right)" if is_formula_like(node.name) else node.latex
