"""training_player(net, history): weights and loss over the epochs, as a page to step through."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalkgrad.chalk.typeset import latex_digits
from chalkgrad.engine import Value
from chalkgrad.engine.files import write_whole
from chalkgrad.engine.label import number, readable
from chalkgrad.nn import MLP, History

from ..errors import DiagramError
from ..saving import as_html
from .curve import curve_svg, points
from .glyphs import Sheet
from .network import keys_of, network_svg
from .page import page
from .rows import EQUALS, Piece
from .spoken import aloud, spoken_number


def training_player(net: MLP, history: History, path: str | os.PathLike[str] = "training.html", *,
                    title: str = "") -> Path:
    """Write one HTML file that steps through a training: the weights and the loss by epoch.

    `history` is what `nn.fit` returned for this network. Wide layers are elided. The keys and the
    look are those of `player`, and step k has the address `#k`. Returns the path. Raises
    DiagramError if the history holds no weights, or those of another network, and for a path that
    does not end in .html.

    >>> from tempfile import mkdtemp
    >>> from chalkgrad import nn
    >>> net = nn.MLP([1, 1], seed=0)
    >>> history = nn.fit(net, [[0.0]], [[1.0]], nn.half_sse, nn.SGD(1.0), 3, progress=False)
    >>> training_player(net, history, Path(mkdtemp()) / "training.html").name
    'training.html'
    """
    target = as_html(path)
    _check(net, history)
    sheet = Sheet()
    keys, parameters = keys_of(net), list(net.parameters())
    frames = list(_frames(history, keys, parameters, sheet))
    weights = {key: [_figures(history.weights[epoch][place]) for epoch in history.weights]
               for key, place in keys.items()}
    names = {key: readable(parameters[place].label) for key, place in keys.items()}
    data = {"frames": frames, "weights": weights, "names": names, "pace": 300,
            "curve": points(history.loss)}
    picture = f'<div class="pair">{network_svg(net, sheet)}{curve_svg(history.loss)}</div>'
    shown = title or f"Training a network of {'–'.join(map(str, net.sizes))} units"
    made = page(shown, "Training", frames[-1]["caption"], picture, sheet, data, "training")
    return write_whole(target, made.encode())


def _check(net: MLP, history: History) -> None:
    if not getattr(history, "weights", None):
        raise DiagramError("this history holds no weights, so there is nothing to play; give the "
                           "one that nn.fit returned")
    found, wanted = len(next(iter(history.weights.values()))), sum(1 for _ in net.parameters())
    if found != wanted:
        raise DiagramError(f"this history holds {found:,} numbers an epoch, but {net!r} has "
                           f"{wanted:,} parameters; give the network that was trained")


def _frames(history: History, keys: dict[str, int], parameters: list[Value],
            sheet: Sheet) -> Iterator[dict[str, Any]]:
    """A frame for every epoch whose weights were kept."""
    before = None
    for epoch, numbers in history.weights.items():
        made = _frame(history, epoch, sheet)
        if before is not None:
            made |= _change(before, numbers, keys, parameters, sheet)
        yield made
        before = numbers


def _frame(history: History, epoch: int, sheet: Sheet) -> dict[str, Any]:
    if not epoch:
        caption = "Before the training: the weights as they were drawn."
        return {"phase": "epoch", "epoch": 0, "caption": caption, "spoken": caption, "rows": []}
    loss, epochs = history.loss[epoch - 1], len(history.loss)
    caption = f"After epoch {epoch:,} of {epochs:,}."
    row = [Piece("name", r"\text{mean loss}"), EQUALS,
           Piece("adjoint result", latex_digits(number(loss)))]
    return {"phase": "epoch", "epoch": epoch, "caption": caption,
            "spoken": f"{caption} Mean loss {spoken_number(loss)}.",
            "rows": [[[piece.role, sheet.number(piece.latex)] for piece in row]]}


def _change(before: Any, after: Any, keys: dict[str, int], parameters: list[Value],
            sheet: Sheet) -> dict[str, Any]:
    """The weight in the picture that has changed most, and its numbers before and after."""
    key = max(keys, key=lambda key: abs(after[keys[key]] - before[keys[key]]))
    label, old, new = parameters[keys[key]].label, before[keys[key]], after[keys[key]]
    row = [Piece("name", label), EQUALS, Piece("value", latex_digits(number(old))),
           Piece("sign", r"\rightarrow"), Piece("value", latex_digits(number(new)))]
    return {"edge": key, "count": "largest change",
            "so_far": [[piece.role, sheet.number(piece.latex)] for piece in row],
            "also": f"Largest change: {aloud(readable(label))} from {spoken_number(old)} to "
                    f"{spoken_number(new)}."}


def _figures(weight: float) -> float:
    return float(f"{weight:.4g}")
