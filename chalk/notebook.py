"""A walk as it stands, for a notebook: the same table and line, with typeset formulas."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ..engine.steps import BackwardStep, ForwardStep, Plan, SeedStep, Step, operation
from ..engine.symbol import Symbol
from ..engine.value import Value
from .terminal import WINDOW, current, gradient, value, window
from .typeset import latex_label, latex_number

if TYPE_CHECKING:
    from .cursor import Walk


def html(walk: Walk) -> str:
    """The walk as HTML whose formulas MathJax sets; labels and numbers are escaped."""
    upcoming = walk.peek()
    last = "at the start" if walk.last is None else _mathematics(line(walk.last, walk.plan))
    after = "at the end" if upcoming is None else (
        f"next: {_mathematics(announcement(upcoming, walk.plan))}")
    output = _mathematics(rf"\partial {_name(walk.plan, walk.plan.y)} / \partial")
    heads = "".join(f"<th>{head}</th>" for head in ("node", "formula", "value", output))
    return (f"<table><tr>{heads}</tr>{''.join(_row(walk, n) for n in window(walk, WINDOW))}"
            f"</table><p>step {walk.position:,} of {len(walk):,}: {last}</p><p>{after}</p>")


def line(step: Step, plan: Plan) -> str:
    """A step's line in LaTeX."""
    if isinstance(step, ForwardStep):
        formula = _latex(_formula(plan, step.node))
        return f"{_name(plan, step.node)} = {formula} = {latex_number(step.result)}"
    if isinstance(step, SeedStep):
        return f"{_partial(plan, plan.y, step.target)} = {latex_number(step.total)}"
    return _product(step, plan)


def announcement(step: Step, plan: Plan) -> str:
    """What a step is about to fill in, in LaTeX."""
    if isinstance(step, ForwardStep):
        return f"{_name(plan, step.node)} = {_latex(_formula(plan, step.node))}"
    if isinstance(step, SeedStep):
        return _partial(plan, plan.y, step.target)
    return _chain(step, plan)


def _chain(step: BackwardStep, plan: Plan) -> str:
    return (rf"{_partial(plan, plan.y, step.target)} \mathrel{{+}}= "
            rf"{_partial(plan, plan.y, step.node)} \cdot {_partial(plan, step.node, step.target)}")


def _product(step: BackwardStep, plan: Plan) -> str:
    slope = _latex(plan.slope(step.node, step.place, _symbols(plan)))
    adjoint, partial = latex_number(step.adjoint), latex_number(step.partial)
    return (rf"{_chain(step, plan)} = {adjoint} \cdot \left({slope}\right)"
            rf" = {adjoint} \cdot \left({partial}\right) = {latex_number(step.contribution)}"
            rf" \quad ({step.number} \text{{ of }} {step.of})")


def _row(walk: Walk, node: Value) -> str:
    formula = "" if node.op is None else _mathematics(_latex(_formula(walk.plan, node)))
    here = walk.position and node is current(walk)
    cells = (_mathematics(_name(walk.plan, node)), formula, escape(value(walk, node)),
             escape(gradient(walk, node)))
    style = ' style="font-weight:bold;background:#fff3c4"' if here else ""
    return f"<tr{style}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _mathematics(latex: str) -> str:
    return rf"\({escape(latex)}\)"


def _partial(plan: Plan, y: Value, x: Value) -> str:
    return rf"\frac{{\partial {_name(plan, y)}}}{{\partial {_name(plan, x)}}}"


def _name(plan: Plan, node: Value) -> str:
    return latex_label(node.label or plan.names[node])


def _symbols(plan: Plan) -> Any:
    return lambda node: Symbol(plan.names[node], _name(plan, node))


def _formula(plan: Plan, node: Value) -> Any:
    return operation(node).apply(plan.symbols(node, _symbols(plan)))


def _latex(formula: Any) -> str:
    return formula.latex() if isinstance(formula, Symbol) else latex_number(formula)
