"""The page: template, style, scripts and data in one file that asks for nothing else."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from chalkgrad.engine.label import clean

from .glyphs import Sheet


def page(title: str, phase: str, caption: str, picture: str, sheet: Sheet, data: dict[str, Any],
         kind: str) -> str:
    """One HTML page that shows `data`; `picture` is SVG, the rest text.

    `kind` names the files with the script and the legend for such a picture. Without scripts the
    page shows the picture as it is, which is that of the last frame.
    """
    style = _file("player.css")
    script = _alone("\n".join(_file(f"{name}.js") for name in (
        "formulas", "player", "predict", "paper", kind, "start")))
    return Template(_file("player.html")).substitute(
        policy=escape(_policy(script, style)), title=_text(title), phase=_text(phase),
        caption=_text(caption), style=style, script=script, picture=picture,
        legend=_file(f"{kind}.html").strip(),
        outlines=sheet.outlines(), count=str(len(data["frames"]) - 1),
        data=_as_data({**data, **sheet.data()}))


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _alone(script: str) -> str:
    """The script in a scope of its own."""
    return f'(() => {{\n"use strict";\n{script}}})();\n'


def _policy(script: str, style: str) -> str:
    """Nothing may be loaded, and no script or style may run but these two."""
    return (f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
            "img-src data:; base-uri 'none'; form-action 'none'")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _as_data(data: Any) -> str:
    r"""JSON for a script element, which no text in it can end.

    >>> _as_data(["</script>&"])
    '["\\u003c/script\\u003e\\u0026"]'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _text(text: str) -> str:
    return escape(clean(text))
