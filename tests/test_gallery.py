"""The gallery is what its code draws, and every ability that is claimed has a picture or a test."""

import re
import unicodedata
from pathlib import Path
from xml.dom import minidom

import pytest

from chalkgrad import viz
from chalkgrad.demos import gallery
from chalkgrad.demos.gallery_pictures import ROOMS

DOCS = Path(__file__).parents[1] / "docs"
LARGEST = 150_000  # bytes of a picture
MAKERS = [maker for makers in ROOMS.values() for maker in makers]


def anchor(heading: str) -> str:
    """What a link to a heading says: small letters, digits and hyphens."""
    kept = [sign for sign in heading.lower() if sign in " -_" or
            unicodedata.category(sign)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def test_the_page_and_its_pictures_are_made_by_one_command(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the gallery's plots need the extra [demos]")
    assert gallery.main(["--out", str(tmp_path)]) == 0
    assert (tmp_path / "gallery.md").read_text("utf-8") == (DOCS / "gallery.md").read_text("utf-8")
    made = sorted(path.name for path in (tmp_path / gallery.FOLDER).iterdir())
    assert made == sorted(path.name for path in (DOCS / gallery.FOLDER).iterdir())


@pytest.mark.parametrize("path", sorted((DOCS / gallery.FOLDER).iterdir()), ids=lambda p: p.name)
def test_every_picture_is_small_and_sound(path: Path) -> None:
    assert path.stat().st_size <= LARGEST
    document = minidom.parseString(path.read_bytes())
    assert document.documentElement.tagName == "svg"
    assert not document.getElementsByTagName("script")


def test_the_page_shows_every_picture_with_its_code() -> None:
    page = (DOCS / "gallery.md").read_text("utf-8")
    for maker in MAKERS:
        assert f"]({gallery.FOLDER}/{maker.__name__}.svg)" in page or maker.__name__ == "terminal"
    assert page.count("```python") == len(MAKERS) + 1 and "return viz" not in page


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                               capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> viz.Plot:
        raise gallery.MissingPackageError("write pip install 'chalkgrad[demos]'")

    monkeypatch.setattr(gallery, "ROOMS", {"Plots": (missing,)})
    assert gallery.main(["--out", str(tmp_path)]) == 1
    assert "chalkgrad[demos]" in capsys.readouterr().out


def test_every_ability_has_a_picture_or_a_test() -> None:
    headings = {anchor(line.lstrip("# ")) for line in
                (DOCS / "gallery.md").read_text("utf-8").splitlines() if line.startswith("#")}
    rows = [line for line in (DOCS / "compared.md").read_text("utf-8").splitlines()
            if line.startswith("| ") and not line.startswith("| |")]
    assert len(rows) > 30
    for row in rows:
        cells = row.strip("|").split("|")
        link = re.fullmatch(r" \[yes\]\(([^)#]+)#?([^)]*)\) ", cells[1])
        assert link and len(cells) == 9, row
        assert (DOCS / link[1]).exists() and (not link[2] or link[2] in headings), row
