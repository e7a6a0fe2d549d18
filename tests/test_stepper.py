"""The full-screen stepper, driven by textual's own pilot."""

import asyncio

import pytest

from chalkgrad import Value, nn, walk
from chalkgrad.demos.stepping import to_step_through

textual = pytest.importorskip("textual", reason="the stepper needs the extra [step]")

from textual.widgets import DataTable, Input, Static, Tree  # noqa: E402

from chalkgrad.chalk.stepper import Stepper  # noqa: E402


def after(*keys, y=None):
    """The stepper after some keys, with what its panes show."""
    app = Stepper(walk(y if y is not None else to_step_through()))

    async def drive():
        async with app.run_test(size=(100, 30)) as pilot:
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            line = str(app.query_one("#chalk", Static).render())
            table = app.query_one(DataTable)
            rows = [list(map(str, table.get_row_at(i))) for i in range(table.row_count)]
            asked = app.query_one(Input).has_class("asked")
            return line, rows, len(app.query_one(Tree).root.children), asked

    return (app.walk, *asyncio.run(drive()))


@pytest.mark.parametrize("keys, position", [
    ("n", 1), (["space", "right", "n"], 3), (["n", "n", "b"], 1), (["n", "left"], 0), ("b", 0),
    (["e"], 16), (["e", "n"], 16), (["e", "s"], 0), (["end", "home"], 0),
    (["g", "1", "2", "enter"], 12), (["slash", "w", "enter"], 15),
    (["slash", *"sigmoid", "enter"], 3),
])
def test_keys_move_the_walk(keys, position):
    assert after(*keys)[0].position == position


def test_the_panes_show_line_next_and_values():
    _, line, rows, branches, _ = after("n", "n", "n")
    assert "step 3 of 16" in line and "a = σ(z) = σ(0.3000) = 0.5744" in line
    assert "next: v₂ = a − y" in line
    assert ["▸", "a", "σ(z)", "0.5744", "·"] in rows and ["", "C", "0.5v₃", "·", "·"] in rows
    assert branches == 1


@pytest.mark.parametrize("answer", ["nosuch", "99", ""])
def test_a_place_that_is_not_there_moves_nothing(answer):
    walked, _, _, _, asked = after("n", "g", *answer, "enter")
    assert walked.position == 1 and not asked


def test_escape_puts_the_question_away():
    assert after("slash")[4] and not after("slash", "escape")[4]


def test_labels_are_data():
    y = Value(2.0, "[red]x[/red] [@click=app.quit]") * 3.0
    assert any("[red]x[/red]" in row[1] for row in after("n", y=y)[2])


def test_a_deep_graph_opens_in_a_window():
    y = x = Value(1.0, "x")
    for _ in range(20_000):
        y = y * x
    _, line, rows, branches, _ = after("n", y=y)
    assert "step 1 of 60,001" in line and 8 <= len(rows) <= 30 and branches == 2


def test_a_network_opens():
    net = nn.MLP([2, 3, 1], seed=0)
    assert after("e", y=nn.half_sse(net([0.5, -1.0]), [1.0]))[0].peek() is None
