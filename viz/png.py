"""A picture as PNG, painted from its SVG."""

from __future__ import annotations

import re

_ZOOM = 2.0  # pixels per point
LARGEST = 16000.0  # pixels along a side; a larger picture gets fewer per point


def png_bytes(svg: str, zoom: float = _ZOOM) -> bytes:
    """The picture in PNG, two pixels to a point.

    Only a label in letters that the picture's own font lacks needs a font of the system.
    """
    import resvg_py

    sides = [float(side) for side in re.findall(r'(?:width|height)="([\d.]+)pt"', svg[:600])]
    zoom = min(zoom, LARGEST / max(sides))
    return bytes(resvg_py.svg_to_bytes(svg_string=svg.replace('pt"', '"', 2), zoom=zoom,
                                       skip_system_fonts="<text" not in svg))
