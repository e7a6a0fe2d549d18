"""A picture in frames: values appear from the inputs on, then gradients from the output back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from .errors import RenderError
from .layout import Layout
from .png import png_bytes
from .svg import Shown, svg_text

_STEP, _LAST = 900, 4000  # milliseconds that a frame stands
_WIDEST = 1600.0  # pixels


def gif_bytes(layout: Layout) -> bytes:
    """The frames as one GIF, which begins again after the last.

    Raises RenderError without the package Pillow.
    """
    image = _pillow()
    zoom = min(1.5, _WIDEST / layout.width)
    pictures = [image.open(io.BytesIO(png_bytes(svg_text(layout, shown), zoom))).convert(
        "P", palette=image.Palette.ADAPTIVE, colors=128) for shown in frames(layout)]
    stands = [_STEP] * (len(pictures) - 1) + [_LAST]
    file = io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=stands,
                     loop=0, optimize=True)
    return file.getvalue()


def frames(layout: Layout) -> Iterator[Shown]:
    """What is shown in each frame: nothing but the inputs, then more by one node at a time."""
    nodes = [box.node for box in layout.boxes]
    values = {node.key for node in nodes if not node.op}
    yield Shown(frozenset(values), frozenset(), "")
    for node in nodes:
        if node.op:
            values.add(node.key)
            yield Shown(frozenset(values), frozenset(), node.key)
    gradients: set[str] = set()
    for node in reversed(nodes):
        if node.gradient is not None:
            gradients.add(node.key)
            yield Shown(frozenset(values), frozenset(gradients), node.key)


def _pillow() -> Any:
    try:
        from PIL import Image
    except ImportError:
        raise RenderError("a .gif needs the package Pillow, which is not installed; run "
                          "`pip install 'chalkgrad[gif]'`, or save as .png") from None
    return Image
