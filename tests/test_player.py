"""The player's page by its structure: frames that are the walk's, data that stay data."""

import json
import re
from base64 import b64encode
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.dom import minidom

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_viz import HOSTILE

from chalkgrad import GraphError, Value, dot, grad, nn, sigmoid, total, viz, walk
from chalkgrad.nn import History
from chalkgrad.viz import DiagramError
from chalkgrad.viz.formula import typeset
from chalkgrad.viz.player.film import Film
from chalkgrad.viz.player.frames import frames_of
from chalkgrad.viz.player.glyphs import Sheet
from chalkgrad.viz.player.network import keys_of
from chalkgrad.viz.player.question import asked
from chalkgrad.viz.player.spoken import aloud, spoken_number

EVIL = '</script><script>alert(1)</script>"<&|{}]]>\u202e\\input{/etc/passwd}'


def neuron() -> Value:
    w, x, b, y = Value(0.5, "w"), Value(2.0, "x"), Value(-0.7, "b"), Value(1.0, "y")
    z = w * x + b
    a = sigmoid(z)
    C = 0.5 * (a - y) ** 2
    z.label, a.label, C.label = "z", "a", "C"
    return C


def two_layers() -> Value:
    net = nn.MLP([2, 3, 1], seed=0)
    C: Value = nn.half_sse(net([Value(0.5, "x_1"), Value(-1.0, "x_2")]), [Value(1.0, "y")])
    C.label = "C"
    return C


def page_of(y: Value, tmp_path: Path, **options: Any) -> str:
    return viz.player(y, tmp_path / "player.html", **options).read_text("utf-8")


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


def picture_of(page: str) -> minidom.Document:
    found = re.search(r'<figure id="stage">(.*?)</figure>', page, re.S)
    assert found
    return minidom.parseString(found[1].encode())


# Frames

def film_of(y: Value, **options: Any) -> list[Any]:
    return frames_of(Film(y, **options))


def labelled(y: Value) -> Value:
    """The same with a label on every node, so that none is folded into another."""
    for i, node in enumerate(walk(y).plan.nodes):
        node.label = node.label or f"u_{{{i}}}"
    return y


@pytest.mark.parametrize("make", [neuron, two_layers])
def test_frame_k_is_the_walk_after_k_steps_where_nothing_is_folded(make: Any) -> None:
    y = labelled(make())
    frames, cursor = film_of(y), walk(y)
    keys = {f"n{i}": node for i, node in enumerate(cursor.plan.nodes, 1)}
    assert len(frames) == len(cursor) + 2
    for k in range(len(cursor) + 1):
        cursor.to(k)
        reached = {keys[frame.target]: frame.gradient for frame in frames[:k + 1]
                   if frame.gradient is not None}
        assert reached == cursor.adjoints
        computed = {keys[frame.node] for frame in frames[:k + 1] if frame.phase == "forward"}
        assert computed == {node for node in keys.values() if node.op and cursor.knows(node)}


MAKERS: list[Any] = [
    lambda p, q: p + q, lambda p, q: p * q, lambda p, q: p - 2 * q, lambda p, q: p.tanh(),
    lambda p, q: 0.5 * p ** 2, lambda p, q: total([p, q, p]), lambda p, q: -p / 3,
    lambda p, q: dot([p, q], [q, p], p)]


@st.composite
def graphs(draw: Any) -> Value:
    """Small computations with shared, labelled and unlabelled nodes."""
    nodes = [Value(draw(st.floats(-2, 2)), name) for name in "abc"]
    for i in range(draw(st.integers(1, 12))):
        one, other = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        made = MAKERS[draw(st.integers(0, len(MAKERS) - 1))](one, other)
        made.label = draw(st.sampled_from(["", f"z_{i}"]))
        nodes.append(made)
    return nodes[-1]


@given(graphs(), st.sampled_from(["folded", "expanded"]))
def test_a_film_ends_with_the_gradients_and_has_the_boxes_of_the_diagram(y: Value,
                                                                         sums: Any) -> None:
    frames, drawn = film_of(y, sums=sums), viz.diagram(y, sums=sums)
    ends = {frame.target: frame.gradient for frame in frames if frame.gradient is not None}
    truth = dict(zip((f"n{i}" for i, _ in enumerate(walk(y).plan.nodes, 1)),
                     grad(y, walk(y).plan.nodes)))
    for key in ends:
        assert "p" in key or ends[key] == pytest.approx(truth[key], rel=1e-9, abs=1e-9)
    assert set(ends) == {node.key for node in drawn.nodes}
    assert [frame.node for frame in frames if frame.phase == "forward"] == [
        node.key for node in drawn.nodes if node.op]
    assert {frame.edge for frame in frames} - {""} == {edge.key for edge in drawn.edges}
    partials = {edge.key: edge.partial for edge in drawn.edges}
    assert len(frames) == 3 + sum(1 for node in drawn.nodes if node.op) + len(partials)


def text(row: Any) -> str:
    return " ".join(piece.latex for piece in row)


def test_a_product_is_written_in_symbols_then_numbers_then_its_result() -> None:
    frame = film_of(neuron())[7]
    assert [text(row) for row in frame.rows] == [
        r"\dfrac{\partial C}{\partial z} = \dfrac{\partial C}{\partial a} \cdot "
        r"\dfrac{\partial a}{\partial z}",
        r"= -0.4256 \cdot a \left(1 - a\right)", r"= -0.4256 \cdot 0.2445", "= -0.104"]
    assert frame.spoken.endswith("partial C by partial z equals minus 0.104")
    assert (frame.node, frame.target, frame.edge) == ("n7", "n6", "n7.0")


def test_paths_that_meet_are_added_up() -> None:
    x = Value(3.0, "x")
    frames = [frame for frame in film_of(x * x * x) if frame.target == "n1"]
    assert [frame.count for frame in frames] == ["path 1 of 3", "path 2 of 3", "path 3 of 3"]
    assert [frame.gradient for frame in frames] == [9.0, 18.0, 27.0]
    assert "{+}{=}" in text(frames[0].rows[0])
    assert text(frames[2].so_far).endswith("= 18 + 9 = 27")
    assert "so far partial v sub 2 by partial x equals 27" in frames[2].spoken


def test_a_long_sum_keeps_its_ends() -> None:
    y = total([Value(float(i), f"x_{{{i}}}") for i in range(300)])
    rows = film_of(y)[1].rows
    assert text(rows[0]) == r"v_{1} = x_{0} + x_{1} + x_{2} + \cdots + x_{298} + x_{299}"
    assert len(film_of(y)[1].caption) < 60


def test_a_negative_term_keeps_its_sign() -> None:
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    assert [text(row) for row in film_of(a - b)[1].rows] == ["v_{1} = a - b", "= 2 + 3", "= 5"]


@pytest.mark.parametrize("make", [lambda: Value(Fraction(1, 3), "a"), lambda: Value(1 + 2j, "a"),
                                  lambda: Value(mpmath.mpf(1) / 3, "a"),
                                  lambda: Value(float("inf"), "a")])
def test_every_kind_of_number_is_played(make: Any, tmp_path: Path) -> None:
    data = data_of(page_of(make() * make(), tmp_path))
    assert len(data["frames"]) == 1 + 1 + 1 + 2 + 1


# Aloud

def test_what_is_heard() -> None:
    assert [aloud(name) for name in ("ŷ", "δⱼ", "x′", "w₁⁽²⁾", "log(x) + 1/2", "")] == [
        "y hat", "delta sub j", "x prime", "w sub 1 super 2", "log(x) plus 1 over 2", ""]
    assert [spoken_number(given) for given in (-0.5, 1e-7, float("-inf"), Fraction(1, 3))] == [
        "minus 0.5", "1 times 10 to the minus 7", "minus infinity", "1 over 3"]


@given(st.text(max_size=30))
def test_anything_can_be_said(label: str) -> None:
    assert isinstance(aloud(label), str)


# Questions

def first(y: Value) -> Any:
    return next(iter(Film(y)))


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_an_answer_from_the_shown_figures_lies_within_the_slack(p: float, q: float) -> None:
    def shown(given: float) -> float:
        return float(f"{given:.4g}")

    question = asked(first(Value(p) * Value(q)))
    assert question is not None
    second_order = 1e-6 * abs(p * q)
    assert abs(shown(p) * shown(q) - question.answer) <= question.slack * 1.001 + second_order


@pytest.mark.parametrize("given", [float("inf"), float("nan"), 1j, 10 ** 400 * Fraction(1)])
def test_what_is_no_finite_real_number_is_not_asked(given: Any) -> None:
    assert asked(first(Value(given) * Value(given))) is None


# The page

def test_the_page_is_small_and_asks_for_nothing(tmp_path: Path) -> None:
    page = page_of(two_layers(), tmp_path)
    assert len(page.encode()) <= 150_000
    assert not re.search(r"(?i)<[^<>]*\b(src|srcset|action|formaction|poster)\s*=", page)
    assert not re.search(r"fetch\(|XMLHttp|WebSocket|sendBeacon|import\(|@import|url\(", page)
    addresses = set(re.findall(r"[a-z]+://[^\s\"'<>`]*", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_policy_names_the_one_script_and_the_one_style(tmp_path: Path) -> None:
    page = page_of(neuron(), tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    parts = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.S)
    assert policy and len(parts) == 2
    for part in parts:
        digest = b64encode(sha256(part.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1].replace("&#x27;", "'")
    assert policy[1].startswith("default-src &#x27;none&#x27;") and "unsafe" not in policy[1]


@pytest.mark.parametrize("make", [neuron, two_layers])
def test_every_frame_finds_its_node_and_edge_in_the_picture(make: Any, tmp_path: Path) -> None:
    page = page_of(make(), tmp_path)
    data, groups = data_of(page), picture_of(page).getElementsByTagName("g")
    drawn = {group.getAttribute("data-key") for group in groups} - {""}
    wanted = {frame[part] for frame in data["frames"] for part in ("node", "target", "edge")}
    assert wanted - {""} <= drawn
    pairs = [pair for node in data["nodes"].values() for pair in node["edges"]]
    assert {key for pair in pairs for key in pair} <= drawn
    assert set(data["nodes"]) == {group.getAttribute("data-key") for group in groups
                                  if "node" in group.getAttribute("class").split()}


def test_every_sign_of_every_formula_is_defined_once(tmp_path: Path) -> None:
    page = page_of(two_layers(), tmp_path)
    defined, data = re.findall(r'<path id="g(\d+)"', page), data_of(page)
    signs = {sign.split(",")[0] for run in data["runs"] for sign in run[3].split()}
    assert signs == set(defined) and len(defined) == len(signs) == len(data["advances"])
    assert all(int(run) < len(data["runs"]) for run in re.findall(r'data-run="(\d+)"', page))


@given(st.sampled_from([r"\dfrac{\partial C}{\partial z_1^{(2)}} = -0.104", "w_{1,2} + b", "",
                        r"\left(a - y\right)^{2}", r"\text{損失 a}", r"\sqrt{x}",
                        r"\sin a \ln x", r"-3.5 \cdot 10^{-12}"]))
def test_signs_stand_where_they_were_set(latex: str) -> None:
    """Does what the page's script does with a run."""
    sheet = Sheet()
    marks = [mark for mark in typeset(latex, 1000).marks if mark.sign]
    data = (sheet.number(latex), sheet.data())[1]
    x, y, percent = 0.0, 0, 100
    words = data["runs"][0][3].split()
    assert len(words) == len(marks)
    for word, mark in zip(words, marks):
        sign, *place = map(int, word.split(","))
        if place:
            x, y, percent = place
        assert (abs(x - mark.x), abs(y - mark.y)) < (2.6, 0.6)
        assert abs(percent / 100 - mark.scale) < 0.006
        x += data["advances"][sign] * percent / 100


def test_the_graph_is_left_as_it_is(tmp_path: Path) -> None:
    y = neuron()
    page_of(y, tmp_path)
    assert all(node.grad is None for node in walk(y).plan.nodes)
    y.backward(3.0)
    assert data_of(page_of(y, tmp_path))["frames"][7]["gradient"] == "minus 0.104"


@pytest.mark.parametrize("label", [EVIL, *HOSTILE], ids=ascii)
def test_hostile_labels_stay_text(label: str, tmp_path: Path) -> None:
    a, b = Value(2.0, label), Value(3.0, "b")
    y = a * b
    y.label = label
    page = page_of(y, tmp_path, title=label)
    assert page.count("<script") == page.count("</script") == 2
    assert "\u202e" not in page and "<!--" not in page and "<![CDATA[" not in page
    assert data_of(page)["nodes"]["n1"]["name"] == walk(y).plan.names[a]
    assert {node.tagName for node in picture_of(page).getElementsByTagName("*")} <= {
        "svg", "g", "rect", "path", "polygon", "text", "title", "defs", "use", "tspan", "desc"}


@given(st.text(max_size=30))
def test_any_label_leaves_the_page_whole(label: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        y = Value(2.0, label).sigmoid()
        page = page_of(y, Path(folder), title=label)
        assert page.count("<script") == 2 and len(data_of(page)["frames"]) == 5
        picture_of(page)


def test_too_long_a_computation_is_refused_and_the_remedy_works(tmp_path: Path) -> None:
    y = Value(1.0, "x")
    for i in range(250):
        y = y + 1.0
        y.label = f"y_{{{i}}}"
    with pytest.raises(DiagramError, match=r"501 steps.*limit of 400.*limit=501\)"):
        page_of(y, tmp_path)
    for _ in range(100_000):
        y = y * 1.0
    with pytest.raises(DiagramError, match=r"200,501 steps.*limit of 400.*limit=200501\)"):
        page_of(y, tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_no_node_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="nothing"):
        viz.player(3.0, tmp_path / "a.html")  # type: ignore[arg-type]


def test_a_player_is_a_page_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(DiagramError, match=r"not end in \.html.*write for instance 'steps\.html'"):
        viz.player(Value(2.0) * 3.0, tmp_path / "steps.pdf")
    net, history = trained(1)
    with pytest.raises(DiagramError, match=r"'steps\.html'"):
        viz.training_player(net, history, tmp_path / "steps.gif")
    assert not list(tmp_path.iterdir())


# Contrast of all texts, light and dark

def luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_text_can_be_read_in_light_and_in_dark(tmp_path: Path) -> None:
    colours = dict(re.findall(r"--(\w+): light-dark\(([^)]*)\)", page_of(neuron(), tmp_path)))
    grounds = {"ground", "sheet", "parameter", "input", "operation", "output"}
    plain = {"ground", "sheet"}
    used = {"ink": grounds, "green": grounds, "red": grounds, "pale": plain, "amber": plain,
            "violet": plain}
    for text, behind in used.items():
        for ground in behind:
            for one, other in zip(colours[text].split(", "), colours[ground].split(", ")):
                assert contrast(one, other) >= 4.5, (text, ground, one, other)


# Training

def trained(epochs: int = 4, sizes: tuple[int, ...] = (2, 3, 1)) -> tuple[nn.MLP, History]:
    net = nn.MLP(sizes, seed=0)
    X, Y = [[0.1] * sizes[0], [0.7] * sizes[0]], [[0.0] * sizes[-1], [1.0] * sizes[-1]]
    return net, nn.fit(net, X, Y, nn.half_sse, nn.SGD(1.0), epochs, progress=False)


def test_the_keys_of_the_picture_are_the_weights_they_name() -> None:
    for sizes in ([2, 3, 1], [1, 1], [12, 9, 20]):
        net = nn.MLP(sizes, seed=0)
        parameters = list(net.parameters())
        for key, place in keys_of(net).items():
            layer, *indices = key[1:].split(".")
            wanted = key[0] + (f"_{{{','.join(indices)}}}" if key[0] == "w" or len(indices[0]) > 1
                               else f"_{indices[0]}") + f"^{{({layer})}}"
            assert parameters[place].label == wanted


def test_a_training_is_played_epoch_by_epoch(tmp_path: Path) -> None:
    net, history = trained(4)
    page = viz.training_player(net, history, tmp_path / "training.html").read_text("utf-8")
    data = data_of(page)
    assert [frame["epoch"] for frame in data["frames"]] == [0, 1, 2, 3, 4]
    label = net.layers[0].w[1][2].data
    assert data["weights"]["w1.2.3"][-1] == float(f"{label:.4g}")
    assert [epoch for epoch, _, _ in data["curve"]] == [1, 2, 3, 4]
    drawn = set(re.findall(r'data-key="([wb][^"]*)"', page))
    assert set(data["weights"]) == drawn
    assert spoken_number(history.loss[3]) in data["frames"][4]["spoken"]


def test_wide_layers_are_elided_and_no_loss_is_no_failure(tmp_path: Path) -> None:
    net, history = trained(0, (40, 30, 10))
    page = viz.training_player(net, history, tmp_path / "a.html").read_text("utf-8")
    assert len(data_of(page)["weights"]) == 7 * 7 * 2 + 7 * 2 and page.count("⋮</text>") == 3


def test_a_training_of_another_network_is_refused(tmp_path: Path) -> None:
    net, history = trained(1)
    with pytest.raises(DiagramError, match=r"13 numbers an epoch.*has 2 parameters"):
        viz.training_player(nn.MLP([1, 1]), history, tmp_path / "a.html")
    with pytest.raises(DiagramError, match=r"no weights.*nn\.fit returned"):
        viz.training_player(net, History(), tmp_path / "a.html")

