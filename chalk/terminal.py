"""A walk as it stands, for a terminal: the nodes near the cursor, the step, what comes next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ..engine.label import chalk, cut
from ..engine.steps import BackwardStep, ForwardStep, Step, written
from ..engine.value import Value

if TYPE_CHECKING:
    from rich.console import Group

    from .cursor import Walk

WINDOW = 12  # nodes shown at once; a longer graph is shown around the cursor


def shown(walk: Walk, width: int = 80) -> str:
    """The walk as text, in colours where standard output is a terminal."""
    from rich.console import Console

    console = Console(width=width, force_terminal=sys.stdout.isatty(), legacy_windows=False)
    with console.capture() as capture:
        console.print(group(walk))
    return capture.get().rstrip("\n")


def group(walk: Walk) -> Group:
    """The walk as something that rich can print."""
    from rich.console import Group
    from rich.text import Text

    upcoming = walk.peek()
    parts: list[Any] = [_table(walk), Text(f"step {walk.position:,} of {len(walk):,}", style="dim")]
    parts.append(Text("at the start" if walk.last is None else str(walk.last), style="bold"))
    parts.append(Text("at the end" if upcoming is None else f"next: {announced(upcoming)}",
                      style="dim"))
    return Group(*parts)


def announced(step: Step) -> str:
    """What a step is about to fill in, without giving the answer away."""
    if isinstance(step, ForwardStep):
        return f"{step.name} = {step.formula}"
    if isinstance(step, BackwardStep):
        y, node, target = step.names
        return f"∂{y}/∂{target} += ∂{y}/∂{node} · ∂{node}/∂{target}"
    return f"∂{step.name}/∂{step.name}"


def rows(walk: Walk, size: int = WINDOW) -> list[tuple[Value, str, str, str, str]]:
    """For each node in the window: the node, its name, formula, value and gradient so far."""
    plan = walk.plan
    return [(node, plan.names[node], formula(walk, node), value(walk, node), gradient(walk, node))
            for node in window(walk, size)]


def window(walk: Walk, size: int) -> list[Value]:
    """The nodes around the one that the last step filled in."""
    nodes, place = walk.plan.nodes, walk.plan.places[current(walk)]
    start = max(0, min(place - size // 2, len(nodes) - size))
    return nodes[start:start + size]


def current(walk: Walk) -> Value:
    """The node that the last step filled in; the first at the start."""
    last = walk.last
    if last is None:
        return walk.plan.nodes[0]
    return last.node if isinstance(last, ForwardStep) else last.target


def formula(walk: Walk, node: Value) -> str:
    """The operation that makes a node; empty for a leaf."""
    return "" if node.op is None else cut(written(walk.plan.formula(node)), 40)


def value(walk: Walk, node: Value) -> str:
    """A node's number, once the walk has come to it."""
    return chalk(node.data) if walk.knows(node) else "·"


def gradient(walk: Walk, node: Value) -> str:
    """A node's gradient so far, and how many contributions it still waits for."""
    if node not in walk.adjoints:
        return "·"
    waits = walk.plan.uses[node] - walk.arrived.get(node, 0) if node is not walk.plan.y else 0
    return chalk(walk.adjoints[node]) + (f" (+{waits})" if waits else "")


def _table(walk: Walk) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    y = walk.plan.names[walk.plan.y]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title, side in ((" ", "left"), ("node", "left"), ("formula", "left"), ("value", "right"),
                        (f"∂{y}/∂node", "right")):
        table.add_column(title, justify=side, no_wrap=True)  # type: ignore[arg-type]
    here = current(walk) if walk.position else None
    for node, *cells in rows(walk):
        marked = node is here
        table.add_row(*(Text(cell) for cell in ("▸" if marked else "", *cells)),
                      style="bold" if marked else "")
    hidden = len(walk.plan.nodes) - len(window(walk, WINDOW))
    if hidden:
        table.caption = f"{hidden:,} more nodes above and below"
        table.caption_justify = "left"
    return table
