"""The command line finds what is named, and says what is wrong with what isn't there."""

import pytest
from typer.testing import CliRunner

import chalkgrad
from chalkgrad import Value, cli


@pytest.fixture
def opened(monkeypatch):
    """The values that would have been stepped through."""
    values = []

    class Recorder:
        def __init__(self, walk):
            values.append(walk.plan.y)

        def run(self):
            pass

    monkeypatch.setattr(cli, "_stepper", lambda: Recorder)
    return values


def run(*words):
    return CliRunner().invoke(cli.app, words)


def test_a_value_and_a_function_in_a_file(tmp_path, opened):
    file = tmp_path / "lesson.py"
    file.write_text("from chalkgrad import Value\nx = Value(3.0, 'x')\ny = x * x\n"
                    "def make():\n    return x * 2\n")
    for name, data in (("y", 9.0), ("make", 6.0)):
        result = run("step", f"{file}:{name}")
        assert result.exit_code == 0, result.output
        assert isinstance(opened[-1], Value) and opened[-1].data == data


def test_a_demo(opened):
    assert run("step", "stepping").exit_code == 0 and opened[0].label == "C"


@pytest.mark.parametrize("where, said", [
    ("{file}:z", "defines no 'z'; it has the Values x"), ("{file}", "names a file but no Value"),
    ("{file}:three", "not a Value"), ("nowhere.py:y", "there is no file nowhere.py"),
    ("nosuchdemo", "there is no demo 'nosuchdemo'"), ("report", "has nothing to step through"),
    ("../x", "there is no demo"),
])
def test_what_is_not_there_is_said(tmp_path, where, said):
    file = tmp_path / "lesson.py"
    file.write_text("from chalkgrad import Value\nx = Value(3.0)\nthree = 3\n")
    result = run("step", where.format(file=file))
    assert result.exit_code == 2 and said in " ".join(result.output.split())


def test_a_missing_stepper_names_the_remedy(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "textual.app", None)
    monkeypatch.delitem(__import__("sys").modules, "chalkgrad.chalk.stepper", raising=False)
    result = run("step", "stepping")
    assert result.exit_code == 2 and "pip install 'chalkgrad[step]'" in result.output


def test_without_a_terminal_the_stepper_names_another_way():
    pytest.importorskip("textual")
    result = run("step", "stepping")
    assert result.exit_code == 2 and "for step in walk(y): print(step)" in result.output


def test_the_version():
    result = run("--version")
    assert result.exit_code == 0 and result.output == f"chalkgrad {chalkgrad.__version__}\n"
