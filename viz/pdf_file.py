"""The bytes of a PDF file with one page, which paints signs that are stored once each."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from .formula.font import outline


def pdf_file(content: str, signs: Iterable[int], width: float, height: float) -> bytes:
    """Catalogue, pages, page, content in PDF's operators, and a form `/g12` for each sign."""
    forms = {number: _form(number) for number in signs}
    names = " ".join(f"/g{number} {i} 0 R" for i, number in enumerate(forms, 5))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               (f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents 4 0 R"
                f"/Resources<</XObject<<{names}>>>>>>").encode(),
               _stream(content, ""), *forms.values()]
    return _numbered(objects)


def _numbered(objects: list[bytes]) -> bytes:
    """The objects with the table that says at which byte each begins."""
    text, starts = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for i, item in enumerate(objects, 1):
        starts.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (i, item)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return text + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n"
                   b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(text)))


def _form(number: int) -> bytes:
    path, box = _path(number), [-2000, -4000, 6000, 4000]
    shape = f"/Type/XObject/Subtype/Form/BBox[{' '.join(map(str, box))}]"
    return _stream(path + " f", shape)


def _stream(text: str, entries: str) -> bytes:
    packed = zlib.compress(text.encode("ascii"), 9)
    return (f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode()
            + packed + b"\nendstream")


def _path(number: int) -> str:
    """The outline of a sign; a quadratic curve becomes a cubic one."""
    parts: list[str] = []
    here = (0.0, 0.0)
    for letter, points in outline(number):
        if letter == "Q":
            x, y, u, v = points
            points = ((here[0] + 2 * x) / 3, (here[1] + 2 * y) / 3, (u + 2 * x) / 3,
                      (v + 2 * y) / 3, u, v)
        if letter == "M" and parts:
            parts.append("h")
        numbers = " ".join([f"{part:.1f}".removesuffix(".0") for part in points])
        parts.append(f"{numbers} {'c' if letter == 'Q' else letter.lower()}")
        here = points[-2], points[-1]
    return " ".join([*parts, "h"])
