"""Derivations in the notation of textbooks, one step wrong: it is found, and no other is blamed."""

import json
from pathlib import Path

import pytest

from chalkgrad import check

DERIVATIONS = json.loads((Path(__file__).parent / "derivations" / "derivations.json").read_text(
    encoding="utf-8"))


def steps(tmp_path, derivation, members, style):
    """The parts of a derivation under its definitions, in their order."""
    path = tmp_path / "notes.md"
    given = "".join(f"$$ {each} $$\n\n" for each in derivation["definitions"])
    path.write_text(given + style(members), encoding="utf-8")
    report = check.document(path)
    claims = report.claims[len(derivation["definitions"]):]
    return report, [part for claim in claims for part in claim.parts]


def rows(members):
    return "\\begin{align}\n" + members[0] + " &= " + " \\\\\n&= ".join(
        members[1:]) + "\n\\end{align}\n"


def displays(members):
    return f"$$ {members[0]} = {members[1]} $$\n\n" + "\n\nso\n\n".join(
        f"$$ = {member} $$" for member in members[2:])


CASES = [pytest.param(derivation, place, id=f"{derivation['name']}, step {place}")
         for derivation in DERIVATIONS for place in range(len(derivation["wrong"]) + 1)]


@pytest.mark.parametrize("derivation, place", CASES)
def test_the_step_that_is_wrong_is_found_and_no_other(tmp_path, derivation, place):
    members = list(derivation["members"])
    if place:
        members[place] = derivation["wrong"][place - 1]
    for style in (rows, displays) if derivation is DERIVATIONS[0] else (rows,):
        _, parts = steps(tmp_path, derivation, members, style)
        false = [k for k, part in enumerate(parts, 1) if part.verdict == "false"]
        assert false == [place][:place], [(p.verdict, p.latex, p.diagnosis) for p in parts]


def test_what_follows_rightly_from_a_wrong_step_is_true(tmp_path):
    derivation = DERIVATIONS[0]
    members = [*derivation["members"][:4], r"(y_j - a^L_j) \sigma'(z^L_j)",
               r"(y_j - a^L_j) a^L_j (1 - a^L_j)"]
    for style in (rows, displays):
        _, parts = steps(tmp_path, derivation, members, style)
        assert [part.verdict for part in parts[3:4]] == ["false"]
    _, parts = steps(tmp_path, derivation, members, rows)
    assert [part.verdict for part in parts] == [*["true"] * 3, "false", "true"]


def test_a_line_goes_on_from_the_derivation_before_it_not_from_any(tmp_path):
    """= σ′(z) is the end of an earlier derivation, not of this one."""
    path = tmp_path / "notes.md"
    path.write_text(r"""$$ \frac{\partial a_j}{\partial z_j} = \sigma'(z_j) = a_j (1 - a_j) $$
and
$$ \frac{\partial^2 a_j}{\partial z_j^2} = \sigma'(z_j) (1 - 2 a_j) $$
$$ = a_j (1 - a_j) $$
""")
    last = check.document(path).claims[-1]
    assert last.verdict != "true" and "earlier line than the one before" in last.reading


def test_the_report_says_where_it_first_goes_wrong(tmp_path):
    derivation = DERIVATIONS[0]
    members = list(derivation["members"])
    members[2] = derivation["wrong"][1]
    report, parts = steps(tmp_path, derivation, members, rows)
    assert [part.line for part in parts] == [10, 11, 12, 13, 14]
    assert parts[2].verdict == "true under a reading" and "the step before" in parts[2].reading
    said = "first goes wrong in step 2 of 5, line 11"
    html = check.page(report)
    assert said in html and ">step 3 of 5, line 12<" in html
    claim = report.claims[-1]
    assert claim.verdict == "false" and claim.diagnosis == parts[1].diagnosis


def test_equations_that_are_no_derivation_have_lines_but_no_steps(tmp_path):
    (tmp_path / "a.md").write_text(r"""$$ \begin{aligned}
\frac{\partial a_j}{\partial z_j} &= \sigma'(z_j) \\
\sigma'(z) &= \sigma(z) (1 + \sigma(z)) \\
\tanh'(z) &= 1 - \tanh(z)^2
\end{aligned} $$""")
    report = check.document(tmp_path / "a.md")
    assert [(part.line, part.step) for part in report.claims[0].parts] == [
        (2, (1, 1)), (3, (1, 1)), (4, (1, 1))]
    html = check.page(report)
    assert '<p class="head">line 3</p>' in html and "step" not in html


def test_steps_are_counted_over_displays(tmp_path):
    derivation = DERIVATIONS[0]
    _, parts = steps(tmp_path, derivation, derivation["members"], displays)
    assert [part.step for part in parts] == [(k, 5) for k in range(1, 6)]
