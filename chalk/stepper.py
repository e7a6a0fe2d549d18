"""The full-screen stepper for a terminal: the expression, the chalk line, the values."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Footer, Header, Input, Static, Tree
from textual.widgets.tree import TreeNode

from ..engine.label import cut
from ..engine.steps import written
from ..engine.value import Value
from .cursor import Walk, WalkError
from .terminal import announced, current, rows

OPENED = 20  # branches of the expression that are open at the start


class Stepper(App[None]):
    """Steps through a walk: n and b, space, g to a step, / to a name, q to leave."""

    TITLE = "chalkgrad"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #expression { width: 38%; border-right: solid $primary-darken-2; }
    #chalk { height: 5; padding: 0 1; border-bottom: solid $primary-darken-2; }
    #values { height: 1fr; }
    #where { dock: bottom; height: 3; display: none; }
    #where.asked { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,space,right", "next", "next"),
        Binding("b,left", "undo", "back"),
        Binding("e,end", "end", "to the end"),
        Binding("s,home", "start", "to the start"),
        Binding("g", "ask('step number')", "go to step"),
        Binding("slash", "ask('name, label or operation')", "find"),
        Binding("escape", "dismiss", show=False),
        Binding("q", "quit", "quit"),
    ]

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self.walk = walk

    def compose(self) -> ComposeResult:
        """The header, the three panes, the line that asks, the keys."""
        yield Header()
        with Horizontal():
            yield Tree(self._caption(self.walk.plan.y), self.walk.plan.y, id="expression")
            with Vertical():
                yield Static(id="chalk")
                yield DataTable(id="values", cursor_type="row", show_cursor=False)
        yield Input(id="where")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the panes; the tree grows as its branches are opened."""
        tree: Tree[Value] = self.query_one("#expression", Tree)
        self._open(tree.root)
        self.query_one(DataTable).focus()
        self._show()

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Value]) -> None:
        """Add the inputs of an opened branch."""
        self._grow(event.node)

    def action_next(self) -> None:
        """Do the next step."""
        if self.walk.position < len(self.walk):
            self.walk.next()
        self._show()

    def action_undo(self) -> None:
        """Undo the last step."""
        if self.walk.position:
            self.walk.back()
        self._show()

    def action_end(self) -> None:
        """Do all steps that are left."""
        self.walk.run()
        self._show()

    def action_start(self) -> None:
        """Go back to before the first step."""
        self.walk.reset()
        self._show()

    def action_ask(self, what: str) -> None:
        """Ask where to go."""
        where = self.query_one(Input)
        where.placeholder, where.value = what, ""
        where.add_class("asked")
        where.focus()

    def action_dismiss(self) -> None:
        """Put the question away."""
        self.query_one(Input).remove_class("asked")
        self.query_one(DataTable).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go where the answer says; a name that isn't there is said, and nothing moves."""
        text = event.value.strip()
        try:
            if text:
                self.walk.to(int(text) if text.isdigit() else text)
        except WalkError as error:
            self.notify(cut(str(error), 200), severity="warning")
        self.action_dismiss()
        self._show()

    def _show(self) -> None:
        """Bring the chalk line and the values up to date."""
        walk, upcoming = self.walk, self.walk.peek()
        last = "at the start" if walk.last is None else str(walk.last)
        after = "at the end" if upcoming is None else f"next: {announced(upcoming)}"
        self.query_one("#chalk", Static).update(Text.assemble(
            (f"step {walk.position:,} of {len(walk):,}\n", "dim"), (last + "\n", "bold"),
            (after, "dim")))
        self._fill(self.query_one(DataTable))

    def _fill(self, table: DataTable[Any]) -> None:
        table.clear(columns=True)
        output = self.walk.plan.names[self.walk.plan.y]
        table.add_columns("", "node", "formula", "value", f"∂{output}/∂node")
        here = current(self.walk) if self.walk.position else None
        for node, *cells in rows(self.walk, size=max(8, self.size.height - 12)):
            style = "bold" if node is here else ""
            table.add_row("▸" if node is here else "", *(Text(cell, style) for cell in cells))

    def _open(self, root: TreeNode[Value]) -> None:
        """Open the branches near the output, as many as can be read."""
        opened = [root]
        for branch in opened:  # grows as it goes
            if len(opened) > OPENED:
                break
            self._grow(branch)
            branch.expand()
            opened.extend(twig for twig in branch.children if twig.allow_expand)

    def _grow(self, branch: TreeNode[Value]) -> None:
        if branch.children or branch.data is None:
            return
        for given in branch.data.inputs:
            branch.add(self._caption(given), given, allow_expand=bool(given.inputs))

    def _caption(self, node: Value) -> Text:
        name = self.walk.plan.names[node]
        if node.op is None:
            return Text(name)
        return Text(f"{name} = {cut(written(self.walk.plan.formula(node)), 40)}")
