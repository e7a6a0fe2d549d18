"""The formulas of a document are found where they stand, whatever surrounds them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalkgrad.check.errors import CheckError
from chalkgrad.check.pages import delimiters
from chalkgrad.check.pages.displays import LARGEST, displays, displays_of

FOUND = {  # kind, text, the formulas with a ~ before inline ones
    "dollars": ("md", "So $$a = b$$ and $$\nc\n$$", ["a = b", "c"]),
    "brackets": ("tex", r"\[a = b\] \(c = d\) \(e\)", ["a = b", "~c = d"]),
    "inline": ("md", "$a = b$, $x$, $p(t=0)$ and $x \\to y$", ["~a = b", "~x \\to y"]),
    "a sum's bound is no relation": ("md", r"$\sum_{i=1}^n x_i$ and $l < L$", []),
    "neighbours": ("tex", "$a=b$$c=d$", ["~a=b", "~c=d"]),
    "math": ("tex", r"\begin{math}a = b\end{math}", ["~a = b"]),
    "wiki": ("txt", r"{$a$} {$$\tag{1} a = {b \over c}$$} {$c = d$}",
             [r"\tag{1} a = {b \over c}", "~c = d"]),
    "align": ("tex", "\\begin{align*}\na &= b \\\\\n&= c\n\\end{align*}", ["a &= b \\\\\n&= c"]),
    "alignat": ("tex", r"\begin{alignat}{2} a &= b \end{alignat}", ["a &= b"]),
    "nested": ("tex", r"\[\begin{aligned} a &= b \end{aligned}\]",
               [r"\begin{aligned} a &= b \end{aligned}"]),
    "dollars in a display": ("tex", r"\[a = b \text{ if $x = 1$}\]", [r"a = b \text{ if $x = 1$}"]),
    "a fence of mathematics": ("md", "```math\na = b\n\nc = d\n```\n$e = f$",
                               ["a = b\n\nc = d", "~e = f"]),
    "mathematics in ticks": ("md", "$`a = b`$ but `$c = d$`", ["~a = b"]),
    "code": ("md", "```\n$a = b$\n```\n``$`c = d$`` $e = f$\n~~~ py\n$$x$$\n~~~", ["~e = f"]),
    "a code fence without an end": ("md", "```\n$a = b$\n", []),
    "HTML comments": ("md", "<!-- $$a = b$$ --> $c = d$ <!-- $e = f$", ["~c = d", "~e = f"]),
    "TeX comments": ("tex", "$a = b$ % $c = d$\n% \\[e\\]\n5\\% of $f = g$", ["~a = b", "~f = g"]),
    "verbatim": ("tex", "\\begin{verbatim}\n% $a = b$\n\\end{verbatim} \\verb|$c = d$| $e = f$",
                 ["~e = f"]),
    "after the end": ("tex", r"$a = b$ \end{document} $c = d$", ["~a = b"]),
    "escapes": ("md", r"\$a = b\$ and $c = \$5$ and \\$d = e$", [r"~c = \$5", "~d = e"]),
    "prices": ("md", "It costs $5 and $6, so $x = 5$ or $7, and US$ 4 = 2.", ["~x = 5"]),
    "a price and a display": ("md", "For $5: $$a = b$$", ["a = b"]),
    "numbers are no prices in TeX": ("tex", "$5 = x$ and $2$", ["~5 = x"]),
    "a number and a relation": ("md", "$2 = x$ holds", ["~2 = x"]),
    "a paragraph ends an inline formula": ("md", "a $ b\n\nc $d = e$", ["~d = e"]),
    "never closed": ("md", "$$a = b\nmore\n\nWords $c = d$", ["a = b\nmore", "~c = d"]),
    "never closed before another": ("md", "$$a = b\n\nwords\n\n$$c = d$$", ["a = b", "c = d"]),
    "never closed in TeX": ("tex", "\\[a = b\n\nwords\n\\[c = d\\]", ["a = b", "c = d"]),
    "a blank line between lone dollars": ("md", "$$\na = b\n\nc = d\n$$", ["a = b\n\nc = d"]),
    "nothing": ("md", "$$$$ $$ $$ $ $ \\[\\] ", []),
    "a definition is no formula": ("tex", r"\newcommand{\eq}{$a = b$} $\eq = c$", [r"~\eq = c"]),
    "no environment of mathematics": ("tex", r"\begin{proof} a = b \end{proof}", []),
}


@pytest.mark.parametrize("kind, text, formulas", FOUND.values(), ids=FOUND)
def test_formulas(kind, text, formulas):
    passages = displays_of(text, kind).passages
    assert ["~" * one.inline + one.latex for one in passages] == formulas


@pytest.mark.parametrize("name", ["equation", "align", "gather", "multline", "eqnarray", "flalign",
                                  "displaymath"])
@pytest.mark.parametrize("star", ["", "*"])
def test_environments(name, star):
    text = f"\\begin{{{name}{star}}} a = b \\end{{{name}{star}}}"
    for kind in ("tex", "md"):
        (passage,) = displays_of(text, kind).passages
        assert passage.latex == "a = b" and not passage.inline


def test_a_comment_inside_a_display_breaks_nothing_and_moves_nothing():
    text = "\\[\na = b % since \\]\n  % alone\n+ c\n\\]"
    source = displays_of(text, "tex")
    (passage,) = source.passages
    assert passage.latex.split() == ["a", "=", "b", "+", "c"]
    assert source.place(passage, passage.latex.index("+")) == (4, 1)
    assert text[passage.start + passage.latex.index("c")] == "c"


def test_lines_and_columns():
    source = displays_of("One\r\n\r\n  $$ a = b$$ and $c = d$\r\n$$\r\n\r\n x\r\n$$", "md")
    assert [(one.line, source.place(one)) for one in source.passages] == [
        (3, (3, 6)), (3, (3, 19)), (6, (6, 2))]


def test_prose_keeps_its_inline_formulas_and_its_line():
    text = ("% no\n# Title\n\n$a_i$ = preactivation of $i$ {$$a = b$$}\nfor $l = 2$ up to $L$:\n"
            "$$c$$")
    prose = displays_of(text, "md").prose
    assert [(one.text, one.line) for one in prose] == [
        ("% no\n# Title", 1), ("$a_i$ = preactivation of $i$", 4), ("for $l = 2$ up to $L$:", 5)]
    assert all(text[one.start:].startswith(one.text) for one in prose)


def test_what_was_never_closed_is_noted():
    source = displays_of("Words\n\n$$a = b\n\n$$c = d$$", "md")
    assert source.notes and "line 3" in source.notes[0] and "never closed" in source.notes[0]
    assert [bool(one.note) for one in source.passages] == [True, False]


MACROS = {
    r"\newcommand{\half}{\frac12}": (r"\half", 0, r"\frac12"),
    r"\newcommand*\half{\frac12}": (r"\half", 0, r"\frac12"),
    r"\renewcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}":
        (r"\pd", 2, r"\frac{\partial #1}{\partial #2}"),
    r"\newcommand{\act}[2][l]{a_{#2}^{(#1)}}": (r"\act", 1, "a_{#1}^{(l)}"),
    r"\providecommand\R{\mathbb{R}}": (r"\R", 0, r"\mathbb{R}"),
    r"\def\x#1#2{#1 + #2}": (r"\x", 2, "#1 + #2"),
    r"\gdef\x{y}": (r"\x", 0, "y"),
    r"\DeclareMathOperator{\sig}{sig}": (r"\sig", 0, r"\operatorname{sig}"),
    r"\DeclareMathOperator*{\argmin}{arg\,min}": (r"\argmin", 0, r"\operatorname{arg\,min}"),
    r"\let\phi\varphi": (r"\phi", 0, r"\varphi"),
}


@pytest.mark.parametrize("text, macro", MACROS.items())
def test_macros(text, macro):
    name, arguments, body = macro
    assert displays_of(f"a {text} $x = y$", "tex").macros == {name: (arguments, body)}
    assert displays_of(f"$${text}$$", "md").macros == {name: (arguments, body)}
    assert displays_of(f"% {text}", "tex").macros == {}


@pytest.mark.parametrize("text", [r"\newcommand{\a}", r"\newcommand{\a}{", r"\def\a", r"\def",
                                  r"\let\a", r"\newcommand{x}{y}", r"\definecolor{x}{y}{z}",
                                  r"\newcommand{\a}[x]{y}", r"\leto{\a}{b}"])
def test_what_defines_nothing(text):
    assert displays_of(text, "tex").macros == {}


def test_a_notebook(tmp_path):
    cells = [{"cell_type": "markdown", "source": ["# T\n", "$$a = b$$\n", "```"]},
             {"cell_type": "code", "source": "$$never = run$$"},
             {"cell_type": "markdown", "source": "x\n\n$c = d$"}, "no cell", {"cell_type": 3}]
    file = tmp_path / "n.ipynb"
    file.write_text(json.dumps({"cells": cells, "nbformat": 4}))
    source = displays(file)
    assert [(one.latex, one.cell, one.line) for one in source.passages] == [
        ("a = b", 1, 2), ("c = d", 3, 7)]
    assert all(source.text[one.start:one.end] == one.latex for one in source.passages)


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "{\"cells\": 3}", "[" * 100_000,
                                     "{\"worksheets\": [3]}"])
def test_no_notebook(tmp_path, content):
    file = tmp_path / "n.ipynb"
    file.write_text(content)
    with pytest.raises(CheckError, match="is no Jupyter notebook"):
        displays(file)


@pytest.mark.parametrize("content", [
    "é $a = b$".encode(), "\ufeffé $a = b$".encode(), "é $a = b$".encode("latin-1"),
    "é $a = b$".encode("utf-16"), b"\xe9 $a =\0b$"])
def test_encodings(tmp_path, content):
    for suffix in ("tex", "md", "txt", "strange"):
        file = tmp_path / f"a.{suffix}"
        file.write_bytes(content)
        source = displays(file)
        assert [one.latex for one in source.passages] == ["a = b"]
        assert source.prose[0].text == f"é ${'a = b'}$" and source.document == str(file)


def test_files_that_are_none(tmp_path):
    (tmp_path / "word.docx").write_bytes(b"PK\x03\x04abc")
    (tmp_path / "big.tex").write_bytes(b" " * (LARGEST + 1))
    for name, said in (("", "is a folder"), ("none.tex", "there is no file"),
                       ("a\0b", "no file|can't be"), ("word.docx", "Word document"),
                       ("big.tex", "more than 10 MB")):
        with pytest.raises(CheckError, match=said):
            displays(tmp_path / name if name else tmp_path)
    with pytest.raises(CheckError, match="no file"):
        displays("/dev/zero")


HOSTILE = ["$", "$$ ", "{$", "{$$", "\\begin{", "\\begin{align}", "\\begin{align}\n\n", "\\[\n\n",
           "\\[\\begin{equation}\\begin{align}\n\n", "\\(", "\\( \\begin{math} ", "$$a\n\n",
           "$$\n\na", "`", "`$", "$`", "``` ", "```\n", "~~~math\n", "<!--", "\\verb|", "\\verb!\"",
           "\\newcommand{\\a}{", "\\newcommand{\\a}[1][", "\\def\\a#1", "%", "%\n", "\\", "\\\\ $",
           "\\begin{verbatim}", "$5 ", "$x\n\n", "\n", " ", " \n", "> ", "$\\(", "{", "[", "(", "=",
           "$=", "\\newcommand ", "\\begin{alignat}{", "$$$ ", "$a$$b", "\\left(", "\\right", "\r",
           "\\let", "#", "`` ` ``` ", "\\end{align}", "$$\n", "\n$$", "\ud800", "\\verb\u4e00"]


class Counted(list):
    """Delimiters that count how often they are looked at, so that no clock is needed."""

    looks = 0

    def __getitem__(self, index):
        Counted.looks += 1
        return list.__getitem__(self, index)


@pytest.fixture
def looks(monkeypatch):
    """How often the delimiters of a text are looked at."""
    real = delimiters._tokens
    monkeypatch.setattr(delimiters, "_tokens", lambda text: Counted(real(text)))

    def count(text, kind):
        Counted.looks = 0
        displays_of(text, kind)
        return Counted.looks

    return count


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
@pytest.mark.parametrize("kind", ["tex", "md"])
def test_work_grows_with_the_length_alone(piece, kind, looks):
    assert looks(piece * 1600, kind) <= 4.1 * looks(piece * 400, kind) + 100


def test_too_many_delimiters_are_refused():
    with pytest.raises(CheckError, match="more than 50,000"):
        displays_of("$ " * 60_000, "tex")


PIECES = [*"$\\[](){}%`~\n <>-!ab=5#|", "\\begin{align}", "\\end{align}", "$$", "\\newcommand",
          "\\verb", "```", "math", "<!--", "-->"]


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(["tex", "md", "txt"]))
def test_any_text_is_read_and_every_offset_is_true(text, kind):
    source = displays_of(text, kind)
    ends = 0
    for one in source.passages:
        assert ends <= one.start < one.end and one.latex == one.latex.strip()
        assert len(one.latex) == one.end - one.start
        assert all(a in (b, " ") for a, b in zip(one.latex, source.text[one.start:one.end]))
        ends = one.end
    for piece in source.prose:
        assert piece.text and source.text[piece.start] == piece.text[0]


@given(st.text(), st.sampled_from(["tex", "md", "ipynb"]))
def test_any_text_at_all(text, kind):
    try:
        displays_of(text, kind)
    except CheckError:
        assert kind == "ipynb"
