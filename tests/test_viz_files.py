"""Diagrams as files: every kind holds everything, and no label breaks out of any of them."""

import io
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad import Value, dot, total
from chalkgrad.viz import Cluster, Drawing, RenderError, draw
from chalkgrad.viz.gif import frames
from chalkgrad.viz.graph import Graph
from chalkgrad.viz.style import Style
from chalkgrad.viz.theme import THEMES

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = ["<script>alert(1)</script>", "</title><script>alert(1)</script>", "</svg>", "]]>",
           "<![CDATA[", "<!-- -->", "-->", "&amp;", "&#0;", '"', "'", '" onload="alert(1)',
           '"]; evil [label="', "} subgraph x {", "a -> b", "<TABLE>", "</FONT>", "\\N", "\\",
           r"\input{/etc/passwd}", r"\write18{touch x}", r"\end{document}", "a^^5cinput b",
           "$x$", "%", "{", "}", "#1", "\u202eabc", "\u2066x", "\0", "\x1b[31m", "\ud800",
           "(x) Tj", ") Tj ET endstream endobj", "損失", "אב", "🎲", "e\u0301", "w" * 500]


def neuron() -> Value:
    w, x = [Value(0.5, "w_1"), Value(-1.0, "w_2")], [Value(2.0, "x_1"), Value(1.0, "x_2")]
    a = dot(w, x, Value(0.3, "b")).sigmoid()
    a.label = "a"
    a.backward()
    return a


def hostile(label: str) -> Drawing:
    """A label in a box, in formulas, in derivatives along edges, as the output and as a title."""
    named = Value(2.0, label)
    y = named * Value(1.0, "b")
    y.label = label
    y.backward()
    drawing = draw(y, legend=True)
    graph = Graph(drawing.graph.nodes, drawing.graph.edges, (Cluster("c1", label, ("n1", "n2")),))
    return Drawing(graph, style=Style(legend=True))


class Tags(HTMLParser):
    """The tags of a page, each with its attributes' names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


def check_svg(svg: str) -> None:
    document = minidom.parseString(svg.encode())
    assert {node.tagName for node in document.getElementsByTagName("*")} <= {
        "svg", "g", "rect", "path", "polygon", "text", "title", "desc", "defs", "use"}
    defined = {node.getAttribute("id") for node in document.getElementsByTagName("*")}
    for use in document.getElementsByTagName("use"):
        assert use.getAttribute("xlink:href")[1:] in defined
    assert len([g for g in document.getElementsByTagName("g") if g.hasAttribute("data-key")]) == 6


def check_html(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert not tags.found & {"script", "iframe", "img", "link", "a", "object", "foreignobject"}
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert "default-src 'none'" in page and "src=" not in page
    assert "://" not in page.replace("http://www.w3.org/", "")


SAFE_COMMANDS = {
    "documentclass", "usepackage", "IfFileExists", "pagestyle", "setlength", "parindent", "topskip",
    "definecolor", "begin", "end", "fill", "path", "draw", "node", "dfrac", "frac", "partial",
    "text", "mathit", "left", "right", "cdot", "dots", "times", "textbackslash", "textasciicircum",
    "textasciitilde", "textless", "textgreater", "textbar"}


def check_tex(text: str) -> None:
    body = re.sub(r"\\[\\{}$&#%_,; !]", "", text)
    assert set(re.findall(r"\\([A-Za-z]+)", body)) <= SAFE_COMMANDS
    assert not re.findall(r"\\[^A-Za-z]", body) and "^^" not in body
    assert len(re.findall(r"%(?! n\d)", body)) == 0
    assert body.count("{") == body.count("}") and body.count("$") % 2 == 0
    assert text.count(r"\end{document}") == text.count(r"\begin{document}") == 1
    assert all(sign.isascii() or "À" <= sign <= "ÿ" for sign in text)


def check_dot(text: str) -> None:
    """Outside of quoted strings and HTML-like labels there is nothing but the graph's own."""
    bare = re.sub(r"<<TABLE.*?</TABLE>>|=<<FONT.*?</FONT>>|\"[^\"]*\"", "X", text)
    words = set(re.findall(r"[A-Za-z_][\w.]*", bare))
    assert not words & {"evil", "script", "alert"} and "<" not in bare
    assert text.count("subgraph") == text.count("subgraph ") >= 1


def check_pdf(data: bytes) -> None:
    """Every stream is the length that it says, and holds painting operators only."""
    assert data.startswith(b"%PDF-1.4\n") and data.endswith(b"%%EOF\n")
    starts = [int(at) for at in re.findall(rb"(\d{10}) 00000 n", data)]
    for number, start in enumerate(starts, 1):
        assert data[start:].startswith(b"%d 0 obj\n" % number)
    for found in re.finditer(rb"/Length (\d+)>>\nstream\n", data):
        end = found.end() + int(found[1])
        assert data[end:].startswith(b"\nendstream")
        painted = zlib.decompress(data[found.end():end]).decode("ascii")
        assert re.fullmatch(r"[-\d.\s\[\]]*(?:(?:/g\d+ Do|[mlchfwdqQBS]|re|rg|RG|cm)?"
                            r"[-\d.\s\[\]]+)*[fQS]\s*", painted)


def check(drawing: Drawing) -> None:
    check_svg(drawing.svg())
    check_html(drawing.html())
    check_tex(drawing.tex())
    check_dot(drawing.dot)
    check_pdf(drawing.pdf())


@pytest.mark.parametrize("label", HOSTILE, ids=ascii)
def test_no_label_breaks_out_of_a_file(label: str) -> None:
    check(hostile(label))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=20))
def test_no_text_at_all_breaks_out_of_a_file(label: str) -> None:
    check(hostile(label))


@pytest.mark.parametrize("ending, start", [
    (".svg", b"<svg"), (".png", b"\x89PNG\r\n\x1a\n"), (".pdf", b"%PDF-"), (".dot", b"digraph"),
    (".tex", rb"\documentclass"), (".html", b"<!DOCTYPE html>"), (".gif", b"GIF89a")])
def test_saving_by_ending(tmp_path: Path, ending: str, start: bytes) -> None:
    if ending == ".gif":
        pytest.importorskip("PIL", reason="a .gif needs Pillow")
    path = draw(neuron()).save(tmp_path / f"picture{ending}")
    assert path.read_bytes().startswith(start) and path.stat().st_size > 500


def test_a_page_is_the_picture_on_its_ground() -> None:
    drawing = draw(neuron(), theme="dark")
    page = drawing.html()
    assert drawing.svg() in page and "<title>Computation graph of a = σ(v₁)</title>" in page
    assert THEMES["dark"].paper in page and "color-scheme: dark" in page


def test_the_pdf_holds_every_sign_once_and_draws_no_others() -> None:
    data = draw(neuron()).pdf()
    stored = re.findall(rb"/(g\d+) \d+ 0 R", data)
    assert len(stored) == len(set(stored)) > 10
    streams = [zlib.decompress(data[found.end():found.end() + int(found[1])])
               for found in re.finditer(rb"/Length (\d+)>>\nstream\n", data)]
    assert set(re.findall(rb"/(g\d+) Do", streams[0])) == set(stored)


def test_the_tikz_picture_has_every_line_as_latex() -> None:
    drawing = draw(neuron(), legend=False)
    nodes = re.findall(r"\\node\[.*?\] at \(.*?\) \{\$(.*)\$\};", drawing.tex())
    lines = [line.glyphs.latex for box in drawing.layout.boxes for line in box.lines.all]
    lines += [arrow.line.glyphs.latex for arrow in drawing.layout.arrows if arrow.line]
    assert sorted(nodes) == sorted(lines)


def has_tikz() -> bool:
    found = shutil.which("kpsewhich") and shutil.which("pdflatex")
    return bool(found) and subprocess.run(["kpsewhich", "tikz.sty"], check=False,
                                          capture_output=True).returncode == 0


@pytest.mark.skipif(not has_tikz(), reason="pdflatex with TikZ is not installed here")
@pytest.mark.parametrize("drawing", [
    lambda: draw(neuron(), sums="expanded"),
    lambda: draw(total([Value(1.0, label) for label in HOSTILE]), legend=True)])
def test_latex_compiles_it_to_one_page(drawing: Callable[[], Drawing], tmp_path: Path) -> None:
    drawing().save(tmp_path / "picture.tex")
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "picture.tex"],
                          cwd=tmp_path, capture_output=True, text=True, errors="replace",
                          check=False)
    assert done.returncode == 0 and "(1 page" in done.stdout, done.stdout[-2000:]


def test_frames_show_values_forward_and_gradients_back() -> None:
    layout = draw(neuron()).layout
    shown = list(frames(layout))
    assert [len(frame.values) for frame in shown] == [5, 6, 7] + [7] * 7
    assert [len(frame.gradients) for frame in shown] == [0, 0, 0, *range(1, 8)]
    assert shown[3].lit == layout.boxes[-1].node.key


def test_an_animation_has_every_frame() -> None:
    image = pytest.importorskip("PIL.Image", reason="a .gif needs Pillow")
    drawing = draw(neuron())
    with image.open(io.BytesIO(drawing.gif())) as picture:
        assert picture.n_frames == len(list(frames(drawing.layout)))


def test_an_animation_without_pillow_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    with pytest.raises(RenderError, match=r"chalkgrad\[gif\]"):
        draw(neuron()).gif()


def test_clusters_and_counts_are_drawn() -> None:
    from dataclasses import replace

    graph = draw(neuron()).graph
    nodes = [replace(node, count=12) if node.key == "n1" else node for node in graph.nodes]
    clusters = (Cluster("c1", "layer 1", ("n6",)), Cluster("c2", "weights", ("n1",), "c1"))
    drawing = Drawing(Graph(tuple(nodes), graph.edges, clusters))
    outer, inner = drawing.layout.frames
    assert outer.corner < inner.corner and outer.width > inner.width
    document = minidom.parseString(drawing.svg().encode())
    found = [group.getAttribute("aria-label") for group in document.getElementsByTagName("g")
             if group.getAttribute("class") == "cluster"]
    assert found == ["layer 1", "weights"]
    counts = [group.parentNode.getAttribute("data-key") for group
              in document.getElementsByTagName("g") if group.getAttribute("class") == "count"]
    assert counts == ["n1"]
    for text in (drawing.tex(), drawing.dot):
        assert "layer 1" in text and "weights" in text


def test_the_picture_in_the_readme_is_what_its_code_draws() -> None:
    x, w, b, y = Value(2.0, "x"), Value(0.5, "w"), Value(-0.7, "b"), Value(1.0, "y")
    z = w * x + b
    a = z.sigmoid()
    C = 0.5 * (a - y) ** 2
    z.label, a.label, C.label = "z", "a", "C"
    C.backward()
    stored = (ROOT / "docs" / "pictures" / "neuron.svg").read_text("utf-8")
    assert spoken(stored) == spoken(draw(C, theme="projector").svg())


def spoken(svg: str) -> list[str]:
    return re.findall('aria-label="([^"]*)"', svg)
