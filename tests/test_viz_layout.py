"""What stands where in a picture: everything there, nothing on top of another, nothing outside."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from chalkgrad import Value, dot, nn, softmax, total
from chalkgrad.viz import draw
from chalkgrad.viz.curve import Area, Curve
from chalkgrad.viz.geometry import line_places
from chalkgrad.viz.layout import Arrow, Layout, bounds
from chalkgrad.viz.theme import THEMES


def neuron() -> Value:
    w, x = [Value(0.5, "w_1"), Value(-1.0, "w_2")], [Value(2.0, "x_1"), Value(1.0, "x_2")]
    a = dot(w, x, Value(0.3, "b")).sigmoid()
    C = 0.5 * (a - Value(1.0, "y")) ** 2
    a.label, C.label = "a", "C"
    C.backward()
    return C


def network() -> Value:
    net = nn.MLP([2, 3, 2], seed=1)
    C = nn.half_sse(net([Value(0.5, "x_1"), Value(-1.0, "x_2")]), [Value(1.0, "y_1"), 0.0])
    C.backward()
    return C


def square() -> Value:
    a = Value(3.0, "a")
    return a + a


def cross_entropy() -> Value:
    z = [Value(0.1 * i, f"z_{i}") for i in range(1, 8)]
    return nn.log_likelihood(softmax(z), 2)


def long_labels() -> Value:
    words = [Value(1.0, "the learning rate of the second optimiser"), Value(2.0, "損失 function"),
             Value(3.0, "w" * 80), Value(4.0, r"\hat{y}_{k}^{(2)}")]
    return total([u * v for u, v in combinations(words, 2)]).tanh()


GRAPHS = [neuron, network, square, cross_entropy, long_labels]
SETTINGS: list[dict[str, Any]] = [
    {}, {"direction": "TB"}, {"theme": "projector"}, {"sums": "expanded"}, {"edges": "number"},
    {"edges": "none", "direction": "TB"}]


@pytest.fixture(scope="module", params=GRAPHS, ids=lambda graph: str(graph.__name__))
def graph(request: pytest.FixtureRequest) -> Callable[[], Value]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module", params=SETTINGS, ids=str)
def layout(graph: Callable[[], Value], request: pytest.FixtureRequest) -> Layout:
    return draw(graph(), legend=True, **request.param).layout


def label_area(arrow: Arrow) -> Area:
    assert arrow.line is not None
    return Area.around(arrow.middle, arrow.line.glyphs.width, arrow.line.glyphs.height)


def test_no_boxes_and_labels_overlap(layout: Layout) -> None:
    areas = {box.node.key: Area.around(box.middle, box.width, box.height) for box in layout.boxes}
    areas |= {arrow.edge.key: label_area(arrow) for arrow in layout.arrows if arrow.line}
    for (one, area), (other, another) in combinations(areas.items(), 2):
        assert not area.wider(-0.5).meets(another), (one, other)


def test_nothing_is_outside_the_picture(layout: Layout) -> None:
    paper = Area(0, 0, layout.width, layout.height)
    areas = [Area.around(box.middle, box.width, box.height) for box in layout.boxes]
    areas += [label_area(arrow) for arrow in layout.arrows if arrow.line]
    assert layout.legend is not None
    x, y = layout.legend.corner
    areas.append(Area(x, y, x + layout.legend.width, y + layout.legend.height))
    points = [point for arrow in layout.arrows for point in (*arrow.curve, arrow.tip)]
    areas += [Area.around(point, 2, 2) for point in points]
    for area in areas:
        assert paper.holds((area.left, area.top)) and paper.holds((area.right, area.bottom))


def test_every_line_of_a_box_lies_within_its_border_and_below_the_last(layout: Layout) -> None:
    for box in layout.boxes:
        area, bottom = Area.around(box.middle, box.width, box.height).wider(-5), 0.0
        for line, (x, y) in line_places(box, layout.style):
            assert area.holds((x, y)) and y > bottom
            bottom = y + line.glyphs.height
            assert area.holds((x + line.glyphs.width, bottom))


def test_every_label_is_near_its_own_edge(layout: Layout) -> None:
    for arrow in layout.arrows:
        if arrow.line:
            near = label_area(arrow).wider(22 * layout.style.colours.scale)
            assert any(map(near.holds, Curve(arrow).points)), arrow.edge.key


def test_edges_leave_and_end_at_their_boxes(layout: Layout) -> None:
    boxes = {box.node.key: Area.around(box.middle, box.width, box.height) for box in layout.boxes}
    for arrow in layout.arrows:
        assert boxes[arrow.edge.tail].wider(3).holds(arrow.curve[0])
        assert boxes[arrow.edge.head].wider(3).holds(arrow.tip)
        assert not boxes[arrow.edge.head].wider(-3).holds(arrow.tip)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_all_letters_stand_out_from_their_ground(name: str) -> None:
    theme = THEMES[name]
    for colour, ground in theme.pairs():
        assert contrast(colour, ground) >= 4.5, (colour, ground)
    for look in theme.looks.values():
        assert contrast(look.border, theme.paper) >= 3
    assert contrast(theme.line, theme.paper) >= 3


@pytest.mark.parametrize("name", THEMES)
def test_kinds_are_told_apart_without_colour(name: str) -> None:
    shapes = {(look.radius, look.dash, look.double) for look in THEMES[name].looks.values()}
    assert len(shapes) == 4


def test_the_picture_is_as_large_as_curves_that_swing_out() -> None:
    placed = {"bb": "0,0,10,20", "edges": [{"pos": "e,12,5 1,1 2,-30 3,3 4,25"}]}
    assert bounds(placed) == (0, -30, 12, 25)
