"""The layered picture: every unit and weight, width and sign, what is left out, hostile labels."""

import math
import re
import zlib
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad import Value, nn, viz
from chalkgrad.viz import DiagramError, NetworkDrawing
from chalkgrad.viz.layered import _formula

THEMES = ["light", "dark", "print", "projector"]
HOSTILE = ["<script>alert(1)</script>", "</text>", "&amp;", '"', "'", "]]>", r"\input{x}", r"\frac",
           "$x$", "\u202eabc", "a\nb", "日本", "\0", "x" * 300, "#", "{", "_"]


def drawn(picture: NetworkDrawing) -> minidom.Document:
    return minidom.parseString(picture.svg().encode())


def classed(document: minidom.Document, tag: str, name: str) -> list[Any]:
    return [element for element in document.getElementsByTagName(tag)
            if name in element.getAttribute("class").split()]


def links(picture: NetworkDrawing) -> dict[str, Any]:
    return {link.getAttribute("data-key"): link for link in classed(drawn(picture), "path", "link")}


def width(element: Any) -> float:
    return float(element.getAttribute("stroke-width"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=2, max_size=5), st.integers(3, 12))
def test_every_unit_that_has_room_is_there_and_every_weight_between(sizes: list[int],
                                                                   most: int) -> None:
    picture = viz.network(nn.MLP(sizes, seed=0), most=most)
    document = drawn(picture)
    shown = [size if size <= most else most - 1 for size in sizes]
    units = [unit.getAttribute("data-key") for unit in classed(document, "g", "unit")]
    assert len(units) == len(set(units)) == sum(shown) + len(sizes) - 1
    assert len(links(picture)) == sum((i + 1) * j for i, j in zip(shown, shown[1:]))
    assert len(document.getElementsByTagName("circle")) == 3 * sum(size > most for size in sizes)


def test_a_line_is_as_wide_as_its_weight_and_dashed_below_zero() -> None:
    net = nn.MLP([2, 2], seed=0)
    for parameter, data in zip(net.parameters(), [1.0, -0.5, 0.0, -1.0, 0.25, 0.75]):
        parameter.data = data
    by_name = links(viz.network(net))
    assert set(by_name) == {parameter.label for parameter in net.parameters()}
    finest = width(by_name["w_{2,1}^{(1)}"])
    for parameter in net.parameters():
        line = by_name[parameter.label]
        assert width(line) - finest == pytest.approx(abs(parameter.data) * (5 - finest), abs=0.01)
        assert line.hasAttribute("stroke-dasharray") == (parameter.data < 0)
    colours = {line.getAttribute("stroke") for line in by_name.values()}
    assert len(colours) == 2


def test_gradients_on_request_and_only_if_computed() -> None:
    net = nn.MLP([2, 3, 1], seed=0)
    with pytest.raises(DiagramError, match=r"loss\.backward\(\) first"):
        viz.network(net, "gradients")
    nn.half_sse(net([1.0, -2.0]), [1.0]).backward()
    by_name = links(viz.network(net, "gradients"))
    for parameter in net.parameters():
        assert by_name[parameter.label].hasAttribute("stroke-dasharray") == (parameter.grad < 0)
        assert "∂C/∂" in by_name[parameter.label].firstChild.firstChild.data
    widest = max(net.parameters(), key=lambda parameter: abs(parameter.grad))
    assert max(by_name.values(), key=width) is by_name[widest.label]


def test_lines_run_from_unit_to_unit() -> None:
    picture = viz.network(nn.MLP([2, 3, 1], seed=0))
    places = {(unit.x, unit.y) for column in picture.layered.columns for unit in column.all}
    for link in links(picture).values():
        ends = [tuple(map(float, end.split(","))) for end in
                re.split("[ML]", link.getAttribute("d"))[1:]]
        assert len(ends) == 2 and set(ends) <= places and ends[0][0] < ends[1][0]


@pytest.mark.parametrize("sizes", [[1, 1], [784, 30, 10], [3] + [5] * 30 + [2]])
def test_nothing_is_outside_and_no_units_overlap(sizes: list[int]) -> None:
    document = drawn(viz.network(nn.MLP(sizes, seed=0), inputs=["a" * 30] * sizes[0]))
    left, top, wide, high = map(float, document.documentElement.getAttribute("viewBox").split())
    boxes = [tuple(float(rect.getAttribute(name)) for name in ("x", "y", "width", "height"))
             for unit in classed(document, "g", "unit")
             for rect in unit.getElementsByTagName("rect")[:1]]
    for i, (x, y, w, h) in enumerate(boxes):
        assert left < x and x + w < left + wide and top < y and y + h < top + high
        assert all(abs(x + w / 2 - p - s / 2) > (w + s) / 2 or
                   abs(y + h / 2 - q - t / 2) > (h + t) / 2 for p, q, s, t in boxes[:i])
    for group in document.getElementsByTagName("g"):
        place = group.getAttribute("transform")
        if found := re.fullmatch(r"translate\(([-.\d]+) ([-.\d]+)\)", place):
            assert left < float(found[1]) < left + wide and top < float(found[2]) < top + high


def test_what_is_left_out_is_counted() -> None:
    columns = viz.network(nn.MLP([784, 30, 10], seed=0)).layered.columns
    assert [(column.count, len(column.units)) for column in columns] == \
        [(784, 9), (30, 9), (10, 10)]
    assert [unit.label for unit in columns[0].units][-2:] == ["x_8", "x_{784}"]
    deep = viz.network(nn.MLP([2] * 30, seed=0))
    assert deep.layered.left_out == 23 and deep.layered.columns[-1].title == "output"
    assert repr(deep).endswith("… → 2 → 2, weights)")


@pytest.mark.parametrize("activation, formula", [
    ("sigmoid", r"\sigma(z^{(1)})"), ("tanh", r"\tanh(z^{(1)})"), ("linear", "z^{(1)}"),
    ("relu", r"\operatorname{relu}(z^{(1)})"), ("softmax", r"\operatorname{softmax}(z^{(1)})")])
def test_each_layer_says_what_it_computes(activation: str, formula: str) -> None:
    picture = viz.network(nn.MLP([2, 2], activation, seed=0))
    assert picture.layered.columns[1].formula == f"a^{{(1)}} = {formula}"
    assert activation in nn.network.ACTIVATIONS and _formula(activation, 1).endswith(formula)


@pytest.mark.parametrize("data", [math.nan, math.inf, -math.inf, 0.0])
def test_numbers_that_are_no_width_are_drawn_all_the_same(data: float) -> None:
    net = nn.MLP([1, 2], seed=0)
    net.layers[0].w[0][0].data = data
    assert len(links(viz.network(net))) == 4
    for parameter in net.parameters():
        parameter.data = 0.0
    assert all(width(line) == 0.5 for line in links(viz.network(net)).values())


@pytest.mark.parametrize("label", HOSTILE, ids=ascii)
def test_hostile_labels_are_text(label: str) -> None:
    net = nn.MLP([1, 1], seed=0)
    net.layers[0].w[0][0].label = label
    document = drawn(viz.network(net, inputs=[label], outputs=[label]))
    assert {node.tagName for node in document.getElementsByTagName("*")} <= \
        {"svg", "g", "rect", "path", "circle", "text", "title", "use", "defs"}
    assert not any(name.startswith("on") for node in document.getElementsByTagName("*")
                   for name in node.attributes.keys())  # noqa: SIM118


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_draws_the_same_network(theme: Any) -> None:
    net = nn.MLP([2, 3, 1], seed=0)
    assert set(links(viz.network(net, theme=theme))) == set(links(viz.network(net)))


def test_it_saves_by_ending_like_a_drawing(tmp_path: Path) -> None:
    picture = viz.network(nn.MLP([20, 3, 1], seed=0), theme="projector")
    for name, start in (("a.svg", b"<svg"), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF"),
                        ("a.html", b"<!DOCTYPE html>")):
        assert picture.save(tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(DiagramError, match=r"\.svg, \.png, \.pdf, \.html"):
        picture.save(tmp_path / "a.dot")
    assert picture._repr_mimebundle_()["image/svg+xml"] == picture.svg()


def test_the_pdf_has_every_line_and_unit() -> None:
    net = nn.MLP([2, 3, 1], seed=0)
    page = viz.network(net).pdf()
    start = page.index(b"stream\n", page.index(b"FlateDecode")) + len(b"stream\n")
    content = zlib.decompress(page[start:page.index(b"endstream", start)]).decode()
    assert content.count(" l S") == len(list(net.parameters())) + 4
    assert content.count("] 0 d") >= len(list(net.parameters())) + 8


@pytest.mark.parametrize("net, options, hint", [
    (Value(1.0), {}, "no network"), (nn.MLP([2, 1]), {"show": "both"}, "'gradients'"),
    (nn.MLP([2, 1]), {"most": 2}, "3 or more"), (nn.MLP([2, 1]), {"inputs": ["a"]}, "give 2"),
    (nn.MLP([2, 1]), {"outputs": ["a", "b"]}, "give 1"),
    (nn.MLP([2, 1]), {"theme": "solarized"}, "'projector'")])
def test_what_is_refused(net: Any, options: Any, hint: str) -> None:
    with pytest.raises(DiagramError, match=hint):
        viz.network(net, **options).svg()
