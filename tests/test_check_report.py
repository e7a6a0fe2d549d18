"""Reports are rendered whole, safely and alike: terminal, page, JSON, command line, class table."""

import csv
import io
import json
import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from chalkgrad import check_command, cli
from chalkgrad.check import document, formula
from chalkgrad.check.errors import CheckError
from chalkgrad.check.meaning.conventions import CHOICES
from chalkgrad.check.report import (
    FALSE,
    READING,
    TRUE,
    UNSETTLED,
    Claim,
    Part,
    Report,
    Worst,
)
from chalkgrad.check.show.as_json import to_json
from chalkgrad.check.show.assignment import assignment, matched
from chalkgrad.check.show.mathml import typeset
from chalkgrad.check.show.page import page
from chalkgrad.check.show.plain import plain
from chalkgrad.check.show.terminal import show
from chalkgrad.engine.files import write_whole

DELTA = r"\tag{6} \delta^l = \nabla C \odot \sigma'(z^l) = a_{ij}"
STEP = r"\nabla C \odot \sigma'(z^l) = a_{ij}"


def sample():
    worst = Worst({"i": 2, "l": 3}, 0.125, float("nan"))
    wrong = Part(STEP, FALSE, worst=worst, diagnosis="a factor w_{ij} is missing",
                 evidence="ratio 2.5 everywhere", repair=STEP + "w_{ij}")
    return Report("notes.md", {"weight": "w_{ij} — line 3", "cost": r"\frac{1}{2} C"}, [
        Claim("a = b", 3, [Part("a = b", TRUE)], TRUE),
        Claim("C = D", 5, [Part("C = D", READING, reading="one sample")], READING),
        Claim(DELTA, 7, [Part("x", TRUE), wrong], FALSE, repair=DELTA + "w_{ij}", tag="6"),
        Claim("q = r", 9, [], UNSETTLED, reason="q is unknown"),
    ], ["line 9: never closed"])


def shown(report, width=80, **options):
    file = io.StringIO()
    show(report, Console(file=file, width=width, highlight=False, **options))
    return file.getvalue()


SAID = ["notes.md", "wᵢⱼ", "line 3", "never closed", "one sample", "is missing",
        "ratio 2.5 everywhere", "i = 2, l = 3", "left 0.125, right not a number", "q is unknown",
        "✓", "✗", "?", "true under a reading", "false", "not settled"]


@pytest.mark.parametrize("said", SAID)
def test_everything_is_said_in_the_terminal_and_on_the_page(said):
    assert said in shown(sample()) and said in page(sample())


def test_the_terminal_prints_formulas_as_text_and_the_repair_as_latex():
    text = shown(sample())
    assert "δˡ = ∇C ⊙ σ′(zˡ) = aᵢⱼ" in text and "· ∇C ⊙ σ′(zˡ) = aᵢⱼ" in text
    assert "a factor wᵢⱼ is missing" in text and '<p class="why">a factor <math' in page(sample())
    assert text.rstrip().endswith(
        "1 true · 1 true under a reading · 1 false · 1 not settled")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit_and_a_pipe_has_no_colours(width):
    text = shown(sample(), width)
    lines = [line for line in text.splitlines() if not line.strip().startswith("write  ")]
    assert max(map(len, lines)) <= width and "\x1b" not in text
    assert "\x1b[" in shown(sample(), width, force_terminal=True, color_system="standard")


def test_a_repair_is_on_one_line_however_narrow_the_terminal():
    for width in (20, 40, 80):
        (line,) = [line for line in shown(sample(), width).splitlines() if "write  " in line]
        assert line.strip() == f"write  {DELTA}w_{{ij}}"


ALIGNED = (r"\begin{align} a &= \begin{cases} b & c \\ d & e \end{cases} \\[2pt] &= q \\ "
           r"z &= r \end{align}")


def test_rows_stay_rows():
    part = Part(r"q \\ z &= r", FALSE, diagnosis="no", repair=r"q \\ &= z")
    text = shown(Report("a.md", {}, [Claim(ALIGNED, 1, [part, Part("x", FALSE)], FALSE)]))
    lines = [line.rstrip() for line in text.splitlines()]
    assert lines[1:4] == ["✗  line 1  a = {b c   d e}", "             = q", "           z = r"]
    assert lines[4:7] == ["           · q z = r", "           false: no", "           write  q = z"]


CONVENTIONS = [
    (r"\sigma'(z) = \sigma(z) (1 - \sigma(z))", {"activation is"}),
    (r"\delta_j = (a_j - y_j) \sigma'(z_j)", {"activation is", "error is", "cost function",
                                            "output layer"}),
    (r"z_j^l = \sum_i w_{ij}^l a_i^{l-1} + b_j^l", {"activation is", "layer letters",
                                                   "weight order", "weights numbered"}),
    (r"z^{(2)} = W^{(2)} a^{(1)}", {"activation is", "weight order", "weights numbered",
                                  "input layer", "vectors"}),
    (r"a^L = \sigma(z^L)", {"activation is", "last layer", "output layer"}),
    (r"\Delta w = -\eta \frac{\partial C}{\partial w}", {"Delta is", "cost function",
                                                        "output layer", "weight order", "vectors"}),
]


@pytest.mark.parametrize("latex, used", CONVENTIONS)
def test_conventions_that_no_line_uses_stand_apart(tmp_path, latex, used):
    (tmp_path / "a.md").write_text(f"$$ {latex} $$")
    report = document(tmp_path / "a.md")
    assert set(CHOICES) | {"layer letters", "last layer"} == used | set(report.unused)
    said = f"{len(report.unused)} other conventions make no difference here"
    assert said in shown(report, 400) and said in page(report)
    assert all(f"  {key}  " in shown(report, 400) for key in used)
    assert not any(f"  {key}  " in shown(report, 400) for key in report.unused)
    given = document(tmp_path / "a.md", conventions={"labels": "as usual"})
    assert "labels" not in given.unused


OUTPUTS = [
    ((r"h = \tanh(W_1 x + b_1)", r"p = \mathrm{softmax}(W_2 h + b_2)"), "softmax"),
    (("z_j = \\sum_i w_{ij} x_i + b_j", r"a_j = \frac{e^{z_j}}{\sum_k e^{z_k}}"), "softmax"),
    (("z = w^T x + b", "a = z"), "linear"),
    (("z = W x + b", r"a = \sigma(z)"), "the same"),
]


@pytest.mark.parametrize("lines, output", OUTPUTS)
def test_the_output_layer_is_the_one_that_a_line_states(tmp_path, lines, output):
    (tmp_path / "a.md").write_text("\n\n".join(f"$$ {line} $$" for line in lines))
    report = document(tmp_path / "a.md")
    assert {claim.verdict for claim in report.claims} == {"true"}
    assert report.binding["output layer"] == output
    again = document(tmp_path / "a.md", conventions={"output layer": output})
    assert [claim.verdict for claim in again.claims] == ["true"] * len(lines)


def test_a_letter_for_two_things_is_told(tmp_path):
    (tmp_path / "a.md").write_text("$$ L = \\frac{1}{2} \\sum_j (a_j^L - y_j)^2 $$")
    report = document(tmp_path / "a.md")
    said = "L is two things here: the cost, and as an index the last layer"
    assert report.notes == [said] and said in shown(report) and said in page(report)
    (tmp_path / "a.md").write_text("$$ C = \\frac{1}{2} \\sum_j (a_j^L - y_j)^2 $$")
    assert document(tmp_path / "a.md").notes == []


def test_a_page_links_to_its_false_lines():
    html = page(sample(), sample())
    for number in (1, 2):
        assert html.count(f'href="#document-{number}-claim-3">line 7</a>') == 2
        assert html.count(f'id="document-{number}-claim-3"') == 1


def test_an_encoding_without_marks_still_tells_true_from_false():
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, "ascii", errors="replace")
    show(sample(), Console(file=file, width=80))
    file.flush()
    marks = re.findall(r"^(\S) +line \d", raw.getvalue().decode(), re.MULTILINE)
    assert marks == ["+", "+", "x", "?"]


def test_nothing_to_report():
    empty = Report("a.md", {}, [])
    assert "no formulas" in shown(empty) and "No formulas" in page(empty)
    assert to_json(empty) == {"document": "a.md", "binding": {}, "claims": [], "notes": []}


def test_a_file_of_another_kind_without_a_formula_is_a_mistake(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("print('nothing but words')")
    found = CliRunner().invoke(cli.app, ["check", str(file)])
    assert found.exit_code == 2 and "none of .tex, .md, .txt, .ipynb" in found.output


@pytest.mark.parametrize("cost", ["hlf-sse", "", "bce"])
def test_an_unknown_cost_is_refused(cost):
    with pytest.raises(CheckError, match=r"no cost function.*half-sse, .*or the formula"):
        formula("a = b", cost=cost)


def test_no_line_ends_in_spaces_in_a_pipe():
    assert not [line for line in shown(sample()).splitlines() if line != line.rstrip()]


def test_formulas_in_sentences_are_typeset_whole():
    claim = Claim("a = b", 1, [], FALSE, diagnosis=r"y - \hat y has the wrong sign")
    report = Report("a.md", {}, [claim])
    assert "false: y − ŷ has the wrong sign" in shown(report)
    assert "\\hat" not in page(report).partition("</style>")[2]


def test_the_readme_shows_what_is_printed(monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[1])
    readme = Path("README.md").read_text(encoding="utf-8")
    assert f"```text\n{shown(document('docs/two_layers.md')).strip()}\n```" in readme


def test_several_parts_are_each_told():
    parts = [Part("a = b", FALSE, diagnosis="the sign", repair="a = -b"),
             Part("b = c", UNSETTLED, reason="unknown c"), Part("c = d", TRUE)]
    report = Report("a.md", {}, [Claim("a = b = c = d", 1, parts, FALSE)])
    for text in (shown(report), page(report)):
        assert "the sign" in text and "unknown c" in text and "a = -b" in text


EVIL = [
    "<script>alert(1)</script>", "[bold red]x[/]", "[/]", "\x1b[31mred\x1b[0m", "a\x00b", "\u202e",
    r"\text{<img src=x onerror=alert(1)>}", r"\href{javascript:alert(1)}{x}", "\ud800", "\u2028",
    r"\style{position:fixed}{x}", r"\color{red}{x}", r'\class{a" onclick="b}{x}', "]]>", "&lt;",
    r"\hspace{9999em}", "\x9b31m", "\r\n", "=1+1", "{" * 3000, r"\frac" * 3000, "x" * 9000,
    r"\href{x}{y}", r"\style{x}{y}", r"\boxed{x}",
    r"\left(" * 900, "x_" * 999, r"\begin{matrix}" * 400, "\\", "&", r"a \\ b",
]
ALLOWED = {"html", "head", "meta", "title", "style", "body", "main", "section", "header", "h1", "p",
           "span", "b", "dl", "dt", "dd", "div", "article", "pre", "code", "nav", "ol", "li", "a",
           "table", "thead", "tbody", "tfoot", "tr", "td", "th", "math", "mrow", "mi", "mo", "mn",
           "mtext", "mspace", "mfrac", "msub", "msup", "msubsup", "msqrt", "mroot", "munder",
           "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom"}


class Harmless(HTMLParser):
    """Fails on an element, an attribute or a nesting that the pages don't have."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("style", "src", "xlink:href")
            assert name != "href" or re.fullmatch(r"#document-\d+(-claim-\d+)?", value)
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def everywhere(evil):
    """A report that says one text wherever it can say anything."""
    worst = Worst({evil: evil, "i": 1}, evil, float("inf"))
    parts = [Part(evil, verdict, evil, evil, worst, evil, evil, evil)
             for verdict in (TRUE, READING, FALSE, UNSETTLED)]
    claims = [Claim(evil, 1, parts, FALSE, evil, evil, evil, evil, worst, evil),
              Claim(evil, 2, parts[1:2], READING), Claim(evil, 3, [], FALSE, repair=evil),
              Claim(evil, 4, [], evil)]
    return Report(evil, {evil: evil, evil + "x": f"{evil} — {evil}"}, claims, [evil])


def harmless(report):
    html = page(report, report)
    parser = Harmless()
    parser.feed(html)
    assert parser.open == []
    html.encode()
    text = shown(report)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]", text)
    text.encode()
    json.loads(json.dumps(to_json(report), allow_nan=False))


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_evil_text_is_harmless_everywhere(evil):
    harmless(everywhere(evil))


@given(st.text() | st.lists(st.sampled_from(
    [*"{}^_<>&\\[]ab=\"' ", "\\frac", "\\text", "\\left", "\\begin{cases}", "\\over", "\\href",
     "\\end{cases}", "\\mathbf", "\\hat", "\\sum", "\\tag", "\\quad"])).map("".join))
def test_any_text_is_harmless_everywhere(text):
    harmless(everywhere(text))


def test_markup_of_rich_is_printed_as_it_stands():
    report = Report("[bold]x[/bold]", {}, [Claim("[red]a = b", 1, [], UNSETTLED, reason="[/nope]")])
    text = shown(report)
    assert "[bold]x[/bold]" in text and "[/nope]" in text and "[red]" in text


def test_a_page_needs_nothing_but_itself():
    html = page(sample())
    assert "script" not in html.replace("subscript", "") and "http" not in html.replace(
        "http-equiv", "")
    assert "default-src 'none'" in html and "prefers-color-scheme: dark" in html
    assert "@media print" in html and 'lang="en"' in html


TYPESET = [
    (r"\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"),
    (r"a &= b \\ &= c", '<mtd columnalign="right"><mi>a</mi></mtd>'),
    (r"\begin{aligned} a &= b \\ &= c \end{aligned}", '<mtd columnalign="right"><mi>a</mi></mtd>'),
    (r"\Delta b", '<mi mathvariant="normal">Δ</mi>'), (r"\boldsymbol{\delta}", "𝜹"),
    (r"\mathbf{W}", "𝐖"), (r"\text{a b}", "<mtext>a\u00a0b</mtext>"), ("==>", "<mo>⇒</mo>"),
    (r"\begin{gather} a = b \\[3pt] c = d \end{gather}", "</mtr><mtr>"),
    (r"\begin{eqnarray*} a &=& b \\ &=& c \end{eqnarray*}", '<mtd columnalign="right"></mtd>'),
    (r"\begin{alignat}{2} a &= b \\ &= c \end{alignat}", "</mtr><mtr>"),
    (r"a &= \begin{cases} b \\ c \end{cases} \\ &= d", '<mtd columnalign="right"></mtd>'),
    (r"\lVert a \rVert", '<mo lspace="0" rspace="0" stretchy="false">‖</mo><mi>a</mi>'),
    (r"\Big\| a \Big\|", 'stretchy="false" lspace="0" rspace="0">‖</mo><mi>a</mi>'),
    (r"\mystery a", r'<mtext class="unknown">\mystery</mtext>'),
    (r"\ln a", ">ln</mo>"), (r"\tag{3} a", "<mi>a</mi>"), ("a \\quad b", 'width="1em"'),
]


@pytest.mark.parametrize("latex, made", TYPESET)
def test_formulas_are_typeset(latex, made):
    math = typeset(latex)
    assert made in math and "tag" not in math
    ElementTree.fromstring(math)


@pytest.mark.parametrize("latex", ["", r"\frac{a", r"\begin{bmatrix} a", "x" * 5000, "{" * 5000])
def test_what_cannot_be_typeset_stays_latex(latex):
    assert typeset(latex).startswith("<code>")


def test_without_the_converter_formulas_stay_latex(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "latex2mathml.converter", None)
    assert typeset("a < b") == "<code>a &lt; b</code>"


PLAIN = [
    (r"a_i^{(l)} = \sum_{j=1}^{n} w_{ij} z_j", "aᵢ⁽ˡ⁾ = Σⱼ₌₁ⁿ wᵢⱼ zⱼ"),
    (r"{ 1 \over 1 + e^{-z}}", "1/(1 + e⁻ᶻ)"), (r"\frac{1}{2n}", "1/(2n)"),
    (r"\frac{2}{n} (a - y)", "2/n (a − y)"), (r"\hat y \in \{1\}", "ŷ ∈ {1}"),
    (r"a \quad b", "a   b"), ("e^{z_k^L}", "e^(zₖᴸ)"), ("x_q", "x_q"), ("y_{qq}", "y_(qq)"),
    (r"\left. a \right| b", "a | b"), (r"\mathcal{C}' \to -a", "C′ → −a"), ("a ==> b", "a ⇒ b"),
    (r"\text{sig } z", "sig z"), (r"\unknown{x}", r"\unknown{x}"), ("a}", "a}"), ("{a", "{a"),
    ("", ""), (r"\frac", r"\frac"), ("x^", "x^"), ("x_}", "x_}"),
]


@pytest.mark.parametrize("latex, text", PLAIN)
def test_formulas_as_text(latex, text):
    assert plain(latex) == text


def test_json_has_its_keys_and_finite_numbers():
    report = sample()
    report.claims[2].worst = Worst({"i": np.int64(2), "at": "x"}, np.float64(0.5), float("-inf"))
    table = json.loads(json.dumps(to_json(report), allow_nan=False))
    assert list(table) == ["document", "binding", "claims", "notes"]
    claim = table["claims"][2]
    assert list(claim) == ["latex", "line", "verdict", "reading", "diagnosis", "repair", "reason",
                           "tag", "worst", "parts"]
    assert list(claim["parts"][1]) == ["latex", "line", "verdict", "reading", "reason",
                                       "diagnosis", "evidence", "repair", "worst"]
    assert claim["worst"] == {"where": {"i": 2, "at": "x"}, "left": 0.5, "right": "-inf"}
    assert claim["parts"][1]["worst"]["right"] == "nan" and table["claims"][0]["worst"] is None


@pytest.fixture
def run(monkeypatch):
    """The command over a room that knows four documents."""
    verdicts = {"good.md": [TRUE, READING, UNSETTLED], "bad.md": [TRUE, FALSE], "empty.md": []}
    calls = []

    def document(path, conventions=None):
        calls.append(conventions)
        if path.name not in verdicts:
            raise CheckError(f"there is no file {path}")
        return Report(str(path), {"cost": "C"}, [Claim("a = b", 1, [], verdict)
                                                 for verdict in verdicts[path.name]])

    monkeypatch.setattr(check_command, "_document", lambda: document)

    def invoke(*words):
        return CliRunner().invoke(cli.app, ["check", *map(str, words)])

    invoke.calls = calls
    return invoke


@pytest.mark.parametrize("files, status", [
    (["good.md"], 0), (["bad.md"], 1), (["good.md", "bad.md"], 1), (["empty.md"], 0),
    (["none.md"], 2), (["bad.md", "none.md"], 2), ([], 2), (["good.md", "--nonsense"], 2),
    (["good.md", "--json", "--html", "x"], 2),
])
def test_exit_status(run, files, status):
    result = run(*files)
    assert result.exit_code == status
    assert (status == 2) == bool(result.stderr)


def test_complaints_go_to_stderr_and_the_rest_is_reported(run):
    result = run("none.md", "bad.md")
    assert result.stderr == "chalkgrad: there is no file none.md\n"
    assert "bad.md" in result.stdout and "1 true · 1 false" in result.stdout


def test_json_of_one_file_and_of_several(run):
    assert json.loads(run("bad.md", "--json").stdout)["claims"][1]["verdict"] == "false"
    assert [one["document"] for one in json.loads(run("good.md", "bad.md", "--json").stdout)] == [
        "good.md", "bad.md"]
    assert run("none.md", "--json").stdout == ""
    assert json.loads(run("good.md", "none.md", "--json").stdout)[0]["document"] == "good.md"


def test_one_page_for_several_files(run, tmp_path):
    out = tmp_path / "out.html"
    result = run("good.md", "bad.md", "--html", out)
    html = out.read_text("utf-8")
    assert result.exit_code == 1 and "1 false" in result.stdout
    assert html.count("<h1>") == 2 and 'href="#document-2"' in html
    assert "bad.md: 1 true · 1 false (line 1)" in result.stdout
    assert "  good.md: 1 true" in result.stdout
    assert "is a folder" in run("good.md", "--html", tmp_path).stderr
    assert run("good.md", "--html", tmp_path / "no" / "x.html").exit_code == 2


@pytest.mark.parametrize("out", ["good.md", "new.TEX", "a.ipynb", "x/out.html", "."])
def test_a_page_never_replaces_a_document(run, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.md").write_text("homework")
    result = run("good.md", "--html", out)
    assert result.exit_code == 2 and run.calls == []  # before anything is checked
    assert "would overwrite" in result.stderr or "folder" in result.stderr
    assert (tmp_path / "good.md").read_text() == "homework" and len(list(tmp_path.iterdir())) == 1


def test_a_page_that_cannot_be_written_is_printed_instead(run, tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(check_command, "write_whole", full)
    result = run("bad.md", "--html", tmp_path / "out.html")
    assert result.exit_code == 2 and "1 true · 1 false" in result.stdout
    assert "out.html can't be written (No space left on device)" in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    write_whole(pipe, b"page")
    assert reader.communicate()[0] == b"page" and pipe.is_fifo()


@pytest.mark.parametrize("name, content, said", [
    ("a.md", b"", "the file is empty"), ("a.md", b" \r\n", "the file is empty"),
    ("a.tex", b"only words", "no formulas were found"), ("a.ipynb", b'{"cells": []}', "is empty"),
])
def test_a_file_without_formulas_says_so(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    report = document(tmp_path / name)
    assert said in report.notes[-1] and said in shown(report) and said in page(report)
    assert "activation" not in shown(report) and shown(report).endswith("no formulas\n")


@pytest.mark.parametrize("content", [
    b"%PDF-1.4", b"\x7fELF\x02\x01\x01" + bytes(9), bytes(range(256)) * 9, b"a = b" + bytes(50)])
def test_binary_files_are_refused_by_name(tmp_path, content):
    (tmp_path / "ada.md").write_bytes(content)
    with pytest.raises(CheckError, match=r"ada\.md is .*(PDF|binary)"):
        document(tmp_path / "ada.md")


LINE = r"$$ \sigma'(z) = \sigma(z) (1 + \sigma(z)) $$"


@pytest.mark.parametrize("content", [
    f"{LINE}\n".encode(), f"caf\xe9\r\n{LINE}\r\n".encode("latin-1"), f"\ufeff{LINE}".encode(),
    f"{LINE}\n".encode("utf-16"), f"a\x00b {LINE}".encode(), f"\r{LINE}\r".encode()])
def test_texts_of_every_encoding_are_read(tmp_path, content):
    (tmp_path / "a.md").write_bytes(content)
    (claim,) = document(tmp_path / "a.md").claims
    assert claim.verdict == FALSE and "wrong" in claim.diagnosis


def test_conventions_are_passed_on(run):
    run("good.md", "--conventions", "mine.toml")
    assert str(run.calls[-1]) == "mine.toml"


def claims(*formulas):
    return [Claim(latex, line, [], TRUE) for line, latex in enumerate(formulas, 1)]


@pytest.mark.parametrize("given_, found", [
    (["a = 1", "b = 2", "c = 3"], [0, 1, 2]), (["c = 3", "a = 1", "b = 2"], [1, 2, 0]),
    (["b = 9"], [None, 0, None]), ([], [None, None, None]), (["x", "b = 2", "y"], [0, 1, 2]),
    (["a=1", "x", "a = 4"], [0, 1, 2]), (["a = 1", "x"], [0, None, None]),
    ([r"\left( a \right) = 1", "b = 2", "q = 1", "r = 1"], [None, 1, None]),
])
def test_answers_are_matched(given_, found):
    model, answers = claims("a = 1", "b = 2", "c = 3"), claims(*given_)
    places = [None if one is None else [one is answer for answer in answers].index(True)
              for one in matched(model, answers)]
    assert places == found


def test_a_number_matches_before_a_left_hand_side():
    model, answers = claims("a = 1", "b = 2"), claims("a = 3", "a = 4")
    model[0].tag, answers[1].tag = "7", "7"
    assert matched(model, answers)[0] is answers[1]


@pytest.fixture
def table(tmp_path):
    """Four students: right, wrong, unreadable, and one whose file breaks the checker."""
    folder = tmp_path / "class"
    (folder / "eve").mkdir(parents=True)
    for name in ("template.md", "class/ada.tex", "class/=bob.md", "class/cy.txt", "class/eve/x.md",
                 "class/ignored.pdf"):
        (tmp_path / name).write_text("")
    given = []

    def document(path, conventions=None, definitions=()):
        given.append(conventions)
        name = str(path)
        if "cy" in name:
            raise CheckError("<b>no</b> formulas can be read")
        if "eve" in name:
            raise KeyError("oh")
        wrong = Claim("b = 3", 2, [], FALSE, diagnosis="<i>sign</i>", repair="b = 2")
        right = claims("a = 1", "b = 2")
        return Report(name, {"cost": "C"}, [right[0], wrong] if "bob" in name else right)

    result = assignment(tmp_path / "template.md", folder, document)
    assert given == [None, *[{"cost": "C"}] * 4]
    return result


def test_a_class_in_one_table(table):
    assert [row.student for row in table.rows] == ["=bob", "ada", "cy", "eve/x"]
    assert [row.verdicts() for row in table.rows[:2]] == [[TRUE, FALSE], [TRUE, TRUE]]
    assert table.totals() == [2, 1] and [row.right() for row in table.rows] == [1, 2, 0, 0]
    lines = str(table).splitlines()
    assert lines[1].split() == ["=bob", "1/2", "✓", "✗"] and "<b>no</b>" in lines[3]
    assert "KeyError" in lines[4] and "b = 2" in lines[-1]


def test_a_class_as_csv(table, tmp_path):
    table.csv(tmp_path / "t.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert rows[1][:4] == ["'=bob", "true", "false", "1"] and rows[1][-1] == "line 2: <i>sign</i>"
    assert rows[3][-1] == "<b>no</b> formulas can be read"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_class_as_a_page(table, tmp_path):
    table.html(tmp_path / "t.html")
    html = (tmp_path / "t.html").read_text("utf-8")
    parser = Harmless()
    parser.feed(html)
    assert parser.open == [] and "&lt;i&gt;sign&lt;/i&gt;" in html and "1/2" in html
    assert "&lt;b&gt;no&lt;/b&gt;" in html and "✗" in html


FORWARD = r"""$$ z_j^l = \sum_i w_{ij}^l a_i^{l-1} + b_j^l $$
$$ a_j^l = \sigma(z_j^l) $$
$$ \delta_j^l = \frac{\partial C}{\partial z_j^l} $$
"""
HALF = r"$$ C = \frac{1}{2} \sum_j (a_j^L - y_j)^2 = \frac{1}{2} \|a^L - y\|^2 $$" + "\n"
ANSWER = r"$$ \delta_j^L = (a_j^L - y_j) \sigma'(z_j^L) \tag{1} $$" + "\n"
TWICE = ANSWER.replace("(a_j^L - y_j)", "2 (a_j^L - y_j)")


@pytest.mark.parametrize("handed_in, verdict", [
    (ANSWER, TRUE), (TWICE, FALSE), (HALF + ANSWER, TRUE), (FORWARD + HALF + TWICE, FALSE),
    (HALF.replace(r"\frac{1}{2}", "", 2) + TWICE, TRUE), (ANSWER.replace("- y_j", "+ y_j"), FALSE),
])
def test_the_cost_of_the_template_holds_where_a_student_states_none(tmp_path, handed_in, verdict):
    (tmp_path / "class").mkdir()
    (tmp_path / "template.md").write_text(FORWARD + HALF + ANSWER)
    (tmp_path / "class" / "ada.md").write_text("Homework\n\n" + handed_in)
    table = assignment(tmp_path / "template.md", tmp_path / "class")
    (row,) = table.rows
    assert row.verdicts()[-1] == verdict
    assert [claim.line for claim in [*row.claims, *row.others] if claim][-1] == (
        3 + handed_in.count("$$") // 2 - 1)


def test_definitions_come_with_a_document(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(ANSWER)
    assert document(path).claims[0].verdict == UNSETTLED
    report = document(path, definitions=[HALF.strip("$\n")])
    assert [claim.verdict for claim in report.claims] == [TRUE] and report.claims[0].line == 1
    assert report.binding["cost function"] == "as stated in the definitions given"
    assert document(path, definitions=[r"\nonsense {"]).claims[0].verdict == UNSETTLED
    assert document(path, conventions=report.binding).claims[0].verdict == UNSETTLED


def test_submissions_that_are_none(tmp_path):
    def document(path, conventions=None, definitions=()):
        return Report(str(path), {}, [])

    with pytest.raises(CheckError, match="is no folder"):
        assignment("t.md", tmp_path / "none", document)
    with pytest.raises(CheckError, match="has no files that"):
        assignment("t.md", tmp_path, document)
    assert [row.student for row in assignment("t", ["x/a.md", "b.md"], document).rows] == ["a", "b"]


def test_an_authors_own_commands_are_typeset_as_what_they_stand_for(tmp_path):
    notes = tmp_path / "own.tex"
    notes.write_text(r"""\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\[ C = \frac12 \sum_k (a_k^L - y_k)^2 \]
\begin{align}
\pd{C}{a_k^L} &= a_k^L - y_k \\
\pd{C}{a_k^L} &= 2 (a_k^L - y_k)
\end{align}
""")
    report = document(notes)
    assert report.claims[-1].false_line == 5
    html = page(report)
    assert 'class="unknown"' not in html and html.count("<mfrac>") >= 3
    assert r"\pd{C}{a_k^L} = (a_k^L - y_k)" in html and ">line 5</a>" in html
