"""Drawings: what is in the picture, hostile labels, files, and the programs that lay it out."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad import GraphError, Value, total, viz
from chalkgrad.viz import DiagramError, RenderError, draw, render

HOSTILE = ['"', "'", "<", ">", "&", "|", "{}", "{|}", "\\", "\\N", "\\l", "a\nb", "a\tb", "\0",
           "\x1b", "<script>alert(1)</script>", "</text><script/>", "<!-- -->", "]]>", "<![CDATA[",
           "&amp;", "&#0;", "<b>", '"]; evil [label="', "-->", "a:b", "a -> b", "<TABLE>", "{0}",
           "\u202eabc", "\u2066x", "אב", "عرب", "\ud800", "\ufffe", "e\u0301", "日本", "🎲",
           "w" * 500, "$x$", "--", "graph", "node", " "]


def drawn(y: Value) -> minidom.Document:
    return minidom.parseString(draw(y).svg().encode())


def groups(document: minidom.Document, kind: str) -> dict[str, list[str]]:
    """What every node or edge says, by its key."""
    return {group.getAttribute("data-key"): said(group)
            for group in document.getElementsByTagName("g")
            if group.getAttribute("class").startswith(kind)}


def said(group: Any) -> list[str]:
    inner = [child for child in group.childNodes if child.nodeName == "g"]
    if group.getAttribute("class") == "edge":
        assert [child.getAttribute("class") for child in inner] == ["label"]
        return [group.getAttribute("aria-label")]
    assert [child.getAttribute("class") for child in inner] == ["title", "value", "gradient"]
    return [child.getAttribute("aria-label") for child in inner]


def heights(document: minidom.Document, keys: list[str]) -> list[float]:
    boxes = {group.getAttribute("data-key"): group.getElementsByTagName("rect")[0]
             for group in document.getElementsByTagName("g")
             if group.getAttribute("class").startswith("node")}
    return [float(boxes[key].getAttribute("y")) for key in keys]


def neuron() -> Value:
    w, x, b = Value(0.5, "w_1"), Value(2.0, "x_1"), Value(-0.7, "b")
    a = total([w * x, b]).sigmoid()
    a.label = "a"
    a.backward()
    return a


def test_every_node_and_edge_is_in_the_picture() -> None:
    document = drawn(neuron())
    assert list(groups(document, "node").values()) == [
        ["w₁", "0.5", "∂a/∂w₁ = 0.4889"], ["x₁", "2", "∂a/∂x₁ = 0.1222"],
        ["b", "−0.7", "∂a/∂b = 0.2445"], ["v₁ = w₁ x₁ + b", "0.3", "∂a/∂v₁ = 0.2445"],
        ["a = σ(v₁)", "0.5744", "∂a/∂a = 1"]]
    assert list(groups(document, "edge").values()) == [
        ["∂v₁/∂w₁ = x₁ = 2"], ["∂v₁/∂x₁ = w₁ = 0.5"], ["∂v₁/∂b = 1"],
        ["∂a/∂v₁ = a(1 − a) = 0.2445"]]
    titles = [title.firstChild.data for title in document.getElementsByTagName("title")]
    assert titles[1:] == ["parameter", "input", "parameter", "total", "sigmoid"]


def test_both_edges_of_a_square_are_drawn_apart() -> None:
    a = Value(3.0, "a")
    document = drawn(a * a)
    paths = [path.getAttribute("d") for path in document.getElementsByTagName("path")
             if path.parentNode.getAttribute("class") == "edge"]
    assert len(groups(document, "edge")) == 2 and paths[0] != paths[1]


def test_operands_stand_from_top_to_bottom() -> None:
    a, b = Value(3.0, "a"), Value(1.0, "b")
    first, second = heights(drawn(a - b), ["n1", "n2"])
    assert first < second
    first, second = heights(drawn(b - a), ["n1", "n2"])
    assert second < first


def check_hostile(label: str) -> None:
    other = Value(1.0, "b")
    named = Value(2.0, label)
    document = drawn(named * other)
    assert {node.tagName for node in document.getElementsByTagName("*")} <= \
        {"svg", "g", "rect", "path", "polygon", "text", "title", "desc", "defs", "use"}
    assert len(groups(document, "node")) == 3 and len(groups(document, "edge")) == 2
    name = viz.diagram(named).nodes[0].name
    assert groups(document, "node")["n2"][0] == name


@pytest.mark.parametrize("label", HOSTILE, ids=ascii)
def test_hostile_labels_are_text(label: str) -> None:
    check_hostile(label)
    assert "<script" not in draw(Value(1.0, label)).svg()


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=20))
def test_any_label_is_text(label: str) -> None:
    check_hostile(label)


def test_hostile_labels_survive_the_painter() -> None:
    y = total([Value(1.0, label) for label in HOSTILE])
    assert draw(y).png().startswith(b"\x89PNG\r\n\x1a\n")


def test_saving_by_ending(tmp_path: Path) -> None:
    drawing = draw(neuron())
    for name, start in (("a.svg", b"<svg"), ("a.PNG", b"\x89PNG\r\n\x1a\n"), ("a.dot", b"digraph")):
        assert drawing.save(tmp_path / name) == tmp_path / name
        assert (tmp_path / name).read_bytes().startswith(start)
    assert drawing.save(str(tmp_path / "b.dot")).read_text("utf-8") == drawing.dot
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.PNG", "a.dot", "a.svg", "b.dot"]


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.svg.gz"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"\.svg, \.png, .*\.gif.*write for instance save\("):
        draw(neuron()).save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_file_is_written_whole_or_left_alone(tmp_path: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, content: bytes) -> int:
        with open(path, "wb") as file:
            file.write(content[:5])
        raise OSError("disk full")

    target = tmp_path / "a.dot"
    target.write_text("before")
    monkeypatch.setattr(Path, "write_bytes", broken)
    with pytest.raises(OSError, match="disk full"):
        draw(neuron()).save(target)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_a_notebook_shows_the_picture() -> None:
    drawing = draw(neuron())
    bundle = drawing._repr_mimebundle_()
    assert bundle["image/svg+xml"] == drawing.svg()
    assert bundle["text/plain"] == "Drawing(5 nodes, 4 edges, output 'a = σ(v₁)')"


def test_a_drawing_holds_what_the_graph_held() -> None:
    x = Value(1.0, "x")
    drawing = draw(x * 2)
    x.data = 9.0
    assert groups(minidom.parseString(drawing.svg().encode()), "node")["n1"][1] == "1"


def without_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(render, "EMBEDDED", "graphviz-that-is-not-there")
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize("engine, remedy", [
    ("auto", "pip install graphviz-pure==0.2.2"), ("embedded", "engine='system'"),
    ("system", "graphviz.org")])
def test_without_a_program_the_dot_text_is_still_there(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Any, remedy: str) -> None:
    without_programs(monkeypatch, tmp_path)
    drawing = draw(neuron(), engine=engine)
    with pytest.raises(RenderError) as refusal:
        drawing.svg()
    assert remedy in str(refusal.value) and refusal.value.dot == drawing.dot
    assert drawing.save(tmp_path / "a.dot").read_text("utf-8") == drawing.dot


def pretend_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")


needs_shell = pytest.mark.skipif(os.name == "nt", reason="the pretended dot is a shell script")


@needs_shell
def test_the_system_dot_is_chosen_or_a_stand_in(tmp_path: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    embedded = render.program("embedded")
    pretend_dot(tmp_path, monkeypatch, f'echo called >> {tmp_path}/log; exec {embedded} "$@"')
    y = neuron()
    assert draw(y, engine="system").svg() == draw(y, engine="embedded").svg()
    assert (tmp_path / "log").read_text() == "called\n"
    monkeypatch.setattr(render, "EMBEDDED", "graphviz-that-is-not-there")
    assert draw(y).svg() == draw(y, engine="system").svg()


@needs_shell
def test_a_failing_program_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_dot(tmp_path, monkeypatch, "echo half; echo syntax trouble >&2; exit 3")
    with pytest.raises(RenderError, match="status 3 and said: syntax trouble"):
        draw(neuron(), engine="system").svg()


@needs_shell
def test_a_slow_program_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_dot(tmp_path, monkeypatch, "exec sleep 30")
    with pytest.raises(RenderError, match=r"longer than 0\.2 seconds") as refusal:
        render.run("digraph {}", "json", "system", seconds=0.2)
    assert refusal.value.dot == "digraph {}"


@pytest.mark.skipif(render.system_program() is None, reason="Graphviz is not installed here")
def test_a_real_system_dot_draws_the_same_nodes_and_edges() -> None:
    document = minidom.parseString(draw(neuron(), engine="system").svg().encode())
    assert groups(document, "node") == groups(drawn(neuron()), "node")


def test_the_embedded_program_is_found_without_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert Path(render.program("embedded")).is_file()
    assert draw(neuron()).svg()


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(DiagramError, match="write engine='auto'"):
        draw(neuron(), engine="neato").svg()  # type: ignore[arg-type]


@pytest.mark.parametrize("choice", [{"theme": "blue"}, {"edges": "all"}, {"direction": "BT"},
                                    {"sums": "none"}], ids=str)
def test_an_unknown_choice_is_refused_with_the_right_ones(choice: dict[str, Any]) -> None:
    (name,) = choice
    with pytest.raises(DiagramError, match=f"write {name}='"):
        draw(neuron(), **choice)


def test_a_legend_says_only_what_is_there() -> None:
    def words(y: Value, **choice: Any) -> list[str]:
        legend = draw(y, **choice).layout.legend
        return [part.word.latex for part in legend.parts] if legend else []

    assert words(neuron()) == [rf"\text{{{word}}}" for word in (
        "input", "parameter", "operation", "output", "value", "gradient", "local derivative")]
    assert words(Value(1.0, "x")) == []
    assert words(Value(1.0, "x"), legend=True) == [r"\text{output}", r"\text{value}"]
    assert words(neuron(), legend=False) == []


def test_only_values_are_drawn() -> None:
    with pytest.raises(GraphError, match=r"3\.0 \(float\) is no node"):
        draw(3.0)  # type: ignore[arg-type]


def test_importing_the_room_loads_no_graphviz() -> None:
    code = "import sys, chalkgrad.viz; print('graphviz' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
